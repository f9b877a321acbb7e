"""Exact numbers as people write and read them."""

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from engine.fields.reading import GREATEST, LONGEST_CODE, plain
from engine.json_value import Json, decimal_text, fixed_text
from engine.values import Number, exact

MOST_PLACES = 30
_NUMBER = re.compile(
    r"(?P<sign>[+-]?) ?(?P<whole>\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d*)(?:\.(?P<part>\d*))? ?(?P<rest>.*)\Z",
    re.ASCII | re.DOTALL,
)
_QUOTIENT = re.compile(r"(?P<above>[+-]?\d{1,200})/(?P<below>0*[1-9]\d{0,199}) ?(?P<rest>\D*)\Z", re.ASCII)
_BROKEN_GROUPS = re.compile(r"[, ]?\d", re.ASCII)


def read_number(raw: Json, suffixes: Mapping[str, Number]) -> Number | str:
    """The number an answer says, or the code of the problem. `suffixes` are the words that may follow a number, with
    what each multiplies it by."""
    if raw.__class__ is str:
        return _of_text(str(raw), suffixes)
    if isinstance(raw, bool | float):
        return "number"
    if isinstance(raw, int):
        return raw if -GREATEST < raw < GREATEST else "number_long"
    if isinstance(raw, Decimal):
        return _of_decimal(raw)
    return _of_text(raw, suffixes) if isinstance(raw, str) else "number"


def _of_decimal(raw: Decimal) -> Number | str:
    if not raw.is_finite():
        return "number"
    exponent = raw.as_tuple().exponent
    if raw.adjusted() >= 30 or (isinstance(exponent, int) and exponent < -MOST_PLACES):
        return "number_long"
    return exact(Fraction(raw))


def _of_text(raw: str, suffixes: Mapping[str, Number]) -> Number | str:
    whole, point, part = raw.partition(".")
    if point and len(raw) <= MOST_PLACES and raw.isascii() and whole.isdigit() and part.isdigit():
        return exact(Fraction(int(whole + part), 10 ** len(part)))
    if len(raw) > LONGEST_CODE:
        return "number_long"
    text = plain(raw)
    quotient = _QUOTIENT.match(text)
    if quotient:
        number = Fraction(int(quotient["above"]), int(quotient["below"]))
        return _times(number, quotient["rest"].rstrip(), suffixes)
    found = _NUMBER.match(text)
    if not found or not (found["whole"] or found["part"]):
        return "number"
    if _BROKEN_GROUPS.match(found["rest"]):
        return "number_groups"
    return _of_parts(found, suffixes)


def _of_parts(found: re.Match[str], suffixes: Mapping[str, Number]) -> Number | str:
    whole, part = re.sub("[, ]", "", found["whole"]).lstrip("0"), found["part"] or ""
    if len(whole) > MOST_PLACES or len(part) > MOST_PLACES:
        return "number_long"
    number = Fraction(int(found["sign"] + (whole + part or "0")), 10 ** len(part))
    return _times(number, found["rest"].rstrip(), suffixes)


def _times(number: Fraction, suffix: str, suffixes: Mapping[str, Number]) -> Number | str:
    if suffix and suffix not in suffixes:
        return "number"
    return exact(number * suffixes[suffix] if suffix else number)


def write_number(number: Number) -> int | str:
    """The canonical JSON of a number: whole numbers as such, decimals as text, other fractions as ``5/12``."""
    if isinstance(number, int):
        return number
    text = decimal_text(number)
    short = text is not None and len(text.partition(".")[2]) <= MOST_PLACES
    return str(text) if short else f"{number.numerator}/{number.denominator}"


def show_number(number: Number, places: int | None = None, otherwise: int = 4) -> str:
    """`number` as people read it, in groups of three; at most `places` decimals. Without `places` exactly, or with
    `otherwise` decimals where there are more than six."""
    if isinstance(number, int):
        return f"{number:,}"
    text = decimal_text(number) if places is None else None
    if text is None or len(text.partition(".")[2]) > 6:
        text = fixed_text(number, otherwise if places is None else places)
    whole, _, part = text.partition(".")
    part = part.rstrip("0")
    sign = "-" if whole.startswith("-") else ""
    grouped = f"{sign}{abs(int(whole)):,}"
    return f"{grouped}.{part}" if part else (grouped.lstrip("-") if grouped == "-0" else grouped)

"""JSON as the engine reads and writes it: exact, canonical, the same bytes for the same content."""

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

Json = None | bool | int | Decimal | str | Sequence[Any] | Mapping[str, Any]
"""A decoded JSON value. Numbers are `int` or `Decimal`, never a float."""


class NotJson(ValueError):
    """The text is no JSON the engine accepts."""


def _refuse(constant: str) -> Any:
    raise NotJson(constant)


def decode(text: str | bytes) -> Any:
    """Read JSON with exact numbers.

    Raises `NotJson` for text that is no JSON, for NaN and infinities, and for a key that stands twice.
    """
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        raise NotJson(str(error)) from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise NotJson(f"duplicate key {key!r}")
        found[key] = value
    return found


def encode(value: Any, *, indent: int | None = None) -> str:
    """Canonical JSON: sorted keys, no needless blanks, numbers exact; the same content gives the same bytes.

    A fraction is written as a decimal where it has an end, else as text ``"1/3"``.
    """
    return "".join(_written(value, indent, 0))


def _written(value: Any, indent: int | None, depth: int) -> Iterator[str]:
    if isinstance(value, Mapping):
        pairs = [(json.dumps(str(key), ensure_ascii=False), value[key]) for key in sorted(value, key=str)]
        yield from _enclosed(
            "{}", [(f"{key}:" if indent is None else f"{key}: ", each) for key, each in pairs], indent, depth
        )
    elif isinstance(value, Sequence | Set) and not isinstance(value, str):
        items = sorted(value) if isinstance(value, Set) else value
        yield from _enclosed("[]", [("", each) for each in items], indent, depth)
    else:
        yield _scalar(value)


def _enclosed(brackets: str, items: list[tuple[str, Any]], indent: int | None, depth: int) -> Iterator[str]:
    if not items:
        yield brackets
        return
    gap = "" if indent is None else "\n" + " " * indent * (depth + 1)
    yield brackets[0]
    for place, (start, each) in enumerate(items):
        yield ("," if place else "") + gap + start
        yield from _written(each, indent, depth + 1)
    yield ("" if indent is None else "\n" + " " * indent * depth) + brackets[1]


def _scalar(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Fraction):
        return decimal_text(value) or json.dumps(str(value))
    if isinstance(value, date):
        return json.dumps(value.isoformat())
    if value is None or isinstance(value, bool | int | str):
        return json.dumps(value, ensure_ascii=False)
    raise TypeError(type(value).__name__)


def decimal_text(number: Fraction | int) -> str | None:
    """The exact decimal of a fraction, None where it has no end."""
    rest, places = number.denominator, 0
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    for factor in (2, 5):
        while rest % factor == 0:
            rest, places = rest // factor, places + 1
    if rest != 1:
        return None
    digits = str(abs(number.numerator) * 10**places // number.denominator).rjust(places + 1, "0")
    whole, tail = (digits[:-places], digits[-places:].rstrip("0")) if places else (digits, "")
    sign = "-" if number < 0 else ""
    return f"{sign}{whole}.{tail}" if tail else f"{sign}{whole}"

"""JSON as the engine reads and writes it: exact, canonical, the same bytes for the same content."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

Json = None | bool | int | Decimal | str | Sequence[Any] | Mapping[str, Any]
"""A decoded JSON value. Numbers are `int` or `Decimal`, never a float."""


class NotJson(ValueError):
    """The text is no JSON the engine accepts."""


DEEPEST = 60
"""How deep lists and objects may stand in one another; no answer needs more than four."""

_ESCAPED = re.compile(
    r"(?P<kept>\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)
"""A backslash of its own, a whole pair of surrogates, or half of one, which is no character."""


def _refuse(constant: str) -> Any:
    raise NotJson(constant)


def decode(text: str | bytes) -> Any:
    """Read JSON with exact numbers.

    Raises `NotJson` for text that is no JSON, for NaN and infinities, for a key that stands twice, and for what is nested
    deeper than anything the engine reads. Half a surrogate pair, which could never be stored, becomes U+FFFD.
    """
    try:
        written = text if isinstance(text, str) else text.decode("utf-8-sig")
        if "\\u" in written:
            written = _ESCAPED.sub(lambda found: found["kept"] or "\\ufffd", written)
        found = json.loads(written, parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        raise NotJson(str(error)) from error
    if written.count("[") + written.count("{") > DEEPEST and _deeper(found, DEEPEST):
        raise NotJson(f"nested deeper than {DEEPEST}")
    return found


def _deeper(value: Any, most: int) -> bool:
    """Whether `value` is nested more than `most` deep."""
    layer = [value]
    for _ in range(most + 1):
        layer = [
            each
            for outer in layer
            if isinstance(outer, list | dict)
            for each in (outer.values() if isinstance(outer, dict) else outer)
        ]
    return bool(layer)


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
        return format(value, "f") if abs(value.adjusted()) <= DEEPEST else str(value)
    if isinstance(value, Fraction):
        return decimal_text(value) or json.dumps(str(value))
    if isinstance(value, date):
        return json.dumps(value.isoformat())
    if value is None or isinstance(value, bool | int | str):
        return json.dumps(value, ensure_ascii=False)
    raise TypeError(type(value).__name__)


def fixed_text(number: Fraction | int, places: int) -> str:
    """`number` rounded half away from zero to `places` decimals."""
    scaled = (abs(number.numerator) * 10**places * 2 + number.denominator) // (2 * number.denominator)
    digits = str(scaled).rjust(places + 1, "0")
    sign = "-" if number < 0 and scaled else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def decimal_text(number: Fraction | int) -> str | None:
    """The exact decimals of `number`, None where they never end."""
    if isinstance(number, int):
        return str(number)
    rest, twos, fives = number.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return None if rest != 1 else fixed_text(number, max(twos, fives))

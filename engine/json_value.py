"""JSON as the engine reads and writes it: exact, canonical, the same bytes for the same content."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
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
    """Canonical JSON: sorted keys, no needless blanks; exact numbers that are not whole become strings."""
    separators = (",", ":") if indent is None else (",", ": ")
    return json.dumps(
        value, default=_exact, sort_keys=True, ensure_ascii=False, allow_nan=False, indent=indent, separators=separators
    )


def _exact(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence | frozenset):
        return list(value)
    raise TypeError(type(value).__name__)

"""Column types that keep our promises: canonical JSON as text, times as UTC."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import DateTime, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

_SURROGATE = re.compile("[\ud800-\udfff]")


def canonical_json(value: object) -> str:
    """The one text of a JSON value: keys sorted, no blanks, decimals as strings, no floats."""
    text = json.dumps(
        _exact(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return _SURROGATE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def _exact(value: object) -> object:
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal():
            return str(value)
        case Mapping():
            return {_key(key): _exact(item) for key, item in value.items()}
        case list() | tuple():
            return [_exact(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no exact JSON form")


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError("JSON keys are text")
    return key


class CanonicalJson(TypeDecorator[Any]):
    """A JSON value kept as canonical text; a number with a fraction comes back as a Decimal, never a float."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:
        return canonical_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value, parse_float=Decimal)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment; stored as UTC, always aware in Python."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a moment needs its time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

"""A day, kept as year-month-day; people write it in several ways."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import ClassVar

from engine.expression.types import DATE, Type
from engine.fields.base import Building, Cell, Column, FieldType, Read, Years
from engine.fields.reading import LONGEST_CODE, is_blank, plain, typed, unreadable
from engine.fields.words import word
from engine.json_value import Json
from engine.problems import problem
from engine.shapes import Day, Entries, Key, Schema
from engine.values import UNANSWERED, UNREADABLE, Value

_ISO = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
_WRITTEN = re.compile(
    r"(\d{4})(?: ?[^\d\s] ?| )(\d{1,2})(?: ?[^\d\s] ?| )(\d{1,2})(?: ?[^\d\s:]| 00?:00(?::00)?)?\Z", re.ASCII
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)\Z", re.ASCII)


@dataclass(frozen=True)
class DateField(FieldType):
    """``type: date``."""

    min: date | None = None
    max: date | None = None

    kind: ClassVar[str] = "date"
    keys: ClassVar[Mapping[str, Key]] = {"min": Key(Day()), "max": Key(Day())}

    @classmethod
    def build(cls, entries: Entries, building: Building) -> "DateField":
        first, last = entries["min"], entries["max"]
        if first is not None and last is not None and first > last:
            building.collector.add("F220", entries.span("max"), low=f"min: {first}", high=f"max: {last}")
            return cls()
        return cls(first, last)

    @cached_property
    def type(self) -> Type:
        return DATE

    def read(self, raw: Json, years: Years) -> Read:
        if raw is None or (isinstance(raw, str) and is_blank(raw)):
            return Read(UNANSWERED)
        text = typed(raw)
        day = None if text is None or len(text) > LONGEST_CODE else read_day(text)
        if day is None:
            return unreadable("date", raw)
        if self.min is not None and day < self.min:
            return self._outside("date_min", self.min, day)
        if self.max is not None and day > self.max:
            return self._outside("date_max", self.max, day)
        return Read(day)

    def _outside(self, code: str, limit: date, day: date) -> Read:
        return Read(UNREADABLE, (problem(code, limit=limit, found=day),))

    def write(self, value: Value, years: Years | None = None) -> Json:
        return value.isoformat() if isinstance(value, date) else None

    def show(self, value: Value, language: str = "zh", years: Years | None = None) -> str:
        if not isinstance(value, date):
            return ""
        return word("date", language, year=f"{value.year:04}", month=value.month, day=value.day)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}

    def columns(self, name: str, heading: str, language: str = "zh") -> tuple[Column, ...]:
        return (Column(name, heading, kind="date"),)

    def cells(self, value: Value) -> tuple[Cell, ...]:
        return (value if isinstance(value, date) else None,)


def read_day(text: str) -> date | None:
    """The day a text says: 2026-01-05, 2026/1/5, 20260105, or with a word behind each number."""
    try:
        if _ISO.match(text):
            return date.fromisoformat(text)
        cleaned = plain(text)
        found = _WRITTEN.match(cleaned) or _COMPACT.match(cleaned)
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None

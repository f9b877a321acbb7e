"""A column of years around a kind that holds a number: the latest year first, each read and shown by the kind."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any, ClassVar

from engine.expression.types import SeriesType
from engine.fields.base import ABSENT, Building, Cell, Column, FieldType, Posted, Read, Years
from engine.fields.reading import is_blank_json, quoted
from engine.fields.words import word
from engine.json_value import Json
from engine.problems import Problem, problem
from engine.shapes import Entries, Schema
from engine.values import NOT_APPLICABLE, Cause, Value, is_final, is_missing

_YEAR = re.compile(r"[12]\d{3}\Z", re.ASCII)


@dataclass(frozen=True)
class Yearly(FieldType):
    """``years: 3`` beside a kind: a value for each of `count` years. Its value is a tuple, the reporting year first."""

    cell: FieldType
    count: int

    kind: ClassVar[str] = "yearly"
    in_table: ClassVar[bool] = False

    @classmethod
    def build(cls, entries: Entries, building: Building) -> "Yearly":
        raise TypeError("a yearly field is a kind with years: make Yearly(kind, count)")

    @cached_property
    def type(self) -> SeriesType:
        return SeriesType(self.cell.type, 1, self.count)

    @property
    def grouped(self) -> bool:
        return True

    def read(self, raw: Json, years: Years) -> Read:
        if not isinstance(raw, Mapping):
            if is_blank_json(raw):
                raw = {}
            else:
                return Read(self._all(Cause.UNREADABLE, years), (problem("yearly", found=quoted(raw)),))
        values: list[Any] = []
        problems: list[Problem] = []
        for offset in range(1, self.count + 1):
            if not years.applies(offset):
                values.append(NOT_APPLICABLE)
                continue
            value, wrong, _ = self.cell.read(raw_of_year(raw, years, offset), years)
            values.append(value)
            if wrong:
                problems += [replace(each, year=years.calendar(offset)) for each in wrong]
        if raw.keys() - _asked(years.reporting, self.count):
            problems += self._other_years(raw, years)
        return Read(tuple(values), tuple(problems))

    def _all(self, cause: Cause, years: Years) -> Value:
        return tuple(
            self.cell.missing(cause) if years.applies(offset) else NOT_APPLICABLE
            for offset in range(1, self.count + 1)
        )

    def _other_years(self, raw: Mapping[str, Any], years: Years) -> tuple[Problem, ...]:
        """A year the form does not ask for is told and left out; what is no year at all is a mistake."""
        asked = _asked(years.reporting, self.count)
        others = [key for key, value in raw.items() if key not in asked and not is_blank_json(value)]
        return tuple(_other_year(key) for key in others[:20])

    def write(self, value: Value, years: Years | None = None) -> Json:
        if not isinstance(value, tuple):
            return None
        written = {
            str(years.calendar(offset) if years else offset): self.cell.write(each, years)
            for offset, each in enumerate(value, 1)
            if not is_missing(each)
        }
        return written or None

    def show(self, value: Value, language: str = "zh", years: Years | None = None) -> str:
        if not isinstance(value, tuple):
            return ""
        shown = [
            f"{year_name(offset, years, language)} {self.cell.show(each, language, years)}"
            for offset, each in enumerate(value, 1)
            if not is_missing(each)
        ]
        return word("between", language).join(shown)

    def missing(self, cause: Cause) -> Value:
        return (self.cell.missing(cause),) * self.count

    def fill(self, value: Value, cause: Cause, counts_as: Value | None) -> Value:
        if not isinstance(value, tuple):
            return self.missing(cause) if counts_as is None else (counts_as,) * self.count
        return tuple(self.cell.fill(each, cause, counts_as) for each in value)

    def is_empty(self, value: Value) -> bool:
        if not isinstance(value, tuple):
            return super().is_empty(value)
        asked = [each for each in value if not is_final(each)]
        return bool(asked) and all(self.cell.is_empty(each) for each in asked)

    def lacks(self, value: Value, years: Years) -> tuple[Problem, ...]:
        values = value if isinstance(value, tuple) else (value,) * self.count
        return tuple(
            Problem(self.cell.required_code, year=years.calendar(offset))
            for offset, each in enumerate(values, 1)
            if years.applies(offset) and self.cell.is_empty(each)
        )

    def collect(self, posted: Posted, name: str) -> Any:
        asked = [year for year in posted.below(name) if _YEAR.match(year)]
        if not asked:
            return ABSENT
        typed = {year: self.cell.collect(posted, f"{name}.{year}") for year in asked}
        return {year: each for year, each in typed.items() if each is not ABSENT and not is_blank_json(each)}

    def schema(self) -> Schema:
        cell = {"anyOf": [self.cell.schema(), {"type": "null"}]}
        return {
            "type": "object",
            "patternProperties": {r"^([12]\d{3}|[1-9]\d?)$": cell},
            "additionalProperties": False,
        }

    def columns(self, name: str, heading: str, language: str = "zh") -> tuple[Column, ...]:
        columns: list[Column] = []
        for offset in range(1, self.count + 1):
            of_year = word("of_year", language, label=heading, year=year_name(offset, None, language))
            columns += self.cell.columns(f"{name}.{offset}", of_year, language)
        return tuple(columns)

    def cells(self, value: Value) -> tuple[Cell, ...]:
        values = value if isinstance(value, tuple) else (value,) * self.count
        return tuple(cell for each in values for cell in self.cell.cells(each))


@cache
def _asked(reporting: int, count: int) -> frozenset[str]:
    """The keys under which an answer may hold its years."""
    return frozenset(str(each) for offset in range(1, count + 1) for each in (offset, reporting - offset + 1))


def raw_of_year(raw: Mapping[str, Any], years: Years, offset: int) -> Any:
    """What was answered for one year: by calendar year, else by distance."""
    found = raw.get(str(years.calendar(offset)))
    return raw.get(str(offset)) if found is None or found == "" else found


def year_name(offset: int, years: Years | None = None, language: str = "zh") -> str:
    """The year as a heading says it: with its number where it is known."""
    which = f"year.{offset}" if offset <= 2 else "year.n"
    if years is None:
        return word(which, language, n=offset)
    calendar = years.calendar(offset)
    if offset > 2:
        return word("year", language, year=calendar)
    return word("year_heading", language, year=calendar, which=word(which, language))


def _other_year(key: Any) -> Problem:
    text = key if isinstance(key, str) else quoted(key)
    if _YEAR.match(text):
        return replace(problem("year_outside", found=text), blocks=False)
    return problem("year_unknown", found=quoted(text))

"""What every kind of field is: one room that reads, checks, shows, stores and describes an answer.

It never sees the form.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

from engine.diagnostics import Collector
from engine.expression.types import Type
from engine.json_value import Json
from engine.problems import Problem
from engine.reference import CodeTable
from engine.shapes import Entries, Key, Schema
from engine.units import Units
from engine.values import UNANSWERED, Cause, Unknown, Value, is_missing

ABSENT: Any = object()
"""A field that a posted page did not contain at all (unlike one that was posted empty)."""


@dataclass(frozen=True, slots=True)
class Years:
    """The years an answer speaks of: `reporting` is year 1; before `since` the enterprise did not exist."""

    reporting: int
    since: int | None = None

    def calendar(self, offset: int) -> int:
        """The calendar year `offset` years back, counted from 1."""
        return self.reporting - offset + 1

    def applies(self, offset: int) -> bool:
        return self.since is None or self.calendar(offset) >= self.since


class Read(NamedTuple):
    """What became of an answer: its value (missing where there is none) and what is wrong with it.

    `gaps` is what an answer that was begun still lacks, whether or not the field is required (a row without a required
    cell, too few rows): nothing to complain of while someone types, but it blocks submission. A problem found in
    reading carries no field id yet; it may carry row, column and year. (A named tuple, because one is made for every
    answer that is read, and it is made in two thirds of the time.)
    """

    value: Value
    problems: tuple[Problem, ...] = ()
    gaps: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an export: a stable name, its heading, its unit, and what its cells are (``text``, ``number``,
    ``date``, ``truth``)."""

    name: str
    heading: str
    unit: str = ""
    kind: str = "text"


Cell = Any
"""A cell of an export: text, an exact number, a date, a truth, or None where there is no value."""


@dataclass(frozen=True, slots=True)
class Building:
    """What a kind may use while it reads its keys: the collector, the units, and the tables of codes."""

    collector: Collector
    units: Units
    tables: Mapping[str, CodeTable] = field(hash=False)


class FieldType(ABC):
    """A field's type as one form configures it. Subclasses are frozen dataclasses, one file each."""

    kind: ClassVar[str]
    """The word an author writes behind ``type:``."""

    keys: ClassVar[Mapping[str, Key]] = {}
    """The keys this kind takes beyond those every field takes."""

    answerable: ClassVar[bool] = True
    """False for what is only shown (a note)."""

    yearly: ClassVar[bool] = False
    """Whether ``years:`` may stand beside this kind."""

    in_table: ClassVar[bool] = True
    """Whether a column of a table may be of this kind."""

    beside: ClassVar[Type | None] = None
    """The type of the value its control lists choices for, which the form gives by the expression under ``of:``."""

    required_code: ClassVar[str] = "required"
    """The problem of a required answer that is not there."""

    widget: ClassVar[str] = ""
    """The template of its control in `engine/widgets`, where it is not named like the kind."""

    @property
    def grouped(self) -> bool:
        """Whether its control is several inputs, which need a legend where a single one has a label."""
        return False

    @classmethod
    @abstractmethod
    def build(cls, entries: Entries, building: Building) -> "FieldType":
        """The type an author's keys describe. Mistakes go to `building.collector`; a usable type is returned."""

    @property
    @abstractmethod
    def type(self) -> Type:
        """The type an expression sees."""

    @abstractmethod
    def read(self, raw: Json, years: Years) -> Read:
        """The value of an answer as it was stored or sent. What cannot be read is a problem and an unreadable value;
        nothing raises, whatever JSON comes. Empty (None, "", only blanks) is `UNANSWERED`."""

    @abstractmethod
    def write(self, value: Value, years: Years | None = None) -> Json:
        """The canonical JSON of a value: reading it again gives the same value. Missing is None.

        Yearly values are written by calendar year when `years` are given, else by distance.
        """

    @abstractmethod
    def show(self, value: Value, language: str = "zh", years: Years | None = None) -> str:
        """The value as people read it, with its unit; "" where it is missing. `years` name those of yearly values."""

    def holding_roots(self) -> "FieldType":
        """The type as it also holds a root, where a value of it may be one; itself for every other kind."""
        return self

    def missing(self, cause: Cause) -> Value:
        """What stands for an answer that is not there: unknown, within the limits of the type."""
        return Unknown(cause)

    def fill(self, value: Value, cause: Cause, counts_as: Value | None) -> Value:
        """The value when its empty parts are there for `cause` (left empty, hidden): what they count as, or unknown."""
        if not isinstance(value, Unknown):
            return value
        if value.cause is Cause.UNREADABLE and cause is Cause.EMPTY:
            return value
        return self.missing(cause) if counts_as is None else counts_as

    def is_empty(self, value: Value) -> bool:
        """Whether nothing was answered, so that a required field is still to be filled."""
        return isinstance(value, Unknown) and value.cause is not Cause.UNREADABLE

    def lacks(self, value: Value, years: Years) -> tuple[Problem, ...]:
        """The problems of a required answer that is not there, or not for every year; `Read.gaps` are not repeated."""
        return (Problem(self.required_code),) if self.is_empty(value) else ()

    def collect(self, posted: "Posted", name: str) -> Any:
        """The answer a posted page holds under `name`, as JSON to store, or `ABSENT`. Never loses what was typed."""
        values = posted.all(name)
        return values[-1] if values else ABSENT

    @abstractmethod
    def schema(self) -> Schema:
        """The JSON Schema of the canonical JSON (`write`) of an answer."""

    def columns(self, name: str, heading: str, language: str = "zh") -> tuple[Column, ...]:
        """The columns of an export."""
        return (Column(name, heading),)

    def cells(self, value: Value) -> tuple[Cell, ...]:
        """As many cells as there are columns."""
        return (None if is_missing(value) else self.show(value),)


class Posted:
    """A posted page: every name with its values in order, as browsers send them."""

    def __init__(self, values: Mapping[str, Sequence[str]]) -> None:
        self._values = values

    def all(self, name: str) -> Sequence[str]:
        return self._values.get(name, ())

    def names(self) -> Sequence[str]:
        return tuple(self._values)

    def below(self, name: str) -> tuple[str, ...]:
        """The next part of every posted name that begins with `name` and a dot, in order, each once."""
        start = name + "."
        return tuple(
            dict.fromkeys(
                each[len(start) :].split(".", 1)[0] for each in self._values if each.startswith(start)
            )
        )


__all__ = [
    "ABSENT",
    "UNANSWERED",
    "Building",
    "Cell",
    "Column",
    "FieldType",
    "Posted",
    "Read",
    "Years",
]

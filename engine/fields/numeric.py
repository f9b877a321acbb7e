"""What the kinds that hold a number have in common: limits, units, exact reading, display."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from fractions import Fraction
from functools import cached_property
from math import ceil, floor
from typing import ClassVar

from engine.expression.types import NumberType
from engine.fields.base import Building, Cell, Column, FieldType, Read, Years
from engine.fields.limits import NO_LIMITS, Limits
from engine.fields.numbers import read_number, show_number, write_number
from engine.fields.reading import GREATEST, is_blank, unreadable
from engine.json_value import Json
from engine.problems import problem
from engine.shapes import Entries, Schema
from engine.units import Unit
from engine.values import Cause, Number, Unknown, Value, exact, is_missing

PLACES = 8
"""The most decimals an author may ask to be shown."""

DECIMAL_PATTERN = r"^-?(\d+(\.\d+)?|\d+/\d+)$"


@dataclass(frozen=True)
class Numeric(FieldType):
    """A number within limits. `suffixes` are the units people may write behind it, with what each multiplies by.

    It is `irrational` where it is reckoned and may be a root: kept exactly, rounded only when it is shown.
    """

    limits: Limits = NO_LIMITS
    places: int | None = None
    unit: Unit | None = None
    suffixes: Mapping[str, Number] = field(default_factory=dict, hash=False)
    irrational: bool = False

    yearly: ClassVar[bool] = True
    whole: ClassVar[bool] = False
    widget: ClassVar[str] = "number"

    @cached_property
    def type(self) -> NumberType:
        low, high = self.limits.low(self.whole), self.limits.high(self.whole)
        return NumberType(self.unit, low, high, self.whole, self.irrational)

    @property
    def unit_label(self) -> str:
        """The unit as it stands behind the label and the number."""
        return self.unit.label if self.unit is not None else ""

    @cached_property
    def _unanswered(self) -> Read:
        return Read(self.missing(Cause.UNANSWERED))

    @cached_property
    def _unlimited(self) -> bool:
        return self.limits == NO_LIMITS

    def read(self, raw: Json, years: Years) -> Read:
        if raw.__class__ is int and -GREATEST < raw < GREATEST:
            return self._checked(raw, raw)
        if raw.__class__ is str and raw.isdigit() and raw.isascii() and len(raw) <= 30:
            return self._checked(int(raw), raw)
        if raw is None or raw == "":
            return self._unanswered
        number = read_number(raw, self.suffixes)
        if number.__class__ is not str:
            return self._checked(number, raw)  # type: ignore[arg-type]
        if isinstance(raw, str) and is_blank(raw):
            return self._unanswered
        return self._unreadable(str(number), raw)

    def _checked(self, number: Number, raw: Json) -> Read:
        if self.whole and number.__class__ is not int:
            return self._unreadable("integer", raw)
        broken = None if self._unlimited else self.limits.broken(number)
        if broken is None:
            return Read(number)
        name, limit = broken
        told = problem(f"number_{name}", limit=self.show(limit), found=self.show(number))
        return Read(self.missing(Cause.UNREADABLE), (told,))

    def _unreadable(self, code: str, raw: Json) -> Read:
        told = "integer" if self.whole and code == "number" else code
        return unreadable(told, raw, self.missing(Cause.UNREADABLE), unit=self.unit_label)

    def write(self, value: Value, years: Years | None = None) -> Json:
        return write_number(value) if isinstance(value, int | Fraction) else None

    def show(self, value: Value, language: str = "zh", years: Years | None = None) -> str:
        if not isinstance(value, int | Fraction):
            return ""
        number = show_number(value, self.places)
        return f"{number} {self.unit_label}" if self.unit_label else number

    def missing(self, cause: Cause) -> Value:
        return Unknown(cause, self.type.low, self.type.high)

    def schema(self) -> Schema:
        low, high = self.type.low, self.type.high
        number: Schema = {"type": "integer" if self.whole else "number"}
        if low is not None:
            number["minimum"] = floor(low)
        if high is not None:
            number["maximum"] = ceil(high)
        return number if self.whole else {"anyOf": [number, {"type": "string", "pattern": DECIMAL_PATTERN}]}

    def columns(self, name: str, heading: str, language: str = "zh") -> tuple[Column, ...]:
        return (Column(name, heading, self.unit_label, "number"),)

    def cells(self, value: Value) -> tuple[Cell, ...]:
        return (None if is_missing(value) else value,)


def read_unit(entries: Entries, building: Building, quantity: str | None = None) -> Unit | None:
    """The unit an author wrote, of one quantity where only that will do; an unknown one is reported."""
    label: str | None = entries["unit"]
    if label is None:
        return None
    known = building.units.labels(quantity)
    if label in known:
        return building.units.get(label)
    code = "F223" if quantity else "F224"
    suggestion = next(
        iter(get_close_matches(label, known, 1, 1 / 2)), None
    )  # units have one or two characters
    building.collector.add(
        code, entries.span("unit"), suggestion=suggestion, found=label, known=", ".join(known)
    )
    return None


def suffixes_of(unit: Unit | None, building: Building) -> Mapping[str, Number]:
    """The labels of all units of the same quantity, with their factor to `unit`."""
    if unit is None:
        return {}
    every: Mapping[str, Unit] = building.units.by_label
    return {
        label: exact(each.factor / unit.factor) for label, each in every.items() if each.same_quantity(unit)
    }

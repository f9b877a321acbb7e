"""A percentage, held as the ratio it means: 5 and 5% are both five hundredths."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import ClassVar

from engine.fields.base import Building, Cell, Read, Years
from engine.fields.limits import PERCENT_LIMIT_KEYS, read_limits
from engine.fields.numbers import show_number, write_number
from engine.fields.numeric import DECIMAL_PATTERN, PLACES, Numeric
from engine.json_value import Json
from engine.shapes import Entries, Key, Schema, WholeNumber
from engine.units import RATIO
from engine.values import Number, Root, Value, exact

EXPORTED_PLACES = 12
"""How many decimals of a ratio an export holds where there is no last one."""


@dataclass(frozen=True)
class Percent(Numeric):
    """``type: percent``."""

    kind: ClassVar[str] = "percent"
    keys: ClassVar[Mapping[str, Key]] = {**PERCENT_LIMIT_KEYS, "places": Key(WholeNumber(0, PLACES))}

    @classmethod
    def build(cls, entries: Entries, building: Building) -> "Percent":
        return cls(read_limits(entries, building, percent=True), entries["places"], RATIO, {"%": 1})

    def holding_roots(self) -> "Percent":
        return replace(self, irrational=True)

    @property
    def unit_label(self) -> str:
        return "%"

    def read(self, raw: Json, years: Years) -> Read:
        if (
            isinstance(raw, str)
            and raw.endswith("%")
            and len(raw) < 30
            and raw.isascii()
            and raw[:-1].isdigit()
        ):
            return self._checked(int(raw[:-1]), raw)
        return super().read(raw, years)

    def _checked(self, number: Number, raw: Json) -> Read:
        ratio = Fraction(number, 100) if isinstance(number, int) else number / 100
        return super()._checked(exact(ratio), raw)

    def write(self, value: Value, years: Years | None = None) -> Json:
        return f"{write_number(exact(Fraction(value) * 100))}%" if isinstance(value, int | Fraction) else None

    def show(self, value: Value, language: str = "zh", years: Years | None = None) -> str:
        if isinstance(value, Root):
            value = value.to_places(2 + (2 if self.places is None else self.places))
        if not isinstance(value, int | Fraction):
            return ""
        return show_number(exact(Fraction(value) * 100), self.places, otherwise=2) + "%"

    def schema(self) -> Schema:
        return {"type": "string", "pattern": DECIMAL_PATTERN.replace("$", "%$")}

    def cells(self, value: Value) -> tuple[Cell, ...]:
        if isinstance(value, Root):
            value = value.to_places(EXPORTED_PLACES)
        return (exact(Fraction(value) * 100) if isinstance(value, int | Fraction) else None,)

"""An amount of money in the unit the form asks for; people may write another one behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from engine.fields.base import Building
from engine.fields.limits import LIMIT_KEYS, read_limits
from engine.fields.numeric import PLACES, Numeric, read_unit, suffixes_of
from engine.shapes import Entries, Key, WholeNumber, Words
from engine.units import Unit
from engine.values import Number

QUANTITY = "money"


@dataclass(frozen=True)
class Money(Numeric):
    """``type: money``."""

    kind: ClassVar[str] = "money"
    keys: ClassVar[Mapping[str, Key]] = {
        **LIMIT_KEYS,
        "unit": Key(Words(), required=True),
        "places": Key(WholeNumber(0, PLACES)),
    }

    @classmethod
    def build(cls, entries: Entries, building: Building) -> "Money":
        unit = read_unit(entries, building, QUANTITY) or Unit(((QUANTITY, 1),), label=entries.get("unit", ""))
        return cls(read_limits(entries, building), entries["places"], unit, _suffixes(unit, building))


def _suffixes(unit: Unit, building: Building) -> Mapping[str, Number]:
    """Every unit of money, and each multiple of the base unit also without the base unit's word at its end."""
    full = suffixes_of(unit, building)
    base = next(
        (label for label in building.units.labels(QUANTITY) if building.units.by_label[label].factor == 1), ""
    )
    short = {label.removesuffix(base): factor for label, factor in full.items() if base and label != base}
    return {**short, **full}

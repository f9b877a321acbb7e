"""A number with decimals, kept exactly; `places` is for display only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from engine.fields.base import Building
from engine.fields.limits import LIMIT_KEYS, read_limits
from engine.fields.numeric import PLACES, Numeric, read_unit, suffixes_of
from engine.shapes import Entries, Key, WholeNumber, Words


@dataclass(frozen=True)
class Decimal(Numeric):
    """``type: decimal``."""

    kind: ClassVar[str] = "decimal"
    keys: ClassVar[Mapping[str, Key]] = {
        **LIMIT_KEYS,
        "unit": Key(Words()),
        "places": Key(WholeNumber(0, PLACES)),
    }

    @classmethod
    def build(cls, entries: Entries, building: Building) -> "Decimal":
        unit = read_unit(entries, building)
        return cls(read_limits(entries, building), entries["places"], unit, suffixes_of(unit, building))

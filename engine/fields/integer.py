"""A whole number, with a unit where the form says one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from engine.fields.base import Building
from engine.fields.limits import LIMIT_KEYS, read_limits
from engine.fields.numeric import Numeric, read_unit, suffixes_of
from engine.shapes import Entries, Key, Words


@dataclass(frozen=True)
class Integer(Numeric):
    """``type: integer``."""

    kind: ClassVar[str] = "integer"
    keys: ClassVar[Mapping[str, Key]] = {**LIMIT_KEYS, "unit": Key(Words())}
    whole: ClassVar[bool] = True

    @classmethod
    def build(cls, entries: Entries, building: Building) -> "Integer":
        unit = read_unit(entries, building)
        limits = read_limits(entries, building, whole=True)
        return cls(limits, unit=unit, suffixes=suffixes_of(unit, building))

"""An industry by its code, found by code or name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from engine.fields.base import ABSENT, Building, Posted
from engine.fields.coded import Coded
from engine.reference import CodeEntry, code_table
from engine.shapes import Entries, Key, WholeNumber

SYSTEM, LEVELS = "industries", 4


@dataclass(frozen=True)
class Industry(Coded):
    """``type: industry``; `level` is how deep it must be chosen: 1 section, 2 division, 3 group, 4 class."""

    kind: ClassVar[str] = "industry"
    keys: ClassVar[Mapping[str, Key]] = {"level": Key(WholeNumber(1, LEVELS))}

    @classmethod
    def build(cls, entries: Entries, building: Building) -> "Industry":
        return cls(building.tables.get(SYSTEM) or code_table(SYSTEM, ()), entries.get("level", LEVELS))

    def name(self, entry: CodeEntry) -> str:
        return entry.name

    def shown(self, entry: CodeEntry) -> str:
        return f"{entry.code} {entry.name}"

    def collect(self, posted: Posted, name: str) -> Any:
        """What was picked from the list below the input, else what was typed."""
        values = posted.all(name)
        return next((each for each in reversed(values) if each), "") if values else ABSENT

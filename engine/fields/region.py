"""A region by its code, chosen from the province down."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from engine.fields.base import ABSENT, Building, Posted
from engine.fields.coded import Coded, path_name
from engine.reference import CodeEntry, code_table
from engine.shapes import Entries, Key, WholeNumber

SYSTEM, LEVELS = "regions", 3


@dataclass(frozen=True)
class Region(Coded):
    """``type: region``; `level` is how deep it must be chosen: 1 province, 2 city, 3 county."""

    kind: ClassVar[str] = "region"
    keys: ClassVar[Mapping[str, Key]] = {"level": Key(WholeNumber(1, LEVELS))}

    @classmethod
    def build(cls, entries: Entries, building: Building) -> "Region":
        return cls(building.tables.get(SYSTEM) or code_table(SYSTEM, ()), entries.get("level", LEVELS))

    @property
    def grouped(self) -> bool:
        return True

    def name(self, entry: CodeEntry) -> str:
        return path_name(self.table, entry)

    def shown(self, entry: CodeEntry) -> str:
        return path_name(self.table, entry)

    def collect(self, posted: Posted, name: str) -> Any:
        """The deepest of the codes chosen one below the other: what stands below another province is left out."""
        values = posted.all(name)
        if not values:
            return ABSENT
        chosen = ""
        for each in values:
            if not each:
                break
            if not chosen or any(above.code == chosen for above in self.table.path(each)):
                chosen = each
        return chosen

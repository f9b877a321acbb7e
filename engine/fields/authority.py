"""An authority that is asked for and not derived from a region: a zone, a corps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from engine.fields.base import Building
from engine.fields.coded import Coded, path_name
from engine.reference import CodeEntry, CodeTable, code_table
from engine.shapes import Entries, Key

SYSTEM, PLACES = "authorities", "regions"


@dataclass(frozen=True)
class AuthorityField(Coded):
    """``type: authority``: one of the authorities that are asked for. Where each may be chosen, a check of the form says."""

    regions: CodeTable = field(default_factory=lambda: code_table(PLACES, ()), repr=False)

    kind: ClassVar[str] = "authority"
    keys: ClassVar[Mapping[str, Key]] = {}

    @classmethod
    def build(cls, entries: Entries, building: Building) -> "AuthorityField":
        tables = building.tables
        asked = tables.get(SYSTEM) or code_table(SYSTEM, (), of=PLACES)
        return cls(asked, regions=tables.get(PLACES) or code_table(PLACES, ()))

    def name(self, entry: CodeEntry) -> str:
        return entry.name

    def shown(self, entry: CodeEntry) -> str:
        return entry.name

    @property
    def choices(self) -> tuple[tuple[str, tuple[CodeEntry, ...]], ...]:
        """The authorities by the names of the regions where they may be chosen."""
        return tuple(
            (path_name(self.regions, place), below)
            for code, below in self.table.children.items()
            if (place := self.regions.get(code)) is not None
        )

"""Tables of codes as people look something up in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.reference import CodeEntry, CodeTable
from web.platform import Platform

MOST_FOUND = 50
LONGEST_WORDS = 100
_STEP = " / "


@dataclass(frozen=True)
class Code:
    """One code: its name, the names above it from the top down, and whether nothing stands below it."""

    code: str
    name: str
    path: str
    leaf: bool


def children(platform: Platform, system: str, parent: str) -> Sequence[Code]:
    """The codes just below `parent`; the top ones where it is empty."""
    table = platform.catalogue.tables.get(system)
    return [_code(table, each) for each in table.children.get(parent, ())] if table else []


def search(platform: Platform, system: str, words: str) -> Sequence[Code]:
    """The codes that begin with `words` or whose names contain them."""
    table = platform.catalogue.tables.get(system)
    return [_code(table, each) for each in table.search(words[:LONGEST_WORDS], MOST_FOUND)] if table else []


def _code(table: CodeTable, entry: CodeEntry) -> Code:
    above = table.path(entry.code)[:-1]
    return Code(
        entry.code, entry.name, _STEP.join(each.name for each in above), not table.children.get(entry.code)
    )

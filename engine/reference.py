"""Tables of codes: regions, industries. A code's place in its tree says what it belongs to."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from engine.diagnostics import Collector
from engine.tabbed import Row, read_rows

VIRTUAL = "virtual"
"""The kind of an entry that only holds others together and has no name people use."""

_HEADINGS = ("code", "name", "parent", "level")


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One code with its name, its parent ('' at the top), its level from 1, and a kind where the table gives one."""

    code: str
    name: str
    parent: str
    level: int
    kind: str = ""


@dataclass(frozen=True, slots=True)
class CodeTable:
    """All codes of one system, by code and by parent."""

    system: str
    entries: Mapping[str, CodeEntry] = field(hash=False)
    children: Mapping[str, tuple[CodeEntry, ...]] = field(hash=False, repr=False)

    def get(self, code: str) -> CodeEntry | None:
        return self.entries.get(code)

    def __contains__(self, code: object) -> bool:
        return code in self.entries

    def path(self, code: str) -> tuple[CodeEntry, ...]:
        """The entries from the top down to `code`; empty when the code is unknown."""
        found: list[CodeEntry] = []
        entry = self.entries.get(code)
        while entry is not None:
            found.append(entry)
            entry = self.entries.get(entry.parent)
        return tuple(reversed(found))

    def search(self, words: str, limit: int = 50) -> tuple[CodeEntry, ...]:
        """Entries whose code begins with `words` or whose name contains them, codes first."""
        wanted = words.strip().casefold()
        if not wanted:
            return ()
        return tuple(_first(limit, self._matching(wanted)))

    def _matching(self, wanted: str) -> Iterator[CodeEntry]:
        seen: set[str] = set()
        for entry in self.entries.values():
            if entry.code.casefold().startswith(wanted):
                seen.add(entry.code)
                yield entry
        for entry in self.entries.values():
            if entry.code not in seen and wanted in entry.name.casefold():
                yield entry


def _first(limit: int, entries: Iterator[CodeEntry]) -> Iterator[CodeEntry]:
    for _, entry in zip(range(limit), entries, strict=False):
        yield entry


def code_table(system: str, entries: Iterable[CodeEntry]) -> CodeTable:
    """A table of `entries`, in their order."""
    by_code = {entry.code: entry for entry in entries}
    children: dict[str, list[CodeEntry]] = {}
    for entry in by_code.values():
        children.setdefault(entry.parent, []).append(entry)
    return CodeTable(system, by_code, {parent: tuple(found) for parent, found in children.items()})


def read_code_table(system: str, text: str, file: str = "", collector: Collector | None = None) -> CodeTable:
    """A table from tab-separated text with the headings code, name, parent, level and, where given, kind.

    Parents stand before what belongs to them. A row that cannot be used goes to `collector` and is left out, with
    everything below it.
    """
    told = collector or Collector()
    entries: dict[str, CodeEntry] = {}
    lines: dict[str, int] = {}
    for row in read_rows(text, file, _HEADINGS, told):
        if _is_usable(row, entries, lines, told):
            code, parent = row["code"], entries.get(row["parent"])
            level = parent.level + 1 if parent else 1
            if row["level"] != str(level):
                told.add("F164", row.span("level"), found=row["level"], wanted=level)
            entries[code] = CodeEntry(code, row["name"], row["parent"], level, row["kind"])
        lines.setdefault(row["code"], row.line)
    return code_table(system, entries.values())


def _is_usable(
    row: Row, entries: Mapping[str, CodeEntry], lines: Mapping[str, int], collector: Collector
) -> bool:
    code, parent = row["code"], row["parent"]
    for heading in ("code", "name"):
        if not row[heading]:
            collector.add("F165", row.span(heading), column=heading)
            return False
    if code in lines:
        collector.add("F162", row.span("code"), found=code, first=lines[code])
        return False
    if parent and parent not in lines:
        collector.add("F163", row.span("parent"), found=parent)
    return not parent or parent in entries

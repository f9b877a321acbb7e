"""Tables of codes: regions, industries. A code's place in its tree says what it belongs to."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from engine.diagnostics import Collector
from engine.tabbed import Row, read_rows

VIRTUAL = "virtual"
"""The kind of an entry that only holds others together and has no name people use."""

_HEADINGS = ("code", "name", "parent", "level")
_FORMER = ("code", "name", "ended", "successors")
_UNSERVED = ("code", "name")
_YEAR = re.compile(r"[12]\d{3}")


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One code with its name, its parent ('' at the top), its level from 1, and a kind where the table gives one."""

    code: str
    name: str
    parent: str
    level: int
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Former:
    """A code, or a name of a code, that ended: in which year, and the codes that came after it."""

    code: str
    name: str
    ended: str
    successors: tuple[str, ...]

    @property
    def renamed(self) -> bool:
        """Whether the code is still in force, under another name."""
        return self.code in self.successors


@dataclass(frozen=True, slots=True)
class CodeTable:
    """All codes of one system, by code and by parent; what they were before; codes of the system that are not served."""

    system: str
    entries: Mapping[str, CodeEntry] = field(hash=False)
    children: Mapping[str, tuple[CodeEntry, ...]] = field(hash=False, repr=False)
    former: tuple[Former, ...] = field(default=(), hash=False, repr=False)
    retired: Mapping[str, Former] = field(default_factory=dict, hash=False, repr=False)
    unserved: Mapping[str, str] = field(default_factory=dict, hash=False, repr=False)
    of: str = ""
    """The system whose codes the parents of the entries are, where it is another."""

    def now(self, former: Former) -> tuple[CodeEntry, ...]:
        """The codes in force that came after one that ended, also by way of others that ended since."""
        found: dict[str, CodeEntry] = {}
        waiting, seen = list(former.successors), {former.code} - self.entries.keys()
        while waiting:
            code = waiting.pop(0)
            if code in self.entries:
                found[code] = self.entries[code]
            elif code in self.retired and code not in seen:
                seen.add(code)
                waiting.extend(self.retired[code].successors)
        return tuple(found.values())

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


def code_table(system: str, entries: Iterable[CodeEntry], of: str = "") -> CodeTable:
    """A table of `entries`, in their order; their parents are codes of the system `of`, where it is another."""
    by_code = {entry.code: entry for entry in entries}
    children: dict[str, list[CodeEntry]] = {}
    for entry in by_code.values():
        children.setdefault(entry.parent, []).append(entry)
    below = {parent: tuple(found) for parent, found in children.items()}
    return CodeTable(system, by_code, below, of=of)


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


# --- What was, and what is not served -----------------------------------------------------------------------------


def with_former(table: CodeTable, text: str, file: str, collector: Collector) -> CodeTable:
    """`table` with the codes and names that ended: code, name, the year it ended, the successors (several by ``;``)."""
    rows = [row for row in read_rows(text, file, _FORMER, collector) if _is_ended(row, table, collector)]
    former = tuple(Former(row["code"], row["name"], row["ended"], _successors(row)) for row in rows)
    retired = {each.code: each for each in former if each.code not in table.entries}
    for row, each in zip(rows, former, strict=True):
        for code in each.successors:
            if code not in table and code not in retired:
                collector.add("F171", row.span("successors"), found=code)
    return replace(table, former=former, retired=retired)


def _successors(row: Row) -> tuple[str, ...]:
    return tuple(each.strip() for each in row["successors"].split(";") if each.strip())


def _is_ended(row: Row, table: CodeTable, collector: Collector) -> bool:
    for heading in ("code", "name", "successors"):
        if not row[heading]:
            collector.add("F165", row.span(heading), column=heading)
            return False
    if not _YEAR.fullmatch(row["ended"]):
        collector.add("F173", row.span("ended"), found=row["ended"])
        return False
    entry = table.get(row["code"])
    if entry is not None and entry.name == row["name"]:
        collector.add("F170", row.span("code"), found=f"{entry.code} {entry.name}")
        return False
    return True


def with_unserved(table: CodeTable, text: str, file: str, collector: Collector) -> CodeTable:
    """`table` with the codes of its system that nobody here serves, by their names."""
    found: dict[str, str] = {}
    for row in read_rows(text, file, _UNSERVED, collector):
        entry = table.get(row["code"])
        if entry is not None:
            collector.add("F174", row.span("code"), found=f"{entry.code} {entry.name}")
        elif row["code"] and row["name"]:
            found[row["code"]] = row["name"]
        else:
            collector.add("F165", row.span("code"), column="code" if row["name"] else "name")
    return replace(table, unserved=found)

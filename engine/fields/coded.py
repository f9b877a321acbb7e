"""What the kinds that hold a code of a table have in common: a region, an industry."""

import re
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import ClassVar

from engine.expression.types import CodeType
from engine.fields.base import Cell, Column, FieldType, Read, Years
from engine.fields.reading import LONGEST_CODE, is_blank, plain, quoted, typed, unreadable
from engine.fields.words import word
from engine.json_value import Json
from engine.problems import Problem, problem
from engine.reference import VIRTUAL, CodeEntry, CodeTable, Former, code_table
from engine.shapes import Schema
from engine.values import UNANSWERED, UNREADABLE, Value, is_missing

_CODE_FIRST = re.compile(r"([0-9A-Za-z]+)[ :-]", re.ASCII)


@dataclass(frozen=True)
class Coded(FieldType):
    """A code of `table` at `level`, or one above that has nothing below it."""

    table: CodeTable = field(default_factory=lambda: code_table("", ()), repr=False)
    level: int = 1

    required_code: ClassVar[str] = "required_choice"

    @cached_property
    def type(self) -> CodeType:
        return CodeType(self.table.system)

    def read(self, raw: Json, years: Years) -> Read:
        if raw is None or (isinstance(raw, str) and is_blank(raw)):
            return Read(UNANSWERED)
        text = typed(raw)
        if text is None or len(text) > LONGEST_CODE:
            return self._not_found(raw, ())
        found = self.find(text)
        if not found and (told := self._ended(text) or self._unserved(text)) is not None:
            return Read(UNREADABLE, (told,))
        if len(found) != 1:
            return self._not_found(raw, found or self.candidates(text, 5))
        if self.is_deep_enough(found[0]):
            return Read(found[0].code)
        return unreadable(f"{self.kind}_level_{self.level}", found[0].name)

    def _not_found(self, raw: Json, near: tuple[CodeEntry, ...]) -> Read:
        if not near:
            return unreadable(f"{self.kind}_unknown", raw)
        several = word("between").join(f"{each.code} {self.name(each)}" for each in near[:5])
        return Read(UNREADABLE, (problem("code_several", found=quoted(raw), several=several),))

    def _ended(self, text: str) -> Problem | None:
        """What came after the code or the name that was typed, where it is in force no more."""
        former = self.table.retired.get(_code_of(text)) or _former_by_name(self.table).get(_bare(plain(text)))
        if former is None:
            return None
        now = word("between_parts").join(f"{each.code} {each.name}" for each in self.table.now(former))
        code = "code_renamed" if former.renamed else "code_retired"
        return problem(code, former=f"{former.code} {former.name}", ended=former.ended, now=now)

    def _unserved(self, text: str) -> Problem | None:
        bare = _bare(plain(text))
        names = {_bare(name): name for name in self.table.unserved.values()}
        name = self.table.unserved.get(_code_of(text)) or names.get(bare)
        return None if name is None else problem("code_unserved", found=name)

    def find(self, text: str) -> tuple[CodeEntry, ...]:
        """The entries that a code, a name, or a code with a name means."""
        cleaned = plain(text)
        for each in (cleaned, cleaned.upper(), _code_of(cleaned)):
            entry = self.table.get(each)
            if entry is not None:
                return (entry,)
        named = _by_name(self.table).get(_bare(cleaned), ())
        deep = tuple(each for each in named if self.is_deep_enough(each))
        return deep or named

    def candidates(self, text: str, limit: int) -> tuple[CodeEntry, ...]:
        """Entries that can be chosen and whose code or name has something of `text`."""
        words = plain(text[:LONGEST_CODE])
        found = self.table.search(words, 10_000) if words else ()
        return tuple(each for each in found if self.is_deep_enough(each))[:limit]

    def is_deep_enough(self, entry: CodeEntry) -> bool:
        below = entry.level < self.level and entry.code not in self.table.children
        return entry.level == self.level or below

    @abstractmethod
    def name(self, entry: CodeEntry) -> str:
        """The name of an entry as people read it behind its code."""

    def write(self, value: Value, years: Years | None = None) -> Json:
        return None if is_missing(value) else str(value)

    def show(self, value: Value, language: str = "zh", years: Years | None = None) -> str:
        entry = None if is_missing(value) else self.table.get(str(value))
        return "" if entry is None else self.shown(entry)

    @abstractmethod
    def shown(self, entry: CodeEntry) -> str:
        """An entry as an answer shows it."""

    def schema(self) -> Schema:
        return {"type": "string", "pattern": "^[0-9A-Z]{1,12}$"}

    def columns(self, name: str, heading: str, language: str = "zh") -> tuple[Column, ...]:
        return (Column(f"{name}.code", word("code_of", language, label=heading)), Column(name, heading))

    def cells(self, value: Value) -> tuple[Cell, ...]:
        entry = None if is_missing(value) else self.table.get(str(value))
        return (None, None) if entry is None else (entry.code, self.name(entry))


def path_name(table: CodeTable, entry: CodeEntry) -> str:
    """The names from the top down to `entry` in one word."""
    return "".join(each.name for each in table.path(entry.code) if each.kind != VIRTUAL or each is entry)


def _code_of(text: str) -> str:
    """The code at the beginning of what was typed."""
    cleaned = plain(text)
    code = _CODE_FIRST.match(cleaned)
    return (code[1] if code else cleaned).upper()


def _bare(name: str) -> str:
    return re.sub(r"[\s/>,()-]", "", name).casefold()


@cache
def _by_name(table: CodeTable) -> Mapping[str, tuple[CodeEntry, ...]]:
    """The entries by their name, and by all names from the top down."""
    found: dict[str, dict[str, CodeEntry]] = {}
    for entry in table.entries.values():
        whole = "".join(each.name for each in table.path(entry.code))
        for name in (entry.name, path_name(table, entry), whole):
            found.setdefault(_bare(plain(name)), {})[entry.code] = entry
    return {name: tuple(entries.values()) for name, entries in found.items()}


@cache
def _former_by_name(table: CodeTable) -> Mapping[str, Former]:
    """What ended by its name, and by the names above what came after it: the city is mostly the same."""
    found: dict[str, Former] = {}
    for former in table.former:
        for entry in table.now(former)[:1]:
            above = [each.name for each in table.path(entry.parent) if each.kind != VIRTUAL]
            for start in range(len(above) + 1):
                found[_bare(plain("".join(above[start:]) + former.name))] = former
    return found

"""Files that prove something. The files themselves are kept elsewhere; the answer lists what is there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from engine.diagnostics import Collector
from engine.expression.types import TEXT, NumberType, TableType
from engine.fields.base import ABSENT, Building, FieldType, Posted, Read, Years
from engine.fields.reading import is_blank_json, unreadable
from engine.fields.words import word
from engine.json_value import Json
from engine.problems import Problem, problem
from engine.shapes import Entries, Key, ListOf, OneOf, Schema, WholeNumber
from engine.source import Node, Scalar
from engine.values import UNANSWERED, UNREADABLE, Value

FILE_KINDS = ("pdf", "jpg", "png", "docx", "xlsx", "doc", "xls", "zip")
USUAL_KINDS = ("pdf", "jpg", "png")
USUAL_SIZE = 20 * 1024 * 1024
MOST_FILES = 50
_SIZE = re.compile(r"([1-9]\d{0,8}) ?(KB|MB|GB)\Z", re.ASCII)
_BYTES = {"KB": 1024, "MB": 1024**2, "GB": 1024**3}
_PARTS = ("id", "name", "size", "kind")


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a file: ``20MB``."""

    def read(self, node: Node, collector: Collector) -> int | None:
        found = _SIZE.match(node.text.strip().upper()) if isinstance(node, Scalar) else None
        if found:
            return int(found[1]) * _BYTES[found[2]]
        text = node.text.strip() if isinstance(node, Scalar) else "…"
        number = re.match(r"([1-9]\d{0,5}) ?([KMG]?)", text.upper(), re.ASCII)
        mended = f"{number[1]}{number[2] or 'M'}B" if number else None
        collector.add("F243", node.span, suggestion=mended, found=text)
        return None

    def schema(self) -> Schema:
        return {"type": "string", "pattern": "^[1-9][0-9]* ?[KMG]B$"}


@dataclass(frozen=True)
class Attachment(FieldType):
    """``type: attachment``. The value is a tuple of files, each a tuple of id, name, size in bytes and kind."""

    kinds: tuple[str, ...] = USUAL_KINDS
    count: int = 1
    max_size: int = USUAL_SIZE

    kind: ClassVar[str] = "attachment"
    keys: ClassVar[Mapping[str, Key]] = {
        "kinds": Key(ListOf(OneOf(FILE_KINDS), 1)),
        "count": Key(WholeNumber(1, MOST_FILES)),
        "max_size": Key(Size()),
    }
    in_table: ClassVar[bool] = False
    required_code: ClassVar[str] = "required_document"

    @classmethod
    def build(cls, entries: Entries, building: Building) -> "Attachment":
        kinds = tuple(dict.fromkeys(entries.get("kinds", ()))) or USUAL_KINDS
        return cls(kinds, entries.get("count", 1), entries.get("max_size", USUAL_SIZE))

    @cached_property
    def type(self) -> TableType:
        return TableType({"id": TEXT, "name": TEXT, "size": NumberType(low=0, integer=True), "kind": TEXT})

    def read(self, raw: Json, years: Years) -> Read:
        if not isinstance(raw, Mapping) and is_blank_json(raw):
            return Read(UNANSWERED)
        if not isinstance(raw, list | tuple) or len(raw) > 1000:
            return unreadable("attachment", raw)
        files = [_file(each) for each in raw]
        if None in files:
            return unreadable("attachment", raw)
        kept = tuple(each for each in files if each is not None)
        problems = self._problems(kept)
        return Read(UNREADABLE if problems else kept, problems)

    def _problems(self, files: tuple[tuple[str, str, int, str], ...]) -> tuple[Problem, ...]:
        found = []
        if len(files) > self.count:
            found.append(problem("attachment_count", count=self.count, found=len(files)))
        for _, name, size, kind in files:
            if kind not in self.kinds:
                found.append(problem("attachment_kind", name=name, kinds=", ".join(self.kinds)))
            if size > self.max_size:
                found.append(problem("attachment_size", name=name, limit=size_text(self.max_size)))
        return tuple(found)

    def write(self, value: Value, years: Years | None = None) -> Json:
        if not isinstance(value, tuple):
            return None
        return [dict(zip(_PARTS, each, strict=True)) for each in value]

    def show(self, value: Value, language: str = "zh", years: Years | None = None) -> str:
        if not isinstance(value, tuple):
            return ""
        return word("between", language).join(each[1] for each in value)

    def collect(self, posted: Posted, name: str) -> Any:
        """Files come and go by their own requests; a posted page never changes the list."""
        return ABSENT

    def schema(self) -> Schema:
        text: Schema = {"type": "string", "minLength": 1}
        parts: Schema = {
            "id": text,
            "name": text,
            "size": {"type": "integer", "minimum": 0},
            "kind": {"enum": [*self.kinds]},
        }
        file = {
            "type": "object",
            "properties": parts,
            "required": list(_PARTS),
            "additionalProperties": False,
        }
        return {"type": "array", "items": file, "minItems": 1, "maxItems": self.count}


def _file(raw: Any) -> tuple[str, str, int, str] | None:
    if not isinstance(raw, Mapping):
        return None
    ident, name, size, kind = (raw.get(each) for each in _PARTS)
    if not (isinstance(ident, str) and ident and isinstance(name, str) and name and isinstance(kind, str)):
        return None
    if isinstance(size, str) and re.fullmatch(r"[0-9]{1,15}", size, re.ASCII):
        size = int(size)
    return (
        (ident, name, size, kind)
        if isinstance(size, int) and not isinstance(size, bool) and 0 <= size < 2**50
        else None
    )


def size_text(size: int) -> str:
    """A size in the largest unit that keeps it whole."""
    unit = next((each for each in ("GB", "MB", "KB") if size % _BYTES[each] == 0 and size), "KB")
    return f"{-(-size // _BYTES[unit])} {unit}"

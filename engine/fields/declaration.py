"""A statement that must be ticked; its label is its text."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from engine.expression.types import TRUTH, Type
from engine.fields.base import Building, Cell, Column, FieldType, Read, Years
from engine.fields.reading import is_blank, plain, unreadable
from engine.fields.words import word
from engine.json_value import Json
from engine.shapes import Entries, Key, Schema
from engine.values import UNANSWERED, Value

_WORDS = {"yes": True, "true": True, "on": True, "no": False, "false": False}


@dataclass(frozen=True)
class Declaration(FieldType):
    """``type: declaration``."""

    kind: ClassVar[str] = "declaration"
    keys: ClassVar[Mapping[str, Key]] = {}
    in_table: ClassVar[bool] = False
    required_code: ClassVar[str] = "required_declaration"

    @classmethod
    def build(cls, entries: Entries, building: Building) -> "Declaration":
        return cls()

    @cached_property
    def type(self) -> Type:
        return TRUTH

    def read(self, raw: Json, years: Years) -> Read:
        if isinstance(raw, bool):
            return Read(raw)
        if raw is None or (isinstance(raw, str) and is_blank(raw)):
            return Read(UNANSWERED)
        truth = _WORDS.get(plain(raw).lower()) if isinstance(raw, str) and len(raw) < 1000 else None
        return unreadable("declaration", raw) if truth is None else Read(truth)

    def write(self, value: Value, years: Years | None = None) -> Json:
        return value if isinstance(value, bool) else None

    def show(self, value: Value, language: str = "zh", years: Years | None = None) -> str:
        return word("ticked" if value else "not_ticked", language) if isinstance(value, bool) else ""

    def is_empty(self, value: Value) -> bool:
        return value is False or super().is_empty(value)

    def schema(self) -> Schema:
        return {"type": "boolean"}

    def columns(self, name: str, heading: str, language: str = "zh") -> tuple[Column, ...]:
        return (Column(name, heading, kind="truth"),)

    def cells(self, value: Value) -> tuple[Cell, ...]:
        return (value if isinstance(value, bool) else None,)

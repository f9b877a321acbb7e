"""Words for people between the fields: its label is the text. Nothing is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from engine.expression.types import TEXT, Type
from engine.fields.base import ABSENT, Building, Cell, Column, FieldType, Posted, Read, Years
from engine.json_value import Json
from engine.shapes import Entries, Key, Schema
from engine.values import UNANSWERED, Value


@dataclass(frozen=True)
class Note(FieldType):
    """``type: note``."""

    kind: ClassVar[str] = "note"
    keys: ClassVar[Mapping[str, Key]] = {}
    answerable: ClassVar[bool] = False
    in_table: ClassVar[bool] = False

    @classmethod
    def build(cls, entries: Entries, building: Building) -> "Note":
        return cls()

    @cached_property
    def type(self) -> Type:
        return TEXT

    def read(self, raw: Json, years: Years) -> Read:
        return Read(UNANSWERED)

    def write(self, value: Value, years: Years | None = None) -> Json:
        return None

    def show(self, value: Value, language: str = "zh", years: Years | None = None) -> str:
        return ""

    def is_empty(self, value: Value) -> bool:
        return False

    def collect(self, posted: Posted, name: str) -> Any:
        return ABSENT

    def schema(self) -> Schema:
        return {"type": "null"}

    def columns(self, name: str, heading: str, language: str = "zh") -> tuple[Column, ...]:
        return ()

    def cells(self, value: Value) -> tuple[Cell, ...]:
        return ()

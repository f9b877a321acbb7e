"""Yes or no."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import ClassVar

from engine.expression.types import TRUTH, Type
from engine.fields.base import Building, Cell, Column, FieldType, Read, Years
from engine.fields.reading import is_blank, plain, unreadable
from engine.fields.words import word
from engine.json_value import Json
from engine.messages import LANGUAGES
from engine.shapes import Entries, Key, Schema
from engine.values import UNANSWERED, Value, is_missing

POSTED = {"yes": True, "no": False, "true": True, "false": False}


@cache
def _words() -> Mapping[str, bool]:
    """Every word that says yes or no."""
    shown = {word(name, each).lower(): POSTED[name] for name in ("yes", "no") for each in LANGUAGES}
    return {**shown, **POSTED}


@dataclass(frozen=True)
class YesOrNo(FieldType):
    """``type: yes_no``."""

    kind: ClassVar[str] = "yes_no"
    keys: ClassVar[Mapping[str, Key]] = {}
    required_code: ClassVar[str] = "required_choice"

    @classmethod
    def build(cls, entries: Entries, building: Building) -> "YesOrNo":
        return cls()

    @cached_property
    def type(self) -> Type:
        return TRUTH

    @property
    def grouped(self) -> bool:
        return True

    def read(self, raw: Json, years: Years) -> Read:
        if raw is True or raw is False:
            return Read(raw)
        if raw is None or raw == "":
            return Read(UNANSWERED)
        if not isinstance(raw, str) or len(raw) > 1000:
            return unreadable("yes_no", raw)
        if is_blank(raw):
            return Read(UNANSWERED)
        truth = _words().get(plain(raw).lower())
        return unreadable("yes_no", raw) if truth is None else Read(truth)

    def write(self, value: Value, years: Years | None = None) -> Json:
        return value if isinstance(value, bool) else None

    def show(self, value: Value, language: str = "zh", years: Years | None = None) -> str:
        return "" if is_missing(value) else word("yes" if value else "no", language)

    def schema(self) -> Schema:
        return {"type": "boolean"}

    def columns(self, name: str, heading: str, language: str = "zh") -> tuple[Column, ...]:
        return (Column(name, heading, kind="truth"),)

    def cells(self, value: Value) -> tuple[Cell, ...]:
        return (value if isinstance(value, bool) else None,)

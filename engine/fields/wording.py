"""What the kinds whose value is words have in common."""

from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property

from engine.expression.types import TEXT, Type
from engine.fields.base import FieldType, Read, Years
from engine.fields.reading import is_blank, typed, unreadable
from engine.json_value import Json
from engine.values import UNANSWERED, Value, is_missing


@dataclass(frozen=True)
class Wording(FieldType):
    """An answer that is text in expressions, on pages and in JSON."""

    @cached_property
    def type(self) -> Type:
        return TEXT

    def read(self, raw: Json, years: Years) -> Read:
        if raw is None:
            return Read(UNANSWERED)
        text = typed(raw)
        if text is None:
            return unreadable("text", raw)
        return Read(UNANSWERED) if is_blank(text) else self.read_text(text)

    @abstractmethod
    def read_text(self, text: str) -> Read:
        """The value of a text that is not blank."""

    def write(self, value: Value, years: Years | None = None) -> Json:
        return None if is_missing(value) else str(value)

    def show(self, value: Value, language: str = "zh", years: Years | None = None) -> str:
        return "" if is_missing(value) else str(value)

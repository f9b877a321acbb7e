"""One of several options: radio buttons where they are few, a list where they are many."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from engine.expression.types import ChoiceType
from engine.fields.base import Building, FieldType, Read, Years
from engine.fields.options import OPTIONS, Option, read_options
from engine.fields.reading import is_blank, plain, typed, unreadable
from engine.json_value import Json
from engine.shapes import Entries, Key, Schema, YesNo
from engine.values import UNANSWERED, Value, is_missing

MOST_RADIO_BUTTONS = 7


@dataclass(frozen=True)
class Choice(FieldType):
    """``type: choice``."""

    options: tuple[Option, ...] = ()
    ordered: bool = False

    kind: ClassVar[str] = "choice"
    keys: ClassVar[Mapping[str, Key]] = {"options": OPTIONS, "ordered": Key(YesNo())}
    required_code: ClassVar[str] = "required_choice"

    @classmethod
    def build(cls, entries: Entries, building: Building) -> "Choice":
        return cls(read_options(entries, building, several=False), entries["ordered"] is True)

    @cached_property
    def type(self) -> ChoiceType:
        labels = {each.id: each.label for each in self.options}
        return ChoiceType(tuple(labels), self.ordered, labels)

    @property
    def grouped(self) -> bool:
        return len(self.options) <= MOST_RADIO_BUTTONS

    @cached_property
    def by_id(self) -> Mapping[str, Option]:
        return {each.id: each for each in self.options}

    @cached_property
    def _reads(self) -> Mapping[Any, Read]:
        unanswered = Read(UNANSWERED)
        by_label = {each.label: Read(each.id) for each in self.options}
        by_words = {text: Read(each.id) for each in self.options for text in (each.words, each.told())}
        by_id = {each.id: Read(each.id) for each in self.options}
        return {**by_words, **by_label, **by_id, "": unanswered, None: unanswered}

    def read(self, raw: Json, years: Years) -> Read:
        if raw is None or raw.__class__ is str:
            found = self._reads.get(raw)
            if found is not None:
                return found
        text = typed(raw)
        if text is None or len(text) > 1000:
            return unreadable("choice", raw)
        if is_blank(text):
            return self._reads[None]
        return self._reads.get(text.strip()) or self._reads.get(plain(text)) or unreadable("choice", raw)

    def write(self, value: Value, years: Years | None = None) -> Json:
        return None if is_missing(value) else str(value)

    def show(self, value: Value, language: str = "zh", years: Years | None = None) -> str:
        option = None if is_missing(value) else self.by_id.get(str(value))
        return "" if option is None else option.told(language)

    def schema(self) -> Schema:
        return {"enum": list(self.by_id)}

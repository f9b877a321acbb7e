"""Any number of several options. One that is exclusive ("none of these") stands alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from engine.expression.types import ChoicesType
from engine.fields.base import ABSENT, Building, FieldType, Posted, Read, Years
from engine.fields.options import OPTIONS, Option, read_options
from engine.fields.reading import is_blank, is_blank_json, plain, typed, unreadable
from engine.json_value import Json
from engine.problems import problem
from engine.shapes import Entries, Key, Schema
from engine.values import UNANSWERED, UNREADABLE, Value, is_missing

BETWEEN = "\uff1b"


@dataclass(frozen=True)
class Choices(FieldType):
    """``type: choices``. The value is the set of ids chosen; an exclusive option is the only member of its set."""

    options: tuple[Option, ...] = ()

    kind: ClassVar[str] = "choices"
    keys: ClassVar[Mapping[str, Key]] = {"options": OPTIONS}
    required_code: ClassVar[str] = "required_choice"

    @classmethod
    def build(cls, entries: Entries, building: Building) -> "Choices":
        return cls(read_options(entries, building, several=True))

    @cached_property
    def type(self) -> ChoicesType:
        labels = {each.id: each.label for each in self.options}
        exclusive = tuple(each.id for each in self.options if each.exclusive)
        return ChoicesType(tuple(labels), exclusive, labels)

    @property
    def grouped(self) -> bool:
        return True

    @cached_property
    def by_id(self) -> Mapping[str, Option]:
        return {each.id: each for each in self.options}

    @cached_property
    def _ids(self) -> Mapping[str, str]:
        return {
            **{text: each.id for each in self.options for text in (each.words, each.told())},
            **{each.label: each.id for each in self.options},
            **{each.id: each.id for each in self.options},
        }

    def read(self, raw: Json, years: Years) -> Read:
        if not isinstance(raw, Mapping) and is_blank_json(raw):
            return Read(UNANSWERED)
        if not isinstance(raw, list | tuple | frozenset):
            raw = _split(raw) if isinstance(raw, str) else raw
            if not isinstance(raw, list):
                return unreadable("choices", raw)
        if len(raw) > 1000:
            return unreadable("choices", raw)
        chosen: set[str] = set()
        for each in raw:
            text = typed(each)
            if text is not None and is_blank(text[:1000]):
                continue
            found = (
                None
                if text is None or len(text) > 1000
                else self._ids.get(text) or self._ids.get(plain(text))
            )
            if found is None:
                return unreadable("choice", each)
            chosen.add(found)
        return self._alone(chosen)

    def _alone(self, chosen: set[str]) -> Read:
        """The set, if an exclusive option in it stands alone."""
        alone = next((each for each in self.type.exclusive if each in chosen), None)
        if alone is not None and len(chosen) > 1:
            return Read(UNREADABLE, (problem("exclusive", option=self.by_id[alone].label),))
        return Read(frozenset(chosen) if chosen else UNANSWERED)

    def write(self, value: Value, years: Years | None = None) -> Json:
        return (
            [each.id for each in self.options if each.id in value] if isinstance(value, frozenset) else None
        )

    def show(self, value: Value, language: str = "zh", years: Years | None = None) -> str:
        if is_missing(value) or not isinstance(value, frozenset):
            return ""
        return BETWEEN.join(each.told(language) for each in self.options if each.id in value)

    def collect(self, posted: Posted, name: str) -> Any:
        values = posted.all(name)
        return [each for each in values if each] if values else ABSENT

    def schema(self) -> Schema:
        return {"type": "array", "items": {"enum": list(self.by_id)}, "minItems": 1, "uniqueItems": True}


def _split(text: str) -> list[str]:
    """Several options in one text, as a list shows them."""
    return [each.strip() for each in text[:10_000].split(BETWEEN)]

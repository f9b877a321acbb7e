"""A calendar year."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from engine.fields.base import Building, Read, Years
from engine.fields.limits import LIMIT_KEYS, Limits, read_limits
from engine.fields.numeric import Numeric
from engine.fields.reading import unreadable
from engine.fields.words import word
from engine.json_value import Json
from engine.messages import LANGUAGES
from engine.shapes import Entries, Key
from engine.values import Cause, Number, Value

FIRST, LAST = 1000, 9999


@dataclass(frozen=True)
class Year(Numeric):
    """``type: year``."""

    kind: ClassVar[str] = "year"
    keys: ClassVar[Mapping[str, Key]] = {name: LIMIT_KEYS[name] for name in ("min", "max")}
    yearly: ClassVar[bool] = False
    whole: ClassVar[bool] = True

    @classmethod
    def build(cls, entries: Entries, building: Building) -> "Year":
        limits = read_limits(entries, building, whole=True)
        low = FIRST if limits.min is None else max(limits.min, FIRST)
        high = LAST if limits.max is None else min(limits.max, LAST)
        marks = {word("year", language, year="").strip(): 1 for language in LANGUAGES}
        return cls(Limits(low, high), suffixes={mark: factor for mark, factor in marks.items() if mark})

    def _checked(self, number: Number, raw: Json) -> Read:
        if number.__class__ is not int or not FIRST <= number <= LAST:
            return self._unreadable("year", raw)
        return super()._checked(number, raw)

    def _unreadable(self, code: str, raw: Json) -> Read:
        return unreadable("year", raw, self.missing(Cause.UNREADABLE))

    def show(self, value: Value, language: str = "zh", years: Years | None = None) -> str:
        return word("year", language, year=value) if isinstance(value, int) else ""

"""One line of words, with a limit and a pattern where the form gives them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from engine.fields.base import Building, Read
from engine.fields.reading import LONGEST_TEXT, one_line, people_count, unreadable
from engine.fields.wording import Wording
from engine.problems import Problem
from engine.shapes import Entries, Key, Schema, WholeNumber, Words
from engine.values import UNANSWERED

LONGEST_LINE = 1000


@dataclass(frozen=True)
class Text(Wording):
    """``type: text``."""

    max_length: int = LONGEST_LINE
    pattern: re.Pattern[str] | None = None
    pattern_message: str | None = None
    placeholder: str = ""

    kind: ClassVar[str] = "text"
    keys: ClassVar[Mapping[str, Key]] = {
        "max_length": Key(WholeNumber(1, LONGEST_LINE)),
        "pattern": Key(Words()),
        "pattern_message": Key(Words()),
        "placeholder": Key(Words()),
    }

    @classmethod
    def build(cls, entries: Entries, building: Building) -> "Text":
        pattern = _read_pattern(entries, building)
        message: str | None = entries["pattern_message"]
        return cls(entries.get("max_length", LONGEST_LINE), pattern, message, entries.get("placeholder", ""))

    def read_text(self, text: str) -> Read:
        if len(text) > LONGEST_TEXT:
            return unreadable("too_long", text, max=self.max_length, length=len(text))
        line = one_line(text)
        if not line:
            return Read(UNANSWERED)
        if len(line) > self.max_length and people_count(line) > self.max_length:
            return unreadable("too_long", line, max=self.max_length, length=people_count(line))
        if self.pattern is not None and not self.pattern.fullmatch(line):
            wrong = unreadable("pattern", line)
            own = Problem("pattern", text=self.pattern_message)
            return wrong if self.pattern_message is None else wrong._replace(problems=(own,))
        return Read(line)

    def schema(self) -> Schema:
        limits: Schema = {"type": "string", "minLength": 1}
        return limits if self.pattern is None else {**limits, "pattern": f"^(?:{self.pattern.pattern})$"}


def _read_pattern(entries: Entries, building: Building) -> re.Pattern[str] | None:
    written: str | None = entries["pattern"]
    if written is None:
        if entries.has("pattern_message") and not entries.has("pattern"):
            building.collector.add("F230", entries.span("pattern_message"))
        return None
    try:
        return re.compile(written)
    except (re.error, OverflowError, RecursionError) as error:
        place = (getattr(error, "pos", None) or 0) + 1
        building.collector.add("F229", entries.span("pattern"), found=written, place=place)
        return None

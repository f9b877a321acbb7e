"""Words on several lines, with a limit counted as people count characters."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from engine.fields.base import Building, Read
from engine.fields.reading import LONGEST_TEXT, people_count, prose, unreadable
from engine.fields.wording import Wording
from engine.shapes import Entries, Key, Schema, WholeNumber, Words
from engine.values import UNANSWERED

LONGEST_PARAGRAPH = 10_000


@dataclass(frozen=True)
class Paragraph(Wording):
    """``type: paragraph``."""

    max_length: int = LONGEST_PARAGRAPH
    placeholder: str = ""

    kind: ClassVar[str] = "paragraph"
    keys: ClassVar[Mapping[str, Key]] = {
        "max_length": Key(WholeNumber(1, LONGEST_PARAGRAPH)),
        "placeholder": Key(Words()),
    }

    @classmethod
    def build(cls, entries: Entries, building: Building) -> "Paragraph":
        return cls(entries.get("max_length", LONGEST_PARAGRAPH), entries.get("placeholder", ""))

    def read_text(self, text: str) -> Read:
        if len(text) > 2 * LONGEST_TEXT:
            return unreadable("too_long", text, max=self.max_length, length=len(text))
        words = prose(text)
        if not words:
            return Read(UNANSWERED)
        if len(words) > self.max_length and people_count(words) > self.max_length:
            return unreadable("too_long", words, max=self.max_length, length=people_count(words))
        return Read(words)

    def schema(self) -> Schema:
        return {"type": "string", "minLength": 1}

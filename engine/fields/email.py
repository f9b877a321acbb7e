"""An address of electronic mail."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from engine.fields.base import Building, Read
from engine.fields.reading import LONGEST_TEXT, plain, unreadable
from engine.fields.wording import Wording
from engine.shapes import Entries, Key, Schema

LONGEST_ADDRESS = 254
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+[A-Za-z]{{2,63}}"
_PATTERN = re.compile(_ADDRESS)


@dataclass(frozen=True)
class Email(Wording):
    """``type: email``."""

    kind: ClassVar[str] = "email"
    keys: ClassVar[Mapping[str, Key]] = {}

    @classmethod
    def build(cls, entries: Entries, building: Building) -> "Email":
        return cls()

    def read_text(self, text: str) -> Read:
        address = plain(text) if len(text) < LONGEST_TEXT else ""
        if len(address) > LONGEST_ADDRESS or not _PATTERN.fullmatch(address):
            return unreadable("email", text)
        name, _, domain = address.rpartition("@")
        return Read(f"{name}@{domain.lower()}")

    def schema(self) -> Schema:
        return {"type": "string", "maxLength": LONGEST_ADDRESS, "pattern": f"^{_ADDRESS}$"}

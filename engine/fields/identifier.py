"""A number that carries a check digit: an organisation's unified social credit code, a person's identity card.

The credit code follows GB 32100-2015 with the organisation code's own check (GB 11714) inside, the identity card
GB 11643-1999. Each mistake says which part of the number is wrong.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from engine.fields.base import Building, Read, Years
from engine.fields.reading import LONGEST_CODE, plain
from engine.fields.wording import Wording
from engine.problems import Problem, problem
from engine.shapes import Entries, Key, OneOf, Schema, YesNo
from engine.values import UNREADABLE, Value

CREDIT_CODE, ID_CARD = "credit_code", "id_card"
LENGTH = 18
_CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_CARD_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
_CARD_CHECKS = "10X98765432"
_EXAMPLE = {CREDIT_CODE: "91350100M000100Y43", ID_CARD: "11010519491231002X"}
_SCHEMA = {
    CREDIT_CODE: "^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$",
    ID_CARD: "^[0-9]{17}[0-9X]$",
}


@dataclass(frozen=True)
class IdentifierField(Wording):
    """``type: identifier``. Numbers of persons are always shown masked, others where the form says so."""

    scheme: str = CREDIT_CODE
    masked: bool = False

    kind: ClassVar[str] = "identifier"
    keys: ClassVar[Mapping[str, Key]] = {
        "scheme": Key(OneOf((CREDIT_CODE, ID_CARD)), required=True),
        "masked": Key(YesNo()),
    }

    @classmethod
    def build(cls, entries: Entries, building: Building) -> "IdentifierField":
        scheme: str = entries.get("scheme", CREDIT_CODE)
        return cls(scheme, entries["masked"] is True or scheme == ID_CARD)

    def read_text(self, text: str) -> Read:
        code = "" if len(text) > LONGEST_CODE else re.sub("[ -]", "", plain(text)).upper()
        wrong = credit_code_problem(code) if self.scheme == CREDIT_CODE else id_card_problem(code)
        return Read(code) if wrong is None else Read(UNREADABLE, (wrong,))

    def show(self, value: Value, language: str = "zh", years: Years | None = None) -> str:
        text = super().show(value, language)
        return f"{text[:3]}{'*' * (len(text) - 7)}{text[-4:]}" if self.masked and text else text

    def schema(self) -> Schema:
        return {"type": "string", "pattern": _SCHEMA[self.scheme]}


def credit_code_problem(code: str) -> Problem | None:
    """What is wrong with a unified social credit code, the first mistake from the left."""
    example = _EXAMPLE[CREDIT_CODE]
    if len(code) != LENGTH:
        return problem("credit_code_length", length=len(code), example=example)
    for place, character in enumerate(code, 1):
        if character not in _CREDIT_CHARACTERS:
            return problem("credit_code_character", place=place, character=character, example=example)
    if not code[2:8].isdigit():
        return problem("credit_code_region", part=code[2:8], example=example)
    if code[16] != organisation_check(code[8:16]):
        return problem("credit_code_organisation", part=code[8:17], example=example)
    if code[17] != credit_check(code[:17]):
        return problem("credit_code_check", part=code[17], example=example)
    return None


def credit_check(body: str) -> str:
    """The last character of a unified social credit code (GB 32100-2015)."""
    total = sum(
        _CREDIT_CHARACTERS.index(each) * weight for each, weight in zip(body, _CREDIT_WEIGHTS, strict=True)
    )
    return _CREDIT_CHARACTERS[-total % 31]


def organisation_check(body: str) -> str:
    """The last character of an organisation code (GB 11714)."""
    total = sum(int(each, 36) * weight for each, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def id_card_problem(code: str) -> Problem | None:
    """What is wrong with an identity card's number; the number itself is never repeated."""
    example = _EXAMPLE[ID_CARD]
    if len(code) != LENGTH:
        return problem("id_card_length", length=len(code), example=example)
    if not re.fullmatch(r"\d{17}[\dX]", code, re.ASCII):
        return problem("id_card_character", example=example)
    try:
        date(int(code[6:10]), int(code[10:12]), int(code[12:14]))
    except ValueError:
        return problem("id_card_date", example=example)
    if code[17] != id_card_check(code[:17]):
        return problem("id_card_check", example=example)
    return None


def id_card_check(body: str) -> str:
    """The last character of an identity card's number (GB 11643-1999)."""
    return _CARD_CHECKS[
        sum(int(each) * weight for each, weight in zip(body, _CARD_WEIGHTS, strict=True)) % 11
    ]

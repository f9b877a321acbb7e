"""The rules of login names, passwords and the numbers people and organisations are known by. Pure functions: each
answers with sentences to read, none when all is well."""

from __future__ import annotations

import re
import string
from functools import cache
from itertools import pairwise
from pathlib import Path

from engine.fields.base import Read
from engine.fields.email import Email
from engine.fields.identifier import CREDIT_CODE, ID_CARD, IdentifierField, organisation_check
from engine.fields.phone import Phone
from engine.fields.reading import plain
from engine.values import UNREADABLE
from web import messages_accounts as messages

SHORTEST_NAME, LONGEST_NAME = 6, 16
SHORTEST_PASSWORD, LONGEST_PASSWORD = 9, 16
FEWEST_DIFFERENT = 5
LOW, MEDIUM, HIGH = "low", "medium", "high"
_NAME_CHARACTERS = {*string.ascii_letters, *string.digits, *"@_-.~*#%$"}
_LEET = str.maketrans(
    {"@": "a", "4": "a", "0": "o", "1": "i", "!": "i", "3": "e", "$": "s", "5": "s", "7": "t"}
)
_COMMON = Path(__file__).with_name("common_passwords.txt")
_ORGANISATION = re.compile(r"[0-9A-Z]{8}[0-9X]", re.ASCII)
_ORGANISATION_EXAMPLE = "80210043-3"
_DOCUMENT = re.compile(r"[0-9A-Z-]{5,30}", re.ASCII)
IDENTITY_CARD = "id_card"


# --- Login names ---------------------------------------------------------------------------------------------


def login_name_problems(name: str) -> tuple[str, ...]:
    """What is wrong with a login name: 6 to 16 letters, digits and a few signs."""
    found = []
    if any(each.isspace() for each in name):
        found.append(messages.LOGIN_NAME_SPACES)
    strange = next((each for each in name if each not in _NAME_CHARACTERS and not each.isspace()), None)
    if strange is not None:
        found.append(messages.login_name_character(strange))
    if not SHORTEST_NAME <= len(name) <= LONGEST_NAME:
        found.append(messages.login_name_length(len(name)))
    return tuple(found)


# --- Passwords -----------------------------------------------------------------------------------------------


def password_problems(password: str, login_name: str = "", repeated: str | None = None) -> tuple[str, ...]:
    """What is wrong with a new password: 9 to 16 letters, digits and special characters, none of them a blank, not
    the login name, not what everybody takes."""
    found = []
    if any(each.isspace() for each in password):
        found.append(messages.PASSWORD_SPACES)
    strange = next((each for each in password if not _is_typed(each) and not each.isspace()), None)
    if strange is not None:
        found.append(messages.password_character(strange))
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        found.append(messages.password_length(len(password)))
    missing = [kind for kind in ("letter", "digit", "special") if kind not in _kinds(password)]
    if missing:
        found.append(messages.password_without(missing))
    found += _too_easy(password, login_name)
    if repeated is not None and repeated != password:
        found.append(messages.PASSWORD_REPEATED)
    return tuple(found)


def password_strength(password: str) -> str:
    """`low`, `medium` or `high`; `static/js/strength.js` says the same while somebody types."""
    kinds = {*_kinds(password)} - {"letter"}
    different = len({*password})
    run = _longest_run(password)
    if len(password) >= 12 and len(kinds) == 4 and different >= 9 and run < 3:
        return HIGH
    if len(password) >= SHORTEST_PASSWORD and len(kinds) >= 3 and different >= 6 and run < 5:
        return MEDIUM
    return LOW


def is_common(password: str) -> bool:
    """Whether a password is one of those that everybody takes, however it is decorated: `P@ssw0rd2026!`."""
    plain = password.lower()
    word = re.sub("^[^a-z]+|[^a-z]+$", "", plain)
    unended = re.sub("[^a-z]+$", "", plain)
    seen = (
        plain,
        unended,
        re.sub("[^a-z0-9]", "", plain),
        word,
        word.translate(_LEET),
        plain.translate(_LEET),
    )
    return not _common().isdisjoint(seen)


def _too_easy(password: str, login_name: str) -> list[str]:
    if login_name and login_name.casefold() in password.casefold():
        return [messages.PASSWORD_NAMED]
    if is_common(password):
        return [messages.PASSWORD_COMMON]
    return [messages.PASSWORD_MONOTONE] if len({*password}) < FEWEST_DIFFERENT else []


def _is_typed(character: str) -> bool:
    return "!" <= character <= "~"


def _kinds(password: str) -> set[str]:
    kinds: set[str] = set()
    for each in password:
        if each in string.ascii_lowercase:
            kinds |= {"letter", "lower"}
        elif each in string.ascii_uppercase:
            kinds |= {"letter", "upper"}
        elif each in string.digits:
            kinds.add("digit")
        elif _is_typed(each):
            kinds.add("special")
    return kinds


def _longest_run(password: str) -> int:
    """The longest piece that repeats one character, or counts up or down: 3 in `xabcx`, 4 in `9876`."""
    longest = length = min(len(password), 1)
    last: int | None = None
    for before, after in pairwise(password):
        step = ord(after) - ord(before)
        if abs(step) > 1:
            length, last = 1, None
        else:
            length = length + 1 if step == last else 2
            last = step
        longest = max(longest, length)
    return longest


@cache
def _common() -> frozenset[str]:
    lines = _COMMON.read_text(encoding="ascii").splitlines()
    return frozenset(each.strip() for each in lines if each.strip() and not each.startswith("#"))


# --- Numbers and addresses -----------------------------------------------------------------------------------


def credit_code_problems(text: str) -> tuple[str, ...]:
    """What is wrong with a unified social credit code (GB 32100, with GB 11714 inside)."""
    return _told(IdentifierField(CREDIT_CODE).read_text(text), messages.CREDIT_CODE)


def id_number_problems(text: str) -> tuple[str, ...]:
    """What is wrong with an identity card's number (GB 11643)."""
    return _told(IdentifierField(ID_CARD, masked=True).read_text(text), messages.ID_NUMBER)


def organisation_code_problems(text: str) -> tuple[str, ...]:
    """What is wrong with an organisation code (GB 11714) that stands alone."""
    code = _without_blanks(text)
    if not _ORGANISATION.fullmatch(code):
        return (messages.organisation_code_wrong(_ORGANISATION_EXAMPLE),)
    if organisation_check(code[:8]) != code[8]:
        return (messages.organisation_code_check(_ORGANISATION_EXAMPLE),)
    return ()


def document_number_problems(kind: str, text: str) -> tuple[str, ...]:
    """What is wrong with the number of a document that shows who somebody is; only identity cards carry a check digit."""
    if kind == IDENTITY_CARD:
        return id_number_problems(text)
    return () if normal_document_number(kind, text) is not None else (messages.DOCUMENT_NUMBER,)


def normal_credit_code(text: str) -> str | None:
    """A credit code as it is kept; None where it is none."""
    return _kept(IdentifierField(CREDIT_CODE).read_text(text))


def normal_organisation_code(text: str) -> str | None:
    """An organisation code as it is kept, nine characters; None where it is none."""
    return None if organisation_code_problems(text) else _without_blanks(text)


def normal_document_number(kind: str, text: str) -> str | None:
    """The number of a document as it is kept; None where it is none."""
    if kind == IDENTITY_CARD:
        return normal_id_number(text)
    number = plain(text).replace(" ", "").upper()
    return number if _DOCUMENT.fullmatch(number) else None


def normal_id_number(text: str) -> str | None:
    """An identity card's number as it is kept; None where it is none."""
    return _kept(IdentifierField(ID_CARD, masked=True).read_text(text))


def normal_mobile(text: str) -> str | None:
    """A mobile number as it is kept, eleven digits; None where it is none."""
    return _kept(Phone("mobile").read_text(text))


def normal_email(text: str) -> str | None:
    """An address of electronic mail as it is kept; None where it is none."""
    return _kept(Email().read_text(text))


def _without_blanks(text: str) -> str:
    return re.sub("[ -]", "", plain(text)).upper()


def _told(read: Read, label: str) -> tuple[str, ...]:
    return tuple(f"{each.message(label).removesuffix('。')}。" for each in read.problems)


def _kept(read: Read) -> str | None:
    return None if read.value is UNREADABLE or not isinstance(read.value, str) else read.value

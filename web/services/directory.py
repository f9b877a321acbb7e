"""Whom to ask: the office numbers of provinces, and of cities and counties within them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.authorities import LEVELS
from engine.contacts import Contact
from web.messages_portal import place_of
from web.platform import Platform
from web.services.announcements import provincial_authorities


@dataclass(frozen=True)
class Office:
    """Whose numbers they are; each number with what it is for ('' for everything)."""

    name: str
    numbers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Province:
    """A province, or what acts as one: its own numbers, and those of its cities and counties."""

    code: str
    name: str
    numbers: tuple[tuple[str, str], ...]
    below: tuple[Office, ...]


def list_directory(platform: Platform) -> tuple[Province, ...]:
    """Every province with the numbers that are known, in the order of the table of authorities."""
    contacts = platform.catalogue.library.contacts
    above = {code: _province_of(platform, code) for code in contacts}
    return tuple(
        Province(
            each.code,
            place_of(each.name),
            _numbers(contacts.get(each.code, ())),
            tuple(
                Office(several[0].name, _numbers(several))
                for code, several in contacts.items()
                if above[code] == each.code != code
            ),
        )
        for each in provincial_authorities(platform)
    )


def _province_of(platform: Platform, code: str) -> str:
    """The province an office belongs to; one that acts as a province belongs to itself."""
    authorities = platform.catalogue.authorities
    found = authorities.get(code)
    if found is None or found.level == LEVELS[1]:
        return code
    chain = platform.catalogue.chain(found.region)
    return next((each.code for each in chain if each.level == LEVELS[1]), "")


def _numbers(several: tuple[Contact, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(_each(several))


def _each(several: tuple[Contact, ...]) -> Iterator[tuple[str, str]]:
    for each in several:
        yield each.phone, each.purpose

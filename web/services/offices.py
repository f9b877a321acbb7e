"""The authority an officer belongs to, as the first page tells it."""

from __future__ import annotations

from dataclasses import dataclass

from web.messages_administration import LEVELS
from web.platform import Platform
from web.services.authorities import region_in_words
from web.services.people import SignedIn


@dataclass(frozen=True)
class Office:
    """An authority in words: its name, its level, and where it is in charge; all '' where somebody belongs to none."""

    name: str = ""
    level: str = ""
    region: str = ""


def office_of(platform: Platform, person: SignedIn) -> Office:
    """The authority of an officer."""
    found = platform.catalogue.authorities.get(person.authority) if person.authority else None
    if found is None:
        return Office()
    return Office(found.name, LEVELS[found.level], region_in_words(platform, found))

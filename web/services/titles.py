"""The titles an enterprise holds, as the procedures that grant them tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from web.platform import Platform
from web.services.following import facts_of_enterprise


@dataclass(frozen=True)
class Title:
    """A title that can be held, with its days as ISO text where they are known; `ended` tells that it is past them,
    `days_left` how many days are left, none on its last."""

    fact: str
    name: str
    since: str = ""
    until: str = ""
    ended: bool = False
    held: bool = True
    days_left: int | None = None


def read_titles(platform: Platform, enterprise_id: int) -> tuple[Title, ...]:
    """The titles one enterprise holds, the highest first."""
    return tuple(each for each in reversed(read_ladder(platform, enterprise_id)) if each.held)


def read_ladder(platform: Platform, enterprise_id: int) -> tuple[Title, ...]:
    """Every title there is, the highest last, each with whether one enterprise holds it."""
    with platform.database.read() as session:
        facts = facts_of_enterprise(platform, session, enterprise_id)
    return ladder(platform, facts)


def ladder(platform: Platform, facts: Mapping[str, Any]) -> tuple[Title, ...]:
    """Every title there is, in the order of the procedures that grant them, as `facts` tell of it."""
    known, today = platform.catalogue.library.facts, platform.clock.today()
    grants = {each.grants.fact: each.grants for each in platform.catalogue.procedures() if each.grants}
    found = []
    for fact, grant in grants.items():
        name = _plain(known[fact].label)
        if facts.get(fact) is not True:
            found.append(Title(fact, name, held=False))
            continue
        since, until = (str(facts.get(name) or "") for name in (grant.since_fact, grant.until_fact))
        left = (date.fromisoformat(until) - today).days if until else None
        found.append(Title(fact, name, since, until, left is not None and left < 0, days_left=left))
    return tuple(found)


def _plain(label: str) -> str:
    """The name of a title: the label of its fact without what stands in brackets behind it."""
    return label.partition("（")[0]

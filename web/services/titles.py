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
    """A title that is held, with its days as ISO text where they are known; `ended` tells that it is past them."""

    fact: str
    name: str
    since: str = ""
    until: str = ""
    ended: bool = False


def read_titles(platform: Platform, enterprise_id: int) -> tuple[Title, ...]:
    """The titles one enterprise holds."""
    with platform.database.read() as session:
        facts = facts_of_enterprise(session, enterprise_id)
    return titles_held(platform, facts)


def titles_held(platform: Platform, facts: Mapping[str, Any]) -> tuple[Title, ...]:
    """The titles of which `facts` tell, in the order of the procedures that grant them: the highest last."""
    known, today = platform.catalogue.library.facts, platform.clock.today()
    grants = {each.grants.fact: each.grants for each in platform.catalogue.procedures() if each.grants}
    found = []
    for fact, grant in grants.items():
        if facts.get(fact) is not True:
            continue
        since, until = (str(facts.get(name) or "") for name in (grant.since_fact, grant.until_fact))
        found.append(Title(fact, _plain(known[fact].label), since, until, _has_ended(until, today)))
    return tuple(found)


def _plain(label: str) -> str:
    """The name of a title: the label of its fact without what stands in brackets behind it."""
    return label.partition("（")[0]


def _has_ended(until: str, today: date) -> bool:
    return bool(until) and date.fromisoformat(until) < today

"""What follows from the profile of an enterprise as it is: who reviews what it sends, which form is meant for it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.procedures import offer
from web.platform import Platform
from web.services.following import chain_of_facts, facts_of_enterprise


@dataclass(frozen=True)
class Allocation:
    """The authorities, from the lowest up, and, by the title of a procedure with several forms, the form of this
    enterprise ('' while that is not known)."""

    authorities: tuple[str, ...]
    forms: tuple[tuple[str, str], ...]


def read_allocation(platform: Platform, enterprise_id: int) -> Allocation:
    """Where an enterprise belongs today."""
    with platform.database.read() as session:
        facts = facts_of_enterprise(platform, session, enterprise_id)
    today = platform.clock.today()
    several = (each for each in platform.catalogue.procedures() if len(each.forms) > 1)
    uses = ((each.title, offer(each, facts, today).use) for each in several)
    forms = tuple((title, use.form.title if use and use.form else "") for title, use in uses)
    return Allocation(tuple(each.name for each in chain_of_facts(platform, facts)), forms)

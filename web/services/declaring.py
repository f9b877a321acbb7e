"""Choosing what to declare (企业申报): the tiers side by side, what is decided before anything is filled, where they are
open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.authorities import Authority, asked_in
from engine.binding import bind
from engine.procedures import Procedure, Requirement, offer
from engine.routing import conclude
from engine.rules.base import Finding
from web import messages_declaring as messages
from web.platform import Platform
from web.services.following import REGION, REVIEWED_BY, facts_of_enterprise, form_on
from web.services.openings import (
    OpenState,
    Place,
    list_open_places,
    open_state,
    own_authority,
    registered_in,
)
from web.services.procedures import ProcedureEntry, list_procedures

DECLARE = "declare"
"""The kind of procedure by which a title is declared for the first time."""


@dataclass(frozen=True)
class Decided:
    """A condition that what is known of the enterprise decides before anything is filled."""

    title: str
    holds: bool
    text: str = ""
    clause: str = ""


@dataclass(frozen=True)
class Tier:
    """A title that can be declared: how its procedure stands, what is decided already, and whether it is open."""

    entry: ProcedureEntry
    asked: tuple[Requirement, ...]
    decided: tuple[Decided, ...]
    opening: OpenState | None


@dataclass(frozen=True)
class Declaring:
    """The page on which an enterprise chooses: where it is registered, and every tier."""

    region: str
    tiers: tuple[Tier, ...]


@dataclass(frozen=True)
class Where:
    """Where one procedure can be declared: one's own place, the development zones that may be chosen there and the one that
    was chosen, and every place that is open today."""

    procedure: Procedure
    region: str
    opening: OpenState
    places: tuple[Place, ...]
    districts: tuple[Authority, ...]
    district: str


@dataclass(frozen=True)
class NotHere:
    """Why an enterprise cannot declare in a place: it is registered elsewhere."""

    text: str


def list_tiers(platform: Platform, enterprise_id: int) -> Declaring:
    """Every title that can be declared, side by side."""
    entries = {each.id: each for each in list_procedures(platform, enterprise_id)}
    today = platform.clock.today()
    with platform.database.read() as session:
        facts = facts_of_enterprise(platform, session, enterprise_id)
        tiers = []
        for procedure in platform.catalogue.procedures():
            if procedure.kind == DECLARE:
                asked = offer(procedure, facts, today).requirements
                decided = tuple(_decided(platform, procedure, facts))
                opening = open_state(platform, session, procedure, facts)
                tiers.append(Tier(entries[procedure.id], asked, decided, opening))
    return Declaring(registered_in(platform, facts), tuple(tiers))


def look_where(platform: Platform, enterprise_id: int, procedure_id: str) -> Where | None:
    """Where a procedure can be declared; None for one that does not exist or that nobody opens."""
    procedure = platform.catalogue.procedure(procedure_id)
    if procedure is None or procedure.windows is None:
        return None
    with platform.database.read() as session:
        facts = facts_of_enterprise(platform, session, enterprise_id)
        opening = open_state(platform, session, procedure, facts)
        places = list_open_places(platform, session, procedure, opening.code if opening else "")
    if opening is None:
        return None
    districts = asked_in(platform.catalogue.authorities, str(facts.get(REGION) or ""))
    chosen = next((each.name for each in districts if each.code == facts.get(REVIEWED_BY)), "")
    return Where(procedure, registered_in(platform, facts), opening, places, districts, chosen)


def choose_place(platform: Platform, enterprise_id: int, procedure_id: str, code: str) -> NotHere | None:
    """Whether an enterprise may declare a procedure in a place: only in the one its registered region leads to."""
    procedure = platform.catalogue.procedure(procedure_id)
    if procedure is None:
        return None
    with platform.database.read() as session:
        facts = facts_of_enterprise(platform, session, enterprise_id)
    own = own_authority(platform, procedure, facts)
    if own is None:
        return NotHere(messages.REGION_FIRST)
    if not code:
        return NotHere(messages.CHOOSE_A_PLACE)
    if code == own.code:
        return None
    chosen = platform.catalogue.authorities.get(code)
    region = registered_in(platform, facts)
    return NotHere(messages.registered_elsewhere(chosen.name if chosen else code, region, own.name))


def _decided(platform: Platform, procedure: Procedure, facts: Mapping[str, Any]) -> Iterator[Decided]:
    """What the conclusions of the form ask that facts alone decide, each condition once."""
    today = platform.clock.today()
    use = offer(procedure, facts, today).use
    form = form_on(platform, procedure, use.edition.form, facts, today) if use is not None else None
    if form is None:
        return
    bound = bind(form, {}, {**facts, **procedure.supplied(today)}, today)
    told: set[str] = set()
    for outcome in conclude(bound):
        for each in _leaves(outcome.finding):
            title = each.title or each.text
            if each.truth is not None and not each.undecidable and title and title not in told:
                told.add(title)
                yield Decided(title, each.truth, each.text if each.title else "", each.clause or "")


def _leaves(finding: Finding) -> Iterator[Finding]:
    """The conditions at the ends of a tree of them: those with a title of their own and no titled condition below."""
    below = [each for child in finding.children for each in _leaves(child)]
    if below:
        yield from below
    elif not finding.children or finding.title:
        yield finding

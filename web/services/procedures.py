"""What an enterprise can do: every procedure, with what stands in the way and how that is mended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.authorities import Authority
from engine.procedures import Offer, Procedure, Requirement, offer
from web import messages
from web.models import DRAFT_OPEN, Draft, Submission
from web.platform import Platform
from web.services.findings import reasons
from web.services.following import chain_of_facts, facts_of_enterprise
from web.services.given import Given, given_facts
from web.services.openings import OpenState, open_state, registered_in
from web.services.standing import season_note

SEASON, OPEN_TO, APPLIES_TO = "season", "open_to", "applies_to"
PROFILE = "profile"
"""The kind of procedure by which an enterprise maintains what is known of it: it has a page of its own."""


@dataclass(frozen=True)
class Reason:
    """Why something cannot be done yet, and the procedure that mends it."""

    text: str
    mend: str | None = None
    mend_title: str = ""


@dataclass(frozen=True)
class ProcedureEntry:
    """A procedure as the enterprise's page offers it. `closed` tells why it cannot be begun, `awaited` what the authorities
    have yet to do; `given` is what it gave the last time; `aside` tells that it is not for such an enterprise at all."""

    id: str
    title: str
    kind: str
    summary: str
    source: str
    form_title: str = ""
    edition: str = ""
    draft_id: UUID | None = None
    saved_at: datetime | None = None
    submission_id: UUID | None = None
    submitted_at: datetime | None = None
    closed: tuple[Reason, ...] = ()
    awaited: tuple[str, ...] = ()
    given: tuple[Given, ...] = ()
    menu: str = ""
    aside: bool = False
    season: str = ""
    season_note: str = ""
    repeatable: bool = False
    window: OpenState | None = None

    @property
    def state(self) -> str:
        """``filling``, ``closed``, ``sent`` or ``open``."""
        if self.draft_id is not None:
            return "filling"
        if self.closed:
            return "closed"
        return "sent" if self.submission_id is not None else "open"


def list_procedures(platform: Platform, enterprise_id: int) -> Sequence[ProcedureEntry]:
    """Every procedure, in the order of their file."""
    procedures, today = platform.catalogue.procedures(), platform.clock.today()
    with platform.database.read() as session:
        facts = facts_of_enterprise(platform, session, enterprise_id)
        drafts, sent = _under_way(session, enterprise_id), _sent(session, enterprise_id)
        windows = {each.id: open_state(platform, session, each, facts) for each in procedures}
    titles = {each.id: each.title for each in procedures}
    held = frozenset(each.grants.fact for each in procedures if each.grants and facts.get(each.grants.fact))
    found = []
    for each in procedures:
        offered = offer(each, facts, today)
        entry = _entry(offered, titles, drafts.get(each.id), sent.get(each.id), today)
        given = given_facts(platform, offered, facts)
        aside = _is_aside(entry, offered, held)
        found.append(replace(entry, given=given, aside=aside, window=windows[each.id]))
    return tuple(found)


@dataclass(frozen=True)
class Group:
    """Procedures of one kind, as the enterprise's page lists them."""

    kind: str
    title: str
    entries: tuple[ProcedureEntry, ...]


def group_procedures(entries: Sequence[ProcedureEntry]) -> tuple[Group, ...]:
    """The procedures by their kinds, in the order in which people look for them; what is under way, what is not for this
    enterprise and the profile stand elsewhere."""
    shown = [each for each in entries if each.state != "filling" and not each.aside and each.kind != PROFILE]
    by_kind = {
        kind: tuple(each for each in shown if each.kind == kind) for kind in messages.KINDS_OF_PROCEDURE
    }
    return tuple(
        Group(kind, several[0].menu or messages.KINDS_OF_PROCEDURE[kind], several)
        for kind, several in by_kind.items()
        if several
    )


def profile_comes_first(entries: Sequence[ProcedureEntry]) -> bool:
    """Whether something cannot be begun before the enterprise has filled its profile."""
    profiles = {each.id for each in entries if each.kind == PROFILE}
    return any(why.mend in profiles for each in entries for why in each.closed)


@dataclass(frozen=True)
class ProcedurePage:
    """One procedure with everything it asks, as it turned out, and the authorities that look at what is sent; the
    registered region in words, and the development zone that was chosen as the one that looks at it first."""

    entry: ProcedureEntry
    procedure: Procedure
    asked: tuple[Requirement, ...]
    titles: Mapping[str, str]
    chain: tuple[Authority, ...]
    region: str = ""
    district: str = ""


def look_at_procedure(platform: Platform, enterprise_id: int, procedure_id: str) -> ProcedurePage | None:
    """One procedure as it stands for an enterprise; None for one that does not exist."""
    entry = next((each for each in list_procedures(platform, enterprise_id) if each.id == procedure_id), None)
    procedure = platform.catalogue.procedure(procedure_id)
    if entry is None or procedure is None:
        return None
    with platform.database.read() as session:
        facts = facts_of_enterprise(platform, session, enterprise_id)
    offered = offer(procedure, facts, platform.clock.today())
    titles = {each.id: each.title for each in platform.catalogue.procedures()}
    chain = tuple(each for each in chain_of_facts(platform, facts) if each.level in procedure.stages)
    district = next((each.name for each in chain if each.asked), "")
    region = registered_in(platform, facts)
    return ProcedurePage(entry, procedure, offered.requirements, titles, chain, region, district)


def not_to_begin(offered: Offer) -> tuple[Requirement, ...]:
    """What stands in the way of beginning. Out of season, and while the authorities have yet to say something, one may
    prepare and only not send."""
    return tuple(each for each in offered.reasons if each.about != SEASON and not _is_awaited(each))


def not_to_send(offered: Offer) -> tuple[Requirement, ...]:
    """What stands in the way of sending."""
    return offered.reasons


def told(requirements: Iterable[Requirement], titles: Mapping[str, str]) -> tuple[Reason, ...]:
    """Requirements that are not met, in sentences, each once."""
    found = (
        Reason(text, each.mend, titles.get(each.mend or "", ""))
        for each in requirements
        for text in _sentences(each)
    )
    return tuple(dict.fromkeys(found))


def _sentences(requirement: Requirement) -> tuple[str, ...]:
    outcome = requirement.outcome
    if requirement.about == SEASON:
        return (messages.out_of_season(outcome.finding.text, is_known=outcome.truth is not None),)
    if requirement.about == APPLIES_TO and outcome.truth is None:
        return (messages.FORM_NOT_KNOWN,)
    if requirement.mend:
        return (messages.comes_first(outcome.title),)
    none_holds = all(each.truth is not True for each in outcome.finding.children)
    if requirement.about == OPEN_TO and outcome.truth is False and outcome.title and none_holds:
        return (messages.open_to(outcome.title),)
    texts = reasons(outcome)
    return tuple(map(messages.awaits_authority, texts)) if _is_awaited(requirement) else texts


def _is_awaited(requirement: Requirement) -> bool:
    """Whether only the authorities can still decide it."""
    return requirement.outcome.truth is None and requirement.outcome.awaits_authority


def _is_aside(entry: ProcedureEntry, offered: Offer, held: frozenset[str]) -> bool:
    """Whether a procedure is not for this enterprise at all: it is open to holders of a title that this one never had.
    What stands in the menu, the profile, and what was ever sent is always shown."""
    procedure = offered.procedure
    if entry.state != "closed" or entry.menu or entry.kind == PROFILE or entry.submission_id is not None:
        return False
    if all(each.outcome.truth is not False for each in offered.requirements if each.about == OPEN_TO):
        return False
    return procedure.grants.fact not in held if procedure.grants else not held


def _entry(offered: Offer, titles: Mapping[str, str], draft: Any, sent: Any, today: date) -> ProcedureEntry:
    procedure = offered.procedure
    seasons = [each.outcome for each in offered.requirements if each.about == SEASON]
    form = offered.use.form if offered.use is not None else None
    return ProcedureEntry(
        id=procedure.id,
        title=procedure.title,
        kind=procedure.kind,
        summary=procedure.summary or (form.summary if form else ""),
        source=procedure.source,
        form_title=form.title if form else "",
        edition=form.edition.isoformat() if form else "",
        draft_id=draft.id if draft else None,
        saved_at=draft.updated_at if draft else None,
        submission_id=sent.id if sent else None,
        submitted_at=sent.submitted_at if sent else None,
        closed=() if draft else told(not_to_begin(offered), titles),
        awaited=tuple(each.text for each in told(filter(_is_awaited, offered.reasons), titles)),
        menu=procedure.menu,
        season="；".join(each.finding.text for each in seasons),
        season_note=season_note(procedure, today),
        repeatable=procedure.repeatable,
    )


def _under_way(session: Session, enterprise_id: int) -> Mapping[str, Any]:
    """The latest open draft of each procedure."""
    rows = session.execute(
        select(Draft.procedure, Draft.id, Draft.updated_at)
        .where(Draft.enterprise_id == enterprise_id, Draft.state == DRAFT_OPEN)
        .order_by(Draft.created_at)
    )
    return {row.procedure: row for row in rows}


def _sent(session: Session, enterprise_id: int) -> Mapping[str, Any]:
    """The latest submission of each procedure."""
    rows = session.execute(
        select(Submission.procedure, Submission.id, Submission.submitted_at)
        .where(Submission.enterprise_id == enterprise_id)
        .order_by(Submission.submitted_at)
    )
    return {row.procedure: row for row in rows}

"""What an enterprise can do: every procedure, with what stands in the way and how that is mended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.authorities import Authority
from engine.procedures import Offer, Procedure, Requirement, offer
from web.models import DRAFT_OPEN, Draft, Submission
from web.platform import Platform
from web.services.findings import reasons
from web.services.following import chain_of_facts, facts_of_enterprise

SEASON = "season"


@dataclass(frozen=True)
class Reason:
    """Why something cannot be done yet, and the procedure that mends it."""

    text: str
    mend: str | None = None
    mend_title: str = ""


@dataclass(frozen=True)
class ProcedureEntry:
    """A procedure as the enterprise's page offers it."""

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
    season: str = ""
    out_of_season: bool = False
    repeatable: bool = False

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
    with platform.database.read() as session:
        facts = facts_of_enterprise(session, enterprise_id)
        drafts, sent = _under_way(session, enterprise_id), _sent(session, enterprise_id)
    procedures = platform.catalogue.procedures()
    titles = {each.id: each.title for each in procedures}
    return tuple(
        _entry(
            each, offer(each, facts, platform.clock.today()), titles, drafts.get(each.id), sent.get(each.id)
        )
        for each in procedures
    )


@dataclass(frozen=True)
class ProcedurePage:
    """One procedure with everything it asks, as it turned out, and the authorities that look at what is sent."""

    entry: ProcedureEntry
    procedure: Procedure
    asked: tuple[Requirement, ...]
    titles: Mapping[str, str]
    chain: tuple[Authority, ...]


def look_at_procedure(platform: Platform, enterprise_id: int, procedure_id: str) -> ProcedurePage | None:
    """One procedure as it stands for an enterprise; None for one that does not exist."""
    entry = next((each for each in list_procedures(platform, enterprise_id) if each.id == procedure_id), None)
    procedure = platform.catalogue.procedure(procedure_id)
    if entry is None or procedure is None:
        return None
    with platform.database.read() as session:
        facts = facts_of_enterprise(session, enterprise_id)
    offered = offer(procedure, facts, platform.clock.today())
    titles = {each.id: each.title for each in platform.catalogue.procedures()}
    chain = tuple(each for each in chain_of_facts(platform, facts) if each.level in procedure.stages)
    return ProcedurePage(entry, procedure, offered.requirements, titles, chain)


def not_to_begin(offered: Offer) -> tuple[Requirement, ...]:
    """What stands in the way of beginning. Out of season one may prepare and only not send."""
    return tuple(each for each in offered.reasons if each.about != SEASON)


def not_to_send(offered: Offer) -> tuple[Requirement, ...]:
    """What stands in the way of sending."""
    return offered.reasons


def told(requirements: Iterable[Requirement], titles: Mapping[str, str]) -> tuple[Reason, ...]:
    """Requirements that are not met, in sentences, each once."""
    found = (
        Reason(text, each.mend, titles.get(each.mend or "", ""))
        for each in requirements
        for text in ((each.outcome.title,) if each.mend else reasons(each.outcome))
    )
    return tuple(dict.fromkeys(found))


def _entry(
    procedure: Procedure, offered: Offer, titles: Mapping[str, str], draft: Any, sent: Any
) -> ProcedureEntry:
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
        season="；".join(each.finding.text for each in seasons),
        out_of_season=any(each.truth is not True for each in seasons),
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

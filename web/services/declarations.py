"""What an enterprise has under way and has sent (我的申报), and everything that became of one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from web import messages_deeds as messages
from web.models import DRAFT_OPEN, Account, Draft, Event, Submission
from web.models_review import Case, Certification
from web.platform import Platform
from web.services.certifying import title_of
from web.services.people import SignedIn
from web.services.returns import CameBack, came_back
from web.services.withdrawing import why_not_withdraw
from web.workflow import WITH_ENTERPRISE, State

ON_A_PAGE = 20
WITH_REASON = frozenset({"case_return", "case_refuse", "case_reopen", "case_withdraw"})
"""The events whose note is written for the enterprise to read."""


@dataclass(frozen=True)
class Declaration:
    """A line of the list: a draft that was never sent (`state` ''), or a case. `draft_id` is there while it can be
    filled, `points` where there is a score."""

    procedure: str
    title: str
    reporting_year: int
    at: datetime
    number: str = ""
    state: str = ""
    turn: str = ""
    draft_id: UUID | None = None
    submission_id: UUID | None = None
    points: Fraction | None = None
    may_withdraw: bool = False

    @property
    def state_text(self) -> str:
        return messages.STATES[self.state] if self.state else messages.FILLING

    @property
    def tag(self) -> str:
        return messages.TAGS[self.state] if self.state else "progress"


@dataclass(frozen=True)
class Mine:
    """A page of the list, drafts under way first; `procedure` is the one it shows alone, `procedures` those there are."""

    entries: tuple[Declaration, ...]
    page: int
    pages: int
    procedure: str
    procedures: tuple[tuple[str, str], ...]


def list_mine(platform: Platform, person: SignedIn, procedure: str = "", page: int = 1) -> Mine:
    """What the enterprise has under way and has sent; a page that is not there becomes the nearest that is."""
    with platform.database.read() as session:
        lines = list_lines(platform, session, person)
    titles = {each.procedure: each.title for each in lines}
    shown = [each for each in lines if procedure in {"", each.procedure}]
    pages = max(1, -(-len(shown) // ON_A_PAGE))
    page = min(max(page, 1), pages)
    in_order = [each.id for each in platform.catalogue.procedures() if each.id in titles]
    return Mine(
        entries=tuple(shown[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]),
        page=page,
        pages=pages,
        procedure=procedure if procedure in titles else "",
        procedures=tuple((name, titles[name]) for name in dict.fromkeys((*in_order, *titles))),
    )


def list_lines(platform: Platform, session: Session, person: SignedIn) -> list[Declaration]:
    """Everything the enterprise has under way and has sent: what it can fill first, then the latest."""
    drafts = session.scalars(
        select(Draft).where(Draft.enterprise_id == person.enterprise_id, Draft.state == DRAFT_OPEN)
    ).all()
    cases = session.scalars(select(Case).where(Case.enterprise_id == person.enterprise_id)).all()
    titles = _titles(platform, session, drafts, cases)
    open_ids = {each.id for each in drafts}
    sent = {each.draft_id for each in cases}
    lines = [_of_draft(each, titles) for each in drafts if each.id not in sent]
    lines += [_of_case(platform, person, each, titles, open_ids) for each in cases]
    lines.sort(key=lambda each: each.at, reverse=True)
    lines.sort(key=lambda each: each.draft_id is None)
    return lines


def _titles(
    platform: Platform, session: Session, drafts: Sequence[Draft], cases: Sequence[Case]
) -> dict[str, str]:
    """What procedures are called; those that are there no longer after their forms."""
    titles = {each.id: each.title for each in platform.catalogue.procedures()}
    used = [(each.procedure, each.id) for each in drafts] + [
        (each.procedure, each.draft_id) for each in cases
    ]
    for name, draft_id in used:
        if name not in titles:
            draft = session.get_one(Draft, draft_id)
            form = platform.catalogue.by_digest(session, draft.digest)
            titles[name] = form.title if form else draft.form
    return titles


def _of_draft(draft: Draft, titles: dict[str, str]) -> Declaration:
    name = draft.procedure
    return Declaration(name, titles[name], draft.reporting_year, draft.updated_at, draft_id=draft.id)


def _of_case(
    platform: Platform, person: SignedIn, case: Case, titles: dict[str, str], open_ids: set[UUID]
) -> Declaration:
    return Declaration(
        procedure=case.procedure,
        title=titles[case.procedure],
        reporting_year=case.reporting_year,
        at=case.sent_at,
        number=case.number,
        state=case.state,
        turn=_turn(case),
        draft_id=case.draft_id if case.draft_id in open_ids else None,
        submission_id=case.submission_id,
        points=None if case.points is None else Fraction(case.points, 100),
        may_withdraw=not why_not_withdraw(platform, person, case),
    )


def _turn(case: Case) -> str:
    return messages.whose_turn([each["name"] for each in case.stages], case.state, case.stage)


# --- One of them ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Happened:
    """Something that happened: when, who (an authority by its name, never its people), what, and why."""

    at: datetime
    who: str
    what: str
    why: str = ""


@dataclass(frozen=True)
class Version:
    """One of the times it was sent."""

    submission_id: UUID
    number: int
    at: datetime


@dataclass(frozen=True)
class Certificate:
    """What a case brought."""

    title: str
    batch: str
    number: str
    since: date
    until: date
    cancelled_on: date | None


@dataclass(frozen=True)
class CasePage:
    """A case as the enterprise sees it, beside one of its submissions."""

    line: Declaration
    why_not_withdraw: str
    publicity: tuple[date, date] | None
    certificates: tuple[Certificate, ...]
    timeline: tuple[Happened, ...]
    versions: tuple[Version, ...]
    back: CameBack | None


def look_at_case(platform: Platform, person: SignedIn, submission_id: UUID) -> CasePage | None:
    """Everything that became of what was sent with a submission; None for what is not this enterprise's."""
    with platform.database.read() as session:
        case = session.scalars(
            select(Case)
            .join(Submission, Submission.draft_id == Case.draft_id)
            .where(Submission.id == submission_id, Case.enterprise_id == person.enterprise_id)
        ).one_or_none()
        if case is None:
            return None
        draft = session.get_one(Draft, case.draft_id)
        titles = _titles(platform, session, [draft], [case])
        open_ids = {draft.id} if draft.state == DRAFT_OPEN else set[UUID]()
        days = case.publicity_from, case.publicity_until
        return CasePage(
            line=_of_case(platform, person, case, titles, open_ids),
            why_not_withdraw=why_not_withdraw(platform, person, case),
            publicity=(days[0], days[1]) if days[0] is not None and days[1] is not None else None,
            certificates=tuple(_certificates(platform, session, case)),
            timeline=tuple(_timeline(platform, session, case)),
            versions=_versions(session, case),
            back=came_back(platform, session, case) if State(case.state) in WITH_ENTERPRISE else None,
        )


def _certificates(platform: Platform, session: Session, case: Case) -> Iterator[Certificate]:
    for each in session.scalars(select(Certification).where(Certification.case_id == case.id)):
        title = title_of(platform, each.fact)
        yield Certificate(title, each.batch, each.number, each.since, each.until, each.cancelled_on)


def _versions(session: Session, case: Case) -> tuple[Version, ...]:
    rows = session.execute(
        select(Submission.id, Submission.number, Submission.submitted_at)
        .where(Submission.draft_id == case.draft_id)
        .order_by(Submission.number.desc())
    )
    return tuple(Version(*row) for row in rows)


def _timeline(platform: Platform, session: Session, case: Case) -> Iterator[Happened]:
    """What happened to a case, the first thing first. Whose turn it was before an event is who did it."""
    rows = session.execute(
        select(Event, Account.display_name)
        .outerjoin(Account, Account.id == Event.account_id)
        .where(Event.subject == f"case:{case.id}", Event.what.in_(messages.HAPPENED))
        .order_by(Event.id)
    )
    turn = ""
    times_sent = 0
    for event, name in rows:
        details: dict[str, Any] = event.details or {}
        if event.what in messages.BY_THE_ENTERPRISE:
            who = messages.own_person(name or "")
        else:
            found = platform.catalogue.authorities.get(turn)
            who = found.name if found is not None else turn
        what = messages.HAPPENED[event.what]
        if event.what == "case_send":
            times_sent += 1
            what = messages.SENT_AGAIN if times_sent > 1 else what
        yield Happened(event.at, who, what, (event.note or "") if event.what in WITH_REASON else "")
        turn = details.get("authority") or turn

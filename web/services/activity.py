"""Who did what for an enterprise: its events in words, the latest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from web import messages_activity as messages
from web.models import DRAFT_OPEN, OFFICER, Account, Draft, Event, Submission
from web.models_accounts import Invitation
from web.models_review import Case
from web.platform import Platform

ON_A_PAGE = 50
MOST_RECORDS = 200
"""So many drafts and submissions can be chosen to look at, the latest."""


@dataclass(frozen=True)
class Wanted:
    """What of it somebody wants to see: of one person, about one draft (and what became of it), which page."""

    person: int | None = None
    record: UUID | None = None
    page: int = 1


@dataclass(frozen=True)
class Line:
    """One thing that happened; it leads to the draft or to what was sent, where that is still there."""

    at: datetime
    who: str
    text: str
    draft_id: UUID | None = None
    submission_id: UUID | None = None


@dataclass(frozen=True)
class Record:
    """A draft, or what became of it, to choose from."""

    id: UUID
    title: str
    submission_id: UUID | None


@dataclass(frozen=True)
class Activity:
    """A page of what happened, with the people and records to choose from."""

    lines: Sequence[Line]
    page: int
    pages: int
    wanted: Wanted
    people: Mapping[int, str]
    records: Sequence[Record]


def list_activity(platform: Platform, enterprise_id: int, wanted: Wanted) -> Activity:
    """What happened in an enterprise; a page that is not there becomes the nearest that is."""
    with platform.database.read() as session:
        which = _which(session, enterprise_id, wanted)
        number = session.scalar(select(func.count()).select_from(Event).where(*which)) or 0
        pages = max(1, -(-number // ON_A_PAGE))
        page = min(max(wanted.page, 1), pages)
        events = session.scalars(
            select(Event)
            .where(*which)
            .order_by(Event.id.desc())
            .limit(ON_A_PAGE)
            .offset((page - 1) * ON_A_PAGE)
        ).all()
        lines = _lines(platform, session, events)
        people, records = _people(session, enterprise_id), _records(platform, session, enterprise_id)
    return Activity(lines, page, pages, wanted, people, records)


def _which(session: Session, enterprise_id: int, wanted: Wanted) -> list[ColumnElement[bool]]:
    which = [Event.enterprise_id == enterprise_id, Event.what.in_(messages.WORDS)]
    if wanted.person is not None:
        which.append(Event.account_id == wanted.person)
    if wanted.record is not None:
        cases = session.scalars(select(Case.id).where(Case.draft_id == wanted.record))
        subjects = [f"draft:{wanted.record}", *(f"case:{each}" for each in cases)]
        which.append(Event.subject.in_(subjects))
    return which


# --- In words ------------------------------------------------------------------------------------------------


def _lines(platform: Platform, session: Session, events: Sequence[Event]) -> Sequence[Line]:
    accounts = _accounts(session, events)
    records = _mentioned(platform, session, events)
    return [_line(platform, each, accounts, records) for each in events]


def _line(
    platform: Platform, event: Event, accounts: Mapping[int, Account], records: Mapping[str, Record]
) -> Line:
    about = records.get(event.subject) or records.get(f"submission:{event.details.get('submission')}")
    number = _number(event.subject)
    whose = accounts[number].display_name if number in accounts and number != event.account_id else ""
    return Line(
        at=event.at,
        who=_who(accounts.get(event.account_id or 0)),
        text=messages.told(event.what, event.details, _title(platform, event, about), whose),
        draft_id=about.id if about and about.submission_id is None else None,
        submission_id=about.submission_id if about else None,
    )


def _who(account: Account | None) -> str:
    """A colleague by name; an officer is their authority, which is all that an enterprise has to do with."""
    if account is None:
        return messages.PLATFORM
    return messages.AUTHORITY if account.kind == OFFICER else account.display_name


def _title(platform: Platform, event: Event, about: Record | None) -> str:
    if about is not None:
        return about.title
    procedure = platform.catalogue.procedure(str(event.details.get("procedure", "")))
    return messages.gone_title(procedure.title) if procedure is not None else messages.NO_RECORD


def _number(subject: str) -> int:
    """The account an event is about; 0 for other subjects."""
    word, _, key = subject.partition(":")
    return int(key) if word == "account" and key.isdecimal() else 0


def _accounts(session: Session, events: Sequence[Event]) -> Mapping[int, Account]:
    numbers = {each.account_id or 0 for each in events} | {_number(each.subject) for each in events}
    return {each.id: each for each in session.scalars(select(Account).where(Account.id.in_(numbers)))}


def _mentioned(platform: Platform, session: Session, events: Sequence[Event]) -> Mapping[str, Record]:
    """The drafts these events are about, by the subjects that name them or what became of them."""
    subjects = [each.subject for each in events]
    drafts = [UUID(each.removeprefix("draft:")) for each in subjects if each.startswith("draft:")]
    cases = [UUID(each.removeprefix("case:")) for each in subjects if each.startswith("case:")]
    sent = [UUID(each.details["submission"]) for each in events if each.details.get("submission")]
    of_cases = dict(session.execute(select(Case.id, Case.draft_id).where(Case.id.in_(cases))).all())
    of_sent = dict(
        session.execute(select(Submission.id, Submission.draft_id).where(Submission.id.in_(sent))).all()
    )
    wanted = {*drafts, *of_cases.values(), *of_sent.values()}
    found = {each.id: each for each in _as_records(platform, session, Draft.id.in_(wanted))}
    named = {
        **{f"draft:{each}": each for each in drafts},
        **{f"case:{each}": draft for each, draft in of_cases.items()},
        **{f"submission:{each}": draft for each, draft in of_sent.items()},
    }
    return {subject: found[draft] for subject, draft in named.items() if draft in found}


def _as_records(
    platform: Platform, session: Session, which: ColumnElement[bool], most: int | None = None
) -> Sequence[Record]:
    drafts = session.scalars(select(Draft).where(which).order_by(Draft.created_at.desc()).limit(most)).all()
    submitted = [each.id for each in drafts if each.state != DRAFT_OPEN]
    sent = session.execute(
        select(Submission.draft_id, Submission.id)
        .where(Submission.draft_id.in_(submitted))
        .order_by(Submission.submitted_at)
    )
    latest = dict(sent.all())
    titles = {each.id: each.title for each in platform.catalogue.procedures()}
    return [
        Record(
            each.id,
            messages.record_title(titles.get(each.procedure, each.form), each.reporting_year),
            latest.get(each.id),
        )
        for each in drafts
    ]


# --- To choose from ------------------------------------------------------------------------------------------


def _people(session: Session, enterprise_id: int) -> Mapping[int, str]:
    """Those who work for the enterprise, and those who did."""
    invited = select(Invitation.accepted_by).where(Invitation.enterprise_id == enterprise_id)
    found = session.execute(
        select(Account.id, Account.display_name)
        .where(or_(Account.enterprise_id == enterprise_id, Account.id.in_(invited)))
        .order_by(Account.id)
    )
    return dict(found.all())


def _records(platform: Platform, session: Session, enterprise_id: int) -> Sequence[Record]:
    return _as_records(platform, session, Draft.enterprise_id == enterprise_id, MOST_RECORDS)

"""One submission as the officers of its chain see it: everything known of it, and what each of them can do now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from web import messages_reviewing as messages
from web.clock import local
from web.models import Account, Enterprise, Event, Submission, Upload
from web.models_review import Case, Certification, Objection, Reassessment, Remark, SpotCheck, Window
from web.platform import Platform
from web.services import events
from web.services.authorities import authority_of, is_highest
from web.services.cases import course_of, lock_case, standing_of
from web.services.people import SignedIn
from web.services.permissions import Action, may, may_look, why_not_act
from web.services.reassessing import newest_reassessment, newly_entered
from web.services.submissions import Result, result_of
from web.workflow import Deed, Party, State, deeds


@dataclass(frozen=True)
class Step:
    """A stage of the way of a case."""

    name: str
    is_done: bool
    is_now: bool


@dataclass(frozen=True)
class Note:
    """What an officer said about a field, or about the whole ('')."""

    id: int
    field: str
    text: str
    is_internal: bool
    authority: str
    who: str
    at: datetime
    is_of_now: bool
    """Whether it speaks of the submission that counts now, not of one before."""


@dataclass(frozen=True)
class Happened:
    """Something that happened to a case: when, who, what."""

    at: datetime
    who: str
    what: str
    note: str
    more: str


@dataclass(frozen=True)
class Looked:
    """A case with everything that belongs to it, for one officer."""

    case: Case
    result: Result
    procedure: str
    steps: tuple[Step, ...]
    turn: str
    overdue: int
    deeds: tuple[Deed, ...]
    notes: tuple[Note, ...]
    checks: Sequence[tuple[SpotCheck, str]]
    objections: Sequence[Objection]
    history: tuple[Happened, ...]
    certificates: Sequence[Certification]
    own_certificates: frozenset[int]
    """Those that this officer's authority gave."""
    window: Window | None
    entered: Mapping[str, Any] = field(default_factory=dict)
    """The facts of authorities that were entered since it was sent, where the form uses them."""
    previous: Result | None = None
    """What was sent the last time, where this was sent again."""
    filled_by: str = ""
    """Who filled what only authorities fill, and when, in words."""

    @property
    def state(self) -> State:
        return State(self.case.state)

    @property
    def reasons(self) -> tuple[Note, ...]:
        """What the enterprise would read were it returned now."""
        return tuple(each for each in self.notes if each.is_of_now and not each.is_internal)

    @property
    def acts(self) -> bool:
        """Whether it is this officer's turn."""
        return bool(self.deeds)


def may_review(platform: Platform, person: SignedIn, case: Case) -> bool:
    """Whether somebody may read a case as an officer."""
    if not may(person, Action.REVIEW):
        return False
    return may_look(person, case, is_highest(authority_of(platform, person)))


def find_case(
    platform: Platform, session: Session, person: SignedIn, case_id: UUID, *, lock: bool = False
) -> Case | None:
    """A case this officer may look at; None for every other."""
    case = lock_case(session, case_id) if lock else session.get(Case, case_id)
    return case if case is not None and may_review(platform, person, case) else None


def look_at_case(platform: Platform, person: SignedIn, case_id: UUID) -> Looked | None:
    """A case with everything that belongs to it; None for one this officer may not look at."""
    with platform.database.read() as session:
        case = find_case(platform, session, person, case_id)
        if case is None:
            return None
        submission = session.get_one(Submission, case.submission_id)
        procedure = platform.catalogue.procedure(case.procedure)
        newest = newest_reassessment(session, submission.id)
        result = result_of(platform, session, submission)
        certificates = _certificates(session, case)
        return Looked(
            case=case,
            result=result,
            procedure=procedure.title if procedure else case.procedure,
            steps=_steps(case),
            turn=_turn(case),
            overdue=_overdue(case, platform.clock.today()),
            deeds=deeds_of(platform, person, case),
            notes=_notes(session, case),
            checks=_checks(session, case),
            objections=session.scalars(
                select(Objection).where(Objection.case_id == case.id).order_by(Objection.id)
            ).all(),
            history=history_of(platform, session, case),
            certificates=certificates,
            own_certificates=frozenset(
                each.id for each in certificates if each.authority == person.authority
            ),
            window=session.get(Window, case.window_id) if case.window_id else None,
            entered=newly_entered(session, case.enterprise_id, result.form, result.facts),
            previous=_previous(platform, session, submission),
            filled_by=_filled(platform, session, newest),
        )


def deeds_of(platform: Platform, person: SignedIn, case: Case) -> tuple[Deed, ...]:
    """What this officer can do with a case now."""
    several = deeds(course_of(platform, case), standing_of(case), Party.AUTHORITY)
    return tuple(each for each in several if why_not_act(person, case, each) is None)


def show_numbers(platform: Platform, person: SignedIn, case_id: UUID) -> Looked | None:
    """The same, for the page that shows personal numbers in full; that somebody asked for them is kept."""
    with platform.database.write() as session:
        case = find_case(platform, session, person, case_id)
        if case is None:
            return None
        record(platform, session, case, person, "case_numbers_shown")
    return look_at_case(platform, person, case_id)


def open_file(
    platform: Platform, person: SignedIn, case_id: UUID, file_id: UUID
) -> tuple[Upload, BinaryIO] | None:
    """A file that belongs to what was sent, also to what was sent before, or that an authority handed in."""
    with platform.database.read() as session:
        case = find_case(platform, session, person, case_id)
        upload = session.get(Upload, file_id)
        if case is None or upload is None or upload.draft_id != case.draft_id:
            return None
        if not _is_sent(session, case, str(upload.id)):
            return None
    return upload, platform.storage.open(upload.sha256)


def read_certificate(platform: Platform, person: SignedIn, certification_id: int) -> Certification | None:
    """A certificate that this officer's authority gave; None for every other."""
    with platform.database.read() as session:
        held = session.get(Certification, certification_id)
    is_theirs = held is not None and person.authority and held.authority == person.authority
    return held if is_theirs and may(person, Action.REVIEW) else None


def name_of_enterprise(platform: Platform, enterprise_id: int) -> str:
    with platform.database.read() as session:
        return session.scalars(select(Enterprise.name).where(Enterprise.id == enterprise_id)).one()


def record(
    platform: Platform,
    session: Session,
    case: Case,
    person: SignedIn,
    what: str,
    *,
    note: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Keep that an officer did something with a case that does not move it."""
    events.record(
        session,
        platform.clock,
        what,
        f"case:{case.id}",
        account_id=person.account_id,
        enterprise_id=case.enterprise_id,
        details={"state": case.state, "authority": person.authority or "", **(details or {})},
        note=note or None,
    )


# --- What happened -------------------------------------------------------------------------------------------


def history_of(platform: Platform, session: Session, case: Case) -> tuple[Happened, ...]:
    """The events of a case, the latest first."""
    rows = session.execute(
        select(Event, Account)
        .outerjoin(Account, Account.id == Event.account_id)
        .where(Event.subject == f"case:{case.id}")
        .order_by(Event.id.desc())
    ).all()
    return tuple(_happened(platform, *row) for row in rows)


def last_deed(platform: Platform, case_id: UUID) -> Happened | None:
    """What happened to a case last."""
    with platform.database.read() as session:
        case = session.get(Case, case_id)
        return next(iter(history_of(platform, session, case)), None) if case is not None else None


def was_done(platform: Platform, person: SignedIn, case_id: UUID, deed: Deed, seen: int) -> bool:
    """Whether this officer did this deed already to the very case their page showed: a button pressed twice."""
    with platform.database.read() as session:
        case = session.get(Case, case_id)
        if case is None or case.version != seen + 1:
            return False
        last = session.scalars(
            select(Event)
            .where(Event.subject == f"case:{case_id}", Event.what.in_([f"case_{each}" for each in Deed]))
            .order_by(Event.id.desc())
            .limit(1)
        ).one_or_none()
    return last is not None and last.what == f"case_{deed}" and last.account_id == person.account_id


def _happened(platform: Platform, event: Event, account: Account | None) -> Happened:
    return Happened(
        at=event.at,
        who=_name_of(platform, account),
        what=messages.HISTORY.get(event.what, event.what),
        note=event.note or "",
        more=messages.details_in_words(event.details),
    )


def _name_of(platform: Platform, account: Account | None) -> str:
    if account is None:
        return messages.PLATFORM
    found = platform.catalogue.authorities.get(account.authority) if account.authority else None
    if found is None:
        return messages.ENTERPRISE if account.enterprise_id else account.display_name
    return f"{found.name} {account.display_name}"


# --- What belongs to it --------------------------------------------------------------------------------------


def _steps(case: Case) -> tuple[Step, ...]:
    over = State(case.state) in {State.CERTIFIED, State.DONE}
    return tuple(
        Step(each["name"], over or place < case.stage, not over and place == case.stage)
        for place, each in enumerate(case.stages)
    )


def _turn(case: Case) -> str:
    """Whose turn it is: the authority of the stage, the enterprise, or nobody's any more ('')."""
    if State(case.state) in {State.RETURNED, State.WITHDRAWN}:
        return messages.ENTERPRISE
    return str(case.stages[case.stage]["name"]) if case.authority and case.stages else ""


def _overdue(case: Case, today: date) -> int:
    """How many days a case waits longer than it should."""
    return max((today - case.due).days, 0) if case.due is not None else 0


def _notes(session: Session, case: Case) -> tuple[Note, ...]:
    rows = session.execute(
        select(Remark, Account.display_name)
        .join(Account, Account.id == Remark.account_id)
        .where(Remark.case_id == case.id)
        .order_by(Remark.id)
    ).all()
    return tuple(
        Note(
            each.id,
            each.field,
            each.text,
            each.is_internal,
            each.authority,
            name,
            each.at,
            each.submission_id == case.submission_id,
        )
        for each, name in rows
    )


def _checks(session: Session, case: Case) -> Sequence[tuple[SpotCheck, str]]:
    rows = session.execute(
        select(SpotCheck, Account.display_name)
        .join(Account, Account.id == SpotCheck.account_id)
        .where(SpotCheck.case_id == case.id)
        .order_by(SpotCheck.id)
    ).all()
    return [(each, name) for each, name in rows]


def _certificates(session: Session, case: Case) -> Sequence[Certification]:
    return session.scalars(
        select(Certification)
        .where(Certification.enterprise_id == case.enterprise_id)
        .order_by(Certification.since.desc(), Certification.id.desc())
    ).all()


def _previous(platform: Platform, session: Session, submission: Submission) -> Result | None:
    before = session.scalars(
        select(Submission)
        .where(Submission.draft_id == submission.draft_id, Submission.number < submission.number)
        .order_by(Submission.number.desc())
        .limit(1)
    ).one_or_none()
    return result_of(platform, session, before) if before is not None else None


def _filled(platform: Platform, session: Session, newest: Reassessment | None) -> str:
    if newest is None:
        return ""
    who = _name_of(platform, session.get(Account, newest.account_id))
    return f"{who}，{local(newest.at):%Y-%m-%d %H:%M}"


def _is_sent(session: Session, case: Case, file_id: str) -> bool:
    """Whether a file is among the answers of anything that was sent in this case, or that authorities filled in."""
    sent = session.execute(
        select(Submission.id, Submission.answers).where(Submission.draft_id == case.draft_id)
    ).all()
    filled = session.scalars(
        select(Reassessment.answers).where(Reassessment.submission_id.in_([each for each, _ in sent]))
    )
    several = [*(answers for _, answers in sent), *filled]
    return any(file_id in _files(answers) for answers in several)


def _files(answers: Mapping[str, Any]) -> set[str]:
    """The files among answers: each is an object with its id and name."""
    lists = (raw for raw in answers.values() if isinstance(raw, list))
    return {str(each["id"]) for raw in lists for each in raw if isinstance(each, dict) and "id" in each}

"""Cases: what was sent, on its way through the authorities. Every deed is one event that nothing updates or deletes."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.authorities import Authority
from engine.procedures import Procedure
from web.models import DRAFT_OPEN, DRAFT_SUBMITTED, Draft, Enterprise, Submission
from web.models_review import Case, Window
from web.platform import Platform
from web.services import events
from web.services.following import INDUSTRY, REGION, chain_of_facts
from web.services.known import UPDATE
from web.services.people import SignedIn
from web.services.permissions import Refused, may_look, why_not_act
from web.workflow import FINAL, WITH_AUTHORITY, Course, Deed, Standing, State, first_standing, follow

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
QUALIFIED = "qualified"
"""The conclusion that says whether what was sent fulfils what is asked."""


@dataclass(frozen=True)
class Acted:
    """A deed was done: where the case stood, and where it stands now."""

    case_id: UUID
    before: Standing
    after: Standing
    deed: Deed


@dataclass(frozen=True)
class Overtaken:
    """Somebody else was quicker: the case is not what the page showed any more."""

    standing: Standing


Outcome = Acted | Overtaken | Refused


@dataclass(frozen=True)
class Sending:
    """What is sent: the submission, the facts of that day, and the window it is sent in where there is one."""

    submission: Submission
    facts: Mapping[str, Any]
    window: Window | None = None


# --- Sending -------------------------------------------------------------------------------------------------


def send(
    platform: Platform, session: Session, procedure: Procedure | None, sending: Sending, account_id: int
) -> Case:
    """Let what was submitted begin its way, or go on with it where it was withdrawn or returned before; in the
    transaction that freezes it."""
    found = session.scalars(
        select(Case).where(Case.draft_id == sending.submission.draft_id).with_for_update()
    ).one_or_none()
    if found is None:
        return _begin(platform, session, procedure, sending, account_id)
    before = standing_of(found)
    after = follow(course_of(platform, found), before, Deed.SEND)
    if after is None:
        raise ValueError(f"case {found.id} cannot be sent from {before.state}")
    if before.state is State.WITHDRAWN:  # it begins anew, with the authorities and in the window of today
        for name, value in _way(platform, procedure, sending).items():
            setattr(found, name, value)
    _show(found, sending.submission)
    _move(platform, session, found, Deed.SEND, after, account_id)
    return found


def _begin(
    platform: Platform, session: Session, procedure: Procedure | None, sending: Sending, account_id: int
) -> Case:
    submission, now = sending.submission, platform.clock.now()
    enterprise = session.get_one(Enterprise, submission.enterprise_id)
    case = Case(
        number=_new_number(platform.clock.today()),
        enterprise_id=enterprise.id,
        procedure=submission.procedure,
        draft_id=submission.draft_id,
        submission_id=submission.id,
        reporting_year=submission.reporting_year,
        name=enterprise.name,
        credit_code=enterprise.credit_code,
        state=State.WAITING,
        sent_at=now,
        changed_at=now,
        **_way(platform, procedure, sending),
    )
    _show(case, submission)
    session.add(case)
    session.flush()
    after = first_standing(course_of(platform, case))
    _move(platform, session, case, Deed.SEND, after, account_id, is_new=True)
    return case


def _way(platform: Platform, procedure: Procedure | None, sending: Sending) -> dict[str, Any]:
    """The way before what is sent: the authorities of that day, who of them look at it, and the window."""
    facts = sending.facts
    chain = chain_of_facts(platform, facts)
    stages = [each for each in chain if procedure is not None and each.level in procedure.stages]
    return {
        "window_id": sending.window.id if sending.window else None,
        "region": str(facts.get(REGION) or ""),
        "industry": str(facts.get(INDUSTRY) or ""),
        "stages": [{"level": each.level, "code": each.code, "name": each.name} for each in stages],
        **{level: _code_at(chain, level) for level in ("county", "city", "province")},
    }


def _show(case: Case, submission: Submission) -> None:
    """What a desk sorts and filters by, from the submission that counts now."""
    assessment = submission.assessment
    score = assessment.get("score")
    case.submission_id = submission.id
    case.points = hundredths(score["total"]) if score else None
    case.qualified = assessment["conclusions"].get(QUALIFIED)
    case.warnings = len(assessment["problems"])
    case.sent_at = submission.submitted_at


def hundredths(points: Any) -> int | None:
    """Points as a number to sort by: hundredths, from the decimal text of a kept assessment."""
    try:
        return int(Decimal(str(points)) * 100)
    except ArithmeticError:
        return None


def _code_at(chain: Sequence[Authority], level: str) -> str:
    return next((each.code for each in chain if each.level == level), "")


def _new_number(today: date) -> str:
    """A number that people can read to one another over the telephone, and nobody can guess."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{today.year}-{letters[:4]}-{letters[4:]}"


# --- Deeds ---------------------------------------------------------------------------------------------------


def act(
    platform: Platform,
    session: Session,
    person: SignedIn,
    case: Case,
    deed: Deed,
    *,
    seen: int | None = None,
    note: str = "",
    details: Mapping[str, Any] | None = None,
) -> Outcome:
    """Let a person do a deed to a locked case (see `lock_case`); `seen` is the version their page showed.

    A reason that the deed needs is checked by whoever calls; it is recorded as `note`.
    """
    before = standing_of(case)
    if seen is not None and seen != case.version and may_look(person, case):
        return Overtaken(before)
    refused = why_not_act(person, case, deed)
    if refused is not None:
        return refused
    after = follow(course_of(platform, case), before, deed)
    if after is None:
        return Overtaken(before)
    if deed is Deed.BEGIN:
        case.begun_by = person.account_id
    _move(platform, session, case, deed, after, person.account_id, note=note, details=details)
    return Acted(case.id, before, after, deed)


def lock_case(session: Session, case_id: UUID) -> Case | None:
    """A case, held against everybody else until the transaction ends."""
    return session.scalars(
        select(Case).where(Case.id == case_id).with_for_update().execution_options(populate_existing=True)
    ).one_or_none()


def standing_of(case: Case) -> Standing:
    return Standing(State(case.state), case.stage)


def course_of(platform: Platform, case: Case) -> Course:
    """The way of a case: the stages laid down when it was sent; whether its procedure certifies; whether it rests with
    the county, as a yearly update that nobody reviews does."""
    procedure = platform.catalogue.procedure(case.procedure)
    return Course(
        len(case.stages),
        certifies=procedure is not None and procedure.grants is not None,
        rests=procedure is not None and procedure.kind == UPDATE and not procedure.stages,
    )


def due_at(window: Window | None, level: str) -> date | None:
    """By when a level is to be done, where the window says so."""
    return None if window is None else getattr(window, f"{level}_due", None)


def _move(
    platform: Platform,
    session: Session,
    case: Case,
    deed: Deed,
    after: Standing,
    account_id: int | None,
    *,
    is_new: bool = False,
    note: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Bring a case to where a deed leads, with its draft, and record it."""
    was = None if is_new else standing_of(case)
    stage = case.stages[after.stage] if after.stage < len(case.stages) else None
    case.state, case.stage = after.state, after.stage
    case.authority = stage["code"] if stage and after.state in WITH_AUTHORITY else ""
    if after.state is State.WAITING:
        case.begun_by = None
    window = session.get(Window, case.window_id) if case.window_id else None
    case.due = due_at(window, stage["level"]) if stage and case.authority else None
    case.changed_at = platform.clock.now()
    case.version += 1
    _open_draft(session, case, after.state)
    events.record(
        session,
        platform.clock,
        f"case_{deed}",
        f"case:{case.id}",
        account_id=account_id,
        enterprise_id=case.enterprise_id,
        details={
            "from": was.state if was else None,
            "to": after.state,
            "stage": after.stage,
            "authority": (stage or {}).get("code", ""),
            "submission": str(case.submission_id),
            **(details or {}),
        },
        note=note or None,
    )


def _open_draft(session: Session, case: Case, state: State) -> None:
    """What is with the enterprise can be filled again."""
    draft = session.get_one(Draft, case.draft_id, with_for_update=True)
    is_open = state in {State.RETURNED, State.WITHDRAWN}
    draft.state = DRAFT_OPEN if is_open else DRAFT_SUBMITTED


def is_final(case: Case) -> bool:
    return State(case.state) in FINAL


def cases_of(session: Session, draft_ids: Iterable[UUID]) -> dict[UUID, Case]:
    """The cases of drafts that were ever sent, by draft."""
    found = session.scalars(select(Case).where(Case.draft_id.in_(list(draft_ids))))
    return {each.draft_id: each for each in found}

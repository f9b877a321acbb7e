"""Taking back what was sent (撤回): while nobody has begun to review it, or, for what only rests, while its season is on."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.procedures import Procedure
from web import messages_declaring as messages
from web.clock import local
from web.models import Submission
from web.models_review import Case
from web.platform import Platform
from web.services.cases import Acted, Outcome, act, course_of, lock_case, standing_of
from web.services.following import facts_of_enterprise
from web.services.people import SignedIn
from web.services.permissions import Refused, why_not_act
from web.services.telling import tell_of_deed
from web.services.windows import find_opening, is_windowed
from web.workflow import Deed, can


@dataclass(frozen=True)
class Withdrawal:
    """What taking something back would mean; `why_not` says why it cannot be done, `is_last_chance` that it could not be
    sent again, `rests` that nobody reviews it."""

    submission_id: UUID
    draft_id: UUID
    title: str
    number: str
    authority: str
    version: int
    why_not: str
    is_last_chance: bool
    rests: bool


def look_at_withdrawal(platform: Platform, person: SignedIn, submission_id: UUID) -> Withdrawal | None:
    """What it would mean to take back what was sent; None for what is not this enterprise's."""
    with platform.database.read() as session:
        case = _case_of(session, person, submission_id)
        return _withdrawal(platform, session, person, case) if case is not None else None


def withdraw(
    platform: Platform, person: SignedIn, submission_id: UUID, seen: int, *, knows: bool = False
) -> Outcome | None:
    """Take back what was sent; None for what is not this enterprise's. `seen` is the version the page showed; `knows`
    says that the person was told that it cannot be sent again, where that is so."""
    with platform.database.write() as session:
        found = _case_of(session, person, submission_id)
        case = lock_case(session, found.id) if found is not None else None
        if case is None:
            return None
        what = _withdrawal(platform, session, person, case)
        if what.why_not:
            return Refused("not_withdrawn", what.why_not)
        if what.is_last_chance and not knows:
            return Refused("not_told", messages.TICK_TO_WITHDRAW)
        outcome = act(platform, session, person, case, Deed.WITHDRAW, seen=seen)
        if isinstance(outcome, Acted):
            tell_of_deed(platform, session, case, outcome)
        return outcome


def why_not_withdraw(platform: Platform, person: SignedIn, case: Case) -> str:
    """Why this person cannot take a case back now; '' where they can."""
    refused = why_not_act(person, case, Deed.WITHDRAW)
    if refused is not None:
        return refused.text
    course = course_of(platform, case)
    if not can(course, standing_of(case), Deed.WITHDRAW):
        return messages.not_withdrawn(case.state)
    procedure = platform.catalogue.procedure(case.procedure)
    if course.rests and procedure is not None and not _is_of_this_season(platform, procedure, case):
        return messages.UPDATE_OVER
    return ""


def _withdrawal(platform: Platform, session: Session, person: SignedIn, case: Case) -> Withdrawal:
    procedure = platform.catalogue.procedure(case.procedure)
    return Withdrawal(
        submission_id=case.submission_id,
        draft_id=case.draft_id,
        title=procedure.title if procedure else case.procedure,
        number=case.number,
        authority=case.stages[case.stage]["name"] if case.authority else "",
        version=case.version,
        why_not=why_not_withdraw(platform, person, case),
        is_last_chance=procedure is not None and _is_over(platform, session, procedure, case),
        rests=course_of(platform, case).rests,
    )


def _is_over(platform: Platform, session: Session, procedure: Procedure, case: Case) -> bool:
    """Whether what is taken back today could not be sent again: its window or its season is over."""
    today = platform.clock.today()
    if procedure.seasons and procedure.in_season(today) is not True:
        return True
    if not is_windowed(procedure):
        return False
    facts = facts_of_enterprise(platform, session, case.enterprise_id)
    return not find_opening(platform, session, procedure, facts, today).is_open


def _is_of_this_season(platform: Platform, procedure: Procedure, case: Case) -> bool:
    today = platform.clock.today()
    return local(case.sent_at).year == today.year and procedure.in_season(today) is True


def _case_of(session: Session, person: SignedIn, submission_id: UUID) -> Case | None:
    """The case of a submission of this person's enterprise."""
    if person.enterprise_id is None:
        return None
    return session.scalars(
        select(Case)
        .join(Submission, Submission.draft_id == Case.draft_id)
        .where(Submission.id == submission_id, Case.enterprise_id == person.enterprise_id)
    ).one_or_none()

"""What officers do with a submission: begin, return, recommend, refuse, approve, review again; each one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.authorities import LEVELS
from engine.binding import Bound
from engine.problems import Problem
from engine.validation import validate
from web import messages_reviewing as messages
from web.models import Submission
from web.models_review import Case, Remark, SpotCheck
from web.platform import Platform
from web.services.cases import Acted, Outcome, act
from web.services.effects import take_effect
from web.services.people import SignedIn
from web.services.permissions import Refused, why_not_act
from web.services.reviewing import find_case, record
from web.services.submissions import result_of
from web.services.telling import tell_of_deed
from web.workflow import Deed, State

RECOMMENDER = "recommender"
MINISTRY = LEVELS[0]
NEED_A_NOTE = frozenset({Deed.RECOMMEND, Deed.REFUSE, Deed.REOPEN})
READ_BY_THE_ENTERPRISE = frozenset({Deed.RETURN, Deed.REFUSE, Deed.REOPEN})
"""What is said with these is for the enterprise; an opinion is for the next stage."""


@dataclass(frozen=True)
class Said:
    """Something said about a field of a submission, or about the whole ('')."""

    field: str
    text: str
    is_internal: bool = False


@dataclass(frozen=True)
class Inspected:
    """What was found on site."""

    on: date
    people: str
    agrees: bool
    found: str


def do(
    platform: Platform,
    person: SignedIn,
    case_id: UUID,
    deed: Deed,
    *,
    seen: int | None = None,
    note: str = "",
    reason: Said | None = None,
) -> Outcome | None:
    """Let an officer do a deed; None for a case they may not look at. `reason` is one more reason of a return."""
    with platform.database.write() as session:
        case = find_case(platform, session, person, case_id, lock=True)
        if case is None:
            return None
        return do_in(platform, session, person, case, deed, seen=seen, note=note, reason=reason)


def do_in(
    platform: Platform,
    session: Session,
    person: SignedIn,
    case: Case,
    deed: Deed,
    *,
    seen: int | None = None,
    note: str = "",
    reason: Said | None = None,
) -> Outcome:
    """The same in a transaction that is under way, with a locked case (many at once)."""
    told = reasons_of(session, case)
    if reason is not None and reason.text:
        told = (*told, reason.text)
    refused = _why_not(platform, session, case, deed, note, told)
    is_current = seen is None or seen == case.version
    if refused is not None and is_current and why_not_act(person, case, deed) is None:
        return refused
    submission_id = case.submission_id
    said = note or ("\n".join(told) if deed is Deed.RETURN else "")
    outcome = act(platform, session, person, case, deed, seen=seen, note=said)
    if isinstance(outcome, Acted):
        if deed is Deed.RETURN and reason is not None and reason.text:
            _add(platform, session, person, case.id, submission_id, reason)
        if outcome.after.state is State.DONE:
            take_effect(platform, session, case, person)
        tell_of_deed(platform, session, case, outcome, said if deed in READ_BY_THE_ENTERPRISE else "")
    return outcome


def _why_not(
    platform: Platform, session: Session, case: Case, deed: Deed, note: str, reasons: Sequence[str]
) -> Refused | None:
    """What the deed needs and does not have."""
    if deed in NEED_A_NOTE and not note:
        return Refused("note", messages.NOTE_NEEDED[deed])
    if deed is Deed.RETURN and not reasons:
        return Refused("reason", messages.REASON_FIRST)
    lacking = _lacking(platform, session, case, deed)
    if lacking:
        return Refused("recommender", messages.recommender_first(lacking))
    return None


def _lacking(platform: Platform, session: Session, case: Case, deed: Deed) -> list[str]:
    """What only authorities fill and nobody has filled yet, where it cannot wait any longer: before it goes to the
    ministry, and before the last stage below the ministry approves."""
    if deed not in {Deed.RECOMMEND, Deed.APPROVE}:
        return []
    level = case.stages[case.stage]["level"]
    following = case.stages[case.stage + 1]["level"] if case.stage + 1 < len(case.stages) else ""
    due = (deed is Deed.RECOMMEND and following == MINISTRY) or (deed is Deed.APPROVE and level != MINISTRY)
    if not due:
        return []
    submission = session.get_one(Submission, case.submission_id)
    result = result_of(platform, session, submission)
    if result.form is None:
        return []
    labels = [result.form.fields[each.field].label for each in lacking_of(result.bound())]
    return list(dict.fromkeys(labels))


def lacking_of(bound: Bound) -> tuple[Problem, ...]:
    """What blocks among what only authorities fill."""
    return tuple(each for each in validate(bound, RECOMMENDER) if each.blocks)


# --- What is noted besides -----------------------------------------------------------------------------------


def reasons_of(session: Session, case: Case) -> tuple[str, ...]:
    """What was said for the enterprise about the submission that counts now."""
    rows = session.scalars(
        select(Remark.text)
        .where(
            Remark.case_id == case.id,
            Remark.submission_id == case.submission_id,
            Remark.is_internal.is_(False),
        )
        .order_by(Remark.id)
    )
    return tuple(rows)


def add_remark(platform: Platform, person: SignedIn, case_id: UUID, said: Said) -> Refused | None:
    """Say something about a field. Notes are for every officer of the chain; reasons of a return for those whose turn it
    is. The same said twice is said once."""
    with platform.database.write() as session:
        case = find_case(platform, session, person, case_id, lock=True)
        if case is None:
            return Refused("no_case", messages.NOT_DONE)
        if not said.is_internal:
            refused = why_not_act(person, case, Deed.RETURN)
            if refused is not None or case.state != State.REVIEWING:
                return refused or Refused("state", messages.NOT_BEGUN)
        if _add(platform, session, person, case.id, case.submission_id, said):
            record(platform, session, case, person, "case_remark")
    return None


def add_check(platform: Platform, person: SignedIn, case_id: UUID, found: Inspected) -> Refused | None:
    """Keep what was found on site; the authority whose turn it is inspects."""
    with platform.database.write() as session:
        case = find_case(platform, session, person, case_id, lock=True)
        if case is None:
            return Refused("no_case", messages.NOT_DONE)
        refused = why_not_act(person, case, Deed.RETURN)
        if refused is not None:
            return refused
        said = {"on": found.on, "people": found.people, "agrees": found.agrees, "found": found.found}
        if session.scalars(select(SpotCheck.id).filter_by(case_id=case.id, **said).limit(1)).first():
            return None  # the same button, pressed twice
        session.add(
            SpotCheck(
                case_id=case.id,
                **said,
                authority=person.authority or "",
                account_id=person.account_id,
                at=platform.clock.now(),
            )
        )
        record(platform, session, case, person, "case_spot_check", note=found.found)
    return None


def _add(
    platform: Platform, session: Session, person: SignedIn, case_id: UUID, submission_id: UUID, said: Said
) -> bool:
    same = select(Remark.id).where(
        Remark.case_id == case_id,
        Remark.submission_id == submission_id,
        Remark.field == said.field,
        Remark.text == said.text,
        Remark.is_internal.is_(said.is_internal),
    )
    if session.scalars(same.limit(1)).first() is not None:
        return False
    session.add(
        Remark(
            case_id=case_id,
            submission_id=submission_id,
            field=said.field,
            text=said.text,
            is_internal=said.is_internal,
            authority=person.authority or "",
            account_id=person.account_id,
            at=platform.clock.now(),
        )
    )
    return True

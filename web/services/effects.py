"""What follows from an accepted submission: the facts its procedure gives become the enterprise's, and where its form
concludes that titles cannot be kept, their cancellation is proposed. Nothing is ever cancelled by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.procedures import Procedure
from web import messages_reviewing as messages
from web.models import Enterprise, Submission
from web.models_review import Case, Certification, Remark
from web.platform import Platform
from web.services import events
from web.services.completing import complete
from web.services.following import REVIEWED_BY, chain_of_facts
from web.services.people import SignedIn
from web.services.submissions import Result, result_of


def take_effect(platform: Platform, session: Session, case: Case, person: SignedIn) -> None:
    """Let an accepted submission take effect, in the transaction that accepts it."""
    procedure = platform.catalogue.procedure(case.procedure)
    submission = session.get_one(Submission, case.submission_id)
    result = result_of(platform, session, submission)
    if procedure is None or result.form is None:
        return
    if procedure.gives:
        complete(platform, session, procedure, submission, result.bound(), person.account_id)
        _leave_district(platform, session, case)
        _record(platform, session, case, person, "case_took_effect")
    _propose(platform, session, case, procedure, result, person)


def _leave_district(platform: Platform, session: Session, case: Case) -> None:
    """Who moved away has no development zone any more that was chosen where it was."""
    enterprise = session.get_one(Enterprise, case.enterprise_id)
    if not chain_of_facts(platform, enterprise.facts):
        enterprise.facts = {name: raw for name, raw in enterprise.facts.items() if name != REVIEWED_BY}


def _propose(
    platform: Platform, session: Session, case: Case, procedure: Procedure, result: Result, person: SignedIn
) -> None:
    """Propose to those who certified that they cancel, where the conclusion that keeps the titles does not hold."""
    kept_by = procedure.keeps_titles
    if kept_by is None or result.assessment["conclusions"].get(kept_by) is not False:
        return
    held = _held(session, case.enterprise_id, platform.clock.today())
    if not held or result.form is None:
        return
    title = next((each.title for each in result.form.conclusions if each.id == kept_by), kept_by)
    session.add(
        Remark(
            case_id=case.id,
            submission_id=case.submission_id,
            text=messages.proposal(title),
            is_internal=True,
            authority=person.authority or "",
            account_id=person.account_id,
            at=platform.clock.now(),
        )
    )
    authorities = sorted({each.authority for each in held})
    _record(
        platform,
        session,
        case,
        person,
        "cancellation_proposed",
        certifications=[each.id for each in held],
        authorities=authorities,
    )


def _held(session: Session, enterprise_id: int, today: date) -> Sequence[Certification]:
    return session.scalars(
        select(Certification)
        .where(
            Certification.enterprise_id == enterprise_id,
            Certification.until >= today,
            Certification.cancelled_on.is_(None),
        )
        .order_by(Certification.id)
    ).all()


def _record(
    platform: Platform, session: Session, case: Case, person: SignedIn, what: str, **details: object
) -> None:
    events.record(
        session,
        platform.clock,
        what,
        f"case:{case.id}",
        account_id=person.account_id,
        enterprise_id=case.enterprise_id,
        details={"authority": person.authority or "", **details},
    )

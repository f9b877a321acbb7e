"""From approval to a certificate: publicity, objections, certification, cancellation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine.procedures import Grant
from web import messages_certifying as messages
from web.models import Enterprise
from web.models_review import Case, Certification, Objection
from web.platform import Platform
from web.services import events
from web.services.cases import Acted, Outcome, act, lock_case
from web.services.inbox import CANCELLED, CERTIFIED, REMINDER, post
from web.services.people import SignedIn
from web.services.permissions import Action, Refused, why_not
from web.workflow import Deed

LONGEST_PUBLICITY = 60


@dataclass(frozen=True)
class Certificate:
    """What is said of a success: the batch, the number of the certificate, the day it begins to hold."""

    batch: str
    number: str
    on: date


# --- Publicity -----------------------------------------------------------------------------------------------


def publicise(
    platform: Platform, person: SignedIn, case_id: UUID, first: date, days: int, seen: int | None = None
) -> Outcome | None:
    """Publicise a success for so many days, the first included."""
    if not 1 <= days <= LONGEST_PUBLICITY or first < platform.clock.today():
        return Refused("days", messages.publicity_days(LONGEST_PUBLICITY))
    last = first + timedelta(days=days - 1)
    with platform.database.write() as session:
        case = lock_case(session, case_id)
        if case is None:
            return None
        told = {"publicity_from": first.isoformat(), "publicity_until": last.isoformat()}
        outcome = act(platform, session, person, case, Deed.PUBLICISE, seen=seen, details=told)
        if isinstance(outcome, Acted):
            case.publicity_from, case.publicity_until = first, last
            title = platform.catalogue.procedure(case.procedure)
            post(
                platform,
                session,
                case.enterprise_id,
                REMINDER,
                messages.publicised_title(title.title if title else case.procedure),
                messages.publicised_text(first, last),
                f"/submissions/{case.submission_id}",
                f"publicised:{case.id}:{case.version}",
            )
        return outcome


def object_to(
    platform: Platform, person: SignedIn, case_id: UUID, text: str, received: date
) -> Refused | None:
    """Record what somebody objected to; nothing is certified before it is settled."""
    refused = why_not(person, Action.REVIEW)
    if refused is not None:
        return refused
    with platform.database.write() as session:
        case = lock_case(session, case_id)
        if case is None or case.authority != person.authority:
            return Refused("not_your_turn", messages.NOT_PUBLICISED)
        session.add(
            Objection(
                case_id=case.id,
                text=text,
                received=received,
                account_id=person.account_id,
                at=platform.clock.now(),
            )
        )
        _record(platform, session, case, person, "case_objection", note=text)
    return None


def settle(platform: Platform, person: SignedIn, objection_id: int, how: str) -> Refused | None:
    """Say how an objection was settled."""
    with platform.database.write() as session:
        objection = session.get(Objection, objection_id, with_for_update=True)
        case = lock_case(session, objection.case_id) if objection else None
        if objection is None or case is None or case.authority != person.authority or not person.is_officer:
            return Refused("not_your_turn", messages.NOT_PUBLICISED)
        if objection.settled_at is None:
            objection.settled, objection.settled_at = how, platform.clock.now()
            _record(platform, session, case, person, "case_objection_settled", note=how)
    return None


# --- Certificates --------------------------------------------------------------------------------------------


def certify(
    platform: Platform, person: SignedIn, case_id: UUID, certificate: Certificate, seen: int | None = None
) -> Outcome | None:
    """Give what a procedure grants, once its publicity is over and every objection settled."""
    try:
        with platform.database.write() as session:
            case = lock_case(session, case_id)
            if case is None:
                return None
            grant = _grant(platform, case)
            why = _why_not_certify(platform, session, case, certificate, grant)
            if why is not None:
                return why
            told = {
                "batch": certificate.batch,
                "number": certificate.number,
                "on": certificate.on.isoformat(),
            }
            outcome = act(platform, session, person, case, Deed.CERTIFY, seen=seen, details=told)
            if isinstance(outcome, Acted) and grant is not None:
                _give(platform, session, person, case, grant, certificate)
            return outcome
    except IntegrityError:
        return Refused("twice", messages.CERTIFIED_TWICE)


def cancel(
    platform: Platform, person: SignedIn, certification_id: int, reason: str, on: date
) -> Refused | None:
    """Take a title back before it ends; only the authority that gave it may."""
    refused = why_not(person, Action.REVIEW)
    if refused is not None:
        return refused
    with platform.database.write() as session:
        held = session.get(Certification, certification_id, with_for_update=True)
        if held is None or held.authority != person.authority:
            return Refused("not_yours", messages.NOT_YOUR_CERTIFICATE)
        if held.cancelled_on is not None:
            return Refused("twice", messages.CANCELLED_TWICE)
        if not held.since <= on <= held.until:
            return Refused("day", messages.CANCELLED_OUTSIDE)
        held.cancelled_on, held.cancelled_why = on, reason
        events.record(
            session,
            platform.clock,
            "certification_cancelled",
            f"enterprise:{held.enterprise_id}",
            account_id=person.account_id,
            enterprise_id=held.enterprise_id,
            details={"certification": held.id, "fact": held.fact, "on": on.isoformat()},
            note=reason,
        )
        post(
            platform,
            session,
            held.enterprise_id,
            CANCELLED,
            messages.cancelled_title(title_of(platform, held.fact)),
            messages.cancelled_text(title_of(platform, held.fact), on, reason),
            "/enterprise",
            f"cancelled:{held.id}",
        )
    return None


def end_of(since: date, years: int) -> date:
    """The last day of so many years from a day on: three years from 2026-07-01 end on 2029-06-30."""
    try:
        return since.replace(year=since.year + years) - timedelta(days=1)
    except ValueError:  # from February 29 to a year without one
        return date(since.year + years, 2, 28)


def title_of(platform: Platform, fact: str) -> str:
    """What a title is called: the label of its fact without what stands in brackets behind it."""
    known = platform.catalogue.library.facts
    return known[fact].label.partition("（")[0] if fact in known else fact


def _why_not_certify(
    platform: Platform, session: Session, case: Case, certificate: Certificate, grant: Grant | None
) -> Refused | None:
    if grant is None:
        return Refused("nothing", messages.NOTHING_TO_CERTIFY)
    if case.publicity_until is not None and platform.clock.today() <= case.publicity_until:
        return Refused("publicity", messages.publicity_lasts(case.publicity_until))
    if case.publicity_until is not None and certificate.on <= case.publicity_until:
        return Refused("day", messages.certified_before(case.publicity_until))
    unsettled = select(Objection.id).where(Objection.case_id == case.id, Objection.settled_at.is_(None))
    if session.scalar(unsettled.limit(1)) is not None:
        return Refused("objections", messages.OBJECTIONS_FIRST)
    return None


def _give(
    platform: Platform,
    session: Session,
    person: SignedIn,
    case: Case,
    grant: Grant,
    certificate: Certificate,
) -> None:
    """Write the certificate. One that still holds is continued: the new one begins when it ends."""
    held = _holding(session, case.enterprise_id, grant.fact, certificate.on)
    since = held.until + timedelta(days=1) if held is not None else certificate.on
    until = end_of(since, grant.years)
    session.add(
        Certification(
            enterprise_id=case.enterprise_id,
            case_id=case.id,
            fact=grant.fact,
            batch=certificate.batch,
            number=certificate.number,
            authority=person.authority or "",
            since=since,
            until=until,
            renewed=held is not None,
            made_at=platform.clock.now(),
        )
    )
    session.flush()
    session.get_one(Enterprise, case.enterprise_id).updated_at = platform.clock.now()
    title = title_of(platform, grant.fact)
    post(
        platform,
        session,
        case.enterprise_id,
        CERTIFIED,
        messages.certified_title(title, renewed=held is not None),
        messages.certified_text(title, certificate.batch, certificate.number, since, until),
        "/enterprise",
        f"certified:{case.id}",
    )


def _holding(session: Session, enterprise_id: int, fact: str, on: date) -> Certification | None:
    """The certificate of a title that holds on a day; the one that ends last."""
    return session.scalars(
        select(Certification)
        .where(
            Certification.enterprise_id == enterprise_id,
            Certification.fact == fact,
            Certification.since <= on,
            Certification.until >= on,
            Certification.cancelled_on.is_(None),
        )
        .order_by(Certification.until.desc())
        .limit(1)
    ).one_or_none()


def _grant(platform: Platform, case: Case) -> Grant | None:
    procedure = platform.catalogue.procedure(case.procedure)
    return procedure.grants if procedure else None


def _record(
    platform: Platform, session: Session, case: Case, person: SignedIn, what: str, *, note: str = ""
) -> None:
    events.record(
        session,
        platform.clock,
        what,
        f"case:{case.id}",
        account_id=person.account_id,
        enterprise_id=case.enterprise_id,
        details={"state": case.state, "stage": case.stage, "authority": person.authority},
        note=note,
    )


def unsettled(session: Session, case_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Which of these cases have an objection that is not settled."""
    rows = session.scalars(
        select(Objection.case_id).where(Objection.case_id.in_(list(case_ids)), Objection.settled_at.is_(None))
    )
    return frozenset(rows)

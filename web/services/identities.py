"""Proving who one is (实名认证): begun, handed in, taken back; verified by a service or left to the officers.

What is filled in is kept with a request that is begun before anything is handed in: no error loses a file. An account has
one request of a kind that is open. A service that verifies is asked outside of any transaction.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.models import Enterprise
from web.models_accounts import (
    APPROVED,
    BEGUN,
    VERIFY_LEGAL,
    WAITING,
    WITHDRAWN,
    IdentityRequest,
)
from web.platform import Platform
from web.services import captchas, events
from web.services.captchas import Answer
from web.services.identity_decisions import Decided, Decision, decide
from web.services.identity_files import BACK, FRONT, LICENCE, SCREENSHOT, Kept, files_of, move_files
from web.services.identity_standing import find_before, find_open, kind_of
from web.services.people import SignedIn
from web.verifiers import Claim, NotVerified, Undecided

NUMBER = "identity_request.number"


@dataclass(frozen=True)
class Filled:
    """A form that is filled without a mistake, ready to be handed in."""

    name: str
    number: str
    details: Mapping[str, str] = field(repr=False)
    region: str = ""
    manual: bool = False


@dataclass(frozen=True)
class NotHandedIn:
    """Why it was not handed in: waiting, files (which are missing), captcha or code_taken."""

    reason: str
    files: tuple[str, ...] = ()


def asked_files(kind: str, *, manual: bool) -> tuple[str, ...]:
    """The files that have to be there: `kind` is legal or natural."""
    if kind == VERIFY_LEGAL:
        return (LICENCE, FRONT, BACK, SCREENSHOT) if manual else (LICENCE,)
    return (FRONT, BACK) if manual else ()


# --- Filling in ----------------------------------------------------------------------------------------------


def begin(platform: Platform, person: SignedIn, details: Mapping[str, str]) -> UUID | None:
    """Keep what was typed so far, with the files of what was handed in before; None while one waits."""
    kind = kind_of(person)
    with platform.database.write() as session:
        platform.database.lock(session, f"identity {person.account_id} {kind}")
        found = find_open(session, person.account_id, kind, lock=True)
        if found is not None and found.state == WAITING:
            return None
        if found is None:
            found = _begin(platform, session, person, kind)
        found.details = json.dumps(dict(details), ensure_ascii=False)
        return found.id


def hand_in(
    platform: Platform, person: SignedIn, filled: Filled, answer: Answer | None
) -> NotHandedIn | Decided | None:
    """Hand in what was filled in, with the answer to a captcha. A service that verifies may decide at once; None where it
    waits for an officer."""
    kind = kind_of(person)
    with platform.database.write() as session:
        platform.database.lock(session, f"identity {person.account_id} {kind}")
        found = find_open(session, person.account_id, kind, lock=True) or _begin(
            platform, session, person, kind
        )
        refused = _why_not(platform, session, person, found, filled, answer)
        if refused is not None:
            return refused
        fill(platform, found, filled)
        events.record(
            session,
            platform.clock,
            "identity_handed_in",
            f"identity:{found.id}",
            account_id=person.account_id,
            details={"kind": kind, "manual": filled.manual},
        )
        request_id = found.id
    return (
        None
        if filled.manual
        else _verify(platform, request_id, Claim(kind, filled.name, filled.number, filled.details))
    )


def withdraw(platform: Platform, person: SignedIn) -> bool:
    """Take back what waits; what was in it is there when the form is opened again."""
    with platform.database.write() as session:
        platform.database.lock(session, f"identity {person.account_id} {kind_of(person)}")
        found = find_open(session, person.account_id, kind_of(person), lock=True)
        if found is None or found.state != WAITING:
            return False
        close(platform, session, found, person.account_id)
        return True


def code_taken(session: Session, code: str, enterprise_id: int | None) -> bool:
    """Whether another enterprise has this code."""
    found = session.scalars(select(Enterprise.id).where(Enterprise.credit_code == code)).one_or_none()
    return found is not None and found != enterprise_id


def fill(platform: Platform, request: IdentityRequest, filled: Filled) -> None:
    """Let a request that was begun wait for its decision."""
    request.name, request.number = filled.name, filled.number
    request.number_key = platform.database.sealer.search_key(filled.number, NUMBER)
    request.region, request.manual = filled.region, filled.manual
    request.details = json.dumps(dict(filled.details), ensure_ascii=False)
    request.state, request.made_at = WAITING, platform.clock.now()


def close(platform: Platform, session: Session, request: IdentityRequest, by: int | None) -> None:
    """Take a request back, in the transaction that is under way."""
    request.state, request.decided_at = WITHDRAWN, platform.clock.now()
    events.record(
        session,
        platform.clock,
        "identity_withdrawn",
        f"identity:{request.id}",
        account_id=by,
        details={"kind": request.kind},
    )


def _verify(platform: Platform, request_id: UUID, claim: Claim) -> Decided | None:
    verdict = platform.verifier.verify(claim)
    if isinstance(verdict, Undecided):
        return None
    reason = verdict.reason if isinstance(verdict, NotVerified) else ""
    decision = Decision(
        approve=not isinstance(verdict, NotVerified), reason=reason, verifier=platform.verifier.name
    )
    outcome = decide(platform, request_id, decision)
    return outcome if isinstance(outcome, Decided) else None  # an officer sees what stands in the way


def _begin(platform: Platform, session: Session, person: SignedIn, kind: str) -> IdentityRequest:
    before = find_before(session, person, kind)
    begun = IdentityRequest(
        kind=kind,
        account_id=person.account_id,
        enterprise_id=person.enterprise_id,
        name="",
        number="",
        number_key="",
        details="{}",
        state=BEGUN,
        made_at=platform.clock.now(),
    )
    session.add(begun)
    session.flush()
    if before is not None and before.state != APPROVED:
        move_files(session, before.id, begun.id)
        session.flush()
    return begun


def _why_not(
    platform: Platform,
    session: Session,
    person: SignedIn,
    request: IdentityRequest,
    filled: Filled,
    answer: Answer | None,
) -> NotHandedIn | None:
    """The captcha after what uses nothing up, and before what tells of others."""
    if request.state == WAITING:
        return NotHandedIn("waiting")
    missing = missing_files(asked_files(request.kind, manual=filled.manual), files_of(session, request.id))
    if missing:
        return NotHandedIn("files", missing)
    if not captchas.check(platform, session, answer):
        return NotHandedIn("captcha")
    if request.kind == VERIFY_LEGAL and code_taken(session, filled.number, person.enterprise_id):
        return NotHandedIn("code_taken")
    return None


def missing_files(asked: Collection[str], files: Mapping[str, Kept]) -> tuple[str, ...]:
    """Which of the files asked for are not there."""
    return tuple(each for each in asked if each not in files)

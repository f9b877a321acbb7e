"""人工核验 of a change of mobile: for those who have neither the old telephone nor the mailbox.

Anybody may ask, with a code that reaches the new mobile. What is answered is the same whether or not somebody has what
was named; the officer sees whether there is an account. Who asks again with the same number and the same new mobile
replaces what they asked before; others cannot.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.models import LEGAL, NATURAL, Account, Enterprise
from web.models_accounts import BEGUN, CHANGE_MOBILE, VERIFY_LEGAL, WAITING, IdentityRequest
from web.platform import Platform
from web.services import codes, contacts, events
from web.services.codes import Checked, Issued, Right
from web.services.following import REGION
from web.services.identities import NUMBER, Filled, NotHandedIn, asked_files, close, fill, missing_files
from web.services.identity_files import Kept, files_of

CODE = "manual_mobile"


def begin(platform: Platform, known: UUID | None) -> UUID:
    """The request this browser fills in; begun now where there is none. It keeps files and nothing that was typed."""
    with platform.database.write() as session:
        found = session.get(IdentityRequest, known) if known is not None else None
        if found is None or not _is_begun(found):
            found = IdentityRequest(
                kind=CHANGE_MOBILE,
                manual=True,
                name="",
                number="",
                number_key="",
                details="{}",
                state=BEGUN,
                made_at=platform.clock.now(),
            )
            session.add(found)
            session.flush()
        return found.id


def kept_files(platform: Platform, known: UUID | None) -> Mapping[str, Kept]:
    """The files this browser has chosen so far."""
    with platform.database.read() as session:
        found = session.get(IdentityRequest, known) if known is not None else None
        return files_of(session, found.id) if found is not None and _is_begun(found) else {}


def send_code(platform: Platform, mobile: str, origin: str) -> Issued:
    """Send a code to the new mobile, whoever asks."""
    with platform.database.write() as session:
        return codes.send_code(platform, session, _code(mobile, origin))


def hand_in(
    platform: Platform, request_id: UUID, user: str, filled: Filled, code: str, origin: str
) -> Checked | NotHandedIn:
    """Hand in what was filled in; the code is tried last, so that no other mistake uses it up."""
    mobile = filled.details["new_mobile"]
    with platform.database.write() as session:
        request = session.get(IdentityRequest, request_id, with_for_update=True)
        if request is None or not _is_begun(request):
            return NotHandedIn("waiting")
        missing = missing_files(asked_files(user, manual=True), files_of(session, request_id))
        if missing:
            return NotHandedIn("files", missing)
        checked = codes.check_code(platform, session, _code(mobile, origin), code)
        if not isinstance(checked, Right):
            return checked  # committed: a wrong try counts
        account = _account(platform, session, user, filled.number)
        _replace(platform, session, filled.number, mobile)
        fill(platform, request, filled)
        request.account_id = account.id if account else None
        request.enterprise_id = account.enterprise_id if account else None
        request.region = _region(session, account)
        events.record(
            session,
            platform.clock,
            "identity_handed_in",
            f"identity:{request_id}",
            details={"kind": CHANGE_MOBILE, "manual": True},
        )
        return checked


def _is_begun(request: IdentityRequest) -> bool:
    return request.kind == CHANGE_MOBILE and request.state == BEGUN


def _code(mobile: str, origin: str) -> codes.Request:
    return codes.Request(CODE, f"mobile:{mobile}", mobile, origin)


def _account(platform: Platform, session: Session, user: str, number: str) -> Account | None:
    """The account that has this number: of the enterprise with this code, or of the person who proved it."""
    if user == VERIFY_LEGAL:
        return session.scalars(
            select(Account)
            .join(Enterprise, Enterprise.id == Account.enterprise_id)
            .where(Enterprise.credit_code == number, Account.kind == LEGAL)
            .order_by(Account.active.desc(), Account.id)
            .limit(1)
        ).one_or_none()
    found = [
        each
        for each in contacts.find_accounts(platform, session, contacts.ID_NUMBER, number)
        if each.kind == NATURAL
    ]
    proved = [each for each in found if each.verified_at is not None]
    return proved[0] if proved else found[0] if len(found) == 1 else None


def _region(session: Session, account: Account | None) -> str:
    """Where the enterprise is registered: what its profile says, else its last request."""
    if account is None or account.enterprise is None:
        return ""
    known = account.enterprise.facts.get(REGION)
    if known:
        return str(known)
    last = session.scalars(
        select(IdentityRequest.region)
        .where(
            IdentityRequest.enterprise_id == account.enterprise_id,
            IdentityRequest.kind == VERIFY_LEGAL,
            IdentityRequest.region != "",
        )
        .order_by(IdentityRequest.made_at.desc())
        .limit(1)
    ).one_or_none()
    return last or ""


def _replace(platform: Platform, session: Session, number: str, mobile: str) -> None:
    """Take back what waits for the same number and the same new mobile."""
    platform.database.lock(session, f"change mobile {mobile}")
    keys = platform.database.sealer.search_keys(number, NUMBER)
    waiting = session.scalars(
        select(IdentityRequest)
        .where(
            IdentityRequest.number_key.in_(keys),
            IdentityRequest.kind == CHANGE_MOBILE,
            IdentityRequest.state == WAITING,
        )
        .with_for_update()
    )
    for each in waiting.all():
        if json.loads(each.details).get("new_mobile") == mobile:
            close(platform, session, each, None)

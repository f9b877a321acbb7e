"""Deciding on what was handed in, and what follows from it: once, whoever is quicker."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from web import messages_identities as messages
from web.carriers import MAIL, SMS
from web.models import Account, Enterprise
from web.models_accounts import (
    APPROVED,
    CHANGE_MOBILE,
    REFUSED,
    VERIFY_LEGAL,
    WAITING,
    IdentityRequest,
)
from web.platform import Platform
from web.services import contacts, delivery, events
from web.services.handing_over import take_ways_in, tell_loss
from web.verifiers import BY_OFFICER

NAME, CREDIT_CODE, REPRESENTATIVE = "identity.name", "identity.credit_code", "identity.legal_representative"
UNIFIED = 18
"""How long a unified social credit code is; an organisation code is shorter and no fact."""

SHOWN_AS = {
    NAME: "enterprise.name",
    CREDIT_CODE: "enterprise.credit_code",
    REPRESENTATIVE: "enterprise.legal_representative",
}
"""Which facts of the profile repeat those of the identity, from the day it was filled on."""


@dataclass(frozen=True)
class Decision:
    """What was decided, by whom: an officer's account, or a service (`verifier`)."""

    approve: bool
    reason: str = ""
    by: int | None = None
    verifier: str = BY_OFFICER


@dataclass(frozen=True)
class Decided:
    """It is decided now."""

    approved: bool


@dataclass(frozen=True)
class Already:
    """It was decided or taken back before: what became of it, by whom, when."""

    state: str
    by: str
    at: datetime | None


@dataclass(frozen=True)
class Impossible:
    """It cannot be approved: code_taken, number_taken, no_account or closed."""

    reason: str


class _Stands(Exception):
    """Something stands in the way; the transaction is given up."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def decide(platform: Platform, request_id: UUID, decision: Decision) -> Decided | Already | Impossible | None:
    """Decide on a request that waits; None for one that does not exist. Whose it is to decide is asked before."""
    try:
        with platform.database.write() as session:
            if not _claim(platform, session, request_id, decision):
                return _already(session, request_id)
            request = session.get_one(IdentityRequest, request_id, populate_existing=True)
            if decision.approve:
                _approve(platform, session, request)
            else:
                _tell_refused(platform, session, request)
            _record(platform, session, request, decision)
            return Decided(decision.approve)
    except _Stands as stands:
        return Impossible(stands.reason)


def _claim(platform: Platform, session: Session, request_id: UUID, decision: Decision) -> bool:
    """Whether this decision is the first one: the one row that waits is changed by one of two at once only."""
    changed = session.execute(
        update(IdentityRequest)
        .where(IdentityRequest.id == request_id, IdentityRequest.state == WAITING)
        .values(
            state=APPROVED if decision.approve else REFUSED,
            decided_at=platform.clock.now(),
            decided_by=decision.by,
            verifier=decision.verifier,
            reason=None if decision.approve else decision.reason,
        )
    )
    return bool(getattr(changed, "rowcount", 0))


def _already(session: Session, request_id: UUID) -> Already | None:
    found = session.execute(
        select(IdentityRequest.state, IdentityRequest.decided_at, Account.display_name)
        .outerjoin(Account, Account.id == IdentityRequest.decided_by)
        .where(IdentityRequest.id == request_id)
    ).one_or_none()
    return Already(found.state, found.display_name or "", found.decided_at) if found else None


def _record(platform: Platform, session: Session, request: IdentityRequest, decision: Decision) -> None:
    events.record(
        session,
        platform.clock,
        "identity_approved" if decision.approve else "identity_refused",
        f"identity:{request.id}",
        account_id=decision.by,
        details={"kind": request.kind, "account": request.account_id, "verifier": decision.verifier},
    )


# --- What follows --------------------------------------------------------------------------------------------


def _approve(platform: Platform, session: Session, request: IdentityRequest) -> None:
    account = (
        session.get(Account, request.account_id, with_for_update={"of": Account})
        if request.account_id is not None
        else None
    )
    if account is None:
        raise _Stands("no_account")
    if not account.active:
        raise _Stands("closed")
    details: Mapping[str, str] = json.loads(request.details)
    if request.kind == CHANGE_MOBILE:
        _change_mobile(platform, session, account, details["new_mobile"])
        return
    if request.kind == VERIFY_LEGAL:
        _verify_enterprise(platform, session, request, details)
    else:
        _verify_person(platform, session, account, request, details)
    _tell(platform, session, account, messages.approved(request.kind))


def _verify_enterprise(
    platform: Platform, session: Session, request: IdentityRequest, details: Mapping[str, str]
) -> None:
    now = platform.clock.now()
    enterprise = session.get(Enterprise, request.enterprise_id, with_for_update=True)
    if enterprise is None:
        raise _Stands("no_account")
    enterprise.name, enterprise.credit_code = request.name, request.number
    enterprise.legal_kind = details.get("legal_kind", enterprise.legal_kind)
    enterprise.facts = _facts(enterprise.facts, request, details)
    enterprise.verified_at = enterprise.updated_at = now
    _flush(session, "code_taken")


def _facts(facts: Mapping[str, Any], request: IdentityRequest, details: Mapping[str, str]) -> dict[str, Any]:
    """What is known of an enterprise, with its identity as it is verified now; also where the profile repeats it."""
    known: dict[str, Any] = {
        NAME: request.name,
        REPRESENTATIVE: details.get("legal_representative", ""),
    }
    after = {key: value for key, value in facts.items() if key != CREDIT_CODE}
    if len(request.number) == UNIFIED:
        known[CREDIT_CODE] = request.number
    again = {SHOWN_AS[key]: value for key, value in known.items() if SHOWN_AS[key] in after}
    return {**after, **known, **again}


def _verify_person(
    platform: Platform,
    session: Session,
    account: Account,
    request: IdentityRequest,
    details: Mapping[str, str],
) -> None:
    account.display_name = request.name[:100]
    contacts.set_id_number(platform, account, details.get("id_kind"), request.number)
    account.verified_at = platform.clock.now()
    _flush(session, "number_taken")


def _change_mobile(platform: Platform, session: Session, account: Account, mobile: str) -> None:
    """Hand the account over to who has proved that it is theirs: whoever had it before can do nothing with it any
    more, neither by the old password nor through the old mailbox."""
    lost = messages.MOBILE_LOST
    told = {SMS: lost, MAIL: _as_mail(lost), "subject": messages.MOBILE_SUBJECT}
    tell_loss(platform, session, account, told, but=mobile)
    take_ways_in(platform, session, account)
    contacts.set_mobile(platform, account, mobile)
    events.record(
        session, platform.clock, "mobile_changed", f"account:{account.id}", details={"by": "officer"}
    )
    _queue(platform, session, SMS, mobile, messages.mobile_changed(account.login_name))


def _tell_refused(platform: Platform, session: Session, request: IdentityRequest) -> None:
    text = messages.refused(request.kind, request.reason or messages.REFUSED_BY_SERVICE)
    if request.kind == CHANGE_MOBILE:
        mobile = json.loads(request.details).get("new_mobile", "")
        _queue(platform, session, SMS, mobile, text)
    elif request.account_id is not None:
        _tell(platform, session, session.get_one(Account, request.account_id), text)


def _tell(platform: Platform, session: Session, account: Account, text: str) -> None:
    """Tell the result at all the places an account is bound to."""
    for channel, address in ((SMS, account.mobile), (MAIL, account.email)):
        if address:
            _queue(platform, session, channel, address, text)


def _queue(
    platform: Platform,
    session: Session,
    channel: str,
    address: str,
    text: str,
) -> None:
    delivery.queue(
        platform,
        session,
        channel,
        address,
        text if channel == SMS else _as_mail(text),
        purpose="identity",
        subject=messages.RESULT_SUBJECT if channel == MAIL else "",
    )


def _as_mail(text: str) -> str:
    return f"您好！\n\n{text}\n\n优质中小企业梯度培育平台\n"


def _flush(session: Session, taken: str) -> None:
    """Write what must be unique; who was slower is told."""
    try:
        session.flush()
    except IntegrityError:
        raise _Stands(taken) from None

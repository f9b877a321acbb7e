"""Where an account stands with proving who it is, and what its form begins with."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.models import LEGAL, Account
from web.models_accounts import (
    APPROVED,
    BEGUN,
    REFUSED,
    VERIFY_LEGAL,
    VERIFY_NATURAL,
    WAITING,
    WITHDRAWN,
    IdentityRequest,
)
from web.platform import Platform
from web.services.identity_files import Kept, files_of
from web.services.people import SignedIn

ID_CARD = "id_card"


@dataclass(frozen=True)
class Standing:
    """Where an account stands. `state` is none, waiting, refused or verified; `again` is the state of a further request
    of one that is verified already."""

    kind: str
    state: str = "none"
    since: datetime | None = None
    reason: str = ""
    name: str = ""
    number: str = ""
    again: str = ""
    again_since: datetime | None = None
    is_colleague: bool = False


@dataclass(frozen=True)
class Begun:
    """What was filled in so far: where it comes from, the fields, the files. `is_waiting` tells of one handed in."""

    details: Mapping[str, str] = field(repr=False)
    files: Mapping[str, Kept] = field(default_factory=dict)
    request_id: UUID | None = None
    is_waiting: bool = False


def kind_of(person: SignedIn) -> str:
    """What a person proves: the enterprise's identity, or their own."""
    return VERIFY_LEGAL if person.kind == LEGAL or person.enterprise_id is not None else VERIFY_NATURAL


# --- Looking -------------------------------------------------------------------------------------------------


def look_at_standing(platform: Platform, person: SignedIn) -> Standing:
    """Where the account of a person stands, or for a colleague the enterprise."""
    kind = kind_of(person)
    with platform.database.read() as session:
        account = session.get_one(Account, person.account_id)
        enterprise = account.enterprise
        latest = find_latest(session, person, kind, (WAITING, REFUSED, APPROVED, WITHDRAWN))
    verified_at = enterprise.verified_at if enterprise else account.verified_at
    known = Standing(
        kind,
        name=enterprise.name if enterprise else account.display_name,
        number=enterprise.credit_code if enterprise else account.id_number or "",
        is_colleague=enterprise is not None and person.kind != LEGAL,
    )
    state = latest.state if latest and latest.state in {WAITING, REFUSED} else ""
    since = (latest.made_at if state == WAITING else latest.decided_at) if latest and state else None
    reason = latest.reason or "" if latest and state == REFUSED else ""
    if verified_at is not None:
        return replace(
            known, state="verified", since=verified_at, reason=reason, again=state, again_since=since
        )
    return replace(known, state=state or "none", since=since, reason=reason)


def look_at_begun(platform: Platform, person: SignedIn) -> Begun:
    """What the form begins with: what was filled in and left, else what was handed in before."""
    kind = kind_of(person)
    with platform.database.read() as session:
        found = find_open(session, person.account_id, kind) or find_before(session, person, kind)
        if found is None:
            return Begun(_of_account(session, person))
        is_open = found.state in {BEGUN, WAITING}
        files = files_of(session, found.id) if found.state != APPROVED else MappingProxyType({})
        return Begun(
            details_of(found), files, found.id if is_open else None, is_waiting=found.state == WAITING
        )


def details_of(request: IdentityRequest) -> Mapping[str, str]:
    """All that was typed."""
    found: dict[str, str] = json.loads(request.details)
    return MappingProxyType(found)


# --- Finding requests -------------------------------------------------------------------------------------------


def find_open(session: Session, account_id: int, kind: str, *, lock: bool = False) -> IdentityRequest | None:
    """The request of an account that is begun or waits."""
    wanted = select(IdentityRequest).where(
        IdentityRequest.account_id == account_id,
        IdentityRequest.kind == kind,
        IdentityRequest.state.in_((BEGUN, WAITING)),
    )
    return session.scalars(wanted.with_for_update() if lock else wanted).one_or_none()


def find_before(session: Session, person: SignedIn, kind: str) -> IdentityRequest | None:
    """The latest request of an account that came to an end."""
    return find_latest(session, person, kind, (REFUSED, WITHDRAWN, APPROVED))


def find_latest(
    session: Session, person: SignedIn, kind: str, states: Collection[str]
) -> IdentityRequest | None:
    """The latest request of an account, or of the enterprise that a colleague works for."""
    whose = (
        IdentityRequest.enterprise_id == person.enterprise_id
        if person.enterprise_id is not None
        else IdentityRequest.account_id == person.account_id
    )
    return session.scalars(
        select(IdentityRequest)
        .where(whose, IdentityRequest.kind == kind, IdentityRequest.state.in_(states))
        .order_by(IdentityRequest.made_at.desc())
        .limit(1)
    ).one_or_none()


def _of_account(session: Session, person: SignedIn) -> Mapping[str, str]:
    """What was said at registration."""
    account = session.get_one(Account, person.account_id)
    enterprise = account.enterprise
    if enterprise is None:
        found = {
            "name": account.display_name,
            "id_kind": account.id_kind or ID_CARD,
            "id_number": account.id_number or "",
        }
    else:
        found = {
            "legal_kind": enterprise.legal_kind,
            "credit_code": enterprise.credit_code,
            "name": enterprise.name,
            "legal_representative": str(enterprise.facts.get("identity.legal_representative") or ""),
            "region": str(enterprise.facts.get("enterprise.region") or ""),
            "industry": str(enterprise.facts.get("enterprise.industry") or ""),
        }
    return MappingProxyType(found)

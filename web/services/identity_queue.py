"""The officers' queue of identities: the requests of their region, one of them, and the decision on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import ColumnElement, false, func, select, true
from sqlalchemy.orm import Session

from engine.fields.coded import path_name
from web.models import Account, Enterprise
from web.models_accounts import BEGUN, CHANGE_MOBILE, VERIFY_LEGAL, WAITING, IdentityRequest
from web.platform import Platform
from web.services import events
from web.services.identities import NUMBER
from web.services.identity_decisions import Already, Decided, Decision, Impossible, decide
from web.services.identity_files import Kept, files_of
from web.services.identity_standing import details_of
from web.services.people import SignedIn
from web.services.permissions import covers, regions_of

AT_ONCE = 50
LISTED = 20
LISTED_FIRST = WAITING


@dataclass(frozen=True)
class Entry:
    """One request as the list shows it."""

    id: UUID
    kind: str
    manual: bool
    name: str
    region: str
    state: str
    made_at: datetime
    age: timedelta
    decided_at: datetime | None


@dataclass(frozen=True)
class Listed:
    """One page of the list."""

    entries: Sequence[Entry]
    page: int
    pages: int
    count: int


@dataclass(frozen=True)
class Known:
    """An account that a request is about, or one with the same code."""

    login_name: str
    name: str
    enterprise: str
    credit_code: str
    verified_at: datetime | None
    created_at: datetime
    active: bool


@dataclass(frozen=True)
class Looked:
    """Everything that was handed in, and what is known besides."""

    entry: Entry
    number: str
    details: Mapping[str, str] = field(repr=False)
    files: Sequence[Kept]
    account: Known | None
    earlier: Sequence[Entry]
    elsewhere: int
    others: Sequence[Known]
    decided_by: str
    verifier: str
    reason: str


def list_requests(
    platform: Platform, person: SignedIn, *, kind: str = "", state: str = WAITING, page: int = 1
) -> Listed:
    """The requests that this officer decides on, of one kind and state; those that wait longest first."""
    which = _theirs(platform, person) & (IdentityRequest.state == state)
    if kind:
        which &= IdentityRequest.kind == kind
    made = IdentityRequest.made_at
    with platform.database.read() as session:
        count = session.scalar(select(func.count()).select_from(IdentityRequest).where(which)) or 0
        pages = max(1, -(-count // AT_ONCE))
        page = min(max(page, 1), pages)
        rows = session.scalars(
            select(IdentityRequest)
            .where(which)
            .order_by(made if state == WAITING else made.desc(), IdentityRequest.id)
            .limit(AT_ONCE)
            .offset((page - 1) * AT_ONCE)
        ).all()
    return Listed([_entry(platform, each) for each in rows], page, pages, count)


def look_at_request(platform: Platform, person: SignedIn, request_id: UUID) -> Looked | None:
    """One request with everything that helps to decide on it; None for what is not this officer's."""
    with platform.database.read() as session:
        request = _find(platform, session, person, request_id)
        return _looked(platform, session, person, request) if request is not None else None


def show_numbers(platform: Platform, person: SignedIn, request_id: UUID) -> Looked | None:
    """The same for somebody who asked for the personal numbers in full: that they did is kept."""
    with platform.database.write() as session:
        request = _find(platform, session, person, request_id)
        if request is None:
            return None
        _record(platform, session, person, "identity_numbers_shown", request_id)
        return _looked(platform, session, person, request)


def open_file(
    platform: Platform, person: SignedIn, request_id: UUID, file_id: UUID
) -> tuple[Kept, BinaryIO] | None:
    """A file of a request and its content; None for what is not this officer's."""
    with platform.database.read() as session:
        if _find(platform, session, person, request_id) is None:
            return None
        found = next((each for each in files_of(session, request_id).values() if each.id == file_id), None)
    if found is None:
        return None
    try:
        return found, platform.storage.open(found.sha256)
    except FileNotFoundError:
        return None


def decide_as_officer(
    platform: Platform, person: SignedIn, request_id: UUID, *, approve: bool, reason: str = ""
) -> Decided | Already | Impossible | None:
    """Decide on a request of this officer's region; None for any other."""
    with platform.database.read() as session:
        if _find(platform, session, person, request_id) is None:
            return None
    return decide(platform, request_id, Decision(approve, reason, person.account_id))


def count_waiting(platform: Platform, person: SignedIn) -> int:
    """How many requests wait for this officer."""
    which = _theirs(platform, person) & (IdentityRequest.state == WAITING)
    with platform.database.read() as session:
        return session.scalar(select(func.count()).select_from(IdentityRequest).where(which)) or 0


# --- Whose it is ---------------------------------------------------------------------------------------------


def _theirs(platform: Platform, person: SignedIn) -> ColumnElement[bool]:
    """The requests of an officer's region and below it; all of them for the ministry. What nobody handed in is no
    one's. Says the same as `permissions.covers`."""
    authority = platform.catalogue.library.authorities.get(person.authority or "")
    if authority is None or authority.asked:
        return false()
    handed_in = IdentityRequest.state != BEGUN
    if not authority.region:
        return handed_in & true()
    covered = regions_of(platform.catalogue.library.authorities, authority)
    return handed_in & IdentityRequest.region.in_([*covered])


def _find(platform: Platform, session: Session, person: SignedIn, request_id: UUID) -> IdentityRequest | None:
    request = session.get(IdentityRequest, request_id)
    if request is None or request.state == BEGUN:
        return None
    authorities = platform.catalogue.library.authorities
    authority = authorities.get(person.authority or "")
    return request if covers(authorities, authority, request.region) else None


# --- What is shown -------------------------------------------------------------------------------------------


def _looked(platform: Platform, session: Session, person: SignedIn, request: IdentityRequest) -> Looked:
    earlier, elsewhere = _earlier(platform, session, person, request)
    decider = session.get(Account, request.decided_by) if request.decided_by is not None else None
    account = session.get(Account, request.account_id) if request.account_id is not None else None
    return Looked(
        entry=_entry(platform, request),
        number=request.number,
        details=details_of(request),
        files=[*files_of(session, request.id).values()],
        account=_known(account) if account else None,
        earlier=earlier,
        elsewhere=elsewhere,
        others=_others(session, request),
        decided_by=decider.display_name if decider else "",
        verifier=request.verifier,
        reason=request.reason or "",
    )


def _earlier(
    platform: Platform, session: Session, person: SignedIn, request: IdentityRequest
) -> tuple[Sequence[Entry], int]:
    """Other requests of the same number: those of this officer's region, and how many there are elsewhere."""
    keys = platform.database.sealer.search_keys(request.number, NUMBER)
    same = (
        IdentityRequest.number_key.in_(keys)
        & (IdentityRequest.id != request.id)
        & (IdentityRequest.state != BEGUN)
    )
    count = session.scalar(select(func.count()).select_from(IdentityRequest).where(same)) or 0
    here = same & _theirs(platform, person)
    mine = session.scalar(select(func.count()).select_from(IdentityRequest).where(here)) or 0
    rows = session.scalars(
        select(IdentityRequest).where(here).order_by(IdentityRequest.made_at.desc()).limit(LISTED)
    )
    return [_entry(platform, each) for each in rows], count - mine


def _others(session: Session, request: IdentityRequest) -> Sequence[Known]:
    """Other accounts of the enterprise with this code."""
    if request.kind not in {VERIFY_LEGAL, CHANGE_MOBILE}:
        return ()
    rows = session.scalars(
        select(Account)
        .join(Enterprise, Enterprise.id == Account.enterprise_id)
        .where(Enterprise.credit_code == request.number, Account.id != (request.account_id or 0))
        .order_by(Account.id)
        .limit(LISTED)
    )
    return [_known(each) for each in rows]


def _known(account: Account) -> Known:
    enterprise = account.enterprise
    return Known(
        login_name=account.login_name,
        name=account.display_name,
        enterprise=enterprise.name if enterprise else "",
        credit_code=enterprise.credit_code if enterprise else "",
        verified_at=enterprise.verified_at if enterprise else account.verified_at,
        created_at=account.created_at,
        active=account.active,
    )


def _entry(platform: Platform, request: IdentityRequest) -> Entry:
    regions = platform.catalogue.library.authorities.regions
    region = regions.get(request.region)
    return Entry(
        id=request.id,
        kind=request.kind,
        manual=request.manual,
        name=request.name,
        region=path_name(regions, region) if region else "",
        state=request.state,
        made_at=request.made_at,
        age=platform.clock.now() - request.made_at,
        decided_at=request.decided_at,
    )


def _record(platform: Platform, session: Session, person: SignedIn, what: str, request_id: UUID) -> None:
    events.record(session, platform.clock, what, f"identity:{request_id}", account_id=person.account_id)

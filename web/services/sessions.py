"""Sessions: each sign-in in each browser is a record that can be ended from anywhere.

The browser holds a secret; the database holds its hash, so that a copy of it opens nothing. A session ends when somebody
ends it, when nothing was asked for `session_minutes`, or after `session_hours` whatever happens.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from web.models import OFFICER, Account
from web.models_accounts import SignInSession
from web.platform import Platform
from web.services import events
from web.services.people import PASSWORD, SECOND_FACTOR, SignedIn, person_of

SEEN_EVERY = timedelta(minutes=1)
_KEPT = timedelta(days=90)


@dataclass(frozen=True)
class Place:
    """Where a request comes from: the address on the network, the browser in a few words, and the hash by which it is
    recognised ('' for one that was never here)."""

    address: str = ""
    device: str = ""
    browser: str = ""


@dataclass(frozen=True)
class OpenSession:
    """One session of somebody's own, to be looked at and ended."""

    id: int
    device: str
    address: str
    method: str
    begun_at: datetime
    seen_at: datetime
    is_this: bool


def begin_session(
    platform: Platform, session: Session, account: Account, method: str, place: Place
) -> SignedIn:
    """Open a session for an account, in the transaction that is under way; `method` is one word: password, code,
    unified."""
    now, token = platform.clock.now(), secrets.token_urlsafe(32)
    session.execute(delete(SignInSession).where(SignInSession.seen_at < now - _KEPT))
    record = SignInSession(
        account_id=account.id,
        token_hash=hashed(token),
        method=method,
        address=place.address[:64],
        device=place.device[:120],
        begun_at=now,
        seen_at=now,
        ends_at=now + timedelta(hours=platform.config.session_hours),
    )
    session.add(record)
    session.flush()
    return person_of(account, held_at=held_at(platform, account), session_id=record.id, token=token)


def find_person(platform: Platform, token: str) -> SignedIn | None:
    """Who this session belongs to, as long as it lasts and the account is open."""
    now = platform.clock.now()
    with platform.database.read() as session:
        found = session.execute(
            select(SignInSession, Account)
            .join(Account, Account.id == SignInSession.account_id)
            .where(
                SignInSession.token_hash == hashed(token), _is_open(platform, now), Account.active.is_(True)
            )
        ).one_or_none()
    if found is None:
        return None
    record, account = found
    if now - record.seen_at >= SEEN_EVERY:
        _see(platform, record.id, now)
    return person_of(account, held_at=held_at(platform, account), session_id=record.id, token=token)


def held_at(platform: Platform, account: Account) -> str:
    """What somebody must do before anything else: choose a password of their own, set up the second factor."""
    if account.must_change_password:
        return PASSWORD
    if account.kind == OFFICER and account.totp_since is None and platform.config.officer_second_factor:
        return SECOND_FACTOR
    return ""


def list_sessions(platform: Platform, person: SignedIn) -> Sequence[OpenSession]:
    """The open sessions of a person, this one first, then the latest used."""
    now = platform.clock.now()
    with platform.database.read() as session:
        records = session.scalars(
            select(SignInSession)
            .where(SignInSession.account_id == person.account_id, _is_open(platform, now))
            .order_by(SignInSession.seen_at.desc())
        ).all()
    found = [
        OpenSession(
            each.id,
            each.device,
            each.address,
            each.method,
            each.begun_at,
            each.seen_at,
            each.id == person.session_id,
        )
        for each in records
    ]
    return sorted(found, key=lambda each: not each.is_this)


def count_open(platform: Platform, session: Session, account_id: int) -> int:
    """How many sessions of an account are open."""
    mine = (SignInSession.account_id == account_id) & _is_open(platform, platform.clock.now())
    return session.scalar(select(func.count()).select_from(SignInSession).where(mine)) or 0


def last_begun(session: Session, account_id: int) -> datetime | None:
    """When an account was last signed in to, as far back as sessions are kept."""
    mine = SignInSession.account_id == account_id
    return session.scalar(select(func.max(SignInSession.begun_at)).where(mine))


def end_session(platform: Platform, token: str) -> None:
    """End the session with this secret; nothing happens where there is none."""
    with platform.database.write() as session:
        _end(session, SignInSession.token_hash == hashed(token), platform.clock.now())


def end_one_of(platform: Platform, account_id: int, session_id: int) -> bool:
    """End one session of an account; False where it is not the account's, or over."""
    with platform.database.write() as session:
        mine = (SignInSession.account_id == account_id) & (SignInSession.id == session_id)
        ended = _end(session, mine, platform.clock.now())
        if ended:
            events.record(
                session,
                platform.clock,
                "session_ended",
                f"account:{account_id}",
                account_id=account_id,
                details={"session": session_id},
            )
    return ended > 0


def end_all(platform: Platform, session: Session, account_id: int, keep: int | None = None) -> int:
    """End every session of an account but the one to keep, in the transaction that is under way; how many there were."""
    mine = SignInSession.account_id == account_id
    others = mine if keep is None else mine & (SignInSession.id != keep)
    return _end(session, others, platform.clock.now())


def hashed(token: str) -> str:
    """What is kept of a session's secret: it is random and long, so that a plain hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _is_open(platform: Platform, now: datetime) -> ColumnElement[bool]:
    idle = now - timedelta(minutes=platform.config.session_minutes)
    return SignInSession.ended_at.is_(None) & (SignInSession.seen_at > idle) & (SignInSession.ends_at > now)


def _see(platform: Platform, record_id: int, now: datetime) -> None:
    with platform.database.write() as session:
        session.execute(update(SignInSession).where(SignInSession.id == record_id).values(seen_at=now))


def _end(session: Session, which: ColumnElement[bool], now: datetime) -> int:
    ended = session.execute(
        update(SignInSession).where(which, SignInSession.ended_at.is_(None)).values(ended_at=now)
    )
    return int(getattr(ended, "rowcount", 0))

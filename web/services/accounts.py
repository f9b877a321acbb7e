"""Accounts: signing in and out, and the lock-out that makes guessing slow."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from web.models import ADMINISTRATOR, Account, SignInAttempt
from web.platform import Platform
from web.services import events
from web.services.passwords import LONGEST, hash_password, needs_new_hash, verify_password
from web.services.people import SignedIn
from web.services.sessions import Place, begin_session, end_all

FREE_TRIES = 5
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(minutes=15)
_REMEMBERED = timedelta(days=1)
_KEPT = timedelta(days=30)
_COUNTED = 20  # more failures in a row wait no longer


@dataclass(frozen=True)
class Refusal:
    """Why signing in did not work: `wrong` (never which part) or `locked`, and how long to wait."""

    reason: str
    wait: timedelta = timedelta(0)


def sign_in(
    platform: Platform, login_name: str, password: str, place: Place, *, only_account: int | None = None
) -> SignedIn | Refusal:
    """Sign in with a password; `only_account` allows nobody else (signing in again over a page).

    The attempt is counted as failed before the password is looked at, so that many tries at once count too;
    the slow hash is reckoned outside of any transaction.
    """
    name = normal_login_name(login_name)
    attempt = _begin_attempt(platform, name, place.address)
    if isinstance(attempt, Refusal):
        return attempt
    with platform.database.read() as session:
        account = _find(session, name)
    matches = verify_password(account.password_hash if account else None, password[: LONGEST + 1])
    if not matches or account is None or not account.active:
        return Refusal("wrong")
    if only_account is not None and account.id != only_account:
        return Refusal("other_account")
    return _complete(platform, account.id, attempt, password, place)


def sign_out_everywhere(platform: Platform, account_id: int) -> None:
    """End every session of the account, on every device."""
    with platform.database.write() as session:
        end_all(platform, session, account_id)
        events.record(
            session, platform.clock, "signed_out_everywhere", f"account:{account_id}", account_id=account_id
        )


def create_account(
    platform: Platform, login_name: str, password: str, display_name: str, enterprise_id: int | None
) -> int:
    """Open an account and return its number."""
    kept = hash_password(password)
    with platform.database.write() as session:
        account = Account(
            login_name=normal_login_name(login_name),
            password_hash=kept,
            display_name=display_name,
            password_set_at=platform.clock.now(),
            enterprise_id=enterprise_id,
            role=ADMINISTRATOR if enterprise_id is not None else None,
            created_at=platform.clock.now(),
        )
        session.add(account)
        session.flush()
        events.record(session, platform.clock, "account_created", f"account:{account.id}")
        return account.id


def set_password(platform: Platform, login_name: str, password: str) -> None:
    """Give the account a new password and end its sessions."""
    kept = hash_password(password)
    with platform.database.write() as session:
        account = session.scalars(
            select(Account).where(Account.login_name == normal_login_name(login_name)).with_for_update()
        ).one()
        account.password_hash = kept
        account.password_set_at = platform.clock.now()
        end_all(platform, session, account.id)
        events.record(session, platform.clock, "password_set", f"account:{account.id}")


def normal_login_name(text: str) -> str:
    """A login name as it is kept and compared: full width becomes half width, case does not matter, and nothing is in
    it that a database cannot keep."""
    kept = "".join(letter for letter in text if unicodedata.category(letter) not in {"Cc", "Cs"})
    return unicodedata.normalize("NFKC", kept).strip().casefold()[:64]


def delay_after(failures: int) -> timedelta:
    """How long nobody may try after so many failures in a row: nothing at first, then twice as long each time."""
    if failures < FREE_TRIES:
        return timedelta(0)
    doubled: timedelta = FIRST_DELAY * 2 ** min(failures - FREE_TRIES, 10)
    return min(doubled, LONGEST_DELAY)


def _begin_attempt(platform: Platform, name: str, address: str) -> int | Refusal:
    now = platform.clock.now()
    with platform.database.write() as session:
        platform.database.lock(session, f"sign in {name}")
        wait = _wait(session, name, now)
        if wait > timedelta(0):
            return Refusal("locked", wait)
        session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - _KEPT))
        attempt = SignInAttempt(login_name=name, address=address[:64], at=now, succeeded=False)
        session.add(attempt)
        session.flush()
        return attempt.id


def _wait(session: Session, name: str, now: datetime) -> timedelta:
    mine = SignInAttempt.login_name == name
    last_success = session.scalar(
        select(func.max(SignInAttempt.id)).where(mine, SignInAttempt.succeeded.is_(True))
    )
    failures = session.scalars(
        select(SignInAttempt.at)
        .where(mine, SignInAttempt.at > now - _REMEMBERED, SignInAttempt.id > (last_success or 0))
        .order_by(SignInAttempt.at.desc())
        .limit(_COUNTED)
    ).all()
    return failures[0] + delay_after(len(failures)) - now if failures else timedelta(0)


def _complete(platform: Platform, account_id: int, attempt: int, password: str, place: Place) -> SignedIn:
    with platform.database.write() as session:
        account = session.get_one(Account, account_id)
        tried = session.get_one(SignInAttempt, attempt)
        tried.succeeded, tried.outcome, tried.account_id = True, "signed_in", account_id
        if needs_new_hash(account.password_hash):
            account.password_hash = hash_password(password)
        events.record(session, platform.clock, "signed_in", f"account:{account_id}", account_id=account_id)
        return begin_session(platform, session, account, "password", place)


def _find(session: Session, name: str) -> Account | None:
    return session.scalars(select(Account).where(Account.login_name == name)).one_or_none()

"""Accounts: signing in and out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.models import ADMINISTRATOR, Account
from web.platform import Platform
from web.services import events, totp
from web.services.attempts import (
    CLOSED,
    SECOND_FACTOR,
    SIGNED_IN,
    WRONG,
    Begun,
    Refusal,
    after_failure,
    begin_attempt,
    begin_code,
    drop_attempt,
    record_outcome,
)
from web.services.captchas import Answer
from web.services.logins import Login
from web.services.logins import normal_login_name as normal_login_name
from web.services.passwords import LONGEST, hash_password, needs_new_hash, verify_password
from web.services.people import SignedIn
from web.services.sessions import Place, begin_session, end_all

HALFWAY_LASTS = timedelta(minutes=5)
_PASSWORD = "password"


@dataclass(frozen=True)
class Halfway:
    """The first factor was right; a session begins with the second one, within five minutes."""

    account_id: int
    method: str
    since: datetime


def sign_in(
    platform: Platform,
    typed: str,
    password: str,
    place: Place,
    *,
    only_account: int | None = None,
    answer: Answer | None = None,
) -> SignedIn | Halfway | Refusal:
    """Sign in with a password and a login name, a credit code or an identity number; `only_account` allows nobody else
    (signing in again over a page), `answer` is the one to a captcha.

    The attempt is counted as failed before the password is looked at, so that many tries at once count too;
    the slow hash is reckoned outside of any transaction, once, whether anybody has this name or not.
    """
    begun = begin_attempt(platform, typed, place, answer)
    if isinstance(begun, Refusal):
        return begun
    account = begun.login.account
    matches = verify_password(account.password_hash if account else None, password[: LONGEST + 1])
    if not matches or account is None:
        return after_failure(platform, begun, place)
    if not account.active:
        return after_failure(platform, begun, place, CLOSED)
    if only_account is not None and account.id != only_account:
        return Refusal("other_account")
    return _complete(platform, account.id, begun, password, place)


def finish_sign_in(platform: Platform, halfway: Halfway, typed: str, place: Place) -> SignedIn | Refusal:
    """Begin the session of somebody whose first factor was right, if this is the second one."""
    with platform.database.write() as session:
        account = _lock(session, halfway.account_id)
        if not _still_stands(platform, account, halfway):
            return Refusal("expired")
        attempt = begin_code(platform, session, Login(account.login_name, account), place)
        if isinstance(attempt, Refusal):
            return attempt
        if not totp.verify(platform, session, account, typed):
            return Refusal(WRONG)
        record_outcome(session, attempt, SIGNED_IN)
        return _begin_session(platform, session, account, halfway.method, place)


def confirm_password(platform: Platform, account_id: int, password: str, place: Place) -> Refusal | None:
    """Whether somebody who is signed in knows the password of the account; tries count as those to sign in do. An account
    that has no password is asked for none."""
    with platform.database.read() as session:
        account = session.get_one(Account, account_id)
    if not account.password_hash:
        return None
    begun = begin_attempt(platform, account.login_name, place, None, asks=False)
    if isinstance(begun, Refusal):
        return begun
    if not verify_password(account.password_hash, password[: LONGEST + 1]):
        return after_failure(platform, begun, place)
    with platform.database.write() as session:
        drop_attempt(session, begun.id)
    return None


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
            select(Account)
            .where(Account.login_name == normal_login_name(login_name))
            .with_for_update(of=Account)
        ).one()
        account.password_hash = kept
        account.password_set_at = platform.clock.now()
        end_all(platform, session, account.id)
        events.record(session, platform.clock, "password_set", f"account:{account.id}")


def _complete(
    platform: Platform, account_id: int, begun: Begun, password: str, place: Place
) -> SignedIn | Halfway:
    with platform.database.write() as session:
        account = session.get_one(Account, account_id)
        if needs_new_hash(account.password_hash):
            account.password_hash = hash_password(password)
        if account.totp_since is not None:
            record_outcome(session, begun.id, SECOND_FACTOR)
            return Halfway(account_id, _PASSWORD, platform.clock.now())
        record_outcome(session, begun.id, SIGNED_IN)
        return _begin_session(platform, session, account, _PASSWORD, place)


def _begin_session(
    platform: Platform, session: Session, account: Account, method: str, place: Place
) -> SignedIn:
    subject = f"account:{account.id}"
    events.record(session, platform.clock, "signed_in", subject, account_id=account.id)
    return begin_session(platform, session, account, method, place)


def _lock(session: Session, account_id: int) -> Account:
    """The account as it stands once nobody else is changing it."""
    return session.scalars(select(Account).where(Account.id == account_id).with_for_update(of=Account)).one()


def _still_stands(platform: Platform, account: Account, halfway: Halfway) -> bool:
    """Whether the first factor is still worth something: not after five minutes, nor after a new password."""
    if not account.active or account.totp_since is None:
        return False
    if account.password_set_at is not None and account.password_set_at > halfway.since:
        return False
    return platform.clock.now() - halfway.since <= HALFWAY_LASTS

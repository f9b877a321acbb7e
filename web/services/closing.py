"""What is done to an account by those who look after it, in the transaction of whoever does it: closing and opening it,
a password for one sign-in, no second factor any more, no session any more. Each is an event with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from web import messages_administration as messages
from web.models import Account
from web.models_accounts import RecoveryCode
from web.platform import Platform
from web.services import events
from web.services.invitations import withdraw_all_by
from web.services.passwords import generate_password, hash_password
from web.services.people import SignedIn
from web.services.permissions import Refused
from web.services.sessions import end_all


@dataclass(frozen=True)
class Why:
    """Why something is done, in the words of whoever does it."""

    text: str = messages.OPERATOR


@dataclass(frozen=True)
class Done:
    """It was done to this account; a password for one sign-in is told once and kept nowhere."""

    login_name: str
    password: str = field(default="", repr=False)


def disable(
    platform: Platform, session: Session, by: SignedIn | None, account: Account, why: Why
) -> Done | Refused:
    """Let nobody in by this account any more."""
    if not account.active:
        return Refused("closed", messages.ALREADY_CLOSED)
    account.active = False
    end_all(platform, session, account.id)
    withdraw_all_by(platform, session, account.id, by.account_id if by is not None else None)
    tell(platform, session, by, account, "account_disabled", why)
    return Done(account.login_name)


def enable(
    platform: Platform, session: Session, by: SignedIn | None, account: Account, why: Why
) -> Done | Refused:
    """Let its person in again."""
    if account.active:
        return Refused("open", messages.ALREADY_OPEN)
    account.active = True
    tell(platform, session, by, account, "account_enabled", why)
    return Done(account.login_name)


def one_time_password() -> tuple[str, str]:
    """A password for one sign-in, and what is kept of it; made outside of any transaction, because it is slow."""
    password = generate_password()
    return password, hash_password(password)


def set_password(
    platform: Platform,
    session: Session,
    by: SignedIn | None,
    account: Account,
    password: tuple[str, str],
    why: Why,
) -> Done:
    """Give the account a password that must be changed at the next sign-in."""
    account.password_hash, account.password_set_at = password[1], platform.clock.now()
    account.must_change_password = True
    end_all(platform, session, account.id)
    tell(platform, session, by, account, "password_reset", why)
    return Done(account.login_name, password[0])


def reset_second_factor(
    platform: Platform, session: Session, by: SignedIn | None, account: Account, why: Why
) -> Done | Refused:
    """Forget the second factor and the codes that stand for it."""
    if account.totp_since is None and account.totp_secret is None:
        return Refused("no_second_factor", messages.NO_SECOND_FACTOR)
    account.totp_secret = account.totp_since = account.totp_step = None
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    end_all(platform, session, account.id)
    tell(platform, session, by, account, "second_factor_reset", why)
    return Done(account.login_name)


def end_sessions(
    platform: Platform, session: Session, by: SignedIn | None, account: Account, why: Why
) -> Done:
    """End every session of the account."""
    ended = end_all(platform, session, account.id)
    tell(platform, session, by, account, "sessions_ended", why, {"sessions": ended})
    return Done(account.login_name)


def tell(
    platform: Platform,
    session: Session,
    by: SignedIn | None,
    account: Account,
    what: str,
    why: Why,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Record what was done to an account, by whom and why."""
    events.record(
        session,
        platform.clock,
        what,
        f"account:{account.id}",
        account_id=by.account_id if by is not None else None,
        details=details,
        note=why.text,
    )

"""Setting up the second factor, and switching it off; the password is asked for again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from web import messages_sessions as messages
from web.models import Account
from web.models_accounts import SignInSession
from web.platform import Platform
from web.services import events, totp
from web.services.accounts import confirm_password
from web.services.attempts import Refusal
from web.services.people import SignedIn
from web.services.sessions import Place, begin_session, end_all


@dataclass(frozen=True)
class Setup:
    """What the telephone has to learn: the secret in groups of four, and the address that the picture holds."""

    secret: str
    address: str
    asks_password: bool


@dataclass(frozen=True)
class Active:
    """The second factor is asked for since then; so many codes of one use are left."""

    since: datetime
    codes_left: int
    asks_password: bool


@dataclass(frozen=True)
class Confirmed:
    """It is set up: the new session, and the codes of one use, which nobody sees again."""

    person: SignedIn
    codes: tuple[str, ...]


def begin(platform: Platform, account_id: int) -> Setup | Active:
    """How it stands; where nothing is set up, a secret to begin with, the same until it is confirmed."""
    with platform.database.write() as session:
        account = _lock(session, account_id)
        asks = bool(account.password_hash)
        if account.totp_since is not None:
            return Active(account.totp_since, totp.codes_left(session, account_id), asks)
        account.totp_secret = secret = account.totp_secret or totp.new_secret()
    groups = (secret[at : at + 4] for at in range(0, len(secret), 4))
    return Setup(" ".join(groups), totp.address_of(secret, account.login_name, messages.ISSUER), asks)


def confirm(
    platform: Platform, person: SignedIn, typed: str, password: str, place: Place
) -> Confirmed | Refusal:
    """Ask for the second factor from now on, if this is a code of it. Every session ends, and a new one begins: those of
    before were begun without it."""
    refused = confirm_password(platform, person.account_id, password, place)
    if refused is not None:
        return refused
    with platform.database.write() as session:
        account = _lock(session, person.account_id)
        if account.totp_since is not None or account.totp_secret is None:
            return Refusal("changed")
        now = platform.clock.now()
        step = totp.matching_step(account.totp_secret, typed, now)
        if step is None:
            return Refusal("code")
        account.totp_since, account.totp_step = now, step
        codes = totp.give_recovery_codes(session, account.id)
        _record(platform, session, "second_factor_set", account.id)
        method = session.get_one(SignInSession, person.session_id).method
        end_all(platform, session, account.id)
        return Confirmed(begin_session(platform, session, account, method, place), codes)


def switch_off(platform: Platform, account_id: int, password: str, place: Place) -> Refusal | None:
    """Ask for no second factor any more; also what comes before setting it up on another telephone."""
    refused = confirm_password(platform, account_id, password, place)
    if refused is not None:
        return refused
    with platform.database.write() as session:
        account = _lock(session, account_id)
        account.totp_secret = account.totp_since = account.totp_step = None
        totp.drop_recovery_codes(session, account_id)
        _record(platform, session, "second_factor_off", account_id)
    return None


def renew_codes(
    platform: Platform, account_id: int, password: str, place: Place
) -> tuple[str, ...] | Refusal:
    """Ten new codes of one use instead of those that are left."""
    refused = confirm_password(platform, account_id, password, place)
    if refused is not None:
        return refused
    with platform.database.write() as session:
        if _lock(session, account_id).totp_since is None:
            return Refusal("changed")
        codes = totp.give_recovery_codes(session, account_id)
        _record(platform, session, "recovery_codes_renewed", account_id)
    return codes


def are_codes_of(platform: Platform, account_id: int, codes: tuple[str, ...]) -> bool:
    """Whether all these are codes of one use that the account has."""
    with platform.database.read() as session:
        return totp.are_codes_of(session, account_id, codes)


def _lock(session: Session, account_id: int) -> Account:
    return session.scalars(select(Account).where(Account.id == account_id).with_for_update(of=Account)).one()


def _record(platform: Platform, session: Session, what: str, account_id: int) -> None:
    events.record(session, platform.clock, what, f"account:{account_id}", account_id=account_id)

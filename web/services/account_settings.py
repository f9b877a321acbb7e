"""账号设置: what somebody sees of their own account, and changes with their password."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from web.masking import mask_email, mask_number
from web.models import Account
from web.models_accounts import SignInSession
from web.platform import Platform
from web.services import codes, events
from web.services.account_changes import give_email, give_mobile, give_password, lock_account
from web.services.accounts import confirm_password
from web.services.attempts import Refusal
from web.services.codes import Checked, Issued, Request, Right
from web.services.passwords import hash_password, verify_password
from web.services.people import SignedIn
from web.services.recovery import channel_of, has_name
from web.services.sessions import Place, begin_session, end_all
from web.services.unified import is_linked

CONTACT, BY = "account_contact", "owner"


@dataclass(frozen=True)
class Settings:
    """One's own account as its page shows it: contacts and numbers are masked; '' where there is none."""

    login_name: str
    display_name: str
    kind: str
    mobile: str
    email: str
    id_kind: str
    id_number: str
    has_password: bool
    password_set_at: datetime | None
    second_factor_since: datetime | None
    is_linked: bool
    mail_copy: bool
    created_at: datetime


@dataclass(frozen=True)
class NewPassword:
    """The password there is, and the one there is to be."""

    current: str = field(repr=False)
    new: str = field(repr=False)


@dataclass(frozen=True)
class NewContact:
    """The telephone or mailbox to bind, the code that reached it, and the password."""

    address: str = field(repr=False)
    code: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True)
class Unchanged:
    """Why a password stays as it is: the new one is the same, or has the login name in it."""

    reason: str


@dataclass(frozen=True)
class Same:
    """It is bound already."""


def read(platform: Platform, account_id: int) -> Settings:
    """Somebody's own account."""
    with platform.database.read() as session:
        account = session.get_one(Account, account_id)
    return Settings(
        login_name=account.login_name,
        display_name=account.display_name,
        kind=account.kind,
        mobile=mask_number(account.mobile) if account.mobile else "",
        email=mask_email(account.email) if account.email else "",
        id_kind=account.id_kind or "",
        id_number=mask_number(account.id_number) if account.id_number else "",
        has_password=bool(account.password_hash),
        password_set_at=account.password_set_at,
        second_factor_since=account.totp_since,
        is_linked=is_linked(platform, account_id),
        mail_copy=account.mail_copy,
        created_at=account.created_at,
    )


def change_password(
    platform: Platform, person: SignedIn, passwords: NewPassword, place: Place
) -> SignedIn | Refusal | Unchanged:
    """Set a new password. Every session ends, and this one goes on under a new secret."""
    refused = confirm_password(platform, person.account_id, passwords.current, place)
    if refused is not None:
        return refused
    with platform.database.read() as session:
        before = session.get_one(Account, person.account_id)
    if before.password_hash and verify_password(before.password_hash, passwords.new):
        return Unchanged("same")
    if has_name(passwords.new, before):
        return Unchanged("named")
    kept = hash_password(passwords.new)
    with platform.database.write() as session:
        account = lock_account(session, person.account_id)
        if account.password_hash != before.password_hash:  # somebody was quicker
            return Refusal("wrong")
        method = session.get_one(SignInSession, person.session_id).method
        give_password(platform, session, account, kept, BY)
        return begin_session(platform, session, account, method, place)


def send_contact_code(platform: Platform, account_id: int, address: str, place: Place) -> Issued | Same:
    """Send a code to a telephone or mailbox that is to be bound."""
    with platform.database.write() as session:
        if _is_bound(session.get_one(Account, account_id), address):
            return Same()
        asked = _asked(account_id, address, place)
        return codes.send_code(platform, session, asked, channel_of(address))


def change_contact(
    platform: Platform, account_id: int, contact: NewContact, place: Place
) -> Refusal | Checked | Same:
    """Bind another telephone or mailbox: `Right` where that is done. A wrong password leaves the code as it is."""
    refused = confirm_password(platform, account_id, contact.password, place)
    if refused is not None:
        return refused
    with platform.database.write() as session:
        asked = _asked(account_id, contact.address, place)
        checked = codes.check_code(platform, session, asked, contact.code)
        if not isinstance(checked, Right):
            return checked  # committed: a wrong try counts
        account = lock_account(session, account_id)
        if _is_bound(account, contact.address):
            return Same()
        give = give_email if "@" in contact.address else give_mobile
        give(platform, session, account, contact.address, BY)
        return checked


def end_others(platform: Platform, person: SignedIn) -> int:
    """End every session but this one; how many there were."""
    with platform.database.write() as session:
        ended = end_all(platform, session, person.account_id, keep=person.session_id)
        if ended:
            events.record(
                session,
                platform.clock,
                "other_sessions_ended",
                f"account:{person.account_id}",
                account_id=person.account_id,
                details={"sessions": ended},
            )
        return ended


def set_mail_copy(platform: Platform, account_id: int, wanted: bool) -> None:
    """Whether what the platform tells is mailed as well."""
    with platform.database.write() as session:
        account = lock_account(session, account_id)
        if account.mail_copy == wanted:
            return
        account.mail_copy = wanted
        events.record(
            session,
            platform.clock,
            "mail_copy_set",
            f"account:{account_id}",
            account_id=account_id,
            details={"mail_copy": wanted},
        )


def _is_bound(account: Account, address: str) -> bool:
    return address in {account.mobile, account.email}


def _asked(account_id: int, address: str, place: Place) -> Request:
    return Request(CONTACT, f"contact account:{account_id}", address, place.address)

"""Officers: who there are, and what those who look after their accounts do with them.

Whoever does it is an officer who manages accounts, or the operator of the machine (`by` is None), from the command line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from web import messages_administration as messages
from web.masking import mask_email, mask_number
from web.models import OFFICER, Account
from web.platform import Platform
from web.services import closing, contacts
from web.services.accounts import normal_login_name
from web.services.authorities import is_highest, may_look_after, region_in_words
from web.services.closing import Done, Why
from web.services.invitations import withdraw_all_by
from web.services.passwords import hash_password
from web.services.people import SignedIn
from web.services.permissions import Refused
from web.services.reach import officers_within
from web.services.sessions import last_begun

PER_PAGE = 50
LOCK = "officers"


@dataclass(frozen=True)
class Officer:
    """One officer, as those who look after the accounts see them: contacts are masked."""

    id: int
    login_name: str
    display_name: str
    authority: str
    authority_name: str
    level: str
    region: str
    manages: bool
    active: bool
    has_second_factor: bool
    must_change_password: bool
    mobile: str
    email: str
    last_signed_in: datetime | None
    created_at: datetime


@dataclass(frozen=True)
class Listed:
    """One page of officers."""

    officers: tuple[Officer, ...]
    count: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PER_PAGE))


@dataclass(frozen=True)
class NewOfficer:
    """What is said of an officer when the account is made."""

    login_name: str
    display_name: str
    authority: str
    manages: bool = False
    mobile: str | None = None
    email: str | None = None


# --- Looking -------------------------------------------------------------------------------------------------


def list_officers(
    platform: Platform,
    by: SignedIn | None,
    *,
    words: str = "",
    authority: str = "",
    page: int = 1,
    per_page: int = PER_PAGE,
) -> Listed:
    """The officers somebody may look after, those of the higher authorities first; `words` are part of a login name, a
    name or an authority's code."""
    with platform.database.read() as session:
        which = officers_within(platform, session, by)
        for each in words.split():
            columns = (Account.login_name, Account.display_name, Account.authority)
            which &= or_(*(column.contains(each, autoescape=True) for column in columns))
        if authority:
            which &= Account.authority == authority
        count = session.scalar(select(func.count()).select_from(Account).where(which)) or 0
        page = max(1, min(page, -(-count // per_page)))
        accounts = session.scalars(
            select(Account)
            .where(which)
            .order_by(Account.authority, Account.login_name)
            .offset((page - 1) * per_page)
            .limit(per_page)
        ).all()
        found = tuple(_officer(platform, each, last_begun(session, each.id)) for each in accounts)
    return Listed(found, count, page)


def read_officer(platform: Platform, by: SignedIn | None, account_id: int) -> Officer | None:
    """One officer; None where there is none, or none that somebody may look after."""
    with platform.database.read() as session:
        account = _find(platform, session, by, account_id)
        if account is None:
            return None
        return _officer(platform, account, last_begun(session, account.id))


# --- Doing ---------------------------------------------------------------------------------------------------


def add_officer(
    platform: Platform, by: SignedIn | None, new: NewOfficer, password: str, *, must_change: bool, why: Why
) -> int | Refused:
    """Make an account for an officer, with a password that is good once where it must be changed."""
    if not may_look_after(platform, by, new.authority):
        return Refused("authority", messages.NOT_FOUND_AUTHORITY)
    name, kept, now = normal_login_name(new.login_name), hash_password(password), platform.clock.now()
    with platform.database.write() as session:
        platform.database.lock(session, f"login name {name}")
        if session.scalar(select(Account.id).where(Account.login_name == name)) is not None:
            return Refused("taken", messages.NAME_TAKEN)
        account = Account(
            login_name=name,
            password_hash=kept,
            password_set_at=now,
            must_change_password=must_change,
            display_name=new.display_name,
            kind=OFFICER,
            authority=new.authority,
            manages=new.manages,
            created_at=now,
        )
        contacts.set_mobile(platform, account, new.mobile)
        contacts.set_email(platform, account, new.email)
        session.add(account)
        session.flush()
        details = {"authority": new.authority, "manages": new.manages}
        closing.tell(platform, session, by, account, "officer_added", why, details)
        return account.id


def change_officer(
    platform: Platform,
    by: SignedIn | None,
    account_id: int,
    why: Why,
    *,
    authority: str | None = None,
    manages: bool | None = None,
    display_name: str | None = None,
) -> Done | Refused:
    """Move an officer to another authority, let them manage accounts or not, or write their name anew; None changes
    nothing. Nobody is moved above whoever does it."""
    if authority is not None and not may_look_after(platform, by, authority):
        return Refused("above", messages.ABOVE)
    with platform.database.write() as session:
        found = _find_to_change(platform, session, by, account_id)
        if isinstance(found, Refused):
            return found
        wanted = {"authority": authority, "manages": manages, "display_name": display_name}
        moved = {name: to for name, to in wanted.items() if to is not None and getattr(found, name) != to}
        if not moved:
            return Refused("same", messages.NO_CHANGE)
        steps_down = moved.get("manages") is False or not _is_highest(
            platform, str(moved.get("authority", ""))
        )
        if moved.keys() & {"authority", "manages"} and steps_down and _is_last(platform, session, found):
            return Refused("last", messages.LAST_ADMINISTRATOR)
        details = {name: [getattr(found, name), to] for name, to in moved.items()}
        for name, to in moved.items():
            setattr(found, name, to)
        if moved.keys() & {"authority", "manages"}:  # what they offered, they could offer as who they were
            withdraw_all_by(platform, session, found.id, by.account_id if by is not None else None)
        closing.tell(platform, session, by, found, "officer_changed", why, details)
        return Done(found.login_name)


def disable_officer(platform: Platform, by: SignedIn | None, account_id: int, why: Why) -> Done | Refused:
    """Let an officer in no more, and end their sessions; somebody of the ministry who manages accounts remains."""
    with platform.database.write() as session:
        found = _find_to_change(platform, session, by, account_id)
        if isinstance(found, Account) and found.active and _is_last(platform, session, found):
            return Refused("last", messages.LAST_ADMINISTRATOR)
        return found if isinstance(found, Refused) else closing.disable(platform, session, by, found, why)


def enable_officer(platform: Platform, by: SignedIn | None, account_id: int, why: Why) -> Done | Refused:
    """Let an officer in again."""
    with platform.database.write() as session:
        found = _find_to_change(platform, session, by, account_id)
        return found if isinstance(found, Refused) else closing.enable(platform, session, by, found, why)


def reset_password(platform: Platform, by: SignedIn | None, account_id: int, why: Why) -> Done | Refused:
    """Give an officer a password for one sign-in, to be told once; their sessions end."""
    password, kept = closing.one_time_password()
    with platform.database.write() as session:
        found = _find_to_change(platform, session, by, account_id)
        if isinstance(found, Refused):
            return found
        return closing.set_password(platform, session, by, found, (password, kept), why)


def reset_second_factor(platform: Platform, by: SignedIn | None, account_id: int, why: Why) -> Done | Refused:
    """Take the second factor away, so that a new one is set up at the next sign-in; their sessions end."""
    with platform.database.write() as session:
        found = _find_to_change(platform, session, by, account_id)
        if isinstance(found, Refused):
            return found
        return closing.reset_second_factor(platform, session, by, found, why)


# --- Parts ---------------------------------------------------------------------------------------------------


def _find(platform: Platform, session: Session, by: SignedIn | None, account_id: int) -> Account | None:
    mine = officers_within(platform, session, by)
    return session.scalars(select(Account).where(Account.id == account_id, mine)).one_or_none()


def _find_to_change(
    platform: Platform, session: Session, by: SignedIn | None, account_id: int
) -> Account | Refused:
    """An officer to be changed; those who change officers follow one another, so that the last remains the last."""
    platform.database.lock(session, LOCK)
    found = _find(platform, session, by, account_id)
    if found is None:
        return Refused("not_found", messages.NOT_FOUND)
    if by is not None and by.account_id == account_id:
        return Refused("self", messages.SELF)
    return found


def _is_last(platform: Platform, session: Session, account: Account) -> bool:
    """Whether nobody else of the highest authority could look after accounts without this one."""
    if not (account.active and account.manages and _is_highest(platform, account.authority or "")):
        return False
    others = session.scalars(
        select(Account.authority).where(
            Account.kind == OFFICER, Account.manages, Account.active, Account.id != account.id
        )
    )
    return not any(_is_highest(platform, each or "") for each in others)


def _is_highest(platform: Platform, code: str) -> bool:
    return is_highest(platform.catalogue.authorities.get(code))


def _officer(platform: Platform, account: Account, last: datetime | None) -> Officer:
    found = platform.catalogue.authorities.get(account.authority or "")
    return Officer(
        account.id,
        account.login_name,
        account.display_name,
        account.authority or "",
        found.name if found else messages.NO_AUTHORITY,
        messages.LEVELS[found.level] if found else "",
        region_in_words(platform, found),
        account.manages,
        account.active,
        account.totp_since is not None,
        account.must_change_password,
        mask_number(account.mobile) if account.mobile else "",
        mask_email(account.email) if account.email else "",
        last,
        account.created_at,
    )

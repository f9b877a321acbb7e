"""The accounts of enterprises and people, for those who look after them: found, closed, opened, signed out. What they
filled in is not read here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from web import messages_administration as messages
from web.masking import mask_email, mask_number
from web.models import Account, Enterprise
from web.platform import Platform
from web.services import closing
from web.services.closing import Done, Why
from web.services.credentials import normal_credit_code
from web.services.following import REGION
from web.services.people import SignedIn
from web.services.permissions import Refused
from web.services.reach import accounts_within
from web.services.sessions import count_open, last_begun

PER_PAGE = 50


@dataclass(frozen=True)
class Seen:
    """One account, as those who look after it see it: contacts are masked, what was filled in is not here."""

    id: int
    login_name: str
    display_name: str
    kind: str
    role: str
    enterprise: str
    credit_code: str
    region: str
    is_verified: bool
    active: bool
    has_second_factor: bool
    mobile: str
    email: str
    last_signed_in: datetime | None
    open_sessions: int
    created_at: datetime


@dataclass(frozen=True)
class Listed:
    """One page of accounts."""

    accounts: tuple[Seen, ...]
    count: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PER_PAGE))


def list_accounts(
    platform: Platform, by: SignedIn | None, *, words: str = "", page: int = 1, per_page: int = PER_PAGE
) -> Listed:
    """The accounts somebody may look after, the newest first; `words` are part of a login name or the name of an
    enterprise, or a credit code."""
    which = accounts_within(platform, by)
    for each in words.split()[:5]:
        which &= _matches(each)
    with platform.database.read() as session:
        every = select(func.count()).select_from(Account).outerjoin(Enterprise).where(which)
        count = session.scalar(every) or 0
        page = max(1, min(page, -(-count // per_page)))
        accounts = session.scalars(
            select(Account)
            .outerjoin(Enterprise)
            .where(which)
            .order_by(Account.id.desc())
            .offset((page - 1) * per_page)
            .limit(per_page)
        ).all()
        found = tuple(_seen(platform, session, each) for each in accounts)
    return Listed(found, count, page)


def read_account(platform: Platform, by: SignedIn | None, account_id: int) -> Seen | None:
    """One account; None where there is none, or none that somebody may look after."""
    with platform.database.read() as session:
        account = _find(platform, session, by, account_id)
        return None if account is None else _seen(platform, session, account)


def disable_account(platform: Platform, by: SignedIn | None, account_id: int, why: Why) -> Done | Refused:
    """Let nobody in by this account any more."""
    with platform.database.write() as session:
        account = _find(platform, session, by, account_id)
        return closing.disable(platform, session, by, account, why) if account else _not_found()


def enable_account(platform: Platform, by: SignedIn | None, account_id: int, why: Why) -> Done | Refused:
    """Let its person in again."""
    with platform.database.write() as session:
        account = _find(platform, session, by, account_id)
        return closing.enable(platform, session, by, account, why) if account else _not_found()


def end_sessions(platform: Platform, by: SignedIn | None, account_id: int, why: Why) -> Done | Refused:
    """End every session of the account."""
    with platform.database.write() as session:
        account = _find(platform, session, by, account_id)
        return closing.end_sessions(platform, session, by, account, why) if account else _not_found()


def reset_password(platform: Platform, by: SignedIn | None, account_id: int, why: Why) -> Done | Refused:
    """Give the account a password for one sign-in, to be told once; its sessions end."""
    password = closing.one_time_password()
    with platform.database.write() as session:
        account = _find(platform, session, by, account_id)
        return (
            closing.set_password(platform, session, by, account, password, why) if account else _not_found()
        )


def _find(platform: Platform, session: Session, by: SignedIn | None, account_id: int) -> Account | None:
    mine = accounts_within(platform, by)
    return session.scalars(select(Account).where(Account.id == account_id, mine)).one_or_none()


def _not_found() -> Refused:
    return Refused("not_found", messages.NOT_FOUND)


def _matches(word: str) -> ColumnElement[bool]:
    code = normal_credit_code(word)
    return or_(
        Account.login_name.contains(word.casefold(), autoescape=True),
        Enterprise.name.contains(word, autoescape=True),
        Enterprise.credit_code == (code or word.upper()),
    )


def _seen(platform: Platform, session: Session, account: Account) -> Seen:
    firm = account.enterprise
    region = str(firm.facts.get(REGION) or "") if firm else ""
    above = platform.catalogue.authorities.regions.path(region)
    return Seen(
        account.id,
        account.login_name,
        account.display_name,
        messages.KINDS[account.kind],
        messages.ROLES.get(account.role or "", ""),
        firm.name if firm else "",
        firm.credit_code if firm else "",
        "".join(each.name for each in above if each.kind != "virtual"),
        (firm.verified_at if firm else account.verified_at) is not None,
        account.active,
        account.totp_since is not None,
        mask_number(account.mobile) if account.mobile else "",
        mask_email(account.email) if account.email else "",
        last_begun(session, account.id),
        count_open(platform, session, account.id),
        account.created_at,
    )

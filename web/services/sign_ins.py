"""The record of who tried to sign in: when, by which name, from where, and what came of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from web.clock import SHANGHAI
from web.masking import mask_number
from web.models import Account, SignInAttempt
from web.platform import Platform
from web.services.logins import HIDDEN, find_login, normal_login_name
from web.services.people import SignedIn
from web.services.reach import attempts_within

PER_PAGE = 50
FEWEST_DIGITS = 11
_NUMBER = re.compile(rf"[0-9]{{{FEWEST_DIGITS},}}[0-9xX]?")


@dataclass(frozen=True)
class Attempt:
    """One try. `login_name` is what was typed: a number masked, '' where only a hash is kept; `account_id` whose it was."""

    at: datetime
    login_name: str
    outcome: str
    address: str
    known_browser: bool
    account_id: int | None


@dataclass(frozen=True)
class Listed:
    """One page of tries, the newest first, and whether older ones follow."""

    attempts: tuple[Attempt, ...]
    page: int
    more: bool


def list_sign_ins(
    platform: Platform,
    by: SignedIn | None,
    *,
    login_name: str = "",
    outcome: str = "",
    day: date | None = None,
    account_id: int | None = None,
    page: int = 1,
    per_page: int = PER_PAGE,
) -> Listed:
    """The tries for accounts somebody may look after. `day` is a day in China; `account_id` asks for those of one
    account, found by whatever name was typed."""
    page = max(1, page)
    with platform.database.read() as session:
        which = attempts_within(platform, session, by)
        if login_name.strip():
            which &= _typed_as(platform, session, login_name)
        if account_id is not None:
            own = select(Account.login_name).where(Account.id == account_id).scalar_subquery()
            which &= or_(SignInAttempt.account_id == account_id, SignInAttempt.login_name == own)
        if outcome:
            which &= SignInAttempt.outcome == outcome
        if day is not None:
            begun = datetime.combine(day, time(), SHANGHAI)
            which &= (SignInAttempt.at >= begun) & (SignInAttempt.at < begun + timedelta(days=1))
        rows = session.scalars(
            select(SignInAttempt)
            .where(which)
            .order_by(SignInAttempt.id.desc())
            .offset((page - 1) * per_page)
            .limit(per_page + 1)
        ).all()
    return Listed(tuple(_attempt(each) for each in rows[:per_page]), page, len(rows) > per_page)


def shown_name(name: str) -> str:
    """A name that was typed, as it may be shown: what could be an identity or a telephone number is masked, and of what
    only a hash is kept there is nothing to show."""
    if name.startswith(HIDDEN):
        return ""
    return mask_number(name) if _NUMBER.fullmatch(name) else name


def _typed_as(platform: Platform, session: Session, login_name: str) -> ColumnElement[bool]:
    """The tries with this name, also those by another name of the same account."""
    login = find_login(platform, session, login_name)
    same = SignInAttempt.login_name.in_([login.kept, normal_login_name(login_name)])
    return same if login.account is None else or_(same, SignInAttempt.account_id == login.account.id)


def _attempt(row: SignInAttempt) -> Attempt:
    return Attempt(
        row.at,
        shown_name(row.login_name),
        row.outcome,
        row.address,
        row.device is not None,
        row.account_id,
    )

"""The record of who tried to sign in: when, by which name, from where, and what came of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import or_, select

from web.clock import SHANGHAI
from web.masking import mask_number
from web.models import Account, SignInAttempt
from web.platform import Platform
from web.services.accounts import normal_login_name
from web.services.people import SignedIn
from web.services.reach import attempts_within

PER_PAGE = 50
FEWEST_DIGITS = 11
_NUMBER = re.compile(rf"[0-9]{{{FEWEST_DIGITS},}}[0-9xX]?")


@dataclass(frozen=True)
class Attempt:
    """One try. `login_name` is what was typed, an identity or telephone number masked; `account_id` whose it was."""

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
        if name := normal_login_name(login_name):
            named = select(Account.id).where(Account.login_name == name).scalar_subquery()
            which &= or_(SignInAttempt.login_name == name, SignInAttempt.account_id == named)
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
    """A name that was typed, as it may be shown: what could be an identity or a telephone number is masked."""
    return mask_number(name) if _NUMBER.fullmatch(name) else name


def _attempt(row: SignInAttempt) -> Attempt:
    return Attempt(
        row.at,
        shown_name(row.login_name),
        row.outcome,
        row.address,
        row.device is not None,
        row.account_id,
    )

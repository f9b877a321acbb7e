"""The telephone and the mailbox of an account: sealed, and found again by keyed hashes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.models import Account
from web.platform import Platform

MOBILE, EMAIL, ID_NUMBER = "account.mobile", "account.email", "account.id_number"
_COLUMNS = {MOBILE: Account.mobile_key, EMAIL: Account.email_key, ID_NUMBER: Account.id_number_key}


def set_mobile(platform: Platform, account: Account, mobile: str | None) -> None:
    """Give an account a telephone (a number as `credentials.normal_mobile` makes it), or none."""
    account.mobile, account.mobile_key = mobile, _key(platform, mobile, MOBILE)


def set_email(platform: Platform, account: Account, email: str | None) -> None:
    """Give an account a mailbox (an address as `credentials.normal_email` makes it), or none."""
    account.email, account.email_key = email, _key(platform, email, EMAIL)


def set_id_number(platform: Platform, account: Account, kind: str | None, number: str | None) -> None:
    """Say with which document the person of an account proves who they are."""
    account.id_kind, account.id_number = kind, number
    account.id_number_key = _key(platform, number, ID_NUMBER)


def find_accounts(platform: Platform, session: Session, which: str, text: str) -> Sequence[Account]:
    """The accounts with this telephone, mailbox or identity number (`which`: `MOBILE`, `EMAIL`, `ID_NUMBER`)."""
    keys = platform.database.sealer.search_keys(text, which)
    return session.scalars(select(Account).where(_COLUMNS[which].in_(keys)).order_by(Account.id)).all()


def _key(platform: Platform, text: str | None, which: str) -> str | None:
    return None if text is None else platform.database.sealer.search_key(text, which)

"""Accounts with a telephone and a mailbox, and what was sent to them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import select

from tests.web.support import Firm, make_firm
from web.models import NATURAL, Account, Event
from web.models_accounts import SignInSession
from web.models_delivery import OneTimeCode, Outgoing
from web.platform import Platform
from web.services import contacts
from web.services.passwords import hash_password
from web.services.sessions import Place, begin_session

PLACE = Place("192.0.2.7", "Firefox（Linux）")
MOBILE, MAILBOX, CARD = "13800001234", "clerk@example.com", "11010519491231002X"
OTHER_MOBILE, OTHER_MAILBOX = "13900005678", "new@example.com"
CREDIT_CODE, FIRM_NAME = "91350211MADEM00113", "示例测试（厦门）有限公司"
PASSWORD, NEW_PASSWORD = "kiln-Roof-27", "Harbour!tin83"


@dataclass(frozen=True)
class Told:
    """One message that went out."""

    channel: str
    address: str
    text: str


def make_owner(
    platform: Platform, login_name: str = "tester", credit_code: str = CREDIT_CODE, mobile: str = MOBILE
) -> Firm:
    """A verified enterprise whose account is bound to a telephone and a mailbox."""
    firm = make_firm(platform, login_name, credit_code)
    with platform.database.write() as session:
        account = session.get_one(Account, firm.account_id)
        account.password_hash = hash_password(PASSWORD)
        contacts.set_mobile(platform, account, mobile)
        contacts.set_email(platform, account, MAILBOX)
    return Firm(firm.enterprise_id, firm.account_id, login_name, PASSWORD)


def make_person(platform: Platform, login_name: str = "somebody", number: str | None = CARD) -> int:
    """A natural person whose identity is verified, bound to the same telephone."""
    now = platform.clock.now()
    with platform.database.write() as session:
        account = Account(
            login_name=login_name,
            password_hash="",
            display_name="示例甲",
            kind=NATURAL,
            verified_at=now if number else None,
            created_at=now,
        )
        contacts.set_mobile(platform, account, MOBILE)
        contacts.set_id_number(platform, account, "id_card" if number else None, number)
        session.add(account)
        session.flush()
        return account.id


def open_session(platform: Platform, account_id: int) -> str:
    """A session of the account somewhere else; its secret."""
    with platform.database.write() as session:
        account = session.get_one(Account, account_id)
        return begin_session(platform, session, account, "password", PLACE).token


def open_sessions(platform: Platform, account_id: int) -> int:
    with platform.database.read() as session:
        mine = (SignInSession.account_id == account_id) & SignInSession.ended_at.is_(None)
        return len(session.scalars(select(SignInSession).where(mine)).all())


def read_account(platform: Platform, account_id: int) -> Account:
    with platform.database.read() as session:
        return session.get_one(Account, account_id)


def told(platform: Platform) -> list[Told]:
    """What went out, in order."""
    with platform.database.read() as session:
        rows = session.scalars(select(Outgoing).order_by(Outgoing.id)).all()
        return [Told(each.channel, each.address, each.text or "") for each in rows]


def last_code(platform: Platform) -> str:
    """The code that was sent last."""
    return str(re.findall(r"\b\d{6}\b", told(platform)[-1].text)[0])


def last_link(platform: Platform) -> str:
    """The secret of the link that was mailed last."""
    return re.findall(r"/link/([\w-]+)", told(platform)[-1].text)[0]


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def codes_kept(platform: Platform) -> int:
    with platform.database.read() as session:
        return len(session.scalars(select(OneTimeCode)).all())


def events_of(platform: Platform, account_id: int) -> list[str]:
    with platform.database.read() as session:
        found = select(Event.what).where(Event.subject == f"account:{account_id}").order_by(Event.id)
        return list(session.scalars(found))

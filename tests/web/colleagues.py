"""People who work for one enterprise, as tests of several modules need them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from tests.web.support import PASSWORD, Firm
from web.models import NATURAL, OFFICER, Account
from web.models_delivery import Outgoing
from web.platform import Platform
from web.services.accounts import create_account
from web.services.invitations import Sender, Wanted, invite
from web.services.people import SignedIn, person_of
from web.services.permissions import Refused

MAILBOX, PHONE, NEW_PASSWORD = "clerk@example.com", "13800001234", "kiln-Roof-27"
SITE = "https://example.cn/invitations/"


def with_outbox(platform: Platform) -> Platform:
    """A platform that keeps what it would send."""
    return replace(platform, config=replace(platform.config, demonstration=True))


def add_person(
    platform: Platform,
    login_name: str,
    enterprise_id: int | None = None,
    role: str | None = None,
    **more: Any,
) -> int:
    """A natural person's account, which may work for an enterprise."""
    number = create_account(platform, login_name, PASSWORD, f"示例{login_name}", None)
    values = {"kind": NATURAL, "enterprise_id": enterprise_id, "role": role, **more}
    with platform.database.write() as session:
        account = session.get_one(Account, number)
        for name, value in values.items():
            setattr(account, name, value)
    return number


def add_officer(
    platform: Platform, login_name: str, authority: str = "350200", *, manages: bool = False
) -> int:
    """An officer of an authority."""
    return add_person(platform, login_name, kind=OFFICER, authority=authority, manages=manages)


def person(platform: Platform, account_id: int) -> SignedIn:
    """Somebody as services see them."""
    with platform.database.read() as session:
        return person_of(session.get_one(Account, account_id))


def wanted(firm: Firm, address: str = MAILBOX, role: str = "fill") -> Wanted:
    return Wanted("colleague", "示例丙", address, enterprise_id=firm.enterprise_id, role=role)


def invited(platform: Platform, wanted: Wanted, account_id: int | None = None) -> str:
    """Invite somebody; gives the token of the link they were sent."""
    made = invite(platform, wanted, Sender(account_id, "192.0.2.1"), lambda token: SITE + token)
    assert not isinstance(made, Refused), made
    return last_token(platform)


def last_mail(platform: Platform) -> Outgoing:
    with platform.database.read() as session:
        return session.scalars(select(Outgoing).order_by(Outgoing.id.desc()).limit(1)).one()


def last_token(platform: Platform) -> str:
    return re.findall(r"/invitations/(\S+)", last_mail(platform).text or "")[0]


def last_code(platform: Platform) -> str:
    return re.findall(r"\b\d{6}\b", last_mail(platform).text or "")[0]


def client_of(application: Any, login_name: str) -> FlaskClient:
    """A browser of its own in which somebody is signed in."""
    from tests.web.support import sign_in

    client: FlaskClient = application.test_client()
    assert sign_in(client, login_name).status_code in {302, 303}
    return client

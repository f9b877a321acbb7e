"""What tests of identities need again and again: people of each kind, filled forms, officers, files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any
from uuid import UUID

from sqlalchemy import select

from tests.web.files import JPG
from tests.web.support import PASSWORD
from web.models import ADMINISTRATOR, FILL, LEGAL, NATURAL, OFFICER, Account, Enterprise, Event
from web.models_accounts import IdentityRequest
from web.models_delivery import Outgoing
from web.platform import Platform
from web.services import captchas, contacts, identities
from web.services.captchas import PICTURE, Answer
from web.services.identities import Filled, NotHandedIn
from web.services.identity_decisions import Decided
from web.services.identity_files import BACK, FRONT, LICENCE, SCREENSHOT, Chosen, keep_file
from web.services.passwords import hash_password
from web.services.people import SignedIn, person_of

CODE, OTHER_CODE = "91350211MADEM00113", "91440305MADEM002XW"
ID_NUMBER = "11010519491231002X"
MOBILE, NEW_MOBILE = "13800001234", "13900005678"
EMAIL = "reader@example.com"
DETAILS: Mapping[str, str] = {
    "legal_kind": "enterprise",
    "credit_code": CODE,
    "name": "示例实名（厦门）有限公司",
    "legal_representative": "示例甲",
    "id_kind": "id_card",
    "id_number": ID_NUMBER,
    "region": "350211",
    "address": "示例路 1 号",
    "phone": "0592-0000001",
    "industry": "3491",
    "scale": "small",
    "control": "private",
}
PERSON: Mapping[str, str] = {"name": "示例乙", "id_kind": "id_card", "id_number": ID_NUMBER}
MINISTRY, FUJIAN, XIAMEN, JIMEI, SIMING, SHENZHEN = (
    "000000",
    "350000",
    "350200",
    "350211",
    "350203",
    "440300",
)


def with_outbox(platform: Platform) -> Platform:
    """A platform that keeps what it would send."""
    return replace(platform, config=replace(platform.config, demonstration=True))


def make_legal(platform: Platform, code: str = CODE, login_name: str = "legal01", **facts: Any) -> SignedIn:
    """The account of a legal person that has just registered."""
    now = platform.clock.now()
    with platform.database.write() as session:
        enterprise = Enterprise(
            name="示例注册有限公司",
            credit_code=code,
            facts={"identity.name": "示例注册有限公司", "identity.credit_code": code, **facts},
            created_at=now,
            updated_at=now,
        )
        session.add(enterprise)
        session.flush()
        number = enterprise.id
    return make_account(platform, login_name, kind=LEGAL, role=ADMINISTRATOR, enterprise_id=number)


def make_natural(platform: Platform, login_name: str = "natural1", **values: Any) -> SignedIn:
    """The account of a natural person."""
    return make_account(platform, login_name, kind=NATURAL, **values)


def make_colleague(platform: Platform, enterprise_id: int | None) -> SignedIn:
    """Somebody who fills in forms for an enterprise."""
    return make_account(platform, "colleague", kind=NATURAL, role=FILL, enterprise_id=enterprise_id)


def make_officer(platform: Platform, authority: str, login_name: str = "") -> SignedIn:
    """An officer of an authority."""
    name = login_name or f"officer{authority}"
    return make_account(platform, name, kind=OFFICER, authority=authority)


def make_account(platform: Platform, login_name: str, **values: Any) -> SignedIn:
    with platform.database.write() as session:
        account = Account(
            login_name=login_name,
            password_hash=hash_password(PASSWORD),
            display_name=f"示例{login_name}",
            created_at=platform.clock.now(),
            **values,
        )
        session.add(account)
        session.flush()
        if values["kind"] != OFFICER:
            contacts.set_mobile(platform, account, MOBILE)
            contacts.set_email(platform, account, EMAIL)
        session.flush()
        number = account.id
    with platform.database.read() as session:
        return person_of(session.get_one(Account, number))


def answered(platform: Platform) -> Answer:
    """The right answer to a captcha that was asked just now."""
    asked = captchas.ask(platform, "127.0.0.1", PICTURE)
    assert asked is not None
    return Answer(asked.id, worked_out(captchas.sum_of(platform, asked.id) or ""))


def worked_out(sum_in_signs: str) -> str:
    """What a sum comes to: `3 + 4 = ?`."""
    signs = (
        sum_in_signs.replace("＋", "+").replace("－", "-").replace("−", "-").replace("?", "").replace("=", "")
    )
    first, sign, second = signs.replace("+", " + ").replace("-", " - ").split()
    return str(int(first) + int(second) if sign == "+" else int(first) - int(second))


def legal_filled(**changes: str) -> Filled:
    details = {**DETAILS, **changes}
    manual = details["id_kind"] != "id_card"
    return Filled(details["name"], details["credit_code"], details, details["region"], manual)


def natural_filled(**changes: str) -> Filled:
    details = {**PERSON, **changes}
    return Filled(details["name"], details["id_number"], details, manual=details["id_kind"] != "id_card")


def put_file(platform: Platform, request_id: UUID, purpose: str = LICENCE, content: bytes = JPG) -> None:
    assert keep_file(platform, request_id, Chosen(purpose, f"{purpose}.jpg", BytesIO(content))) is None


def begin(platform: Platform, person: SignedIn, filled: Filled | None = None) -> UUID:
    """A form with all its files, not handed in yet."""
    found = identities.begin(platform, person, (filled or legal_filled()).details)
    assert found is not None
    for purpose in (LICENCE, FRONT, BACK, SCREENSHOT):
        put_file(platform, found, purpose, JPG + purpose.encode())
    return found


def handed_in(platform: Platform, person: SignedIn, filled: Filled | None = None) -> UUID:
    """A request that waits, or was decided by the verifier."""
    filled = filled or legal_filled()
    found = begin(platform, person, filled)
    outcome = send(platform, person, filled)
    assert not isinstance(outcome, NotHandedIn), outcome
    return found


def send(platform: Platform, person: SignedIn, filled: Filled) -> Decided | NotHandedIn | None:
    return identities.hand_in(platform, person, filled, answered(platform))


def request_of(platform: Platform, request_id: UUID) -> IdentityRequest:
    with platform.database.read() as session:
        return session.get_one(IdentityRequest, request_id)


def enterprise_of(platform: Platform, person: SignedIn) -> Enterprise:
    with platform.database.read() as session:
        return session.get_one(Enterprise, person.enterprise_id)


def account_of(platform: Platform, person: SignedIn) -> Account:
    with platform.database.read() as session:
        return session.get_one(Account, person.account_id)


def sent_to(platform: Platform, address: str) -> list[str]:
    """The texts that went to an address."""
    with platform.database.read() as session:
        rows = session.scalars(select(Outgoing).order_by(Outgoing.id))
        return [each.text or "" for each in rows if each.address == address]


def events_of(platform: Platform, what: str) -> list[Event]:
    with platform.database.read() as session:
        return [*session.scalars(select(Event).where(Event.what == what).order_by(Event.id))]

"""People and enterprises nobody has heard of yet, and what the platform sends them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from itertools import count
from uuid import UUID

from sqlalchemy import select

from tests.journeys.support import Live
from tests.web.cases import make_filled_draft
from tests.web.support import FACTS, Firm
from web.models import Account, Enterprise
from web.models_delivery import SHOWN, Outgoing
from web.services import credentials, registration
from web.services.codes import Sent
from web.services.people import SignedIn
from web.services.registration import LegalPerson, NaturalPerson, Registration
from web.services.sessions import Place

PASSWORD = "Kiln-roof-27"
NUMBERS = count(1)
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True)
class Newcomer:
    """What somebody types to register; nobody else has any of it."""

    login_name: str
    name: str
    number: str
    mobile: str
    email: str
    password: str = PASSWORD
    account_id: int = 0
    enterprise_id: int = 0

    @property
    def firm(self) -> Firm:
        return Firm(self.enterprise_id, self.account_id, self.login_name, self.password)


def new_legal() -> Newcomer:
    """An enterprise in 集美区 that has not registered."""
    place = next(NUMBERS)
    return _new(place, f"示例新创{place}（厦门）有限公司", make_credit_code(place))


def new_natural() -> Newcomer:
    """A person who has not registered."""
    place = next(NUMBERS)
    return _new(place, f"示例第{place}", make_id_number(place))


def _new(place: int, name: str, number: str) -> Newcomer:
    return Newcomer(f"comer-{place:04}", name, number, f"1391000{place:04}", f"comer{place}@example.com")


def make_credit_code(place: int) -> str:
    """A code with both its check digits, of no enterprise."""
    organisation = f"MAJ{place:05}"
    with_check = next(
        organisation + each
        for each in "0123456789X"
        if not credentials.organisation_code_problems(organisation + each)
    )
    body = f"91350211{with_check}"
    return next(body + each for each in ALPHABET if not credentials.credit_code_problems(body + each))


def make_id_number(place: int) -> str:
    """A number with its check digit, of nobody."""
    body = f"35021119000101{place:03}"
    return next(
        body + each
        for each in "0123456789X"
        if not credentials.document_number_problems("id_card", body + each)
    )


# --- Those who are there already ---------------------------------------------------------------------------------


def register(live: Live, who: Newcomer, *, verified: bool = False) -> Newcomer:
    """Register without the pages."""
    place = Place("192.0.2.1", "")
    assert isinstance(registration.send_code(live.platform, who.mobile, place), Sent)
    is_legal = len(who.number) == 18 and who.number.startswith("9")
    asked = Registration(
        who.login_name,
        who.password,
        who.email,
        who.mobile,
        last_code(live, who.mobile),
        LegalPerson("enterprise", who.number, who.name)
        if is_legal
        else NaturalPerson(who.name, "id_card", who.number),
    )
    person = registration.register(live.platform, asked, place)
    assert isinstance(person, SignedIn)
    made = replace(who, account_id=person.account_id, enterprise_id=person.enterprise_id or 0)
    if verified:
        verify(live, made)
    return made


def verify(live: Live, who: Newcomer) -> None:
    """Let their identity be verified."""
    now = live.platform.clock.now()
    with live.platform.database.write() as session:
        session.get_one(Account, who.account_id).verified_at = now
        if who.enterprise_id:
            session.get_one(Enterprise, who.enterprise_id).verified_at = now


def complete_profile(live: Live, who: Newcomer) -> None:
    """Let the enterprise have filled in its profile; who it is stays what it was."""
    known = {name: value for name, value in FACTS.items() if not name.startswith("identity.")}
    own = {"enterprise.name": who.name, "enterprise.credit_code": who.number}
    with live.platform.database.write() as session:
        enterprise = session.get_one(Enterprise, who.enterprise_id)
        enterprise.facts = {**enterprise.facts, **known, **own}


def filled_draft(live: Live, who: Newcomer) -> UUID:
    """A declaration in which nothing is missing."""
    complete_profile(live, who)
    return make_filled_draft(live.platform, who.firm)


def officer_password(live: Live, login_name: str) -> str:
    """How an officer of the demonstration signs in."""
    kept = live.platform.config.var_folder / "demonstration_accounts.json"
    found: dict[str, str] = json.loads(kept.read_text(encoding="utf-8"))
    return found[login_name]


# --- What is sent ------------------------------------------------------------------------------------------------


def last_text(live: Live, address: str) -> str:
    """What was sent to a telephone or mailbox last."""
    with live.platform.database.read() as session:
        newest = select(Outgoing).where(Outgoing.state == SHOWN).order_by(Outgoing.id.desc())
        return next(each.text or "" for each in session.scalars(newest) if each.address == address)


def last_code(live: Live, address: str) -> str:
    return str(re.findall(r"\b\d{6}\b", last_text(live, address))[0])


def last_link(live: Live, address: str) -> str:
    return str(re.findall(r"https?://\S+", last_text(live, address))[0])

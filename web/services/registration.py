"""Registering: an account for a legal person, with its enterprise, or for a natural person.

That an enterprise has an account already is told at once: the way out is to find that account again. That a login name
is taken is told only to those who hold a right code, five times at most for each code, so that listing names takes a
telephone for each handful of them. A right code that led to nothing can be typed again. That somebody's identity number
is known here is told to nobody; it is looked at when the identity is verified.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from web.models import ADMINISTRATOR, LEGAL, NATURAL, Account, Enterprise
from web.platform import Platform
from web.services import codes, events
from web.services.accounts import normal_login_name
from web.services.codes import Checked, Issued, Request, Right
from web.services.contacts import set_email, set_id_number, set_mobile
from web.services.passwords import hash_password
from web.services.people import SignedIn
from web.services.sessions import Place, begin_session

AGREEMENT = "2026-11"
"""The edition of the agreement and of the privacy policy that is agreed to."""

PURPOSE, METHOD = "register", "code"
MUST_HAVE_CREDIT_CODE = frozenset({"enterprise", "cooperative"})
"""The kinds of legal person that always have a unified social credit code; others may have an organisation code only."""

LONGEST_ENTERPRISE_NAME, LONGEST_NAME = 100, 50
_UNIFIED = 18


@dataclass(frozen=True)
class LegalPerson:
    """Who registers: an enterprise or another body, by its unified social credit code or its organisation code."""

    legal_kind: str
    credit_code: str
    name: str


@dataclass(frozen=True)
class NaturalPerson:
    """Who registers: a person, by a document."""

    name: str
    id_kind: str
    id_number: str = field(repr=False)


@dataclass(frozen=True)
class Registration:
    """What was filled in, read and in order: all but what only the database knows."""

    login_name: str
    password: str = field(repr=False)
    email: str = field(repr=False)
    mobile: str = field(repr=False)
    code: str = field(repr=False)
    who: LegalPerson | NaturalPerson


@dataclass(frozen=True)
class Refusal:
    """Why nobody was registered: a code that is not right, or what somebody else has already."""

    code: Checked | None = None
    login_name_taken: bool = False
    credit_code_taken: bool = False


def send_code(platform: Platform, mobile: str, place: Place) -> Issued:
    """Send a code to the telephone somebody wants to register with."""
    with platform.database.write() as session:
        return codes.send_code(platform, session, _asked(mobile, place))


def is_taken(platform: Platform, credit_code: str) -> bool:
    """Whether this enterprise is registered already."""
    with platform.database.read() as session:
        return _has_enterprise(session, credit_code)


def register(platform: Platform, registration: Registration, place: Place) -> SignedIn | Refusal:
    """Open an account and begin its first session.

    Of several that register the same enterprise or name in the same moment the database lets one pass; the others
    come round once more, and are told.
    """
    kept = hash_password(registration.password)
    try:
        return _register(platform, registration, kept, place)
    except IntegrityError:
        return _register(platform, registration, kept, place)


def _register(platform: Platform, registration: Registration, kept: str, place: Place) -> SignedIn | Refusal:
    asked = _asked(registration.mobile, place)
    with platform.database.write() as session:
        checked = codes.check_code(platform, session, asked, registration.code)
        if not isinstance(checked, Right):
            return Refusal(checked)
        refusal = _taken(session, registration)
        if refusal is not None:
            codes.give_back_code(platform, session, asked)
            return refusal
        account = _make_account(platform, session, registration, kept)
        events.record(
            session,
            platform.clock,
            "account_created",
            f"account:{account.id}",
            account_id=account.id,
            details={"kind": account.kind, "agreement": AGREEMENT},
        )
        return begin_session(platform, session, account, METHOD, place)


def _taken(session: Session, registration: Registration) -> Refusal | None:
    name = normal_login_name(registration.login_name)
    login_name = session.scalar(select(Account.id).where(Account.login_name == name)) is not None
    who = registration.who
    credit_code = isinstance(who, LegalPerson) and _has_enterprise(session, who.credit_code)
    if login_name or credit_code:
        return Refusal(login_name_taken=login_name, credit_code_taken=credit_code)
    return None


def _has_enterprise(session: Session, credit_code: str) -> bool:
    return session.scalar(select(Enterprise.id).where(Enterprise.credit_code == credit_code)) is not None


def _make_account(platform: Platform, session: Session, registration: Registration, kept: str) -> Account:
    now, who = platform.clock.now(), registration.who
    account = Account(
        login_name=normal_login_name(registration.login_name),
        password_hash=kept,
        password_set_at=now,
        display_name=who.name,
        kind=LEGAL if isinstance(who, LegalPerson) else NATURAL,
        agreement=AGREEMENT,
        created_at=now,
    )
    set_mobile(platform, account, registration.mobile)
    set_email(platform, account, registration.email)
    if isinstance(who, LegalPerson):
        account.enterprise = _make_enterprise(platform, who)
        account.role = ADMINISTRATOR
    else:
        set_id_number(platform, account, who.id_kind, who.id_number)
    session.add(account)
    session.flush()
    return account


def _make_enterprise(platform: Platform, who: LegalPerson) -> Enterprise:
    now = platform.clock.now()
    facts = {"identity.name": who.name}
    if len(who.credit_code) == _UNIFIED:
        facts["identity.credit_code"] = who.credit_code
    return Enterprise(
        name=who.name,
        credit_code=who.credit_code,
        legal_kind=who.legal_kind,
        facts=facts,
        created_at=now,
        updated_at=now,
    )


def _asked(mobile: str, place: Place) -> Request:
    return Request(PURPOSE, f"mobile:{mobile}", mobile, place.address)

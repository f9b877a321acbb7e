"""Whose account is meant by what somebody types to sign in: a login name, the unified social credit code of a verified
legal person, or the identity number of a verified natural person."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.models import ADMINISTRATOR, LEGAL, NATURAL, Account, Enterprise
from web.platform import Platform
from web.sealing import derived_key, keyed_hash
from web.services.contacts import ID_NUMBER, find_accounts
from web.services.credentials import normal_credit_code, normal_id_number

HIDDEN = "?"
"""Begins a name of which only a hash is kept; no login name holds this sign."""


@dataclass(frozen=True)
class Login:
    """What was typed as the record of attempts keeps it (`kept`), and whose account it is, if anybody's.

    Login names of ours and credit codes are kept as they are. Of anything else a keyed hash is kept: it may be an identity
    number, a telephone number, or a password that was typed in the wrong field.
    """

    kept: str
    account: Account | None


def find_login(platform: Platform, session: Session, typed: str) -> Login:
    """Who is meant: a login name first, then a number by its form."""
    name = normal_login_name(typed)
    account = session.scalars(select(Account).where(Account.login_name == name)).one_or_none()
    if account is not None:
        return Login(name, account)
    code, number = normal_credit_code(typed), normal_id_number(typed)
    if code is not None and (account := _of_legal_person(session, code)) is not None:
        return Login(code, account)
    if number is not None:
        return Login(_hidden(platform, number), _of_natural_person(platform, session, number))
    return Login(code or _hidden(platform, name), None)


def normal_login_name(text: str) -> str:
    """A login name as it is kept and compared: full width becomes half width, case does not matter, and nothing is in
    it that a database cannot keep."""
    kept = "".join(letter for letter in text if unicodedata.category(letter) not in {"Cc", "Cs"})
    return unicodedata.normalize("NFKC", kept).strip().casefold()[:64]


def _of_legal_person(session: Session, code: str) -> Account | None:
    """The first administrator of a verified legal person; one that was closed only where there is no other."""
    return session.scalars(
        select(Account)
        .join(Enterprise, Enterprise.id == Account.enterprise_id)
        .where(
            Enterprise.credit_code == code,
            Enterprise.verified_at.is_not(None),
            Account.kind == LEGAL,
            Account.role == ADMINISTRATOR,
        )
        .order_by(Account.active.desc(), Account.id)
        .limit(1)
    ).one_or_none()


def _of_natural_person(platform: Platform, session: Session, number: str) -> Account | None:
    found = find_accounts(platform, session, ID_NUMBER, number)
    return next((each for each in found if each.kind == NATURAL and each.verified_at is not None), None)


def _hidden(platform: Platform, name: str) -> str:
    key = derived_key(platform.config.secret_key.encode(), "tidu sign-in name")
    return HIDDEN + keyed_hash(key, name)[:32]

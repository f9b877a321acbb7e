"""Accounts of the demonstration that were registered a moment ago: nobody has looked yet at who they are."""

from __future__ import annotations

from typing import Any

from web.models import ADMINISTRATOR, LEGAL, NATURAL, Account, Enterprise
from web.models_accounts import VERIFY_NATURAL, IdentityRequest
from web.platform import Platform
from web.services import events
from web.services.contacts import set_id_number
from web.services.identities import Filled, fill
from web.services.passwords import hash_password

ID_CARD = "id_card"


def make_newcomer(platform: Platform, login_name: str, password: str, entry: dict[str, Any]) -> None:
    """Register a legal person (an entry with a credit code) or a natural person (one with a number), as the pages do."""
    kept, now = hash_password(password), platform.clock.now()
    with platform.database.write() as session:
        account = Account(
            login_name=login_name,
            password_hash=kept,
            password_set_at=now,
            display_name=entry["account"]["display_name"],
            kind=LEGAL if "credit_code" in entry else NATURAL,
            created_at=now,
        )
        if "credit_code" in entry:
            account.enterprise, account.role = _enterprise(platform, entry), ADMINISTRATOR
        else:
            set_id_number(platform, account, ID_CARD, entry["id_number"])
        session.add(account)
        session.flush()
        events.record(session, platform.clock, "account_created", f"account:{account.id}")
        if "identity" in entry:
            session.add(_request(platform, account, entry))


def _enterprise(platform: Platform, entry: dict[str, Any]) -> Enterprise:
    name, code, now = entry["account"]["display_name"], entry["credit_code"], platform.clock.now()
    return Enterprise(
        name=name,
        credit_code=code,
        legal_kind=entry["legal_kind"],
        facts={"identity.name": name, "identity.credit_code": code},
        created_at=now,
        updated_at=now,
    )


def _request(platform: Platform, account: Account, entry: dict[str, Any]) -> IdentityRequest:
    name, number = account.display_name, entry["id_number"]
    details = {"name": name, "id_kind": ID_CARD, "id_number": number}
    request = IdentityRequest(kind=VERIFY_NATURAL, account_id=account.id)
    fill(platform, request, Filled(name, number, details, entry["identity"]["region"]))
    return request

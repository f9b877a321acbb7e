"""Officers and accounts made for the tests of those who look after them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient

from tests.web.pages import Form, forms_of, press
from tests.web.support import FACTS, PASSWORD, sign_in
from web.models import LEGAL, OFFICER, Account, Enterprise
from web.platform import Platform
from web.services.passwords import hash_password
from web.services.people import SignedIn, person_of

MINISTRY, FUJIAN, XIAMEN, TONGAN, JIMEI, TORCH = "000000", "350000", "350200", "350212", "350211", "3502Z1"
GUANGDONG, FUZHOU = "440000", "350100"


def make_officer(
    platform: Platform, login_name: str, authority: str | None, *, manages: bool = True, **more: Any
) -> SignedIn:
    """An officer of an authority."""
    with platform.database.write() as session:
        account = Account(
            login_name=login_name,
            password_hash=hash_password(PASSWORD),
            display_name=f"示例{login_name}",
            kind=OFFICER,
            authority=authority,
            manages=manages,
            created_at=platform.clock.now(),
            **more,
        )
        session.add(account)
        session.flush()
        return person_of(account)


@dataclass(frozen=True)
class Made:
    """An account of an enterprise."""

    account_id: int
    enterprise_id: int | None


def make_account(
    platform: Platform,
    login_name: str,
    region: str | None,
    credit_code: str = "91350211MADEM00113",
    name: str = "示例测试有限公司",
    **facts: Any,
) -> Made:
    """An enterprise of a region (None: not known yet) and its account."""
    now = platform.clock.now()
    placed = {"enterprise.region": region} if region else {}
    with platform.database.write() as session:
        others = {key: value for key, value in FACTS.items() if key != "enterprise.region"}
        firm = Enterprise(
            name=name,
            credit_code=credit_code,
            facts={**others, **placed, **facts},
            verified_at=now,
            created_at=now,
            updated_at=now,
        )
        session.add(firm)
        session.flush()
        account = Account(
            login_name=login_name,
            password_hash=hash_password(PASSWORD),
            display_name="示例",
            kind=LEGAL,
            role="administrator",
            enterprise_id=firm.id,
            created_at=now,
        )
        session.add(account)
        session.flush()
        return Made(account.id, firm.id)


def client_of(client: FlaskClient, person: SignedIn) -> FlaskClient:
    """A browser in which this officer is signed in."""
    assert sign_in(client, person.login_name).status_code == 302
    return client


def do(client: FlaskClient, address: str, reason: str = "岗位调整", **more: str) -> Any:
    """Open the page that asks, say why, press its button."""
    form = form_to_self(client, address)
    form.type("reason", reason)
    for name, value in more.items():
        form.type(name, value)
    return press(client, form, follow=False)


def form_to_self(client: FlaskClient, address: str) -> Form:
    """The form of a page that is sent to the page itself."""
    form = next(
        each for each in forms_of(client.get(address).text) if not each.action and each.method == "post"
    )
    form.action = address
    return form

"""The unified login, against a real provider on this machine: who comes back, whose account that is, what is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from oidc_provider_mock import User, run_server_in_thread
from sqlalchemy import select

from tests.databases import give_tables
from tests.web.support import Firm, Time, make_firm, sign_in, token_of
from web.application import create_application
from web.config import Config, ConfigError
from web.models import Account, Enterprise, Event
from web.models_accounts import ExternalIdentity
from web.platform import Platform
from web.services.sessions import Place
from web.services.unified import Claims, NotLinked, SecondFactor, link, sign_in_from
from web.unified_login import NotALogin, UnifiedLogin, read_unified_login

CODE = "91440305MADEM002XW"
LEGAL = {"name": "示例丙", "credit_code": CODE, "enterprise": "示例统一登录（深圳）有限公司"}
PERSON = {"name": "示例丁"}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of a provider that knows a legal person and somebody else."""
    users = (User(sub="legal", claims=LEGAL), User(sub="person", claims=PERSON))
    with run_server_in_thread(user_claims=users) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def config(config: Config, provider: str) -> Config:
    login = UnifiedLogin(
        provider,
        "tidu",
        "for tests only",
        "示例统一登录",
        credit_code_claim="credit_code",
        enterprise_claim="enterprise",
    )
    return replace(config, unified_login=login)


def go(client: FlaskClient, subject: str | None, target: str = "") -> str:
    """Go to the provider, say who one is (None: refuse), and give the address one is sent back to."""
    begun = client.get("/unified/sign-in", query_string={"next": target})
    assert begun.status_code == 302
    said = {"sub": subject} if subject is not None else {"action": "deny"}
    answer = httpx.post(begun.location, data=said)
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"


def who(client: FlaskClient) -> str | None:
    account = client.get("/session").get_json()["account"]
    return account["name"] if account else None


def test_legal_person_of_the_provider_gets_an_account(client: FlaskClient, platform: Platform) -> None:
    assert client.get(go(client, "legal")).location == "/"
    assert who(client) == LEGAL["enterprise"]
    with platform.database.read() as session:
        enterprise = session.scalars(select(Enterprise)).one()
        assert (enterprise.credit_code, enterprise.name) == (CODE, LEGAL["enterprise"])
        assert enterprise.verified_at is not None
        assert enterprise.facts["identity.credit_code"] == CODE
        account = session.scalars(select(Account)).one()
        assert (account.kind, account.role, account.password_hash) == ("legal", "administrator", "")


def test_legal_person_comes_back_to_the_same_account(client: FlaskClient, platform: Platform) -> None:
    for _ in range(2):
        client.get(go(client, "legal"))
        client.post("/sign-out", data={"csrf_token": token_of(client)})
    with platform.database.read() as session:
        assert len(session.scalars(select(Account)).all()) == 1
        assert len(session.scalars(select(ExternalIdentity)).all()) == 1


def test_legal_person_with_an_account_here_is_that_account(client: FlaskClient, platform: Platform) -> None:
    firm = make_firm(platform, "already", CODE)
    client.get(go(client, "legal"))
    assert client.get("/session").get_json()["account"]["id"] == firm.account_id


def test_account_without_a_password_is_closed_to_passwords(client: FlaskClient, platform: Platform) -> None:
    client.get(go(client, "legal"))
    with platform.database.read() as session:
        name = session.scalars(select(Account.login_name)).one()
    client.post("/sign-out", data={"csrf_token": token_of(client)})
    assert sign_in(client, name, "").status_code == 400
    assert sign_in(client, name, "anything").status_code == 401


def test_going_on_to_where_one_wanted_to_be(client: FlaskClient) -> None:
    assert client.get(go(client, "legal", "/enterprise")).location == "/enterprise"


@pytest.mark.parametrize("target", ["https://example.cn/", "//example.cn", "/\\example.cn"])
def test_going_on_never_leaves_the_site(client: FlaskClient, target: str) -> None:
    assert client.get(go(client, "legal", target)).location == "/"


def test_person_without_an_account_is_asked_which_is_theirs(client: FlaskClient, platform: Platform) -> None:
    assert client.get(go(client, "person")).location == "/unified/link"
    page = client.get("/unified/link").text
    assert "示例丁" in page
    assert "示例统一登录" in page
    assert who(client) is None


def test_person_links_an_account_once(client: FlaskClient, firm: Firm) -> None:
    client.get(go(client, "person"))
    assert sign_in(client, firm.login_name, next="/unified/link").location == "/unified/link"
    assert "与这个账号关联" in client.get("/unified/link").text
    client.post("/unified/link", data={"csrf_token": token_of(client)})
    client.post("/sign-out", data={"csrf_token": token_of(client)})
    assert client.get(go(client, "person")).location == "/"
    assert client.get("/session").get_json()["account"]["id"] == firm.account_id


def test_linking_waits_for_a_quarter_of_an_hour(client: FlaskClient, firm: Firm, time: Time) -> None:
    client.get(go(client, "person"))
    sign_in(client, firm.login_name)
    time.move(minutes=16)
    assert client.get("/unified/link").location == "/sign-in"


def test_linking_needs_a_token_and_somebody_signed_in(
    client: FlaskClient, firm: Firm, platform: Platform
) -> None:
    client.get(go(client, "person"))
    assert client.post("/unified/link", data={"csrf_token": token_of(client)}).status_code == 401
    sign_in(client, firm.login_name)
    assert client.post("/unified/link").status_code == 400
    with platform.database.read() as session:
        assert session.scalars(select(ExternalIdentity)).all() == []


def test_unlinking_closes_the_way_in(client: FlaskClient, platform: Platform, firm: Firm) -> None:
    login = platform.config.unified_login
    assert login is not None
    assert link(platform, Claims(login.issuer, "person"), firm.account_id)
    sign_in(client, firm.login_name)
    client.post("/unified/unlink", data={"csrf_token": token_of(client)})
    assert isinstance(sign_in_from(platform, Claims(login.issuer, "person"), Place()), NotLinked)
    with platform.database.read() as session:
        told = session.scalars(select(Event.what).where(Event.what.like("unified%")).order_by(Event.id)).all()
    assert told == ["unified_linked", "unified_unlinked"]


def test_identity_belongs_to_one_account(platform: Platform, firm: Firm) -> None:
    other = make_firm(platform, "other", CODE)
    claims = Claims("https://login.example.cn", "somebody")
    assert link(platform, claims, firm.account_id)
    assert link(platform, claims, firm.account_id)
    assert not link(platform, claims, other.account_id)


def test_identity_of_another_issuer_is_somebody_else(platform: Platform, firm: Firm) -> None:
    assert link(platform, Claims("https://login.example.cn", "somebody"), firm.account_id)
    assert isinstance(
        sign_in_from(platform, Claims("https://other.example.cn", "somebody"), Place()), NotLinked
    )


def test_code_that_is_none_makes_no_enterprise(platform: Platform) -> None:
    found = sign_in_from(platform, Claims("i", "s", "", "91440305MADEM002XX", "示例"), Place())
    assert isinstance(found, NotLinked)
    with platform.database.read() as session:
        assert session.scalars(select(Enterprise)).all() == []


def test_enterprise_not_verified_becomes_verified(platform: Platform, firm: Firm) -> None:
    with platform.database.write() as session:
        session.get_one(Enterprise, firm.enterprise_id).verified_at = None
    person = sign_in_from(platform, Claims("i", "s", "", "91350211MADEM00113", "示例核实有限公司"), Place())
    assert person.enterprise_name == "示例核实有限公司"  # type: ignore[union-attr]
    assert person.is_verified  # type: ignore[union-attr]


def test_closed_account_stays_closed(platform: Platform, firm: Firm) -> None:
    claims = Claims("i", "s")
    assert link(platform, claims, firm.account_id)
    with platform.database.write() as session:
        session.get_one(Account, firm.account_id).active = False
    assert isinstance(sign_in_from(platform, claims, Place()), NotLinked)


def test_second_factor_is_asked_here_too(platform: Platform, firm: Firm) -> None:
    claims = Claims("i", "s")
    assert link(platform, claims, firm.account_id)
    with platform.database.write() as session:
        session.get_one(Account, firm.account_id).totp_since = platform.clock.now()
    assert sign_in_from(platform, claims, Place()) == SecondFactor(firm.account_id)


def test_second_factor_comes_before_the_session(client: FlaskClient, platform: Platform, firm: Firm) -> None:
    login = platform.config.unified_login
    assert login is not None
    assert link(platform, Claims(login.issuer, "person"), firm.account_id)
    with platform.database.write() as session:
        session.get_one(Account, firm.account_id).totp_since = platform.clock.now()
    assert client.get(go(client, "person")).location == "/sign-in/second-factor"
    assert who(client) is None
    assert client.get("/sign-in/second-factor").status_code == 200


def test_refusing_at_the_provider_leads_back(client: FlaskClient) -> None:
    assert client.get(go(client, None)).location == "/sign-in"
    assert "没有完成统一登录" in client.get("/sign-in").text


def test_answer_nobody_asked_for_is_refused(client: FlaskClient, application: Flask) -> None:
    """Another browser's answer: the state is not in this session."""
    theirs = go(application.test_client(), "legal")
    assert client.get(theirs).location == "/sign-in"
    assert who(client) is None


def test_answer_is_taken_once(client: FlaskClient) -> None:
    back = go(client, "legal")
    client.get(back)
    client.post("/sign-out", data={"csrf_token": token_of(client)})
    assert client.get(back).location == "/sign-in"
    assert who(client) is None


def test_request_carries_state_nonce_and_a_challenge(client: FlaskClient) -> None:
    asked = parse_qs(urlsplit(client.get("/unified/sign-in").location).query)
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    assert asked["code_challenge_method"] == ["S256"]


def test_way_back_is_the_address_that_is_set(config: Config, time: Time) -> None:
    """Whatever host a request says it came to."""
    set_address = replace(config, public_url="https://tidu.example.cn")
    application = create_application(set_address, clock=time.clock)
    give_tables(application.extensions["tidu"].database)
    begun = application.test_client().get("/unified/sign-in", headers={"Host": "evil.example"})
    asked = parse_qs(urlsplit(begun.location).query)
    assert asked["redirect_uri"] == ["https://tidu.example.cn/unified/callback"]
    application.extensions["tidu"].database.dispose()


def test_provider_that_is_away_is_told(config: Config, time: Time) -> None:
    login = UnifiedLogin("http://localhost:9", "tidu", "secret", "示例统一登录")
    application = create_application(replace(config, unified_login=login), clock=time.clock)
    give_tables(application.extensions["tidu"].database)
    client = application.test_client()
    assert client.get("/unified/sign-in").location == "/sign-in"
    assert "示例统一登录现在不能使用" in client.get("/sign-in").text
    application.extensions["tidu"].database.dispose()


def test_sign_in_page_offers_the_unified_login(client: FlaskClient) -> None:
    assert re.search(r'href="/unified/sign-in[^"]*"[^>]*>\s*用示例统一登录', client.get("/sign-in").text)


@pytest.mark.parametrize("address", ["/unified/sign-in", "/unified/callback", "/unified/link"])
def test_without_a_unified_login_there_are_no_pages(config: Config, time: Time, address: str) -> None:
    application = create_application(replace(config, unified_login=None), clock=time.clock)
    give_tables(application.extensions["tidu"].database)
    assert application.test_client().get(address).status_code == 404
    application.extensions["tidu"].database.dispose()


# --- Settings ------------------------------------------------------------------------------------------------


def test_settings_without_an_issuer_are_none() -> None:
    assert read_unified_login({}) is None


def test_settings_are_read() -> None:
    values = {
        "TIDU_OIDC_ISSUER": "https://login.example.cn",
        "TIDU_OIDC_CLIENT_ID": "tidu",
        "TIDU_OIDC_CLIENT_SECRET": "hidden",
    }
    login = read_unified_login(values)
    assert login == UnifiedLogin("https://login.example.cn", "tidu", "hidden")
    assert "hidden" not in repr(login)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"TIDU_OIDC_ISSUER": "http://login.example.cn", "TIDU_OIDC_CLIENT_ID": "a"}, "TIDU_OIDC_ISSUER"),
        ({"TIDU_OIDC_ISSUER": "https://login.example.cn"}, "TIDU_OIDC_CLIENT_ID"),
        (
            {
                "TIDU_OIDC_ISSUER": "https://login.example.cn",
                "TIDU_OIDC_CLIENT_ID": "a",
                "TIDU_OIDC_CREDIT_CODE_CLAIM": "code",
            },
            "TIDU_OIDC_ENTERPRISE_CLAIM",
        ),
    ],
)
def test_settings_that_do_not_fit_say_which(values: dict[str, str], name: str) -> None:
    with pytest.raises(NotALogin, match=name):
        read_unified_login(values)
    with pytest.raises(ConfigError, match=name):
        Config.from_environment({"TIDU_VAR_FOLDER": "/tmp", **values})

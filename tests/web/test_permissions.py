"""Who may do what: the rules by themselves, and every route against everybody who might try it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, IntegerConverter, UUIDConverter
from werkzeug.test import TestResponse

from engine.authorities import Authority
from tests.web.colleagues import add_officer, add_person
from tests.web.support import Firm, sign_in, token_of
from web.access import PUBLIC, SIGNED_IN
from web.platform import Platform
from web.services.people import SignedIn
from web.services.permissions import Action, covers, is_below, may, regions_of, why_not, why_not_send_yet

PEOPLE = ("administrator", "submit", "fill", "alone", "officer", "manager", "nobody")
"""The legal person's own account, two colleagues, a natural person without an enterprise, two officers, and a visitor."""

ALLOWED = {
    Action.READ: {"administrator", "submit", "fill"},
    Action.FILL: {"administrator", "submit", "fill"},
    Action.SEND: {"administrator", "submit"},
    Action.MANAGE_PEOPLE: {"administrator"},
    Action.PROVE_IDENTITY: {"administrator", "alone"},
    Action.REVIEW: {"officer", "manager"},
    Action.DECIDE_IDENTITY: {"officer", "manager"},
    Action.MANAGE_OFFICERS: {"manager"},
    Action.MANAGE_ACCOUNTS: {"manager"},
}

# --- The rules -----------------------------------------------------------------------------------------------


def somebody(who: str, **changed: Any) -> SignedIn:
    kinds = {"administrator": "legal", "officer": "officer", "manager": "officer"}
    works = who in {"administrator", "submit", "fill"}
    values: dict[str, Any] = {
        "account_id": 1,
        "login_name": who,
        "display_name": who,
        "kind": kinds.get(who, "natural"),
        "role": who if works else None,
        "authority": "350200" if who in {"officer", "manager"} else None,
        "manages": who == "manager",
        "enterprise_id": 7 if works else None,
        "enterprise_name": "",
        "is_verified": True,
    }
    return SignedIn(**(values | changed))


def test_every_action_is_in_the_table() -> None:
    assert ALLOWED.keys() == {*Action}


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("who", [each for each in PEOPLE if each != "nobody"])
def test_action_is_for_those_of_the_table(who: str, action: Action) -> None:
    refused = why_not(somebody(who), action)
    assert (refused is None) is (who in ALLOWED[action])
    assert may(somebody(who), action) is (refused is None)
    if refused is not None:
        assert refused.text.endswith("。")


@pytest.mark.parametrize(
    ("who", "changed", "action", "reason"),
    [
        ("fill", {}, Action.SEND, "role"),
        ("submit", {}, Action.MANAGE_PEOPLE, "role"),
        ("fill", {"role": None}, Action.SEND, "role"),
        ("alone", {}, Action.READ, "no_enterprise"),
        ("administrator", {"enterprise_id": None}, Action.READ, "no_enterprise"),
        ("officer", {}, Action.FILL, "officer"),
        ("officer", {"enterprise_id": 7, "role": "administrator"}, Action.READ, "officer"),
        ("officer", {"authority": None}, Action.REVIEW, "not_an_officer"),
        ("officer", {}, Action.MANAGE_OFFICERS, "not_a_manager"),
        ("administrator", {"authority": "350200", "manages": True}, Action.MANAGE_OFFICERS, "not_an_officer"),
        ("submit", {"role": "administrator"}, Action.PROVE_IDENTITY, "role"),
    ],
)
def test_refusal_has_its_reason(who: str, changed: dict[str, Any], action: Action, reason: str) -> None:
    refused = why_not(somebody(who, **changed), action)
    assert refused is not None
    assert refused.reason == reason


def test_unverified_enterprise_sends_nothing_but_its_profile() -> None:
    assert why_not_send_yet(is_verified=True, kind_of_procedure="declare") is None
    assert why_not_send_yet(is_verified=False, kind_of_procedure="profile") is None
    refused = why_not_send_yet(is_verified=False, kind_of_procedure="declare")
    assert refused is not None
    assert refused.reason == "not_verified"


# --- Regions -------------------------------------------------------------------------------------------------

MINISTRY, FUJIAN, XIAMEN, FUZHOU, JIMEI, ZONE = "000000", "350000", "350200", "350100", "350211", "3502Z1"


@pytest.fixture
def authority(platform: Platform) -> Any:
    def find(code: str) -> Authority:
        found = platform.catalogue.authorities.get(code)
        assert found is not None, code
        return found

    return find


@pytest.mark.parametrize(
    ("code", "region", "covered"),
    [
        (MINISTRY, "350211", True),
        (MINISTRY, "110101", True),
        (FUJIAN, "350102", True),
        (FUJIAN, "440305", False),
        (FUJIAN, "350211", False),
        (FUJIAN, "350200", False),
        (XIAMEN, "350211", True),
        (XIAMEN, "350200", True),
        (XIAMEN, "350102", False),
        (XIAMEN, "350000", False),
        (JIMEI, "350211", True),
        (JIMEI, "350203", False),
        (ZONE, "350211", False),
        (ZONE, "350200", False),
    ],
)
def test_authority_covers_its_region_and_those_below(
    platform: Platform, authority: Any, code: str, region: str, covered: bool
) -> None:
    assert covers(platform.catalogue.authorities, authority(code), region) is covered


def test_nobody_covers_nothing(platform: Platform) -> None:
    assert not covers(platform.catalogue.authorities, None, "350211")


@pytest.mark.parametrize(
    ("code", "other", "below"),
    [
        (MINISTRY, FUJIAN, True),
        (MINISTRY, XIAMEN, True),
        (MINISTRY, ZONE, True),
        (MINISTRY, MINISTRY, True),
        (FUJIAN, MINISTRY, False),
        (FUJIAN, FUZHOU, True),
        (FUZHOU, FUJIAN, False),
        (FUZHOU, FUZHOU, True),
        (FUZHOU, XIAMEN, False),
        (XIAMEN, JIMEI, True),
        (XIAMEN, ZONE, True),
        (JIMEI, XIAMEN, False),
        (JIMEI, ZONE, False),
        (ZONE, ZONE, True),
        (ZONE, JIMEI, False),
        (ZONE, XIAMEN, False),
    ],
)
def test_authority_looks_after_those_below(
    platform: Platform, authority: Any, code: str, other: str, below: bool
) -> None:
    assert is_below(platform.catalogue.authorities, authority(code), authority(other)) is below


def test_city_of_a_plan_of_its_own_is_not_below_its_province(platform: Platform, authority: Any) -> None:
    """It acts as a province does."""
    assert authority(XIAMEN).level == authority(FUJIAN).level == "province"
    assert not is_below(platform.catalogue.authorities, authority(FUJIAN), authority(XIAMEN))
    assert not is_below(platform.catalogue.authorities, authority(FUJIAN), authority(JIMEI))


@pytest.mark.parametrize("code", [FUJIAN, XIAMEN, JIMEI, FUZHOU])
def test_regions_of_an_authority_are_those_it_covers(platform: Platform, authority: Any, code: str) -> None:
    authorities = platform.catalogue.authorities
    listed = set(regions_of(authorities, authority(code)))
    known = authorities.regions.entries
    assert listed == {each for each in known if covers(authorities, authority(code), each)}


# --- The routes ----------------------------------------------------------------------------------------------


def browser(application: Flask, platform: Platform, firm: Firm, who: str) -> FlaskClient:
    """A browser in which one of `PEOPLE` is signed in."""
    client = application.test_client()
    if who == "nobody":
        return client
    name = firm.login_name if who == "administrator" else who
    if who in {"submit", "fill"}:
        add_person(platform, who, firm.enterprise_id, who)
    elif who == "alone":
        add_person(platform, who)
    elif who in {"officer", "manager"}:
        add_officer(platform, who, manages=who == "manager")
    assert sign_in(client, name).status_code in {302, 303}
    return client


def routes(application: Flask) -> Iterator[tuple[str, str, Any]]:
    """Every route, with an address that names no record there is, its method and its mark."""
    adapter = application.url_map.bind("localhost")
    for rule in application.url_map.iter_rules():
        values = {name: _value(each) for name, each in rule._converters.items()} | dict(rule.defaults or {})
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            access = getattr(application.view_functions[rule.endpoint], "access", None)
            yield adapter.build(rule.endpoint, values, method), method, access


def _value(converter: Any) -> Any:
    match converter:
        case IntegerConverter():
            return 999_999
        case UUIDConverter():
            return UUID(int=7)
        case AnyConverter():
            return sorted(converter.items)[0]
    return "nothing"


def ask(client: FlaskClient, address: str, method: str, token: str) -> TestResponse:
    return client.open(address, method=method, headers={"X-CSRFToken": token} if method != "GET" else {})


def is_turned_away(response: TestResponse) -> bool:
    """Whether somebody was sent to sign in, or told that they may not."""
    return response.status_code in {401, 403} or "/sign-in" in response.headers.get("Location", "")


@pytest.mark.parametrize("who", PEOPLE)
def test_route_is_open_to_those_its_mark_lets(
    application: Flask, platform: Platform, firm: Firm, who: str
) -> None:
    client = browser(application, platform, firm, who)
    token = token_of(client)
    wrong = []
    guarded = [each for each in routes(application) if isinstance(each[2], Action)]
    assert {access for _, _, access in guarded} > {Action.READ, Action.FILL, Action.SEND}
    for address, method, access in guarded:
        response = ask(client, address, method, token)
        if is_turned_away(response) is (who in ALLOWED[access]):
            wrong.append((method, address, access, response.status_code))
        if who != "nobody" and who not in ALLOWED[access] and response.status_code != 403:
            wrong.append((method, address, access, response.status_code))
    assert wrong == []


def test_visitor_opens_public_routes_only(application: Flask, platform: Platform, firm: Firm) -> None:
    client = browser(application, platform, firm, "nobody")
    token = token_of(client)
    wrong = []
    for address, method, access in routes(application):
        if access == SIGNED_IN and not is_turned_away(ask(client, address, method, token)):
            wrong.append((method, address))
        if access == PUBLIC and method == "GET" and ask(client, address, method, token).status_code == 403:
            wrong.append((method, address))
    assert wrong == []

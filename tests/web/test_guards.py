"""What no route may forget: a token with everything that changes something, and nothing for those who are held."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.routing import Rule

from tests.web.administrators import MINISTRY, make_officer
from tests.web.support import Firm, sign_in
from web.access import PUBLIC
from web.config import Config
from web.models import Account, Event
from web.platform import Platform

NOBODY = "00000000-0000-4000-8000-000000000000"
JSON = {"Accept": "application/json"}
WHERE_HELD = {"account.password", "account.change_password", "second_factor.begin", "second_factor.confirm"}
ALSO_HELD = {"second_factor.download", "sessions.sign_out_everywhere"}


@pytest.fixture
def config(config: Config) -> Config:
    """As it is shipped: officers need a second factor."""
    return replace(config, officer_second_factor=True)


def address_of(rule: Rule) -> str:
    """The address of a route, with something in the place of every record."""
    found = re.sub(r"<any\((.*?)\):\w+>", lambda each: each[1].split(",")[0].strip(" '\""), rule.rule)
    found = re.sub(r"<int(\(.*?\))?:\w+>", "1", found)
    return re.sub(r"<\w+>", "x", re.sub(r"<uuid:\w+>", NOBODY, found))


def asked(application: Flask, *methods: str) -> Iterator[tuple[Rule, str]]:
    for rule in application.url_map.iter_rules():
        for method in sorted({*methods} & (rule.methods or set())):
            yield rule, method


def is_public(application: Flask, rule: Rule) -> bool:
    return vars(application.view_functions[rule.endpoint])["access"] == PUBLIC


def happened(platform: Platform) -> int:
    with platform.database.read() as session:
        return session.scalar(select(func.count()).select_from(Event)) or 0


@pytest.mark.parametrize("is_signed_in", [True, False], ids=["signed in", "nobody"])
def test_nothing_is_changed_without_a_token(
    application: Flask, client: FlaskClient, platform: Platform, firm: Firm, is_signed_in: bool
) -> None:
    if is_signed_in:
        assert sign_in(client, firm.login_name).status_code == 302
    before = happened(platform)
    taken = {
        (rule.endpoint, method, answer.status_code)
        for rule, method in asked(application, "POST", "PUT", "PATCH", "DELETE")
        if (answer := client.open(address_of(rule), method=method)).status_code not in {400, 401, 405, 410}
        and "stale_token" not in answer.text
        and not getattr(application.view_functions[rule.endpoint], "stale_answer", None)
    }
    assert taken == set()
    assert happened(platform) == before


@pytest.mark.parametrize("headers", [{}, JSON], ids=["page", "module"])
@pytest.mark.parametrize("held", ["second factor", "password"])
def test_officer_who_is_held_reaches_nothing_else(
    application: Flask, client: FlaskClient, platform: Platform, held: str, headers: dict[str, str]
) -> None:
    """Neither by a page nor as a module of ours does."""
    officer = make_officer(platform, "ministry", MINISTRY, must_change_password=held == "password")
    assert sign_in(client, officer.login_name).status_code == 302
    for rule, method in asked(application, "GET"):
        if is_public(application, rule) or rule.endpoint in WHERE_HELD | ALSO_HELD:
            continue
        answer = client.open(address_of(rule), method=method, headers=headers)
        assert answer.status_code == (403 if headers else 303), rule
        assert "示例" not in answer.text


def test_only_these_are_open_to_those_who_are_held(
    application: Flask, client: FlaskClient, platform: Platform
) -> None:
    officer = make_officer(platform, "ministry", MINISTRY, must_change_password=True)
    sign_in(client, officer.login_name)
    with platform.database.read() as session:
        assert session.get_one(Account, officer.account_id).must_change_password
    open_to_them = {
        rule.endpoint
        for rule, method in asked(application, "GET")
        if not is_public(application, rule)
        and client.open(address_of(rule), method=method).status_code == 200
    }
    assert open_to_them == {"account.password", "second_factor.begin"}

"""Browsers that an account knows: by a signed cookie, kept as a hash."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.web.support import Firm, Time, sign_in, token_of
from web.application import create_application
from web.config import Config
from web.models import SignInAttempt
from web.models_accounts import KnownDevice
from web.platform import Platform
from web.services.devices import LASTS, forget_old, is_known, remember

BROWSER = "0123456789abcdef" * 4


def knows(platform: Platform, account_id: int, browser: str = BROWSER) -> bool:
    with platform.database.read() as session:
        return is_known(platform, session, account_id, browser)


def rows(platform: Platform) -> list[tuple[int, str]]:
    with platform.database.read() as session:
        return [(each.account_id, each.device_hash) for each in session.scalars(select(KnownDevice))]


def test_browser_is_known_to_who_signed_in(any_platform: Platform) -> None:
    from tests.web.support import make_firm

    firm = make_firm(any_platform)
    assert not knows(any_platform, firm.account_id)
    remember(any_platform, firm.account_id, BROWSER)
    remember(any_platform, firm.account_id, BROWSER)
    assert knows(any_platform, firm.account_id)
    assert not knows(any_platform, firm.account_id, "")
    assert len(rows(any_platform)) == 1


def test_browser_is_forgotten_when_not_used_for_long(platform: Platform, firm: Firm, time: Time) -> None:
    remember(platform, firm.account_id, BROWSER)
    time.move(seconds=LASTS.total_seconds())
    assert not knows(platform, firm.account_id)
    time.move(seconds=1)
    forget_old(platform)
    assert rows(platform) == []


def test_cookie_is_signed_and_kept_as_a_hash(client: FlaskClient, platform: Platform, firm: Firm) -> None:
    header = next(
        each for each in sign_in(client, "tester").headers.getlist("Set-Cookie") if "device" in each
    )
    assert header.startswith("tidu-device=")
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    assert f"Max-Age={int(LASTS.total_seconds())}" in header
    cookie = client.get_cookie("tidu-device")
    assert cookie is not None
    assert rows(platform)[0][1] not in cookie.value
    assert cookie.value.split(".")[0] not in rows(platform)[0][1]


def test_cookie_is_locked_to_https_when_set(config: Config, platform: Platform, firm: Firm) -> None:
    client = create_application(replace(config, cookie_secure=True)).test_client()
    base = "https://localhost"
    token = client.get("/session", base_url=base).get_json()["csrf_token"]
    data = {"csrf_token": token, "login_name": "tester", "password": firm.password}
    response = client.post("/sign-in", data=data, base_url=base, headers={"Referer": f"{base}/sign-in"})
    header = next(each for each in response.headers.getlist("Set-Cookie") if "device" in each)
    assert header.startswith("__Host-tidu-device=")
    assert "Secure" in header


def test_cookie_outlives_signing_out(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    signed_in.post("/sign-out", data={"csrf_token": token_of(signed_in)})
    sign_in(signed_in, "tester", "wrong")
    with platform.database.read() as session:
        devices = session.scalars(select(SignInAttempt.device).order_by(SignInAttempt.id)).all()
    assert devices == [None, rows(platform)[0][1]]
    sign_in(signed_in, "tester")
    assert len(rows(platform)) == 1


@pytest.mark.parametrize("forged", ["", "secret", "secret.AAAAAAAAAAAAAAAAAAAAAAAAAAA", "\u00ff.x", "."])
def test_cookie_that_we_did_not_sign_is_none(
    application: Flask, platform: Platform, firm: Firm, forged: str
) -> None:
    client = application.test_client()
    client.set_cookie("tidu-device", forged)
    sign_in(client, "tester")
    assert len(rows(platform)) == 1
    cookie = client.get_cookie("tidu-device")
    assert cookie is not None
    assert cookie.value != forged

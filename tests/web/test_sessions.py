"""Signing in and out over HTTP, and what happens to what was typed when a session ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from flask_login import login_required
from hypothesis import given
from hypothesis import strategies as st

from tests.web.captchas import fields_of
from tests.web.support import PASSWORD, Firm, Time, hidden_fields, make_firm, sign_in, token_of
from web import messages
from web.application import create_application
from web.config import Config
from web.messages_sessions import CAPTCHA_FIRST, CAPTCHA_WRONG, SIGN_IN_NAME_MISSING
from web.models import Account, SignInAttempt
from web.platform import Platform
from web.requests import safe_path
from web.services.accounts import sign_out_everywhere
from web.services.lock_out import CAPTCHA_FROM, FREE_TRIES

OURS = {"Sec-Fetch-Site": "same-origin"}
TYPED = "甲 \"乙\"\n<丙> & '丁'"


@pytest.fixture
def application(application: Flask) -> Flask:
    """With one more page that takes a form, as the pages of a declaration do."""

    @application.post("/notes")
    @login_required
    def keep_note() -> dict[str, Any]:
        return {"kept": request.form.to_dict(), "json": request.get_json(silent=True)}

    return application


def send_json(client: FlaskClient, address: str, body: object, token: str | None = None) -> Any:
    return client.post(address, json=body, headers={"X-CSRFToken": token or token_of(client)})


# --- On the page ---------------------------------------------------------------------------------------------


def test_sign_in_goes_home(client: FlaskClient, firm: Firm) -> None:
    response = sign_in(client, "tester")
    assert (response.status_code, response.location) == (302, "/")
    assert "示例测试（厦门）有限公司" in client.get("/").text


def test_sign_in_goes_on_to_where_the_person_wanted_to_be(client: FlaskClient, firm: Firm) -> None:
    asked = client.get("/enterprise?tab=1")
    assert asked.location == "/sign-in?next=/enterprise?tab%3D1"
    assert sign_in(client, "tester", next="/enterprise?tab=1").location == "/enterprise?tab=1"


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil",
        "/x\u202e",
        "evil",
        "",
    ],
)
def test_sign_in_never_leads_to_another_site(client: FlaskClient, firm: Firm, target: str) -> None:
    assert sign_in(client, "tester", next=target).location == "/"


@given(st.text())
def test_safe_path_is_a_path_of_ours(target: str) -> None:
    found = safe_path(target)
    assert found is None or (found[0] == "/" and found[1:2] not in ("/", "\\"))


def test_sign_in_says_the_same_for_every_wrong_part(client: FlaskClient, firm: Firm) -> None:
    wrong, unknown = sign_in(client, "tester", "wrong"), sign_in(client, "nobody", "wrong")
    assert wrong.status_code == unknown.status_code == 401
    assert messages.SIGN_IN_WRONG in wrong.text
    assert messages.SIGN_IN_WRONG in unknown.text


def test_sign_in_keeps_the_login_name_and_not_the_password(client: FlaskClient, firm: Firm) -> None:
    page = sign_in(client, "tester", "wrong-secret").text
    assert 'value="tester"' in page
    assert "wrong-secret" not in page


def test_sign_in_asks_for_what_is_empty(client: FlaskClient) -> None:
    response = sign_in(client, "", "")
    assert response.status_code == 400
    assert SIGN_IN_NAME_MISSING in response.text
    assert "请填写密码。" in response.text


def test_sign_in_says_how_long_to_wait(client: FlaskClient, platform: Platform, firm: Firm) -> None:
    with platform.database.write() as session:
        session.add_all(
            SignInAttempt(login_name="tester", address="127.0.0.1", at=platform.clock.now())
            for _ in range(FREE_TRIES)
        )
    response = sign_in(client, "tester", PASSWORD)
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "30"
    assert messages.sign_in_locked(timedelta(seconds=30)) in response.text


def fail(client: FlaskClient, times: int = CAPTCHA_FROM) -> str:
    """Fail so often; the last page."""
    return [sign_in(client, "tester", "wrong").text for _ in range(times)][-1]


def test_captcha_is_shown_with_the_failure_before_the_one_that_needs_it(
    client: FlaskClient, platform: Platform, firm: Firm
) -> None:
    assert "/captcha/" not in fail(client, CAPTCHA_FROM - 1)
    page = fail(client, 1)
    response = sign_in(client, "tester", **fields_of(platform, page))
    assert (response.status_code, response.location) == (302, "/")


def test_captcha_left_out_is_asked_for(client: FlaskClient, firm: Firm) -> None:
    fail(client)
    response = sign_in(client, "tester")
    assert response.status_code == 401
    assert CAPTCHA_FIRST in response.text
    assert 'value="tester"' in response.text


def test_captcha_answered_wrong_gives_another(client: FlaskClient, platform: Platform, firm: Firm) -> None:
    page = fail(client)
    fields = fields_of(platform, page) | {"captcha_answer": "1000"}
    again = sign_in(client, "tester", **fields)
    assert CAPTCHA_WRONG in again.text
    assert fields["captcha_id"] not in again.text
    assert sign_in(client, "tester", **fields_of(platform, again.text)).status_code == 302


@pytest.mark.parametrize(("kind", "sign"), [("words", "captcha__question"), ("picture", "/captcha/")])
def test_captcha_is_changed_by_a_button_and_nothing_typed_is_lost(
    client: FlaskClient, firm: Firm, kind: str, sign: str
) -> None:
    fail(client)
    more = {"captcha": kind, "carried_to": "/notes", "carried.a": TYPED}
    response = sign_in(client, "tester", "", **more)
    assert response.status_code == 200
    assert sign in response.text
    assert ("/captcha/" in response.text) == (kind == "picture")
    assert 'value="tester"' in response.text
    assert hidden_fields(response.text) == {"carried.a": TYPED}


def test_captcha_in_words_stays_in_words(client: FlaskClient, firm: Firm) -> None:
    fail(client)
    response = sign_in(client, "tester", captcha_kind="words", captcha_answer="?", captcha_id="x")
    assert "captcha__question" in response.text
    assert "/captcha/" not in response.text


def test_captcha_is_not_asked_in_a_browser_that_was_here(signed_in: FlaskClient, firm: Firm) -> None:
    signed_in.post("/sign-out", data={"csrf_token": token_of(signed_in)})
    assert "/captcha/" not in fail(signed_in, FREE_TRIES)


def test_captcha_is_shown_at_once_where_many_names_failed(client: FlaskClient, firm: Firm) -> None:
    for number in range(5):
        sign_in(client, f"guess{number}", "wrong")
    assert "/captcha/" in client.get("/sign-in").text


def test_sign_in_from_one_address_is_limited(config: Config, platform: Platform) -> None:
    client = create_application(replace(config, sign_in_limit="3 per minute")).test_client()
    statuses = [sign_in(client, f"name{number}", "wrong").status_code for number in range(4)]
    assert statuses == [401, 401, 401, 429]


def test_sign_in_starts_a_session_of_its_own(client: FlaskClient, firm: Firm) -> None:
    before = token_of(client)
    with client.session_transaction() as session:
        session["left_over"] = "x"
    sign_in(client, "tester")
    with client.session_transaction() as session:
        assert "left_over" not in session
    assert send_json(client, "/notes", {}, before).status_code == 400


def test_sign_out_ends_the_session(signed_in: FlaskClient) -> None:
    signed_in.post("/sign-out", data={"csrf_token": token_of(signed_in)})
    assert signed_in.get("/enterprise").status_code == 302


def test_sign_out_makes_the_cookie_worthless(signed_in: FlaskClient) -> None:
    """An answer that was still under way may set the cookie of before again."""
    cookie = signed_in.get_cookie("tidu")
    assert cookie is not None
    signed_in.post("/sign-out", data={"csrf_token": token_of(signed_in)})
    signed_in.set_cookie("tidu", cookie.value)
    assert signed_in.get("/enterprise").status_code == 302
    assert signed_in.get("/session").get_json()["account"] is None


def test_sign_in_gives_a_secret_of_its_own_each_time(application: Flask, firm: Firm) -> None:
    secrets = set()
    for _ in range(2):
        client = application.test_client()
        sign_in(client, "tester")
        with client.session_transaction() as session:
            secrets.add(session["_user_id"])
    assert len(secrets) == 2


def test_sign_in_over_a_session_ends_it(application: Flask, signed_in: FlaskClient, firm: Firm) -> None:
    """Whoever planted their own session in a browser learns nothing of what begins there."""
    planted = signed_in.get_cookie("tidu")
    assert planted is not None
    sign_in(signed_in, "tester")
    other = application.test_client()
    other.set_cookie("tidu", planted.value)
    assert other.get("/enterprise").status_code == 302
    assert signed_in.get("/enterprise").status_code == 200


@pytest.fixture
def as_shipped(config: Config, platform: Platform, firm: Firm, time: Time) -> FlaskClient:
    """Signed in where sessions last as long as they do without any setting."""
    settings = replace(config, session_minutes=Config.session_minutes, session_hours=Config.session_hours)
    client = create_application(settings, clock=time.clock).test_client()
    sign_in(client, "tester")
    return client


def test_session_ends_when_nothing_was_asked_for_two_hours(as_shipped: FlaskClient, time: Time) -> None:
    for _ in range(2):
        time.move(minutes=119)
        assert as_shipped.get("/enterprise").status_code == 200
    time.move(minutes=120)
    assert as_shipped.get("/enterprise").status_code == 302


def test_session_ends_after_twelve_hours_however_busy(as_shipped: FlaskClient, time: Time) -> None:
    for _ in range(7):
        time.move(minutes=100)
        assert as_shipped.get("/enterprise").status_code == 200
    time.move(minutes=20)
    assert as_shipped.get("/enterprise").status_code == 302


def test_session_of_a_closed_account_ends(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    with platform.database.write() as session:
        session.get_one(Account, firm.account_id).active = False
    assert signed_in.get("/enterprise").status_code == 302


def test_sign_out_needs_a_token(signed_in: FlaskClient) -> None:
    signed_in.post("/sign-out")
    assert signed_in.get("/enterprise").status_code == 200


def test_sign_out_is_not_a_link(signed_in: FlaskClient) -> None:
    assert signed_in.get("/sign-out").status_code == 405


def test_sign_out_everywhere_ends_other_sessions(application: Flask, signed_in: FlaskClient) -> None:
    other = application.test_client()
    sign_in(other, "tester")
    signed_in.post("/sign-out-everywhere", data={"csrf_token": token_of(signed_in)})
    assert other.get("/enterprise").status_code == 302


def test_session_lasts_as_long_as_set(config: Config, platform: Platform, firm: Firm) -> None:
    client = create_application(replace(config, session_minutes=45)).test_client()
    response = sign_in(client, "tester")
    assert "HttpOnly" in response.headers["Set-Cookie"]
    assert client.get("/session").get_json()["minutes"] == 45


def test_session_is_renewed_by_every_request(signed_in: FlaskClient) -> None:
    assert "tidu=" in signed_in.get("/enterprise").headers["Set-Cookie"]


def test_session_cookie_is_locked_to_https_when_set(config: Config, platform: Platform, firm: Firm) -> None:
    client = create_application(replace(config, cookie_secure=True)).test_client()
    response = client.get("/session", base_url="https://localhost")
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-tidu=")
    assert "Secure" in cookie
    assert "SameSite=Lax" in cookie


def test_session_with_a_forged_cookie_is_nobody(client: FlaskClient, firm: Firm) -> None:
    client.set_cookie("tidu", "eyJfdXNlcl9pZCI6IjEuMCJ9.aaaaaa.bbbbbbbbbbbbbbbbbbbb")
    assert client.get("/enterprise").status_code == 302


# --- Over the page -------------------------------------------------------------------------------------------


def test_request_without_a_session_is_told_so(client: FlaskClient) -> None:
    response = client.post("/notes", json={"a": 1}, headers={"X-CSRFToken": "of another time"})
    assert response.status_code == 401
    assert response.get_json()["error"]["code"] == "signed_out"


def test_signing_in_again_gives_a_token_that_works(client: FlaskClient, firm: Firm) -> None:
    answer = send_json(client, "/session", {"login_name": "tester", "password": PASSWORD})
    assert answer.get_json()["account"]["id"] == firm.account_id
    assert send_json(client, "/notes", {"a": 1}, answer.get_json()["csrf_token"]).get_json()["json"] == {
        "a": 1
    }


def test_signing_in_again_refuses_another_account(
    client: FlaskClient, platform: Platform, firm: Firm
) -> None:
    make_firm(platform, "other", "91440305MADEM002XW")
    body = {"login_name": "other", "password": PASSWORD, "account": firm.account_id}
    response = send_json(client, "/session", body)
    assert (response.status_code, response.get_json()["error"]["code"]) == (403, "other_account")
    assert client.get("/enterprise").status_code == 302


def test_signing_in_again_leads_to_the_page_for_a_captcha(client: FlaskClient, firm: Firm) -> None:
    body = {"login_name": "tester", "password": "wrong"}
    answers = [send_json(client, "/session", body).get_json()["error"] for _ in range(CAPTCHA_FROM + 1)]
    assert [each["code"] for each in answers] == ["wrong"] * CAPTCHA_FROM + ["captcha"]
    assert [each.get("link") for each in answers] == [None, None, "/sign-in", "/sign-in"]


def test_signing_in_again_with_a_wrong_password_says_so(client: FlaskClient, firm: Firm) -> None:
    response = send_json(client, "/session", {"login_name": "tester", "password": "wrong"})
    assert response.status_code == 401
    assert response.get_json() == {"error": {"code": "wrong", "message": messages.SIGN_IN_WRONG}}


@pytest.mark.parametrize(
    "body",
    [
        [],
        "x",
        1,
        {},
        {"login_name": 1, "password": "x"},
        {"login_name": "x", "password": "y", "account": "1"},
    ],
)
def test_signing_in_again_refuses_a_strange_body(client: FlaskClient, body: object) -> None:
    response = send_json(client, "/session", body)
    assert (response.status_code, response.get_json()["error"]["code"]) == (400, "bad_request")


def test_signing_in_again_needs_a_token(client: FlaskClient, firm: Firm) -> None:
    body = {"login_name": "tester", "password": PASSWORD}
    response = client.post("/session", json=body)
    assert (response.status_code, response.get_json()["error"]["code"]) == (400, "stale_token")


def test_token_of_an_older_session_is_told_from_being_signed_out(signed_in: FlaskClient) -> None:
    response = send_json(signed_in, "/notes", {}, "of another time")
    assert (response.status_code, response.get_json()["error"]["code"]) == (400, "stale_token")


def test_session_tells_who_is_signed_in(signed_in: FlaskClient, firm: Firm) -> None:
    assert signed_in.get("/session").get_json()["account"] == {
        "id": firm.account_id,
        "name": "测试用户",
        "enterprise": "示例测试（厦门）有限公司",
    }


# --- Without JavaScript, what was typed survives ---------------------------------------------------------------


def test_form_sent_after_the_session_ended_is_kept_and_sent_again(client: FlaskClient, firm: Firm) -> None:
    asked = client.post("/notes", data={"a.b": TYPED, "csrf_token": "old"}, headers=OURS)
    assert asked.status_code == 401
    carried = hidden_fields(asked.text)
    assert carried == {"carried.a.b": TYPED}
    resend = sign_in(client, "tester", carried_to="/notes", **carried)
    assert resend.status_code == 200
    fields = hidden_fields(resend.text)
    token = token_of(client)
    assert client.post("/notes", data=fields | {"csrf_token": token}).get_json()["kept"]["a.b"] == TYPED


def test_form_is_kept_over_a_wrong_password(client: FlaskClient, firm: Firm) -> None:
    page = sign_in(client, "tester", "wrong", carried_to="/notes", **{"carried.a": TYPED}).text
    assert hidden_fields(page) == {"carried.a": TYPED}


@pytest.mark.parametrize("is_signed_in", [True, False])
@pytest.mark.parametrize(
    ("address", "secrets"),
    [
        ("/account/password", ("current", "password", "repeated")),
        ("/account/mobile", ("current", "code")),
        ("/account/second-factor", ("password", "code")),
        ("/account/second-factor/off", ("password",)),
        ("/account/second-factor/codes", ("password",)),
    ],
)
def test_password_is_never_kept_for_sending_again(
    client: FlaskClient, firm: Firm, address: str, secrets: tuple[str, ...], is_signed_in: bool
) -> None:
    if is_signed_in:
        sign_in(client, firm.login_name)
    typed = dict.fromkeys(secrets, "secret-Words-1")
    page = client.post(address, data={**typed, "contact": TYPED, "csrf_token": "old"}, headers=OURS).text
    assert "secret-Words-1" not in page
    assert [*hidden_fields(page).values()] == [TYPED]


def test_form_with_a_token_of_an_older_session_is_offered_again(signed_in: FlaskClient) -> None:
    response = signed_in.post("/notes", data={"a": TYPED, "csrf_token": "old"}, headers=OURS)
    assert response.status_code == 400
    assert hidden_fields(response.text) == {"a": TYPED}


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}]
)
def test_form_from_another_site_is_never_kept(
    client: FlaskClient, firm: Firm, headers: dict[str, str]
) -> None:
    response = client.post("/notes", data={"a": TYPED}, headers=headers)
    assert response.status_code == 401
    assert hidden_fields(response.text) == {}


def test_form_from_another_site_is_refused_while_signed_in(signed_in: FlaskClient) -> None:
    response = signed_in.post("/notes", data={"a": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 400
    assert hidden_fields(response.text) == {}


def test_sign_in_page_that_was_open_too_long_asks_again(client: FlaskClient, firm: Firm) -> None:
    data = {"csrf_token": "old", "login_name": "tester", "password": PASSWORD, "carried_to": "/notes"}
    response = client.post("/sign-in", data=data | {"carried.a": TYPED}, headers=OURS)
    assert response.status_code == 400
    assert messages.STALE_PAGE in response.text
    assert PASSWORD not in response.text
    assert hidden_fields(response.text) == {"carried.a": TYPED}


def test_session_ended_elsewhere_is_noticed_at_the_next_request(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    token = token_of(signed_in)
    sign_out_everywhere(platform, firm.account_id)
    response = send_json(signed_in, "/notes", {}, token)
    assert (response.status_code, response.get_json()["error"]["code"]) == (401, "signed_out")


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, " 1 秒"), (30, " 30 秒"), (60, " 60 秒"), (61, " 2 分钟"), (900, " 15 分钟")]
)
def test_waiting_time_is_never_shorter_than_it_is(seconds: float, text: str) -> None:
    assert messages.duration(timedelta(seconds=seconds)) == text

"""The pages to register on: what they ask, what they give back, what they refuse."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.web.pages import Form, form_to, press
from tests.web.support import Time, make_config, make_firm, token_of
from tests.web.test_registration import (
    CARD,
    CREDIT_CODE,
    MAILBOX,
    ORGANISATION,
    PASSWORD,
    PHONE,
    account_of,
    last_code,
    other_than,
)
from web import messages_registration as messages
from web.application import create_application
from web.config import Config
from web.models import Account, Enterprise
from web.platform import Platform
from web.services import attempts, codes, delivery, devices, identity_files, sessions
from web.services.registration import AGREEMENT

MODULE = {"Accept": "application/json"}
SEND = ("send_code", "1")
LEGAL = {
    "login_name": "Example_01",
    "legal_kind": "enterprise",
    "credit_code": CREDIT_CODE,
    "name": "示例（福州）有限公司",
    "password": PASSWORD,
    "repeated": PASSWORD,
    "email": MAILBOX,
    "mobile": PHONE,
    "agreed": "y",
}
NATURAL = {
    "login_name": "Example_02",
    "name": "示例甲",
    "id_kind": "id_card",
    "id_number": CARD,
    "password": PASSWORD,
    "repeated": PASSWORD,
    "email": MAILBOX,
    "mobile": PHONE,
    "agreed": "y",
}
GIVEN = {"legal": LEGAL, "natural": NATURAL}


@pytest.fixture
def config(tmp_path: Path, sqlite_url: str) -> Config:
    """A platform that shows what it would send."""
    return replace(make_config(tmp_path, sqlite_url), demonstration=True)


def filled(client: FlaskClient, kind: str = "legal", **changed: str) -> Form:
    """The form of the page with everything typed but the code."""
    form = form_to(client.get(f"/register/{kind}").text, "/register/")
    for name, value in {**GIVEN[kind], **changed}.items():
        enter(form, name, value)
    return form


def enter(form: Form, name: str, value: str) -> None:
    """Type into a field, or choose in a list, whose first entry is then not sent any more."""
    form.type(name, *([value] if value else []))
    form.values = [pair for pair in form.values if pair != (name, "")]


def with_code(client: FlaskClient, platform: Platform, kind: str = "legal", **changed: str) -> Form:
    """The same with the code that was sent for it."""
    form = filled(client, kind, **changed)
    assert press(client, form, SEND).status_code == 200
    form.type("code", last_code(platform))
    return form


def accounts(platform: Platform) -> int:
    with platform.database.read() as session:
        return session.scalar(select(func.count()).select_from(Account)) or 0


def summary(response: TestResponse) -> list[str]:
    """The sentences of the error summary."""
    found = re.search(r'<ul class="error-summary__list">(.*?)</ul>', response.text, re.DOTALL)
    return re.findall(r'<li><a href="#\w+">(.*?)</a></li>', found.group(1)) if found else []


def error_at(response: TestResponse, field: str) -> str:
    """The sentence at one field."""
    found = re.search(rf'id="{field}-error"><span[^>]*>错误：</span>(.*?)</p>', response.text, re.DOTALL)
    return found.group(1).strip() if found else ""


# --- The way through -----------------------------------------------------------------------------------------


def test_page_says_who_needs_which_account(client: FlaskClient) -> None:
    page = client.get("/register").text
    assert "只有法人账号可以申报" in page
    assert "自然人账号供受邀为企业填报的同事使用" in page
    assert 'href="/register/legal"' in page
    assert 'href="/register/natural"' in page


@pytest.mark.parametrize("kind", ["legal", "natural"])
def test_registering_signs_in_and_asks_to_verify(client: FlaskClient, platform: Platform, kind: str) -> None:
    done = press(client, with_code(client, platform, kind), follow=False)
    assert (done.status_code, done.headers["Location"]) == (303, "/register/done")
    page = client.get("/register/done").text
    assert "您的账号尚未进行实名认证" in page
    assert 'href="/identity"' in page
    assert 'href="/"' in page
    assert (
        client.get("/session").get_json()["account"]["id"]
        == account_of(platform, f"example_0{1 if kind == 'legal' else 2}").id
    )


def test_natural_person_is_told_what_an_enterprise_needs(client: FlaskClient, platform: Platform) -> None:
    page = press(client, with_code(client, platform, "natural")).text
    assert "企业的申报和登记要用法人账号办理" in page


def test_registering_goes_on_to_where_it_was_asked_for(client: FlaskClient, platform: Platform) -> None:
    form = with_code(client, platform, "natural", next="/invitations/abc")
    assert press(client, form, follow=False).headers["Location"] == "/invitations/abc"


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com", "/\\example.com"])
def test_registering_goes_on_within_the_site_only(
    client: FlaskClient, platform: Platform, target: str
) -> None:
    assert "example.com" not in client.get("/register", query_string={"next": target}).text
    form = with_code(client, platform, next=target)
    assert press(client, form, follow=False).headers["Location"] == "/register/done"


def test_session_of_before_does_not_last(client: FlaskClient, platform: Platform) -> None:
    """Whoever planted a session in this browser does not hold the one that begins now."""
    form = with_code(client, platform)
    planted = client.get_cookie("tidu")
    press(client, form)
    assert planted is not None
    other = client.application.test_client()
    other.set_cookie("tidu", planted.value)
    assert other.get("/session").get_json()["account"] is None


def test_login_name_in_capitals_is_the_same_name(client: FlaskClient, platform: Platform) -> None:
    press(client, with_code(client, platform, login_name="EXAMPLE_01"))
    assert account_of(platform, "example_01").agreement == AGREEMENT


def test_body_with_an_organisation_code_registers(client: FlaskClient, platform: Platform) -> None:
    press(client, with_code(client, platform, legal_kind="social", credit_code="80210043-3"))
    with platform.database.read() as session:
        assert session.scalars(select(Enterprise)).one().credit_code == ORGANISATION


def test_name_keeps_its_brackets_and_loses_blanks_around_it(client: FlaskClient, platform: Platform) -> None:
    press(client, with_code(client, platform, name="\u3000示例（福州）(二期)有限公司 "))
    with platform.database.read() as session:
        assert session.scalars(select(Enterprise)).one().name == "示例（福州）(二期)有限公司"


# --- What is wrong -------------------------------------------------------------------------------------------


def test_everything_that_is_wrong_is_told_at_once_in_the_order_of_the_page(client: FlaskClient) -> None:
    response = press(client, form_to(client.get("/register/legal").text, "/register/"))
    assert response.status_code == 422
    assert summary(response) == [
        messages.LOGIN_NAME_MISSING,
        messages.LEGAL_KIND_MISSING,
        messages.CREDIT_CODE_MISSING,
        messages.ENTERPRISE_NAME_MISSING,
        messages.PASSWORD_MISSING,
        messages.REPEATED_MISSING,
        messages.EMAIL_MISSING,
        messages.MOBILE_MISSING,
        messages.CODE_MISSING,
        messages.AGREEMENT_MISSING,
    ]


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("login_name", "短", "登录名只能用"),
        ("credit_code", "91350100M000100Y44", "最后一位“4”与前 17 位对不上"),
        ("credit_code", "802100433", "18 位"),
        ("legal_kind", "kingdom", "请选择法人类型"),
        ("name", "长" * 101, "最多 100 个字，现在有 101 个"),
        ("password", "short-1", "9–16 个字符"),
        ("password", "Example_01-x", "不能包含登录名"),
        ("password", "P@ssw0rd2026!", "太常见"),
        ("repeated", "kiln-Roof-28", "不一致"),
        ("email", "clerk@", "电子邮箱不正确"),
        ("mobile", "12345", "手机号不正确"),
        ("agreed", "", "同意后勾选"),
    ],
)
def test_field_says_what_is_wrong_with_it(client: FlaskClient, field: str, typed: str, told: str) -> None:
    form = filled(client)
    enter(form, field, typed)
    assert told in error_at(press(client, form), field)


@pytest.mark.parametrize(
    ("kind", "number", "told"),
    [
        ("id_card", "110105194912310021", "最后一位与前 17 位对不上"),
        ("passport", "E1", "5–30 个字母"),
        ("passport", "E12345678", ""),
        ("", CARD, ""),
    ],
)
def test_number_is_checked_by_the_kind_of_document(
    client: FlaskClient, kind: str, number: str, told: str
) -> None:
    form = filled(client, "natural", id_number=number)
    enter(form, "id_kind", kind)
    response = press(client, form)
    assert told in error_at(response, "id_number")
    assert bool(error_at(response, "id_number")) == bool(told)


def test_what_was_typed_comes_back_but_secrets_do_not(client: FlaskClient) -> None:
    response = press(client, filled(client, email="not an address"))
    form = form_to(response.text, "/register/")
    assert {name: form.value(name) for name in LEGAL} == {
        **LEGAL,
        "email": "not an address",
        "password": "",
        "repeated": "",
    }
    assert PASSWORD not in response.text
    assert form.value("code") == ""


def test_good_password_is_only_spoken_of(client: FlaskClient) -> None:
    page = press(client, filled(client, email="not an address")).text
    assert "刚才填写的密码符合要求，强度：高" in page
    assert "强度：高" not in press(client, filled(client, password="12345", repeated="12345")).text


def test_code_that_is_wrong_is_told_at_its_field(client: FlaskClient, platform: Platform) -> None:
    form = with_code(client, platform)
    right = form.value("code") or ""
    form.type("code", other_than(right))
    response = press(client, form)
    assert error_at(response, "code") == "验证码不正确，还可以再试 4 次。"
    assert accounts(platform) == 0
    form.type("code", right)
    assert press(client, form, follow=False).status_code == 303


def test_enterprise_that_has_an_account_is_shown_the_ways_out(
    client: FlaskClient, platform: Platform
) -> None:
    make_firm(platform, credit_code=CREDIT_CODE)
    response = press(client, filled(client, email="", code=""))
    assert error_at(response, "credit_code") == messages.CREDIT_CODE_TAKEN
    assert messages.EMAIL_MISSING in summary(response)
    box = re.search(r'data-told-with="credit_code">(.*?)</div>', response.text, re.DOTALL)
    assert box is not None
    for address in ("/sign-in", "/recover/password", "/recover/name", "/recover/mobile/manual"):
        assert f'href="{address}"' in box.group(1)


def test_ways_out_are_hidden_until_they_are_needed(client: FlaskClient) -> None:
    assert 'data-told-with="credit_code" hidden>' in client.get("/register/legal").text


def test_no_code_is_sent_for_an_enterprise_that_has_an_account(
    client: FlaskClient, platform: Platform
) -> None:
    make_firm(platform, credit_code=CREDIT_CODE)
    response = press(client, filled(client), SEND)
    assert error_at(response, "credit_code") == messages.CREDIT_CODE_TAKEN
    assert delivery.list_outbox(platform) == ()


def test_login_name_that_is_taken_is_told_with_a_right_code_only(
    client: FlaskClient, platform: Platform
) -> None:
    make_firm(platform, "example_01")
    form = with_code(client, platform)
    right = form.value("code") or ""
    form.type("code", other_than(right))
    assert error_at(press(client, form), "login_name") == ""
    form.type("code", right)
    assert error_at(press(client, form), "login_name") == messages.LOGIN_NAME_TAKEN
    form.type("login_name", "example_99")
    assert press(client, form, follow=False).status_code == 303


@pytest.mark.parametrize("name", ["login_name", "name", "credit_code", "email", "mobile", "code"])
@pytest.mark.parametrize("typed", ["\x00", "\u202e示例", "<script>alert(1)</script>", "9" * 100_000])
def test_strange_input_is_refused_calmly(client: FlaskClient, name: str, typed: str) -> None:
    form = filled(client)
    form.type(name, typed)
    response = press(client, form)
    assert response.status_code == 422
    assert "<script>alert" not in response.text


# --- Sending a code ------------------------------------------------------------------------------------------


def test_button_sends_a_code_and_shows_the_page_as_it_was(client: FlaskClient, platform: Platform) -> None:
    response = press(client, filled(client), SEND)
    assert response.status_code == 200
    assert "验证码已发送到 138****1234" in response.text
    assert PHONE not in response.text.replace(f'value="{PHONE}"', "")
    form = form_to(response.text, "/register/")
    assert {name: form.value(name) for name in LEGAL} == {**LEGAL, "password": "", "repeated": ""}
    assert 'data-wait="60"' in response.text
    assert delivery.list_outbox(platform)[0].text.startswith("验证码 ")


def test_button_asks_for_the_telephone_alone(client: FlaskClient) -> None:
    form = form_to(client.get("/register/legal").text, "/register/")
    assert summary(press(client, form, SEND)) == [messages.MOBILE_MISSING]


def test_button_pressed_again_says_how_long_to_wait(client: FlaskClient) -> None:
    form = filled(client)
    press(client, form, SEND)
    response = press(client, form, SEND)
    assert (response.status_code, response.headers["Retry-After"]) == (429, "60")
    assert error_at(response, "code") == "验证码刚刚发过，请在 60 秒后再获取。"


def test_module_is_told_in_json(client: FlaskClient, time: Time) -> None:
    form = filled(client)
    sent = press(client, form, SEND, headers=MODULE)
    assert sent.get_json() == {
        "sent": True,
        "wait": 60,
        "message": "验证码已发送到 138****1234，5 分钟内有效。没有收到的，60 秒后可以重新获取。",
    }
    time.move(seconds=20)
    again = press(client, form, SEND, headers=MODULE)
    assert again.status_code == 429
    assert again.get_json()["error"] == {
        "code": "too_soon",
        "message": "验证码刚刚发过，请在 40 秒后再获取。",
        "wait": 40,
    }


def test_module_is_told_which_field_is_wrong(client: FlaskClient) -> None:
    response = press(client, filled(client, mobile="1"), SEND, headers=MODULE)
    assert response.status_code == 422
    assert response.get_json()["error"] == {
        "code": "wrong",
        "message": messages.MOBILE_WRONG,
        "fields": {"mobile": messages.MOBILE_WRONG},
    }


def test_enter_key_does_not_send_a_code(client: FlaskClient) -> None:
    """The first button of a form is the one that the key presses."""
    form = client.get("/register/legal").text.split('action="/register/legal"')[1]
    first = re.search(r"<button[^>]*>", form)
    assert first is not None
    assert "send_code" not in first.group()


# --- What guards it ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("button", [None, SEND])
def test_form_without_its_token_is_shown_again(
    client: FlaskClient, platform: Platform, button: tuple[str, str] | None
) -> None:
    form = with_code(client, platform)
    form.type("csrf_token", "forged")
    sent = len(delivery.list_outbox(platform))
    response = press(client, form, button)
    assert response.status_code == 400
    assert "页面停留时间过长，请再操作一次。" in response.text
    assert PASSWORD not in response.text
    assert (accounts(platform), len(delivery.list_outbox(platform))) == (0, sent)
    again = form_to(response.text, "/register/")
    assert again.value("name") == LEGAL["name"]
    for name, value in (("password", PASSWORD), ("repeated", PASSWORD), ("code", form.value("code") or "")):
        again.type(name, value)
    assert press(client, again, follow=False).status_code == 303


def test_module_without_its_token_is_told_so(client: FlaskClient) -> None:
    form = filled(client)
    form.type("csrf_token", "forged")
    response = press(client, form, SEND, headers=MODULE)
    assert (response.status_code, response.get_json()["error"]["code"]) == (400, "stale_token")


@pytest.fixture
def few(tmp_path: Path, sqlite_url: str, application: Flask, time: Time) -> Iterator[FlaskClient]:
    """Where three attempts an hour are let pass from one address."""
    config = replace(make_config(tmp_path, sqlite_url), registration_limit="3 per hour")
    limited = create_application(config, clock=time.clock)
    yield limited.test_client()
    limited.extensions["tidu"].database.dispose()


def test_registrations_from_one_address_are_limited(few: FlaskClient) -> None:
    token = token_of(few)
    answers = [few.post("/register/natural", data={"csrf_token": token}).status_code for _ in range(4)]
    assert answers == [422, 422, 422, 429]
    assert few.get("/register/natural").status_code == 200


def test_nothing_personal_is_logged(
    client: FlaskClient, platform: Platform, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    form = with_code(client, platform, "natural")
    press(client, form)
    press(client, filled(client, "natural", mobile="1380000123"))
    for secret in (PHONE, CARD, MAILBOX, PASSWORD, form.value("code") or "", "示例甲", "1380000123"):
        assert secret not in caplog.text


# --- What is agreed to ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["registration", "privacy"])
def test_agreement_is_a_page_with_its_edition(client: FlaskClient, which: str) -> None:
    page = client.get(f"/agreements/{which}").text
    assert f"版本：{AGREEMENT}。" in page
    assert f'href="/agreements/{which}"' in client.get("/register/legal").text


def test_privacy_policy_tells_how_long_things_are_really_kept(client: FlaskClient) -> None:
    page = client.get("/agreements/privacy").text
    for sentence in (
        f"发送记录保存 {delivery.KEPT.days} 天",
        f"验证码和链接的摘要：{codes._KEPT.days} 天",
        f"登录尝试的记录：{attempts._KEPT.days} 天",
        f"登录会话的记录：最后一次使用后 {sessions._KEPT.days} 天",
        f"浏览器的标识：最后一次使用后 {devices.LASTS.days} 天",
        f"未通过或撤回的，{identity_files.KEPT.days} 天",
        f"没有提交的，{identity_files.KEPT_UNSENT.days} 天",
        f"又没有提交的，{identity_files.KEPT_OF_STRANGERS.days} 天",
    ):
        assert sentence in page

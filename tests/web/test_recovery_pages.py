"""The pages of 账号找回 and 忘记密码: the same to look at whoever exists, and what was typed stays."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.owners import (
    CREDIT_CODE,
    FIRM_NAME,
    MAILBOX,
    MOBILE,
    NEW_PASSWORD,
    OTHER_MOBILE,
    PASSWORD,
    PLACE,
    codes_kept,
    last_code,
    last_link,
    make_owner,
    read_account,
)
from tests.web.pages import Form, form_to, press
from tests.web.receivers import gateway, mail_server
from tests.web.support import Firm, Time, make_config, sign_in
from web.application import create_application
from web.config import Config
from web.migrations import upgrade_database
from web.platform import Platform
from web.services import passwords, recovery
from web.services.delivery import send_due
from web.services.passwords import verify_password
from web.services.recovery import Claim

MODULE = {"Accept": "application/json"}
BY_MAIL = Claim("tester", MAILBOX)


@pytest.fixture
def config(tmp_path: Path, sqlite_url: str) -> Config:
    """A platform that shows what it would send."""
    return replace(make_config(tmp_path, sqlite_url), demonstration=True)


@pytest.fixture
def owner(platform: Platform) -> Firm:
    return make_owner(platform)


def password_is(platform: Platform, owner: Firm, password: str) -> bool:
    return verify_password(read_account(platform, owner.account_id).password_hash, password)


SEND = ("send_code", "1")


def form_of(client: FlaskClient, path: str) -> Form:
    return form_to(client.get(path).text, "/recover")


def typed(client: FlaskClient, path: str, **values: str) -> Form:
    form = form_of(client, path)
    for name, value in values.items():
        form.type(name, value)
    return form


def seen(answer: TestResponse) -> tuple[int, str, dict[str, str]]:
    """What can be seen of an answer: without what is random, and without what was typed."""
    text = re.sub(r"<input[^>]*csrf_token[^>]*>", "", answer.text)
    text = re.sub(r' value="[^"]*"', "", text)
    headers = {name: "" if name == "Set-Cookie" else value for name, value in answer.headers.items()}
    headers.pop("Content-Length", None)
    return answer.status_code, text, headers


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each slow hash that is reckoned while the test runs."""
    made: list[str] = []
    real = passwords._hasher

    class Counting:
        def hash(self, password: str) -> str:
            made.append("hash")
            return real.hash(password)

        def verify(self, kept: str, password: str) -> bool:
            made.append("verify")
            return real.verify(kept, password)

        def check_needs_rehash(self, kept: str) -> bool:
            return real.check_needs_rehash(kept)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    return made


def test_asking_for_a_code_looks_the_same_whoever_exists(application: Flask, owner: Firm) -> None:
    answers, kept = [], []
    for who in ("tester", "nobody-here"):
        client, before = application.test_client(), codes_kept(application.extensions["tidu"])
        form = typed(
            client, "/recover/password", who=who, mobile=MOBILE if who == "tester" else "13800001235"
        )
        answers.append(seen(press(client, form, SEND)))
        kept.append(codes_kept(application.extensions["tidu"]) - before)
    known, unknown = answers
    assert known[0] == 200
    assert "如果填写的账号绑定了" in known[1]
    assert known == (unknown[0], unknown[1].replace("138****1235", "138****1234"), unknown[2])
    assert kept == [1, 1]


def test_asking_for_a_code_as_json_looks_the_same_whoever_exists(application: Flask, owner: Firm) -> None:
    answers = []
    for who, mobile in (("tester", MOBILE), ("nobody-here", OTHER_MOBILE)):
        client = application.test_client()
        form = typed(client, "/recover/password", who=who, mobile=mobile)
        answer = press(client, form, SEND, headers=MODULE)
        found = answer.get_json()
        answers.append((answer.status_code, sorted(found), found["sent"], found["wait"]))
    assert answers[0] == answers[1] == (200, ["message", "sent", "wait"], True, 60)


def test_wrong_code_looks_the_same_whoever_exists(application: Flask, owner: Firm, hashes: list[str]) -> None:
    answers, counted = [], []
    for who in ("tester", "nobody-here"):
        client = application.test_client()
        mobile = MOBILE if who == "tester" else OTHER_MOBILE
        press(client, typed(client, "/recover/password", who=who, mobile=mobile), SEND)
        form = typed(client, "/recover/password", who=who, mobile=mobile, code="000000")
        form.type("password", NEW_PASSWORD)
        form.type("repeated", NEW_PASSWORD)
        hashes.clear()
        status, text, headers = seen(press(client, form))
        answers.append((status, text.replace(mobile, ""), headers))
        counted.append(list(hashes))
    assert answers[0] == answers[1]
    assert answers[0][0] == 422
    assert "还可以再试 4 次" in answers[0][1]
    assert counted == [["hash"], ["hash"]]


def test_asking_for_a_link_looks_the_same_whoever_exists(application: Flask, owner: Firm) -> None:
    answers = []
    for who, email in (("tester", MAILBOX), ("nobody-here", "clerk@example.net")):
        client = application.test_client()
        status, text, headers = seen(
            press(client, typed(client, "/recover/password/mail", who=who, email=email))
        )
        answers.append((status, text.replace("example.net", "example.com"), headers))
    assert answers[0] == answers[1]
    assert "如果填写的账号绑定了 c***@example.com，邮件已发送" in answers[0][1]


def test_finding_a_name_looks_the_same_whoever_exists(application: Flask, platform: Platform) -> None:
    make_owner(platform)
    answers = []
    for number, mobile in ((CREDIT_CODE, MOBILE), ("91440305MADEM002XW", OTHER_MOBILE)):
        client = application.test_client()
        fields = {"name": FIRM_NAME, "number": number, "contact": mobile}
        press(client, typed(client, "/recover/name", **fields), SEND)
        form = typed(client, "/recover/name", **fields, code=last_code(platform))
        status, text, headers = seen(press(client, form))
        answers.append((status, text.replace("139****5678", "138****1234"), headers))
    assert answers[0] == answers[1]
    assert "查找结果已发送到 138****1234" in answers[0][1]
    assert "tester" not in answers[0][1]


def set_on_page(client: FlaskClient, platform: Platform) -> TestResponse:
    """Forget a password and set a new one, as a browser without modules does."""
    sent = press(client, typed(client, "/recover/password", who="tester", mobile=MOBILE), SEND)
    form = form_to(sent.text, "/recover/password")
    assert (form.value("who"), form.value("mobile"), form.value("code")) == ("tester", MOBILE, "")
    for name, value in (
        ("code", last_code(platform)),
        ("password", NEW_PASSWORD),
        ("repeated", NEW_PASSWORD),
    ):
        form.type(name, value)
    return press(client, form)


def test_password_is_set_on_the_page_and_leads_to_signing_in(
    client: FlaskClient, platform: Platform, owner: Firm
) -> None:
    answer = set_on_page(client, platform)
    assert answer.request.path == "/sign-in"
    assert "新密码已设置" in answer.text
    assert sign_in(client, "tester", NEW_PASSWORD).status_code == 302


def test_browser_that_set_the_password_is_not_locked_out_by_strangers(
    application: Flask, client: FlaskClient, platform: Platform, owner: Firm
) -> None:
    set_on_page(client, platform)
    stranger = application.test_client()
    for _ in range(8):
        sign_in(stranger, "tester", "wrong-Guess-1!")
    assert sign_in(stranger, "tester", NEW_PASSWORD).status_code in {401, 429}
    assert sign_in(client, "tester", NEW_PASSWORD).status_code == 302


def test_opening_a_link_again_and_again_does_not_use_it_up(
    client: FlaskClient, platform: Platform, owner: Firm
) -> None:
    press(client, typed(client, "/recover/password/mail", who="tester", email="Clerk@Example.com"))
    path = f"/recover/password/link/{last_link(platform)}"
    assert [client.get(path).status_code for _ in range(3)] == [200, 200, 200]
    form = form_to(client.get(path).text, "/link/")
    form.type("password", NEW_PASSWORD)
    form.type("repeated", NEW_PASSWORD)
    assert "新密码已设置" in press(client, form).text
    assert client.get(path).status_code == 410
    assert password_is(platform, owner, NEW_PASSWORD)


def test_mistakes_keep_what_was_typed_but_passwords_and_codes(client: FlaskClient, owner: Firm) -> None:
    form = typed(client, "/recover/password", who="tester", mobile="138", code="123456")
    form.type("password", "short")
    form.type("repeated", "other")
    answer = press(client, form)
    assert answer.status_code == 422
    again = form_to(answer.text, "/recover/password")
    assert (again.value("who"), again.value("mobile")) == ("tester", "138")
    assert (again.value("code"), again.value("password")) == ("", "")
    for told_of in ("手机号不正确", "密码应为 9–16 个字符", "两次输入的密码不一致"):
        assert told_of in answer.text


def test_mistake_leaves_the_code_good(client: FlaskClient, platform: Platform, owner: Firm) -> None:
    press(client, typed(client, "/recover/password", who="tester", mobile=MOBILE), SEND)
    code = last_code(platform)
    values = {"who": "tester", "mobile": MOBILE, "code": code}
    answers = []
    for password in ("short", NEW_PASSWORD):
        form = typed(client, "/recover/password", **values)
        form.type("password", password)
        form.type("repeated", password)
        answers.append(press(client, form).text)
    assert "新密码已设置" in answers[-1]


@pytest.mark.parametrize(
    "path",
    ["/recover/name/legal", "/recover/name/natural", "/recover/password", "/recover/password/mail"],
)
def test_form_without_a_token_changes_nothing_and_is_shown_again(
    client: FlaskClient, platform: Platform, owner: Firm, path: str
) -> None:
    data = {"who": "tester", "mobile": MOBILE, "email": MAILBOX, "contact": MOBILE, "send_code": "1"}
    answer = client.post(path, data=data)
    assert answer.status_code == 400
    assert "页面停留时间过长" in answer.text
    assert codes_kept(platform) == 0


def test_link_without_a_token_sets_nothing(client: FlaskClient, platform: Platform, owner: Firm) -> None:
    recovery.send_password_link(platform, BY_MAIL, PLACE, lambda token: f"/link/{token}")
    data = {"password": NEW_PASSWORD, "repeated": NEW_PASSWORD}
    answer = client.post(f"/recover/password/link/{last_link(platform)}", data=data)
    assert answer.status_code == 400
    assert password_is(platform, owner, PASSWORD)


def test_one_place_on_the_network_may_ask_so_often(config: Config, time: Time) -> None:
    application = create_application(replace(config, recovery_limit="2 per hour"), clock=time.clock)
    upgrade_database(application.extensions["tidu"].database)
    client = application.test_client()
    forms = [form_of(client, path) for path in ("/recover/password", "/recover/name")]
    assert [press(client, form).status_code for form in forms * 2] == [422, 422, 429, 429]


def test_first_page_explains_the_three_ways(client: FlaskClient) -> None:
    page = client.get("/recover").text
    for words in ("账号找回", "忘记密码", "手机号修改", "人工核验"):
        assert words in page


# --- Over the wire -------------------------------------------------------------------------------------------


def test_code_and_notice_reach_the_gateway_and_the_mailbox(config: Config, time: Time) -> None:
    with gateway() as sms, mail_server() as box:
        real = replace(
            config,
            demonstration=False,
            sms_url=sms.url,
            smtp_url=f"smtp://127.0.0.1:{box.port}",
            mail_from="noreply@example.cn",
        )
        application = create_application(real, clock=time.clock)
        platform: Platform = application.extensions["tidu"]
        upgrade_database(platform.database)
        make_owner(platform)
        client = application.test_client()
        press(client, typed(client, "/recover/password", who="tester", mobile=MOBILE), SEND)
        send_due(platform)
        code = re.findall(r"\d{6}", sms.asked[0]["text"])[0]
        form = typed(client, "/recover/password", who="tester", mobile=MOBILE, code=code)
        form.type("password", NEW_PASSWORD)
        form.type("repeated", NEW_PASSWORD)
        press(client, form)
        send_due(platform)
        assert [each["phone"] for each in sms.asked] == [MOBILE, MOBILE]
        assert "已修改登录密码" in sms.asked[1]["text"]
        assert box.receivers == [[MAILBOX]]
        assert box.mails[0]["Subject"] == "密码已修改"

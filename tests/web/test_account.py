"""账号设置: what one sees of one's account, changes with the password, and is told of."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.owners import (
    CARD,
    MAILBOX,
    MOBILE,
    NEW_PASSWORD,
    OTHER_MAILBOX,
    OTHER_MOBILE,
    PASSWORD,
    codes_kept,
    events_of,
    last_code,
    make_owner,
    make_person,
    open_session,
    open_sessions,
    other_than,
    read_account,
    told,
)
from tests.web.pages import form_to, press
from tests.web.support import Firm, Time, make_config, sign_in, token_of
from web.config import Config
from web.models import Account
from web.platform import Platform
from web.services.passwords import verify_password
from web.services.sessions import find_person

SEND = ("send_code", "1")
MODULE = {"Accept": "application/json"}


@pytest.fixture
def config(tmp_path: Path, sqlite_url: str) -> Config:
    """A platform that shows what it would send."""
    return replace(make_config(tmp_path, sqlite_url), demonstration=True)


@pytest.fixture
def owner(platform: Platform) -> Firm:
    return make_owner(platform)


@pytest.fixture
def own(client: FlaskClient, owner: Firm) -> FlaskClient:
    """The owner, signed in."""
    assert sign_in(client, "tester", PASSWORD).status_code == 302
    return client


def change(client: FlaskClient, current: str, new: str, repeated: str | None = None) -> TestResponse:
    form = form_to(client.get("/account/password").text, "/account/password")
    form.type("current", current)
    form.type("password", new)
    form.type("repeated", new if repeated is None else repeated)
    return press(client, form)


def password_is(platform: Platform, owner: Firm, password: str) -> bool:
    return verify_password(read_account(platform, owner.account_id).password_hash, password)


# --- What is shown -------------------------------------------------------------------------------------------


def test_page_shows_the_account_with_its_contacts_masked(own: FlaskClient) -> None:
    page = own.get("/account").text
    for words in (
        "tester",
        "注册后不能修改",
        "法人",
        "138****1234",
        "c***@example.com",
        "已实名认证",
        "/identity",
    ):
        assert words in page
    assert MOBILE not in page
    assert MAILBOX not in page


def test_page_masks_the_identity_number(application: Flask, platform: Platform) -> None:
    account_id = make_person(platform)
    client = application.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = open_session(platform, account_id)
    page = client.get("/account").text
    assert "居民身份证" in page
    assert "110***********002X" in page
    assert CARD not in page


def test_page_leads_to_the_verification_of_those_who_are_not_verified(
    application: Flask, platform: Platform
) -> None:
    account_id = make_person(platform, number=None)
    client = application.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = open_session(platform, account_id)
    page = client.get("/account").text
    assert "未实名认证" in page
    assert "去认证" in page


# --- The password --------------------------------------------------------------------------------------------


def test_password_is_changed_and_the_other_sessions_end(
    own: FlaskClient, platform: Platform, owner: Firm
) -> None:
    elsewhere = open_session(platform, owner.account_id)
    answer = change(own, PASSWORD, NEW_PASSWORD)
    assert "密码已修改" in answer.text
    assert answer.request.path == "/account"
    assert password_is(platform, owner, NEW_PASSWORD)
    assert find_person(platform, elsewhere) is None
    assert open_sessions(platform, owner.account_id) == 1


def test_session_goes_on_under_another_secret(own: FlaskClient, platform: Platform) -> None:
    with own.session_transaction() as session:
        before = session["_user_id"]
    change(own, PASSWORD, NEW_PASSWORD)
    with own.session_transaction() as session:
        assert session["_user_id"] != before
    assert find_person(platform, before) is None
    assert own.get("/account").status_code == 200


def test_owner_is_told_of_a_new_password(own: FlaskClient, platform: Platform, owner: Firm) -> None:
    change(own, PASSWORD, NEW_PASSWORD)
    assert [(each.channel, each.address) for each in told(platform)] == [("sms", MOBILE), ("mail", MAILBOX)]
    assert events_of(platform, owner.account_id)[-1] == "password_changed"


@pytest.mark.parametrize(
    ("current", "new", "repeated", "sentence"),
    [
        ("wrong-One-27", NEW_PASSWORD, NEW_PASSWORD, "当前密码不正确。"),
        ("", NEW_PASSWORD, NEW_PASSWORD, "请填写当前密码。"),
        (PASSWORD, PASSWORD, PASSWORD, "新密码不能与当前密码相同。"),
        (PASSWORD, "short", "short", "密码应为 9–16 个字符，现在有 5 个。"),
        (PASSWORD, NEW_PASSWORD, "Harbour!tin84", "两次输入的密码不一致。"),
        (PASSWORD, "my-Tester-27!", "my-Tester-27!", "密码不能包含登录名。"),
    ],
)
def test_password_stays_where_something_is_wrong(
    own: FlaskClient, platform: Platform, owner: Firm, current: str, new: str, repeated: str, sentence: str
) -> None:
    answer = change(own, current, new, repeated)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert password_is(platform, owner, PASSWORD)
    assert told(platform) == []


def test_guessing_the_current_password_has_to_wait(own: FlaskClient, platform: Platform, owner: Firm) -> None:
    answers = [change(own, f"wrong-One-{each}", NEW_PASSWORD).text for each in range(10, 20)]
    assert "密码错误次数过多" in answers[-1]
    assert "密码错误次数过多" in change(own, PASSWORD, NEW_PASSWORD).text
    assert password_is(platform, owner, PASSWORD)


def test_those_who_must_choose_a_password_come_here_and_go_on(
    own: FlaskClient, platform: Platform, owner: Firm
) -> None:
    with platform.database.write() as session:
        session.get_one(Account, owner.account_id).must_change_password = True
    asked = own.get("/submissions", follow_redirects=True)
    assert asked.request.path == "/account/password"
    assert "请先修改密码" in asked.text
    form = form_to(asked.text, "/account/password")
    for name, value in (("current", PASSWORD), ("password", NEW_PASSWORD), ("repeated", NEW_PASSWORD)):
        form.type(name, value)
    assert press(own, form).request.path == "/submissions"
    assert not read_account(platform, owner.account_id).must_change_password


def test_account_without_a_password_is_asked_for_none(
    own: FlaskClient, platform: Platform, owner: Firm
) -> None:
    with platform.database.write() as session:
        session.get_one(Account, owner.account_id).password_hash = ""
    form = form_to(own.get("/account/password").text, "/account/password")
    assert "current" not in form.names
    form.type("password", NEW_PASSWORD)
    form.type("repeated", NEW_PASSWORD)
    assert "密码已修改" in press(own, form).text
    assert password_is(platform, owner, NEW_PASSWORD)


# --- The telephone and the mailbox ---------------------------------------------------------------------------

CONTACTS = [("mobile", OTHER_MOBILE), ("email", OTHER_MAILBOX)]


def send(client: FlaskClient, which: str, new: str) -> TestResponse:
    form = form_to(client.get(f"/account/{which}").text, f"/account/{which}")
    form.type("contact", new)
    return press(client, form, SEND)


def bind(client: FlaskClient, which: str, new: str, code: str, password: str = PASSWORD) -> TestResponse:
    form = form_to(client.get(f"/account/{which}").text, f"/account/{which}")
    for name, value in (("contact", new), ("code", code), ("current", password)):
        form.type(name, value)
    return press(client, form)


def bound(platform: Platform, owner: Firm) -> tuple[str | None, str | None]:
    account = read_account(platform, owner.account_id)
    return account.mobile, account.email


def test_mobile_is_changed_with_a_code_and_the_password(
    own: FlaskClient, platform: Platform, owner: Firm
) -> None:
    page = send(own, "mobile", OTHER_MOBILE).text
    assert form_to(page, "/account/mobile").value("contact") == OTHER_MOBILE
    assert told(platform)[-1].address == OTHER_MOBILE
    answer = bind(own, "mobile", OTHER_MOBILE, last_code(platform))
    assert "绑定的手机号已修改" in answer.text
    assert bound(platform, owner) == (OTHER_MOBILE, MAILBOX)
    assert [each.address for each in told(platform)[1:]] == [MOBILE, MAILBOX, OTHER_MOBILE]
    assert events_of(platform, owner.account_id)[-1] == "mobile_changed"


def test_mailbox_is_changed_with_a_code_and_the_password(
    own: FlaskClient, platform: Platform, owner: Firm
) -> None:
    send(own, "email", OTHER_MAILBOX)
    assert (told(platform)[-1].channel, told(platform)[-1].address) == ("mail", OTHER_MAILBOX)
    bind(own, "email", OTHER_MAILBOX, last_code(platform))
    assert bound(platform, owner) == (MOBILE, OTHER_MAILBOX)
    assert [each.address for each in told(platform)[1:]] == [MAILBOX, MOBILE, OTHER_MAILBOX]
    assert events_of(platform, owner.account_id)[-1] == "email_changed"


@pytest.mark.parametrize(("which", "new"), CONTACTS)
def test_contact_stays_where_the_code_is_wrong(
    own: FlaskClient, platform: Platform, owner: Firm, which: str, new: str
) -> None:
    send(own, which, new)
    answer = bind(own, which, new, other_than(last_code(platform)))
    assert "还可以再试 4 次" in answer.text
    assert bound(platform, owner) == (MOBILE, MAILBOX)


def test_wrong_password_leaves_the_code_good(own: FlaskClient, platform: Platform, owner: Firm) -> None:
    send(own, "mobile", OTHER_MOBILE)
    code = last_code(platform)
    assert "当前密码不正确" in bind(own, "mobile", OTHER_MOBILE, code, "wrong-One-27").text
    assert bound(platform, owner) == (MOBILE, MAILBOX)
    bind(own, "mobile", OTHER_MOBILE, code)
    assert bound(platform, owner) == (OTHER_MOBILE, MAILBOX)


def test_code_is_good_for_the_address_it_went_to(own: FlaskClient, platform: Platform, owner: Firm) -> None:
    send(own, "mobile", OTHER_MOBILE)
    bind(own, "mobile", "13700000001", last_code(platform))
    assert bound(platform, owner) == (MOBILE, MAILBOX)


def test_code_lasts_five_minutes(own: FlaskClient, platform: Platform, owner: Firm, time: Time) -> None:
    send(own, "mobile", OTHER_MOBILE)
    time.move(minutes=5)
    assert "验证码已失效" in bind(own, "mobile", OTHER_MOBILE, last_code(platform)).text
    assert bound(platform, owner) == (MOBILE, MAILBOX)


@pytest.mark.parametrize(
    ("which", "now", "sentence"),
    [
        ("mobile", MOBILE, "新手机号不能与现在绑定的相同。"),
        ("email", MAILBOX, "新邮箱不能与现在绑定的相同。"),
    ],
)
def test_what_is_bound_already_gets_no_code(
    own: FlaskClient, platform: Platform, which: str, now: str, sentence: str
) -> None:
    assert sentence in send(own, which, now).text
    assert codes_kept(platform) == 0


def test_code_is_sent_to_our_module(own: FlaskClient) -> None:
    data = {"csrf_token": token_of(own), "contact": OTHER_MOBILE, "send_code": "1"}
    assert own.post("/account/mobile", data=data, headers=MODULE).json == {
        "sent": True,
        "wait": 60,
        "message": "验证码已发送到 139****5678，5 分钟内有效。没有收到的，60 秒后可以重新获取。",
    }


def test_module_is_told_what_is_wrong_with_the_address(own: FlaskClient) -> None:
    data = {"csrf_token": token_of(own), "contact": "139", "send_code": "1"}
    answer = own.post("/account/mobile", data=data, headers=MODULE)
    assert answer.status_code == 422
    assert "contact" in answer.get_json()["error"]["fields"]


# --- Sessions ------------------------------------------------------------------------------------------------


def test_sessions_are_listed_with_this_one_marked(own: FlaskClient, platform: Platform, owner: Firm) -> None:
    open_session(platform, owner.account_id)
    page = own.get("/account/sessions").text
    assert page.count("本次") == 1
    assert "Firefox（Linux）" in page
    assert "192.0.2.7" in page


def test_one_session_is_ended(own: FlaskClient, platform: Platform, owner: Firm) -> None:
    elsewhere = open_session(platform, owner.account_id)
    form = form_to(own.get("/account/sessions").text, "/end")
    assert "已退出那一处登录" in press(own, form).text
    assert find_person(platform, elsewhere) is None
    assert own.get("/account").status_code == 200


def test_all_other_sessions_are_ended(own: FlaskClient, platform: Platform, owner: Firm) -> None:
    for _ in range(2):
        open_session(platform, owner.account_id)
    form = form_to(own.get("/account/sessions").text, "/end-others")
    assert "已退出其他 2 处登录" in press(own, form).text
    assert open_sessions(platform, owner.account_id) == 1
    assert events_of(platform, owner.account_id)[-1] == "other_sessions_ended"


def test_session_of_another_account_is_not_ended(own: FlaskClient, platform: Platform, owner: Firm) -> None:
    other = make_owner(platform, "second", "91440305MADEM002XW")
    token = open_session(platform, other.account_id)
    person = find_person(platform, token)
    assert person is not None
    address = f"/account/sessions/{person.session_id}/end"
    own.post(address, data={"csrf_token": token_of(own)})
    assert find_person(platform, token) is not None


# --- Preferences ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ticked", "wanted"), [([], False), (["y"], True)])
def test_mail_is_a_choice(
    own: FlaskClient, platform: Platform, owner: Firm, ticked: list[str], wanted: bool
) -> None:
    with platform.database.write() as session:
        session.get_one(Account, owner.account_id).mail_copy = not wanted
    form = form_to(own.get("/account/preferences").text, "/account/preferences")
    assert form.value("mail_copy") == (None if wanted else "y")
    form.type("mail_copy", *ticked)
    assert "通知设置已保存" in press(own, form).text
    assert read_account(platform, owner.account_id).mail_copy is wanted
    assert events_of(platform, owner.account_id)[-1] == "mail_copy_set"


# --- Whoever asks --------------------------------------------------------------------------------------------

PAGES = ["/account", "/account/password", "/account/mobile", "/account/email", "/account/sessions"]
POSTS = [*PAGES[1:4], "/account/preferences", "/account/sessions/end-others", "/account/sessions/1/end"]


@pytest.mark.parametrize("path", [*PAGES, "/account/preferences"])
def test_pages_are_for_those_signed_in(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize("path", POSTS)
def test_nothing_is_changed_without_a_token(
    own: FlaskClient, platform: Platform, owner: Firm, path: str
) -> None:
    open_session(platform, owner.account_id)
    before = events_of(platform, owner.account_id)
    data = {"current": PASSWORD, "password": NEW_PASSWORD, "repeated": NEW_PASSWORD, "contact": OTHER_MOBILE}
    assert own.post(path, data=data).status_code == 400
    assert events_of(platform, owner.account_id) == before
    assert password_is(platform, owner, PASSWORD)


@pytest.mark.parametrize("path", [*PAGES, "/account/preferences"])
def test_pages_carry_no_password(own: FlaskClient, path: str) -> None:
    assert not re.search(r'type="password"[^>]*value="[^"]+"', own.get(path).text)


def test_session_that_no_database_could_hold_is_not_found(own: FlaskClient) -> None:
    answer = own.post(f"/account/sessions/{10**30}/end", data={"csrf_token": token_of(own)})
    assert answer.status_code == 404

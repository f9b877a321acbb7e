"""账号找回 and 忘记密码: who receives what, what ends, and that nobody learns who exists."""

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
    CREDIT_CODE,
    FIRM_NAME,
    MAILBOX,
    MOBILE,
    NEW_PASSWORD,
    OTHER_MAILBOX,
    OTHER_MOBILE,
    PASSWORD,
    PLACE,
    codes_kept,
    events_of,
    last_code,
    last_link,
    make_owner,
    make_person,
    open_session,
    open_sessions,
    other_than,
    read_account,
    told,
)
from tests.web.pages import Form, form_to, press
from tests.web.receivers import gateway, mail_server
from tests.web.support import Firm, Time, make_config, sign_in
from web.application import create_application
from web.config import Config
from web.migrations import upgrade_database
from web.models import Account
from web.platform import Platform
from web.services import passwords, recovery
from web.services.accounts import sign_in as sign_in_service
from web.services.codes import Expired, Right, Sent, TooMany, TooSoon, Used, Wrong
from web.services.delivery import send_due
from web.services.passwords import verify_password
from web.services.people import SignedIn
from web.services.recovery import Claim, Recovered, Refusal, Wanted

FIRM = Wanted("legal", FIRM_NAME, CREDIT_CODE)
CLAIM = Claim("tester", MOBILE)
MODULE = {"Accept": "application/json"}


@pytest.fixture
def config(tmp_path: Path, sqlite_url: str) -> Config:
    """A platform that shows what it would send."""
    return replace(make_config(tmp_path, sqlite_url), demonstration=True)


@pytest.fixture
def recovering(any_platform: Platform) -> Platform:
    """The same on both databases."""
    return replace(any_platform, config=replace(any_platform.config, demonstration=True))


@pytest.fixture
def owner(platform: Platform) -> Firm:
    return make_owner(platform)


def set_by_code(platform: Platform, code: str, claim: Claim = CLAIM) -> Recovered | Refusal:
    return recovery.set_password_by_code(platform, claim, code, NEW_PASSWORD, PLACE)


def mail_link(platform: Platform, claim: Claim) -> object:
    return recovery.send_password_link(platform, claim, PLACE, lambda token: f"http://localhost/link/{token}")


def kept_password(platform: Platform, firm: Firm) -> str:
    return read_account(platform, firm.account_id).password_hash


# --- 账号找回 ------------------------------------------------------------------------------------------------


def find(platform: Platform, wanted: Wanted, address: str = MOBILE) -> str:
    """What the owner of the address is told."""
    assert isinstance(recovery.send_name_code(platform, address, PLACE), Sent)
    checked = recovery.send_names(platform, wanted, address, last_code(platform), PLACE)
    assert isinstance(checked, Right)
    last = told(platform)[-1]
    assert last.address == address
    return last.text


def test_login_name_is_sent_to_the_bound_telephone(recovering: Platform) -> None:
    firm = make_owner(recovering)
    assert "登录名为 tester。" in find(recovering, FIRM)
    assert events_of(recovering, firm.account_id)[-1] == "login_name_sent"


def test_login_name_is_sent_to_the_bound_mailbox(recovering: Platform) -> None:
    make_owner(recovering)
    assert "登录名为 tester。" in find(recovering, FIRM, MAILBOX)
    assert told(recovering)[-1].channel == "mail"


def test_login_name_of_a_natural_person_is_found_by_its_number(platform: Platform) -> None:
    make_person(platform)
    assert "somebody" in find(platform, Wanted("natural", "示例甲", CARD))


def test_colleague_who_never_gave_a_number_is_found_by_name_and_telephone(platform: Platform) -> None:
    make_person(platform, number=None)
    assert "somebody" in find(platform, Wanted("natural", "示例甲", CARD))


@pytest.mark.parametrize("name", ["示例测试(厦门)有限公司", "示例测试（厦门） 有限公司"])
def test_name_may_be_typed_with_other_brackets(platform: Platform, owner: Firm, name: str) -> None:
    assert "tester" in find(platform, replace(FIRM, name=name))


@pytest.mark.parametrize(
    ("wanted", "address"),
    [
        (replace(FIRM, name="示例其他有限公司"), MOBILE),
        (replace(FIRM, number="91440305MADEM002XW"), MOBILE),
        (replace(FIRM, kind="natural"), MOBILE),
        (FIRM, OTHER_MOBILE),
        (FIRM, OTHER_MAILBOX),
    ],
)
def test_login_name_of_another_is_not_sent(
    platform: Platform, owner: Firm, wanted: Wanted, address: str
) -> None:
    text = find(platform, wanted, address)
    assert "没有找到" in text
    assert "tester" not in text


def test_login_name_of_a_closed_account_is_not_sent(platform: Platform, owner: Firm) -> None:
    with platform.database.write() as session:
        session.get_one(Account, owner.account_id).active = False
    assert "没有找到" in find(platform, FIRM)


def test_login_name_is_not_sent_without_the_code(platform: Platform, owner: Firm) -> None:
    recovery.send_name_code(platform, MOBILE, PLACE)
    wrong = other_than(last_code(platform))
    assert recovery.send_names(platform, FIRM, MOBILE, wrong, PLACE) == Wrong(4)
    assert len(told(platform)) == 1


# --- 忘记密码 by the telephone -------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["tester", "Tester", CREDIT_CODE, CREDIT_CODE.lower()])
def test_password_is_set_by_whoever_holds_the_telephone(recovering: Platform, who: str) -> None:
    firm, claim = make_owner(recovering), Claim(who, MOBILE)
    assert isinstance(recovery.send_password_code(recovering, claim, PLACE), Sent)
    assert told(recovering)[-1].address == MOBILE
    assert set_by_code(recovering, last_code(recovering), claim) == Recovered(firm.account_id)
    assert isinstance(sign_in_service(recovering, "tester", NEW_PASSWORD, PLACE), SignedIn)


def test_password_of_a_natural_person_is_set_by_its_number(platform: Platform) -> None:
    account_id, claim = make_person(platform), Claim(CARD.lower(), MOBILE)
    recovery.send_password_code(platform, claim, PLACE)
    assert set_by_code(platform, last_code(platform), claim) == Recovered(account_id)


def test_new_password_ends_every_session_and_tells_the_owner(platform: Platform, owner: Firm) -> None:
    open_session(platform, owner.account_id)
    recovery.send_password_code(platform, CLAIM, PLACE)
    set_by_code(platform, last_code(platform))
    assert open_sessions(platform, owner.account_id) == 0
    assert [(each.channel, each.address) for each in told(platform)[1:]] == [
        ("sms", MOBILE),
        ("mail", MAILBOX),
    ]
    assert "已修改登录密码" in told(platform)[1].text
    assert events_of(platform, owner.account_id)[-1] == "password_changed"


def test_new_password_is_instead_of_the_one_for_a_single_sign_in(platform: Platform, owner: Firm) -> None:
    with platform.database.write() as session:
        session.get_one(Account, owner.account_id).must_change_password = True
    recovery.send_password_code(platform, CLAIM, PLACE)
    set_by_code(platform, last_code(platform))
    assert not read_account(platform, owner.account_id).must_change_password


@pytest.mark.parametrize(
    "claim",
    [
        Claim("tester", OTHER_MOBILE),
        Claim("nobody-here", MOBILE),
        Claim("nobody-here", OTHER_MOBILE),
        Claim("91440305MADEM002XW", MOBILE),
        Claim("", MOBILE),
        Claim("tester", OTHER_MAILBOX),
    ],
)
def test_address_that_is_not_bound_receives_nothing(recovering: Platform, claim: Claim) -> None:
    make_owner(recovering)
    assert isinstance(recovery.send_password_code(recovering, claim, PLACE), Sent)
    assert told(recovering) == []
    assert codes_kept(recovering) == 1


def test_code_of_an_account_that_was_closed_is_not_sent(platform: Platform, owner: Firm) -> None:
    with platform.database.write() as session:
        session.get_one(Account, owner.account_id).active = False
    assert isinstance(recovery.send_password_code(platform, CLAIM, PLACE), Sent)
    assert told(platform) == []


@pytest.mark.parametrize("claim", [CLAIM, Claim("nobody-here", MOBILE), Claim("tester", OTHER_MOBILE)])
def test_guessing_a_code_stops_the_same_for_everybody(platform: Platform, owner: Firm, claim: Claim) -> None:
    recovery.send_password_code(platform, claim, PLACE)
    wrong = other_than(last_code(platform)) if claim == CLAIM else "000000"
    found = [set_by_code(platform, wrong, claim) for _ in range(6)]
    assert found == [Refusal(Wrong(left)) for left in (4, 3, 2, 1, 0, 0)]


def test_right_code_is_worth_nothing_after_five_wrong_ones(platform: Platform, owner: Firm) -> None:
    recovery.send_password_code(platform, CLAIM, PLACE)
    for _ in range(5):
        set_by_code(platform, other_than(last_code(platform)))
    assert set_by_code(platform, last_code(platform)) == Refusal(Wrong(0))
    assert verify_password(kept_password(platform, owner), PASSWORD)


def test_code_sets_a_password_once(platform: Platform, owner: Firm) -> None:
    recovery.send_password_code(platform, CLAIM, PLACE)
    code = last_code(platform)
    set_by_code(platform, code)
    assert set_by_code(platform, code) == Refusal(Used())


def test_code_lasts_five_minutes(platform: Platform, owner: Firm, time: Time) -> None:
    recovery.send_password_code(platform, CLAIM, PLACE)
    time.move(minutes=5)
    assert set_by_code(platform, last_code(platform)) == Refusal(Expired())


def test_code_of_one_account_is_none_of_another(platform: Platform, owner: Firm) -> None:
    make_owner(platform, "second", "91440305MADEM002XW")
    recovery.send_password_code(platform, CLAIM, PLACE)
    found = set_by_code(platform, last_code(platform), Claim("second", MOBILE))
    assert found == Refusal(Expired())


def test_code_to_find_a_name_sets_no_password(platform: Platform, owner: Firm) -> None:
    recovery.send_name_code(platform, MOBILE, PLACE)
    assert set_by_code(platform, last_code(platform)) == Refusal(Expired())


def test_password_with_the_login_name_leaves_the_code_good(platform: Platform, owner: Firm) -> None:
    claim = Claim(CREDIT_CODE, MOBILE)
    recovery.send_password_code(platform, claim, PLACE)
    code = last_code(platform)
    found = recovery.set_password_by_code(platform, claim, code, "my-Tester-27!", PLACE)
    assert found == Refusal(named=True)
    assert isinstance(set_by_code(platform, code, claim), Recovered)


def test_stranger_who_knows_the_login_name_uses_up_nothing_of_the_owner(
    platform: Platform, owner: Firm, time: Time
) -> None:
    stranger = Claim("tester", OTHER_MOBILE)
    for _ in range(11):
        recovery.send_password_code(platform, stranger, PLACE)
        time.move(minutes=61)
    assert isinstance(recovery.send_password_code(platform, stranger, PLACE), TooMany)
    assert isinstance(recovery.send_password_code(platform, CLAIM, PLACE), Sent)


@pytest.mark.parametrize("claim", [CLAIM, Claim("nobody-here", MOBILE), Claim("tester", OTHER_MOBILE)])
def test_codes_are_limited_the_same_for_everybody(
    platform: Platform, owner: Firm, claim: Claim, time: Time
) -> None:
    def ask() -> type:
        return type(recovery.send_password_code(platform, claim, PLACE))

    found = [ask(), ask()]
    for _ in range(5):
        time.move(seconds=61)
        found.append(ask())
    assert found == [Sent, TooSoon, Sent, Sent, Sent, Sent, TooMany]


# --- 忘记密码 by the mailbox ---------------------------------------------------------------------------------

BY_MAIL = Claim("tester", MAILBOX)


def test_link_sets_a_password(recovering: Platform) -> None:
    firm = make_owner(recovering)
    assert isinstance(mail_link(recovering, BY_MAIL), Sent)
    assert told(recovering)[-1].address == MAILBOX
    token = last_link(recovering)
    assert isinstance(recovery.look_at_link(recovering, token), Right)
    found = recovery.set_password_by_link(recovering, token, NEW_PASSWORD)
    assert found == Recovered(firm.account_id)
    assert isinstance(sign_in_service(recovering, "tester", NEW_PASSWORD, PLACE), SignedIn)


def test_link_is_used_once(platform: Platform, owner: Firm) -> None:
    mail_link(platform, BY_MAIL)
    token = last_link(platform)
    recovery.set_password_by_link(platform, token, NEW_PASSWORD)
    assert recovery.set_password_by_link(platform, token, PASSWORD) == Refusal(Used())
    assert verify_password(kept_password(platform, owner), NEW_PASSWORD)


def test_link_lasts_half_an_hour(platform: Platform, owner: Firm, time: Time) -> None:
    mail_link(platform, BY_MAIL)
    time.move(minutes=30)
    assert recovery.look_at_link(platform, last_link(platform)) == Expired()
    found = recovery.set_password_by_link(platform, last_link(platform), NEW_PASSWORD)
    assert found == Refusal(Expired())


def test_link_is_over_once_the_password_is_another_one(platform: Platform, owner: Firm, time: Time) -> None:
    mail_link(platform, BY_MAIL)
    token = last_link(platform)
    time.move(minutes=1)
    recovery.send_password_code(platform, CLAIM, PLACE)
    set_by_code(platform, last_code(platform))
    assert recovery.look_at_link(platform, token) == Expired()
    assert recovery.set_password_by_link(platform, token, PASSWORD) == Refusal(Expired())


def test_link_is_over_once_the_mailbox_is_another_one(platform: Platform, owner: Firm) -> None:
    from web.services.contacts import set_email

    mail_link(platform, BY_MAIL)
    with platform.database.write() as session:
        set_email(platform, session.get_one(Account, owner.account_id), OTHER_MAILBOX)
    assert recovery.look_at_link(platform, last_link(platform)) == Expired()


def test_link_stays_good_when_the_password_has_the_login_name(platform: Platform, owner: Firm) -> None:
    mail_link(platform, BY_MAIL)
    token = last_link(platform)
    assert recovery.set_password_by_link(platform, token, "my-Tester-27!") == Refusal(named=True)
    assert isinstance(recovery.set_password_by_link(platform, token, NEW_PASSWORD), Recovered)


@pytest.mark.parametrize("claim", [Claim("tester", OTHER_MAILBOX), Claim("nobody-here", MAILBOX)])
def test_mailbox_that_is_not_bound_receives_nothing(platform: Platform, owner: Firm, claim: Claim) -> None:
    assert isinstance(mail_link(platform, claim), Sent)
    assert told(platform) == []
    assert codes_kept(platform) == 1


def test_link_that_was_made_up_opens_nothing(platform: Platform, owner: Firm) -> None:
    assert recovery.look_at_link(platform, "x" * 43) == Expired()
    assert recovery.set_password_by_link(platform, "x" * 43, NEW_PASSWORD) == Refusal(Expired())


# --- The pages -----------------------------------------------------------------------------------------------

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
    assert verify_password(kept_password(platform, owner), NEW_PASSWORD)


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
    mail_link(platform, BY_MAIL)
    data = {"password": NEW_PASSWORD, "repeated": NEW_PASSWORD}
    answer = client.post(f"/recover/password/link/{last_link(platform)}", data=data)
    assert answer.status_code == 400
    assert verify_password(kept_password(platform, owner), PASSWORD)


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

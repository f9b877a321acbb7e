"""手机号修改 by the old telephone or the mailbox: what is proved first, who is told, what ends."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.owners import (
    MAILBOX,
    MOBILE,
    OTHER_MAILBOX,
    OTHER_MOBILE,
    PLACE,
    codes_kept,
    events_of,
    last_code,
    make_owner,
    open_session,
    open_sessions,
    other_than,
    read_account,
    told,
)
from tests.web.pages import form_to, press
from tests.web.receivers import gateway, mail_server
from tests.web.support import Firm, Time, make_config
from web.application import create_application
from web.config import Config
from web.migrations import upgrade_database
from web.models import Account
from web.platform import Platform
from web.services import recovery_mobile
from web.services.codes import Expired, Right, Sent, Used, Wrong
from web.services.contacts import set_email
from web.services.delivery import send_due
from web.services.recovery import Claim
from web.services.recovery_mobile import (
    Over,
    Proof,
    Same,
    change,
    prove,
    send_new_code,
    send_old_code,
    stands,
)

BY_PHONE, BY_MAIL = Claim("tester", MOBILE), Claim("tester", MAILBOX)
SEND = ("send_code", "1")
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


def proof_of(platform: Platform, claim: Claim = BY_PHONE) -> Proof:
    assert isinstance(send_old_code(platform, claim, PLACE), Sent)
    found = prove(platform, claim, last_code(platform), PLACE)
    assert isinstance(found, Proof)
    return found


def new_code(platform: Platform, proof: Proof, mobile: str = OTHER_MOBILE) -> str:
    assert isinstance(send_new_code(platform, proof, mobile, PLACE), Sent)
    return last_code(platform)


# --- What is proved, and what follows ------------------------------------------------------------------------


@pytest.mark.parametrize(("claim", "by"), [(BY_PHONE, "sms"), (BY_MAIL, "mail")])
def test_mobile_is_changed_by_whoever_holds_what_is_bound(
    recovering: Platform, claim: Claim, by: str
) -> None:
    firm = make_owner(recovering)
    open_session(recovering, firm.account_id)
    proof = proof_of(recovering, claim)
    assert (proof.account_id, proof.by) == (firm.account_id, by)
    code = new_code(recovering, proof)
    assert isinstance(change(recovering, proof, OTHER_MOBILE, code, PLACE), Right)
    assert read_account(recovering, firm.account_id).mobile == OTHER_MOBILE
    assert open_sessions(recovering, firm.account_id) == 0
    assert events_of(recovering, firm.account_id)[-1] == "mobile_changed"


def test_new_mobile_receives_the_login_name_and_the_old_addresses_are_told(
    platform: Platform, owner: Firm
) -> None:
    proof = proof_of(platform)
    change(platform, proof, OTHER_MOBILE, new_code(platform, proof), PLACE)
    old, mailbox, new = told(platform)[2:]
    assert (old.address, mailbox.address, new.address) == (MOBILE, MAILBOX, OTHER_MOBILE)
    assert "登录名为 tester" in new.text
    for each in (old, mailbox):
        assert "已改为 139****5678" in each.text
        assert "tester" not in each.text


@pytest.mark.parametrize(
    "claim",
    [
        Claim("tester", OTHER_MOBILE),
        Claim("tester", OTHER_MAILBOX),
        Claim("nobody-here", MOBILE),
        Claim("nobody-here", MAILBOX),
    ],
)
def test_address_that_is_not_bound_receives_nothing(platform: Platform, owner: Firm, claim: Claim) -> None:
    assert isinstance(send_old_code(platform, claim, PLACE), Sent)
    assert told(platform) == []
    assert codes_kept(platform) == 1
    assert prove(platform, claim, "000000", PLACE) == Wrong(4)


def test_guessing_the_code_of_the_old_mobile_stops(platform: Platform, owner: Firm) -> None:
    send_old_code(platform, BY_PHONE, PLACE)
    wrong = other_than(last_code(platform))
    found = [prove(platform, BY_PHONE, wrong, PLACE) for _ in range(5)]
    assert found[-1] == Wrong(0)
    assert prove(platform, BY_PHONE, last_code(platform), PLACE) == Wrong(0)


def test_code_of_the_old_mobile_proves_once(platform: Platform, owner: Firm) -> None:
    proof_of(platform)
    assert prove(platform, BY_PHONE, last_code(platform), PLACE) == Used()


def test_code_of_the_old_mobile_lasts_five_minutes(platform: Platform, owner: Firm, time: Time) -> None:
    send_old_code(platform, BY_PHONE, PLACE)
    time.move(minutes=5)
    assert prove(platform, BY_PHONE, last_code(platform), PLACE) == Expired()


def test_guessing_the_code_of_the_new_mobile_stops(platform: Platform, owner: Firm) -> None:
    proof = proof_of(platform)
    code = new_code(platform, proof)
    for _ in range(5):
        change(platform, proof, OTHER_MOBILE, other_than(code), PLACE)
    assert change(platform, proof, OTHER_MOBILE, code, PLACE) == Wrong(0)
    assert read_account(platform, owner.account_id).mobile == MOBILE


def test_code_of_the_new_mobile_is_good_for_that_mobile_alone(platform: Platform, owner: Firm) -> None:
    proof = proof_of(platform)
    code = new_code(platform, proof)
    assert isinstance(change(platform, proof, "13700000001", code, PLACE), Wrong)


def test_new_mobile_must_be_another_one(platform: Platform, owner: Firm) -> None:
    proof = proof_of(platform)
    assert send_new_code(platform, proof, MOBILE, PLACE) == Same()


def test_proof_lasts_a_quarter_of_an_hour(platform: Platform, owner: Firm, time: Time) -> None:
    proof = proof_of(platform)
    time.move(minutes=15)
    assert stands(platform, proof)
    code = new_code(platform, proof)
    time.move(seconds=1)
    assert not stands(platform, proof)
    assert change(platform, proof, OTHER_MOBILE, code, PLACE) == Over()
    assert send_new_code(platform, proof, OTHER_MOBILE, PLACE) == Over()


def test_proof_is_over_once_the_mobile_was_changed_with_it(
    platform: Platform, owner: Firm, time: Time
) -> None:
    proof = proof_of(platform, BY_MAIL)
    change(platform, proof, OTHER_MOBILE, new_code(platform, proof), PLACE)
    time.move(minutes=1)
    assert send_new_code(platform, proof, "13700000001", PLACE) == Over()


def test_proof_is_over_once_the_mailbox_is_another_one(platform: Platform, owner: Firm) -> None:
    proof = proof_of(platform, BY_MAIL)
    with platform.database.write() as session:
        set_email(platform, session.get_one(Account, owner.account_id), OTHER_MAILBOX)
    assert not stands(platform, proof)


def test_proof_is_over_once_the_account_is_closed(platform: Platform, owner: Firm) -> None:
    proof = proof_of(platform)
    with platform.database.write() as session:
        session.get_one(Account, owner.account_id).active = False
    assert send_new_code(platform, proof, OTHER_MOBILE, PLACE) == Over()


# --- The pages -----------------------------------------------------------------------------------------------


def choose(client: FlaskClient, **chosen: str) -> str:
    """Where the first page leads to."""
    return client.get("/recover/mobile", query_string=chosen).headers["Location"]


def prove_on_page(client: FlaskClient, platform: Platform, way: str, contact: str) -> str:
    """The first step; the page of the second."""
    page = client.get(choose(client, verified="yes", user="legal", way=way)).text
    form = form_to(page, f"/recover/mobile/{way}")
    form.type("who", "tester")
    form.type("contact", contact)
    form = form_to(press(client, form, SEND).text, f"/recover/mobile/{way}")
    assert (form.value("who"), form.value("contact")) == ("tester", contact)
    form.type("code", last_code(platform))
    return press(client, form).text


@pytest.mark.parametrize(("way", "contact"), [("phone", MOBILE), ("mail", MAILBOX)])
def test_mobile_is_changed_on_the_pages(
    client: FlaskClient, platform: Platform, owner: Firm, way: str, contact: str
) -> None:
    form = form_to(prove_on_page(client, platform, way, contact), "/recover/mobile/new")
    form.type("mobile", OTHER_MOBILE)
    form = form_to(press(client, form, SEND).text, "/recover/mobile/new")
    assert form.value("mobile") == OTHER_MOBILE
    form.type("code", last_code(platform))
    answer = press(client, form)
    assert answer.request.path == "/sign-in"
    assert "手机号已改为 139****5678" in answer.text
    assert read_account(platform, owner.account_id).mobile == OTHER_MOBILE
    assert client.get("/recover/mobile/new").headers["Location"] == "/recover/mobile"


@pytest.mark.parametrize(
    ("chosen", "path"),
    [
        ({"user": "legal", "way": "manual"}, "/recover/mobile/manual"),
        ({"user": "natural", "way": "manual"}, "/recover/mobile/manual/natural"),
        ({"user": "legal", "way": "mail"}, "/recover/mobile/mail?verified=yes&user=legal"),
    ],
)
def test_first_page_leads_to_the_way_that_was_chosen(
    client: FlaskClient, chosen: dict[str, str], path: str
) -> None:
    assert choose(client, verified="yes", **chosen) == path


def test_first_page_says_what_was_not_chosen(client: FlaskClient) -> None:
    answer = client.get("/recover/mobile?user=natural")
    assert answer.status_code == 422
    assert "请选择核验方式。" in answer.text
    assert "请选择用户类型。" not in answer.text


def test_first_page_says_when_nothing_was_chosen(client: FlaskClient) -> None:
    form = form_to(client.get("/recover/mobile").text, "/recover/mobile")
    assert form.buttons == [("asked", "1")]
    assert client.get("/recover/mobile?asked=1").text.count("field__error") == 3


def test_account_that_is_not_verified_is_named_by_its_login_name_alone(client: FlaskClient) -> None:
    page = client.get("/recover/mobile/phone?user=legal&verified=no").text
    assert "没有实名认证的账号不能用统一社会信用代码" in page


def test_asking_for_a_code_looks_the_same_whoever_exists(application: Flask, owner: Firm) -> None:
    answers = []
    for who, contact in (("tester", MOBILE), ("nobody-here", OTHER_MOBILE)):
        client = application.test_client()
        form = form_to(client.get("/recover/mobile/phone").text, "/recover/mobile")
        form.type("who", who)
        form.type("contact", contact)
        answer = press(client, form, SEND, headers=MODULE)
        answers.append(
            (answer.status_code, answer.get_json()["message"].replace("139****5678", "138****1234"))
        )
    assert answers[0] == answers[1]
    assert "如果填写的账号绑定了 138****1234" in answers[0][1]


def test_nobody_comes_to_the_second_step_without_the_first(client: FlaskClient, owner: Firm) -> None:
    answer = client.get("/recover/mobile/new", follow_redirects=True)
    assert "核验已过期，请重新核验。" in answer.text


@pytest.mark.parametrize("path", ["/recover/mobile/phone", "/recover/mobile/mail"])
def test_form_without_a_token_sends_nothing_and_is_shown_again(
    client: FlaskClient, platform: Platform, owner: Firm, path: str
) -> None:
    answer = client.post(path, data={"who": "tester", "contact": MOBILE, "send_code": "1"})
    assert answer.status_code == 400
    assert form_to(answer.text, path).value("who") == "tester"
    assert codes_kept(platform) == 0


def test_second_step_without_a_token_changes_nothing(
    client: FlaskClient, platform: Platform, owner: Firm
) -> None:
    prove_on_page(client, platform, "phone", MOBILE)
    sent = codes_kept(platform)
    answer = client.post("/recover/mobile/new", data={"mobile": OTHER_MOBILE, "send_code": "1"})
    assert answer.status_code == 400
    assert codes_kept(platform) == sent


def test_proof_of_one_browser_is_none_of_another(
    application: Flask, client: FlaskClient, platform: Platform, owner: Firm
) -> None:
    prove_on_page(client, platform, "phone", MOBILE)
    assert application.test_client().get("/recover/mobile/new").status_code == 303


# --- Over the wire -------------------------------------------------------------------------------------------


def test_codes_go_by_mail_and_by_the_gateway(config: Config, time: Time) -> None:
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
        proof = proof_of(platform, BY_MAIL)
        code = new_code(platform, proof)
        recovery_mobile.change(platform, proof, OTHER_MOBILE, code, PLACE)
        send_due(platform)
        assert [each["phone"] for each in sms.asked] == [OTHER_MOBILE, MOBILE, OTHER_MOBILE]
        assert "登录名为 tester" in sms.asked[-1]["text"]
        assert [str(each["Subject"]) for each in box.mails] == ["验证码", "绑定手机号已修改"]

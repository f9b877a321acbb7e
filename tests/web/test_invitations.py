"""Invitations: what is sent to whom, what a link opens, and that it opens once."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.web.colleagues import (
    MAILBOX,
    NEW_PASSWORD,
    PHONE,
    SITE,
    add_officer,
    add_person,
    client_of,
    invited,
    last_code,
    last_mail,
    last_token,
    person,
    wanted,
    with_outbox,
)
from tests.web.pages import form_to, press
from tests.web.support import Firm, Time, make_config, make_firm
from web import messages_invitations as messages
from web.config import Config
from web.models import Account, Event
from web.models_accounts import Invitation, SignInSession
from web.platform import Platform
from web.services import invitations, joining
from web.services.contacts import EMAIL, MOBILE, find_accounts
from web.services.invitations import MOST_A_DAY, Sender, Wanted, invite, resend, withdraw
from web.services.invited import Closed, Invited, list_waiting, look_at_invitation
from web.services.joining import NewAccount, NotOpened, join, open_account, send_code
from web.services.people import SignedIn
from web.services.permissions import Refused
from web.services.sessions import Place, find_person

PLACE = Place("192.0.2.7", "Firefox（Linux）")
OFFICER = Wanted("officer", "示例丁", "officer@example.com", authority="350200", manages=True)


@pytest.fixture
def inviting(any_platform: Platform) -> Platform:
    return with_outbox(any_platform)


@pytest.fixture
def house(inviting: Platform) -> Firm:
    return make_firm(inviting)


def ours(firm: Firm) -> invitations.Whose:
    return lambda each: each.enterprise_id == firm.enterprise_id


def ask(platform: Platform, firm: Firm, address: str = MAILBOX) -> UUID | Refused:
    return invite(platform, wanted(firm, address), Sender(firm.account_id, "192.0.2.1"), SITE.__add__)


def only(platform: Platform) -> Invitation:
    with platform.database.read() as session:
        return session.scalars(select(Invitation)).one()


def new_account(platform: Platform, token: str, **changed: str) -> NewAccount:
    """What somebody types, with a right code sent to the telephone."""
    send_code(platform, token, PHONE, "192.0.2.7")
    values = {"login_name": "clerk_01", "name": "示例丙", "password": NEW_PASSWORD, "mobile": PHONE}
    return NewAccount(**(values | {"code": last_code(platform)} | changed))


# --- Making --------------------------------------------------------------------------------------------------


def test_mail_says_who_invites_to_what(inviting: Platform, house: Firm) -> None:
    invited(inviting, wanted(house), house.account_id)
    mail = last_mail(inviting)
    assert (mail.channel, mail.address, mail.subject) == ("mail", MAILBOX, messages.SUBJECT)
    for part in ("测试用户邀请您", "示例测试（厦门）有限公司", "只填写", "7 天", SITE):
        assert part in (mail.text or "")


def test_invitation_shows_what_it_is_for_a_week(inviting: Platform, house: Firm, time: Time) -> None:
    token = invited(inviting, wanted(house), house.account_id)
    time.move(days=6, hours=23)
    found = look_at_invitation(inviting, token)
    assert isinstance(found, Invited)
    assert (found.inviter, found.whom, found.name) == ("测试用户", "示例测试（厦门）有限公司", "示例丙")
    assert found.address == "c***@example.com"
    time.move(hours=1)
    assert look_at_invitation(inviting, token) == Closed("expired")


def test_one_open_invitation_for_one_mailbox(inviting: Platform, house: Firm, time: Time) -> None:
    assert isinstance(ask(inviting, house), UUID)
    time.move(minutes=2)
    assert ask(inviting, house) == Refused("invited", messages.ALREADY_INVITED)
    time.move(days=7)
    assert isinstance(ask(inviting, house), UUID)
    assert len(list_waiting(inviting, enterprise_id=house.enterprise_id)) == 1


def test_mailbox_of_a_colleague_is_not_invited(inviting: Platform, house: Firm) -> None:
    token = invited(inviting, wanted(house))
    assert isinstance(open_account(inviting, token, new_account(inviting, token), PLACE), SignedIn)
    assert ask(inviting, house) == Refused("colleague", messages.ALREADY_COLLEAGUE)


def test_enterprise_invites_so_many_a_day(inviting: Platform, house: Firm, time: Time) -> None:
    for number in range(MOST_A_DAY["colleague"]):
        assert isinstance(ask(inviting, house, f"clerk{number}@example.com"), UUID)
    assert ask(inviting, house, "last@example.com") == Refused("too_many", messages.TOO_MANY)
    time.move(days=1)
    assert isinstance(ask(inviting, house, "last@example.com"), UUID)


def test_invitation_that_cannot_be_sent_is_not_kept(any_platform: Platform) -> None:
    firm = make_firm(any_platform)
    assert ask(any_platform, firm) == Refused("unavailable", messages.CANNOT_SEND)
    assert list_waiting(any_platform, enterprise_id=firm.enterprise_id) == ()


def test_sending_again_gives_another_link_and_another_week(
    inviting: Platform, house: Firm, time: Time
) -> None:
    first = invited(inviting, wanted(house))
    time.move(days=8)
    assert resend(inviting, only(inviting).id, ours(house), Sender(), SITE.__add__) is None
    assert look_at_invitation(inviting, first) == Closed("expired")
    assert isinstance(look_at_invitation(inviting, last_token(inviting)), Invited)
    assert only(inviting).expires_at == inviting.clock.now() + timedelta(days=7)


def test_sending_again_at_once_says_how_long_to_wait(inviting: Platform, house: Firm) -> None:
    invited(inviting, wanted(house))
    refused = resend(inviting, only(inviting).id, ours(house), Sender(), SITE.__add__)
    assert refused is not None
    assert refused.text == "刚刚给这个邮箱发过邮件，请在 60 秒后再发。"


def test_withdrawn_invitation_opens_nothing(inviting: Platform, house: Firm) -> None:
    token = invited(inviting, wanted(house))
    assert withdraw(inviting, only(inviting).id, ours(house), house.account_id) is None
    assert look_at_invitation(inviting, token) == Closed("withdrawn")
    assert open_account(inviting, token, NewAccount("a", "b", "c", PHONE, "1"), PLACE) == Closed("withdrawn")
    again = withdraw(inviting, only(inviting).id, ours(house), house.account_id)
    assert again == Refused("not_open", messages.NOT_OPEN)


def test_invitations_of_others_are_not_there(inviting: Platform, house: Firm, time: Time) -> None:
    invited(inviting, wanted(house))
    time.move(minutes=2)
    number = only(inviting).id
    nobody = Refused("not_open", messages.NOT_OPEN)
    assert withdraw(inviting, number, lambda _: False, 1) == nobody
    assert resend(inviting, number, lambda _: False, Sender(), SITE.__add__) == nobody
    other = make_firm(inviting, "other", "91440305MADEM002XW")
    assert list_waiting(inviting, enterprise_id=other.enterprise_id) == ()


def test_mailbox_is_sealed_at_rest(inviting: Platform, house: Firm) -> None:
    invited(inviting, wanted(house))
    with inviting.database.engine.connect() as connection:
        row = connection.exec_driver_sql("SELECT address, address_key FROM invitation").one()
    assert MAILBOX not in "".join(row)


# --- Accepting -----------------------------------------------------------------------------------------------


def test_person_joins_with_their_account(inviting: Platform, house: Firm) -> None:
    number = add_person(inviting, "worker")
    token = invited(inviting, wanted(house, role="submit"), house.account_id)
    assert isinstance(join(inviting, token, person(inviting, number)), Invited)
    joined = person(inviting, number)
    assert (joined.enterprise_id, joined.role, joined.kind) == (house.enterprise_id, "submit", "natural")
    assert only(inviting).accepted_by == number
    assert look_at_invitation(inviting, token) == Closed("used")


def test_joining_is_recorded_for_the_enterprise(inviting: Platform, house: Firm) -> None:
    number = add_person(inviting, "worker")
    join(inviting, invited(inviting, wanted(house)), person(inviting, number))
    with inviting.database.read() as session:
        kinds = session.scalars(select(Event.what).where(Event.enterprise_id == house.enterprise_id)).all()
    assert {"invitation_made", "invitation_accepted"} <= {*kinds}


@pytest.mark.parametrize("kind", ["legal", "officer", "other_enterprise", "colleague"])
def test_account_that_cannot_join_is_told_why(inviting: Platform, house: Firm, kind: str) -> None:
    other = make_firm(inviting, "other", "91440305MADEM002XW")
    number = {
        "legal": lambda: other.account_id,
        "officer": lambda: add_officer(inviting, "officer"),
        "other_enterprise": lambda: add_person(inviting, "worker", other.enterprise_id, "fill"),
        "colleague": lambda: house.account_id,
    }[kind]()
    token = invited(inviting, wanted(house))
    before = person(inviting, number)
    refused = join(inviting, token, before)
    assert isinstance(refused, Refused)
    assert refused.reason == kind
    assert person(inviting, number) == before
    assert isinstance(look_at_invitation(inviting, token), Invited)


def test_new_account_of_a_colleague(inviting: Platform, house: Firm) -> None:
    token = invited(inviting, wanted(house))
    opened = open_account(inviting, token, new_account(inviting, token, login_name="Clerk_01"), PLACE)
    assert isinstance(opened, SignedIn)
    assert (opened.login_name, opened.kind, opened.role) == ("clerk_01", "natural", "fill")
    assert opened.enterprise_id == house.enterprise_id
    assert find_person(inviting, opened.token) is not None
    with inviting.database.read() as session:
        for which, text in ((EMAIL, MAILBOX), (MOBILE, PHONE)):
            assert [each.id for each in find_accounts(inviting, session, which, text)] == [opened.account_id]


def test_new_account_of_an_officer(inviting: Platform) -> None:
    token = invited(inviting, OFFICER)
    opened = open_account(inviting, token, new_account(inviting, token), PLACE)
    assert isinstance(opened, SignedIn)
    assert (opened.kind, opened.authority, opened.manages) == ("officer", "350200", True)
    assert (opened.enterprise_id, opened.role) == (None, None)


def test_officer_registers_signed_out(inviting: Platform) -> None:
    token = invited(inviting, OFFICER)
    refused = join(inviting, token, person(inviting, add_person(inviting, "worker")))
    assert refused == Refused("officer_invitation", messages.OFFICERS_REGISTER)


def test_wrong_code_opens_nothing_and_keeps_the_link(inviting: Platform, house: Firm) -> None:
    token = invited(inviting, wanted(house))
    typed = new_account(inviting, token)
    wrong = f"{(int(typed.code) + 1) % 1_000_000:06}"
    refused = open_account(inviting, token, replace(typed, code=wrong), PLACE)
    assert isinstance(refused, NotOpened)
    assert refused.code is not None
    assert isinstance(open_account(inviting, token, typed, PLACE), SignedIn)


def test_code_of_another_telephone_is_not_right(inviting: Platform, house: Firm) -> None:
    token = invited(inviting, wanted(house))
    typed = new_account(inviting, token, mobile="13900001234")
    assert isinstance(open_account(inviting, token, typed, PLACE), NotOpened)


def test_login_name_of_another_is_told_and_the_code_stays(inviting: Platform, house: Firm) -> None:
    add_person(inviting, "clerk_01")
    token = invited(inviting, wanted(house))
    typed = new_account(inviting, token)
    assert open_account(inviting, token, typed, PLACE) == NotOpened(login_name_taken=True)
    assert isinstance(open_account(inviting, token, replace(typed, login_name="clerk_02"), PLACE), SignedIn)


def test_code_is_sent_only_through_an_open_link(inviting: Platform, house: Firm) -> None:
    invited(inviting, wanted(house))
    assert send_code(inviting, "made-up", PHONE, "192.0.2.7") == Closed("expired")
    assert last_mail(inviting).channel == "mail"


@pytest.mark.parametrize("way", ["join", "open"])
def test_link_opens_once_for_several_at_once(inviting: Platform, house: Firm, way: str) -> None:
    token = invited(inviting, wanted(house))
    people = [person(inviting, add_person(inviting, f"worker{number}")) for number in range(4)]
    typed = new_account(inviting, token)
    came: list[object] = []

    def run(number: int) -> None:
        if way == "join":
            came.append(join(inviting, token, people[number]))
        else:
            came.append(open_account(inviting, token, replace(typed, login_name=f"clerk_0{number}"), PLACE))

    threads = [threading.Thread(target=run, args=(number,)) for number in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(came) == 4
    assert sum(isinstance(each, Invited | SignedIn) for each in came) == 1
    with inviting.database.read() as session:
        there = session.scalars(select(Account.id).where(Account.enterprise_id == house.enterprise_id)).all()
    assert len(there) == 2


# --- Pages ---------------------------------------------------------------------------------------------------


@pytest.fixture
def config(tmp_path: Path, sqlite_url: str) -> Config:
    return replace(make_config(tmp_path, sqlite_url), demonstration=True)


@pytest.fixture
def link(platform: Platform, firm: Firm) -> str:
    return f"/invitations/{invited(platform, wanted(firm), firm.account_id)}"


def test_page_shows_who_invites_and_uses_nothing_up(client: FlaskClient, link: str) -> None:
    assert [client.get(link).status_code for _ in range(3)] == [200, 200, 200]
    page = client.get(link)
    assert "测试用户邀请示例丙为“示例测试（厦门）有限公司”办理事项" in page.text
    assert MAILBOX not in page.text


def fill(client: FlaskClient, platform: Platform, link: str, **changed: str) -> object:
    """Fill in the form as somebody without JavaScript does: get a code, then send everything."""
    form = form_to(client.get(link).text, link)
    values = {"login_name": "clerk_01", "mobile": PHONE, "agreed": "y"} | changed
    for name, value in values.items():
        form.type(name, value)
    page = press(client, form, ("send_code", "1"))
    form = form_to(page.text, link)
    assert form.value("login_name") == values["login_name"]
    assert form.value("mobile") == values["mobile"]
    form.type("password", NEW_PASSWORD)
    form.type("repeated", NEW_PASSWORD)
    form.type("code", last_code(platform))
    return form


def test_invited_person_registers_on_the_page(client: FlaskClient, platform: Platform, link: str) -> None:
    form = fill(client, platform, link)
    welcome = press(client, form)  # type: ignore[arg-type]
    assert "已接受邀请。您现在可以为示例测试（厦门）有限公司办理事项。" in welcome.text
    assert client.get("/colleagues").status_code == 200
    assert client.get("/colleagues/invite").status_code == 403


def test_page_keeps_what_was_typed_but_the_password(
    client: FlaskClient, platform: Platform, link: str
) -> None:
    form = fill(client, platform, link)
    form.type("repeated", "something-Else-1")  # type: ignore[attr-defined]
    page = press(client, form)  # type: ignore[arg-type]
    assert page.status_code == 422
    assert "两次输入的密码不一致。" in page.text
    assert NEW_PASSWORD not in page.text
    assert form_to(page.text, link).value("login_name") == "clerk_01"


def test_module_is_told_that_the_code_is_on_its_way(client: FlaskClient, link: str) -> None:
    form = form_to(client.get(link).text, link)
    form.type("mobile", PHONE)
    answer = press(client, form, ("send_code", "1"), headers={"Accept": "application/json"})
    assert answer.get_json()["sent"] is True


def test_person_signed_in_accepts_with_a_button(application: Flask, platform: Platform, link: str) -> None:
    add_person(platform, "worker")
    browser = client_of(application, "worker")
    page = press(browser, form_to(browser.get(link).text, link))
    assert "已接受邀请。" in page.text
    closed = browser.get(link)
    assert closed.status_code == 410
    assert "邀请已经接受过" in closed.text


def test_person_who_is_held_accepts_nothing(application: Flask, platform: Platform, link: str) -> None:
    """Whoever knows a password that is good once only does what comes first, and nothing else."""
    number = add_person(platform, "worker", must_change_password=True)
    browser = client_of(application, "worker")
    answer = press(browser, form_to(browser.get(link).text, link), follow=False)
    assert answer.location.startswith("/account/password")
    assert person(platform, number).enterprise_id is None


def test_legal_account_is_told_to_sign_out(application: Flask, platform: Platform, link: str) -> None:
    make_firm(platform, "other", "91440305MADEM002XW")
    browser = client_of(application, "other")
    page = browser.get(link).text
    assert messages.LEGAL_CANNOT_JOIN in page
    assert "退出登录" in page
    form = form_to(page, "/sign-out")
    form.action, form.values = link, [*form.values, ("join", "yes")]
    assert press(browser, form).status_code == 409


def test_form_sent_after_signing_in_elsewhere_joins_nobody(
    application: Flask, client: FlaskClient, platform: Platform, link: str
) -> None:
    """Whoever filled in the form of a new account did not ask to join with the account signed in meanwhile."""
    number = add_person(platform, "worker")
    form = fill(client, platform, link)
    browser = client_of(application, "worker")
    token = form_to(browser.get(link).text, link).value("csrf_token")
    form.type("csrf_token", token or "")  # type: ignore[attr-defined]
    assert press(browser, form).status_code == 409  # type: ignore[arg-type]
    assert person(platform, number).enterprise_id is None


def test_link_that_never_was_says_what_to_do(client: FlaskClient) -> None:
    page = client.get("/invitations/made-up")
    assert page.status_code == 410
    assert "邀请已过期，或链接不完整" in page.text


def test_first_session_is_one_of_the_new_account(client: FlaskClient, platform: Platform, link: str) -> None:
    press(client, fill(client, platform, link))  # type: ignore[arg-type]
    with platform.database.read() as session:
        assert session.scalars(select(SignInSession.method)).all() == [joining.METHOD]

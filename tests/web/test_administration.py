"""Looking after the accounts of enterprises and people, and the record of who signed in: one's own region, no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.web.administrators import (
    FUJIAN,
    GUANGDONG,
    JIMEI,
    MINISTRY,
    TONGAN,
    TORCH,
    XIAMEN,
    client_of,
    do,
    form_to_self,
    make_account,
    make_officer,
)
from tests.web.pages import form_to, press
from tests.web.support import PASSWORD, make_firm, sign_in, token_of
from web import messages_administration as messages
from web.config import Config
from web.models import NATURAL, Account, Event, SignInAttempt
from web.models_accounts import IdentityRequest, Invitation, SignInSession
from web.platform import Platform
from web.services import administration, officers
from web.services.accounts import sign_in as sign_in_by_service
from web.services.administration import list_accounts
from web.services.closing import Done, Why
from web.services.delivery import list_outbox
from web.services.people import SignedIn
from web.services.permissions import Refused
from web.services.reach import region_prefix
from web.services.sessions import Place, begin_session
from web.services.sign_ins import list_sign_ins, shown_name

WHY = Why("企业来电申请")
CODES = ("91350211MADEM00113", "91440305MADEM002XW", "91320506MADEM0038N", "91340104MADEM00468")


def names(platform: Platform, by: SignedIn | None, **more: Any) -> set[str]:
    return {each.login_name for each in list_accounts(platform, by, **more).accounts}


@pytest.fixture
def firms(any_platform: Platform) -> Platform:
    make_account(any_platform, "in-tongan", "350212", CODES[0], "示例同安有限公司")
    make_account(any_platform, "in-jimei", "350211", CODES[1], "示例集美有限公司")
    make_account(any_platform, "in-torch", "350206", CODES[2], **{"enterprise.review_district": TORCH})
    make_account(any_platform, "nowhere", None, CODES[3])
    return any_platform


# --- Whose they are ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("authority", "expected"),
    [
        (TONGAN, {"in-tongan"}),
        (XIAMEN, {"in-tongan", "in-jimei", "in-torch"}),
        (FUJIAN, set()),  # Xiamen acts as a province of its own
        (TORCH, {"in-torch"}),
        (GUANGDONG, set()),
        (MINISTRY, {"in-tongan", "in-jimei", "in-torch", "nowhere"}),
    ],
)
def test_accounts_are_those_of_the_region(firms: Platform, authority: str, expected: set[str]) -> None:
    assert names(firms, make_officer(firms, "officer", authority)) == expected


def test_officer_whose_authority_is_gone_sees_nothing(firms: Platform) -> None:
    assert names(firms, make_officer(firms, "officer", "999999")) == set()


def test_region_is_read_from_the_fact_alone(firms: Platform) -> None:
    """A text that looks like the fact, in another fact, puts nobody anywhere."""
    sly = '"enterprise.region":"350212'
    make_account(firms, "sly", "440305", "91440606MADEM00706", **{"enterprise.address": sly})
    assert "sly" not in names(firms, make_officer(firms, "officer", TONGAN))


def test_codes_of_regions_begin_with_those_above_them(platform: Platform) -> None:
    regions = platform.catalogue.authorities.regions
    for entry in regions.entries.values():
        authority = platform.catalogue.authorities.get(entry.code)
        if authority is None:
            continue
        prefix = region_prefix(platform, authority)
        below = {each.code for each in regions.entries.values() if each.code.startswith(prefix)}
        assert below >= {each.code for each in regions.children.get(entry.code, ())}
        assert all(entry.code in {one.code for one in regions.path(each)} for each in below)


def ask_to_be_verified(platform: Platform, account_id: int, region: str) -> None:
    with platform.database.write() as session:
        session.add(
            IdentityRequest(
                kind="natural",
                account_id=account_id,
                region=region,
                name="示例",
                number="x",
                number_key="x",
                details="{}",
                made_at=platform.clock.now(),
            )
        )


def make_person(platform: Platform, login_name: str, region: str = "") -> int:
    with platform.database.write() as session:
        account = Account(
            login_name=login_name,
            password_hash="",
            display_name="示例",
            kind=NATURAL,
            created_at=platform.clock.now(),
        )
        session.add(account)
        session.flush()
        number = account.id
    if region:
        ask_to_be_verified(platform, number, region)
    return number


def test_people_belong_where_they_asked_to_be_verified(firms: Platform) -> None:
    make_person(firms, "person-xm", "350212")
    make_person(firms, "person-none")
    officer = make_officer(firms, "officer", TONGAN)
    assert names(firms, officer) == {"in-tongan", "person-xm"}
    assert {"person-xm", "person-none"} <= names(firms, make_officer(firms, "ministry", MINISTRY))


def test_enterprise_of_another_region_is_not_reached_by_what_it_asked(firms: Platform) -> None:
    made = make_account(firms, "elsewhere", "440305", "91440606MADEM00706")
    ask_to_be_verified(firms, made.account_id, "350212")
    assert "elsewhere" not in names(firms, make_officer(firms, "officer", TONGAN))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("in-ton", {"in-tongan"}),
        ("IN-TON", {"in-tongan"}),
        ("示例集美", {"in-jimei"}),
        (CODES[2].lower(), {"in-torch"}),
        (CODES[2][:10], set()),
        ("%", set()),
        ("in- 示例集美", {"in-jimei"}),
    ],
)
def test_accounts_are_found_by_name_enterprise_or_code(
    firms: Platform, words: str, expected: set[str]
) -> None:
    assert names(firms, None, words=words) == expected


def test_accounts_come_in_pages(firms: Platform) -> None:
    first, second = (list_accounts(firms, None, page=each, per_page=3) for each in (1, 2))
    assert [len(first.accounts), len(second.accounts), first.count] == [3, 1, 4]


# --- What is done --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "deed", [administration.disable_account, administration.enable_account, administration.end_sessions]
)
def test_accounts_of_another_region_are_not_there(firms: Platform, deed: Any) -> None:
    officer = make_officer(firms, "officer", GUANGDONG)
    with firms.database.read() as session:
        number = session.scalars(select(Account.id).where(Account.login_name == "in-tongan")).one()
    result = deed(firms, officer, number, WHY)
    assert isinstance(result, Refused)
    assert result.reason == "not_found"
    assert administration.read_account(firms, officer, number) is None


def test_officers_are_no_accounts_of_enterprises(platform: Platform) -> None:
    ministry = make_officer(platform, "ministry", MINISTRY)
    other = make_officer(platform, "other", XIAMEN)
    assert isinstance(administration.disable_account(platform, ministry, other.account_id, WHY), Refused)


def test_account_is_disabled_with_its_sessions_and_the_reason(platform: Platform) -> None:
    officer, made = make_officer(platform, "officer", XIAMEN), make_account(platform, "in-tongan", "350212")
    with platform.database.write() as session:
        begin_session(platform, session, session.get_one(Account, made.account_id), "password", Place())
    assert administration.disable_account(platform, officer, made.account_id, WHY) == Done("in-tongan")
    with platform.database.read() as session:
        assert not session.get_one(Account, made.account_id).active
        assert session.scalars(select(SignInSession.ended_at)).all() == [platform.clock.now()]
        event = session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert event is not None
    assert (event.what, event.account_id, event.note) == ("account_disabled", officer.account_id, WHY.text)


def test_sessions_are_ended_and_counted(platform: Platform) -> None:
    made = make_account(platform, "in-tongan", "350212")
    with platform.database.write() as session:
        account = session.get_one(Account, made.account_id)
        for _ in range(2):
            begin_session(platform, session, account, "password", Place())
    seen = administration.read_account(platform, None, made.account_id)
    assert seen is not None
    assert seen.open_sessions == 2
    administration.end_sessions(platform, None, made.account_id, WHY)
    seen = administration.read_account(platform, None, made.account_id)
    assert seen is not None
    assert (seen.open_sessions, seen.active) == (0, True)


# --- Who signed in -------------------------------------------------------------------------------------------


def attempt(
    platform: Platform, name: str, outcome: str = "wrong", account_id: int | None = None, **more: Any
) -> None:
    with platform.database.write() as session:
        session.add(
            SignInAttempt(
                login_name=name,
                address="192.0.2.1",
                at=more.pop("at", platform.clock.now()),
                outcome=outcome,
                account_id=account_id,
                **more,
            )
        )


def tried(platform: Platform, by: SignedIn | None, **more: Any) -> list[str]:
    return [each.login_name for each in list_sign_ins(platform, by, **more).attempts]


def test_sign_ins_are_those_of_the_accounts_one_looks_after(firms: Platform) -> None:
    xiamen = make_officer(firms, "xiamen", XIAMEN)
    make_officer(firms, "tongan", TONGAN)
    make_officer(firms, "guangdong", GUANGDONG)
    for name in ("in-tongan", "in-jimei", "nowhere", "tongan", "xiamen", "guangdong", "nobody"):
        attempt(firms, name)
    assert set(tried(firms, xiamen)) == {"in-tongan", "in-jimei", "tongan", "xiamen"}
    assert len(tried(firms, make_officer(firms, "ministry", MINISTRY))) == 7


def test_sign_in_by_another_name_is_told_to_those_who_look_after_the_account(firms: Platform) -> None:
    with firms.database.read() as session:
        number = session.scalars(select(Account.id).where(Account.login_name == "in-tongan")).one()
    attempt(firms, CODES[0].casefold(), "signed_in", number)
    assert tried(firms, make_officer(firms, "tongan", TONGAN)) == [CODES[0].casefold()]
    assert tried(firms, make_officer(firms, "guangdong", GUANGDONG)) == []
    assert tried(firms, None, login_name="in-tongan") == [CODES[0].casefold()]
    assert tried(firms, None, account_id=number) == [CODES[0].casefold()]


def test_sign_ins_are_asked_for_by_name_outcome_and_day(platform: Platform) -> None:
    make_firm(platform, "today")
    now = platform.clock.now()  # 12:00 of the first of March in China
    attempt(platform, "today")
    attempt(platform, "last-night", at=now - timedelta(hours=12, seconds=1))
    attempt(platform, "midnight", "signed_in", at=now - timedelta(hours=12))
    assert tried(platform, None, day=date(2026, 3, 1)) == ["midnight", "today"]
    assert tried(platform, None, day=date(2026, 2, 28)) == ["last-night"]
    assert tried(platform, None, outcome="signed_in") == ["midnight"]
    assert tried(platform, None, login_name=" TODAY ") == ["today"]


def test_name_of_which_a_hash_is_kept_is_found_and_not_shown(platform: Platform) -> None:
    sign_in_by_service(platform, "110105194912310021", "wrong", Place("192.0.2.1"))
    found = list_sign_ins(platform, None, login_name="110105194912310021").attempts
    assert [each.login_name for each in list_sign_ins(platform, None).attempts] == [""]
    assert len(found) == 1


def test_sign_ins_come_in_pages_the_newest_first(platform: Platform) -> None:
    for place in range(5):
        attempt(platform, f"name-{place}")
    first = list_sign_ins(platform, None, per_page=3)
    second = list_sign_ins(platform, None, page=2, per_page=3)
    assert [each.login_name for each in first.attempts] == ["name-4", "name-3", "name-2"]
    assert (first.more, second.more, len(second.attempts)) == (True, False, 2)


@pytest.mark.parametrize(
    "name", ["11010519491231002X", "11010519491231002x", "110105491231002", "13800000000"]
)
def test_numbers_of_people_are_never_shown_whole(name: str) -> None:
    assert "*" in shown_name(name)
    assert name not in shown_name(name)


@pytest.mark.parametrize("name", ["zhang-san", "91350211madem00113", "1234567890"])
def test_login_names_and_credit_codes_are_shown(name: str) -> None:
    assert shown_name(name) == name


# --- Pages ---------------------------------------------------------------------------------------------------

LISTS = ("/administration/officers", "/administration/accounts", "/administration/sign-ins")


@pytest.mark.parametrize("address", LISTS)
def test_pages_are_for_administrators_alone(client: FlaskClient, platform: Platform, address: str) -> None:
    assert client.get(address).status_code == 302
    client_of(client, make_officer(platform, "officer", XIAMEN, manages=False))
    page = client.get(address)
    assert page.status_code == 403
    assert "账号管理员" in page.text
    make_firm(platform, "enterprise")
    sign_in(client, "enterprise")
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("address", LISTS)
def test_pages_show_their_lists(client: FlaskClient, platform: Platform, address: str) -> None:
    make_officer(platform, "tongan-one", TONGAN)
    make_account(platform, "tongan-firm", "350212")
    client_of(client, make_officer(platform, "xiamen-one", XIAMEN))
    page = client.get(address)
    assert page.status_code == 200
    wanted = {"officers": "tongan-one", "accounts": "tongan-firm", "sign-ins": "xiamen-one"}
    assert wanted[address.rsplit("/", 1)[1]] in page.text


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=x",
        "page=-1",
        "page=99999",
        "day=yesterday",
        "day=0001-01-01",
        "day=9999-12-31",
        "outcome=x",
        "words=%00",
    ],
)
@pytest.mark.parametrize("address", LISTS)
def test_pages_bear_any_query(client: FlaskClient, platform: Platform, address: str, query: str) -> None:
    client_of(client, make_officer(platform, "xiamen-one", XIAMEN))
    assert client.get(f"{address}?{query}").status_code == 200


def test_officer_of_another_region_has_no_page(client: FlaskClient, platform: Platform) -> None:
    other = make_officer(platform, "guangdong", GUANGDONG)
    client_of(client, make_officer(platform, "xiamen-one", XIAMEN))
    for path in ("", "/change", "/disable", "/enable", "/password", "/second-factor"):
        address = f"/administration/officers/{other.account_id}{path}"
        assert client.get(address).status_code == 404
    client.get("/administration/officers")


def test_officer_is_disabled_through_the_page_with_a_reason(client: FlaskClient, platform: Platform) -> None:
    other = make_officer(platform, "tongan-one", TONGAN)
    client_of(client, make_officer(platform, "xiamen-one", XIAMEN))
    address = f"/administration/officers/{other.account_id}"
    without = do(client, f"{address}/disable", reason=" ")
    assert without.status_code == 422
    assert messages.REASON_NEEDED in without.text
    assert do(client, f"{address}/disable").status_code == 303
    page = client.get(address).text
    assert "账号已停用" in page
    assert "重新启用" in page
    with platform.database.read() as session:
        event = session.scalars(select(Event).where(Event.what == "account_disabled")).one()
    assert event.note == "岗位调整"


def test_looking_at_the_question_changes_nothing(client: FlaskClient, platform: Platform) -> None:
    other = make_officer(platform, "tongan-one", TONGAN)
    client_of(client, make_officer(platform, "xiamen-one", XIAMEN))
    client.get(f"/administration/officers/{other.account_id}/disable")
    found = officers.read_officer(platform, None, other.account_id)
    assert found is not None
    assert found.active


def test_one_time_password_is_shown_once(client: FlaskClient, platform: Platform) -> None:
    other = make_officer(platform, "tongan-one", TONGAN)
    client_of(client, make_officer(platform, "xiamen-one", XIAMEN))
    page = do(client, f"/administration/officers/{other.account_id}/password")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "一次性密码" in page.text


def test_ones_own_page_offers_nothing_to_do(client: FlaskClient, platform: Platform) -> None:
    me = make_officer(platform, "xiamen-one", XIAMEN)
    client_of(client, me)
    page = client.get(f"/administration/officers/{me.account_id}").text
    assert "另一位账号管理员" in page
    assert "/disable" not in page
    refused = do(client, f"/administration/officers/{me.account_id}/disable")
    assert refused.status_code == 409
    assert messages.SELF in refused.text


def change(client: FlaskClient, officer: SignedIn, **typed: str) -> Any:
    form = form_to_self(client, f"/administration/officers/{officer.account_id}/change")
    form.type("reason", "岗位调整")
    for name, value in typed.items():
        form.type(name, value)
    return press(client, form, follow=False), form


def test_reason_is_kept_without_what_no_database_keeps(client: FlaskClient, platform: Platform) -> None:
    client_of(client, make_officer(platform, "ministry", MINISTRY))
    number = make_officer(platform, "tongan", TONGAN).account_id
    answer = do(client, f"/administration/officers/{number}/disable", "岗位\x00调整\r\n已核实")
    assert answer.status_code == 303
    with platform.database.read() as session:
        notes = session.scalars(select(Event.note).where(Event.what == "account_disabled")).all()
    assert notes == ["岗位调整\r\n已核实"]


def test_officer_is_moved_after_it_was_confirmed(client: FlaskClient, platform: Platform) -> None:
    other = make_officer(platform, "tongan-one", TONGAN)
    client_of(client, make_officer(platform, "xiamen-one", XIAMEN))
    shown, form = change(client, other, authority="火炬高新区")
    assert shown.status_code == 200
    assert "原来是：厦门市同安区中小企业主管部门" in shown.text
    found = officers.read_officer(platform, None, other.account_id)
    assert found is not None
    assert found.authority == TONGAN
    assert press(client, form, ("confirmed", "1"), follow=False).status_code == 303
    found = officers.read_officer(platform, None, other.account_id)
    assert found is not None
    assert found.authority == TORCH


def test_several_authorities_are_offered_to_choose_from(client: FlaskClient, platform: Platform) -> None:
    other = make_officer(platform, "tongan-one", TONGAN)
    client_of(client, make_officer(platform, "xiamen-one", XIAMEN))
    shown, form = change(client, other, authority="厦门")
    assert shown.status_code == 422
    assert f'value="{JIMEI}"' in shown.text
    form.names.add("choice")
    form.type("choice", JIMEI)
    assert "集美区" in press(client, form, follow=False).text


@pytest.mark.parametrize("authority", [MINISTRY, FUJIAN, GUANGDONG, "广东", "没有"])
def test_authority_out_of_reach_is_not_found(client: FlaskClient, platform: Platform, authority: str) -> None:
    other = make_officer(platform, "tongan-one", TONGAN)
    client_of(client, make_officer(platform, "xiamen-one", XIAMEN))
    shown, form = change(client, other, authority=authority)
    assert shown.status_code == 422
    assert messages.NOT_FOUND_AUTHORITY in shown.text
    assert authority in shown.text
    assert press(client, form, ("confirmed", "1"), follow=False).status_code == 422


def test_what_is_to_change_can_be_edited_again(client: FlaskClient, platform: Platform) -> None:
    other = make_officer(platform, "tongan-one", TONGAN)
    client_of(client, make_officer(platform, "xiamen-one", XIAMEN))
    _, form = change(client, other, display_name="示例新名")
    page = press(client, form, ("edit", "1"), follow=False)
    assert page.status_code == 200
    assert 'value="示例新名"' in page.text
    assert "岗位调整" in page.text


def test_account_is_closed_and_opened_through_its_page(client: FlaskClient, platform: Platform) -> None:
    made = make_account(platform, "tongan-firm", "350212")
    client_of(client, make_officer(platform, "xiamen-one", XIAMEN))
    address = f"/administration/accounts/{made.account_id}"
    assert do(client, f"{address}/disable").status_code == 303
    assert "已停用" in client.get(address).text
    assert do(client, f"{address}/disable").status_code == 409
    assert do(client, f"{address}/enable").status_code == 303
    assert do(client, f"{address}/sessions").status_code == 303
    assert PASSWORD not in client.get(address).text


def test_account_of_another_region_has_no_page(client: FlaskClient, platform: Platform) -> None:
    made = make_account(platform, "tongan-firm", "350212")
    client_of(client, make_officer(platform, "guangdong", GUANGDONG))
    for path in ("", "/disable", "/enable", "/sessions"):
        assert client.get(f"/administration/accounts/{made.account_id}{path}").status_code == 404


def test_account_page_shows_nothing_of_what_was_filled_in(client: FlaskClient, platform: Platform) -> None:
    made = make_account(platform, "tongan-firm", "350212")
    client_of(client, make_officer(platform, "xiamen-one", XIAMEN))
    page = client.get(f"/administration/accounts/{made.account_id}").text
    assert "12500" not in page
    assert "0592" not in page


# --- Inviting officers ---------------------------------------------------------------------------------------


@pytest.fixture
def config(config: Config) -> Config:
    """With the outbox of a demonstration, so that mail can be sent."""
    return replace(config, demonstration=True)


def invite(client: FlaskClient, authority: str, address: str = "new@example.cn") -> Any:
    form = form_to(client.get("/administration/invitations/new").text, "/administration/invitations/new")
    for name, value in (("name", "示例李"), ("address", address), ("authority", authority)):
        form.type(name, value)
    return press(client, form, follow=False)


def test_officer_is_invited_by_mail_and_listed(client: FlaskClient, platform: Platform) -> None:
    client_of(client, make_officer(platform, "xiamen-one", XIAMEN))
    assert invite(client, "厦门 同安").status_code == 303
    page = client.get("/administration/officers").text
    assert "n***@example.cn" in page
    assert "厦门市同安区中小企业主管部门" in page
    assert "/invitations/" in list_outbox(platform)[0].text
    with platform.database.read() as session:
        made = session.scalars(select(Invitation)).one()
    assert (made.kind, made.authority, made.manages) == ("officer", TONGAN, False)


@pytest.mark.parametrize("authority", [MINISTRY, FUJIAN, GUANGDONG, "", "厦门"])
def test_nobody_is_invited_out_of_reach_or_to_several(
    client: FlaskClient, platform: Platform, authority: str
) -> None:
    client_of(client, make_officer(platform, "xiamen-one", XIAMEN))
    page = invite(client, authority)
    assert page.status_code == 422
    assert 'value="示例李"' in page.text
    assert list_outbox(platform) == ()


def test_wrong_mailbox_is_told_at_its_field(client: FlaskClient, platform: Platform) -> None:
    client_of(client, make_officer(platform, "xiamen-one", XIAMEN))
    page = invite(client, TONGAN, "nobody")
    assert page.status_code == 422
    assert messages.EMAIL_WRONG in page.text


def test_invitation_of_others_is_not_touched(
    client: FlaskClient, platform: Platform, application: Flask
) -> None:
    client_of(client, make_officer(platform, "xiamen-one", XIAMEN))
    invite(client, TONGAN)
    with platform.database.read() as session:
        number = session.scalars(select(Invitation.id)).one()
    other = client_of(application.test_client(), make_officer(platform, "guangdong", GUANGDONG))
    token = {"csrf_token": token_of(other)}
    assert "n***@example.cn" not in other.get("/administration/officers").text
    other.post(f"/administration/invitations/{number}/withdraw", data=token)
    with platform.database.read() as session:
        assert session.get_one(Invitation, number).withdrawn_at is None
    client.post(f"/administration/invitations/{number}/withdraw", data={"csrf_token": token_of(client)})
    with platform.database.read() as session:
        assert session.get_one(Invitation, number).withdrawn_at is not None


DEEDS: dict[str, dict[str, Any]] = {
    "disabled": {},
    "not a manager": {"manages": False},
    "moved": {"authority": TONGAN},
}


@pytest.mark.parametrize("deed", DEEDS)
def test_invitations_of_an_officer_end_with_the_right_to_make_them(
    application: Flask, platform: Platform, deed: str
) -> None:
    """Otherwise somebody could invite their own mailbox before they are closed out."""
    officer = make_officer(platform, "xiamen-one", XIAMEN)
    browser = client_of(application.test_client(), officer)
    assert invite(browser, XIAMEN).status_code == 303
    link = list_outbox(platform)[0].text.split("/invitations/")[1].split()[0]
    change = DEEDS[deed]
    why = Why("岗位调整")
    done = (
        officers.change_officer(platform, None, officer.account_id, why, **change)
        if change
        else officers.disable_officer(platform, None, officer.account_id, why)
    )
    assert isinstance(done, Done)
    assert application.test_client().get(f"/invitations/{link}").status_code == 410


def test_invitation_outlasts_another_name_of_who_made_it(application: Flask, platform: Platform) -> None:
    officer = make_officer(platform, "xiamen-one", XIAMEN)
    assert invite(client_of(application.test_client(), officer), XIAMEN).status_code == 303
    officers.change_officer(platform, None, officer.account_id, Why("改名"), display_name="示例新名")
    with platform.database.read() as session:
        assert session.scalars(select(Invitation.withdrawn_at)).one() is None


@pytest.mark.parametrize("number", [2**63, 10**30])
@pytest.mark.parametrize("address", ["/administration/officers/{}/disable", "/administration/accounts/{}"])
def test_number_that_no_account_can_have_has_no_page(
    client: FlaskClient, platform: Platform, address: str, number: int
) -> None:
    client_of(client, make_officer(platform, "ministry", MINISTRY))
    assert client.get(address.format(number)).status_code == 404

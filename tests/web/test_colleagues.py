"""Those who work for one enterprise: who sees whom, who changes what, and that an administrator always remains."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.web.cases import make_filled_draft
from tests.web.colleagues import (
    MAILBOX,
    add_person,
    client_of,
    invited,
    last_mail,
    last_token,
    person,
    wanted,
    with_outbox,
)
from tests.web.pages import form_to, press
from tests.web.support import Firm, make_config, make_firm, token_of
from web import messages_colleagues as messages
from web import messages_permissions
from web.config import Config
from web.models import Account, Draft, DraftAnswer, Event
from web.models_accounts import Invitation
from web.platform import Platform
from web.services.colleague_changes import change_role, hand_over, remove
from web.services.colleagues import find_colleague, list_people
from web.services.contacts import set_email
from web.services.invited import Closed, look_at_invitation
from web.services.joining import join
from web.services.permissions import Refused
from web.services.sessions import Place, begin_session, find_person


@pytest.fixture
def house(any_platform: Platform) -> Firm:
    """An enterprise; its first account is that of the legal person."""
    return make_firm(any_platform)


def colleague(platform: Platform, firm: Firm, name: str = "worker", role: str = "fill") -> int:
    return add_person(platform, name, firm.enterprise_id, role)


def roles(platform: Platform, firm: Firm) -> dict[str, str | None]:
    with platform.database.read() as session:
        found = session.scalars(select(Account).where(Account.enterprise_id == firm.enterprise_id))
        return {each.login_name: each.role for each in found}


# --- Looking -------------------------------------------------------------------------------------------------


def test_people_are_those_of_the_enterprise(any_platform: Platform, house: Firm) -> None:
    colleague(any_platform, house)
    make_firm(any_platform, "other", "91440305MADEM002XW")
    people = list_people(any_platform, person(any_platform, house.account_id))
    assert [(each.login_name, each.role, each.is_me) for each in people.colleagues] == [
        ("tester", "administrator", True),
        ("worker", "fill", False),
    ]


def test_people_show_when_they_were_last_there(any_platform: Platform, house: Firm) -> None:
    number = colleague(any_platform, house)
    with any_platform.database.write() as session:
        begin_session(any_platform, session, session.get_one(Account, number), "password", Place())
    me = person(any_platform, house.account_id)
    seen = {each.login_name: each.last_seen for each in list_people(any_platform, me).colleagues}
    assert seen == {"tester": None, "worker": any_platform.clock.now()}


def test_people_show_who_is_invited_and_who_came(any_platform: Platform, house: Firm) -> None:
    platform = with_outbox(any_platform)
    me = person(platform, house.account_id)
    token = invited(platform, wanted(house), house.account_id)
    assert [each.address for each in list_people(platform, me).waiting] == ["c***@example.com"]
    join(platform, token, person(platform, add_person(platform, "worker")))
    people = list_people(platform, me)
    assert people.waiting == ()
    assert [each.name for each in people.joined] == ["示例worker"]


def test_person_of_another_enterprise_is_not_found(any_platform: Platform, house: Firm) -> None:
    other = make_firm(any_platform, "other", "91440305MADEM002XW")
    me = person(any_platform, house.account_id)
    assert find_colleague(any_platform, me, other.account_id) is None
    nobody = Refused("not_found", messages.NOT_FOUND)
    assert change_role(any_platform, me, other.account_id, "fill") == nobody
    assert remove(any_platform, me, other.account_id) == nobody
    assert hand_over(any_platform, me, other.account_id) == nobody


# --- Changing ------------------------------------------------------------------------------------------------


def test_role_is_changed_and_recorded(any_platform: Platform, house: Firm) -> None:
    number = colleague(any_platform, house)
    assert change_role(any_platform, person(any_platform, house.account_id), number, "submit") is None
    assert roles(any_platform, house)["worker"] == "submit"
    with any_platform.database.read() as session:
        event = session.scalars(select(Event).where(Event.what == "role_changed")).one()
    assert (event.enterprise_id, event.account_id) == (house.enterprise_id, house.account_id)
    assert (event.details["from"], event.details["to"]) == ("fill", "submit")


def test_who_is_no_administrator_any_more_changes_nothing(any_platform: Platform, house: Firm) -> None:
    """A page that was open for long still says administrator."""
    first, second = colleague(any_platform, house, "first", "administrator"), colleague(any_platform, house)
    before = person(any_platform, first)
    change_role(any_platform, person(any_platform, house.account_id), first, "fill")
    refused = Refused("role", messages_permissions.ONLY_ADMINISTRATOR)
    assert change_role(any_platform, before, second, "administrator") == refused
    assert remove(any_platform, before, second) == refused
    assert hand_over(any_platform, before, second) == refused


def test_last_administrator_remains(any_platform: Platform, house: Firm) -> None:
    colleague(any_platform, house)
    me = person(any_platform, house.account_id)
    refused = Refused("last_administrator", messages.LAST_ADMINISTRATOR)
    assert change_role(any_platform, me, house.account_id, "fill") == refused
    assert roles(any_platform, house)["tester"] == "administrator"


def test_closed_account_does_not_count_as_administrator(any_platform: Platform, house: Firm) -> None:
    closed = colleague(any_platform, house, "closed", "administrator")
    with any_platform.database.write() as session:
        session.get_one(Account, closed).active = False
    me = person(any_platform, house.account_id)
    assert change_role(any_platform, me, house.account_id, "fill") is not None
    assert change_role(any_platform, me, closed, "fill") is None
    assert hand_over(any_platform, me, closed) == Refused("closed", messages.CLOSED_ACCOUNT)


def test_legal_person_decides_on_its_own_account(any_platform: Platform, house: Firm) -> None:
    number = colleague(any_platform, house, role="administrator")
    other = person(any_platform, number)
    assert change_role(any_platform, other, house.account_id, "fill") == Refused(
        "legal", messages.LEGAL_DECIDES
    )
    assert remove(any_platform, other, house.account_id) == Refused("legal", messages.LEGAL_STAYS)
    assert (
        change_role(any_platform, person(any_platform, house.account_id), house.account_id, "submit") is None
    )


def test_handing_over_changes_two_roles(any_platform: Platform, house: Firm) -> None:
    number = colleague(any_platform, house)
    assert hand_over(any_platform, person(any_platform, house.account_id), number) is None
    assert roles(any_platform, house) == {"tester": "submit", "worker": "administrator"}


Change = Callable[[Platform, Firm, int, int], object]


@pytest.mark.parametrize("how", ["demote", "leave", "hand over"])
def test_administrator_remains_whoever_changes_what_at_once(
    any_platform: Platform, house: Firm, how: str
) -> None:
    """Two administrators take the office from each other, or both lay it down, in the same moment."""
    first = colleague(any_platform, house, "first", "administrator")
    second = colleague(any_platform, house, "second", "administrator")
    third = colleague(any_platform, house, "third")
    change_role(any_platform, person(any_platform, house.account_id), house.account_id, "submit")
    people = {number: person(any_platform, number) for number in (first, second)}
    start = threading.Barrier(2)

    def run(mine: int, theirs: int) -> None:
        start.wait()
        if how == "demote":
            change_role(any_platform, people[mine], theirs, "fill")
        elif how == "leave":
            change_role(any_platform, people[mine], mine, "fill")
        else:
            hand_over(any_platform, people[mine], third)
            change_role(any_platform, people[mine], theirs, "fill")

    threads = [threading.Thread(target=run, args=pair) for pair in ((first, second), (second, first))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert "administrator" in roles(any_platform, house).values()


# --- Leaving -------------------------------------------------------------------------------------------------


def test_removed_person_keeps_the_account_and_loses_the_rest(any_platform: Platform, house: Firm) -> None:
    platform = with_outbox(any_platform)
    number = colleague(platform, house)
    with platform.database.write() as session:
        account = session.get_one(Account, number)
        set_email(platform, account, MAILBOX)
        open_session = begin_session(platform, session, account, "password", Place())
    assert remove(platform, person(platform, house.account_id), number) is None
    gone = person(platform, number)
    assert (gone.enterprise_id, gone.role, gone.kind) == (None, None, "natural")
    assert find_person(platform, open_session.token) is None
    mail = last_mail(platform)
    assert (mail.address, mail.subject) == (MAILBOX, messages.REMOVED_SUBJECT)
    assert "示例测试（厦门）有限公司" in (mail.text or "")


def test_nobody_removes_themselves(any_platform: Platform, house: Firm) -> None:
    number = colleague(any_platform, house, role="administrator")
    refused = remove(any_platform, person(any_platform, number), number)
    assert refused == Refused("self", messages.NOT_YOURSELF)


def test_invitations_of_who_is_removed_are_taken_back(any_platform: Platform, house: Firm) -> None:
    platform = with_outbox(any_platform)
    number = colleague(platform, house, role="administrator")
    token = invited(platform, wanted(house), number)
    remove(platform, person(platform, house.account_id), number)
    assert look_at_invitation(platform, token) == Closed("withdrawn")


def test_removed_person_can_be_invited_again(any_platform: Platform, house: Firm) -> None:
    platform = with_outbox(any_platform)
    number = colleague(platform, house)
    remove(platform, person(platform, house.account_id), number)
    join(platform, invited(platform, wanted(house)), person(platform, number))
    assert roles(platform, house)["worker"] == "fill"


# --- Pages ---------------------------------------------------------------------------------------------------


@pytest.fixture
def config(tmp_path: Path, sqlite_url: str) -> Config:
    return replace(make_config(tmp_path, sqlite_url), demonstration=True)


def test_administrator_invites_on_the_page(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    form = form_to(signed_in.get("/colleagues/invite").text, "/colleagues/invite")
    form.type("name", "示例丙")
    form.type("address", f" {MAILBOX.upper()} ")
    form.type("role", "submit")
    page = press(signed_in, form).text
    assert messages.INVITED in page
    assert "示例丙" in page
    with platform.database.read() as session:
        kept = session.scalars(select(Invitation)).one()
    assert (kept.role, kept.enterprise_id, kept.invited_by) == ("submit", firm.enterprise_id, firm.account_id)
    assert signed_in.get(f"/invitations/{last_token(platform)}").status_code == 200


def test_page_to_invite_tells_what_is_wrong_and_keeps_the_rest(signed_in: FlaskClient) -> None:
    form = form_to(signed_in.get("/colleagues/invite").text, "/colleagues/invite")
    form.type("name", "示例丙")
    form.type("address", "no mailbox")
    page = press(signed_in, form)
    assert page.status_code == 422
    assert 'href="#address"' in page.text
    kept = form_to(page.text, "/colleagues/invite")
    assert (kept.value("name"), kept.value("address")) == ("示例丙", "no mailbox")


def test_invitation_is_sent_again_and_taken_back_on_the_page(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    invited(platform, wanted(firm), firm.account_id)
    page = press(signed_in, form_to(signed_in.get("/colleagues").text, "/resend")).text
    assert "刚刚给这个邮箱发过邮件" in page
    page = press(signed_in, form_to(page, "/withdraw")).text
    assert messages.WITHDRAWN in page
    assert "等待接受的邀请" not in page


def test_invitation_of_another_enterprise_is_not_taken_back(
    signed_in: FlaskClient, platform: Platform
) -> None:
    other = make_firm(platform, "other", "91440305MADEM002XW")
    token = invited(platform, wanted(other), other.account_id)
    with platform.database.read() as session:
        number = session.scalars(select(Invitation.id)).one()
    data = {"csrf_token": token_of(signed_in)}
    for deed in ("resend", "withdraw"):
        signed_in.post(f"/colleagues/invitations/{number}/{deed}", data=data)
    assert not isinstance(look_at_invitation(platform, token), Closed)


def test_role_is_changed_on_the_page_and_holds_at_once(
    application: Flask, signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    number = colleague(platform, firm)
    theirs = client_of(application, "worker")
    assert theirs.get("/colleagues/invite").status_code == 403
    form = form_to(signed_in.get(f"/colleagues/{number}").text, "/role")
    form.type("role", "administrator")
    assert "角色已改为“管理员”" in press(signed_in, form).text
    assert theirs.get("/colleagues/invite").status_code == 200


def test_page_says_why_the_last_administrator_remains(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    form = form_to(signed_in.get(f"/colleagues/{firm.account_id}").text, "/role")
    form.type("role", "fill")
    page = press(signed_in, form)
    assert page.status_code == 422
    assert messages.LAST_ADMINISTRATOR in page.text


def test_administration_is_handed_over_on_the_page(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    number = colleague(platform, firm)
    form = form_to(signed_in.get(f"/colleagues/{number}/hand-over").text, "/hand-over")
    assert messages.handed_over("示例worker") in press(signed_in, form).text
    assert signed_in.get("/colleagues/invite").status_code == 403


def test_colleague_is_removed_on_the_page(
    application: Flask, signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    number = colleague(platform, firm)
    theirs = client_of(application, "worker")
    page = signed_in.get(f"/colleagues/{number}/remove").text
    assert messages.removed("示例worker") in press(signed_in, form_to(page, "/remove")).text
    assert theirs.get("/colleagues").status_code == 302
    assert signed_in.get(f"/colleagues/{number}").status_code == 404


def test_colleague_looks_and_changes_nothing(application: Flask, platform: Platform, firm: Firm) -> None:
    colleague(platform, firm)
    page = client_of(application, "worker").get("/colleagues")
    assert "测试用户" in page.text
    assert "邀请同事</a>" not in page.text
    assert "请联系本企业的管理员" in page.text


# --- Working together ----------------------------------------------------------------------------------------


def save(client: FlaskClient, draft: object, based_on: int, changes: dict[str, str]) -> dict[str, Any]:
    answer = client.post(
        f"/drafts/{draft}/answers",
        json={"based_on": based_on, "section": "finance", "changes": changes},
        headers={"X-CSRFToken": token_of(client)},
    )
    return {"status": answer.status_code, **answer.get_json()}


def test_two_colleagues_fill_one_draft(
    application: Flask, signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    """What they change in different fields both stays; the same field is told to the second as changed twice."""
    colleague(platform, firm)
    theirs = client_of(application, "worker")
    draft = make_filled_draft(platform, firm)
    with platform.database.read() as session:
        revision = session.get_one(Draft, draft).revision
    first = save(signed_in, draft, revision, {"ip_own": "9"})
    second = save(theirs, draft, revision, {"ip_high_value": "4"})
    third = save(theirs, draft, revision, {"ip_own": "7"})
    assert [each["status"] for each in (first, second, third)] == [200, 200, 200]
    assert [each["conflicts"] for each in (first, second)] == [[], []]
    assert [each["field"] for each in third["conflicts"]] == ["ip_own"]
    with platform.database.read() as session:
        kept = {
            each.field: (each.value, each.changed_by)
            for each in session.scalars(select(DraftAnswer).where(DraftAnswer.draft_id == draft))
        }
    assert kept["ip_own"] == ("9", firm.account_id)
    assert kept["ip_high_value"][0] == "4"
    assert kept["ip_high_value"][1] != firm.account_id


def test_draft_says_who_saved_it_last(
    application: Flask, signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    colleague(platform, firm)
    draft = make_filled_draft(platform, firm)
    assert "最近由您保存" in signed_in.get(f"/drafts/{draft}").text
    theirs = client_of(application, "worker")
    with platform.database.read() as session:
        revision = session.get_one(Draft, draft).revision
    save(theirs, draft, revision, {"ip_own": "9"})
    assert "最近由示例worker保存" in signed_in.get(f"/drafts/{draft}").text
    assert "最近由您保存" in theirs.get(f"/drafts/{draft}").text


def test_colleague_who_fills_is_told_who_sends(application: Flask, platform: Platform, firm: Firm) -> None:
    colleague(platform, firm)
    draft = make_filled_draft(platform, firm)
    page = client_of(application, "worker").get(f"/drafts/{draft}/check").text
    assert "由可以提交的同事提交" in page
    assert "请通知测试用户登录后提交" in page
    assert f"/drafts/{draft}/submission" not in page


def test_colleague_who_sends_has_the_button(application: Flask, platform: Platform, firm: Firm) -> None:
    colleague(platform, firm, role="submit")
    draft = make_filled_draft(platform, firm)
    page = client_of(application, "worker").get(f"/drafts/{draft}/check").text
    assert "由可以提交的同事提交" not in page
    assert f"/drafts/{draft}/submission" in page

"""我的消息: lists by kinds, one message, what is marked as read, and the number in the menu."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.pages import form_to, press
from tests.web.support import PASSWORD, Firm, make_firm, sign_in
from tests.web.test_inbox import latest, person, tell
from web.platform import Platform
from web.services.accounts import create_account
from web.services.inbox import EXPIRY, ON_A_PAGE, REMINDER, UPDATE, count_unread


def unread(platform: Platform, firm: Firm) -> int:
    return count_unread(platform, person(platform, firm.account_id))


def number_in_menu(page: str) -> str:
    found = re.search(r'href="/messages"[^>]*>我的消息(?: <span class="menu__count">([\d+]+)<)?', page)
    assert found is not None
    return found[1] or ""


# --- The list --------------------------------------------------------------------------------------------------------


def test_list_says_that_it_is_empty(signed_in: FlaskClient) -> None:
    page = signed_in.get("/messages").text
    assert "还没有消息" in page
    assert "全部标为已读" not in page


def test_list_shows_each_kind_with_its_unread(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    for kind in (EXPIRY, EXPIRY, UPDATE):
        tell(platform, firm, kind)
    page = signed_in.get("/messages").text
    told = re.findall(r'kinds__link" href="([^"]+)"[^>]*>(\w+)(?: <span class="menu__count">(\d+))?', page)
    assert told == [
        ("/messages", "全部", "3"),
        ("/messages?kind=expiry", "认定到期", "2"),
        ("/messages?kind=update", "信息更新", "1"),
        ("/messages?kind=certified", "认定通知", ""),
        ("/messages?kind=cancelled", "取消认定", ""),
        ("/messages?kind=reminder", "申报提醒", ""),
    ]


def test_list_of_a_kind_holds_that_kind_only(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    tell(platform, firm, EXPIRY)
    tell(platform, firm, UPDATE)
    page = signed_in.get("/messages?kind=update").text
    assert page.count("message-list__link") == 1
    assert 'href="/messages?kind=update" aria-current="page"' in page


@pytest.mark.parametrize("query", ["kind=none", "page=0", "page=-1", "page=x", "page=99999999999999999999"])
def test_list_bears_any_address(signed_in: FlaskClient, platform: Platform, firm: Firm, query: str) -> None:
    tell(platform, firm)
    response = signed_in.get(f"/messages?{query}")
    assert (response.status_code, response.text.count("message-list__link")) == (200, 1)


def test_list_turns_pages_within_a_kind(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    for _ in range(ON_A_PAGE + 1):
        tell(platform, firm, EXPIRY)
    page = signed_in.get("/messages?kind=expiry").text
    assert "第 1 页，共 2 页" in page
    assert 'href="/messages?kind=expiry&amp;page=2"' in page
    assert signed_in.get("/messages?kind=expiry&page=2").text.count("message-list__link") == 1


def test_kind_is_marked_read_by_its_button(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    tell(platform, firm, EXPIRY)
    tell(platform, firm, UPDATE)
    answer = press(signed_in, form_to(signed_in.get("/messages?kind=expiry").text, "/messages/read"))
    assert answer.request.full_path == "/messages?kind=expiry"
    assert "已全部标为已读" in answer.text
    assert unread(platform, firm) == 1


def test_everything_is_marked_read_by_its_button(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    tell(platform, firm, EXPIRY)
    tell(platform, firm, UPDATE)
    press(signed_in, form_to(signed_in.get("/messages").text, "/messages/read"))
    assert unread(platform, firm) == 0


# --- One message -----------------------------------------------------------------------------------------------------


def test_message_is_read_by_opening_it(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    tell(platform, firm, link="/submissions")
    address = f"/messages/{latest(platform, firm).id}"
    for _ in range(2):
        page = signed_in.get(address).text
        assert "正文" in page
        assert 'href="/submissions">去查看' in page
    assert unread(platform, firm) == 0


def test_message_without_a_link_has_no_button(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    tell(platform, firm)
    assert "去查看" not in signed_in.get(f"/messages/{latest(platform, firm).id}").text


def test_message_fetched_ahead_is_not_read(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    tell(platform, firm)
    address = f"/messages/{latest(platform, firm).id}"
    assert signed_in.get(address, headers={"Sec-Purpose": "prefetch;prerender"}).status_code == 200
    assert signed_in.head(address).status_code == 200
    assert unread(platform, firm) == 1


def test_message_says_nothing_that_is_markup(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    from web.services.inbox import post

    with platform.database.write() as session:
        post(platform, session, firm.enterprise_id, REMINDER, "<b>题</b>", "<script>1</script>\n第二段")
    page = signed_in.get(f"/messages/{latest(platform, firm).id}").text
    assert "&lt;b&gt;题" in page
    assert "<script>1" not in page
    assert "<p>第二段</p>" in page


@pytest.mark.parametrize("number", ["0", "999999", "9223372036854775807", "9" * 40, "x", "-1"])
def test_message_that_is_not_there(signed_in: FlaskClient, number: str) -> None:
    assert signed_in.get(f"/messages/{number}").status_code == 404


def test_message_of_another_enterprise_is_not_there(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    other = make_firm(platform, "other", "91440305MADEM002XW")
    tell(platform, other)
    assert signed_in.get(f"/messages/{latest(platform, other).id}").status_code == 404
    assert unread(platform, other) == 1


# --- The number in the menu ------------------------------------------------------------------------------------------


def test_menu_counts_what_one_person_has_not_read(
    signed_in: FlaskClient, application: Flask, platform: Platform, firm: Firm
) -> None:
    create_account(platform, "colleague", PASSWORD, "同事", firm.enterprise_id)
    other = application.test_client()
    sign_in(other, "colleague")
    tell(platform, firm)
    tell(platform, firm)
    signed_in.get(f"/messages/{latest(platform, firm).id}")
    assert number_in_menu(signed_in.get("/submissions").text) == "1"
    assert number_in_menu(other.get("/submissions").text) == "2"


def test_menu_shows_no_number_where_all_is_read(signed_in: FlaskClient) -> None:
    assert number_in_menu(signed_in.get("/").text) == ""


def test_menu_counts_no_further_than_ninety_nine(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    from web.services.inbox import post

    with platform.database.write() as session:
        for _ in range(101):
            post(platform, session, firm.enterprise_id, REMINDER, "标题", "正文")
    assert number_in_menu(signed_in.get("/").text) == "99+"

"""Signing in and staying signed in: the lock-out, captchas, the dialog over an open page, the list of sessions, and what
a stranger could try."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import Hand, Way, ways
from tests.journeys.newcomers import Newcomer, complete_profile, new_legal, register
from tests.journeys.support import Live, Visitor, answers, cell, check_page, ready, saved
from tests.web.support import Time
from web.services.inbox import REMINDER, post

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

WRONG = "Not-the-one-5"
DIALOG = "dialog[aria-labelledby=sign-in-again-title]"


@pytest.fixture
def who(live: Live) -> Newcomer:
    return register(live, new_legal(), verified=True)


# --- The lock-out ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ways("modules", "plain", "keyboard"))
def test_wrong_passwords_wait_and_a_known_browser_goes_on(
    hand: Callable[..., Hand], way: Way, who: Newcomer, time: Time
) -> None:
    known, stranger = hand(way), hand(way)
    known.sign_in(who.login_name, who.password)
    known.press("退出登录")
    known.reads("已退出登录。")

    stranger.go("/sign-in")
    for _ in range(3):
        stranger.try_to_sign_in(who.login_name, WRONG)
    stranger.reads("登录名或密码不正确。")
    stranger.holds("登录名、统一社会信用代码或身份证号", who.login_name)
    stranger.try_to_sign_in(who.login_name, WRONG)
    stranger.reads("登录前请先回答验证问题，并再填一次密码。")
    if way == "modules":
        check_page(stranger.page, "sign-in-captcha")
    for _ in range(2):
        stranger.solve_captcha()
        stranger.try_to_sign_in(who.login_name, WRONG)
    stranger.solve_captcha()
    stranger.try_to_sign_in(who.login_name, who.password)
    stranger.reads("密码错误次数过多，请在 30 秒后再试。")
    if way == "modules":
        check_page(stranger.page, "sign-in-locked")

    known.sign_in(who.login_name, who.password)
    known.heading(who.name)

    time.move(seconds=31)
    stranger.press("看不清或使用读屏软件？改用文字问题")
    stranger.solve_captcha()
    stranger.try_to_sign_in(who.login_name, who.password)
    stranger.heading(who.name)


# --- Sessions --------------------------------------------------------------------------------------------------------


def test_dialog_over_an_open_page_keeps_what_is_typed(
    visitor: Visitor, new_context: Callable[..., BrowserContext]
) -> None:
    draft = visitor.draft()
    page = visitor.open(draft, "single")
    ready(page)
    elsewhere = new_context().new_page()
    visitor.sign_in(elsewhere)
    elsewhere.goto(f"{visitor.live.address}/account/sessions")
    elsewhere.get_by_role("button", name="在所有设备上退出登录").click()
    expect(elsewhere.locator("body")).to_contain_text("已在所有设备上退出登录。")

    cell(page, "word").fill("示例简称")
    page.keyboard.press("Tab")
    dialog = page.locator(DIALOG)
    expect(dialog).to_be_visible()
    expect(dialog.get_by_label("密码")).to_be_focused()
    page.keyboard.type("not this one")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("登录名或密码不正确")
    dialog.get_by_label("密码").fill(visitor.password)
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    saved(page)
    assert answers(page)["word"] == "示例简称"


@pytest.mark.parametrize("way", ways("plain", "modules", "keyboard"))
def test_session_of_another_browser_is_ended(
    hand: Callable[..., Hand], way: Way, who: Newcomer, time: Time
) -> None:
    me, other = hand(way), hand("plain")
    time.move(minutes=5)
    other.enter(who.login_name, who.password)
    time.move(minutes=5)
    me.enter(who.login_name, who.password)
    me.go("/")
    me.follow("账号设置")
    me.follow(re.compile("查看 *登录的设备"))
    me.reads("本次")
    if way == "modules":
        check_page(me.page, "account-sessions")
    ending = me.page.locator(".sessions").get_by_role("button")
    expect(ending).to_have_count(1 + 1)  # the registration was a session too
    me.press_button(me.page.get_by_role("button", name=re.compile("12:05登录")))
    me.reads("已退出那一处登录。")
    other.go("/account")
    assert other.path == "/sign-in"
    me.press("退出其他登录")
    me.reads("已退出其他 1 处登录。")
    me.go("/account")
    me.heading("账号设置")


def test_session_is_another_one_after_signing_in(hand: Callable[..., Hand], who: Newcomer) -> None:
    me = hand()
    name = me.live.application.config["SESSION_COOKIE_NAME"]

    def session() -> str:
        return next((each["value"] for each in me.context.cookies() if each["name"] == name), "")

    me.go("/sign-in")
    before = session()
    me.try_to_sign_in(who.login_name, who.password)
    inside = session()
    me.press("退出登录")
    assert len({before, inside, session()}) == 3
    me.context.add_cookies([{"name": name, "value": inside, "url": me.live.address}])
    me.go("/account")  # who kept the cookie of a session that was ended is not let in
    assert me.path == "/sign-in"


def test_form_without_its_token_changes_nothing(hand: Callable[..., Hand], who: Newcomer) -> None:
    me = hand()
    me.enter(who.login_name, who.password)
    me.go("/account/preferences")
    me.page.locator("main input[name=csrf_token]").evaluate("(element) => element.remove()")
    me.page.get_by_role("checkbox", name="邮件同时通知").set_checked(False)
    me.press("保存")
    expect(me.page.locator("body")).not_to_contain_text("通知设置已保存。")
    me.go("/account/preferences")
    expect(me.page.get_by_role("checkbox", name="邮件同时通知")).to_be_checked()


# --- Messages --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ways("modules", "plain"))
def test_unread_messages_become_fewer_by_reading(
    live: Live, hand: Callable[..., Hand], way: Way, who: Newcomer
) -> None:
    complete_profile(live, who)
    with live.platform.database.write() as session:
        for title in ("申报已开始", "申报将要截止", "请提交佐证材料"):
            post(
                live.platform,
                session,
                who.enterprise_id,
                REMINDER,
                title,
                "请在三十日前办理。",
                "/submissions",
            )
    me = hand(way)
    me.enter(who.login_name, who.password)
    me.go("/")
    count = me.page.get_by_role("navigation", name="主菜单").locator(".menu__count")
    expect(count).to_contain_text("3")
    me.follow("我的消息 3 条未读")
    if way == "modules":
        check_page(me.page, "messages")
    me.press_button(me.page.locator(".message-list__link").first)
    me.reads("请在三十日前办理。")
    if way == "modules":
        check_page(me.page, "message")
    me.go("/messages")
    expect(count).to_contain_text("2")
    me.press("把这 2 条未读全部标为已读")
    expect(count).to_have_count(0)

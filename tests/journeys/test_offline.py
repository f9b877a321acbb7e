"""Without a network, with an ended session, on a shared computer: what was typed is kept, and only for whom it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect
from sqlalchemy import select

from tests.conftest import CHROMIUM_ARGUMENTS, chromium_path
from tests.journeys.support import Visitor, answers, ready, saved, state_of
from web.models import DraftAnswer
from web.services.accounts import sign_out_everywhere

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

OFFLINE = "未联网，已存在本机"


@pytest.fixture
def draft(visitor: Visitor) -> str:
    return visitor.draft()


@pytest.fixture
def page(visitor: Visitor, draft: str) -> Page:
    page = visitor.open(draft, "single")
    ready(page)
    return page


def kept(page: Page) -> list[str]:
    """The fields this browser keeps for whoever is signed in on the page."""
    found: list[str] = page.evaluate(
        """async () => {
            const base = document.querySelector('script[type=module]').src;
            const { openKeeper } = await import(base.replace("main.js", "offline.js"));
            const { account } = await import(base.replace("main.js", "token.js"));
            return (await (await openKeeper(account())).list()).map((each) => each.field);
        }"""
    )
    return found


def test_offline_typing_is_kept_and_sent_when_the_network_is_back(visitor: Visitor, page: Page) -> None:
    visitor.context.set_offline(True)
    page.get_by_label("简称").fill("离线")
    page.locator("[name=grade][value=a]").check()
    expect(state_of(page)).to_have_text(OFFLINE)
    expect(state_of(page)).to_have_attribute("data-state", "offline")
    expect(page.get_by_text("未联网，得分待更新")).to_be_visible()
    expect(page.locator("#announcements")).to_contain_text(OFFLINE)
    visitor.context.set_offline(False)
    saved(page)
    assert page.get_by_text("未联网，得分待更新").count() == 0
    assert answers(page) == {"word": "离线", "grade": "a"}
    assert kept(page) == []


def test_next_visit_sends_what_the_last_could_not(visitor: Visitor, draft: str, page: Page) -> None:
    visitor.context.set_offline(True)
    page.get_by_label("简称").fill("离线")
    page.locator("[name=grade][value=b]").check()
    page.get_by_label("起始年份").fill("2016")
    expect(state_of(page)).to_have_text(OFFLINE)
    page.close()
    visitor.context.set_offline(False)
    again = visitor.open(draft, "single", visitor.context.new_page())
    expect(again.locator("#form-notice")).to_have_text("上次未发送的 3 处修改已补存")
    saved(again)
    assert answers(again) == {"word": "离线", "grade": "b", "since": "2016"}
    expect(again.get_by_label("简称")).to_have_value("离线")
    expect(again.locator("[name=grade][value=b]")).to_be_checked()
    expect(again.locator("[data-field=detail]")).to_be_visible()
    again.reload()
    ready(again)
    assert again.locator("#form-notice").count() == 0


def test_next_visit_of_another_section_sends_it_too(visitor: Visitor, draft: str, page: Page) -> None:
    visitor.context.set_offline(True)
    page.get_by_label("简称").fill("离线")
    expect(state_of(page)).to_have_text(OFFLINE)
    page.close()
    visitor.context.set_offline(False)
    again = visitor.open(draft, "tables", visitor.context.new_page())
    expect(again.locator("#form-notice")).to_have_text("上次未发送的 1 处修改已补存")
    assert answers(again) == {"word": "离线"}


def test_another_tab_leaves_alone_what_the_first_still_holds(
    visitor: Visitor, draft: str, page: Page
) -> None:
    page.route("**/answers", lambda route: route.abort())
    page.get_by_label("简称").fill("还在这里")
    expect(state_of(page)).to_have_text(OFFLINE)
    other = visitor.open(draft, "single", visitor.context.new_page())
    ready(other)
    assert other.locator("#form-notice").count() == 0
    assert answers(other) == {}
    page.unroute("**/answers")
    saved(page)
    assert answers(other) == {"word": "还在这里"}


def stored(visitor: Visitor, draft: str) -> dict[str, object]:
    """What the server has of a draft, asked without any browser."""
    rows = select(DraftAnswer).where(DraftAnswer.draft_id == UUID(draft.rpartition("/")[2]))
    with visitor.live.platform.database.read() as session:
        return {each.field: each.value for each in session.scalars(rows)}


def crash(context: BrowserContext) -> None:
    """End a browser as a power cut does: no page gets to say goodbye, nothing is put in order."""
    session = context.new_cdp_session(context.pages[0])
    with context.expect_event("close"), suppress(PlaywrightError):  # nobody is left to answer
        session.send("Browser.crash")


def test_unsent_typing_survives_the_end_of_the_browser(
    visitor: Visitor, draft: str, chromium: Browser, tmp_path: Path
) -> None:
    def browser() -> BrowserContext:
        return chromium.browser_type.launch_persistent_context(
            tmp_path, executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS, locale="zh-CN"
        )

    first = browser()
    page = first.pages[0]
    visitor.sign_in(page)
    visitor.open(draft, "single", page)
    ready(page)
    first.set_offline(True)
    page.get_by_label("简称").fill("离线")
    expect(state_of(page)).to_have_text(OFFLINE)
    crash(first)
    assert stored(visitor, draft) == {}
    second = browser()
    page = second.pages[0]
    second.clear_cookies()  # whether it had time to keep the session is left to chance
    visitor.sign_in(page)
    visitor.open(draft, "single", page)
    expect(page.locator("#form-notice")).to_have_text("上次未发送的 1 处修改已补存")
    assert answers(page) == {"word": "离线"}
    assert stored(visitor, draft) == {"word": "离线"}
    second.close()


def test_browser_without_a_database_keeps_typing_too(visitor: Visitor, draft: str) -> None:
    visitor.context.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined });")
    page = visitor.open(draft, "single", visitor.context.new_page())
    ready(page)
    visitor.context.set_offline(True)
    page.get_by_label("简称").fill("离线")
    expect(state_of(page)).to_have_text(OFFLINE)
    page.close()
    visitor.context.set_offline(False)
    again = visitor.open(draft, "single", visitor.context.new_page())
    expect(again.locator("#form-notice")).to_have_text("上次未发送的 1 处修改已补存")
    assert answers(again) == {"word": "离线"}


def test_browser_that_can_keep_nothing_warns_before_leaving(visitor: Visitor, draft: str) -> None:
    visitor.context.add_init_script(
        "Object.defineProperty(window, 'indexedDB', { value: undefined });"
        "Storage.prototype.setItem = () => { throw new Error('full'); };"
    )
    page = visitor.open(draft, "single", visitor.context.new_page())
    ready(page)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    visitor.context.set_offline(True)
    page.get_by_label("简称").fill("离线")
    expect(state_of(page)).to_have_text("未联网，请不要关闭本页")
    page.close(run_before_unload=True)
    visitor.page.wait_for_timeout(300)
    assert asked == ["beforeunload"]


def test_no_warning_where_everything_is_kept(visitor: Visitor, page: Page) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    visitor.context.set_offline(True)
    page.get_by_label("简称").fill("离线")
    expect(state_of(page)).to_have_text(OFFLINE)
    page.close(run_before_unload=True)
    assert asked == []


def test_link_that_cannot_be_opened_leaves_the_page_as_it_is(visitor: Visitor, page: Page) -> None:
    visitor.context.set_offline(True)
    page.get_by_label("简称").fill("离线")
    page.get_by_role("link", name="首页").first.click()
    expect(page.locator("#form-notice")).to_contain_text("未联网，暂时打不开别的页面")
    page.get_by_role("button", name="保存并继续").click()
    expect(page.locator("#form-notice")).to_contain_text("未联网，联网后再继续")
    assert page.get_by_label("简称").input_value() == "离线"


# --- Other people, the same computer ---------------------------------------------------------------------------------


def test_another_account_never_gets_it(
    visitor: Visitor, second_visitor: Visitor, draft: str, page: Page
) -> None:
    """The same browser, another person: what is kept stays where it is until its own account is back."""
    visitor.context.set_offline(True)
    page.get_by_label("简称").fill("离线")
    expect(state_of(page)).to_have_text(OFFLINE)
    page.close()
    visitor.context.set_offline(False)
    visitor.context.clear_cookies()
    stranger = visitor.context.new_page()
    second_visitor.sign_in(stranger)
    second_visitor.page = stranger
    other = second_visitor.draft()
    second_visitor.open(other, "single")
    ready(stranger)
    stranger.wait_for_timeout(500)
    assert kept(stranger) == []
    assert answers(stranger) == {}
    assert stranger.locator("#form-notice").count() == 0
    visitor.context.clear_cookies()
    visitor.sign_in(stranger)
    visitor.open(draft, "single", stranger)
    expect(stranger.locator("#form-notice")).to_have_text("上次未发送的 1 处修改已补存")


def test_signing_out_asks_before_unsent_typing_is_deleted(visitor: Visitor, page: Page) -> None:
    page.route("**/answers", lambda route: route.abort())
    page.get_by_label("简称").fill("离线")
    expect(state_of(page)).to_have_text(OFFLINE)
    page.get_by_role("button", name="退出登录").click()
    dialog = page.get_by_role("dialog", name="还有 1 处修改没有发送")
    expect(dialog).to_contain_text("简称")
    dialog.get_by_role("button", name="先不退出").click()
    expect(dialog).to_have_count(0)
    assert kept(page) == ["word"]
    page.get_by_role("button", name="退出登录").click()
    dialog.get_by_role("button", name="删除并退出").click()
    page.wait_for_url("**/sign-in")
    visitor.sign_in()
    assert kept(visitor.page) == []


def test_signing_out_from_another_page_asks_too(visitor: Visitor, page: Page) -> None:
    page.route("**/answers", lambda route: route.abort())
    page.get_by_label("简称").fill("离线")
    expect(state_of(page)).to_have_text(OFFLINE)
    page.goto(f"{visitor.live.address}/enterprise")
    page.get_by_role("button", name="退出登录", exact=True).click()
    expect(page.get_by_role("dialog", name="还有 1 处修改没有发送")).to_be_visible()


def test_signing_out_with_nothing_unsent_asks_nothing(page: Page) -> None:
    page.get_by_label("简称").fill("x")
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/sign-in")


# --- An ended session --------------------------------------------------------------------------------------------------


def test_expired_session_loses_nothing(visitor: Visitor, page: Page) -> None:
    sign_out_everywhere(visitor.live.platform, visitor.account_id)
    page.get_by_label("简称").fill("还在")
    dialog = page.get_by_role("dialog", name="登录已过期")
    expect(dialog).to_be_visible()
    expect(state_of(page)).to_have_attribute("data-state", "expired")
    dialog.get_by_label("密码").fill(visitor.password)
    dialog.get_by_role("button", name="登录").click()
    saved(page)
    expect(page.get_by_label("简称")).to_have_value("还在")
    assert answers(page) == {"word": "还在"}
    page.get_by_role("button", name="保存并继续").click()  # the form's own token fits again
    page.wait_for_url("**/sections/tables")


def test_signing_in_can_be_put_off(visitor: Visitor, page: Page) -> None:
    sign_out_everywhere(visitor.live.platform, visitor.account_id)
    page.get_by_label("简称").fill("还在")
    page.get_by_role("dialog").get_by_role("button", name="稍后再说").click()
    expect(state_of(page)).to_contain_text("登录已过期")
    page.get_by_label("起始年份").fill("2016")
    page.wait_for_timeout(1500)
    assert page.get_by_role("dialog").count() == 0  # asked once, not after every key
    assert sorted(kept(page)) == ["since", "word"]
    state_of(page).get_by_role("button", name="重新登录").click()
    page.get_by_role("dialog").get_by_label("密码").fill(visitor.password)
    page.keyboard.press("Enter")
    saved(page)
    assert answers(page) == {"word": "还在", "since": "2016"}


def test_dialog_does_not_come_in_the_middle_of_a_word(visitor: Visitor, page: Page) -> None:
    sign_out_everywhere(visitor.live.platform, visitor.account_id)
    field = page.get_by_label("简称")
    field.press_sequentially("a")
    page.wait_for_timeout(1050)
    field.press_sequentially("bcdefghijk", delay=100)
    assert field.input_value() == "abcdefghijk"
    expect(page.get_by_role("dialog")).to_be_visible()


@pytest.fixture
def second_visitor(another: Callable[[], Visitor]) -> Visitor:
    return another()

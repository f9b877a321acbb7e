"""Around procedures in a browser: the first page, the notice that is to be read, the profile edited and in force."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.journeys.support import Live, Visitor, check_page
from web.models import Enterprise

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

CERTIFIED: dict[str, Any] = {
    "certification.innovative": True,
    "certification.innovative_since": "2025-06-20",
    "certification.innovative_until": "2028-06-19",
}
ZONE = "融资服务专区"
NOTICE = "dialog[data-notice]"


def know(live: Live, visitor: Visitor, facts: dict[str, Any]) -> None:
    with live.platform.database.write() as session:
        enterprise = session.get_one(Enterprise, visitor.enterprise_id)
        enterprise.facts = {**enterprise.facts, **facts}


@pytest.fixture
def certified(live: Live, visitor: Visitor) -> Visitor:
    """Somebody whose enterprise holds the first title."""
    know(live, visitor, CERTIFIED)
    return visitor


def see_notice(visitor: Visitor, page: Page | None = None) -> Page:
    """Go to the zone by the menu and press its button."""
    shown = NOTICE if page is not None else f"{NOTICE}:modal"
    page = page or visitor.page
    page.goto(visitor.live.address)
    page.get_by_role("link", name=ZONE, exact=True).click()
    page.get_by_role("button", name="去登记").click()
    page.locator(shown).wait_for()
    return page


# --- The first page ------------------------------------------------------------------------------------------------


def test_first_page_is_for_everybody(visitor: Visitor) -> None:
    visitor.page.goto(visitor.live.address)
    check_page(visitor.page, "home")


def test_first_page_of_a_certified_enterprise_is_for_everybody(live: Live, certified: Visitor) -> None:
    longest = {"certification.little_giant": True, "certification.little_giant_until": "2028-06-19"}
    know(live, certified, {"update.due": True, "digital.level": 3, "digital.date": "2025-08-12", **longest})
    certified.page.goto(certified.live.address)
    check_page(certified.page, "home-certified")


def test_what_does_not_apply_is_folded(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(visitor.live.address)
    folded = page.locator(".others .card").first
    expect(folded).to_be_hidden()
    page.locator(".others summary").click()
    expect(folded).to_be_visible()


# --- The notice ----------------------------------------------------------------------------------------------------


def test_notice_can_be_closed_after_its_countdown(certified: Visitor) -> None:
    page = certified.page
    page.clock.install()
    see_notice(certified)
    notice = page.locator(NOTICE)
    closing = page.get_by_role("button", name="关闭，开始填写")
    expect(notice.locator("[data-countdown]")).to_have_text("请先阅读，10 秒后可以关闭。")
    expect(closing).to_have_attribute("aria-disabled", "true")
    page.clock.run_for(9_000)
    expect(notice.locator("[data-countdown]")).to_have_text("请先阅读，1 秒后可以关闭。")
    page.clock.run_for(1_000)
    expect(notice.locator("[data-countdown]")).to_have_text("现在可以关闭。")
    closing.click()
    page.wait_for_url("**/drafts/*")


def test_notice_stays_open_before_its_countdown_is_over(certified: Visitor) -> None:
    page = certified.page
    page.clock.install()
    see_notice(certified)
    for _ in range(3):
        page.keyboard.press("Escape")
    page.locator(f"{NOTICE} [data-close]").dispatch_event("click")
    assert page.evaluate(f"document.querySelector('{NOTICE}').matches(':modal')")
    assert page.url.endswith("/procedures/register_financing/drafts")


def test_escape_closes_the_notice_after_its_countdown(certified: Visitor) -> None:
    page = certified.page
    page.clock.install()
    see_notice(certified)
    page.clock.run_for(10_000)
    page.keyboard.press("Escape")
    assert not page.evaluate(f"document.querySelector('{NOTICE}').matches(':modal')")
    page.get_by_role("button", name="关闭，开始填写").click()
    page.wait_for_url("**/drafts/*")


def test_focus_stays_in_the_notice(certified: Visitor) -> None:
    page = see_notice(certified)
    inside = f"document.querySelector('{NOTICE}').contains(document.activeElement)"
    assert page.evaluate(inside)
    for _ in range(6):
        page.keyboard.press("Tab")
        assert page.evaluate(f"{inside} || document.activeElement === document.body")


def test_notice_is_for_everybody(certified: Visitor) -> None:
    check_page(see_notice(certified), "notice")


def test_notice_is_a_page_without_the_modules(
    certified: Visitor, new_context: Callable[..., BrowserContext]
) -> None:
    certified.context = new_context(java_script_enabled=False)
    certified.enter()
    page = see_notice(certified, certified.context.new_page())
    expect(page.get_by_role("heading", name="提示事项")).to_be_visible()
    page.get_by_role("button", name="关闭，开始填写").click()
    page.wait_for_url("**/drafts/*")


def test_zone_tells_those_it_is_not_for_what_to_check(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(visitor.live.address)
    page.get_by_role("link", name=ZONE, exact=True).click()
    expect(page.get_by_text("暂时不能办理")).to_be_visible()
    expect(page.get_by_text("科技型中小企业（不符的，请核对是否在有效期内）")).to_be_visible()
    expect(page.get_by_role("button", name="去登记")).to_have_count(0)
    check_page(page, "zone-closed")


# --- The profile ---------------------------------------------------------------------------------------------------


def test_profile_is_edited_and_in_force_at_once(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(f"{visitor.live.address}/enterprise")
    check_page(page, "enterprise")
    page.get_by_role("button", name="编辑").click()
    page.wait_for_url("**/drafts/*")
    draft = page.url
    page.goto(f"{draft}/sections/size")
    page.locator("#section-form[data-ready=yes]").wait_for(state="attached")
    page.locator("[name=staff]").fill("19")
    page.get_by_role("button", name="保存并继续").click()
    page.wait_for_url("**/sections/compliance")
    page.goto(f"{draft}/check")
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_url("**/enterprise")
    expect(page.get_by_role("status").filter(has_text="企业信息已提交")).to_be_visible()
    expect(page.locator(".summary-list__row").filter(has_text="企业规模")).to_contain_text("微型")


def test_certified_enterprise_is_led_to_the_update(certified: Visitor) -> None:
    page = certified.page
    page.goto(f"{certified.live.address}/enterprise")
    expect(page.get_by_role("button", name="编辑")).to_have_count(0)
    check_page(page, "enterprise-certified")
    page.get_by_role("link", name="年度信息更新").click()
    page.wait_for_url("**/procedures/annual_update")

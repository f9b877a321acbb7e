"""自测: a form is tried without signing in, shows what fails and by how much, and is taken into a draft."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from engine.cases import Case
from tests.journeys.sheets import named
from tests.journeys.support import Live, Visitor, cell
from tests.journeys.typist import KeyboardTypist, Typist, field_of, inputs
from tests.web.support import Time
from web.services.trials import try_form

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

FAILS, HOLDS = "8500", "8000"
"""Liabilities in 万元 on both sides of 80% of assets of 10000."""


class Trier(Typist):
    """Somebody who tries a form."""

    def wait(self) -> None:
        self.page.locator("#trial-form[data-ready=yes]").wait_for(state="attached")

    def save(self) -> None:
        if self.scripted:
            self.page.evaluate("document.activeElement?.blur()")
        else:
            self.page.get_by_role("button", name="查看结果").last.click()
        filled = {field_of(each.name, self.fields) for each in inputs(self.page) if each.filled}
        own = [each for each in filled if self.fields[each].parent is None]
        progress = self.page.locator("#trial-panel .score__progress")
        expect(progress).to_have_text(re.compile(rf"已填 {len(own)} / \d+ 项"))


class KeyboardTrier(Trier, KeyboardTypist):
    """The same by keyboard alone."""


@pytest.fixture
def case(live: Live, time: Time) -> Case:
    """专精特新 with all conditions met but one, on the day of the case."""
    sheet = named("specialized")
    found = sheet.read(live.platform)
    time.moment = sheet.moment(found)
    return found


def open_trial(page: Page, live: Live) -> None:
    page.goto(f"{live.address}/try")
    card = page.locator(".card").filter(has_text="专精特新中小企业申请书")
    card.get_by_role("link", name=re.compile("开始自测")).click()
    page.wait_for_url("**/try/specialized")


def trier(page: Page, live: Live, case: Case, kind: type[Trier] = Trier, *, scripted: bool = True) -> Trier:
    trial = try_form(live.platform, "specialized")
    assert trial is not None
    known = {**case.facts, **case.answers, "liabilities": {**case.answers["liabilities"], "2025": FAILS}}
    return kind(page, known, trial.form.fields, Path(), scripted)


def check_failing(page: Page) -> None:
    """It is told which condition fails, with the figure that falls short and the one that is asked for."""
    expect(page.locator("#trial-panel .verdicts").locator(".truth[data-holds=no]")).not_to_have_count(0)
    expect(page.locator("#trial-panel")).to_contain_text("资产负债率80%以下")
    found = page.locator("#result .finding").filter(has_text="上年末资产负债率80%以下").last
    expect(found).to_contain_text("85%")
    expect(found.locator(".truth").first).to_have_attribute("data-holds", "no")


def take_over(page: Page, visitor: Visitor) -> None:
    """From the trial through the sign-in page into the draft."""
    page.get_by_role("button", name="登录并带入填报").click()
    page.get_by_label("登录名").fill(visitor.login_name)
    page.get_by_label("密码").fill(visitor.password)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("button", name="继续保存").click()
    page.wait_for_url("**/drafts/*")


def check_taken(visitor: Visitor, page: Page) -> None:
    """What was typed stands in the draft, and says where it was taken from."""
    page.get_by_role("link", name=re.compile("经济效益|经营")).first.click()
    page.wait_for_url("**/sections/*")
    assert cell(page, "liabilities.2025").input_value() == HOLDS
    expect(page.locator("[data-field=liabilities] .field__origin")).to_contain_text("自测时填写的内容")
    expect(page.locator("[data-field=staff] .field__origin")).to_have_count(0)


def test_form_is_tried_mended_and_taken_into_a_draft(
    live: Live, case: Case, another: Callable[[], Visitor], new_context: Callable[..., BrowserContext]
) -> None:
    visitor = another()
    visitor.know(case.facts)
    page = new_context().new_page()
    open_trial(page, live)
    trier(page, live, case).fill_section()
    check_failing(page)
    cell(page, "liabilities.2025").fill(HOLDS)
    expect(page.locator("#trial-panel .verdicts .truth[data-holds=no]")).to_have_count(0)
    take_over(page, visitor)
    check_taken(visitor, page)


def test_form_is_tried_and_taken_into_a_draft_without_javascript(
    live: Live, case: Case, another: Callable[[], Visitor], new_context: Callable[..., BrowserContext]
) -> None:
    visitor = another()
    visitor.know(case.facts)
    page = new_context(java_script_enabled=False).new_page()
    open_trial(page, live)
    trier(page, live, case, scripted=False).fill_section()
    check_failing(page)
    cell(page, "liabilities.2025").fill(HOLDS)
    page.get_by_role("button", name="查看结果").last.click()
    expect(page.locator("#trial-panel .verdicts .truth[data-holds=no]")).to_have_count(0)
    take_over(page, visitor)
    check_taken(visitor, page)


def test_form_is_tried_by_keyboard_alone(
    live: Live, case: Case, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    page.goto(f"{live.address}/try/specialized")
    trier(page, live, case, KeyboardTrier).fill_section()
    check_failing(page)


def test_trial_keeps_nothing_in_the_browser(
    live: Live, case: Case, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    open_trial(page, live)
    trier(page, live, case).fill_section()
    page.goto(f"{live.address}/try/specialized")
    assert cell(page, "liabilities.2025").input_value() == ""
    assert page.evaluate("localStorage.length") == 0

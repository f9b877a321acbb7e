"""The same draft in two places: different fields both win, the same field changed twice asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys.support import Visitor, answers, cell, ready, saved, state_of

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page


@pytest.fixture
def draft(visitor: Visitor) -> str:
    return visitor.draft()


@pytest.fixture
def here(visitor: Visitor, draft: str) -> Page:
    page = visitor.open(draft, "single")
    ready(page)
    return page


@pytest.fixture
def there(visitor: Visitor, draft: str, here: Page) -> Page:
    """Another tab of the same browser."""
    page = visitor.open(draft, "single", visitor.context.new_page())
    ready(page)
    return page


@pytest.fixture
def elsewhere(visitor: Visitor, draft: str, here: Page, new_context: Callable[..., BrowserContext]) -> Page:
    """The same draft on another computer: nothing tells one page of the other."""
    page = new_context().new_page()
    visitor.sign_in(page)
    visitor.open(draft, "single", page)
    ready(page)
    return page


def test_different_fields_both_win(here: Page, elsewhere: Page) -> None:
    here.get_by_label("简称").fill("这里")
    saved(here)
    elsewhere.get_by_label("起始年份").fill("2016")
    saved(elsewhere)
    assert answers(here) == {"word": "这里", "since": "2016"}
    expect(elsewhere.get_by_label("简称")).to_have_value(
        "这里"
    )  # the answer brought what had changed meanwhile
    here.get_by_label("电子邮箱").fill("a@b.example")
    saved(here)
    expect(here.get_by_label("起始年份")).to_have_value("2016")


def test_other_tab_shows_quietly_what_was_saved(here: Page, there: Page) -> None:
    there.get_by_label("起始年份").press_sequentially("20")
    there.evaluate("window.before = document.activeElement")
    here.get_by_label("简称").fill("这里")
    here.locator("[name=grade][value=b]").check()
    saved(here)
    expect(there.get_by_label("简称")).to_have_value("这里")
    expect(there.locator("[data-field=detail]")).to_be_visible()
    assert there.evaluate("document.activeElement === window.before")
    there.keyboard.type("16")
    saved(there)
    assert answers(there) == {"word": "这里", "grade": "b", "since": "2016"}


def both_change(here: Page, elsewhere: Page) -> None:
    """The same field changed in both places; `elsewhere` comes second."""
    here.get_by_label("简称").fill("这里的")
    saved(here)
    elsewhere.get_by_label("简称").fill("那里的")
    expect(state_of(elsewhere)).to_have_attribute("data-state", "conflict")


def test_same_field_changed_twice_shows_both_values_and_asks(here: Page, elsewhere: Page) -> None:
    both_change(here, elsewhere)
    expect(state_of(elsewhere)).to_have_text("有冲突，请选择")
    field = elsewhere.locator("[data-field=word]")
    expect(field.get_by_role("textbox")).to_have_value("那里的")
    expect(field.locator(".field__conflict")).to_contain_text("这里的")
    expect(elsewhere.locator("#announcements")).to_contain_text("“简称”在另一处也改过")
    assert answers(here) == {"word": "这里的"}


@pytest.mark.parametrize(("button", "kept"), [("用我的", "那里的"), ("用对方的", "这里的")])
def test_conflict_is_decided_with_the_keyboard(here: Page, elsewhere: Page, button: str, kept: str) -> None:
    both_change(here, elsewhere)
    field = elsewhere.locator("[data-field=word]")
    choice = field.get_by_role("button", name=button)
    for _ in range(3):
        elsewhere.keyboard.press("Tab")
        if choice.evaluate("(each) => each === document.activeElement"):
            break
    expect(choice).to_be_focused()
    elsewhere.keyboard.press("Enter")
    saved(elsewhere)
    expect(field.locator(".field__conflict")).to_have_count(0)
    expect(field.get_by_role("textbox")).to_have_value(kept)
    expect(field.get_by_role("textbox")).to_be_focused()
    assert answers(elsewhere) == {"word": kept}
    elsewhere.keyboard.press("End")
    elsewhere.keyboard.type("！")
    saved(elsewhere)  # decided once, it is not asked again
    assert answers(elsewhere) == {"word": kept + "！"}


def test_typing_goes_on_while_a_conflict_is_undecided(here: Page, elsewhere: Page) -> None:
    both_change(here, elsewhere)
    elsewhere.get_by_label("起始年份").fill("2016")
    elsewhere.keyboard.press("Tab")
    expect(state_of(elsewhere)).to_have_attribute("data-state", "conflict")
    elsewhere.wait_for_timeout(600)
    assert answers(here) == {"word": "这里的", "since": "2016"}
    elsewhere.locator("[name=word]").fill("又改了")
    elsewhere.locator("[data-field=word]").get_by_role("button", name="用我的").click()
    saved(elsewhere)
    assert answers(here) == {"word": "又改了", "since": "2016"}


def test_undecided_conflict_is_asked_again_after_coming_back(here: Page, elsewhere: Page) -> None:
    both_change(here, elsewhere)
    elsewhere.reload()
    field = elsewhere.locator("[data-field=word]")
    expect(field.locator(".field__conflict")).to_contain_text("这里的")
    expect(field.get_by_role("textbox")).to_have_value("那里的")
    field.get_by_role("button", name="用我的").click()
    saved(elsewhere)
    assert answers(here) == {"word": "那里的"}


def test_button_leads_to_the_conflict_first(here: Page, elsewhere: Page) -> None:
    both_change(here, elsewhere)
    elsewhere.get_by_role("button", name="保存并继续").click()
    expect(elsewhere.locator(".field__conflict button").first).to_be_focused()
    assert elsewhere.url.endswith("/sections/single")


def test_same_value_twice_is_no_conflict(here: Page, elsewhere: Page) -> None:
    here.get_by_label("简称").fill("一样")
    saved(here)
    elsewhere.get_by_label("简称").fill("一样")
    saved(elsewhere)
    assert elsewhere.locator(".field__conflict").count() == 0


def test_field_in_use_is_not_overwritten_and_asks_when_changed(here: Page, there: Page) -> None:
    """The other tab learns of the change while its own field has the focus: it must not save over what it did not show."""
    there.get_by_label("简称").focus()
    here.get_by_label("简称").fill("这里的")
    saved(here)
    there.wait_for_timeout(600)
    there.keyboard.type("那里的")
    expect(state_of(there)).to_have_attribute("data-state", "conflict")
    assert answers(here) == {"word": "这里的"}


def test_field_in_use_shows_the_other_value_once_it_is_left(here: Page, there: Page) -> None:
    there.get_by_label("简称").focus()
    here.get_by_label("简称").fill("这里的")
    saved(here)
    there.wait_for_timeout(600)
    expect(there.get_by_label("简称")).to_have_value("")
    there.get_by_label("起始年份").focus()
    expect(there.get_by_label("简称")).to_have_value("这里的")


def test_row_of_a_yearly_grid_conflicts_as_one_field(
    visitor: Visitor, draft: str, here: Page, elsewhere: Page
) -> None:
    visitor.open(draft, "tables", here)
    visitor.open(draft, "tables", elsewhere)
    ready(here)
    ready(elsewhere)
    cell(here, "revenue.2025").fill("100")
    cell(here, "profit.2025").fill("10")
    saved(here)
    cell(elsewhere, "revenue.2024").fill("90")
    expect(state_of(elsewhere)).to_have_attribute("data-state", "conflict")
    row = elsewhere.locator("tr[data-field=revenue]")
    expect(row.locator(".field__conflict")).to_contain_text("100")
    row.get_by_role("button", name="用对方的").click()
    saved(elsewhere)
    expect(cell(elsewhere, "revenue.2025")).to_have_value("100")
    expect(cell(elsewhere, "profit.2025")).to_have_value("10")

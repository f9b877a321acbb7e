"""Saving while somebody types: nothing is lost, nobody is disturbed."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete, update

from tests.journeys.support import Visitor, answers, ready, saved, state_of
from web.models import Draft, DraftAnswer

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request, Route


@pytest.fixture
def draft(visitor: Visitor) -> str:
    return visitor.draft()


@pytest.fixture
def page(visitor: Visitor, draft: str) -> Page:
    """The page of the single fields."""
    page = visitor.open(draft, "single")
    ready(page)
    return page


@pytest.fixture
def edits(page: Page) -> list[dict[str, Any]]:
    """What the page sends to be saved."""
    return edits_of(page)


def edits_of(page: Page) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/answers"):
            sent.append(json.loads(request.post_data or "null"))

    page.on("request", note)
    return sent


def test_typing_is_saved_a_second_after_the_last_key(page: Page, edits: list[dict[str, Any]]) -> None:
    page.get_by_label("简称").press_sequentially("abcdef", delay=150)
    assert edits == []
    saved(page)
    assert edits == [{"based_on": 0, "section": "single", "changes": {"word": "abcdef"}}]
    assert answers(page) == {"word": "abcdef"}


def test_choice_is_saved_at_once(page: Page, edits: list[dict[str, Any]]) -> None:
    page.locator("[name=grade][value=a]").check()
    page.wait_for_timeout(600)
    assert [each["changes"] for each in edits] == [{"grade": "a"}]


def test_leaving_a_field_saves_it(page: Page, edits: list[dict[str, Any]]) -> None:
    page.get_by_label("简称").fill("x")
    page.keyboard.press("Tab")
    page.wait_for_timeout(600)
    assert [each["changes"] for each in edits] == [{"word": "x"}]


def test_nothing_is_sent_that_was_typed_and_taken_back(page: Page, edits: list[dict[str, Any]]) -> None:
    page.get_by_label("简称").press_sequentially("ab")
    for _ in "ab":
        page.keyboard.press("Backspace")
    page.wait_for_timeout(1500)
    assert edits == []


def test_caret_and_input_stay_where_they_are(page: Page) -> None:
    field = page.get_by_label("简称")
    field.press_sequentially("abcdef")
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    page.evaluate("window.before = document.activeElement")
    saved(page)
    assert page.evaluate("document.activeElement === window.before && window.before.selectionStart") == 3
    page.keyboard.type("X")
    assert field.input_value() == "abcXdef"


def test_composing_is_not_interrupted(page: Page, edits: list[dict[str, Any]]) -> None:
    page.get_by_label("简称").focus()
    session = page.context.new_cdp_session(page)
    for text in ("s", "sh", "shi"):
        session.send(
            "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        )
    page.wait_for_timeout(1600)
    assert edits == []
    session.send("Input.insertText", {"text": "示例"})
    saved(page)
    assert [each["changes"] for each in edits] == [{"word": "示例"}]


def test_one_request_is_under_way_and_later_changes_go_together(
    page: Page, edits: list[dict[str, Any]]
) -> None:
    waiting: list[Route] = []
    page.route("**/answers", lambda route: waiting.append(route))
    page.get_by_label("简称").fill("1")
    page.get_by_label("起始年份").focus()
    page.wait_for_timeout(400)
    page.get_by_label("起始年份").fill("2016")
    page.get_by_label("电子邮箱").fill("a@b.example")
    page.get_by_label("简称").fill("2")
    page.wait_for_timeout(1500)
    assert len(waiting) == 1
    waiting[0].continue_()
    page.unroute("**/answers")
    saved(page)
    assert [each["changes"] for each in edits] == [
        {"word": "1"},
        {"word": "2", "since": "2016", "mail": "a@b.example"},
    ]
    found = answers(page)
    assert (found["word"], found["since"], found["mail"]) == ("2", "2016", "a@b.example")
    assert (
        state_of(page).get_attribute("data-state") == "saved"
    )  # a field changed twice is no conflict with oneself


def test_answer_moves_visibility_and_tells_of_it(page: Page) -> None:
    detail = page.locator("[data-field=detail]")
    expect(detail).to_be_hidden()
    page.locator("[name=grade][value=b]").check()
    expect(detail).to_be_visible()
    expect(page.locator("#announcements")).to_contain_text("补充说明")
    page.locator("[name=grade][value=a]").check()
    expect(detail).to_be_hidden()


def test_message_and_mark_come_and_go_while_the_field_is_used(page: Page) -> None:
    heads = page.get_by_label("人数")
    heads.press_sequentially("很多")
    expect(heads).to_have_attribute("aria-invalid", "true")
    error = page.locator("[data-field=heads] .field__error")
    expect(error).to_be_visible()
    assert error.get_attribute("id") in (heads.get_attribute("aria-describedby") or "").split()
    expect(heads).to_be_focused()
    heads.fill("12")
    expect(error).to_have_count(0)
    expect(heads).not_to_have_attribute("aria-invalid", "true")
    assert answers(page)["heads"] == "12"


def test_link_waits_until_everything_is_saved(visitor: Visitor, draft: str, page: Page) -> None:
    page.get_by_label("简称").fill("x")
    page.get_by_role("link", name=re.compile("表格")).click()
    page.wait_for_url("**/sections/tables")
    visitor.open(draft, "single")
    assert page.get_by_label("简称").input_value() == "x"


def test_button_sends_first_and_posts_once(page: Page, edits: list[dict[str, Any]]) -> None:
    posts: list[str] = []
    page.on("request", lambda each: posts.append(each.url) if each.method == "POST" else None)
    page.get_by_label("简称").fill("x")
    page.get_by_role("button", name="保存并继续").dblclick()
    page.wait_for_url("**/sections/tables")
    assert [each["changes"] for each in edits] == [{"word": "x"}]
    assert len([each for each in posts if each.endswith("/sections/single")]) == 1
    page.go_back()
    assert page.get_by_label("简称").input_value() == "x"
    assert answers(page) == {"word": "x"}


def test_enter_in_a_text_field_presses_no_button(page: Page) -> None:
    page.get_by_label("简称").fill("x")
    page.keyboard.press("Enter")
    saved(page)
    assert page.url.endswith("/sections/single")


def test_closed_tab_loses_nothing(visitor: Visitor, draft: str, page: Page) -> None:
    page.get_by_label("简称").press_sequentially("x")
    page.close(run_before_unload=True)
    again = visitor.open(draft, "single", visitor.context.new_page())
    expect(again.get_by_label("简称")).to_have_value("x")
    ready(again)
    again.reload()
    expect(again.get_by_label("简称")).to_have_value("x")


def test_field_that_is_too_large_is_told_and_the_others_are_saved(page: Page) -> None:
    page.get_by_label("简称").fill("x")
    page.get_by_label("企业简介").evaluate(
        "(area) => { area.value = '长'.repeat(400000); area.dispatchEvent(new Event('input', {bubbles: true})); }"
    )
    expect(state_of(page)).to_have_attribute("data-state", "error", timeout=60_000)
    expect(state_of(page)).to_contain_text("企业简介")
    assert answers(page) == {"word": "x"}
    page.get_by_label("企业简介").fill("短")
    saved(page)
    assert answers(page) == {"word": "x", "story": "短"}


def test_server_that_is_down_is_asked_again(page: Page) -> None:
    page.route(
        "**/answers",
        lambda route: route.fulfill(status=503, json={"error": {"code": "busy", "message": "忙"}}),
    )
    page.get_by_label("简称").fill("x")
    expect(state_of(page)).to_have_attribute("data-state", "error")
    expect(state_of(page)).to_have_text("暂时没有存上，已存在本机")
    page.unroute("**/answers")
    saved(page)
    assert answers(page) == {"word": "x"}


def test_draft_that_was_restored_from_an_older_copy_takes_what_is_typed(visitor: Visitor, page: Page) -> None:
    for value in ("1", "2", "3"):
        page.get_by_label("简称").fill(value)
        page.keyboard.press("Tab")
        saved(page)
    with visitor.live.platform.database.write() as session:
        session.execute(delete(DraftAnswer).where(DraftAnswer.changed_by == visitor.account_id))
        session.execute(update(Draft).where(Draft.enterprise_id == visitor.enterprise_id).values(revision=1))
    page.get_by_label("起始年份").fill("2016")
    saved(page)
    assert answers(page) == {"since": "2016"}


def test_draft_that_was_submitted_elsewhere_says_so(visitor: Visitor, draft: str, page: Page) -> None:
    page.get_by_label("简称").fill("x")
    saved(page)
    other = visitor.context.new_page()
    other.goto(f"{draft}/check")
    other.get_by_role("button", name="提交", exact=True).click()
    other.wait_for_url("**/submissions/*")
    page.get_by_label("简称").fill("y")
    expect(page.locator("#form-notice")).to_contain_text("提交")
    expect(state_of(page)).to_have_attribute("data-state", "error")

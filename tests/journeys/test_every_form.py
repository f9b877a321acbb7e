"""Every form in a browser, from the first field to the explained result, by an enterprise it is meant for."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from playwright.sync_api import expect

from engine.cases import Case
from engine.form import Form
from tests.journeys.sheets import SHEETS, Sheet, differences, named
from tests.journeys.support import Live, Visitor
from tests.journeys.typist import KeyboardTypist, Typist
from tests.web.support import Time
from web.services.drafts import Sent, look_at_draft
from web.services.fillings import Filling
from web.services.submissions import Result, read_result

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page


def begin(visitor: Visitor, procedure: str) -> str:
    """Begin a procedure from its page; the address of the draft."""
    press_begin(visitor, procedure)
    page = visitor.page
    page.wait_for_load_state()
    plain = page.get_by_role("button", name="不带入，重新填写")
    if plain.count():
        plain.click()
    page.wait_for_url("**/drafts/*")
    return page.url


def press_begin(visitor: Visitor, procedure: str) -> None:
    page = visitor.page
    page.goto(f"{visitor.live.address}/procedures/{procedure}")
    with page.expect_navigation():
        page.locator(f'form[action$="/procedures/{procedure}/drafts"] button').click()
    if page.locator("dialog[data-notice]").count():  # to be read first
        with page.expect_navigation(timeout=20_000):
            page.locator("[data-close][aria-disabled=false]").click(timeout=15_000)


def form_of(visitor: Visitor, draft: str) -> Form:
    """The form a draft follows."""
    found = look_at_draft(visitor.live.platform, UUID(draft.rpartition("/")[2]), visitor.enterprise_id)
    assert isinstance(found, Filling)
    return found.form


def fill_all(page: Page, typist: Typist) -> str | None:
    """Every section, from the first to where it is checked; what the panel says is reached by then."""
    typist.press(page.get_by_role("link", name=re.compile("^继续填写")).first)
    while True:
        page.wait_for_url("**/sections/*")
        typist.fill_section()
        panel = page.locator("#score-panel .score__total strong")
        reached = panel.inner_text() if panel.count() else None
        is_last = page.get_by_role("button", name="保存并检查").count() > 0
        with page.expect_navigation():
            typist.press(page.locator("button.button[name=_next][value=next]"))
        if is_last:
            return reached


IN_LONG_RUNS = {"digital_services", "digital_other", "specialized-2022-guangdong"}
"""Forms that differ little from another one that is filled in every run of the tests."""


def in_every_run(sheet: Sheet) -> Any:
    marks = [pytest.mark.soak] if sheet.name in IN_LONG_RUNS else []
    return pytest.param(sheet, id=sheet.name, marks=marks)


def send(visitor: Visitor, draft: str, typist: Typist) -> Result:
    """Check and submit; what was stored."""
    page = visitor.page
    expect(page).to_have_url(f"{draft}/check")
    expect(page.get_by_text("可以提交", exact=True)).to_be_visible()
    with page.expect_navigation():
        typist.press(page.get_by_role("button", name="提交", exact=True))
    expect(page).not_to_have_url(f"{draft}/check")
    sent = look_at_draft(visitor.live.platform, UUID(draft.rpartition("/")[2]), visitor.enterprise_id)
    assert isinstance(sent, Sent)
    page.goto(f"{visitor.live.address}/submissions/{sent.submission_id}")
    result = read_result(visitor.live.platform, sent.submission_id, visitor.enterprise_id)
    assert result is not None
    return result


def check_shown(page: Page, result: Result) -> None:
    """The page tells what was stored: the points, the level, each conclusion."""
    a = result.assessment
    if a["score"] is not None and not a["score"]["pending"]:
        expect(page.locator(".result-score__total")).to_contain_text(f"{float(a['score']['total']):g}")
    if a["levels"] is not None:
        expect(page.get_by_text(a["levels"]["title"]).first).to_be_visible()
    for each in a["explanations"]:
        shown = page.locator(".conclusion").filter(has=page.locator(f"#conclusion-{each['id']}"))
        wanted = {True: "true", False: "false"}.get(each["truth"])
        if wanted is not None:
            expect(shown).to_have_attribute("data-holds", wanted)


def prepare(sheet: Sheet, time: Time, another: Callable[[], Visitor], live: Live) -> tuple[Case, Visitor]:
    """Somebody of an enterprise as the case has it, on its day."""
    case = sheet.read(live.platform)
    time.moment = sheet.moment(case)
    visitor = another()
    visitor.know(case.facts)
    return case, visitor


@pytest.mark.parametrize("sheet", [in_every_run(each) for each in SHEETS])
def test_form_is_filled_and_submitted(
    sheet: Sheet, live: Live, time: Time, another: Callable[[], Visitor], proof: Path
) -> None:
    case, visitor = prepare(sheet, time, another, live)
    draft = begin(visitor, sheet.procedure)
    form = form_of(visitor, draft)
    assert (form.id, form.edition.isoformat()) == (sheet.form, sheet.edition)
    typist = Typist(visitor.page, case.answers, form.fields, proof)
    reached = fill_all(visitor.page, typist)
    result = send(visitor, draft, typist)
    assert differences(case, typist.all_answers, result) == []
    if reached is not None:
        assert float(reached) == float(result.assessment["score"]["range"][0])
    check_shown(visitor.page, result)


def test_form_is_filled_and_submitted_by_keyboard_alone(
    live: Live, time: Time, another: Callable[[], Visitor], proof: Path
) -> None:
    case, visitor = prepare(named("annual_update"), time, another, live)
    draft = begin(visitor, "annual_update")
    typist = KeyboardTypist(visitor.page, case.answers, form_of(visitor, draft).fields, proof)
    fill_all(visitor.page, typist)
    result = send(visitor, draft, typist)
    assert differences(case, typist.all_answers, result) == []
    check_shown(visitor.page, result)


def test_long_form_is_filled_and_submitted_without_javascript(
    live: Live,
    time: Time,
    another: Callable[[], Visitor],
    new_context: Callable[..., BrowserContext],
    proof: Path,
) -> None:
    case, visitor = prepare(named("little_giant"), time, another, live)
    visitor.context = new_context(java_script_enabled=False)
    visitor.page = visitor.context.new_page()
    visitor.enter()
    draft = begin(visitor, "declare_little_giant")
    typist = Typist(visitor.page, case.answers, form_of(visitor, draft).fields, proof, scripted=False)
    fill_all(visitor.page, typist)
    result = send(visitor, draft, typist)
    assert differences(case, typist.all_answers, result) == []
    check_shown(visitor.page, result)

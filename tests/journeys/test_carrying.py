"""What was told once is not asked again: from an earlier form into the next, from the profile to the questionnaire, from
there into the declaration."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.sheets import Sheet, named
from tests.journeys.support import Live, Visitor, cell, ready, saved
from tests.journeys.test_every_form import begin, fill_all, form_of, press_begin, send
from tests.journeys.typist import Typist
from tests.web.support import Time


def fill_and_send(sheet: Sheet, live: Live, visitor: Visitor, proof: Path) -> None:
    case = sheet.read(live.platform)
    draft = begin(visitor, sheet.procedure)
    typist = Typist(visitor.page, case.answers, form_of(visitor, draft).fields, proof)
    fill_all(visitor.page, typist)
    send(visitor, draft, typist)


def test_what_was_told_in_one_form_is_offered_in_the_next(
    live: Live, time: Time, another: Callable[[], Visitor], proof: Path
) -> None:
    first, second = named("innovative"), named("specialized")
    time.moment = first.moment(first.read(live.platform))
    visitor = another()
    visitor.know(first.read(live.platform).facts)
    fill_and_send(first, live, visitor, proof)

    time.moment = second.moment(second.read(live.platform))
    visitor.know(second.read(live.platform).facts)
    visitor.enter()
    page = visitor.page
    press_begin(visitor, second.procedure)
    expect(page.get_by_role("heading", level=1)).to_contain_text("要带入以前填写的内容吗")
    expect(page.get_by_role("main")).to_contain_text("2025年度《创新型中小企业自评表》")
    page.get_by_role("button", name="带入并开始填写").click()
    page.wait_for_url("**/drafts/*")
    draft = page.url

    visitor.open(draft, form_of(visitor, draft).fields["revenue"].section)
    ready(page)
    assert cell(page, "revenue.2025").input_value() == "10000"
    marked = page.locator("[data-field=revenue] .field__origin")
    expect(marked).to_contain_text("《创新型中小企业自评表》")
    expect(page.locator("[data-field=staff] .field__origin")).to_have_count(1)
    cell(page, "revenue.2025").fill("12000")
    saved(page)
    expect(marked).to_have_count(0)  # it is no longer what was told then
    expect(page.locator("[data-field=staff] .field__origin")).to_have_count(1)
    for name in ("declaration", "business_licence"):
        form = form_of(visitor, draft)
        if name in form.fields:
            visitor.open(draft, form.fields[name].section)
            expect(
                page.locator(f'[data-field="{name}"] :checked, [data-field="{name}"] .files__file')
            ).to_have_count(0)


def test_profile_leads_to_its_questionnaire_and_the_level_into_the_declaration(
    live: Live, time: Time, another: Callable[[], Visitor], proof: Path
) -> None:
    profile, questionnaire, declaration = map(named, ("enterprise", "digital_manufacturing", "specialized"))
    time.moment = declaration.moment(declaration.read(live.platform))
    visitor = another()
    case = profile.read(live.platform)
    visitor.know({name: each for name, each in case.facts.items() if name.startswith("identity.")})
    page = visitor.page
    page.goto(f"{live.address}/procedures/{declaration.procedure}")
    expect(page.get_by_role("main")).to_contain_text("企业信息填写完整")
    assert page.locator(f'form[action$="/procedures/{declaration.procedure}/drafts"]').count() == 0

    fill_and_send(profile, live, visitor, proof)
    page.goto(f"{live.address}/procedures/{questionnaire.procedure}")
    expect(page.get_by_role("main")).to_contain_text("制造业")
    fill_and_send(questionnaire, live, visitor, proof)

    press_begin(visitor, declaration.procedure)
    take = page.get_by_role("button", name="带入并开始填写")
    page.wait_for_load_state()
    if take.count():
        take.click()
    page.wait_for_url("**/drafts/*")
    draft = page.url
    visitor.open(draft, "refinement")
    expect(page.locator('[data-field="digital.level"] output')).to_contain_text("4")
    assert page.locator('[name="digital.level"]').count() == 0  # nobody types it

"""Filling a form without JavaScript, from signing in to the explained result; what a page saves and what it shows."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.cases import (
    CASE_A,
    DOCUMENTS,
    begin,
    make_filled_draft,
    pdf,
    revision_of,
    section_form,
    sections_of,
    typed,
)
from tests.web.pages import Form, form_to, press
from tests.web.support import Firm, Time
from web.models import Draft, DraftAnswer, Enterprise, Event, Upload
from web.platform import Platform

SAVE, NEXT = ("_next", "save"), ("_next", "next")


def save(client: FlaskClient, form: Form, button: tuple[str, str] = SAVE) -> TestResponse:
    return press(client, form, button, follow=False)


def stored(platform: Platform, draft: str, field: str) -> object:
    with platform.database.read() as session:
        row = session.get(DraftAnswer, (UUID(draft.rpartition("/")[2]), field))
        return row.value if row else None


def error_summary(page: str) -> str:
    found = re.search(r'<div class="error-summary".*?</div>', page, re.DOTALL)
    return found.group() if found else ""


# --- The journey -------------------------------------------------------------------------------------------------


def fill_section(client: FlaskClient, draft: str, section: str) -> TestResponse:
    """Type what this section asks of case A, upload its documents, and go on."""
    form = section_form(client, draft, section)
    answers = typed(CASE_A)
    for name in sorted(form.names & answers.keys()):
        form.type(name, *answers[name])
    files = [(name, pdf(f"{name}.pdf")) for name in DOCUMENTS if name in form.names]
    return press(client, form, NEXT, files, follow=False)


def test_journey_without_javascript(signed_in: FlaskClient) -> None:
    draft = begin(signed_in)
    for section in sections_of(signed_in, draft):
        assert fill_section(signed_in, draft, section).status_code == 303
    check = signed_in.get(f"{draft}/check")
    assert "可以提交" in check.text
    result = press(signed_in, form_to(check.text, "/submission"))
    assert result.status_code == 200
    assert "总分 <strong>95</strong> 分" in result.text
    points = re.findall(r'score__group-title".*?<span class="score__points">(\d+) / (\d+)', result.text)
    assert points == [("35", "40"), ("30", "30"), ("30", "30")]
    assert "研发费用总额（2025年）÷ 营业收入总额（2025年）" in result.text
    assert "附件1 二（一）2" in result.text


def test_journey_shows_what_was_sent(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    draft_id = make_filled_draft(platform, firm)
    check = signed_in.get(f"/drafts/{draft_id}/check").text
    result = press(signed_in, form_to(check, "/submission"), follow=False).headers["Location"]
    answers = signed_in.get(f"{result}/answers").text
    for words in (
        "示例测试（厦门）有限公司",
        "11,500",
        "示例机器人",
        "高端装备制造产业",
        "business_licence.pdf",
    ):
        assert words in answers


def test_first_button_of_a_section_saves(signed_in: FlaskClient) -> None:
    """It is what the Enter key presses."""
    form = section_form(signed_in, begin(signed_in), "main_products")
    assert form.buttons[0] == SAVE


# --- Beginning ---------------------------------------------------------------------------------------------------


def test_form_begins_once(signed_in: FlaskClient) -> None:
    first = begin(signed_in)
    page = signed_in.get("/").text
    assert "继续填写" in page
    token = form_to(page, "sign-out").value("csrf_token")
    again = signed_in.post("/procedures/declare_innovative/drafts", data={"csrf_token": token})
    assert again.headers["Location"] == first


def test_form_that_is_not_there_cannot_begin(signed_in: FlaskClient) -> None:
    token = form_to(signed_in.get("/").text, "sign-out").value("csrf_token")
    assert signed_in.post("/procedures/nothing/drafts", data={"csrf_token": token}).status_code == 404


def test_reporting_year_is_the_year_before_and_stays(signed_in: FlaskClient, time: Time) -> None:
    draft = begin(signed_in)
    time.move(days=400)
    assert "2025年（上年度）" in signed_in.get(f"{draft}/sections/finance").text


def test_beginning_is_on_record(signed_in: FlaskClient, platform: Platform) -> None:
    begin(signed_in)
    with platform.database.read() as session:
        assert session.query(Event).filter_by(what="draft_begun").count() == 1


# --- The overview ------------------------------------------------------------------------------------------------


def test_overview_tells_how_far_each_section_is(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    answers = {name: CASE_A[name] for name in ("ip_class1", "ip_own", "declaration")}
    draft_id = make_filled_draft(platform, firm, answers | {"staff": {"2025": "x"}}, ())
    page = signed_in.get(f"/drafts/{draft_id}").text
    states = dict(re.findall(r'data-section-link="(\w+)".*?section-state[^>]*>([^<]+)<', page, re.DOTALL))
    assert states["main_products"] == "未填"
    assert states["capability"] == "填写中 已填2/5"
    assert states["truth"] == "已完成"
    assert states["finance"] == "需更正"
    assert states["basics"] == "供核对"


def test_overview_of_no_draft_is_not_found(signed_in: FlaskClient) -> None:
    assert signed_in.get("/drafts/00000000-0000-0000-0000-000000000000").status_code == 404


def test_score_panel_explains_each_line(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    page = signed_in.get(f"/drafts/{make_filled_draft(platform, firm)}").text
    panel = page[page.index('id="score-panel"') :]
    assert "<strong>95</strong> 分" in panel
    assert "达到 ≥5% 一档，得 20 分" in panel
    assert "附件1 二（一）2" in panel


def test_score_panel_gives_the_reachable_range(signed_in: FlaskClient) -> None:
    panel = signed_in.get(begin(signed_in)).text
    assert "最终为 5 至 100 分" in panel


def test_facts_of_a_draft_are_live(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    draft = begin(signed_in)
    with platform.database.write() as session:
        enterprise = session.get_one(Enterprise, firm.enterprise_id)
        enterprise.facts = enterprise.facts | {"enterprise.contact": "新的联系人"}
    assert "新的联系人" in signed_in.get(f"{draft}/sections/basics").text


# --- A section ---------------------------------------------------------------------------------------------------


def test_section_that_is_not_there_is_not_found(signed_in: FlaskClient) -> None:
    assert signed_in.get(f"{begin(signed_in)}/sections/nothing").status_code == 404


def test_yearly_fields_that_follow_one_another_share_a_table(signed_in: FlaskClient) -> None:
    page = signed_in.get(f"{begin(signed_in)}/sections/finance").text
    assert page.count('class="grid grid--yearly"') == 1


def test_section_page_carries_what_modules_need(signed_in: FlaskClient) -> None:
    draft = begin(signed_in)
    page = signed_in.get(f"{draft}/sections/finance").text
    for attribute in (
        'id="section-form"',
        f'data-draft="{draft.rpartition("/")[2]}"',
        'data-revision="0"',
        'data-section="finance"',
        f'data-answers-url="{draft}/answers"',
        f'data-state-url="{draft}/state?section=finance"',
        f'data-documents-url="{draft}/documents/"',
        'data-submitted="false"',
        'id="save-state"',
        'id="score-panel"',
        'data-industries-url="/reference/industries"',
        'data-regions-url="/reference/regions"',
    ):
        assert attribute in page


def test_saving_keeps_what_was_typed(signed_in: FlaskClient, platform: Platform) -> None:
    draft = begin(signed_in)
    form = section_form(signed_in, draft, "finance")
    form.type("revenue.2025", "11500")
    response = save(signed_in, form)
    assert response.headers["Location"] == f"{draft}/sections/finance"
    assert stored(platform, draft, "revenue") == {"2025": "11500"}


def test_saving_what_nobody_touched_changes_nothing(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    draft_id = make_filled_draft(platform, firm)
    revision = revision_of(platform, draft_id)
    for section in sections_of(signed_in, f"/drafts/{draft_id}"):
        response = save(signed_in, section_form(signed_in, f"/drafts/{draft_id}", section))
        assert response.status_code == 303
    assert revision_of(platform, draft_id) == revision


def test_saving_numbers_sent_as_json_and_not_touched_changes_nothing(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    answers = {"revenue": {"2025": 5000}, "ip_own": 1, "product_field_reason": "一\n二", "declaration": True}
    draft_id = make_filled_draft(platform, firm, answers, ())
    for section in ("finance", "capability", "product_area", "truth"):
        save(signed_in, section_form(signed_in, f"/drafts/{draft_id}", section))
    assert revision_of(platform, draft_id) == 1


def test_clearing_an_input_clears_the_answer(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    draft = f"/drafts/{make_filled_draft(platform, firm)}"
    form = section_form(signed_in, draft, "capability")
    form.type("ip_own", "")
    form.type("honours")
    save(signed_in, form)
    page = section_form(signed_in, draft, "capability")
    assert page.value("ip_own") == ""
    assert [value for name, value in page.values if name == "honours"] == [""]


def test_wrong_number_is_kept_and_told_at_its_field(signed_in: FlaskClient, platform: Platform) -> None:
    draft = begin(signed_in)
    form = section_form(signed_in, draft, "capability")
    form.type("ip_own", "三")
    response = save(signed_in, form, NEXT)
    assert response.status_code == 422
    assert 'href="#input-ip_own"' in error_summary(response.text)
    assert 'role="alert"' in error_summary(response.text)
    assert 'id="field-ip_own-error"' in response.text
    assert form_to(response.text, "/sections/").value("ip_own") == "三"
    assert stored(platform, draft, "ip_own") == "三"


def test_missing_answers_are_not_complained_of_while_filling(signed_in: FlaskClient) -> None:
    response = save(signed_in, section_form(signed_in, begin(signed_in), "capability"), NEXT)
    assert response.status_code == 303


@pytest.mark.parametrize(
    ("button", "target"),
    [
        ("save", "/sections/capability"),
        ("next", "/sections/direct_route"),
        ("previous", "/sections/finance"),
        ("overview", ""),
        ("check", "/check"),
        ("submit", "/check"),
    ],
)
def test_button_leads_on(signed_in: FlaskClient, button: str, target: str) -> None:
    draft = begin(signed_in)
    response = save(signed_in, section_form(signed_in, draft, "capability"), ("_next", button))
    assert response.headers["Location"] == f"{draft}{target}"


def test_last_section_leads_to_the_check(signed_in: FlaskClient) -> None:
    draft = begin(signed_in)
    last = sections_of(signed_in, draft)[-1]
    response = save(signed_in, section_form(signed_in, draft, last), NEXT)
    assert response.headers["Location"] == f"{draft}/check"


def test_row_is_added(signed_in: FlaskClient) -> None:
    draft = begin(signed_in)
    form = section_form(signed_in, draft, "main_products")
    form.type("products.0.name", "甲")
    response = save(signed_in, form, ("_add", "products"))
    assert response.headers["Location"] == f"{draft}/sections/main_products#field-products"
    form = section_form(signed_in, draft, "main_products")
    assert form.value("products.0.name") == "甲"
    assert "products.1.name" in form.names


def test_row_is_removed(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    rows = [{"name": "甲"}, {"name": "乙"}]
    draft = f"/drafts/{make_filled_draft(platform, firm, {'products': rows}, ())}"
    save(signed_in, section_form(signed_in, draft, "main_products"), ("_remove", "products.0"))
    assert stored(platform, draft, "products") == [{"name": "乙"}]


def test_choice_shows_what_it_asks_for(signed_in: FlaskClient) -> None:
    draft = begin(signed_in)
    before = signed_in.get(f"{draft}/sections/direct_route").text
    assert re.search(r'data-field="direct_conditions.research_body.name"[^>]* hidden', before)
    form = section_form(signed_in, draft, "direct_route")
    form.type("direct_conditions", "research_body")
    save(signed_in, form)
    after = signed_in.get(f"{draft}/sections/direct_route").text
    assert not re.search(r'data-field="direct_conditions.research_body.name"[^>]* hidden', after)


def test_answer_that_is_hidden_later_is_kept(signed_in: FlaskClient, platform: Platform) -> None:
    draft = begin(signed_in)
    form = section_form(signed_in, draft, "direct_route")
    form.type("direct_conditions", "research_body")
    form.type("direct_conditions.research_body.name", "示例研究院")
    save(signed_in, form)
    form = section_form(signed_in, draft, "direct_route")
    form.type("direct_conditions", "none")
    save(signed_in, form)
    assert stored(platform, draft, "direct_conditions.research_body.name") == "示例研究院"


def test_facts_cannot_be_posted(signed_in: FlaskClient, platform: Platform) -> None:
    draft = begin(signed_in)
    form = section_form(signed_in, draft, "basics")
    form.values.append(("enterprise.name", "别的名字"))
    save(signed_in, form)
    assert stored(platform, draft, "enterprise.name") is None


def test_computed_values_cannot_be_posted(signed_in: FlaskClient, platform: Platform) -> None:
    draft = begin(signed_in)
    form = section_form(signed_in, draft, "finance")
    form.values.append(("rd_ratio.2025", "99"))
    save(signed_in, form)
    assert stored(platform, draft, "rd_ratio") is None


def test_saving_needs_a_token(signed_in: FlaskClient, platform: Platform) -> None:
    draft = begin(signed_in)
    form = section_form(signed_in, draft, "capability")
    form.values = [pair for pair in form.values if pair[0] != "csrf_token"]
    assert save(signed_in, form).status_code == 400
    assert revision_of(platform, UUID(draft.rpartition("/")[2])) == 0


# --- Two pages at once -------------------------------------------------------------------------------------------


def test_two_pages_that_change_different_fields_both_win(signed_in: FlaskClient, platform: Platform) -> None:
    draft = begin(signed_in)
    first, second = (section_form(signed_in, draft, "capability") for _ in range(2))
    first.type("ip_own", "1")
    second.type("ip_class1", "2")
    assert save(signed_in, first).status_code == 303
    assert save(signed_in, second).status_code == 303
    assert (stored(platform, draft, "ip_own"), stored(platform, draft, "ip_class1")) == ("1", "2")


def conflict(client: FlaskClient, draft: str) -> TestResponse:
    first, second = (section_form(client, draft, "capability") for _ in range(2))
    first.type("ip_own", "1")
    first.type("ip_class2", "7")
    second.type("ip_own", "2")
    second.type("ip_class2", "8")
    second.type("ip_class1", "3")
    save(client, first)
    return save(client, second, NEXT)


def test_field_changed_twice_shows_both_values(signed_in: FlaskClient, platform: Platform) -> None:
    draft = begin(signed_in)
    response = conflict(signed_in, draft)
    assert response.status_code == 409
    assert "“其中：自主研发的Ⅰ类知识产权数量”在另一处也改过" in error_summary(response.text)
    assert "另一处刚刚填的是：1 项" in response.text
    form = form_to(response.text, "/sections/")
    assert form.value("ip_own") == "2"
    assert stored(platform, draft, "ip_own") == "1"
    assert stored(platform, draft, "ip_class1") == "3"


def test_taking_the_other_value(signed_in: FlaskClient, platform: Platform) -> None:
    draft = begin(signed_in)
    form = form_to(conflict(signed_in, draft).text, "/sections/")
    save(signed_in, form, ("_take", "ip_own"))
    assert stored(platform, draft, "ip_own") == "1"


def test_keeping_my_value(signed_in: FlaskClient, platform: Platform) -> None:
    draft = begin(signed_in)
    form = form_to(conflict(signed_in, draft).text, "/sections/")
    save(signed_in, form, ("_keep", "ip_own"))
    assert stored(platform, draft, "ip_own") == "2"


def test_deciding_one_conflict_leaves_the_other_open(signed_in: FlaskClient, platform: Platform) -> None:
    draft = begin(signed_in)
    form = form_to(conflict(signed_in, draft).text, "/sections/")
    response = save(signed_in, form, ("_take", "ip_own"))
    assert response.status_code == 409
    assert "“Ⅱ类知识产权数量”在另一处也改过" in error_summary(response.text)
    assert form_to(response.text, "/sections/").value("ip_class2") == "8"
    assert stored(platform, draft, "ip_class2") == "7"


def test_saving_a_page_with_conflicts_keeps_mine(signed_in: FlaskClient, platform: Platform) -> None:
    draft = begin(signed_in)
    form = form_to(conflict(signed_in, draft).text, "/sections/")
    assert save(signed_in, form).status_code == 303
    assert (stored(platform, draft, "ip_own"), stored(platform, draft, "ip_class2")) == ("2", "8")


# --- Documents without JavaScript -----------------------------------------------------------------------------------


def test_files_are_handed_in_with_their_section(signed_in: FlaskClient) -> None:
    draft = begin(signed_in)
    form = section_form(signed_in, draft, "documents")
    response = press(signed_in, form, SAVE, [("signed_form", pdf("一.pdf")), ("signed_form", pdf("二.pdf"))])
    assert "一.pdf" in response.text
    assert "二.pdf" in response.text


def test_file_is_removed_by_its_button(signed_in: FlaskClient, platform: Platform) -> None:
    draft = begin(signed_in)
    form = section_form(signed_in, draft, "documents")
    page = press(signed_in, form, SAVE, [("signed_form", pdf())]).text
    form = form_to(page, "/sections/")
    button = next(each for each in form.buttons if each[0] == "_remove")
    assert "材料.pdf" not in press(signed_in, form, button).text
    assert stored(platform, draft, "signed_form") is None


def test_file_of_another_kind_is_refused_and_the_rest_is_saved(signed_in: FlaskClient) -> None:
    draft = begin(signed_in)
    form = section_form(signed_in, draft, "documents")
    wrong = pdf("脚本.pdf")
    wrong.stream.write(b"<script>")
    wrong.stream.seek(0)
    response = press(signed_in, form, NEXT, [("signed_form", pdf("好.pdf")), ("audit_report", wrong)])
    assert response.status_code == 422
    assert "“脚本.pdf”的格式不能接受" in error_summary(response.text)
    assert "好.pdf" in response.text


# --- A form that changed -------------------------------------------------------------------------------------------


def test_newer_form_is_told_until_agreed(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    draft_id = make_filled_draft(platform, firm)
    with platform.database.write() as session:
        session.get_one(Draft, draft_id).digest = "0" * 64
        session.add(
            DraftAnswer(
                draft_id=draft_id,
                field="gone",
                value="1",
                revision=1,
                changed_at=platform.clock.now(),
                changed_by=firm.account_id,
            )
        )
        session.get_one(Draft, draft_id).revision += 1
    page = signed_in.get(f"/drafts/{draft_id}").text
    assert "表单在您上次填写后有修订" in page
    assert "仍为您保存着：gone" in page
    page = press(signed_in, form_to(page, "/form")).text
    assert "表单在您上次填写后有修订" not in page


# --- Throwing away -------------------------------------------------------------------------------------------------


def test_draft_is_thrown_away_after_asking(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    draft_id = make_filled_draft(platform, firm)
    page = signed_in.get(f"/drafts/{draft_id}/discard").text
    response = press(signed_in, form_to(page, "/discard"))
    assert "草稿已删除。" in response.text
    assert signed_in.get(f"/drafts/{draft_id}").status_code == 404
    with platform.database.read() as session:
        assert session.get(Draft, draft_id) is None
        assert session.query(Upload).count() == 0
        assert session.query(Event).filter_by(what="draft_discarded").count() == 1


def test_asking_throws_nothing_away(signed_in: FlaskClient) -> None:
    draft = begin(signed_in)
    signed_in.get(f"{draft}/discard")
    assert signed_in.get(draft).status_code == 200

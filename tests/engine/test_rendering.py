"""Fields as HTML: what stands around a control, and yearly fields side by side."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import engine.widgets
from engine.fields.base import Years
from engine.problems import Problem
from engine.rendering import problem_message, problem_target, render_field, render_yearly_group
from engine.values import NOT_APPLICABLE, UNDEFINED, Cause, Unknown
from engine.view import FieldView
from tests.accessibility import violations
from tests.engine.fields.examples import examples, made, posted, view_of
from tests.engine.fields.pages import Element, parse

MONEY = made("type: money, unit: 万元, years: 3, min: 0")
RATIO = made("type: percent, years: 2")


def revenue(raw: object = None, **more: object) -> FieldView:
    return view_of(MONEY, raw, id="revenue", label="营业收入总额", **more)


def ratio(**more: object) -> FieldView:
    view = view_of(RATIO, None, id="ratio", label="占比", fixed=True, reckoning="研发费用÷营业收入", **more)
    return replace(view, value=(UNDEFINED, Unknown(Cause.UNANSWERED)))


def group(*views: FieldView) -> Element:
    return parse(render_yearly_group(views))


def test_yearly_fields_share_one_table() -> None:
    root = group(revenue({"2025": "1,000"}, required=True, help="不含税"), ratio())
    assert [each.text for each in root.all("thead")[0].all("th")] == [
        "项目",
        "2025年（上年度）",
        "2024年（上上年度）",
        "2023年",
    ]
    first, second = root.with_class("field-row")
    assert (first["id"], first["data-field"], first["data-kind"]) == ("field-revenue", "revenue", "yearly")
    assert "（万元）" in first.with_class("field__label")[0].text
    assert first.with_class("field__hint")[0].text == "不含税"
    assert [each["name"] for each in first.all("input")] == ["revenue.2025", "revenue.2024", "revenue.2023"]
    assert first.all("input")[0]["aria-required"] == "true"
    assert not second.all("input")
    assert [each.text for each in second.with_class("computed")] == ["无法计算", "待填写"]
    assert second.with_class("field__reckoning")[0].text == "研发费用÷营业收入"
    assert len(second.all("td")) == 3


def test_each_cell_is_named_by_its_row_and_its_year() -> None:
    root = group(revenue(), view_of(MONEY, None, id="assets", label="资产总额"))
    assert len(root.ids) == len(set(root.ids))
    named = root.all("input", name="assets.2024")[0]["aria-labelledby"].split()
    words = [next(each.text for each in root.walk() if each["id"] == ident) for ident in named]
    assert words == ["资产总额（万元）", "2024年（上上年度）"]


def test_only_the_wrong_year_is_marked() -> None:
    root = group(revenue({"2025": "1", "2024": "x"}))
    assert [each["name"] for each in root.all("input") if each["aria-invalid"]] == ["revenue.2024"]
    assert "营业收入总额（2024年）请填写数字" in root.with_class("field__error")[0].text
    assert root.with_class("field-row")[0]["class"] == "field-row field--error"


def test_what_only_warns_is_marked_apart() -> None:
    view = view_of(made("type: text"), "甲", problems=(Problem("check", text="请核对", blocks=False),))
    root = parse(render_field(view))
    assert root.with_class("field")[0]["class"] == "field field--warning"
    assert root.with_class("field__warning")[0].text == "请核对"
    assert not root.all("input")[0]["aria-invalid"]
    assert root.all("input")[0].has("data-warned")
    assert root.all("input")[0]["aria-describedby"] == "field-it-error"


def test_what_blocks_outweighs_what_warns() -> None:
    problems = (Problem("check", text="请核对", blocks=False), Problem("check", text="请更正"))
    root = parse(render_field(view_of(made("type: text"), "甲", problems=problems)))
    assert root.with_class("field")[0]["class"] == "field field--error"
    assert [each["class"] for each in root.with_class("field__error")[0].all("p")] == ["", "field__warning"]
    assert root.all("input")[0]["aria-invalid"] == "true"


def test_a_warning_of_radio_buttons_is_no_mistake() -> None:
    view = view_of(made("type: yes_no"), True, problems=(Problem("check", text="请核对", blocks=False),))
    (group_,) = parse(render_field(view)).all("fieldset")
    assert (group_["class"], group_["aria-invalid"]) == ("field field--warning", "")


def test_only_the_warned_year_is_marked() -> None:
    root = group(revenue({"2025": "1"}, problems=(Problem("check", year=2025, text="请核对", blocks=False),)))
    assert [each["name"] for each in root.all("input") if each.has("data-warned")] == ["revenue.2025"]
    assert not any(each["aria-invalid"] for each in root.all("input"))
    assert root.with_class("field-row")[0]["class"] == "field-row field--warning"


def test_only_the_warned_cell_of_a_table_is_marked() -> None:
    kind = made(
        "type: table, columns: [{id: name, type: text, label: 名称}, {id: sold, type: integer, label: 数量}]"
    )
    problems = (Problem("check", row=0, column="sold", text="请核对", blocks=False),)
    root = parse(render_field(view_of(kind, [{"name": "甲", "sold": 1}], problems=problems)))
    warned = [each["name"] for each in root.all("input") if each.has("data-warned")]
    assert warned == ["it.0.sold"]
    assert [each["class"] for each in root.all("tr") if each["data-row"] == "0"] == ["field--warning"]
    assert not any(each["aria-invalid"] for each in root.all("input"))


def test_a_warned_question_is_marked_where_it_stands() -> None:
    kind = made(
        "type: table, show: questions, rows: [{id: a, title: 甲}, {id: b, title: 乙}], "
        " columns: [{id: sold, type: integer, label: 数量}]"
    )
    problems = (Problem("check", row="b", text="请核对", blocks=False),)
    root = parse(render_field(view_of(kind, {"b": {"sold": 1}}, problems=problems)))
    assert [each["class"] for each in root.with_class("field__row")] == [
        "field__row",
        "field__row field--warning",
    ]


def test_long_help_of_a_yearly_field_is_folded() -> None:
    long = "以审计报告期末数为准，审计报告没有列出的另附专项说明。"
    folded, short = group(revenue(help=long), view_of(MONEY, None, id="assets", help="不含税")).with_class(
        "field-row"
    )
    assert folded.all("details")[0].with_class("field__hint")[0].text == long
    assert "field-revenue-hint" in folded.all("input")[0]["aria-describedby"]
    assert not short.all("details")
    assert short.with_class("field__hint")[0].text == "不含税"


def test_totals_count_empty_cells_as_the_rules_do() -> None:
    kind = made(
        "type: table, rows: [{id: a, title: 甲}, {id: b, title: 乙}], "
        " columns: [{id: sold, type: integer, label: 数量, total: true}]"
    )
    view = view_of(kind, None)
    assert parse(render_field(view)).all("output")[0].text == "—"
    counted = replace(view, counted=((0, "a"), (0, "b")))
    assert parse(render_field(counted)).all("output")[0].text == "0"


def test_a_year_before_the_enterprise_existed_has_no_input() -> None:
    years = Years(2025, 2025)
    view = replace(revenue(), years=years, value=(Unknown(), NOT_APPLICABLE, NOT_APPLICABLE))
    root = group(view)
    assert [each["name"] for each in root.all("input")] == ["revenue.2025"]
    assert [each.text for each in root.with_class("computed")] == ["不适用", "不适用"]


def test_answers_of_years_that_are_not_asked_are_posted_back() -> None:
    raw = {"2025": "1", "2019": "7"}
    root = group(revenue(raw))
    assert MONEY.collect(posted(root.posts()), "revenue") == raw


def test_the_frame_of_a_field() -> None:
    view = view_of(
        made("type: text"),
        "甲",
        required=True,
        help="怎样填写",
        source="通行说法",
        used_by=("成长性", "专业化"),
        conflict="乙",
        problems=(Problem("check", text="请核对"), Problem("check", text="只是提醒", blocks=False)),
    )
    root = parse(render_field(view))
    frame = root.with_class("field")[0]
    assert frame["class"] == "field field--error"
    label = root.all("label")[0]
    assert label["for"] == root.all("input")[0]["id"] == "input-it"
    assert label.with_class("required-mark")[0].text == "必填"
    assert root.with_class("field__source")[0].text == "通行说法"
    assert root.with_class("field__uses")[0].text == "用于：成长性；专业化"
    assert "乙" in root.with_class("field__conflict")[0].text
    assert root.all("button", name="_take")[0]["value"] == "it"
    assert [each.text for each in root.with_class("field__error")[0].all("p")] == ["请核对", "只是提醒"]
    assert root.all("input")[0]["aria-describedby"] == "field-it-hint field-it-error"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Unknown(Cause.UNANSWERED), "待填写"),
        (Unknown(Cause.AWAITING_AUTHORITY), "待主管部门提供"),
        (UNDEFINED, "无法计算"),
        (5, "5 人"),
    ],
)
def test_a_figure_says_why_it_is_not_there(value: object, words: str) -> None:
    view = view_of(made("type: integer, unit: 人"), None, fixed=True)
    assert parse(render_field(replace(view, value=value))).all("output")[0].text == words  # type: ignore[arg-type]


def test_english() -> None:
    root = parse(render_field(view_of(MONEY, {"2024": "x"}, label="Revenue", language="en", required=True)))
    assert "2025 (last year)" in root.text
    assert "Revenue (2024): please enter a number" in root.text


@pytest.mark.parametrize(
    ("keys", "problem", "target", "label"),
    [
        ("type: text", Problem("required"), "input-it", "请填写这一项"),
        (
            "type: money, unit: 万元, years: 2",
            Problem("required", year=2024),
            "input-it-2024",
            "请填写这一项（2024年）",
        ),
        (
            "type: money, unit: 万元, years: 2",
            Problem("yearly", arguments=(("found", "x"),)),
            "input-it-2025",
            "",
        ),
        (
            "type: table, columns: [{id: a, type: text, label: 甲}]",
            Problem("required", row=1, column="a"),
            "input-it-1-a",
            "请填写这一项（第2行，甲）",
        ),
        (
            "type: table, columns: [{id: a, type: text, label: 甲, repeat: 2}]",
            Problem("required"),
            "input-it-0-a-1",
            "请填写这一项",
        ),
        (
            "type: table, rows: [{id: r, title: 某行}], columns: [{id: a, type: text, label: 甲}]",
            Problem("required", row="r", column="a"),
            "input-it-r-a",
            "请填写这一项（某行，甲）",
        ),
    ],
)
def test_a_problem_leads_to_its_input(keys: str, problem: Problem, target: str, label: str) -> None:
    view = view_of(made(keys))
    assert problem_target(view, problem) == target
    assert not label or problem_message(view, problem) == label


def test_widgets_carry_no_script_no_style_and_no_words_of_their_own() -> None:
    folder = Path(engine.widgets.__file__).parent
    for path in folder.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script|<style|style=|\son\w+=|\|safe", text), path.name
        assert not re.search("[\u4e00-\u9fff]", text), path.name


def test_assistive_technology_finds_nothing_wrong(chromium: Browser) -> None:
    parts = []
    for place, (name, kind, example) in enumerate(examples()):
        for state, raw in enumerate([None, *example.right[:1], *example.refused[:1]]):
            more = {
                "id": f"f{place}x{state}",
                "label": f"{name} {state}",
                "help": "怎样填写",
                "required": True,
            }
            parts.append(render_field(view_of(kind, raw, **more)))
        right = next(iter(example.right), None)
        parts.append(
            render_field(view_of(kind, right, id=f"f{place}shown", label=f"{name}，只看", fixed=True))
        )
    parts.append(
        render_yearly_group(
            [view_of(MONEY, {"2025": "x"}, id=f"g{place}", label=f"第{place}项") for place in range(3)]
        )
    )
    page = chromium.new_page()
    page.set_content(
        f'<!doctype html><html lang="zh-CN"><title>表单</title><main><h1>表单</h1><form>{"".join(parts)}</form></main></html>'
    )
    found = violations(page, colours=False)  # there is no style sheet here
    page.close()
    assert found == []

"""Tables whose rows people add, and tables whose rows the form fixes."""

from dataclasses import replace
from typing import Any

import pytest

from engine.expression.types import TRUTH, ChoiceType, ListType, NumberType
from engine.fields.base import ABSENT
from engine.fields.fixed_table import FixedTable
from engine.fields.table import Table
from engine.fields.table_columns import total_of
from engine.rendering import render_field
from engine.values import Cause, Unknown, is_missing
from tests.engine.fields.examples import (
    ROWS,
    TABLE,
    YEARS,
    codes,
    made,
    posted,
    told,
    value_of,
    view_of,
    wrong,
)
from tests.engine.fields.pages import parse

PRODUCTS = made(TABLE)
SCENES = made(f"type: table, {ROWS}]")
QUESTIONS = made(f"type: table, show: questions, {ROWS}]")
SMALL = made(
    "type: table, min_rows: 2, max_rows: 3, columns: [{id: name, type: text, label: 名称, required: true}, {id: years, type: integer, label: 年限, total: true}]"
)


def column(kind: Any, name: str) -> int:
    return list(kind.type.columns).index(name)


def test_a_row_is_its_cells_in_the_order_of_the_columns() -> None:
    assert value_of(SMALL, [{"years": "3", "name": "甲"}, {"name": "乙"}]) == (
        ("甲", 3),
        ("乙", Unknown(Cause.UNANSWERED)),
    )
    assert SMALL.type.columns["years"] == NumberType(integer=True)  # type: ignore[union-attr]


def test_a_cell_may_hold_several_values() -> None:
    value = value_of(PRODUCTS, [{"name": "甲", "brands": ["a", "", "b"]}])
    assert value[0][column(PRODUCTS, "brands")] == ("a", "b")
    assert isinstance(PRODUCTS.type.columns["brands"], ListType)  # type: ignore[union-attr]
    assert wrong(PRODUCTS, [{"name": "甲", "brands": ["a"] * 4}]) == ["repeat"]


def test_blank_rows_do_not_count_but_keep_their_numbers() -> None:
    read = SMALL.read([{"name": "甲"}, {"name": "", "years": " "}, {"name": "乙", "years": "x"}], YEARS)
    assert len(read.value) == 2  # type: ignore[arg-type]
    assert [(each.code, each.row, each.column) for each in read.problems] == [("integer", 2, "years")]


def test_a_begun_row_lacks_its_required_cells() -> None:
    read = SMALL.read([{"years": 3}, {"name": "乙"}], YEARS)
    assert not read.problems
    assert [(each.code, each.row, each.column) for each in read.gaps] == [("required", 0, "name")]


def test_numbers_of_rows() -> None:
    assert [each.code for each in SMALL.read([{"name": "甲"}], YEARS).gaps] == ["rows_few"]
    assert wrong(SMALL, [{"name": "甲"}] * 4) == ["rows_many"]
    assert wrong(SMALL, [{"name": "甲"}] * 100_000) == ["rows_many"]
    assert SMALL.read([], YEARS).gaps == ()
    assert [each.code for each in SMALL.lacks(value_of(SMALL, []), YEARS)] == ["required"]


def test_an_unknown_column_is_told_and_does_not_block() -> None:
    read = SMALL.read([{"name": "甲", "nmae": "乙"}], YEARS)
    assert [(each.code, each.blocks) for each in read.problems] == [("column_unknown", False)]


def test_what_is_no_table() -> None:
    assert wrong(SMALL, "x") == wrong(SMALL, {"name": "甲"}) == ["table"]
    assert wrong(SMALL, ["x"]) == ["table_row"]
    assert "一行一行" in told(SMALL, 5)


def test_rows_are_collected_in_the_order_of_their_numbers() -> None:
    page = posted(
        [
            ("it", ""),
            ("it.10.name", "丙"),
            ("it.2.name", "乙"),
            ("it.0.name", "甲"),
            ("it.x.name", "?"),
            ("it.11.name", ""),
            ("it.3.name", ""),
        ]
    )
    assert SMALL.collect(page, "it") == [{"name": "甲"}, {"name": "乙"}, {}, {"name": "丙"}]


def test_buttons_add_and_remove_rows_without_javascript() -> None:
    rows = [("it", ""), ("it.0.name", "甲"), ("it.2.name", "乙")]
    assert SMALL.collect(posted([*rows, ("_add", "it")]), "it") == [{"name": "甲"}, {"name": "乙"}, {}]
    assert SMALL.collect(posted([*rows, ("_remove", "it.0")]), "it") == [{"name": "乙"}]
    assert SMALL.collect(posted([*rows, ("_remove", "other.0"), ("_add", "other")]), "it") == [
        {"name": "甲"},
        {"name": "乙"},
    ]
    assert SMALL.collect(posted([*rows, ("it.3.name", "丙"), ("_add", "it")]), "it") == [
        {"name": "甲"},
        {"name": "乙"},
        {"name": "丙"},
    ]
    assert SMALL.collect(posted([("it", "")]), "it") == []
    assert SMALL.collect(posted([("its", "")]), "it") is ABSENT


def test_the_page_of_a_table() -> None:
    root = parse(
        render_field(view_of(PRODUCTS, [{"name": "甲", "income": "1.5"}, {"name": "乙", "income": 2}]))
    )
    assert [each["value"] for each in root.all("button", name="_remove")] == ["it.0", "it.1"]
    assert root.all("button", name="_add")[0]["value"] == "it"
    assert root.all("input", name="it.1.name")[0]["value"] == "乙"
    assert root.all("input", name="it.0.brands.3")[0]["aria-label"] == "品牌，第3个"
    assert root.all("tfoot")[0].with_class("computed")[0].text == "3.5 万元"
    assert "（万元）" in root.all("thead")[0].text
    assert root.all("template")[0]
    full = parse(render_field(view_of(PRODUCTS, [{"name": "甲"}] * 3)))
    assert not full.all("button", name="_add")


def test_as_many_rows_are_shown_as_are_asked_for() -> None:
    assert len(parse(render_field(view_of(SMALL))).all("tbody")[0].all("tr")) == 2
    assert len(parse(render_field(view_of(SMALL, [{}, {}, {}]))).all("tbody")[0].all("tr")) == 3


def test_a_wrong_cell_is_marked_and_told_with_row_and_column() -> None:
    root = parse(render_field(view_of(SMALL, [{"name": "甲"}, {"name": "乙", "years": "x"}])))
    wrong_inputs = [each["name"] for each in root.walk() if each["aria-invalid"] == "true"]
    assert wrong_inputs == ["it.1.years"]
    assert "这一项（第2行，年限）请填写整数" in root.with_class("field__error")[0].text


def test_a_total_is_known_when_all_cells_are() -> None:
    assert isinstance(SMALL, Table)
    years = SMALL.table_columns[1]
    assert total_of(years, [1, 2]) == 3
    assert is_missing(total_of(years, [1, Unknown(Cause.UNANSWERED)]))


# --- fixed rows ----------------------------------------------------------------------------------------------


def test_all_fixed_rows_are_there_from_the_start() -> None:
    value = value_of(SCENES, {"design": {"reached": 4}})
    assert value == (("4", True, "design"), (Unknown(Cause.UNANSWERED), False, "sales"))
    assert value_of(SCENES, None) == SCENES.missing(Cause.UNANSWERED)
    assert list(SCENES.type.columns) == ["reached", "binding", "row"]  # type: ignore[union-attr]
    assert SCENES.type.columns["binding"] == TRUTH  # type: ignore[union-attr]
    assert SCENES.type.columns["row"] == ChoiceType(("design", "sales"))  # type: ignore[union-attr]


def test_a_required_fixed_table_asks_for_every_row() -> None:
    value = value_of(SCENES, {"design": {"reached": 4}})
    assert [(each.code, each.row, each.column) for each in SCENES.lacks(value, YEARS)] == [
        ("required_choice", "sales", "reached")
    ]


def test_a_required_column_is_missed_in_a_begun_row_only() -> None:
    kind = made(
        f"type: table, {ROWS.replace('label: 等级', 'label: 等级, required: true')}, {{id: note, type: text, label: 说明}}]"
    )
    read = kind.read({"design": {"note": "好"}}, YEARS)
    assert [(each.code, each.row) for each in read.gaps] == [("required_choice", "design")]
    assert [(each.code, each.row) for each in kind.lacks(read.value, YEARS)] == [("required_choice", "sales")]


def test_a_row_has_its_own_words_for_the_options() -> None:
    assert isinstance(QUESTIONS, FixedTable)
    html = str(render_field(view_of(QUESTIONS)))
    assert "用工具辅助" in html
    assert html.count("用工具辅助") == 1
    assert (
        SCENES.show(value_of(SCENES, {"design": {"reached": "1"}, "sales": {"reached": "1"}}))
        == "产品设计：用工具辅助；营销：1"
    )


def test_each_row_can_be_a_question_of_its_own() -> None:
    root = parse(render_field(view_of(QUESTIONS, {"design": {"reached": "9"}})))
    rows = root.with_class("field__row")
    assert [each.all("legend")[0].text for each in rows] == ["产品设计", "营销"]
    assert "不是其中的选项" in rows[0].with_class("field__error")[0].text
    assert not rows[1].with_class("field__error")
    assert len(rows[0].all("input", type="radio")) == 5


PARTS = made(
    "type: table, show: questions, attributes: {binding: {type: yes_no, label: ★约束性}, share: {type: percent, label: 权重}, "
    "weight: integer}, rows: [{id: plan, title: 规划, share: 5%, weight: 1}, "
    "{id: design, heading: 研发, title: 设计, binding: true, share: 30%, weight: 1, options: {reached: {'1': 用工具辅助}}}, "
    "{id: craft, title: 工艺, share: 10%, weight: 1}, {id: sales, heading: 供应链, title: 营销, share: 2.5%, weight: 1}], "
    "columns: [{id: reached, type: choice, label: 等级, options: [{id: '0', label: 未达到}, {id: '1', label: 一级}]}]"
)


def test_a_heading_holds_the_rows_up_to_the_next() -> None:
    root = parse(render_field(view_of(PARTS)))
    parts = root.with_class("field__part")
    assert [each.with_class("field__heading")[0].text for each in parts] == ["研发", "供应链"]
    assert [len(each.with_class("field__row")) for each in parts] == [2, 1]
    assert len(root.with_class("field__row")) == 4


def test_headings_stand_in_a_grid_too() -> None:
    kind = replace(PARTS, questions=False)
    for view in (view_of(kind), view_of(kind, {"craft": {"reached": "0"}}, fixed=True)):
        rows = parse(render_field(view)).all("tbody")[0].all("tr")
        assert [each["class"] == "grid__heading" for each in rows] == [False, True, False, False, True, False]
        assert [each.text for each in rows if each["class"]] == ["研发", "供应链"]


def test_people_see_the_attributes_that_have_a_label() -> None:
    root = parse(render_field(view_of(PARTS)))
    marks = [[each.text for each in row.with_class("field__mark")] for row in root.with_class("field__row")]
    assert marks == [["权重：5%"], ["★约束性", "权重：30%"], ["权重：10%"], ["权重：2.5%"]]


def test_a_rows_own_words_stand_beside_the_label_of_an_option() -> None:
    root = parse(render_field(view_of(PARTS)))
    design = root.with_class("field__row")[1]
    assert [each.text for each in design.all("label")] == ["未达到", "一级 用工具辅助"]
    assert design.with_class("option__name")[0].text == "一级"


@pytest.mark.parametrize("said", ["1", "一级", "用工具辅助", "一级：用工具辅助"])
def test_an_option_in_a_rows_own_words_is_read_and_shown(said: str) -> None:
    value = value_of(PARTS, {"design": {"reached": said}, "craft": {"reached": "1"}})
    assert PARTS.show(value) == "设计：一级：用工具辅助；工艺：一级"


def test_unknown_rows_are_told_and_do_not_block() -> None:
    read = SCENES.read({"disign": {"reached": 1}}, YEARS)
    assert [(each.code, each.blocks) for each in read.problems] == [("row_unknown", False)]
    assert wrong(SCENES, {"design": 5}) == ["table_row"]
    assert wrong(SCENES, [1]) == ["fixed_table"]


def test_an_export_of_fixed_rows_has_a_column_a_cell() -> None:
    assert [each.name for each in SCENES.columns("scenes", "场景")] == [
        "scenes.design.reached",
        "scenes.sales.reached",
    ]
    assert SCENES.cells(value_of(SCENES, {"design": {"reached": "2"}})) == ("2", None)
    assert SMALL.cells(value_of(SMALL, [{"name": "甲", "years": 3}])) == (1, "名称：甲，年限：3")


COLUMNS = "columns: [{id: name, type: text, label: 名称}]"


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        (f"min_rows: 5, max_rows: 3, {COLUMNS}", "F232"),
        (f"min_rows: 1, rows: [{{id: a, title: 甲}}], {COLUMNS}", "F233"),
        ("columns: [{id: a, type: text, label: 甲}, {id: a, type: text, label: 乙}]", "F234"),
        ("rows: [{id: a, title: 甲}], columns: [{id: row, type: text, label: 行}]", "F234"),
        ("attributes: {name: text}, rows: [{id: a, title: 甲, name: x}], " + COLUMNS, "F234"),
        ("columns: [{id: a, type: table, label: 甲}]", "F235"),
        ("columns: [{id: a, type: note, label: 甲}]", "F235"),
        ("columns: [{id: a, type: txt, label: 甲}]", "F201"),
        ("columns: [{id: a, label: 甲}]", "F204"),
        ("columns: [{id: a, type: text, label: 甲, years: 3}]", "F203"),
        ("columns: [{id: a, type: integer, label: 甲, min: 5, max: 1}]", "F220"),
        ("columns: [{id: a, type: text, label: 甲, repeat: 1}]", "F208"),
        ("columns: []", "F237"),
        ("columns: x", "F205"),
        ("min_rows: 1", "F204"),
        ("columns: [{id: a, type: text, label: 甲, total: true}]", "F238"),
        (f"rows: [{{id: a, title: 甲}}, {{id: a, title: 乙}}], {COLUMNS}", "F239"),
        (f"attributes: {{weight: integer}}, rows: [{{id: a, title: 甲}}], {COLUMNS}", "F240"),
        (f"attributes: {{weight: colour}}, rows: [{{id: a, title: 甲}}], {COLUMNS}", "F210"),
        (f"attributes: {{binding: {{type: colour}}}}, rows: [{{id: a, title: 甲}}], {COLUMNS}", "F210"),
        (f"attributes: {{binding: {{label: 约束}}}}, rows: [{{id: a, title: 甲}}], {COLUMNS}", "F204"),
        (
            f"attributes: {{binding: {{type: yes_no, titel: 约束}}}}, rows: [{{id: a, title: 甲}}], {COLUMNS}",
            "F203",
        ),
        (f"rows: [{{id: a, title: 甲, weight: 2}}], {COLUMNS}", "F203"),
        (f"rows: [{{id: a, title: 甲, options: {{name: {{x: 甲}}}}}}], {COLUMNS}", "F241"),
        (
            "rows: [{id: a, title: 甲, options: {g: {x: 甲}}}], columns: [{id: g, type: choice, label: 级别, options: [a, b]}]",
            "F242",
        ),
        (f"show: questions, {COLUMNS}", "F244"),
        (f"rows: [], {COLUMNS}", "F245"),
        (f"attributes: {{binding: yes_no}}, {COLUMNS}", "F246"),
    ],
)
def test_author_mistakes(keys: str, code: str) -> None:
    assert codes(f"type: table, {keys}") == [code]

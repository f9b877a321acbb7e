"""What a page shows: sections with their state, fields with what is wrong, and nothing that is not asked for."""

from __future__ import annotations

from typing import Any

import pytest

from engine.binding import rebind
from engine.form import Form
from engine.presentation import SectionView, present, present_field
from engine.validation import validate
from tests.engine.support import bound, form, scored

MADE = form(
    """
sections:
  - section: first
    title: 一
    fields:
      - {fact: firm.name}
      - {id: staff, type: integer, label: 员工, min: 0, required: true}
      - {id: exports, type: yes_no, label: 出口, required: true}
      - {id: goods, type: table, label: 产品, columns: [{id: name, type: text, label: 名称, required: true}, {id: sold, type: integer, label: 销量}]}
  - section: second
    title: 二
    visible: exports
    fields:
      - {id: kind, type: choice, label: 类别, required: true, options: [{id: own, label: 自有}, {id: other, label: 其他, asks: [{id: text, type: text, label: 说明, required: true}]}]}
      - {id: double, type: integer, label: 两倍, value: staff * 2}
checks:
  - {ensure: staff < 100, message: 请核对, at: staff, severity: warning}
""",
    scored("of: staff\nat_least: {50: 10}\notherwise: 0"),
)


SURE = form("""
sections:
  - section: alike
    title: 一
    fields:
      - {id: staff, type: integer, label: 员工, source: recalled}
      - {id: twice, type: integer, label: 两倍, value: staff * 2, source: inferred}
      - {id: exports, type: yes_no, label: 出口, source: recalled}
  - section: apart
    title: 二
    fields:
      - {id: a_kind, type: text, label: 类别, source: recalled}
      - {id: other, type: text, label: 其他}
  - section: alone
    title: 三
    fields:
      - {id: single, type: text, label: 单独, source: recalled}
""")


def test_section_tells_once_how_sure_all_of_it_is() -> None:
    alike = section("alike", {}, SURE)
    assert alike.source == "依据通行说法，尚未核对原文"
    assert [each.source for each in alike.fields] == ["", "由相关规定推定，原文没有写明", ""]


@pytest.mark.parametrize("name", ["apart", "alone"])
def test_fields_tell_how_sure_they_are_where_they_differ(name: str) -> None:
    apart = section(name, {}, SURE)
    assert (apart.source, apart.fields[0].source) == ("", "依据通行说法，尚未核对原文")


def test_table_shows_its_totals_as_the_rules_count_them() -> None:
    made = form("""
sections:
  - section: only
    title: 一
    fields:
      - id: bodies
        type: table
        label: 机构
        counts_as: 0
        rows: [{id: first, title: 甲}, {id: second, title: 乙}]
        columns: [{id: sold, type: integer, label: 个数, min: 0, total: true}]
""")
    (table,) = section("only", {}, made).fields
    assert table.counted == ((0, "first"), (0, "second"))


def section(name: str, answers: dict[str, Any], made: Form = MADE) -> SectionView:
    found = bound(made, answers)
    shown = present(found, validate(found)).section(name)
    assert shown is not None
    return shown


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({}, "untouched"),
        ({"staff": 1}, "started"),
        ({"staff": 1, "exports": False}, "complete"),
        ({"staff": "many", "exports": False}, "wrong"),
        ({"staff": 500, "exports": False}, "complete"),
        ({"staff": 1, "exports": False, "goods": [{"sold": 3}]}, "started"),
        ({"staff": 1, "exports": False, "goods": [{"name": "甲"}]}, "complete"),
    ],
)
def test_section_tells_its_state(answers: dict[str, Any], state: str) -> None:
    assert section("first", answers).state == state


@pytest.mark.parametrize("goods", [None, [{"name": "甲"}], [{"sold": 3}], [{"sold": "x"}]])
def test_complete_section_holds_nothing_that_blocks(goods: object) -> None:
    answers = {"staff": 1, "exports": False, "goods": goods}
    blocked = any(each.blocks for each in validate(bound(MADE, answers)))
    assert (section("first", answers).state == "complete") is not blocked


def test_section_counts_required_answers_with_those_an_option_asks_for() -> None:
    found = section("second", {"staff": 1, "exports": True, "kind": "other"})
    assert (found.asked, found.answered) == (2, 1)


def test_section_counts_warnings_apart() -> None:
    found = section("first", {"staff": 500, "exports": False})
    assert (found.wrong, found.warned) == (0, 1)


def test_hidden_section_is_not_shown() -> None:
    found = bound(MADE, {"exports": False})
    assert [each.id for each in present(found, ()).sections] == ["first"]


def test_missing_answers_are_not_told_while_someone_is_filling() -> None:
    found = bound(MADE, {"exports": True})
    shown = present(found, validate(found), show_missing=False).field("staff")
    assert shown is not None
    assert shown.problems == ()


def test_missing_answers_are_told_when_someone_submits() -> None:
    found = bound(MADE, {"exports": True})
    shown = present(found, validate(found)).field("staff")
    assert shown is not None
    assert [each.code for each in shown.problems] == ["required"]


def test_wrong_answer_is_shown_as_it_was_typed() -> None:
    found = bound(MADE, {"staff": "many"})
    shown = present_field(found, "staff", validate(found))
    assert shown.raw == "many"
    assert [each.code for each in shown.problems] == ["integer"]


def test_fields_an_option_asks_for_stand_with_that_option() -> None:
    shown = present_field(bound(MADE, {"exports": True, "kind": "other"}), "kind", ())
    assert {option: [each.id for each in several] for option, several in shown.asks.items()} == {
        "other": ["kind.other.text"]
    }


def test_field_an_option_asks_for_is_found_by_its_whole_name() -> None:
    shown = present(bound(MADE, {"exports": True, "kind": "own"}), ()).field("kind.other.text")
    assert shown is not None
    assert not shown.visible


def test_facts_and_computed_values_are_fixed() -> None:
    found = bound(MADE, {"staff": 4, "exports": True}, {"firm.name": "示例"})
    fact, computed = (present_field(found, name, ()) for name in ("firm.name", "double"))
    assert (fact.fixed, fact.value) == (True, "示例")
    assert (computed.fixed, computed.value) == (True, 8)


def test_computed_field_says_how_it_is_reckoned() -> None:
    assert "员工" in present_field(bound(MADE, {}), "double", ()).reckoning


def test_field_names_the_indicators_that_use_it() -> None:
    assert present_field(bound(MADE, {}), "staff", ()).used_by == ("指标1",)
    assert present_field(bound(MADE, {}), "exports", ()).used_by == ()


def test_conflict_stands_with_its_field() -> None:
    shown = present(bound(MADE, {"staff": 1}), (), conflicts={"staff": 2}).field("staff")
    assert shown is not None
    assert shown.conflict == 2


def test_edit_tells_anew_why_a_table_gives_the_same_result() -> None:
    table = "{table: {inputs: [staff], rows: [[10+, true], [any, false]]}}"
    made = form(
        "sections:\n  - section: main\n    title: 内容\n    fields:\n"
        "      - {id: staff, type: integer, label: 员工, required: true}\n"
        f"      - {{id: big, type: yes_no, label: 大, value: {table}}}\n"
    )
    first = bound(made, {"staff": 10})
    second = rebind(first, {"staff": 20})
    view = present(second, (), before=(first, present(first, ()))).field("big")
    assert view is not None
    assert view.reckoning == "员工 20（≥ 10）"

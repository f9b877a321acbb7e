"""Problems: what blocks submission, what only warns, and what nobody is troubled with."""

from __future__ import annotations

from typing import Any

import pytest

from engine.form import Form
from engine.validation import validate
from tests.engine.support import bound, fields, form, told


def problems(
    made: Form, answers: dict[str, Any], facts: dict[str, Any] | None = None, by: str = "enterprise"
) -> list[tuple[str, str]]:
    return [(each.code, each.field) for each in validate(bound(made, answers, facts), by)]


ASKED = form(
    fields(
        "id: exports, type: yes_no, label: 出口, required: true",
        "id: goods, type: integer, label: 货物, min: 1, required: true, visible: exports",
        "id: note, type: text, label: 备注, required: exports",
        "id: kind, type: choice, label: 类别, options: [{id: own, label: 自有}, {id: other, label: 其他, asks: [{id: text, type: text, label: 说明, required: true}]}]",
    )
)


def test_missing_answers_are_told_in_the_order_of_the_form() -> None:
    assert problems(ASKED, {"exports": True}) == [("required", "goods"), ("required", "note")]


def test_hidden_fields_are_never_missing_nor_wrong() -> None:
    assert problems(ASKED, {"exports": False, "goods": "many"}) == []


def test_nothing_is_asked_while_it_is_not_decided_whether_it_is() -> None:
    assert problems(ASKED, {}) == [("required_choice", "exports")]


def test_wrong_answer_is_told_once() -> None:
    assert problems(ASKED, {"exports": True, "goods": 0, "note": "x"}) == [("number_min", "goods")]


def test_field_of_an_option_is_required_with_that_option() -> None:
    assert problems(ASKED, {"exports": False, "kind": "other"}) == [("required", "kind.other.text")]
    assert problems(ASKED, {"exports": False, "kind": "own"}) == []


CHECKED = form(
    "years: {since: firm.founded}\n",
    fields(
        "id: sales, type: integer, label: 销售, years: 2, required: true",
        "id: main, type: integer, label: 主营, years: 2, required: true",
        "id: listed, type: yes_no, label: 上市, required: true",
        "id: code, type: text, label: 代码, visible: listed",
    ),
    "checks:\n"
    "  - {ensure: main <= sales, message: 主营不能大于销售, at: [main, sales]}\n"
    "  - {ensure: 'sales[1] >= 5', when: listed, message: 太少, at: code, severity: warning}\n",
)
WHOLE = {"sales": {"2025": 4, "2024": 4}, "main": {"2025": 4, "2024": 4}, "listed": True}


def test_check_names_the_year_at_each_of_its_fields() -> None:
    found = validate(bound(CHECKED, {**WHOLE, "main": {"2025": 1, "2024": 5}, "listed": False}))
    assert [(each.code, each.field, each.year) for each in found] == [
        ("check", "main", 2024),
        ("check", "sales", 2024),
    ]


def test_check_has_nothing_to_say_of_years_that_do_not_apply() -> None:
    answers = {**WHOLE, "main": {"2025": 1, "2024": 5}, "listed": False}
    assert problems(CHECKED, answers, {"firm.founded": "2025-01-01"}) == []


def test_check_waits_for_its_answers() -> None:
    assert ("check", "main") not in problems(CHECKED, {"main": {"2025": 5}})


def test_warning_does_not_block() -> None:
    (found,) = validate(bound(CHECKED, WHOLE))
    assert (found.field, found.blocks) == ("code", False)


def test_check_is_silent_where_its_condition_does_not_hold() -> None:
    assert problems(CHECKED, {**WHOLE, "listed": False}) == []


SECTIONS = """
sections:
  - section: first
    title: 一
    fields:
      - {id: exports, type: yes_no, label: 出口, required: true}
  - section: second
    title: 二
    visible: exports
    fields:
      - {fact: firm.name, required: true}
  - section: documents
    title: 材料
    visible: exports
documents:
  - {id: licence, label: 许可证, required: true}
"""


def test_section_that_is_shown_asks_for_its_facts_and_documents() -> None:
    assert problems(form(SECTIONS), {"exports": True}) == [
        ("required_fact", "firm.name"),
        ("required_document", "licence"),
    ]


def test_section_that_is_hidden_asks_for_nothing() -> None:
    assert problems(form(SECTIONS), {"exports": False}) == []


def test_fact_shown_in_two_sections_is_asked_for_wherever_one_is_shown() -> None:
    twice = SECTIONS.replace(
        "    fields:\n      - {id", "    fields:\n      - {fact: firm.name, required: true}\n      - {id"
    )
    assert problems(form(twice), {"exports": False}) == [("required_fact", "firm.name")]


def test_required_of_a_fact_is_true_or_false() -> None:
    assert told(
        SECTIONS.replace(
            "required: true}\n  - section: documents", "required: exports}\n  - section: documents"
        )
    ) == ["F205"]


RECOMMENDED = form(
    """
sections:
  - section: own
    title: 企业
    fields:
      - {id: staff, type: integer, label: 员工, required: true}
  - section: ours
    title: 推荐
    filled_by: recommender
    fields:
      - {id: opinion, type: choice, label: 意见, required: true, options: [{id: agree, label: 同意}, {id: other, label: 其他, asks: [{id: text, type: text, label: 说明, required: true}]}]}
      - {id: extra, type: integer, label: 加分, min: 0, required: true}
      - {id: seen, type: yes_no, label: 知悉, required: true, filled_by: enterprise}
checks:
  - {ensure: extra <= 15, message: 最多15分, at: extra}
"""
)


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("enterprise", [("required_choice", "seen")]),
        ("recommender", [("required", "opinion.other.text"), ("check", "extra")]),
    ],
)
def test_each_side_is_told_of_its_own_fields(by: str, expected: list[tuple[str, str]]) -> None:
    assert problems(RECOMMENDED, {"staff": 1, "opinion": "other", "extra": 20}, by=by) == expected


def test_what_the_recommender_has_not_entered_does_not_block_the_enterprise() -> None:
    assert problems(RECOMMENDED, {"staff": 1, "seen": True}) == []

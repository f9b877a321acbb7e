"""Names, values and reckonings as people read them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from engine.form import Form
from engine.rules.base import Formula
from engine.values import UNDEFINED, Cause, Unknown
from engine.wording import BoundWording
from tests.engine.support import bound, fields, form, scored

MADE = form(
    "years: {since: firm.founded}\n",
    fields(
        "id: sales, type: money, unit: 万元, label: 营业收入总额, short: 营业收入, years: 3, min: 0, required: true",
        "id: spent, type: money, unit: 万元, label: 研发费用, years: 3, min: 0",
        "id: grade, type: choice, label: 等级, required: true, options: [{id: low, label: 较低}, {id: high, label: 较高}]",
        "id: listed, type: yes_no, label: 上市, visible: grade is high",
        "id: share, type: percent, label: 占比, years: 3, value: spent / sales",
    ),
    scored(
        "of: 'share[1]'\nat_least: {3%: 10}\notherwise: 0\nundefined: 0",
        "cases: [{when: grade is high, points: 10}, {when: otherwise, points: 0}]",
    ),
)
ANSWERS = {"sales": {"2025": 1000, "2024": 800}, "spent": {"2025": "32"}, "grade": "high"}


def wording(answers: dict[str, Any], language: str = "zh") -> BoundWording:
    return BoundWording(bound(MADE, answers), language)


def formula(place: int, made: Form = MADE) -> Formula:
    return made.indicators[place].rule.formulas[0]


def test_computed_field_is_told_by_its_own_reckoning_in_its_year() -> None:
    found = bound(MADE, ANSWERS)
    said = BoundWording(found).reckoning(formula(0), found.frame)
    assert said == "研发费用（2025年）÷ 营业收入（2025年）= 3.2%"


def test_reckoning_without_a_value_says_so() -> None:
    found = bound(MADE, {**ANSWERS, "sales": {"2025": 0}})
    assert BoundWording(found).reckoning(formula(0), found.frame).endswith("无法计算")


def test_reckoning_that_is_open_tells_no_value() -> None:
    found = bound(MADE, {})
    assert "%" not in BoundWording(found).reckoning(formula(0), found.frame)


def test_option_is_told_by_its_label() -> None:
    assert wording(ANSWERS).phrase(formula(1)) == "等级为“较高”"


@pytest.mark.parametrize(
    ("value", "limits", "shown"),
    [
        (Fraction(29999, 1000000), (), "3%"),
        (Fraction(29999, 1000000), (Fraction(3, 100),), "2.9999%"),
        (Fraction(30001, 1000000), (Fraction(3, 100),), "3.0001%"),
        (Fraction(3, 100), (Fraction(3, 100),), "3%"),
        (Fraction(1, 3), (Fraction(3, 10),), "33.33%"),
        (UNDEFINED, (), "无法计算"),
        (Unknown(), (), "待定"),
    ],
)
def test_value_stays_on_its_side_of_a_limit(value: Any, limits: tuple[Any, ...], shown: str) -> None:
    assert wording({}).value(formula(0), value, limits) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (5, "5"),
        (Fraction(5, 2), "2.5"),
        (Unknown(low=2, high=5), "2–5"),
        (Unknown(low=-2, high=0), "-2–0"),
        (Unknown(), "待定"),
    ],
)
def test_number_is_told_with_its_range(value: Any, shown: str) -> None:
    assert wording({}).number(value) == shown


def told(name: str, answers: dict[str, Any]) -> str:
    return wording(answers).shown(MADE.fields[name])


def test_input_is_shown_as_it_was_answered() -> None:
    assert told("grade", ANSWERS) == "较高"


def test_inputs_that_are_missing_say_why() -> None:
    shown = [
        told("grade", {}),
        told("grade", {"grade": "odd"}),
        told("spent", {}),
        told("listed", {"grade": "low"}),
    ]
    assert all(shown)
    assert len(set(shown)) == 4


def test_fact_that_is_missing_says_so() -> None:
    found = bound(MADE, {})
    asked = MADE.fields["firm.founded"]
    assert found.value("firm.founded").cause is Cause.MISSING_FACT
    assert BoundWording(found).shown(asked) not in ("", told("grade", {}))


def test_years_stand_by_calendar() -> None:
    assert "2025" in told("sales", ANSWERS)
    assert "2023" not in told("sales", ANSWERS)


SCENES = form(
    """
sections:
  - section: main
    title: 内容
    fields:
      - id: scenes
        type: table
        label: 场景
        required: true
        attributes: {binding: {type: yes_no, label: 约束性场景}}
        rows: [{id: design, title: 设计, binding: true}, {id: sales, title: 营销}]
        columns: [{id: reached, type: choice, ordered: true, label: 等级, options: [{id: low, label: 一级}, {id: high, label: 二级}]}]
""",
    scored("of: count(scenes where binding and reached >= high)\nat_least: {1: 10}\notherwise: 0"),
)


def test_rows_are_told_by_the_labels_of_attributes_columns_and_options() -> None:
    said = BoundWording(bound(SCENES, {})).phrase(formula(0, SCENES))
    assert said == "场景中符合（约束性场景为“是” 且 等级不低于“二级”）的项数"


def test_english_is_told_in_english() -> None:
    assert wording({}, "en").value(formula(0), UNDEFINED) != wording({}).value(formula(0), UNDEFINED)


def test_every_indicator_and_condition_has_words() -> None:
    found = bound(MADE, ANSWERS)
    for each in MADE.indicators:
        assert each.rule.explain(found.frame, BoundWording(found))


@pytest.mark.parametrize(("label", "said"), [("企业名称", ""), ("申报人", "企业名称")])
def test_field_that_only_takes_over_another_of_its_name_needs_no_reckoning(label: str, said: str) -> None:
    made = form(fields(f"id: name, type: text, label: {label}, value: firm.name"))
    assert BoundWording(bound(made, {})).reckoning_of(made.fields["name"]) == said

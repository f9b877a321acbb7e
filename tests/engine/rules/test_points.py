"""Points: every kind of rule, and what it may become while an answer is missing."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.form import Form
from tests.engine.support import fields, form, line, points, scored

FIELDS = fields(
    "id: staff, type: integer, label: 员工, min: 0, max: 12, required: true",
    "id: debts, type: integer, label: 负债, min: -5, max: 12, required: true",
    "id: assets, type: integer, label: 资产, min: 0, max: 12, required: true",
    "id: grade, type: choice, label: 等级, required: true, options: [{id: low, label: 低, points: 1}, {id: high, label: 高, points: 4}]",
    "id: faults, type: choices, label: 情形, required: true, options: [{id: a, label: 甲, points: 6}, {id: b, label: 乙, points: 3}, {id: c, label: 丙, points: -2}, {id: none, label: 无, exclusive: true}]",
)

RULES = {
    "at_least": "of: staff\nat_least: {10: 10, 5: 4}\notherwise: 1",
    "at_most": "of: staff\nat_most: {2: 10, 5: -3}\notherwise: 1",
    "above_and_below": "of: debts / assets\nabove: {100%: 2}\nbelow: {50%: 10}\notherwise: 5\nundefined: -1",
    "options_one": "of: grade\nout_of: 4",
    "options_sum": "of: faults\nout_of: 8",
    "options_best": "of: faults\ntake: best",
    "options_undefined": "of: if debts / assets > 50% then grade else grade\nundefined: -2\noption_points: {low: 1, high: 4}",
    "steps": "of: staff\nper: 2\npoints: 1.5",
    "steps_down": "of: staff\nper: 2\npoints: -2\nout_of: 5",
    "steps_undefined": "of: debts / assets\nper: 50%\npoints: 1\nundefined: -1",
    "each_choice": "each: faults\npoints: 4",
    "each_choice_down": "each: faults\npoints: -4",
    "each_condition": "each: [staff >= 5, debts <= 3, grade is high]\npoints: 4",
    "each_condition_down": "each: [staff >= 5, debts <= 3, grade is high]\npoints: -4\nout_of: 9",
    "formula": "points: debts * 2",
    "formula_undefined": "points: if debts / assets > 50% then debts else 2\nundefined: -3",
    "table": "table:\n  inputs: [staff, grade]\n  rows:\n    - [5+, high, 10]\n    - [5+, low, 7]\n    - [below 5, any, 2]",
    "table_undefined": "undefined: -1\ntable:\n  inputs: [debts / assets]\n  rows:\n    - [100%+, 1]\n    - [below 100%, 10]",
    "cases": "cases:\n  - {when: staff >= 8, points: 10}\n  - {when: debts < 3, of: staff, per: 1, points: 1}\n  - {when: otherwise, points: -1}",
    "best": "best:\n  - {of: staff, at_least: {10: 10, 5: 4}, otherwise: -1}\n  - {of: debts, at_least: {5: 6}, otherwise: -2}",
    "sum": "sum:\n  - {of: staff, at_least: {5: 6}, otherwise: 0}\n  - {each: [debts > 1, grade is low], points: -3}\n  - {of: faults}",
}  # fmt: skip

ANSWERS: dict[str, st.SearchStrategy[Any]] = {
    "staff": st.integers(0, 12),
    "debts": st.integers(-5, 12),
    "assets": st.integers(0, 12),
    "grade": st.sampled_from(["low", "high"]),
    "faults": st.sampled_from([["a"], ["b"], ["c"], ["a", "b"], ["a", "b", "c"], ["none"]]),
}


def made(rule: str) -> Form:
    return form(FIELDS, scored(RULES[rule]))


@pytest.mark.parametrize("rule", RULES)
@given(data=st.data())
@settings(max_examples=40)
def test_points_end_within_the_range_told_while_answers_were_missing(rule: str, data: st.DataObject) -> None:
    whole = data.draw(st.fixed_dictionaries(ANSWERS))
    known = data.draw(st.sets(st.sampled_from(sorted(ANSWERS))))
    before = line(made(rule), {name: value for name, value in whole.items() if name in known})
    after = line(made(rule), whole)
    assert after.points is not None
    assert before.low <= after.points <= before.high
    least, most = made(rule).indicators[0].rule.range
    assert least <= before.low <= before.high <= most


@pytest.mark.parametrize(("staff", "expected"), [(12, 10), (10, 10), (9, 4), (5, 4), (4, 1)])
def test_at_least_includes_the_boundary(staff: int, expected: int) -> None:
    assert points(made("at_least"), {"staff": staff}) == expected


@pytest.mark.parametrize(("debts", "expected"), [(11, 2), (10, 5), (5, 5), (4, 10)])
def test_above_and_below_exclude_the_boundary(debts: int, expected: int) -> None:
    assert points(made("above_and_below"), {"debts": debts, "assets": 10}) == expected


@pytest.mark.parametrize(
    "rule",
    ["above_and_below", "options_undefined", "steps_undefined", "formula_undefined", "table_undefined"],
)
def test_undefined_points_are_given_where_there_is_no_value(rule: str) -> None:
    found = line(made(rule), {"debts": 1, "assets": 0, "grade": "high"})
    undefined = {"options_undefined": -2, "formula_undefined": -3}.get(rule, -1)
    assert found.points == undefined
    assert "待" not in found.because


def test_options_are_added_up_to_the_maximum() -> None:
    assert points(made("options_sum"), {"faults": ["a", "b"]}) == 8


def test_options_take_points_away() -> None:
    assert points(made("options_sum"), {"faults": ["b", "c"]}) == 1


def test_best_option_counts_alone() -> None:
    assert points(made("options_best"), {"faults": ["a", "b", "c"]}) == 6


def test_exclusive_option_is_worth_0() -> None:
    assert points(made("options_sum"), {"faults": ["none"]}) == 0


def test_untouched_choices_are_pending() -> None:
    assert points(made("options_sum"), {}) == (-2, 8)


@pytest.mark.parametrize(("staff", "expected"), [(0, 0), (1, 0), (2, Fraction(3, 2)), (5, 3), (12, 9)])
def test_steps_count_when_they_are_full(staff: int, expected: Fraction) -> None:
    assert points(made("steps"), {"staff": staff}) == expected


@pytest.mark.parametrize(("staff", "expected"), [(1, 0), (2, -2), (4, -4), (12, -5)])
def test_steps_take_points_away_down_to_the_maximum(staff: int, expected: int) -> None:
    assert points(made("steps_down"), {"staff": staff}) == expected


def test_steps_below_0_give_nothing() -> None:
    assert points(made("steps_undefined"), {"debts": -5, "assets": 1}) == 0


def test_conditions_that_hold_take_points_away_down_to_the_maximum() -> None:
    assert points(made("each_condition_down"), {"staff": 9, "debts": 1, "grade": "high"}) == -9


def test_pending_deductions_are_told_from_the_least_up() -> None:
    assert points(made("each_condition_down"), {"staff": 9}) == (-9, -4)


def test_formula_never_goes_below_0_nor_over_the_maximum() -> None:
    assert points(made("formula"), {"debts": -5}) == 0
    assert points(made("formula"), {"debts": 12}) == 10


def test_first_case_that_applies_counts() -> None:
    assert points(made("cases"), {"staff": 7, "debts": 2}) == 7
    assert points(made("cases"), {"staff": 8, "debts": 2}) == 10
    assert points(made("cases"), {"staff": 7, "debts": 3}) == -1


numbers = st.fixed_dictionaries({"staff": st.integers(0, 12), "debts": st.integers(-5, 12)})
ONE = "of: staff\nat_least: {10: 10, 5: 4}\notherwise: -1"
OTHER = "of: debts\nat_least: {5: 6}\notherwise: -2"
LAWS = form(
    FIELDS,
    scored(
        ONE,
        OTHER,
        f"best:\n  - {{{ONE}}}\n  - {{{OTHER}}}".replace("\nat", ", at").replace("\noth", ", oth"),
        f"sum:\n  - {{{ONE}}}\n  - {{{OTHER}}}".replace("\nat", ", at").replace("\noth", ", oth"),
    ),
)


@given(numbers)
def test_best_is_the_most_of_its_parts(answers: dict[str, int]) -> None:
    one, other, best = (points(LAWS, answers, name) for name in ("i1", "i2", "i3"))
    assert best == max(one, other)


@given(numbers)
def test_sum_is_what_its_parts_make_up_to_the_maximum(answers: dict[str, int]) -> None:
    one, other, total = (points(LAWS, answers, name) for name in ("i1", "i2", "i4"))
    assert total == min(one + other, 10)

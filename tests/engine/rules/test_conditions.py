"""Condition trees: what holds, what is open, what can never be decided, and by how much a leaf fails."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.routing import Outcome, conclude
from engine.rules.base import limit_of
from engine.rules.conditions import Ensure
from tests.engine.support import bound, fields, form

FIELDS = fields(
    "id: one, type: yes_no, label: 甲, required: true",
    "id: two, type: yes_no, label: 乙, required: true",
    "id: three, type: yes_no, label: 丙, required: true",
    "id: part, type: integer, label: 部分, min: 0, required: true",
    "id: whole, type: integer, label: 全部, min: 0, required: true",
    "id: loan, type: money, unit: 万元, label: 贷款, required: true",
)
TREES = {
    "each_one": "all: [one, two, three]",
    "either": "any: [one, two, three]",
    "neither": "none: [one, two, three]",
    "two_of": "some: {at_least: 2, of: [one, two, three]}",
    "by_case": "cases: [{when: one, ensure: two}, {when: three, ensure: not two}, {when: otherwise, all: [two, three]}]",
    "no_case": "cases: [{when: one, ensure: two}]",
    "ratio": "ensure: part / whole >= 50%",
    "not_ratio": "ensure: not (part / whole >= 50%)",
    "none_ratio": "none: [part / whole >= 50%]",
    "both": "all: [one, {ensure: part / whole >= 50%, title: 过半, clause: 二}]",
    "amount": "ensure: loan >= 5000元",
    "line": "ensure: loan >= least_loan",
}
MADE = form(
    FIELDS,
    "parameters: {least_loan: {value: 5000, unit: 元, title: 最低贷款}}\nconclusions:\n"
    + "".join(f"  - {{id: {name}, title: 题, clause: 一, {tree}}}\n" for name, tree in TREES.items()),
)


def outcome(name: str, **answers: Any) -> Outcome:
    return next(each for each in conclude(bound(MADE, answers)) if each.id == name)


truths = st.fixed_dictionaries({name: st.booleans() for name in ("one", "two", "three")})


@given(truths)
@settings(max_examples=20)
def test_trees_hold_as_their_items_do(given_: dict[str, bool]) -> None:
    several = list(given_.values())
    assert outcome("each_one", **given_).truth is all(several)
    assert outcome("either", **given_).truth is any(several)
    assert outcome("neither", **given_).truth is not any(several)
    assert outcome("two_of", **given_).truth is (sum(several) >= 2)


@pytest.mark.parametrize("name", TREES)
@given(data=st.data())
@settings(max_examples=25)
def test_what_is_decided_early_stays_so(name: str, data: st.DataObject) -> None:
    whole = {
        **data.draw(truths),
        "part": data.draw(st.integers(0, 4)),
        "whole": data.draw(st.integers(0, 4)),
        "loan": data.draw(st.integers(0, 1)),
    }
    known = data.draw(st.sets(st.sampled_from(sorted(whole))))
    before = outcome(name, **{key: value for key, value in whole.items() if key in known}).truth
    after = outcome(name, **whole).truth
    assert after is not None
    assert before is None or before is after


@pytest.mark.parametrize(
    ("name", "answers", "truth"),
    [
        ("each_one", {"one": False}, False),
        ("each_one", {"one": True, "two": True}, None),
        ("either", {"one": True}, True),
        ("either", {"one": False, "two": False}, None),
        ("neither", {"one": True}, False),
        ("two_of", {"one": True, "two": True}, True),
        ("two_of", {"one": False, "two": False}, False),
        ("two_of", {"one": True, "two": False}, None),
        ("by_case", {"one": True, "two": True}, True),
        ("by_case", {"one": False, "three": True, "two": False}, True),
        ("by_case", {"one": False, "three": False, "two": True}, False),
        ("by_case", {"two": False, "three": False}, False),
        ("by_case", {"two": True}, None),
        ("no_case", {"one": False}, False),
    ],
)
def test_tree_is_decided_as_soon_as_it_can_be(
    name: str, answers: dict[str, bool], truth: bool | None
) -> None:
    assert outcome(name, **answers).truth is truth


@pytest.mark.parametrize(
    ("name", "truth"), [("ratio", False), ("not_ratio", False), ("none_ratio", True), ("both", False)]
)
def test_condition_without_a_value_does_not_hold(name: str, truth: bool) -> None:
    assert outcome(name, one=True, part=1, whole=0).truth is truth


@pytest.mark.parametrize("name", ["ratio", "not_ratio"])
def test_condition_without_a_value_says_that_it_can_never_be_decided(name: str) -> None:
    assert outcome(name, part=1, whole=0).finding.undecidable
    assert not outcome(name, part=1, whole=1).finding.undecidable
    assert not outcome(name, part=1).finding.undecidable


def test_leaf_keeps_its_title_and_clause() -> None:
    found = outcome("both", one=True, part=1, whole=2).finding.children[1]
    assert (found.title, found.clause, found.truth) == ("过半", "二", True)


def test_case_is_explained_by_the_one_that_applies() -> None:
    found = outcome("by_case", one=False, two=True, three=True).finding
    assert [each.truth for each in found.children] == [False]


def test_open_cases_are_all_told() -> None:
    assert len(outcome("by_case", two=True).finding.children) == 3


def test_some_tells_how_many_hold() -> None:
    assert "1" in outcome("two_of", one=True, two=False, three=False).finding.text


@pytest.mark.parametrize("name", ["amount", "line"])
def test_limit_stands_in_the_unit_of_the_measure(name: str) -> None:
    condition = next(each for each in MADE.conclusions if each.id == name).condition
    assert isinstance(condition, Ensure)
    assert limit_of(condition.formula, bound(MADE, {}).frame) * 2 == 1


@pytest.mark.parametrize("name", ["amount", "line"])
def test_amount_that_misses_its_limit_never_seems_to_reach_it(name: str) -> None:
    assert "0.49999999" in outcome(name, loan="0.49999999").finding.text


def test_a_parameter_is_told_with_its_value() -> None:
    assert outcome("line", loan="0.4").finding.text == "贷款 ≥ 最低贷款（5,000 元）；实际：贷款 = 0.4 万元"


def told_of(condition: str, answers: dict[str, Any], facts: dict[str, Any] | None = None) -> str:
    given_by = "facts: {round.least: {type: money, unit: 万元, label: 本批次最低收入}}\n"
    made = form(
        fields(
            "id: revenue, type: money, unit: 万元, label: 收入, required: true",
            "id: won, type: year, label: 获奖年份, required: true",
            "id: bodies, type: table, label: 机构, counts_as: 0, rows: [{id: lab, title: 实验室}], columns: [{id: own, type: integer, label: 自建, min: 0}]",
        ),
        f"conclusions:\n  - {{id: it, title: 题, ensure: {condition!r}}}\n",
        files={"facts.yaml": given_by},
    )
    return conclude(bound(made, answers, facts))[0].finding.text


def test_a_fact_that_is_the_limit_is_told_with_its_value() -> None:
    said = told_of("revenue >= round.least", {"revenue": 4999}, {"round.least": 5000})
    assert said == "收入 ≥ 本批次最低收入（5,000 万元）；实际：收入 = 4,999 万元"
    assert told_of("revenue >= round.least", {"revenue": 4999}).startswith("收入 ≥ 本批次最低收入；")


def test_the_reporting_year_is_told_with_its_number() -> None:
    said = told_of("won >= reporting_year - 2", {"won": 2022})
    assert said == "获奖年份 ≥ 填报年度（2025）− 2；实际：获奖年份 = 2022年"


def test_a_column_is_told_by_its_label() -> None:
    assert told_of("sum(bodies.own) >= 1", {}).startswith("机构的自建合计 ≥ 1")

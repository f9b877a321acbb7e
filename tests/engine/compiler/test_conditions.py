"""Conditions as they are compiled: one judgement each, cases in order, names of other conclusions."""

from __future__ import annotations

import pytest

from engine.rules.conditions import ByCase, Ensure, Named, Together
from tests.engine.support import fields, form, places, told

FIELDS = fields(
    "id: staff, type: integer, label: 员工, min: 0, max: 100, required: true",
    "id: listed, type: yes_no, label: 上市, required: true",
    "id: founded, type: date, label: 成立日期, required: true",
    "id: grade, type: choice, label: 等级, options: [low, high], required: true",
)


def concluding(*trees: str) -> str:
    lines = (f"  - {{id: c{place}, title: 结论{place}, {tree}}}\n" for place, tree in enumerate(trees, 1))
    return FIELDS + "conclusions:\n" + "".join(lines)


@pytest.mark.parametrize(
    ("tree", "kind"),
    [
        ("ensure: staff >= 5", Ensure),
        ("all: [listed, staff >= 5]", Together),
        ("some: {at_least: 1, of: [listed, staff >= 5]}", Together),
        ("cases: [{when: listed, ensure: staff >= 5}, {when: otherwise, ensure: grade is high}]", ByCase),
    ],
)
def test_condition_is_of_the_kind_its_key_says(tree: str, kind: type) -> None:
    assert isinstance(form(concluding(tree)).conclusions[0].condition, kind)


def test_name_of_a_conclusion_stands_for_it() -> None:
    found = form(concluding("ensure: listed", "all: [c1]")).conclusions[1].condition
    assert isinstance(found, Together)
    assert isinstance(found.items[0], Named)
    assert found.items[0].title == "结论1"


@pytest.mark.parametrize(
    ("tree", "measured"),
    [
        ("ensure: staff >= 5", True),
        ("ensure: staff == 5", True),
        ("ensure: founded <= submission_date", True),
        ("ensure: submission_date >= founded", False),
        ("ensure: 5 <= staff", False),
        ("ensure: listed", False),
    ],
)
def test_leaf_is_measured_where_it_stands_beside_what_is_given(tree: str, measured: bool) -> None:
    found = form(concluding(tree)).conclusions[0].condition
    assert isinstance(found, Ensure)
    assert (found.measure is not None) is measured


@pytest.mark.parametrize(
    ("tree", "codes"),
    [
        ("ensure: staff >= 5, all: [listed]", ["F212"]),
        ("clause: 一", ["F212"]),
        ("all: []", ["F211"]),
        ("some: {at_least: 1, of: []}", ["F211"]),
        ("cases: []", ["F211"]),
        ("all: listed", ["F205"]),
        ("some: {at_least: 3, of: [listed, staff >= 5]}", ["F213"]),
        ("some: {of: [listed]}", ["F204"]),
        ("ensure: staff", ["F401"]),
        ("all: [listed, {ensure: staf >= 5}]", ["F301"]),
        ("cases: [{when: otherwise, ensure: listed}, {when: listed, ensure: staff >= 5}]", ["F506"]),
        ("cases: [{ensure: listed}]", ["F204"]),
        ("ensur: staff >= 5", ["F203"]),
        ("ensure: staff >= 101", ["F610"]),
        ("ensure: staff >= 0", ["F611"]),
        ("all: [staff >= 60, staff <= 40]", ["F614"]),
        ("any: [staff >= 40, staff <= 60]", ["F615"]),
        (
            "cases: [{when: staff >= 10, ensure: listed}, {when: staff >= 20, ensure: grade is high}]",
            ["F525"],
        ),
    ],
)
def test_mistake_in_a_condition_is_told(tree: str, codes: list[str]) -> None:
    assert told(concluding(tree)) == codes


def test_mistake_is_told_at_its_own_words() -> None:
    text = concluding("all: [listed, {ensure: staf >= 5}]")
    assert [(line, words) for _, line, words in places("F301", text)] == [(13, "staf")]

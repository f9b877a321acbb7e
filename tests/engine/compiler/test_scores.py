"""The scorecard: totals that agree, points within them, and what every name of it can be."""

from __future__ import annotations

import pytest

from engine.form import Form
from tests.engine.support import assessed, fields, form, points, scored, told

STAFF = fields(
    "id: staff, type: integer, label: 员工, min: 0, max: 50, required: true",
    "id: faults, type: choices, label: 情形, required: true, options: [{id: a, label: 甲, points: 5}, {id: b, label: 乙, points: 5}]",
)
BANDS = "of: staff\nat_least: {10: 10}\notherwise: 0"


def group(head: str, *indicators: str) -> str:
    inner = "".join(f"        - {{{each}}}\n" for each in indicators)
    return f"score:\n  out_of: 10\n  groups:\n    - {head}\n      title: 组\n      id: first\n      indicators:\n{inner}"


FIVE = "id: {}, title: 项, clause: 一, out_of: 5, of: staff, at_least: {{10: 5}}, otherwise: 0"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (group("out_of: 10", FIVE.format("a"), FIVE.format("b")), []),
        (group("out_of: 10", FIVE.format("a")), ["F505"]),
        (group("out_of: 10", FIVE.format("a"), FIVE.format("b"), FIVE.format("c")), ["F503"]),
        (group("out_of: 9", FIVE.format("a"), FIVE.format("b")), ["F503", "F504"]),
        (
            group(
                "out_of: 10\n      minimum: 11",
                FIVE.format("a"),
                FIVE.format("b"),
            ),
            ["F518"],
        ),
        (group("out_of: 10", FIVE.format("a"), FIVE.format("a")), ["F310"]),
        (group("out_of: 10", FIVE.format("a"), FIVE.format("first")), ["F310"]),
        (group("out_of: 10", FIVE.format("a"), FIVE.format("staff")), ["F310"]),
    ],
)
def test_totals_and_names_agree(text: str, codes: list[str]) -> None:
    assert sorted(set(told(STAFF, text))) == sorted(codes)


@pytest.mark.parametrize(
    ("rule", "codes"),
    [
        ("of: staff\nat_least: {10: 11}\notherwise: 0", ["F502"]),
        ("of: staff\nat_least: {10: 9}\notherwise: 0", ["F519"]),
        ("of: staff\nat_least: {10: 10}\notherwise: 0", []),
    ],
)
def test_indicator_gives_no_more_than_its_maximum_and_can_reach_it(rule: str, codes: list[str]) -> None:
    assert told(STAFF, scored(rule)) == codes


MINIMUM = form(STAFF, group("out_of: 10\n      minimum: 5", FIVE.format("a"), FIVE.format("b")))


@pytest.mark.parametrize(("answers", "reached"), [({}, None), ({"staff": 10}, True), ({"staff": 9}, False)])
def test_group_tells_whether_its_minimum_is_reached(answers: dict[str, int], reached: bool | None) -> None:
    sheet = assessed(MINIMUM, answers).score
    assert sheet is not None
    assert sheet.groups[0].reached is reached


def concluding(ensure: str) -> str:
    return f"conclusions:\n  - {{id: fit, title: 合格, clause: 一, ensure: {ensure}}}\n"


@pytest.mark.parametrize(
    ("ensure", "codes"),
    [("score >= 0", ["F611"]), ("score > 20", ["F610"]), ("group < 0", ["F610"]), ("i1 >= 5", [])],
)
def test_condition_on_points_is_measured_by_what_they_can_be(ensure: str, codes: list[str]) -> None:
    assert told(STAFF, scored(BANDS, "of: faults"), concluding(ensure)) == codes


DEDUCTIONS = {
    "of an option": "of: faults\noption_points: {a: 10, b: -5}",
    "otherwise": "of: staff\nat_least: {10: 10}\notherwise: -5",
    "of a case": "cases:\n  - {when: staff >= 10, points: 10}\n  - {when: otherwise, points: -5}",
    "of a table": "table:\n  inputs: [staff]\n  rows: [[10+, 10], [below 10, -5]]",
    "for each": "sum:\n  - {of: staff, at_least: {10: 10}, otherwise: 0}\n  - {each: [staff < 10], points: -5}",
}


@pytest.mark.parametrize("rule", DEDUCTIONS.values(), ids=DEDUCTIONS)
def test_points_may_fall_below_0_where_something_takes_them_away(rule: str) -> None:
    made: Form = form(STAFF, scored(rule), concluding("score < 0"))
    assert assessed(made, {"staff": 1, "faults": ["b"]}).conclusions[0].truth is True
    assert points(made, {"staff": 1, "faults": ["b"]}) == -5
    assert told(STAFF, scored(rule), concluding("score < 0")) == []


def test_option_of_the_field_that_takes_points_away_counts_too() -> None:
    losing = STAFF.replace("label: 乙, points: 5", "label: 乙, points: -5")
    assert told(losing, scored("of: faults\nout_of: 5"), concluding("score < 0")) == []


def test_indicators_know_the_answers_they_rest_on() -> None:
    made = form(STAFF, scored(BANDS, "of: faults"))
    assert made.inputs_of == {"i1": ("staff",), "i2": ("faults",)}
    assert made.used_by["staff"] == ("i1",)


def test_indicator_rests_on_what_decides_whether_its_field_is_asked_for() -> None:
    shown = fields(
        "id: open, type: yes_no, label: 开, required: true",
        "id: staff, type: integer, label: 员工, required: true, visible: open, counts_as: 0",
    )
    assert form(shown, scored(BANDS)).inputs_of == {"i1": ("open", "staff")}

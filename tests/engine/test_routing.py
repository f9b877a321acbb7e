"""Routes, conclusions, levels and gates, each with its reasons."""

from __future__ import annotations

from typing import Any

import pytest

from engine.routing import conclude, gate, reach_level, route
from tests.engine.support import bound, fields, form

MADE = form(
    """
open_to: {title: 企业在册, ensure: firm.region is '甲'}
before: {title: 先登记, clause: 五, ensure: staff >= 1}
""",
    fields(
        "id: staff, type: integer, label: 员工, min: 0, max: 100, required: true",
        "id: part, type: integer, label: 部分, min: 0, required: true",
        "id: whole, type: integer, label: 全部, min: 0, required: true",
    ),
    """
conclusions:
  - {id: big, title: 大, clause: 一, source: recalled, ensure: staff >= 50}
  - {id: sound, title: 稳, ensure: part / whole >= 50%}
  - {id: fit, title: 合格, any: [big, sound]}
levels:
  - {level: 3, title: 三级, ensure: staff >= 90}
  - {level: 2, title: 二级, all: [big, sound]}
  - {level: 1, title: 一级, ensure: staff >= 10}
routes:
  - {to: large, title: 一科, when: staff >= 50}
  - {to: sound, title: 二科, all: [sound]}
  - {to: rest, title: 三科, when: otherwise}
""",
)


def answers(staff: int | None = None, part: int | None = None, whole: int | None = None) -> dict[str, Any]:
    return {"staff": staff, "part": part, "whole": whole}


@pytest.mark.parametrize(
    ("given", "to"),
    [
        (answers(50), "large"),
        (answers(49, 5, 10), "sound"),
        (answers(49, 4, 10), "rest"),
        (answers(49, 4, 0), "rest"),
        (answers(49), None),
        (answers(None, 5, 10), None),
    ],
)
def test_first_route_that_holds_is_taken(given: dict[str, Any], to: str | None) -> None:
    found = route(bound(MADE, given))
    assert found is not None
    assert found.to == to


def test_route_says_why_it_was_taken() -> None:
    found = route(bound(MADE, answers(60)))
    assert found is not None
    assert found.because is not None
    assert "员工" in found.because.text


def test_form_without_routes_has_no_decision() -> None:
    assert route(bound(form(fields("id: staff, type: integer, label: 员工")), {})) is None


@pytest.mark.parametrize(
    ("given", "truths"),
    [
        (answers(), [None, None, None]),
        (answers(50), [True, None, True]),
        (answers(49), [False, None, None]),
        (answers(49, 5, 10), [False, True, True]),
        (answers(49, 5, 0), [False, False, False]),
    ],
)
def test_conclusions_hold_or_not_or_are_open(given: dict[str, Any], truths: list[bool | None]) -> None:
    assert [each.truth for each in conclude(bound(MADE, given))] == truths


def test_condition_that_can_never_be_decided_is_false_and_says_so() -> None:
    found = conclude(bound(MADE, answers(1, 5, 0)))[1]
    assert (found.truth, found.finding.undecidable) == (False, True)
    assert "无法计算" in found.finding.text


def test_condition_tells_by_how_much_it_fails() -> None:
    found = conclude(bound(MADE, answers(1, 49, 100)))[1]
    assert "49%" in found.finding.text


def test_conclusion_carries_its_clause_and_source() -> None:
    found = conclude(bound(MADE, answers()))[0]
    assert (found.clause, found.source) == ("一", "recalled")


def test_conclusion_is_explained_by_those_it_names() -> None:
    fit = conclude(bound(MADE, answers(50, 5, 0)))[2]
    assert [(each.title, each.truth) for each in fit.finding.children] == [("大", True), ("稳", False)]


@pytest.mark.parametrize(
    ("given", "reached"),
    [
        (answers(), (None, 0, 3)),
        (answers(95), (3, 3, 3)),
        (answers(60), (None, 1, 2)),
        (answers(60, 5, 10), (2, 2, 2)),
        (answers(60, 4, 10), (1, 1, 1)),
        (answers(5), (0, 0, 0)),
        (answers(None, 4, 10), (None, 0, 3)),
    ],
)
def test_first_level_that_holds_is_reached(
    given: dict[str, Any], reached: tuple[int | None, int, int]
) -> None:
    found = reach_level(bound(MADE, given))
    assert found is not None
    assert (found.level, found.low, found.high) == reached


def test_level_is_explained_gate_by_gate() -> None:
    found = reach_level(bound(MADE, answers(60, 5, 10)))
    assert found is not None
    assert [(number, finding.truth) for number, _, finding in found.gates] == [
        (3, False),
        (2, True),
        (1, True),
    ]
    assert found.title == "二级"


@pytest.mark.parametrize(("region", "truth"), [("甲", True), ("乙", False), (None, None)])
def test_gate_tells_who_may_fill_the_form(region: str | None, truth: bool | None) -> None:
    found = gate(bound(MADE, answers(), {"firm.region": region}), "open_to")
    assert found is not None
    assert found.truth is truth


def test_gate_tells_what_must_be_done_first() -> None:
    found = gate(bound(MADE, answers(0)), "before")
    assert found is not None
    assert (found.title, found.clause, found.truth) == ("先登记", "五", False)


def test_form_without_gates_is_open_to_all() -> None:
    assert gate(bound(form(fields("id: staff, type: integer, label: 员工")), {}), "open_to") is None

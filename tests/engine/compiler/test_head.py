"""The head of a form: what it rests on, and parameters with the value of the day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.binding import bind
from engine.values import Cause, is_unknown
from tests.engine.support import HEAD, fields, form, told

FIELDS = fields(
    "id: staff, type: integer, label: 员工, unit: 人, min: 0, required: true",
    "id: limit_now, type: decimal, label: 现值, value: least * 1",
)
USED = "conclusions:\n  - {id: fit, title: 合格, clause: 一, ensure: staff >= least}\n"


def value_on(day: str, parameters: str) -> Any:
    made = form(f"parameters:\n  least: {parameters}\n", FIELDS)
    return bind(made, {}, {}, date.fromisoformat(day)).value("limit_now")


def test_parameter_without_days_holds_always() -> None:
    assert value_on("1999-01-01", "60") == 60


@pytest.mark.parametrize(
    ("day", "value"), [("2025-12-31", 50), ("2026-01-01", 60), ("2027-06-30", 60), ("2027-07-01", 70)]
)
def test_parameter_has_the_value_in_force_on_the_day(day: str, value: int) -> None:
    assert value_on(day, "{2024-01-01: 50, 2027-07-01: 70, 2026-01-01: 60}") == value


def test_parameter_is_unknown_before_its_first_day() -> None:
    found = value_on("2023-12-31", "{2024-01-01: 50}")
    assert is_unknown(found)
    assert found.cause is Cause.MISSING_FACT


def test_parameter_in_a_block_keeps_its_title_clause_and_source() -> None:
    (found,) = form(
        "parameters:\n  least: {value: {2024-01-01: 50}, title: 下限, clause: 三, source: recalled}\n", FIELDS
    ).parameters
    assert (found.title, found.clause, found.source) == ("下限", "三", "recalled")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("parameters:\n  least: {value: 50, unit: 人}\n", []),
        ("parameters:\n  least: {value: 50, unit: 个人}\n", ["F306"]),
        ("parameters:\n  least: {value: 5%}\n", ["F403"]),
        ("parameters:\n  least: many\n", ["F205"]),
        ("parameters:\n  least: {2026-13-01: 5}\n", ["F209"]),
        ("parameters: [least]\n", ["F205", "F301"]),
        ("parameters:\n  least: {value: 50, unti: 人}\n", ["F203"]),
        ("parameters:\n  least: 50\n  more: 60\n", ["F804"]),
        ("parameters:\n  least: {2026-06-01: 50}\n", ["F309"]),
        ("parameters:\n  staff: 50\n  least: 40\n", ["F310"]),
    ],
)
def test_mistake_in_a_parameter_is_told(text: str, codes: list[str]) -> None:
    found = told(
        text, fields("id: staff, type: integer, label: 员工, unit: 人, min: 0, required: true"), USED
    )
    assert found == codes


@pytest.mark.parametrize(
    ("head", "codes"),
    [
        ("form: tiny\ntitle: 示例\nedition: 2026-01-01\n", []),
        ("form: tiny\nedition: 2026-01-01\n", ["F204"]),
        ("form: tiny\ntitle: 示例\nedition: 2026-02-30\n", ["F209"]),
        ("form: Tiny\ntitle: 示例\nedition: 2026-01-01\n", ["F206"]),
        (HEAD + "basis: {titel: 办法}\n", ["F203"]),
        (HEAD + "years: {since: firm.name}\n", ["F307"]),
        (HEAD + "years: {since: firm.born}\n", ["F307"]),
        (HEAD + "years: {since: firm.founded}\n", []),
    ],
)
def test_mistake_in_the_head_is_told(head: str, codes: list[str]) -> None:
    assert told(head, fields("id: staff, type: integer, label: 员工")) == codes


def test_basis_is_one_block_or_a_list_of_them() -> None:
    one = form("basis: {title: 办法, number: 第1号}\n", fields("id: staff, type: integer, label: 员工"))
    two = form(
        "basis:\n  - {title: 办法}\n  - {title: 细则, source: recalled}\n",
        fields("id: staff, type: integer, label: 员工"),
    )
    assert [(each.title, each.number) for each in one.basis] == [("办法", "第1号")]
    assert [(each.title, each.source) for each in two.basis] == [("办法", "verified"), ("细则", "recalled")]


def test_mistake_in_the_basis_is_told_with_the_others() -> None:
    assert sorted(
        told("basis: {titel: 办法}\n", fields("id: staff, type: integer, label: 员工, visible: nobody"))
    ) == ["F203", "F301"]

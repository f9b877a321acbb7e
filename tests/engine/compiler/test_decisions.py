"""Decision tables as they are compiled: cells of the kind of their input, no gaps, no overlaps, no row for nothing."""

from __future__ import annotations

import pytest

from tests.engine.support import fields, places, told

INPUTS = {
    "staff": "type: integer, label: 员工, min: 0, required: true",
    "share": "type: percent, label: 占比, min: 0, max: 100%, required: true",
    "sales": "type: money, unit: 万元, label: 销售额, required: true",
    "grade": "type: choice, label: 等级, options: [low, middle, high], required: true",
    "listed": "type: yes_no, label: 上市, required: true",
    "day": "type: date, label: 日期, required: true",
    "town": "type: text, label: 城镇, required: true",
    "kinds": "type: choices, label: 类型, options: [a, b], required: true",
    "yearly": "type: percent, label: 逐年, years: 2, required: true",
}


def table(inputs: str, rows: str, hit: str = "first") -> str:
    """A form whose field `found` is read from a table."""
    value = f"value: {{table: {{inputs: [{inputs}], hit: {hit}, rows: {rows}}}}}"
    asked = [f"id: {name}, {keys}" for name, keys in INPUTS.items()]
    return fields(*asked, f"id: found, type: integer, label: 结果, {value}")


@pytest.mark.parametrize(
    ("inputs", "rows"),
    [
        ("staff", "[[100+, 2], [20..99, 1], [below 20, 0]]"),
        ("staff", "[[above 5, 1], [up to 5, 0]]"),
        ("share", "[[50%+, 1], [below 50%, 0]]"),
        ("share", "[[0..50%, 0], [above 50%, 1]]"),
        ("grade", "[[[low, middle], 0], [high, 1]]"),
        ("listed, staff", "[[true, any, 1], [false, 10+, 1], [false, below 10, 0]]"),
        ("day", "[[before 2020-01-01, 0], [from 2020-01-01, 1]]"),
        ("town", "[[甲, 1], [any, 0]]"),
        ("sales / staff", "[[100+, 1], [below 100, 0], [any, 5]]"),
    ],
)
def test_table_without_gap_or_overlap_compiles_without_a_word(inputs: str, rows: str) -> None:
    assert told(table(inputs, rows)) == []


@pytest.mark.parametrize(
    ("inputs", "rows"),
    [
        ("staff", "[[8+, 2], [up to 5, 1]]"),
        ("staff", "[[above 5, 2], [below 5, 1]]"),
        ("share", "[[5%+, 1]]"),
        ("share", "[[up to 95%, 1]]"),
        ("share", "[[up to 50%, 1], [51%+, 2]]"),
        ("grade", "[[low, 0], [high, 1]]"),
        ("listed, grade", "[[true, any, 1], [false, low, 0]]"),
        ("day", "[[before 2020-01-01, 0], [from 2020-01-03, 1]]"),
        ("town", "[[甲, 1]]"),
    ],
)
def test_gap_is_told_at_the_rows(inputs: str, rows: str) -> None:
    assert told(table(inputs, rows)) == ["F522"]


@pytest.mark.parametrize(
    ("inputs", "rows", "row"),
    [
        ("staff", "[[10+, 2], [20+, 1], [any, 0]]", "[20+, 1]"),
        ("grade", "[[any, 0], [high, 1]]", "[high, 1]"),
        ("share", "[[0%..100%, 0], [any, 1]]", "[any, 1]"),
        ("day", "[[before 2020-01-01, 0], [2019-05-05, 1], [any, 2]]", "[2019-05-05, 1]"),
    ],
)
def test_row_that_is_never_reached_is_told(inputs: str, rows: str, row: str) -> None:
    assert [words for _, _, words in places("F524", table(inputs, rows))] == [row]


def test_overlap_is_told_once_where_only_one_row_may_fit() -> None:
    assert told(table("staff", "[[10+, 2], [5+, 1], [below 5, 0]]", "only")) == ["F523"]


def test_rows_that_meet_on_a_boundary_overlap() -> None:
    assert told(table("share", "[[0..50%, 0], [50%..100%, 1]]", "only")) == ["F523"]


@pytest.mark.parametrize(
    ("inputs", "cell", "code"),
    [
        ("share", "50+", "F404"),
        ("share", "10..50%", "F404"),
        ("sales", "50%+", "F403"),
        ("sales", "from 2020-01-01", "F521"),
        ("day", "300..1000", "F521"),
        ("day", "2020-02-30", "F521"),
        ("staff", "many", "F521"),
        ("listed", "maybe", "F521"),
        ("grade", "best", "F302"),
        ("kinds", "a", "F414"),
        ("yearly", "5%+", "F419"),
    ],
)
def test_cell_must_be_of_the_kind_of_its_input(inputs: str, cell: str, code: str) -> None:
    assert told(table(inputs, f"[[{cell}, 1], [any, 0]]")) == [code]


def test_result_must_be_of_the_kind_of_the_field() -> None:
    value = "value: {table: {inputs: [staff], rows: [[5+, 50], [below 5, 0]]}}"
    text = fields(f"id: staff, {INPUTS['staff']}", f"id: found, type: percent, label: 结果, {value}")
    assert told(text) == ["F404"]


def test_row_needs_a_cell_for_each_input_and_the_result() -> None:
    assert told(table("staff, grade", "[[5+, 1], [any, any, 0]]")) == ["F520"]


def long_table(but: str = "") -> str:
    """A form whose table has four rows for each of twenty groups, with limits of its own on three inputs."""
    groups = [f"g{number}" for number in range(20)]
    rows = [
        f"[{group}, {place}+, {place * 7 + step}+, {place * 3 + step}+, {step}]"
        for number, group in enumerate(groups, 1)
        for step, place in ((3, number * 100), (2, number * 10), (1, number))
    ]
    rows += [f"[{group}, any, any, any, 0]" for group in groups if group != but]
    asked = [
        f"id: {name}, type: integer, label: {name}, min: 0, required: true" for name in ("a1", "b1", "c1")
    ]
    options = f"id: kind, type: choice, label: 类别, options: [{', '.join(groups)}], required: true"
    value = f"value: {{table: {{inputs: [kind, a1, b1, c1], rows: [{', '.join(rows)}]}}}}"
    return fields(options, *asked, f"id: found, type: integer, label: 结果, {value}")


def test_long_table_is_looked_through_to_the_end() -> None:
    assert told(long_table()) == []


def test_gap_in_a_long_table_is_told() -> None:
    assert told(long_table("g13")) == ["F522"]

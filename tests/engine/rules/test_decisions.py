"""Decision tables: the row that fits, and what is known while an input is not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.decisions import CodesCell, RangeCell, ValuesCell
from engine.values import NOT_APPLICABLE, UNANSWERED, UNDEFINED, Unknown, is_unknown
from engine.wording import BoundWording
from tests.engine.support import bound, fields, form

INPUTS = (
    "id: staff, type: integer, label: 员工, min: 0, required: true",
    "id: sector, type: choice, label: 行业, options: [farm, trade], required: true",
)
ROWS = "[[100+, farm, large], [10..99, farm, small], [below 10, farm, micro], [50+, trade, large], [below 50, trade, small]]"
SIZE = form(
    fields(
        *INPUTS,
        f"id: size, type: choice, label: 规模, options: [large, small, micro], value: {{table: {{inputs: [staff, sector], rows: {ROWS}}}}}",
    )
)


def size(**answers: Any) -> Any:
    return bound(SIZE, answers).value("size")


@pytest.mark.parametrize(
    ("staff", "sector", "expected"),
    [
        (100, "farm", "large"),
        (99, "farm", "small"),
        (10, "farm", "small"),
        (9, "farm", "micro"),
        (50, "trade", "large"),
    ],
)
def test_table_gives_the_row_that_fits(staff: int, sector: str, expected: str) -> None:
    assert size(staff=staff, sector=sector) == expected


def test_table_is_known_while_open_rows_agree() -> None:
    assert size(staff=200) == "large"


def test_table_is_unknown_while_open_rows_differ() -> None:
    assert is_unknown(size(staff=60))


@given(st.integers(0, 300), st.sampled_from(["farm", "trade"]), st.booleans())
def test_table_takes_nothing_back(staff: int, sector: str, with_staff: bool) -> None:
    before = size(staff=staff) if with_staff else size(sector=sector)
    after = size(staff=staff, sector=sector)
    assert is_unknown(before) or before == after


SHARE = form(
    fields(
        "id: part, type: integer, label: 部分, required: true",
        "id: whole, type: integer, label: 全部, min: 0, required: true",
        "id: band, type: choice, label: 档, options: [high, low], value: {table: {inputs: [part / whole], rows: [[50%+, high], [below 50%, low]]}}",
        "id: rest, type: choice, label: 档, options: [high, low], value: {table: {inputs: [part / whole], rows: [[50%+, high], [any, low]]}}",
    )
)


def test_table_without_a_row_for_it_ends_undefined() -> None:
    assert bound(SHARE, {"part": 1, "whole": 0}).value("band") == UNDEFINED


def test_row_of_any_fits_what_is_undefined() -> None:
    assert bound(SHARE, {"part": 1, "whole": 0}).value("rest") == "low"


@pytest.mark.parametrize(
    ("cell", "value", "fits"),
    [
        (RangeCell(5, 9), 5, True),
        (RangeCell(5, 9), 9, True),
        (RangeCell(5, 9, with_high=False), 9, False),
        (RangeCell(5, None, with_low=False), 5, False),
        (RangeCell(5, 9), Unknown(low=6, high=8), True),
        (RangeCell(5, 9), Unknown(low=10), False),
        (RangeCell(5, 9), UNDEFINED, False),
        (ValuesCell(("a", "b")), "b", True),
        (ValuesCell((1, 2)), Unknown(low=3), False),
        (ValuesCell(("a",)), NOT_APPLICABLE, False),
        (CodesCell((("13", "43"),), (("591", "591"),)), "1311", True),
        (CodesCell((("13", "43"),), (("391", "391"),)), "3911", False),
        (CodesCell((("13", "43"),)), "4411", False),
        (CodesCell((("A", "A"),)), UNDEFINED, False),
    ],
)
def test_cell_fits(cell: Any, value: Any, fits: bool) -> None:
    assert cell.fits(value) is fits


@pytest.mark.parametrize("cell", [RangeCell(5, 9), ValuesCell((5,)), CodesCell((("5", "5"),))])
def test_cell_is_undecided_while_its_input_is(cell: Any) -> None:
    assert is_unknown(cell.fits(UNANSWERED))


# --- Why this row ------------------------------------------------------------------------------------------------

LADDER = "[[farm, any, 900+, top], [farm, 100+, 500+, large], [farm, 10+, 50+, small], [farm, any, any, micro], [trade, 50..99, any, small], [trade, any, any, micro]]"
WHY = form(
    fields(
        "id: sector, type: choice, label: 行业, required: true, options: [{id: farm, label: 农业}, {id: trade, label: 贸易}]",
        "id: staff, type: integer, label: 员工, unit: 人, min: 0, required: true",
        "id: sales, type: money, label: 销售额, unit: 万元, min: 0, required: true",
        "id: size, type: choice, label: 规模, options: [{id: top, label: 特大}, {id: large, label: 大型}, {id: small, label: 小型}, {id: micro, label: 微型}],"
        f" value: {{table: {{inputs: [sector, staff, sales], rows: {LADDER}}}}}",
    )
)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"sector": "farm", "staff": 5, "sales": 900}, "行业：农业；销售额 900 万元（≥ 900 万元）"),
        (
            {"sector": "farm", "staff": 99, "sales": 899},
            "行业：农业；员工 99 人（≥ 10 人）；销售额 899 万元（≥ 50 万元）；不是大型：员工 99 人（须 ≥ 100 人）",
        ),
        (
            {"sector": "farm", "staff": 99, "sales": 499},
            "行业：农业；员工 99 人（≥ 10 人）；销售额 499 万元（≥ 50 万元）；"
            "不是大型：员工 99 人（须 ≥ 100 人）、销售额 499 万元（须 ≥ 500 万元）",
        ),
        (
            {"sector": "farm", "staff": 10, "sales": 49},
            "行业：农业；不是小型：销售额 49 万元（须 ≥ 50 万元）",
        ),
        ({"sector": "farm", "sales": 49}, "行业：农业；不是小型：销售额 49 万元（须 ≥ 50 万元）"),
        ({"sector": "trade", "staff": 60}, "行业：贸易；员工 60 人（≥ 50 人、≤ 99 人）"),
        ({"sector": "trade", "staff": 100}, "行业：贸易；不是小型：员工 100 人（须 ≥ 50 人、≤ 99 人）"),
        ({"staff": 60}, "待定：还缺行业、销售额"),
        ({"staff": 9, "sales": 49}, "不论行业如何都一样"),
        ({"sector": "farm", "staff": 60}, "待定：还缺销售额"),
        (
            {"sector": "farm", "staff": 10, "sales": "49.999"},
            "行业：农业；不是小型：销售额 49.999 万元（须 ≥ 50 万元）",
        ),
    ],
)
def test_table_says_which_row_and_which_figures_decided(answers: dict[str, Any], said: str) -> None:
    found = bound(WHY, answers)
    assert BoundWording(found).reckoning_of(WHY.fields["size"]) == said


def test_table_that_cannot_be_decided_any_more_says_nothing() -> None:
    found = bound(SHARE, {"part": 1, "whole": 0})
    assert BoundWording(found).reckoning_of(SHARE.fields["band"]) == ""


def test_table_where_only_one_row_may_fit_names_no_other() -> None:
    only = form(
        fields(
            "id: staff, type: integer, label: 员工, min: 0, required: true",
            "id: band, type: integer, label: 档, value: {table: {inputs: [staff], hit: only, rows: [[10+, 2], [below 10, 1]]}}",
        )
    )
    assert BoundWording(bound(only, {"staff": 3})).reckoning_of(only.fields["band"]) == "员工 3（< 10）"

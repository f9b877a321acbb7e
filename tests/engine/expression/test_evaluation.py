"""What expressions give: known, open and final values."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from engine.values import (
    EMPTY,
    HIDDEN,
    NOT_APPLICABLE,
    UNANSWERED,
    UNDEFINED,
    Cause,
    Final,
    Root,
    Unknown,
    is_final,
    is_unknown,
)
from tests.engine.expression.support import outcome, value

ROW = tuple[Any, ...]


def scene(reached: Any = "4", binding: Any = True, income: Any = 10, a: Any = 1) -> ROW:
    return reached, binding, income, a


# --- Arithmetic ----------------------------------------------------------------------------------------------------


def test_quotients_are_exact() -> None:
    assert value("a / b", a=1, b=3) == Fraction(1, 3)


def test_whole_results_are_whole_numbers() -> None:
    assert value("a / b", a=6, b=3).__class__ is int
    assert value("decimal + 0.5", decimal=Fraction(1, 2)).__class__ is int


def test_dividing_by_nothing_is_undefined() -> None:
    assert value("a / b", a=1, b=0) is UNDEFINED


def test_what_is_final_swallows_arithmetic_and_order() -> None:
    assert is_final(value("(a / b + 5%) * 2 >= 3%", a=1, b=0))


def test_an_open_number_has_bounds() -> None:
    found = value("a + b", a=3, b=Unknown(low=0, high=5))
    assert (found.low, found.high) == (3, 8)


def test_bounds_decide_a_comparison() -> None:
    assert value("a + b >= 10", a=10, b=Unknown(low=0, high=100)) is True


def test_an_open_comparison_stays_open() -> None:
    assert is_unknown(value("a + b >= 10", a=5, b=Unknown(low=0, high=100)))


def test_nothing_known_is_not_nought() -> None:
    assert is_unknown(value("a >= 0", a=UNANSWERED))


def test_long_sums_are_reckoned() -> None:
    assert value(" + ".join(["a"] * 100), a=2) == 200


def test_deep_expressions_are_reckoned() -> None:
    assert value("not " * 40 + "exports", exports=True) is True
    assert value("abs(" * 40 + "a" + ")" * 40, a=2) == 2


# --- Truth -----------------------------------------------------------------------------------------------------------

T, F, U = True, False, UNANSWERED
E = UNDEFINED


@pytest.mark.parametrize(
    ("left", "right", "both"), [(T, T, T), (T, F, F), (F, U, F), (F, E, F), (U, F, F), (E, F, F)]
)
def test_and_is_decided_by_one_false(left: Any, right: Any, both: Any) -> None:
    assert value("exports and listed", exports=left, listed=right) is both


@pytest.mark.parametrize(
    ("left", "right", "either"), [(T, F, T), (F, F, F), (T, U, T), (U, T, T), (E, T, T), (T, E, T)]
)
def test_or_is_decided_by_one_true(left: Any, right: Any, either: Any) -> None:
    assert value("exports or listed", exports=left, listed=right) is either


def test_undefined_and_open_is_open_as_a_value_but_settled_as_an_outcome() -> None:
    assert is_unknown(value("exports and listed", exports=E, listed=U))
    assert is_final(outcome("exports and listed", exports=E, listed=U))


def test_under_not_an_open_part_still_counts() -> None:
    assert is_unknown(outcome("not (exports and listed)", exports=E, listed=U))


def test_undefined_or_open_is_open() -> None:
    assert is_unknown(outcome("exports or listed", exports=E, listed=U))


@pytest.mark.parametrize(
    "text", ["exports is true", "exports == true", "exports is not false", "exports == listed"]
)
def test_truths_are_compared(text: str) -> None:
    assert [value(text, exports=each, listed=True) for each in (True, False)] == [True, False]


def test_if_picks_a_branch() -> None:
    assert [value("if exports then a else b", exports=each, a=1, b=2) for each in (True, False)] == [1, 2]


def test_an_open_condition_gives_what_either_branch_could() -> None:
    found = value("if exports then a else b", exports=U, a=1, b=5)
    assert (found.low, found.high) == (1, 5)


def test_branches_that_agree_need_no_condition() -> None:
    assert value("if exports then a else b", exports=U, a=3, b=3) == 3


def test_an_undefined_condition_ends_the_choice() -> None:
    assert is_final(value("if exports then a else b", exports=E, a=1, b=5))


def test_chains_hold_in_every_link() -> None:
    assert [value("0 < a <= 10", a=each) for each in (0, 1, 10, 11)] == [False, True, True, False]


# --- Choices and codes ----------------------------------------------------------------------------------------------


def test_options_are_compared_by_id() -> None:
    assert [value("grade is national", grade=each) for each in ("national", "city")] == [True, False]


def test_ordered_options_are_compared_by_rank() -> None:
    assert [value("grade >= province", grade=each) for each in ("city", "province", "national")] == [
        False,
        True,
        True,
    ]
    assert value("grade < other_grade", grade="city", other_grade="national") is True


def test_an_open_choice_is_decided_by_the_least_and_the_greatest() -> None:
    assert value("grade >= city", grade=U) is True
    assert is_unknown(value("grade >= province", grade=U))


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("certificates has iso9001", True),
        ("certificates has not iso9001", False),
        ("certificates has any [iso14001, none]", False),
        ("certificates has all [iso9001]", True),
        ("certificates has all [iso9001, iso14001]", False),
        ("count(certificates) == 1", True),
        ("grade in [province..national]", True),
        ("grade not in [city]", True),
    ],
)
def test_options_are_looked_for(text: str, held: bool) -> None:
    assert value(text, certificates=frozenset({"iso9001"}), grade="national") is held


def test_the_count_of_an_untouched_choice_is_open() -> None:
    found = value("count(certificates)", certificates=U)
    assert (found.low, found.high) == (0, 3)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("industry in [39]", True),
        ("industry in [C]", True),
        ("industry in [A..C]", True),
        ("industry in [A]", False),
        ("industry in [13..39]", True),
        ("industry in [13..39 except 391]", False),
        ("industry in [C] except [3911]", False),
        ("industry is 391", True),
        ("industry is C", True),
        ("industry is not 39", False),
        ("region in [350000]", True),
        ("region is 350200", True),
        ("region in [110000]", False),
    ],
)
def test_a_code_counts_with_everything_below_it(text: str, held: bool) -> None:
    assert value(text, industry="3911", region="350203") is held


@pytest.mark.parametrize(
    "text", ["industry in [39]", "grade in [city]", "certificates has none", "a in [1..5]"]
)
def test_membership_of_what_is_missing_is_missing(text: str) -> None:
    assert is_unknown(value(text, industry=U, grade=U, certificates=U, a=U))
    assert is_final(value(text, industry=E, grade=E, certificates=E, a=E))


def test_bounds_decide_membership() -> None:
    assert value("a in [1..5, 8]", a=Unknown(low=2, high=3)) is True
    assert value("a in [1..5]", a=Unknown(low=6, high=9)) is False


# --- Years -------------------------------------------------------------------------------------------------------------


def test_years_count_back() -> None:
    assert value("revenue[1] - revenue[3]", revenue=(10, 7, 4)) == 6


def test_a_yearly_expression_gives_a_value_each_year() -> None:
    assert value("rd / revenue", rd=(5, 3), revenue=(100, 60, 1)) == (Fraction(1, 20), Fraction(1, 20))


def test_the_year_before_is_one_further_back() -> None:
    assert value("revenue - revenue[prior]", revenue=(10, 7, 4)) == (3, 3)


def test_a_stretch_of_years_is_taken() -> None:
    assert value("sum(revenue[2..3])", revenue=(10, 7, 4)) == 11


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("every(rd_ratio >= 3%)", False),
        ("any(rd_ratio >= 3%)", True),
        ("count(rd_ratio >= 3%)", 1),
        ("average(rd_ratio)", Fraction(3, 100)),
        ("max(rd_ratio)", Fraction(4, 100)),
        ("min(rd_ratio)", Fraction(2, 100)),
    ],
)
def test_years_are_summed_up(text: str, expected: object) -> None:
    assert value(text, rd_ratio=(Fraction(4, 100), Fraction(2, 100))) == expected


def test_a_yearly_check_is_decided_year_by_year() -> None:
    assert value("rd <= revenue", rd=(5, 9), revenue=(6, 8, 1)) == (True, False)


def test_a_yearly_value_not_asked_at_all_is_missing_in_each_year() -> None:
    assert value("revenue[1] + 1", revenue=HIDDEN).cause is Cause.HIDDEN


def test_growth_is_exact() -> None:
    assert value("average(growth(revenue))", revenue=(Fraction("124.8"), 144, 108)) == Fraction(10, 100)
    assert value("average(growth(revenue))", revenue=(Fraction("144.84"), 153, 135)) == Fraction(4, 100)


@pytest.mark.parametrize("base", [0, -5])
def test_growth_from_nothing_is_undefined(base: int) -> None:
    assert value("growth(revenue)[1]", revenue=(10, base, 1)) is UNDEFINED


def test_growth_from_a_year_not_yet_answered_may_end() -> None:
    found = value("growth(revenue)[1]", revenue=(10, Unknown(low=0), 1))
    assert (found.low, found.may_end) == (-1, True)


def test_a_year_before_the_enterprise_ends_growth() -> None:
    assert value("growth(revenue)[2]", revenue=(10, 5, NOT_APPLICABLE)) is NOT_APPLICABLE


def test_compound_growth_is_compared_by_powers() -> None:
    assert value("compound_growth(revenue, 2) >= 5%", revenue=(5600, 0, 5000)) is True
    assert value("compound_growth(revenue, 2) >= 6%", revenue=(5600, 0, 5000)) is False


def test_compound_growth_exactly_on_a_boundary_reaches_it() -> None:
    assert value("compound_growth(revenue, 2) >= 5%", revenue=(11025, 0, 10000)) is True
    assert value("compound_growth(revenue, 2) > 5%", revenue=(11025, 0, 10000)) is False
    assert value("compound_growth(revenue, 2) >= 5%", revenue=(Fraction(110249999, 10000), 0, 10000)) is False


def test_compound_growth_is_a_root_where_it_is_irrational() -> None:
    assert value("compound_growth(revenue, 2)", revenue=(5600, 0, 5000)) == Root(Fraction(28, 25), 2)


# --- Functions ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abs(a - b)", 3),
        ("floor(a / b)", 0),
        ("floor(-a / b)", -1),
        ("round(a / 3, 2)", Fraction(67, 100)),
        ("round(decimal, 1)", Fraction(3, 10)),
        ("round(-decimal, 1)", Fraction(-3, 10)),
        ("min(a, b)", 2),
        ("max(a, b, 4)", 5),
        ("sum(a, b)", 7),
        ("average(a, b)", Fraction(7, 2)),
        ("count(a >= 2, b >= 6, exports)", 2),
        ("any(a >= 3, exports)", True),
        ("every(a >= 3, exports)", False),
    ],
)
def test_functions_of_numbers(text: str, expected: object) -> None:
    assert value(text, a=2, b=5, decimal=Fraction(1, 4), exports=True) == expected


@pytest.mark.parametrize(
    ("earlier", "later", "years"),
    [
        (date(2020, 5, 6), date(2022, 5, 5), 1),
        (date(2020, 5, 6), date(2022, 5, 6), 2),
        (date(2020, 2, 29), date(2021, 2, 28), 0),
        (date(2020, 2, 29), date(2021, 3, 1), 1),
        (date(2022, 5, 6), date(2020, 5, 6), -2),
    ],
)
def test_full_years_between_days(earlier: date, later: date, years: int) -> None:
    assert value("years_between(founded, closed)", founded=earlier, closed=later) == years


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 4, 15), 3, date(2026, 7, 15)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(9999, 10, 1), 3, date.max),
    ],
)
def test_months_after_a_day(day: date, months: int, later: date) -> None:
    assert value(f"months_after(founded, {months})", founded=day) == later


@pytest.mark.parametrize("missing", [U, EMPTY, UNDEFINED])
def test_months_after_no_day_are_as_open_as_it(missing: Any) -> None:
    assert value("months_after(founded, 3)", founded=missing) == missing


def test_a_default_stands_for_what_was_left_empty_or_is_hidden() -> None:
    assert [value("default(a, 7)", a=each) for each in (EMPTY, HIDDEN)] == [7, 7]


def test_a_default_does_not_stand_for_what_is_still_asked() -> None:
    found = value("default(a, 7)", a=Unknown(Cause.UNANSWERED, 10, 20))
    assert (found.low, found.high, found.cause) == (7, 20, Cause.UNANSWERED)


def test_a_default_does_not_stand_for_what_will_never_be() -> None:
    assert value("default(a, 7)", a=UNDEFINED) is UNDEFINED


def test_counts_of_open_conditions_are_intervals() -> None:
    found = value("count(a >= 1, exports, listed)", a=5, exports=U, listed=False)
    assert (found.low, found.high) == (1, 2)


# --- Tables ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("count(scenes)", 3),
        ("count(scenes where reached >= 4)", 2),
        ("count(scenes where reached >= 4 and binding)", 1),
        ("count(scenes.binding)", 2),
        ("count(scenes.income >= 6)", 2),
        ("sum(scenes.income)", 21),
        ("sum(scenes.income where binding)", 15),
        ("sum(scenes.income * 2)", 42),
        ("max(scenes.income)", 10),
        ("min(scenes.income where binding)", 5),
        ("average(scenes.income)", 7),
        ("any(scenes where income >= 10)", True),
        ("every(scenes where income >= 10)", False),
        ("every(scenes.income >= 10 where reached >= 4 and binding)", True),
        ("every(scenes where income >= form.a * 1万元)", True),
        ("count(scenes where a == form.a)", 1),
    ],
)
def test_rows_are_summed_up(text: str, expected: object) -> None:
    rows = (scene("4", True, 10, 1), scene("4", False, 6, 2), scene("1", True, 5, 5))
    assert value(text, scenes=rows, a=5) == expected


def test_a_table_not_begun_is_open() -> None:
    assert (value("count(scenes)", scenes=U).low, value("sum(scenes.income)", scenes=U).low) == (0, 0)


def test_ten_certain_rows_decide_although_others_are_open() -> None:
    rows = (*[scene("4")] * 10, *[scene(UNANSWERED)] * 6)
    assert value("count(scenes where reached >= 4) >= 10", scenes=rows) is True
    assert is_unknown(value("count(scenes where reached >= 4) >= 11", scenes=rows))
    assert value("count(scenes where reached >= 4) >= 17", scenes=rows) is False


def test_an_open_row_may_or_may_not_add_to_a_sum() -> None:
    found = value("sum(scenes.income where binding)", scenes=(scene(income=10), scene(binding=U, income=5)))
    assert (found.low, found.high) == (10, 15)


def test_no_row_gives_no_least() -> None:
    assert value("min(scenes.income)", scenes=()) is UNDEFINED
    assert value("average(scenes.income where binding)", scenes=(scene(binding=False),)) is UNDEFINED


def test_no_row_sums_to_nothing() -> None:
    assert value("sum(scenes.income)", scenes=()) == 0


def test_a_row_with_an_undefined_condition_does_not_count() -> None:
    rows = (scene(a=0), scene(a=1))
    assert value("count(scenes where income / a >= 1)", scenes=rows) == 1
    assert value("sum(scenes.income where income / a >= 1)", scenes=rows) == 10


def test_a_final_cell_ends_a_sum() -> None:
    assert isinstance(value("sum(scenes.income)", scenes=(scene(income=UNDEFINED),)), Final)


# --- Codes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "values", "holds"),
    [
        ("lies_in(region, city)", {"region": "350203", "city": "350200"}, True),
        ("lies_in(region, city)", {"region": "350200", "city": "350203"}, False),
        ("lies_in(region, city)", {"region": "350203", "city": "350203"}, True),
        ("lies_in(region, 350000)", {"region": "350203"}, True),
        ("lies_in(region, 110000)", {"region": "350203"}, False),
        ("lies_in(industry, C)", {"industry": "3911"}, True),
        ("lies_in(region, district)", {"region": "350203", "district": "P1"}, True),
        ("lies_in(region, district)", {"region": "110000", "district": "P1"}, False),
        ("lies_in(region, district)", {"region": "110000", "district": "P2"}, True),
        ("asked_in(region)", {"region": "350203"}, True),
    ],
)
def test_code_lies_in_itself_and_in_what_is_above(text: str, values: dict[str, Any], holds: bool) -> None:
    assert value(text, **values) is holds


@pytest.mark.parametrize("missing", ["region", "city"])
def test_whether_a_code_lies_in_another_is_unknown_while_one_of_them_is(missing: str) -> None:
    values = {"region": "350203", "city": "110000", missing: UNANSWERED}
    assert isinstance(value("lies_in(region, city)", **values), Unknown)

"""Arithmetic and comparison of what is missing; roots."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.values import (
    EMPTY,
    HIDDEN,
    NOT_APPLICABLE,
    UNANSWERED,
    UNDEFINED,
    Cause,
    Root,
    Unknown,
    all_hold,
    any_holds,
    bounds,
    divide,
    equal,
    growth_over,
    hull,
    is_unknown,
)


def between(low: Any, high: Any) -> Unknown:
    return Unknown(low=low, high=high)


@pytest.mark.parametrize(
    ("left", "right", "product"),
    [
        (between(1, 2), between(3, 4), (3, 8)),
        (between(-1, 2), between(3, 4), (-4, 8)),
        (between(5, None), between(3, 4), (15, None)),
        (between(None, 5), between(-2, -1), (-10, None)),
        (between(None, None), between(2, 3), (None, None)),
        (between(None, -1), between(None, -2), (2, None)),
        (between(0, None), between(0, None), (0, None)),
        (between(None, None), 0, (0, 0)),
        (between(1, None), -3, (None, -3)),
    ],
)
def test_products_of_intervals(left: Any, right: Any, product: tuple[Any, Any]) -> None:
    assert bounds(left * right) == product


@pytest.mark.parametrize(
    ("left", "right", "quotient"),
    [
        (between(1, 2), between(4, 5), (Fraction(1, 5), Fraction(1, 2))),
        (between(1, 2), between(4, None), (0, Fraction(1, 2))),
        (between(1, 2), 0, None),
        (between(1, 2), between(0, 5), (0, None)),
        (between(-1, 2), between(0, 5), (None, None)),
    ],
)
def test_quotients_of_intervals(left: Any, right: Any, quotient: Any) -> None:
    found = divide(left, right)
    assert found is UNDEFINED if quotient is None else bounds(found) == quotient


def test_a_quotient_by_what_may_be_nothing_may_end() -> None:
    assert divide(1, between(0, 5)).may_end
    assert not divide(1, between(1, 5)).may_end


def test_what_may_end_decides_no_comparison() -> None:
    assert is_unknown(divide(1, between(0, 5)) >= 0)


def test_the_cause_someone_can_still_mend_is_told() -> None:
    assert (HIDDEN + UNANSWERED).cause is Cause.UNANSWERED
    assert (EMPTY + HIDDEN).cause is Cause.EMPTY


def test_a_missing_value_has_no_truth() -> None:
    with pytest.raises(TypeError):
        bool(UNANSWERED)


def test_several_undefined_parts_are_one_undefined_whole() -> None:
    assert all_hold([UNDEFINED, NOT_APPLICABLE]) is UNDEFINED
    assert any_holds([UNDEFINED, NOT_APPLICABLE]) is UNDEFINED


def test_the_hull_of_values_that_will_never_be() -> None:
    assert hull([UNDEFINED, NOT_APPLICABLE]) is UNDEFINED


def test_the_hull_spans_numbers() -> None:
    assert bounds(hull([3, between(5, 7), 1])) == (1, 7)


def test_the_hull_of_words_is_open() -> None:
    assert is_unknown(hull(["a", "b"]))
    assert hull(["a", "a"]) == "a"


def test_intervals_apart_are_not_equal() -> None:
    assert equal(between(1, 2), 3) is False


# --- Roots -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "years", "growth"),
    [
        (10000, 11025, 2, Fraction(5, 100)),
        (8, 27, 3, Fraction(1, 2)),
        (100, 100, 5, 0),
        (5, 0, 2, -1),
        (4, 1, 2, Fraction(-1, 2)),
    ],
)
def test_a_root_that_is_rational_is_a_plain_number(first: int, last: int, years: int, growth: Any) -> None:
    assert growth_over(first, last, years) == growth
    assert not isinstance(growth_over(first, last, years), Root)


@pytest.mark.parametrize(("first", "last"), [(0, 5), (-1, 5), (5, -1)])
def test_growth_from_nothing_or_into_debt_is_undefined(first: int, last: int) -> None:
    assert growth_over(first, last, 2) is UNDEFINED


def test_a_root_is_shown_to_any_number_of_places() -> None:
    root = Root(Fraction(2), 2)
    assert [root.to_places(places) for places in (0, 4, 10)] == [
        0,
        Fraction(4142, 10000),
        Fraction(4142135624, 10**10),
    ]


def test_a_negative_growth_is_shown() -> None:
    assert Root(Fraction(1, 2), 2).to_places(4) == Fraction(-2929, 10000)


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 6), st.integers(-150, 300))
def test_a_root_is_compared_by_powers(first: int, last: int, years: int, percent: int) -> None:
    growth, threshold = growth_over(first, last, years), Fraction(percent, 100)
    reached = threshold <= -1 or Fraction(last, first) >= (1 + threshold) ** years
    assert (growth >= threshold) == reached
    assert (threshold <= growth) == reached
    assert (growth < threshold) == (not reached)


@given(
    st.fractions(Fraction(1, 100), 100),
    st.fractions(Fraction(1, 100), 100),
    st.integers(2, 4),
    st.integers(2, 4),
)
def test_roots_are_compared_with_each_other(one: Fraction, two: Fraction, degree: int, other: int) -> None:
    assert (Root(one, degree) < Root(two, other)) == (one**other < two**degree)


@given(st.fractions(Fraction(1, 1000), 1000), st.integers(2, 5), st.integers(0, 8))
def test_what_is_shown_is_the_nearest(radicand: Fraction, degree: int, places: int) -> None:
    root, half = Root(radicand, degree), Fraction(1, 2 * 10**places)
    shown = root.to_places(places)
    assert shown - half <= root <= shown + half


def test_a_root_is_compared_with_an_open_number() -> None:
    assert (Root(Fraction(2), 2) >= between(0, Fraction(1, 10))) is True
    assert (between(1, None) < Root(Fraction(2), 2)) is False

"""Numbers: integer, decimal, money, percent. What people type, and the exact value of it."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.expression.types import NumberType
from engine.fields.numbers import show_number, write_number
from engine.json_value import decimal_text, fixed_text
from engine.units import RATIO
from engine.values import Cause, Unknown, growth_over
from tests.engine.fields.examples import YEARS, codes, made, told, value_of, wrong

INTEGER = made("type: integer")
DECIMAL = made("type: decimal")
MONEY = made("type: money, unit: 万元")
PERCENT = made("type: percent")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (5, 5),
        ("5", 5),
        ("007", 7),
        ("+5", 5),
        ("-5", -5),
        ("−5", -5),
        ("－５", -5),
        ("－ 5", -5),
        ("1,234,567", 1234567),
        ("1，234，567", 1234567),
        ("１，２３４", 1234),
        ("1 234 567", 1234567),
        ("1\u00a0234", 1234),
        ("\u200e12\u200f", 12),
        ("5.0", 5),
        (Decimal("5.00"), 5),
        (Decimal("1E+3"), 1000),
        ("9" * 30, 10**30 - 1),
    ],
)
def test_whole_numbers(raw: object, value: int) -> None:
    found = value_of(INTEGER, raw)
    assert found == value
    assert type(found) is int


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("1.25", Fraction(5, 4)),
        (".5", Fraction(1, 2)),
        ("5.", 5),
        ("．5", Fraction(1, 2)),
        ("-0.1", Fraction(-1, 10)),
        ("1,234.50", Fraction(2469, 2)),
        (Decimal("0.1"), Fraction(1, 10)),
        ("0." + "0" * 29 + "1", Fraction(1, 10**30)),
        ("2/3", Fraction(2, 3)),
    ],
)
def test_decimals_are_exact(raw: object, value: Fraction) -> None:
    assert value_of(DECIMAL, raw) == value


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("abc", "number"),
        ("NaN", "number"),
        ("Infinity", "number"),
        ("1e3", "number"),
        ("1e400", "number"),
        ("0x10", "number"),
        ("10²", "number"),
        ("五百", "number"),
        ("٣", "number"),
        ("--5", "number"),
        ("1.2.3", "number"),
        ("5人", "number"),
        ("1/0", "number"),
        ("12,34", "number_groups"),
        ("1234,567", "number_groups"),
        ("12 34", "number_groups"),
        ("1,2345", "number_groups"),
        ("9" * 31, "number_long"),
        ("0." + "1" * 31, "number_long"),
        ("x" * 1_000_000, "number_long"),
        (10**30, "number_long"),
        (Decimal("1E+400"), "number_long"),
        (Decimal("1E-400"), "number_long"),
        (Decimal("NaN"), "number"),
        (Decimal("-Infinity"), "number"),
        (True, "number"),
        (1.5, "number"),
        (float("nan"), "number"),
        ([], None),
        ([1], "number"),
        ({"a": 1}, "number"),
    ],
)
def test_what_is_no_number(raw: object, code: str | None) -> None:
    if code is None:
        assert wrong(DECIMAL, raw) == ["number"]
    else:
        assert wrong(DECIMAL, raw) == [code]


def test_the_message_says_what_is_wrong_and_what_to_do() -> None:
    assert (
        told(DECIMAL, "abc", "营业收入总额（2025年）")
        == "营业收入总额（2025年）请填写数字，例如 1234.5；现在填的是“abc”"
    )
    assert told(made("type: integer, min: 1, unit: 人"), 0) == "它不能小于 1 人；现在是 0 人，请核对"
    assert "\u202e" not in told(DECIMAL, "\u202eabc")


def test_a_part_of_a_whole_number_is_refused() -> None:
    assert wrong(INTEGER, "5.5") == ["integer"]
    assert wrong(INTEGER, "1/3") == ["integer"]


@pytest.mark.parametrize(
    ("keys", "raw", "code"),
    [
        ("min: 0", "-0.01", "number_min"),
        ("max: 10", "10.01", "number_max"),
        ("above: 0", 0, "number_above"),
        ("below: 10", 10, "number_below"),
    ],
)
def test_limits(keys: str, raw: object, code: str) -> None:
    kind = made(f"type: decimal, {keys}")
    assert wrong(kind, raw) == [code]
    assert kind.read(raw, YEARS).value.cause is Cause.UNREADABLE  # type: ignore[union-attr]


def test_a_limit_of_0_is_a_limit() -> None:
    assert wrong(made("type: integer, min: 0"), -1) == ["number_min"]
    assert wrong(made("type: integer, max: 0"), 1) == ["number_max"]


def test_the_type_carries_the_limits() -> None:
    kind = made("type: integer, above: 0, below: 10")
    assert kind.type == NumberType(None, 1, 9, True)
    assert kind.missing(Cause.EMPTY) == Unknown(Cause.EMPTY, 1, 9)
    assert made("type: decimal, above: 0").type == NumberType(None, 0, None)
    assert made("type: percent, max: 100%").type == NumberType(RATIO, None, 1)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("500", 500),
        ("500万元", 500),
        ("500 万元", 500),
        ("500万", 500),
        ("5000元", Fraction(1, 2)),
        ("1亿", 10_000),
        ("０．５亿元", 5000),
        ("1,234.5万元", Fraction(2469, 2)),
    ],
)
def test_money_written_with_a_unit_is_converted(raw: str, value: Fraction) -> None:
    assert value_of(MONEY, raw) == value


def test_counts_and_areas_are_converted_too() -> None:
    assert value_of(made("type: integer, unit: 人"), "1.5万人") == 15_000
    kind = made("type: decimal, unit: 平方米")
    area = value_of(kind, "1亩")
    assert area == Fraction(2000, 3)
    assert kind.write(area) == "2000/3"
    assert value_of(kind, kind.write(area)) == area


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (5, Fraction(1, 20)),
        ("5", Fraction(1, 20)),
        ("5%", Fraction(1, 20)),
        ("５％", Fraction(1, 20)),
        ("5 %", Fraction(1, 20)),
        (Decimal("12.5"), Fraction(1, 8)),
        ("0.5%", Fraction(1, 200)),
        ("-3.2%", Fraction(-4, 125)),
        (100, 1),
    ],
)
def test_a_bare_number_counts_percent(raw: object, value: Fraction) -> None:
    assert value_of(PERCENT, raw) == value


def test_percent_is_written_with_its_sign_and_shown_with_two_decimals() -> None:
    assert PERCENT.write(Fraction(1, 20)) == "5%"
    assert PERCENT.write(Fraction(1, 3)) == "100/3%"
    assert value_of(PERCENT, "100/3%") == Fraction(1, 3)
    assert PERCENT.show(Fraction(1, 3)) == "33.33%"
    assert PERCENT.show(Fraction(4, 125)) == "3.2%"
    assert PERCENT.cells(Fraction(4, 125)) == (Fraction(16, 5),)


@pytest.mark.parametrize(
    ("number", "places", "shown"),
    [
        (1234567, None, "1,234,567"),
        (Fraction(-1, 1000), None, "-0.001"),
        (Fraction(-1, 1000), 2, "0"),
        (Fraction(5, 2), 0, "3"),
        (Fraction(-5, 2), 0, "-3"),
        (Fraction(1, 3), None, "0.3333"),
        (Fraction(12345, 10), 2, "1,234.5"),
        (Fraction(1999, 1000), 2, "2"),
    ],
)
def test_numbers_are_shown_in_groups_and_rounded_half_up(
    number: Fraction, places: int | None, shown: str
) -> None:
    assert show_number(number, places) == shown


def test_places_are_for_display_only() -> None:
    kind = made("type: decimal, places: 1")
    assert value_of(kind, "1.25") == Fraction(5, 4)
    assert kind.show(Fraction(5, 4)) == "1.3"
    assert kind.write(Fraction(5, 4)) == "1.25"


@given(st.fractions(-(10**29), 10**29, max_denominator=10**60))
def test_every_number_reads_back_what_is_written(number: Fraction) -> None:
    assert value_of(DECIMAL, write_number(number)) == number
    assert value_of(PERCENT, PERCENT.write(number)) == number if abs(number) < 10**27 else True


@given(st.integers(-(10**20), 10**20), st.integers(0, 12))
def test_decimal_text_is_exact(digits: int, places: int) -> None:
    number = Fraction(digits, 10**places)
    text = decimal_text(number)
    assert text is not None
    assert Fraction(text) == number
    assert Fraction(fixed_text(number, 14)) == number


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ("type: integer, min: 5, max: 1", "F220"),
        ("type: integer, above: 1, below: 2", "F220"),
        ("type: decimal, above: 1, max: 1", "F220"),
        ("type: percent, min: 50%, max: 10%", "F220"),
        ("type: percent, max: 100", "F221"),
        ("type: money, unit: 万元, min: 0, above: 0", "F222"),
        ("type: money, unit: 万元, max: 0, below: 1", "F222"),
        ("type: money, unit: 人", "F223"),
        ("type: money", "F204"),
        ("type: integer, unit: 口", "F224"),
        ("type: decimal, places: 20", "F208"),
        ("type: integer, places: 2", "F203"),
    ],
)
def test_author_mistakes(keys: str, code: str) -> None:
    assert codes(keys) == [code]


def test_limits_that_leave_one_value_are_right() -> None:
    assert codes("type: integer, min: 5, max: 5") == []
    assert codes("type: integer, above: 1, below: 3") == []
    assert codes("type: percent, min: 0, max: 100%") == []


def test_a_percent_that_may_be_a_root_is_rounded_only_when_it_is_shown() -> None:
    growth = PERCENT.holding_roots()
    found = growth_over(5000, 5600, 2)
    assert growth.show(found) == "5.83%"
    assert growth.type == NumberType(RATIO, irrational=True)
    assert growth.cells(found) == (Fraction("5.8300524426"),)


def test_a_root_just_below_a_limit_does_not_reach_it_however_it_is_shown() -> None:
    almost = growth_over(10000, Fraction(1102499, 100), 2)
    assert PERCENT.holding_roots().show(almost) == "5%"
    assert not almost >= Fraction(5, 100)

"""JSON in and out: exact, canonical, and nothing that comes in can break what goes out."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.json_value import NotJson, decimal_text, decode, encode, fixed_text

exact = (
    st.none() | st.booleans() | st.integers() | st.text() | st.decimals(allow_nan=False, allow_infinity=False)
)
values = st.recursive(
    exact, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)
)


@given(values)
def test_decode_gives_back_what_was_encoded(value: Any) -> None:
    text = encode(value)
    assert decode(text) == value
    assert encode(decode(text)) == text


@given(values)
@settings(max_examples=30)
def test_encode_with_an_indent_says_the_same(value: Any) -> None:
    assert encode(decode(encode(value, indent=2))) == encode(value)


def test_encode_sorts_keys() -> None:
    assert encode({"b": 1, "a": 2}) == encode({"a": 2, "b": 1}) == '{"a":2,"b":1}'


def test_encode_sorts_sets() -> None:
    assert encode(frozenset({"b", "a", "c"})) == '["a","b","c"]'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(5, 2), "2.5"),
        (Fraction(1, 3), '"1/3"'),
        (Fraction(-1, 8), "-0.125"),
        (date(2026, 3, 1), '"2026-03-01"'),
        (Decimal("1E+2"), "100"),
        (Decimal("0.10"), "0.10"),
        ({}, "{}"),
        ([], "[]"),
    ],
)
def test_encode_is_exact(value: object, text: str) -> None:
    assert encode(value) == text


def test_encode_refuses_a_float() -> None:
    with pytest.raises(TypeError, match="float"):
        encode({"ratio": 0.5})


def test_encode_of_a_huge_exponent_stays_small() -> None:
    text = encode(decode("[1e999999999, -1e-999999999]"))
    assert len(text) < 50
    assert decode(text) == decode("[1e999999999, -1e-999999999]")


@pytest.mark.parametrize("text", ["NaN", "-Infinity", '{"a":1,"a":2}', "[1,]", "", "{", b"\xff"])
def test_decode_refuses_what_is_no_json(text: str | bytes) -> None:
    with pytest.raises(NotJson):
        decode(text)


@pytest.mark.parametrize("depth", [70, 900, 100_000])
def test_decode_refuses_what_is_nested_too_deep(depth: int) -> None:
    with pytest.raises(NotJson):
        decode("[" * depth + "1" + "]" * depth)


def test_decode_takes_many_lists_side_by_side() -> None:
    assert decode("[" + ",".join(["[1]"] * 500) + "]") == [[1]] * 500


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'"\ud800"', "\ufffd"),
        (r'"a\udc00b"', "a\ufffdb"),
        (r'"\ud83d\ude00"', "\U0001f600"),
        (r'"\\ud800"', r"\ud800"),
        (r'"\ud800\ud83d\ude00"', "\ufffd\U0001f600"),
    ],
)
def test_decode_mends_half_a_surrogate_pair(text: str, value: str) -> None:
    found = decode(text)
    assert found == value
    assert found.encode("utf-8")


@given(st.fractions())
def test_decimal_text_is_exact_where_decimals_end(number: Fraction) -> None:
    text = decimal_text(number)
    ends = 10**400 % number.denominator == 0
    assert (text is not None) == ends
    if text is not None:
        assert Fraction(text) == number


@given(st.fractions(), st.integers(0, 6))
def test_fixed_text_is_off_by_half_a_place_at_most(number: Fraction, places: int) -> None:
    assert abs(Fraction(fixed_text(number, places)) - number) * 2 <= Fraction(1, 10**places)

"""Units: what comes out of arithmetic, and what is converted."""

from fractions import Fraction

import pytest

from engine.expression.types import NumberType, Type
from tests.engine.expression.support import WAN, YUAN, checked, expression, value


def unit_of(text: str) -> str:
    found = expression(text).type
    assert isinstance(found, NumberType)
    return "bare" if found.unit is None else "ratio" if found.unit.is_ratio else found.unit.label


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("loan + cash", "万元"),
        ("cash + loan", "元"),
        ("loan / cash", "ratio"),
        ("loan / staff", "万元/人"),
        ("loan / staff * staff", "万元"),
        ("ratio * loan", "万元"),
        ("loan * ratio", "万元"),
        ("loan / ratio", "万元"),
        ("loan * 2", "万元"),
        ("2 * loan", "万元"),
        ("loan / 2", "万元"),
        ("loan + 5", "万元"),
        ("a / b", "ratio"),
        ("a / 2", "bare"),
        ("a * b", "bare"),
        ("a * ratio", "ratio"),
        ("ratio * ratio", "ratio"),
        ("ratio - 1", "ratio"),
        ("1 - ratio", "ratio"),
        ("max(loan, cash)", "万元"),
        ("sum(loan, cash, 5)", "万元"),
        ("if exports then cash else loan", "元"),
        ("default(loan, 0)", "万元"),
        ("abs(loan)", "万元"),
        ("score / score", "ratio"),
    ],
)
def test_the_unit_of_a_result(text: str, unit: str) -> None:
    assert unit_of(text) == unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("loan + cash", Fraction(10001)),
        ("cash + loan", 100_010_000),
        ("loan / cash", 10_000),
        ("loan >= 100000000元", True),
        ("loan >= 10000", True),
        ("loan >= 10001", False),
        ("cash >= 1万元", True),
        ("cash < loan", True),
        ("loan == 100000000元", True),
        ("loan / staff >= 1000万元/人", True),
        ("max(loan, cash)", 10_000),
        ("sum(cash, loan)", 100_010_000),
        ("(if exports then cash else loan) == 1万元", True),
        ("loan in [50000000元..200000000元]", True),
        ("default(cash, 5万元)", 10_000),
    ],
)
def test_units_of_one_quantity_are_converted(text: str, expected: object) -> None:
    assert value(text, loan=10_000, cash=10_000, staff=10, exports=True) == expected


def test_a_result_is_converted_to_the_unit_of_its_place() -> None:
    assert value("cash * 2", NumberType(WAN), cash=10_000) == 2
    assert value("loan", NumberType(YUAN), loan=2) == 20_000


def test_a_constant_keeps_the_unit_it_was_written_in() -> None:
    tree = expression("cash >= 5万元").tree
    assert tree.right.unit_label == "万元"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("a + b", 0, 200),
        ("a - b", -100, 100),
        ("a * b", 0, 10_000),
        ("-a", -100, 0),
        ("a + 5", 5, 105),
        ("a / 4", 0, 25),
        ("max(a, 50)", 50, 100),
        ("min(a, 50)", 0, 50),
        ("average(a, b)", 0, 100),
        ("sum(a, b, c)", 0, 300),
        ("abs(a - 150)", 50, 150),
        ("floor(a / 3)", 0, 33),
        ("round(a / 8, 1)", 0, Fraction(125, 10)),
        ("if exports then a else 150", 0, 150),
        ("count(exports, listed)", 0, 2),
        ("loan * 2", 0, None),
        ("cash + loan", 0, None),
        ("sum(revenue)", 0, None),
        ("decimal", None, None),
    ],
)
def test_the_limits_of_a_result(text: str, low: object, high: object) -> None:
    found: Type = expression(text).type
    assert isinstance(found, NumberType)
    assert (found.low, found.high) == (low, high)


def test_the_words_of_a_mistake_are_the_authors_own() -> None:
    _, (diagnostic,) = checked("(loan + 5) * 2 >= staff")
    assert dict(diagnostic.arguments) == {"met": "(loan + 5) * 2 >= staff", "left": "万元", "right": "人"}

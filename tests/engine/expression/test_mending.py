"""Full-width punctuation and other languages' signs: one diagnostic, with the expression as it was meant."""

import pytest

from engine.expression.mending import mend
from tests.engine.expression.support import parsed


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("（a＋b）＞＝３％", "(a+b)>=3%"),
        ("sum（a，b）", "sum(a,b)"),
        ("a ≥ 3", "a >= 3"),
        ("a ≤ 3", "a <= 3"),
        ("a ≠ 3", "a != 3"),
        ("a × b ÷ c", "a * b / c"),
        ("a ！= b", "a != b"),
        ("a && b", "a and b"),
        ("a || b", "a or b"),
        ("a&&b", "a and b"),
        ("a > 1 且 b > 1", "a > 1 and b > 1"),
        ("a > 1 并且 b > 1", "a > 1 and b > 1"),
        ("a > 1 或 b > 1", "a > 1 or b > 1"),
        ("a > 1 或者（b > 1）", "a > 1 or (b > 1)"),
        ("不（a > 1）", "not (a > 1)"),
        ("非 a", "not a"),
        ("a 大于 1", "a > 1"),
        ("a 大于等于 1", "a >= 1"),
        ("a 不低于 1", "a >= 1"),
        ("a 不等于 1", "a != 1"),
        ("! a", "not  a"),
        ("a AND NOT b", "a and not b"),
        ("a <> b", "a != b"),
        ("a = b", "a == b"),
        ("x is “甲”", 'x is "甲"'),
        ("IF a THEN b ELSE c", "if a then b else c"),
    ],
)
def test_foreign_signs_are_replaced(text: str, meant: str) -> None:
    mended = mend(text)
    assert mended is not None
    assert " ".join(mended.text.split()) == " ".join(meant.split())


@pytest.mark.parametrize(
    "text",
    [
        "a >= 3 and b != 4",
        "x is '（甲，乙）＝ A && B'",
        "x is '甲 且 乙'",
        "不动产 > 1",
        "a <= b",
        "grade in [A..C]",
        "andes or island",
    ],
)
def test_what_belongs_is_left_alone(text: str) -> None:
    assert mend(text) is None


def test_there_is_one_diagnostic_with_the_whole_expression_mended() -> None:
    _, (diagnostic,) = parsed("（a ≥ 3） && b")
    assert (diagnostic.code, diagnostic.suggestion) == ("F152", "(a >= 3) and b")


def test_a_single_equals_sign_has_a_code_of_its_own() -> None:
    _, (diagnostic,) = parsed("a = b")
    assert (diagnostic.code, diagnostic.suggestion) == ("F153", "a == b")


def test_nothing_is_suggested_that_would_not_parse() -> None:
    _, (diagnostic,) = parsed("a ； b")
    assert (diagnostic.code, diagnostic.suggestion) == ("F152", None)


def test_what_was_meant_is_still_checked_at_its_own_place() -> None:
    found, _ = parsed("a ≥ laon")
    assert found is not None
    assert [(name, span.start.column) for name, span in found.names] == [("a", 1), ("laon", 5)]

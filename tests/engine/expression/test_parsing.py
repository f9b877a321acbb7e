"""Text becomes syntax, or one diagnostic in words."""

from fractions import Fraction

import pytest

from engine.diagnostics import Diagnostic
from engine.expression import syntax as s
from engine.expression.parsing import RESERVED_WORDS
from engine.messages import argument_text
from tests.engine.expression.support import parsed, syntax


def refused(text: str) -> Diagnostic:
    _, (diagnostic,) = parsed(text)
    return diagnostic


def test_numbers_are_exact() -> None:
    assert syntax("0.1").root == s.Quantity(0, 3, "0.1", Fraction(1, 10))


def test_a_percent_sign_makes_a_ratio() -> None:
    assert syntax("3%").root == s.Quantity(0, 2, "3%", Fraction(3, 100), "%")


@pytest.mark.parametrize("text", ["500万元", "500 万元", "50万元/人", "500kWh"])
def test_a_word_behind_a_number_is_its_unit(text: str) -> None:
    root = syntax(text).root
    assert isinstance(root, s.Quantity)
    assert root.unit in text


def test_multiplication_binds_closer_than_addition() -> None:
    root = syntax("a + b * c").root
    assert isinstance(root, s.Binary)
    assert root.operator == "+"


def test_and_binds_closer_than_or() -> None:
    root = syntax("a or b and c").root
    assert isinstance(root, s.Junction)
    assert root.operator == "or"


def test_subtraction_leans_to_the_left() -> None:
    root = syntax("a - b - c").root
    assert isinstance(root, s.Binary)
    assert isinstance(root.left, s.Binary)


def test_comparisons_chain() -> None:
    root = syntax("0 <= x < 10").root
    assert isinstance(root, s.Chain)
    assert root.operators == ("<=", "<")


def test_is_not_is_one_operator() -> None:
    root = syntax("grade is not national").root
    assert isinstance(root, s.Chain)
    assert root.operators == ("is not",)


def test_a_list_has_ranges_and_exceptions() -> None:
    root = syntax("x in [13..43, A..C except [591, 592]]").root
    assert isinstance(root, s.Contained)
    assert [len(root.list.items), len(root.list.exceptions)] == [2, 2]


def test_codes_keep_their_leading_zeros() -> None:
    root = syntax("x in [0111]").root
    assert isinstance(root, s.Contained)
    first = root.list.items[0].first
    assert isinstance(first, s.Quantity)
    assert first.text == "0111"


@pytest.mark.parametrize(
    ("text", "quantifier"), [("m has a", "any"), ("m has any [a, b]", "any"), ("m has all [a, b]", "all")]
)
def test_has_asks_for_one_any_or_all(text: str, quantifier: str) -> None:
    root = syntax(text).root
    assert isinstance(root, s.Having)
    assert root.quantifier == quantifier


@pytest.mark.parametrize("text", ["m has not a", "m has not any [a, b]", "x not in [a]", "not m has a"])
def test_membership_is_negated(text: str) -> None:
    root = syntax(text).root
    assert isinstance(root, s.Negated) or (isinstance(root, s.Having | s.Contained) and root.negated)


def test_years_follow_a_value() -> None:
    assert [type(syntax(text).root) for text in ("x[1]", "x[1..2]", "x[prior]")] == [s.Years] * 3


def test_where_picks_rows_within_a_function() -> None:
    root = syntax("count(scenes where reached >= 4 and binding)").root
    assert isinstance(root, s.Called)
    assert isinstance(root.arguments[0], s.Filtered)


def test_dates_are_days() -> None:
    assert isinstance(syntax("2026-01-01").root, s.Day)


def test_names_that_begin_with_a_reserved_word_are_names() -> None:
    assert [name for name, _ in syntax("android + notes + ifs").names] == ["android", "notes", "ifs"]


def test_every_name_is_listed_with_its_place() -> None:
    names = syntax("sum(revenue[1..3]) >= form.x and grade is national").names
    assert [(name, span.start.column) for name, span in names] == [
        ("revenue", 5),
        ("form.x", 23),
        ("grade", 34),
        ("national", 43),
    ]


def test_words_of_the_language_are_reserved() -> None:
    assert {"and", "or", "not", "if", "where", "prior", "true"} <= RESERVED_WORDS


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("a +", "F151", "expect.operand"),
        ("(a + b", "F151", "expect.round_bracket"),
        ("if a then b", "F151", "expect.else"),
        ("x has", "F151", "expect.option"),
        ("sum(a,", "F151", "expect.operand"),
        ("a b", "F150", "expect.operator"),
        ("x in 3", "F150", "expect.list"),
        ("x in []", "F150", "expect.option"),
        ("x[a]", "F150", "expect.year"),
        ("x has some [a]", "F150", "expect.quantifier"),
        ("grade in [a b]", "F150", "expect.comma_or_square_bracket"),
    ],
)
def test_a_mistake_says_what_could_stand_there(text: str, code: str, expected: str) -> None:
    diagnostic = refused(text)
    assert (diagnostic.code, dict(diagnostic.arguments)["expected"]) == (code, f"@{expected}")


def test_what_could_stand_there_is_said_in_words() -> None:
    assert argument_text("@expect.then") != "@expect.then"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "F156"),
        ("  ", "F156"),
        ("a is 'b", "F157"),
        ("d >= 2026-02-30", "F158"),
        ("a ^ 2", "F159"),
        ("a" * 2001, "F154"),
    ],
)
def test_other_mistakes_have_codes_of_their_own(text: str, code: str) -> None:
    assert refused(text).code == code


@pytest.mark.parametrize(
    "text",
    [
        "(" * 60 + "a" + ")" * 60,
        "not " * 150 + "a",
        "-" * 150 + "a",
        "+".join(["a"] * 150),
        "if a then b else " * 110 + "c",
        "abs(" * 60 + "a" + ")" * 60,
        "[" * 60,
    ],
)
def test_deep_nesting_is_a_diagnostic(text: str) -> None:
    assert refused(text).code == "F155"


def test_a_mistake_stands_where_it_was_made() -> None:
    span = refused("loan staff >= 5").span
    assert (span.start.column, span.end.column) == (6, 11)

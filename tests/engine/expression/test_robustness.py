"""Whatever is typed, nothing raises: it is an expression that can be evaluated and said, or it is reported."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.diagnostics import Collector
from engine.expression.checking import check, never_or_always
from engine.expression.evaluation import compile_condition, compile_expression
from engine.expression.parsing import parse
from engine.expression.phrasing import phrase
from engine.expression.types import AnyType
from engine.values import EMPTY, HIDDEN, NOT_APPLICABLE, UNANSWERED, UNDEFINED
from tests.engine.expression.support import TYPES, UNITS, World, frame, scalar

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

WORDS = (
    *TYPES,
    *[
        "+",
        "-",
        "*",
        "/",
        "(",
        ")",
        "[",
        "]",
        ",",
        "..",
        ">=",
        "<=",
        ">",
        "<",
        "==",
        "!=",
        "is",
        "not",
        "and",
        "or",
        "in",
        "has",
        "where",
        "if",
        "then",
        "else",
        "except",
        "prior",
        "true",
        "false",
        "any",
        "all",
    ],
    *[
        "1",
        "2",
        "3%",
        "0",
        "0.5",
        "500万元",
        "5人",
        "'x'",
        "2026-01-01",
        "national",
        "city",
        "iso9001",
        "39",
        "C",
        "[1]",
        "[prior]",
        "[1..2]",
        "[1,2]",
        "reached",
        "income",
    ],
    *[
        "sum(",
        "count(",
        "any(",
        "every(",
        "min(",
        "max(",
        "average(",
        "abs(",
        "round(",
        "floor(",
        "growth(",
        "default(",
        "years_between(",
        "months_after(",
    ],
    *["compound_growth(", "营业收入", "（", "）", "≥", "＝", "&&", "!"],
)
pieces = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)

KNOWN: dict[str, Any] = {
    "revenue": (5, 0, 3),
    "rd": (1, 2),
    "rd_ratio": (Fraction(1, 20), Fraction(1, 50)),
    "industry": "3911",
    "region": "350203",
    "product": "x",
    "grade": "city",
    "other_grade": "national",
    "size": "micro",
    "certificates": frozenset({"iso9001"}),
    "exports": True,
    "listed": False,
    "founded": date(2020, 1, 1),
    "closed": date(2024, 1, 1),
    "scenes": (("4", True, 10, 0), ("1", False, UNANSWERED, 2)),
}
ANSWERS = {name: KNOWN.get(name, 3) for name in TYPES}
MISSING = (UNANSWERED, EMPTY, HIDDEN, UNDEFINED, NOT_APPLICABLE)


def filled(template: str, *holes: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*holes).map(lambda parts: template.format(*parts))


def _numbers() -> st.SearchStrategy[str]:
    return st.one_of(
        st.sampled_from(
            [
                "a",
                "b",
                "loan",
                "cash",
                "staff",
                "ratio",
                "decimal",
                "score",
                "2",
                "0",
                "1",
                "3%",
                "5万元",
                "income",
            ]
        ),
        filled("({} {} {})", number, st.sampled_from("+-*/"), number),
        filled("{}({}, {})", st.sampled_from(["sum", "min", "max", "average", "default"]), number, number),
        filled("{}({})", st.sampled_from(["abs", "floor", "-", "count", "sum"]), number),
        filled("round({}, {})", number, st.sampled_from("012")),
        filled("(if {} then {} else {})", condition, number, number),
        filled("{}({})", st.sampled_from(["sum", "min", "max", "average", "count", "any", "every"]), yearly),
        filled("{}[{}]", yearly, st.sampled_from("123")),
        filled(
            "{}(scenes.{} where {})", st.sampled_from(["sum", "max", "average", "count"]), number, condition
        ),
        filled("sum(scenes.income {} {})", st.sampled_from("+-*/"), number),
        filled("count(scenes where {})", condition),
        filled("compound_growth({}, {})", yearly, st.sampled_from("12")),
        st.just("years_between(founded, closed)"),
        filled("years_between(months_after(founded, {}), closed)", st.sampled_from(["0", "3", "1200"])),
        st.just("count(certificates)"),
    )


def _conditions() -> st.SearchStrategy[str]:
    return st.one_of(
        st.sampled_from(
            [
                "exports",
                "listed",
                "binding",
                "certificates has iso9001",
                "industry in [C except 391]",
                "product is 'x'",
            ]
        ),
        st.sampled_from(
            [
                "grade >= province",
                "reached >= 2",
                "grade is other_grade",
                "founded < closed",
                "grade in [city..province]",
            ]
        ),
        filled("({} {} {})", number, st.sampled_from([">=", "<", "==", "!="]), number),
        filled("({} <= {} < {})", number, number, number),
        filled("({} {} {})", condition, st.sampled_from(["and", "or", "==", "is not"]), condition),
        filled("(not {})", condition),
        filled("{}({})", st.sampled_from(["any", "every"]), yearly),
        filled("{}(scenes where {})", st.sampled_from(["any", "every"]), condition),
        filled("every(scenes.binding where {})", condition),
        filled("({} in [1..5, {}])", number, st.sampled_from(["7", "3%", "5万元"])),
    )


def _yearly() -> st.SearchStrategy[str]:
    return st.one_of(
        st.sampled_from(["revenue", "rd", "rd_ratio", "revenue[1..2]", "revenue[prior]"]),
        filled("growth({})", yearly),
        filled(
            "({} {} {})",
            yearly,
            st.sampled_from(["+", "-", "*", "/", ">=", "<", "=="]),
            st.one_of(yearly, number),
        ),
        filled("{}[prior]", yearly),
        filled("default({}, {})", yearly, number),
        filled("(if {} then {} else {})", condition, yearly, number),
        filled("(not {})", yearly),
    )


number: st.SearchStrategy[str] = st.deferred(_numbers)
condition: st.SearchStrategy[str] = st.deferred(_conditions)
yearly: st.SearchStrategy[str] = st.deferred(_yearly)


def try_everything(text: str) -> None:
    collector = Collector()
    syntax = parse(scalar(text), collector)
    found = None if syntax is None else check(syntax, World(), UNITS, collector)
    if found is None:
        assert collector.has_errors
        return
    assert {each.code for each in collector.report().errors} <= {"F152", "F153"}
    assert not isinstance(found.type, AnyType)
    never_or_always(found)
    phrase(found.tree, lambda symbol, offset: f"{symbol.name}{offset or ''}")
    for run in (compile_expression(found.tree), compile_condition(found.tree)):
        run(frame(ANSWERS), None)
        for missing in MISSING:
            run(frame(dict.fromkeys(TYPES, missing)), None)


@given(pieces)
def test_words_of_the_language_in_any_order(text: str) -> None:
    try_everything(text)


@given(st.text(max_size=40))
def test_any_text(text: str) -> None:
    try_everything(text)


@given(st.text(alphabet="a1 .'\"[](),%-≥＝万元", max_size=30))
def test_any_text_of_the_signs_that_matter(text: str) -> None:
    try_everything(text)


@given(st.one_of(number, condition, yearly))
def test_expressions_that_nearly_make_sense(text: str) -> None:
    try_everything(text)

"""Laws that hold for every expression: the oracle agrees, bounds are sound, truth obeys Kleene."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.diagnostics import Collector
from engine.expression.checking import check, never_or_always
from engine.expression.evaluation import compile_condition, compile_expression
from engine.expression.tree import Expression, Symbol
from engine.expression.types import RATIO_TYPE, TRUTH, NumberType, TableType
from engine.units import RATIO
from engine.values import (
    UNANSWERED,
    UNDEFINED,
    Unknown,
    all_hold,
    any_holds,
    bounds,
    conjunction,
    decided,
    is_final,
    is_unknown,
    negate,
)
from tests.engine.expression import generated
from tests.engine.expression.generated import (
    NAMES,
    TRUTHS,
    Shape,
    conditions,
    numbers,
    oracle,
    shapes,
    text_of,
)
from tests.engine.expression.support import UNITS, syntax

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

TABLE = TableType({"x": RATIO_TYPE, "y": RATIO_TYPE, "z": TRUTH})
TYPES = {**dict.fromkeys(NAMES, RATIO_TYPE), **dict.fromkeys(TRUTHS, TRUTH), "rows": TABLE}


@dataclass
class Ratios:
    """Three ratios, two truths and a table."""

    limits: tuple[int, int] | None = None

    def lookup(self, name: str) -> Symbol | None:
        if name not in TYPES:
            return None
        of = TYPES[name]
        if isinstance(of, NumberType) and self.limits is not None:
            of = NumberType(RATIO, *(Fraction(each, 100) for each in self.limits))
        return Symbol(name, list(TYPES).index(name), of)

    def names(self) -> tuple[str, ...]:
        return tuple(TYPES)


def made(shape: Shape, scope: Ratios | None = None) -> Expression:
    return made_of(text_of(shape), scope)


def made_of(text: str, scope: Ratios | None = None) -> Expression:
    collector = Collector()
    found = check(syntax(text), scope or Ratios(), UNITS, collector)
    assert found is not None, collector.report().diagnostics
    return found


def percent(number: int) -> Fraction:
    return Fraction(number, 100)


known = st.tuples(*[st.integers(-300, 300).map(percent)] * 3, st.booleans(), st.booleans())


@given(shapes, known)
def test_an_independent_oracle_agrees(shape: Shape, answers: tuple[Any, ...]) -> None:
    if generated_divides_by_zero_literally(shape):
        return
    expected = oracle(shape, dict(zip((*NAMES, *TRUTHS), answers, strict=True)))
    found = compile_expression(made(shape).tree)(answers, None)
    assert is_final(found) if expected == generated.UNDEFINED else found == expected


def generated_divides_by_zero_literally(shape: Shape) -> bool:
    """A division by a literal 0 is refused by the checker."""
    if shape[0] == "/" and shape[2] in (("percent", 0), ("negative", ("percent", 0))):
        return True
    return any(isinstance(each, tuple) and generated_divides_by_zero_literally(each) for each in shape)


@st.composite
def open_answers(draw: st.DrawFn) -> tuple[list[Any], list[Any]]:
    """Answers of which some are open, and one way in which they could turn out."""
    partial: list[Any] = []
    final: list[Any] = []
    for _ in NAMES:
        low, actual, high = sorted(draw(st.tuples(*[st.integers(-300, 300)] * 3)))
        final.append(percent(actual))
        kind = draw(st.sampled_from(["known", "bounded", "below", "above", "free"]))
        bounded = {
            "known": percent(actual),
            "bounded": Unknown(low=percent(low), high=percent(high)),
            "below": Unknown(high=percent(high)),
            "above": Unknown(low=percent(low)),
            "free": UNANSWERED,
        }
        partial.append(bounded[kind])
    for _ in TRUTHS:
        truth = draw(st.booleans())
        final.append(truth)
        partial.append(truth if draw(st.booleans()) else UNANSWERED)
    return partial, final


def agrees(partial: Any, full: Any) -> None:
    """What was said while answers were open still stands when they are known."""
    if is_final(partial):
        assert is_final(full)
    elif not is_unknown(partial):
        assert partial == full
    elif is_final(full):
        assert partial.may_end
    elif not isinstance(full, bool):
        low, high = bounds(partial)
        assert low is None or low <= full
        assert high is None or full <= high


@given(shapes, open_answers())
def test_bounds_hold_whatever_is_answered(shape: Shape, answers: tuple[list[Any], list[Any]]) -> None:
    if generated_divides_by_zero_literally(shape):
        return
    partial, full = answers
    run = compile_expression(made(shape).tree)
    agrees(run(partial, None), run(full, None))


@given(conditions, open_answers())
def test_an_outcome_once_decided_never_changes(shape: Shape, answers: tuple[list[Any], list[Any]]) -> None:
    if generated_divides_by_zero_literally(shape):
        return
    partial, full = answers
    run = compile_condition(made(shape).tree)
    before = decided(run(partial, None))
    if isinstance(before, bool):
        assert decided(run(full, None)) is before


@given(numbers)
def test_static_limits_are_kept(shape: Shape) -> None:
    if generated_divides_by_zero_literally(shape):
        return
    expression = made(shape, Ratios((-10, 50)))
    assert isinstance(expression.type, NumberType)
    run = compile_expression(expression.tree)
    for numbers_ in product([Fraction(-1, 10), 0, Fraction(7, 100), Fraction(1, 2)], repeat=3):
        found = run((*numbers_, True, False), None)
        if not is_final(found):
            assert expression.type.low is None or expression.type.low <= found
            assert expression.type.high is None or found <= expression.type.high


@given(conditions, st.lists(known, min_size=1, max_size=8))
def test_never_and_always_are_so(shape: Shape, answers: list[tuple[Any, ...]]) -> None:
    if generated_divides_by_zero_literally(shape):
        return
    expression = made(shape, Ratios((-300, 300)))
    verdict = never_or_always(expression)
    if verdict is not None:
        run = compile_condition(expression.tree)
        assert all(run(each, None) in (verdict, UNDEFINED) for each in answers)


ROW_TEXTS = (
    "count(rows where x >= y)",
    "sum(rows.x where x >= y)",
    "sum(rows.x where z)",
    "max(rows.x where z)",
    "min(rows.x where z and x >= y)",
    "average(rows.x where z)",
    "any(rows where x / y >= 100%)",
    "every(rows where x / y >= 100%)",
    "every(rows.x >= 0 where z)",
    "not every(rows where x / y >= 100%)",
    "count(rows where x / y >= 100% or z)",
)


@st.composite
def open_rows(draw: st.DrawFn) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    partial, full = [], []
    for _ in range(draw(st.integers(0, 3))):
        answers, final = draw(open_answers())
        partial.append((answers[0], answers[1], answers[3]))
        full.append((final[0], final[1], final[3]))
    return tuple(partial), tuple(full)


@given(st.sampled_from(ROW_TEXTS), open_rows())
def test_bounds_over_rows_hold(text: str, rows: tuple[tuple[Any, ...], tuple[Any, ...]]) -> None:
    run = compile_expression(made_of(text).tree)
    partial, full = ([None] * 5 + [each] for each in rows)
    agrees(run(partial, None), run(full, None))


# --- Kleene's laws -------------------------------------------------------------------------------------------------

truths = st.sampled_from([True, False, UNANSWERED, UNDEFINED])


def alike(left: Any, right: Any) -> bool:
    """The same state of truth, whatever the cause."""
    return left.__class__ is right.__class__ and (not isinstance(left, bool) or left is right)


@given(truths, truths, st.sampled_from([any_holds, all_hold, conjunction]))
def test_order_does_not_matter(a: Any, b: Any, join: Callable[[list[Any]], Any]) -> None:
    assert alike(join([a, b]), join([b, a]))


@given(truths, truths, truths, st.sampled_from([any_holds, all_hold, conjunction]))
def test_grouping_does_not_matter(a: Any, b: Any, c: Any, join: Callable[[list[Any]], Any]) -> None:
    assert alike(join([join([a, b]), c]), join([a, join([b, c])]))


@given(truths, truths)
def test_negation_turns_and_into_or(a: Any, b: Any) -> None:
    assert alike(negate(conjunction([a, b])), any_holds([negate(a), negate(b)]))


@given(truths)
def test_negation_twice_is_nothing(a: Any) -> None:
    assert alike(negate(negate(a)), a)


@given(truths)
def test_true_and_false_are_neutral(a: Any) -> None:
    assert alike(conjunction([a, True]), a)
    assert alike(any_holds([a, False]), a)


@given(truths, truths)
def test_an_outcome_never_holds_where_the_value_does_not(a: Any, b: Any) -> None:
    assert (decided(all_hold([a, b])) is True) == (conjunction([a, b]) is True)

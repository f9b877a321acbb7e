"""Over years, tables, choices and codes too: what was said while answers were open still stands when they are known."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.diagnostics import Collector
from engine.expression.checking import check
from engine.expression.evaluation import compile_expression
from engine.expression.parsing import parse
from engine.expression.types import (
    ChoicesType,
    ChoiceType,
    CodeType,
    DateType,
    NumberType,
    SeriesType,
    TableType,
    TextType,
    TruthType,
    Type,
)
from engine.values import NOT_APPLICABLE, UNANSWERED, Unknown
from tests.engine.expression.support import TYPES, UNITS, World, frame, scalar
from tests.engine.expression.test_properties import agrees
from tests.engine.expression.test_robustness import condition, number, yearly

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

Pair = tuple[Any, Any]


def _of(draw: st.DrawFn, values: st.SearchStrategy[Any], open_: Any = UNANSWERED) -> Pair:
    known = draw(values)
    return (known if draw(st.booleans()) else open_), known


def _number(draw: st.DrawFn, of: NumberType) -> Pair:
    low = 0 if of.low is None else int(of.low)
    high = 20 if of.high is None else int(of.high)
    known = draw(st.integers(low if of.low is not None else -20, high))
    return draw(st.sampled_from([known, Unknown(low=of.low, high=of.high), UNANSWERED])), known


def answer(draw: st.DrawFn, of: Type) -> Pair:
    """A value that may be open, and what it turns out to be."""
    match of:
        case NumberType():
            return _number(draw, of)
        case SeriesType():
            pairs = [_applicable(draw, of.of) for _ in range(of.last - of.first + 1)]
            return tuple(each for each, _ in pairs), tuple(each for _, each in pairs)
        case TableType():
            rows = [
                [answer(draw, column) for column in of.columns.values()]
                for _ in range(draw(st.integers(0, 3)))
            ]
            full = tuple(tuple(cell for _, cell in row) for row in rows)
            begun = tuple(tuple(cell for cell, _ in row) for row in rows)
            return draw(st.sampled_from([begun, begun, UNANSWERED])), full
        case TruthType():
            return _of(draw, st.booleans())
        case ChoiceType(options=options):
            return _of(draw, st.sampled_from(options))
        case ChoicesType(options=options):
            return _of(draw, st.frozensets(st.sampled_from(options)))
        case DateType():
            return _of(draw, st.dates(date(2010, 1, 1), date(2026, 1, 1)))
        case CodeType():
            return _of(draw, st.sampled_from(["3911", "13", "01", "59"]))
        case TextType():
            return _of(draw, st.sampled_from(["x", "y"]))
    raise AssertionError(of)


def _applicable(draw: st.DrawFn, of: Type) -> Pair:
    """A year's value; now and then a year before the enterprise existed, which is known from the start."""
    return answer(draw, of) if draw(st.integers(0, 9)) else (NOT_APPLICABLE, NOT_APPLICABLE)


@st.composite
def answers(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    pairs = {name: answer(draw, of) for name, of in TYPES.items()}
    return {name: each for name, (each, _) in pairs.items()}, {
        name: each for name, (_, each) in pairs.items()
    }


@given(st.one_of(number, condition, yearly), answers())
def test_what_was_said_while_answers_were_open_still_stands(
    text: str, given_: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    collector = Collector()
    syntax = parse(scalar(text), collector)
    found = None if syntax is None else check(syntax, World(), UNITS, collector)
    if found is None:
        return
    run = compile_expression(found.tree)
    partial, full = (run(frame(each), None) for each in given_)
    if isinstance(full, tuple):
        assert isinstance(partial, tuple)
        for before, after in zip(partial, full, strict=True):
            agrees(before, after)
    else:
        agrees(partial, full)

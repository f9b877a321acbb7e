"""Exact values, and what stands where a value is missing.

A number is an `int` or a `Fraction`; nothing is ever a float. What is missing is one of two things, and both may stand in
any expression because they know arithmetic and comparison themselves:

* `Unknown`: no value yet, or none the rules may use (unanswered, left empty, hidden). A number that is not known has
  bounds, so that a count of which ten are certain already decides ``>= 10``.
* `Final`: there will never be a value (a year before the enterprise existed, a division by zero).

Truth has four states: True, False, Unknown and Final; a condition that ends Final does not hold and says so.
"""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from engine import intervals
from engine.missing import (
    EMPTY,
    HIDDEN,
    MISSING_FACT,
    NOT_APPLICABLE,
    UNANSWERED,
    UNDEFINED,
    UNREADABLE,
    Cause,
    Final,
    Missing,
    Number,
    Reason,
    Unknown,
    awaits_authority,
    bounds,
    cause_of,
    is_final,
    is_missing,
    is_unknown,
    may_end,
)
from engine.roots import Root, whole_root

__all__ = [
    "EMPTY", "HIDDEN", "MISSING_FACT", "NOT_APPLICABLE", "UNANSWERED", "UNDEFINED", "UNREADABLE",
    "Cause", "Final", "Number", "Reason", "Root", "Unknown", "Value", "all_hold", "any_holds", "awaits_authority",
    "bounds", "cause_of", "conjunction", "decided", "divide", "equal", "exact", "growth_over", "hull", "is_final",
    "is_missing", "is_unknown", "may_end", "negate", "unknown_between",
]  # fmt: skip


Value = int | Fraction | str | bool | date | frozenset[str] | tuple[Any, ...] | Unknown | Final
"""What a slot of a bound form may hold. A yearly value is a tuple (last year first), a table a tuple of rows, a row a
tuple of its cells, several choices a frozenset of option ids."""


def unknown_between(low: Number | None, high: Number | None, *because: object) -> Any:
    """The number between `low` and `high`, known when both agree and nothing could end it."""
    if low is not None and low == high and not may_end(*because):
        return low
    return Unknown(cause_of(*because), low, high, may_end(*because))


def exact(number: Fraction) -> Number:
    """The whole number where `number` is one: shorter to show and quicker to reckon with."""
    return number.numerator if number.denominator == 1 else number


def growth_over(first: Number, last: Number, years: int) -> Any:
    """The yearly growth that leads from `first` to `last` in `years` years, exact; undefined from a base of 0 or less."""
    if first <= 0 or last < 0:
        return UNDEFINED
    ratio = Fraction(last) / Fraction(first)
    top, bottom = whole_root(ratio.numerator, years), whole_root(ratio.denominator, years)
    if top**years == ratio.numerator and bottom**years == ratio.denominator:
        return exact(Fraction(top, bottom) - 1)
    return Root(ratio, years)


def divide(left: Any, right: Any) -> Any:
    """`left` ÷ `right`, exact; undefined where `right` is 0."""
    if isinstance(left, Missing) or isinstance(right, Missing):
        return _divide_missing(left, right)
    if not right:
        return UNDEFINED
    return exact(
        Fraction(left) / right
        if left.__class__ is not int or right.__class__ is not int
        else Fraction(left, right)
    )


def _divide_missing(left: Any, right: Any) -> Any:
    if isinstance(left, Final):
        return left
    if isinstance(right, Final):
        return right
    low, high = bounds(right)
    if right.__class__ is not Unknown and not right:
        return UNDEFINED
    crosses = (low is None or low <= 0) and (high is None or high >= 0)
    if crosses:
        return Unknown(
            cause_of(left, right), *intervals.quotient_touching_zero(bounds(left), (low, high)), True
        )
    quotient = intervals.multiply(bounds(left), (intervals.reciprocal(high), intervals.reciprocal(low)))
    return Unknown(cause_of(left, right), *quotient, may_end(left, right))


def equal(left: Any, right: Any) -> Any:
    """Whether two values are the same; decided for unknown numbers only when their bounds cannot meet."""
    if not isinstance(left, Missing) and not isinstance(right, Missing):
        return left == right
    if isinstance(left, Final):
        return left
    if isinstance(right, Final):
        return right
    (low, high), (other_low, other_high) = bounds(left), bounds(right)
    apart = _below(high, other_low) or _below(other_high, low)
    if apart and not may_end(left, right):
        return False
    return Unknown(cause_of(left, right), may_end=may_end(left, right))


def _below(high: Any, low: Any) -> bool:
    return isinstance(high, int | Fraction) and isinstance(low, int | Fraction) and high < low


def negate(truth: Any) -> Any:
    """``not``: what is missing stays missing."""
    return truth if isinstance(truth, Missing) else not truth


def all_hold(truths: Iterable[Any]) -> Any:
    """``and`` as an outcome: one False decides; else what can never be decided, else what is not known yet.

    Only for a condition that is asked whether it holds: with one part undefined it never will, though an open part could
    still make it False instead. Under ``not`` that difference counts: `conjunction` keeps it open.
    """
    final: Any = None
    unknown: list[Any] = []
    for each in truths:
        if each is True:
            continue
        if each is False:
            return False
        if each.__class__ is Final:
            final = each if final is None else final
        else:
            unknown.append(each)
    if final is not None:
        return final
    return Unknown(cause_of(*unknown), may_end=may_end(*unknown)) if unknown else True


def conjunction(truths: Iterable[Any]) -> Any:
    """``and`` as a value: one False decides; else what is not known yet (it may end), else what can never be decided."""
    return negate(any_holds(negate(each) for each in truths))


def any_holds(truths: Iterable[Any]) -> Any:
    """``or``: one True decides; else what is not known yet (it may end), else what can never be decided."""
    final: Any = None
    unknown: list[Any] = []
    for each in truths:
        if each is True:
            return True
        if each is False:
            continue
        if each.__class__ is Final:
            final = each if final is None else final
        else:
            unknown.append(each)
    if unknown:
        return Unknown(cause_of(*unknown), may_end=final is not None or may_end(*unknown))
    return False if final is None else final


def decided(truth: Any) -> Any:
    """A condition's outcome: what can never be decided does not hold; what is not known yet stays unknown."""
    return False if truth.__class__ is Final else truth


def hull(values: Iterable[Any]) -> Any:
    """The one value all of `values` agree on, else the unknown number that spans them.

    Values that are not numbers, or that could be undefined, give a plain unknown where they differ.
    """
    several = list(values)
    first = several[0]
    if not isinstance(first, Missing) and all(
        not isinstance(each, Missing) and each.__class__ is first.__class__ and each == first
        for each in several
    ):
        return first
    ends = any(isinstance(each, Final) for each in several) or may_end(*several)
    if all(each == first for each in several):
        return first
    spans = [bounds(each) for each in several if not isinstance(each, Final)]
    if not spans:
        return first
    numbers = all(
        bound is None or (isinstance(bound, int | Fraction) and not isinstance(bound, bool))
        for pair in spans
        for bound in pair
    )
    if not numbers:
        return Unknown(cause_of(*several), may_end=ends)
    lows, highs = [low for low, _ in spans], [high for _, high in spans]
    low = None if None in lows else min(lows)
    high = None if None in highs else max(highs)
    if low is not None and low == high and not ends:
        return low
    return Unknown(cause_of(*several), low, high, ends)

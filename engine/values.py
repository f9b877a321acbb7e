"""Exact values, and what stands where a value is missing.

A number is an `int` or a `Fraction`; nothing is ever a float. What is missing is one of two things, and both may stand in
any expression because they know arithmetic and comparison themselves:

* `Unknown`: no value yet, or none the rules may use (unanswered, left empty, hidden). A number that is not known has
  bounds, so that a count of which ten are certain already decides ``>= 10``.
* `Final`: there will never be a value (a year before the enterprise existed, a division by zero).

Truth has four states: True, False, Unknown and Final; a condition that ends Final does not hold and says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from fractions import Fraction
from functools import total_ordering
from typing import Any, Self

Number = int | Fraction


class Cause(IntEnum):
    """Why a value is unknown, the most hopeful cause first: that one is told when several meet."""

    UNANSWERED = 1
    UNREADABLE = 2
    AWAITING_AUTHORITY = 3
    EMPTY = 4
    HIDDEN = 5
    MISSING_FACT = 6


class Reason(IntEnum):
    """Why there will never be a value."""

    UNDEFINED = 1
    NOT_APPLICABLE = 2


class _Missing:
    """What `Unknown` and `Final` share: arithmetic goes through `_combine`, order through `_compare`."""

    __slots__ = ()

    def __bool__(self) -> bool:
        raise TypeError("a missing value has no truth; use the functions of engine.values")

    def _combine(self, other: Any, operation: str, reflected: bool) -> Any:
        raise TypeError(operation)

    def _compare(self, other: Any, operation: str) -> Any:
        raise TypeError(operation)

    def __add__(self, other: Any) -> Any:
        return self._combine(other, "add", False)

    def __radd__(self, other: Any) -> Any:
        return self._combine(other, "add", True)

    def __sub__(self, other: Any) -> Any:
        return self._combine(other, "subtract", False)

    def __rsub__(self, other: Any) -> Any:
        return self._combine(other, "subtract", True)

    def __mul__(self, other: Any) -> Any:
        return self._combine(other, "multiply", False)

    def __rmul__(self, other: Any) -> Any:
        return self._combine(other, "multiply", True)

    def __neg__(self) -> Any:
        return self._combine(0, "subtract", True)

    def __lt__(self, other: Any) -> Any:
        return self._compare(other, "lt")

    def __le__(self, other: Any) -> Any:
        return self._compare(other, "le")

    def __gt__(self, other: Any) -> Any:
        return self._compare(other, "gt")

    def __ge__(self, other: Any) -> Any:
        return self._compare(other, "ge")


@dataclass(frozen=True, slots=True, eq=True)
class Final(_Missing):
    """There will never be a value here; it swallows whatever it meets."""

    reason: Reason

    def _combine(self, other: Any, operation: str, reflected: bool) -> Self:
        return self

    def _compare(self, other: Any, operation: str) -> Self:
        return self


UNDEFINED = Final(Reason.UNDEFINED)
NOT_APPLICABLE = Final(Reason.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True, eq=True)
class Unknown(_Missing):
    """No value yet. A number lies between `low` and `high` (None: without bound); `may_end` tells that it could turn
    out undefined or not applicable."""

    cause: Cause = Cause.UNANSWERED
    low: Number | None = None
    high: Number | None = None
    may_end: bool = False

    def _combine(self, other: Any, operation: str, reflected: bool) -> Any:
        if isinstance(other, Final):
            return other
        left, right = (other, self) if reflected else (self, other)
        low, high = _COMBINE[operation](bounds(left), bounds(right))
        return Unknown(cause_of(left, right), low, high, may_end(left, right))

    def _compare(self, other: Any, operation: str) -> Any:
        if isinstance(other, Final):
            return other
        low, high = bounds(self)
        other_low, other_high = bounds(other)
        if not may_end(self, other):
            if operation in ("gt", "ge"):
                if low is not None and other_high is not None and _holds(low, other_high, operation):
                    return True
                if high is not None and other_low is not None and not _holds(high, other_low, operation):
                    return False
            else:
                if high is not None and other_low is not None and _holds(high, other_low, operation):
                    return True
                if low is not None and other_high is not None and not _holds(low, other_high, operation):
                    return False
        return Unknown(cause_of(self, other), may_end=may_end(self, other))


UNANSWERED = Unknown(Cause.UNANSWERED)
UNREADABLE = Unknown(Cause.UNREADABLE)
EMPTY = Unknown(Cause.EMPTY)
HIDDEN = Unknown(Cause.HIDDEN)
MISSING_FACT = Unknown(Cause.MISSING_FACT)

Value = int | Fraction | str | bool | date | frozenset[str] | tuple[Any, ...] | Unknown | Final
"""What a slot of a bound form may hold. A yearly value is a tuple (last year first), a table a tuple of rows, a row a
tuple of its cells, several choices a frozenset of option ids."""


def is_missing(value: object) -> bool:
    """Whether `value` is unknown or will never be."""
    return isinstance(value, _Missing)


def is_unknown(value: object) -> bool:
    return value.__class__ is Unknown


def is_final(value: object) -> bool:
    return value.__class__ is Final


def bounds(value: Any) -> tuple[Any, Any]:
    """The least and the greatest a number can be; None where there is no bound."""
    if value.__class__ is Unknown:
        return value.low, value.high
    return value, value


def may_end(*values: object) -> bool:
    """Whether any of `values` could still turn out undefined or not applicable."""
    return any(isinstance(each, Unknown) and each.may_end for each in values)


def cause_of(*values: object) -> Cause:
    """The cause that is told when several values are missing together: the one someone can still mend."""
    return min((each.cause for each in values if isinstance(each, Unknown)), default=Cause.UNANSWERED)


def unknown_between(low: Number | None, high: Number | None, *because: object) -> Any:
    """The number between `low` and `high`, known when both agree and nothing could end it."""
    if low is not None and low == high and not may_end(*because):
        return low
    return Unknown(cause_of(*because), low, high, may_end(*because))


def exact(number: Fraction) -> Number:
    """The whole number where `number` is one: shorter to show and quicker to reckon with."""
    return number.numerator if number.denominator == 1 else number


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class Root:
    """`radicand` to the power 1/`degree`, less 1: the yearly growth that multiplies by `radicand` in `degree` years.

    It stands only where that is irrational (`growth_over` gives a plain number otherwise): it is compared by powers, shown
    to any number of places, and never reckoned with.
    """

    radicand: Fraction
    degree: int

    def _against(self, other: Any) -> int | None:
        """-1, 0 or 1 as this is less than, equal to or greater than `other`; None where that has no meaning."""
        if isinstance(other, Root):
            return _sign(self.radicand**other.degree - other.radicand**self.degree)
        if not isinstance(other, int | Fraction):
            return None
        base = other + 1
        return 1 if base < 0 else _sign(self.radicand - Fraction(base) ** self.degree)

    def __eq__(self, other: object) -> bool:
        return self._against(other) == 0

    def __lt__(self, other: Any) -> Any:
        order = self._against(other)
        return NotImplemented if order is None else order < 0

    def __hash__(self) -> int:
        return hash((self.radicand, self.degree))

    def to_places(self, places: int) -> Fraction:
        """The nearest number of `places` decimals, exact: halves cannot occur, since this is irrational."""
        scale = 10**places
        doubled = self.radicand * (2 * scale) ** self.degree
        halves = whole_root(doubled.numerator // doubled.denominator, self.degree)
        return Fraction((halves + 1) // 2, scale) - 1


def _sign(number: Number) -> int:
    return (number > 0) - (number < 0)


def whole_root(number: int, degree: int) -> int:
    """The greatest whole number whose power of `degree` is at most `number` (not negative)."""
    low, high = 0, 1 << (number.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        if middle**degree <= number:
            low = middle
        else:
            high = middle - 1
    return low


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
    if isinstance(left, _Missing) or isinstance(right, _Missing):
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
        return Unknown(cause_of(left, right), *_quotient_touching_zero(bounds(left), (low, high)), True)
    quotient = _multiply_bounds(bounds(left), (_reciprocal(high), _reciprocal(low)))
    return Unknown(cause_of(left, right), *quotient, may_end(left, right))


def _quotient_touching_zero(left: tuple[Any, Any], right: tuple[Any, Any]) -> tuple[Any, Any]:
    """Bounds of a quotient whose divisor may be 0: only its sign can be known."""
    not_negative = left[0] is not None and left[0] >= 0 and right[0] is not None and right[0] >= 0
    return (0, None) if not_negative else (None, None)


def _reciprocal(number: Number | None) -> Number:
    return 0 if number is None else exact(1 / Fraction(number))


def _add_bounds(left: tuple[Any, Any], right: tuple[Any, Any]) -> tuple[Any, Any]:
    return tuple(None if a is None or b is None else a + b for a, b in zip(left, right, strict=True))  # type: ignore[return-value]


def _subtract_bounds(left: tuple[Any, Any], right: tuple[Any, Any]) -> tuple[Any, Any]:
    low = None if left[0] is None or right[1] is None else left[0] - right[1]
    high = None if left[1] is None or right[0] is None else left[1] - right[0]
    return low, high


def _multiply_bounds(left: tuple[Any, Any], right: tuple[Any, Any]) -> tuple[Any, Any]:
    if left == (0, 0) or right == (0, 0):
        return 0, 0
    corners = [_corner(left, i, right, j) for i in (0, 1) for j in (0, 1)]
    infinite = {sign for product, sign in corners if product is None}
    finite = [product for product, _ in corners if product is not None]
    return (None if -1 in infinite else min(finite), None if 1 in infinite else max(finite))


def _corner(left: tuple[Any, Any], i: int, right: tuple[Any, Any], j: int) -> tuple[Any, int]:
    """The product of two ends of intervals; where one is without bound, None and the side to which it runs away."""
    a, b = left[i], right[j]
    if a is not None and b is not None:
        return a * b, 0
    if a == 0 or b == 0:
        return 0, 0
    return None, _side(a, i) * _side(b, j)


def _side(end: Any, place: int) -> int:
    """The sign of an interval's end; an end without bound runs to its own side."""
    if end is None:
        return 1 if place else -1
    return 1 if end > 0 else -1


_COMBINE = {"add": _add_bounds, "subtract": _subtract_bounds, "multiply": _multiply_bounds}


def _holds(left: Any, right: Any, operation: str) -> bool:
    if operation == "lt":
        return bool(left < right)
    if operation == "le":
        return bool(left <= right)
    if operation == "gt":
        return bool(left > right)
    return bool(left >= right)


def equal(left: Any, right: Any) -> Any:
    """Whether two values are the same; decided for unknown numbers only when their bounds cannot meet."""
    if not isinstance(left, _Missing) and not isinstance(right, _Missing):
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
    return truth if isinstance(truth, _Missing) else not truth


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
            final = final or each
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
            final = final or each
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
    if not isinstance(first, _Missing) and all(
        not isinstance(each, _Missing) and each.__class__ is first.__class__ and each == first
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

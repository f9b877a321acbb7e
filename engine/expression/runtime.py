"""What the functions of the language do, with values that are known, open or final."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from engine.values import (
    UNDEFINED,
    Cause,
    Final,
    Number,
    Unknown,
    any_holds,
    bounds,
    cause_of,
    divide,
    equal,
    exact,
    growth_over,
    hull,
    is_missing,
    may_end,
)


def normal(value: Any) -> Any:
    """A number in its shortest form."""
    return exact(value) if value.__class__ is Fraction else value


def total(values: Iterable[Any]) -> Any:
    """The sum, 0 of nothing."""
    result: Any = 0
    for each in values:
        result = result + each
    return result


def smallest(values: Sequence[Any]) -> Any:
    """The least of several; undefined of none."""
    return _extreme(values, 0)


def greatest(values: Sequence[Any]) -> Any:
    """The greatest of several; undefined of none."""
    return _extreme(values, 1)


def _extreme(values: Sequence[Any], side: int) -> Any:
    """The least (0) or greatest (1); of open numbers, one is at most every upper, the other at least every lower bound."""
    choose: Callable[[Iterable[Any]], Any] = max if side else min
    if not values:
        return UNDEFINED
    if not any(map(is_missing, values)):
        return choose(values)
    final = _first_final(values)
    if final is not None:
        return final
    ends = list(zip(*map(bounds, values), strict=True))
    outer = None if None in ends[side] else choose(ends[side])
    known = [each for each in ends[1 - side] if each is not None]
    inner = choose(known) if known else None
    low, high = (inner, outer) if side else (outer, inner)
    return Unknown(cause_of(*values), low, high, may_end(*values))


def _first_final(values: Iterable[Any]) -> Any:
    return next((each for each in values if each.__class__ is Final), None)


def average(values: Sequence[Any]) -> Any:
    """The mean; undefined of none."""
    return divide(total(values), len(values)) if values else UNDEFINED


def count(truths: Iterable[Any]) -> Any:
    """How many hold: what is undefined does not, what is open may."""
    certain, open_ones = 0, []
    for each in truths:
        if each is True:
            certain += 1
        elif each.__class__ is Unknown:
            open_ones.append(each)
    return Unknown(cause_of(*open_ones), certain, certain + len(open_ones)) if open_ones else certain


def count_options(chosen: Any, most: int, exclusive: frozenset[str] = frozenset()) -> Any:
    """How many options were chosen, of `most`; an exclusive one ("none of these") counts 0."""
    if chosen.__class__ is Unknown:
        return Unknown(chosen.cause, 0, most, chosen.may_end)
    return chosen if chosen.__class__ is Final else len(chosen - exclusive)


def undecided(test: Any, then: Any, otherwise: Any) -> Any:
    """What ``if`` gives while its condition is open: everything either branch could be."""
    if test.__class__ is Final:
        return test
    found = hull((then, otherwise))
    if not test.may_end and not isinstance(found, Unknown):
        return found
    if isinstance(found, Final):
        return found
    low, high = bounds(found) if _is_span(found) else (None, None)
    return Unknown(cause_of(test, then, otherwise), low, high, test.may_end or may_end(found))


def _is_span(value: Any) -> bool:
    return value.__class__ in (int, Fraction, Unknown)


def default(value: Any, instead: Any) -> Any:
    """`instead` where `value` was left empty or is hidden; while it is still open, whatever lies between both."""
    if value.__class__ is not Unknown:
        return value
    if value.cause in (Cause.EMPTY, Cause.HIDDEN):
        return instead
    found = hull((value, instead))
    return found if not isinstance(found, Unknown) else replace(found, cause=value.cause)


def magnitude(value: Any) -> Any:
    """The number without its sign."""
    if value.__class__ is not Unknown:
        return value if value.__class__ is Final else abs(value)
    low, high = value.low, value.high
    if low is not None and low >= 0:
        return value
    if high is not None and high <= 0:
        return -value
    outer = None if low is None or high is None else max(-low, high)
    return replace(value, low=0, high=outer)


def _rising(function: Callable[[Number], Number], value: Any) -> Any:
    """A function that never falls, also of an open number: by its bounds."""
    if value.__class__ is Final:
        return value
    if value.__class__ is not Unknown:
        return function(value)
    low, high = (None if end is None else function(end) for end in bounds(value))
    return replace(value, low=low, high=high)


def rounded(value: Any, places: int) -> Any:
    """Half up, away from 0, to `places` decimals."""
    scale = 10**places

    def nearest(number: Number) -> Number:
        doubled = (-number if number < 0 else number) * 2 * scale
        whole = (doubled.numerator // doubled.denominator + 1) // 2
        return exact(Fraction(-whole if number < 0 else whole, scale))

    return _rising(nearest, value)


def whole_below(value: Any) -> Any:
    """The greatest whole number that is not above `value`."""
    return _rising(lambda number: number.numerator // number.denominator, value)


def growth(now: Any, before: Any) -> Any:
    """How much a year grew on the one before; undefined from a base of 0 or less."""
    if now.__class__ is Final or before.__class__ is Final:
        return now if now.__class__ is Final else before
    if before.__class__ is not Unknown:
        return UNDEFINED if before <= 0 else divide(now, before) - 1
    if before.high is not None and before.high <= 0:
        return UNDEFINED
    low = before.low
    if low is not None and low > 0:
        return divide(now, before) - 1
    least = -1 if (bottom := bounds(now)[0]) is not None and bottom >= 0 else None
    return Unknown(cause_of(now, before), least, None, True)


def compound_growth(now: Any, before: Any, years: int) -> Any:
    """The yearly growth over several years, exact: a number, or a root where it is irrational."""
    final = _first_final((now, before))
    if final is not None:
        return final
    if is_missing(now) or is_missing(before):
        return Unknown(cause_of(now, before), -1, None, True)
    return growth_over(before, now, years)


def years_between(earlier: Any, later: Any) -> Any:
    """Full years from one day to another; a 29 February is full on 1 March of a common year."""
    if is_missing(earlier) or is_missing(later):
        final = _first_final((earlier, later))
        return Unknown(cause_of(earlier, later), may_end=may_end(earlier, later)) if final is None else final
    if later < earlier:
        return -_full_years(later, earlier)
    return _full_years(earlier, later)


def _full_years(earlier: date, later: date) -> int:
    return later.year - earlier.year - ((later.month, later.day) < (earlier.month, earlier.day))


MOST_MONTHS = 1200
"""A century: longer than any period of a policy."""


def months_after(day: Any, months: int) -> Any:
    """The same day of a later month, or its last day where it has none such: 3 months after 30 November is 28 February.

    What would lie behind the last day of the calendar is that day: no day that can be compared with it comes later.
    """
    if is_missing(day):
        return open_truth(day)
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if (year, month) >= (date.max.year, 11):
        return date.max if year > date.max.year else day.replace(year=year, month=month + 1)
    last = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))


def same(left: Any, right: Any) -> Any:
    """Equality in its quickest form."""
    if is_missing(left) or is_missing(right):
        return equal(left, right)
    return left == right


def differs(left: Any, right: Any) -> Any:
    truth = same(left, right)
    return truth if is_missing(truth) else not truth


def rank(value: Any, ranks: dict[str, int]) -> Any:
    """An option's place in their order; an open choice lies somewhere between first and last."""
    if value.__class__ is str:
        return ranks[value]
    return replace(value, low=0, high=len(ranks) - 1) if value.__class__ is Unknown else value


def between(value: Any, ranges: Sequence[tuple[Any, Any]]) -> Any:
    """Whether a number or a day lies in one of several ranges."""
    if is_missing(value):
        found = any_holds(_and_then(value >= low, value <= high) for low, high in ranges)
        return replace(found, may_end=may_end(value)) if isinstance(found, Unknown) else found
    return any(low <= value <= high for low, high in ranges)


def _and_then(first: Any, second: Any) -> Any:
    if first is False or second is False:
        return False
    return second if first is True else first


def within(code: Any, ranges: Sequence[tuple[str, str]]) -> Any:
    """Whether a code begins within one of several ranges of prefixes."""
    if is_missing(code):
        return open_truth(code)
    return any(low <= code[: len(low)] and code[: len(high)] <= high for low, high in ranges)


def lies_in(code: Any, place: Any, places: Any) -> Any:
    """Whether a code is another or below it; `places` knows what holds what."""
    if is_missing(code) or is_missing(place):
        final = _first_final((code, place))
        return Unknown(cause_of(code, place), may_end=may_end(code, place)) if final is None else final
    return places.holds(code, place)


def one_of(value: Any, values: frozenset[Any]) -> Any:
    return open_truth(value) if is_missing(value) else value in values


def has_any(chosen: Any, options: frozenset[str]) -> Any:
    return open_truth(chosen) if is_missing(chosen) else not options.isdisjoint(chosen)


def has_all(chosen: Any, options: frozenset[str]) -> Any:
    return open_truth(chosen) if is_missing(chosen) else options <= chosen


def open_truth(value: Any) -> Any:
    """The truth about something missing."""
    return value if value.__class__ is Final else Unknown(value.cause, may_end=value.may_end)


def except_for(inside: Any, excluded: Any) -> Any:
    """In a list, and not in what is taken out of it."""
    if inside is False or excluded is True:
        return False
    return inside if excluded is False else excluded if inside is True else inside

"""Arithmetic of intervals: pairs of the least and the greatest a number can be, None where there is no bound."""

from fractions import Fraction
from typing import Any

Interval = tuple[Any, Any]


def quotient_touching_zero(left: Interval, right: Interval) -> Interval:
    """Bounds of a quotient whose divisor may be 0: only its sign can be known."""
    not_negative = left[0] is not None and left[0] >= 0 and right[0] is not None and right[0] >= 0
    return (0, None) if not_negative else (None, None)


def reciprocal(number: Any) -> Any:
    return 0 if number is None else 1 / Fraction(number)


def add(left: Interval, right: Interval) -> Interval:
    return tuple(None if a is None or b is None else a + b for a, b in zip(left, right, strict=True))  # type: ignore[return-value]


def subtract(left: Interval, right: Interval) -> Interval:
    low = None if left[0] is None or right[1] is None else left[0] - right[1]
    high = None if left[1] is None or right[0] is None else left[1] - right[0]
    return low, high


def multiply(left: Interval, right: Interval) -> Interval:
    if left == (0, 0) or right == (0, 0):
        return 0, 0
    corners = [_corner(left, i, right, j) for i in (0, 1) for j in (0, 1)]
    infinite = {sign for product, sign in corners if product is None}
    finite = [product for product, _ in corners if product is not None]
    return (None if -1 in infinite else min(finite), None if 1 in infinite else max(finite))


def _corner(left: Interval, i: int, right: Interval, j: int) -> tuple[Any, int]:
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

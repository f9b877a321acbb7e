"""Roots of fractions, exact: compared by powers, never by floats."""

from dataclasses import dataclass
from fractions import Fraction
from functools import total_ordering
from typing import Any


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


def _sign(number: int | Fraction) -> int:
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

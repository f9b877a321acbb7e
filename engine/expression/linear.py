"""Whether several linear inequalities can hold at once: variables are eliminated one after the other.

What is said is exact for rational numbers, and sharper where all numbers are whole. Where it would become long, nothing
is said.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, gcd, lcm
from typing import Any

_MOST_ROWS = 60


@dataclass(frozen=True, slots=True)
class Row:
    """A weighted sum and a constant that are together at most 0, or less than 0 where it is `strict`."""

    weights: Mapping[Any, Fraction]
    constant: Fraction
    strict: bool = False
    whole: bool = False
    """Whether every variable stands for a whole number."""


def contradict(rows: Iterable[Row]) -> bool:
    """Whether no numbers keep all rows. False where they do, and where that would be long to tell."""
    waiting = [_sharpened(each) for each in rows]
    while True:
        if any(_is_false(each) for each in waiting):
            return True
        waiting = [each for each in waiting if each.weights]
        if not waiting or len(waiting) > _MOST_ROWS:
            return False
        waiting = _without(_cheapest(waiting), waiting)


def _is_false(row: Row) -> bool:
    return not row.weights and (row.constant > 0 or (row.strict and row.constant == 0))


def _sharpened(row: Row) -> Row:
    """The row without variables of no weight; of whole numbers the nearest bound that whole numbers can keep."""
    weights = {name: weight for name, weight in row.weights.items() if weight}
    if not row.whole or not weights:
        return Row(weights, row.constant, row.strict, row.whole)
    scale = Fraction(lcm(*(each.denominator for each in weights.values())))
    scale /= gcd(*(int(each * scale) for each in weights.values()))
    bound = row.constant * scale
    constant = bound + 1 if row.strict and bound.denominator == 1 else Fraction(ceil(bound))
    return Row({name: weight * scale for name, weight in weights.items()}, constant, whole=True)


def _cheapest(rows: list[Row]) -> Hashable:
    """The variable whose elimination leaves the fewest rows."""
    above: dict[Hashable, int] = {}
    below: dict[Hashable, int] = {}
    for row in rows:
        for name, weight in row.weights.items():
            side = above if weight > 0 else below
            side[name] = side.get(name, 0) + 1
    return min({**above, **below}, key=lambda name: above.get(name, 0) * below.get(name, 0))


def _without(name: Hashable, rows: list[Row]) -> list[Row]:
    """What the rows say when nothing is known of a variable but what they say of it."""
    above = [each for each in rows if each.weights.get(name, 0) > 0]
    below = [each for each in rows if each.weights.get(name, 0) < 0]
    rest = [each for each in rows if name not in each.weights]
    return rest + [_joined(name, up, down) for up in above for down in below]


def _joined(name: Hashable, up: Row, down: Row) -> Row:
    first, second = -down.weights[name], up.weights[name]
    weights = {each: weight * first for each, weight in up.weights.items()}
    for each, weight in down.weights.items():
        weights[each] = weights.get(each, Fraction(0)) + weight * second
    constant = up.constant * first + down.constant * second
    return _sharpened(Row(weights, constant, up.strict or down.strict, up.whole and down.whole))

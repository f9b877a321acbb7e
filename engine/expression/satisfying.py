"""Whether conditions can hold together: each becomes branches of plain statements about single answers.

A part that cannot be stated plainly is left out, as if it held: what is impossible then is impossible all the more.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import prod
from operator import ge, gt, le, lt
from typing import Any

from engine.expression.hazards import hazards_of
from engine.expression.linear import Row, contradict
from engine.expression.sums import Place, Sum, Sums, element_of, number
from engine.expression.tree import (
    Comparison,
    Conditional,
    Constant,
    Logic,
    Membership,
    Reference,
    Tree,
    YearOf,
)
from engine.expression.types import ChoicesType, ChoiceType, DateType, NumberType, TruthType

_MOST_BRANCHES = 64
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_ORDERS: dict[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that is said: rows of numbers, or which values a place may have, holds, or does not hold.

    `slots` are those that have a value where it is so.
    """

    slots: frozenset[int]
    rows: tuple[Row, ...] = ()
    place: Place | None = None
    within: frozenset[Any] | None = None
    option: str = ""
    held: bool = True
    exclusive: tuple[str, ...] = ()


Branch = tuple[Statement, ...]
Branches = tuple[Branch, ...]
OPEN: Branches = ((),)
"""Nothing is said."""


def possible(several: Sequence[Branches]) -> bool:
    """Whether one branch of each can hold together, as far as can be told."""
    if prod(len(each) for each in several) > _MOST_BRANCHES:
        several = [each for each in several if len(each) <= 1]
    return any(_agree([one for branch in chosen for one in branch]) for chosen in product(*several))


def slots_of(branches: Branches) -> frozenset[int]:
    """The slots that have a value whichever branch holds."""
    found = [frozenset(slot for one in each for slot in one.slots) for each in branches]
    return frozenset.intersection(*found) if found else frozenset()


def years_of(branches: Branches) -> set[int]:
    """The single years that are spoken of."""
    rows = (row for branch in branches for one in branch for row in one.rows)
    return {place[1] for row in rows for place in row.weights if isinstance(place, tuple) and place[1]}


def chosen(slot: int, option: str, several: bool) -> Branches:
    """The statement that an option is chosen."""
    slots, place = frozenset((slot,)), (slot, None)
    if several:
        return ((Statement(slots, place=place, option=option),),)
    return ((Statement(slots, place=place, within=frozenset((option,))),),)


def _agree(statements: list[Statement]) -> bool:
    within: dict[Place, frozenset[Any]] = {}
    options: dict[tuple[Place, bool], set[str]] = {}
    for each in statements:
        if each.place is None:
            continue
        if each.within is not None:
            within[each.place] = within.get(each.place, each.within) & each.within
            continue
        options.setdefault((each.place, each.held), set()).add(each.option)
        held = options.get((each.place, True), set())
        if held & options.get((each.place, False), set()) or (len(held) > 1 and held & set(each.exclusive)):
            return False
    return all(within.values()) and not contradict(row for each in statements for row in each.rows)


def _together(several: Sequence[Branches]) -> Branches:
    """All of `several`; where the ways become too many, what has only one way stays."""
    if prod(len(each) for each in several) > _MOST_BRANCHES:
        several = [each for each in several if len(each) <= 1]
    return tuple(tuple(one for branch in each for one in branch) for each in product(*several))


def _either(several: Iterable[Branches]) -> Branches:
    found = tuple(branch for each in several for branch in each)
    return found if len(found) <= _MOST_BRANCHES else OPEN


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads conditions as branches; `sums` reads the numbers."""

    sums: Sums = field(default_factory=Sums)

    def branches(self, tree: Tree, holds: bool = True) -> Branches:
        """The ways in which a condition holds, or (`holds` false) fails."""
        match tree:
            case Constant(value=bool(value)):
                return OPEN if value is holds else ()
            case Logic(operator="not", items=(of,)):
                return self.branches(of, not holds)
            case Logic(operator=operator, items=items):
                found = [self.branches(each, holds) for each in items]
                return _together(found) if (operator == "and") is holds else _either(found)
            case Conditional(test=test, then=then, otherwise=otherwise):
                first = _together([self.branches(test), self.branches(then, holds)])
                return _either(
                    [first, _together([self.branches(test, False), self.branches(otherwise, holds)])]
                )
            case Comparison():
                return self._compared(tree, tree.operator if holds else _OPPOSITE[tree.operator])
            case Membership():
                return self._contained(tree, holds)
            case Reference() | YearOf() if isinstance(element_of(tree), TruthType):
                return self._one_of(tree, frozenset((holds,)))
        return OPEN

    # -- Choices -----------------------------------------------------------------------------------------------------

    def _one_of(self, tree: Tree, values: frozenset[Any]) -> Branches:
        place = self.sums.place(tree)
        return OPEN if place is None else ((Statement(frozenset((place[0],)), place=place, within=values),),)

    def _contained(self, tree: Membership, holds: bool) -> Branches:
        of = element_of(tree.left)
        if isinstance(of, ChoiceType):
            named = frozenset(each for each, _ in tree.ranges)
            return self._one_of(tree.left, named if holds else frozenset(of.options) - named)
        if isinstance(of, ChoicesType):
            return self._having(tree, of, holds)
        if not isinstance(of, NumberType | DateType):
            return OPEN
        inside = [self._between(tree.left, *each, holds) for each in tree.ranges]
        outside = [self._between(tree.left, *each, not holds) for each in tree.exceptions]
        several = _either(inside) if holds else _together(inside)
        return _together([several, *outside]) if holds else _either([several, *outside])

    def _having(self, tree: Membership, of: ChoicesType, holds: bool) -> Branches:
        place = self.sums.place(tree.left)
        if place is None:
            return OPEN
        slots, alone = frozenset((place[0],)), of.exclusive
        each = [
            ((Statement(slots, place=place, option=option, held=holds, exclusive=alone),),)
            for option, _ in tree.ranges
        ]
        return _together(each) if (tree.operator == "has all") is holds else _either(each)

    # -- Numbers and days --------------------------------------------------------------------------------------------

    def _compared(self, tree: Comparison, operator: str) -> Branches:
        of = element_of(tree.left)
        if isinstance(of, ChoiceType):
            return self._ranked(tree, of, operator) if isinstance(tree.right, Constant) else OPEN
        right = self.sums.read(tree.right)
        return OPEN if right is None else self._row(tree.left, operator, right.times(number(tree.factor)))

    def _ranked(self, tree: Comparison, of: ChoiceType, operator: str) -> Branches:
        assert isinstance(tree.right, Constant)
        value = tree.right.value
        if operator in _ORDERS:
            rank, orders = of.options.index(value), _ORDERS[operator]
            kept = frozenset(each for place, each in enumerate(of.options) if orders(place, rank))
        else:
            kept = frozenset(each for each in of.options if (each == value) is (operator == "=="))
        return self._one_of(tree.left, kept)

    def _between(self, tree: Tree, low: Any, high: Any, holds: bool) -> Branches:
        least, most = Sum({}, number(low)), Sum({}, number(high))
        if holds:
            return _together([self._row(tree, ">=", least), self._row(tree, "<=", most)])
        return _either([self._row(tree, "<", least), self._row(tree, ">", most)])

    def _row(self, tree: Tree, operator: str, right: Sum) -> Branches:
        if operator == "!=":
            return _either([self._row(tree, each, right) for each in "<>"])
        if operator == "==":
            return _together([self._row(tree, each, right) for each in ("<=", ">=")])
        left = self.sums.read(tree)
        more: tuple[Row, ...] = ()
        quotient = self.sums.quotient(tree) if not right.weights else None
        if quotient is not None:
            left, below = quotient
            right, more = below.times(right.constant), (below.times(Fraction(-1)).at_most_zero(strict=True),)
        if left is None:
            return OPEN
        difference = left + right.times(Fraction(-1))
        towards = difference.times(Fraction(-1)) if operator in (">", ">=") else difference
        row = towards.at_most_zero(strict=operator in ("<", ">"))
        return ((Statement(towards.slots, (row, *towards.limits, *more)),),)


def settled(tree: Tree) -> bool | None:
    """False where a condition can never hold, True where it always does, None where neither can be told."""
    reader = Reader()
    if isinstance(tree, Comparison):
        left, right = reader.sums.place(tree.left), reader.sums.place(tree.right)
        if left is not None and right is not None and left != right:
            return None  # what the limits of two answers do not decide, nothing does
    if not possible([reader.branches(tree)]):
        return False
    if hazards_of(tree):
        return None  # without a value it holds as little as it fails
    return None if possible([reader.branches(tree, holds=False)]) else True

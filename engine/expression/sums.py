"""Numbers and days as weighted sums of what an expression reads, computed values by what they are computed from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from engine.expression.linear import Row
from engine.expression.tree import Arithmetic, Constant, Negative, Reference, Tree, YearOf
from engine.expression.types import DateType, NumberType, SeriesType, Type

Place = tuple[Any, int | None]
"""What is read: a slot (or a part that is not looked into), and of yearly values the year, `EACH` for whichever."""

EACH = 0

Definitions = Callable[[int], Tree | None]
"""The expression by which a slot is computed, where one is known."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A weighted sum and a constant; the slots that must have a value for it to have one, and the limits of what is read."""

    weights: dict[Place, Fraction]
    constant: Fraction = Fraction(0)
    whole: bool = True
    slots: frozenset[int] = frozenset()
    limits: tuple[Row, ...] = ()

    def __add__(self, other: "Sum") -> "Sum":
        weights = dict(self.weights)
        for place, weight in other.weights.items():
            weights[place] = weights.get(place, Fraction(0)) + weight
        whole = self.whole and other.whole
        slots, limits = self.slots | other.slots, self.limits + other.limits
        return Sum(weights, self.constant + other.constant, whole, slots, limits)

    def times(self, factor: Fraction) -> "Sum":
        weights = {place: weight * factor for place, weight in self.weights.items()}
        return Sum(weights, self.constant * factor, self.whole, self.slots, self.limits)

    def at_most_zero(self, strict: bool = False) -> Row:
        return Row(self.weights, self.constant, strict, self.whole)


def nothing(slot: int) -> None:
    """No slot is known to be computed."""


def element_of(tree: Tree) -> Type:
    """The type of a value, or of each year's."""
    return tree.type.of if isinstance(tree.type, SeriesType) else tree.type


def number(value: Any) -> Fraction:
    return Fraction(value.toordinal() if isinstance(value, date) else value)


@dataclass(frozen=True, slots=True)
class Sums:
    """Reads trees as sums about one year of yearly values (`EACH`: whichever)."""

    definitions: Definitions = nothing
    year: int = EACH

    def read(self, tree: Tree) -> Sum | None:
        """A number or a day as a sum; None where it is neither, or not exact."""
        of = element_of(tree)
        if not isinstance(of, NumberType | DateType) or (isinstance(of, NumberType) and of.irrational):
            return None
        match tree:
            case Constant(value=value):
                return Sum({}, number(value))
            case Negative(of=inner):
                found = self.read(inner)
                return found.times(Fraction(-1)) if found else None
            case Arithmetic():
                return self._reckoned(tree)
        definition, sums = self.defined(tree)
        found = sums.read(definition) if definition is not tree else None
        return found or _single(of, self.place(tree) or (("part", id(tree)), None))

    def place(self, tree: Tree) -> Place | None:
        """Where a tree reads a single answer."""
        match tree:
            case Reference(symbol=symbol, in_row=False):
                return symbol.slot, self.year if isinstance(symbol.type, SeriesType) else None
            case YearOf(of=Reference(symbol=symbol, in_row=False), first=first, last=last, prior=False):
                return (symbol.slot, first) if first == last else (symbol.slot, self.year)
        return None

    def defined(self, tree: Tree) -> "tuple[Tree, Sums]":
        """By what a computed value is computed, and how that is to be read."""
        place = self.place(tree)
        definition = self.definitions(place[0]) if place is not None else None
        if place is None or definition is None:
            return tree, self
        return definition, Sums(self.definitions, place[1] or EACH)

    def quotient(self, tree: Tree) -> tuple[Sum, Sum] | None:
        """A quotient by what is never below 0, in its own unit: where it has a value the divisor is above 0."""
        tree, sums = self.defined(tree)
        if not isinstance(tree, Arithmetic) or tree.operator != "/":
            return None
        of = element_of(tree.right)
        above, below = sums.read(tree.left), sums.read(tree.right)
        if above is None or below is None or not below.weights:
            return None
        never_below = isinstance(of, NumberType) and of.low is not None and of.low >= 0
        return (above.times(number(tree.factor)), below) if never_below else None

    def _reckoned(self, tree: Arithmetic) -> Sum | None:
        left, right = self.read(tree.left), self.read(tree.right)
        if left is None or right is None:
            return None
        factor = number(tree.factor)
        match tree.operator:
            case "+" | "-":
                return left + right.times(factor if tree.operator == "+" else -factor)
            case "*" if not right.weights:
                return left.times(right.constant * factor)
            case "*" if not left.weights:
                return right.times(left.constant * factor)
            case "/" if not right.weights and right.constant:
                return left.times(factor / right.constant)
        return _single(element_of(tree), (("part", id(tree)), None))


def _single(of: Type, place: Place) -> Sum:
    """One value that is read, with its limits."""
    whole = isinstance(of, DateType) or (isinstance(of, NumberType) and of.integer)
    slots = frozenset((place[0],)) if isinstance(place[0], int) else frozenset()
    limits = []
    if isinstance(of, NumberType) and of.low is not None:
        limits.append(Row({place: Fraction(-1)}, Fraction(of.low), whole=whole))
    if isinstance(of, NumberType) and of.high is not None:
        limits.append(Row({place: Fraction(1)}, -Fraction(of.high), whole=whole))
    return Sum({place: Fraction(1)}, Fraction(0), whole, slots, tuple(limits))

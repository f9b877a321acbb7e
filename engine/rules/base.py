"""What every rule shares: formulas, the wording of explanations, and the two abstract kinds of rule."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Protocol

from engine.expression.tree import Comparison, Constant, Expression, Reference, Symbol
from engine.program import Frame
from engine.values import Number, Unknown, bounds, cause_of, is_final, is_unknown, may_end, unknown_between


class Wording(Protocol):
    """Says slots, values and expressions in labels and years of one bound form."""

    language: str

    def name(self, symbol: Symbol, offset: int | None) -> str:
        """A name as people know it, with its year where it has one."""
        ...

    def phrase(self, formula: "Formula") -> str:
        """An expression in words."""
        ...

    def reckoning(self, formula: "Formula", frame: Frame, limits: tuple[Any, ...] = ()) -> str:
        """An expression with how its value came about, e.g. A (2025) ÷ B (2025) = 3.2%."""
        ...

    def value(self, formula: "Formula", value: Any, limits: tuple[Any, ...] = ()) -> str:
        """A value as people read it, with the unit of `formula`; rounded so that it stays on its side of `limits`."""
        ...

    def number(self, value: Any) -> str:
        """Points or a bare number as people read them."""
        ...

    def word(self, key: str, /, **blanks: object) -> str:
        """A word of the catalogue."""
        ...

    def awaited(self, slots: frozenset[int]) -> str:
        """That the authorities have yet to give what stands in `slots`."""
        ...

    def explain_named(self, slot: int, frame: Frame) -> "Finding":
        """The finding of the conclusion whose truth stands in `slot`."""
        ...


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression with the function that evaluates it."""

    expression: Expression
    run: Callable[[Frame], Any] = field(compare=False, repr=False)

    @property
    def slots(self) -> frozenset[int]:
        return self.expression.slots


class PointsRule(ABC):
    """Gives points. Subclasses are frozen dataclasses; `slots` are the slots it reads."""

    @property
    @abstractmethod
    def slots(self) -> frozenset[int]: ...

    @property
    @abstractmethod
    def range(self) -> tuple[Number, Number]:
        """The fewest and the most points the rule can give."""

    @abstractmethod
    def evaluate(self, frame: Frame) -> Any:
        """The points; an unknown number with bounds while an input is missing."""

    @abstractmethod
    def explain(self, frame: Frame, wording: Wording) -> str:
        """How the points came about, in labels and years."""

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """The expressions the rule reads, for the list of inputs."""
        return ()


class MeasuredRule(PointsRule):
    """A points rule that reads one measure, `of`, and nothing else."""

    of: Formula

    @property
    def slots(self) -> frozenset[int]:
        return self.of.slots

    @property
    def formulas(self) -> tuple[Formula, ...]:
        return (self.of,)


@dataclass(frozen=True, slots=True)
class Finding:
    """A condition as it turned out: its title and clause, whether it holds (None: not known yet), the words that explain
    it, and the findings below it. `awaits_authority` tells that only the authorities can still decide it, `unasked` that
    what it speaks of is not asked for as the answers are."""

    truth: bool | None
    text: str
    title: str = ""
    clause: str = ""
    children: tuple["Finding", ...] = ()
    undecidable: bool = False
    source: str = "verified"
    awaits_authority: bool = False
    unasked: bool = False


class Condition(ABC):
    """Holds or not. Subclasses are frozen dataclasses."""

    title: str
    clause: str

    @property
    @abstractmethod
    def slots(self) -> frozenset[int]: ...

    @abstractmethod
    def evaluate(self, frame: Frame) -> Any:
        """True, False, or Unknown while it is not decided. What can never be decided does not hold."""

    @abstractmethod
    def explain(self, frame: Frame, wording: Wording) -> Finding: ...

    @property
    def formulas(self) -> tuple[Formula, ...]:
        return ()


def truth_of(value: Any) -> bool | None:
    """True, False, or None for what is not known."""
    return value if isinstance(value, bool) else None


def union(slots: Iterable[frozenset[int]]) -> frozenset[int]:
    return frozenset().union(*slots)


def cap(points: Any, most: Number | None) -> Any:
    """Points that never exceed `most`."""
    if most is None or is_final(points):
        return points
    if is_unknown(points):
        low, high = bounds(points)
        low = None if low is None else min(low, most)
        high = most if high is None else min(high, most)
        return low if low == high and not points.may_end else Unknown(points.cause, low, high, points.may_end)
    return min(points, most)


def within(points: Any, most: Number) -> Any:
    """Points that never exceed `most`, and deductions that never exceed it either."""
    if is_unknown(points):
        low, high = (None if each is None else max(-most, min(each, most)) for each in bounds(points))
        return unknown_between(-most if low is None else low, most if high is None else high, points)
    return max(-most, min(points, most))


def greatest(points: list[Any]) -> Any:
    """The most of several points, some of which may be unknown."""
    unknown = [each for each in points if is_unknown(each)]
    if not unknown:
        return max(points)
    spans = [bounds(each) for each in points]
    lows = [low for low, _ in spans if low is not None]
    highs = [high for _, high in spans]
    low = max(lows) if lows else None
    high = None if any(each is None for each in highs) else max(highs)
    if low is not None and low == high and not may_end(*unknown):
        return low
    return Unknown(cause_of(*unknown), low, high, may_end(*unknown))


def limit_of(formula: Formula, frame: Frame) -> Number | None:
    """The number a measure is compared with, in the unit of the measure, so that a page can say by how much it fails."""
    tree = formula.expression.tree
    if not isinstance(tree, Comparison) or not isinstance(tree.right, Constant | Reference):
        return None
    right = tree.right
    limit = right.value if isinstance(right, Constant) else frame[right.symbol.slot]
    plain = isinstance(limit, int | Fraction) and not isinstance(limit, bool)
    return limit * tree.factor if plain else None

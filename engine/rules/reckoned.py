"""Points that stand fixed, come from an expression, or are read from a decision table."""

from dataclasses import dataclass
from typing import Any

from engine.program import Frame
from engine.rules.base import Formula, PointsRule, Wording, cap
from engine.rules.decisions import DecisionTable
from engine.values import (
    Number,
    Unknown,
    bounds,
    cause_of,
    is_final,
    is_unknown,
)


@dataclass(frozen=True, slots=True)
class Fixed(PointsRule):
    """The same points always: what a case gives."""

    points: Number

    @property
    def slots(self) -> frozenset[int]:
        return frozenset()

    @property
    def range(self) -> tuple[Number, Number]:
        return self.points, self.points

    def evaluate(self, frame: Frame) -> Any:
        return self.points

    def explain(self, frame: Frame, wording: Wording) -> str:
        return wording.word("fixed_points", points=wording.number(self.points))


@dataclass(frozen=True, slots=True)
class ByFormula(PointsRule):
    """Points reckoned by an expression."""

    of: Formula
    out_of: Number
    undefined: Number = 0

    @property
    def slots(self) -> frozenset[int]:
        return self.of.slots

    @property
    def formulas(self) -> tuple[Formula, ...]:
        return (self.of,)

    @property
    def range(self) -> tuple[Number, Number]:
        return 0, self.out_of

    def evaluate(self, frame: Frame) -> Any:
        value = self.of.run(frame)
        if is_final(value):
            return self.undefined
        if is_unknown(value):
            low, high = bounds(value)
            points = cap(Unknown(value.cause, 0 if low is None else max(0, low), high), self.out_of)
            return _or_else(points, self.undefined) if value.may_end else points
        return max(0, cap(value, self.out_of))

    def explain(self, frame: Frame, wording: Wording) -> str:
        return wording.reckoning(self.of, frame)


@dataclass(frozen=True, slots=True)
class ByTable(PointsRule):
    """Points read from a decision table."""

    table: DecisionTable
    undefined: Number = 0

    @property
    def slots(self) -> frozenset[int]:
        return self.table.slots

    @property
    def formulas(self) -> tuple[Formula, ...]:
        return self.table.inputs

    @property
    def range(self) -> tuple[Number, Number]:
        several = [row.result for row in self.table.rows] + [self.undefined]
        return min(several), max(several)

    def evaluate(self, frame: Frame) -> Any:
        points = self.table.evaluate(frame)
        if is_final(points):
            return self.undefined
        if is_unknown(points) and (points.low is None or points.high is None):
            low, high = self.range
            return Unknown(points.cause, low, high)
        return _or_else(points, self.undefined) if is_unknown(points) and points.may_end else points

    def explain(self, frame: Frame, wording: Wording) -> str:
        inputs = wording.word("list_comma").join(wording.reckoning(each, frame) for each in self.table.inputs)
        return wording.word("table_row", inputs=inputs, points=wording.number(self.evaluate(frame)))


def _or_else(points: Any, undefined: Number) -> Any:
    """Open points of a measure that may also turn out undefined."""
    low, high = bounds(points)
    return Unknown(cause_of(points), min(low, undefined), max(high, undefined))

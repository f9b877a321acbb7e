"""Points that stand fixed, come from an expression, or are read from a decision table."""

from dataclasses import dataclass
from typing import Any

from engine.program import Frame
from engine.rules.base import Formula, MeasuredRule, PointsRule, Wording
from engine.rules.decisions import DecisionTable
from engine.values import (
    Number,
    Unknown,
    bounds,
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
class ByFormula(MeasuredRule):
    """Points reckoned by an expression."""

    of: Formula
    out_of: Number
    undefined: Number = 0

    @property
    def range(self) -> tuple[Number, Number]:
        return min(0, self.undefined), max(self.out_of, self.undefined)

    def evaluate(self, frame: Frame) -> Any:
        value = self.of.run(frame)
        if is_final(value):
            return self.undefined
        if is_unknown(value):
            low, high = bounds(value)
            ends = [0 if low is None else self._kept(low), self.out_of if high is None else self._kept(high)]
            return _or_else(value, [*ends, self.undefined] if value.may_end else ends)
        return self._kept(value)

    def _kept(self, points: Number) -> Number:
        return max(0, min(points, self.out_of))

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
        if not is_unknown(points):
            return points
        if points.low is None or points.high is None:
            return _or_else(points, list(self.range))
        return _or_else(points, [points.low, points.high, *([self.undefined] if points.may_end else [])])

    def explain(self, frame: Frame, wording: Wording) -> str:
        inputs = wording.word("list_comma").join(wording.reckoning(each, frame) for each in self.table.inputs)
        return wording.word("table_row", inputs=inputs, points=wording.number(self.evaluate(frame)))


def _or_else(unknown: Unknown, points: list[Number]) -> Any:
    """The one number of `points` where they agree, else what lies between them, for the cause of `unknown`."""
    low, high = min(points), max(points)
    return low if low == high else Unknown(unknown.cause, low, high)

"""Points for each: for every full step of a measure, every choice made, every condition that holds."""

from dataclasses import dataclass
from math import floor
from typing import Any

from engine.program import Frame
from engine.rules.base import Condition, Formula, MeasuredRule, PointsRule, Wording, union, within
from engine.values import Number, Unknown, bounds, cause_of, divide, is_final, is_unknown


@dataclass(frozen=True, slots=True)
class FullSteps(MeasuredRule):
    """So many points for every full step of a measure: one for every two full years."""

    of: Formula
    per: Number
    points: Number
    out_of: Number
    undefined: Number = 0

    @property
    def range(self) -> tuple[Number, Number]:
        low, high = _given(self.points, self.out_of)
        return min(low, self.undefined), max(high, self.undefined)

    def evaluate(self, frame: Frame) -> Any:
        value = self.of.run(frame)
        if is_final(value):
            return self.undefined
        if is_unknown(value):
            low, high = bounds(value)
            most = self.out_of if self.points > 0 else -self.out_of
            several = [0 if low is None else self._steps(low), most if high is None else self._steps(high)]
            if value.may_end:
                several.append(self.undefined)
            low, high = min(several), max(several)
            return low if low == high else Unknown(value.cause, low, high)
        return self._steps(value)

    def _steps(self, value: Number) -> Any:
        steps = max(0, floor(divide(value, self.per)))
        return within(steps * self.points, self.out_of)

    def explain(self, frame: Frame, wording: Wording) -> str:
        per = wording.value(self.of, self.per)
        return wording.word(
            "full_steps",
            measure=wording.reckoning(self.of, frame),
            per=per,
            points=wording.number(self.points),
            most=wording.number(self.out_of),
        )


@dataclass(frozen=True, slots=True)
class CountChosen(MeasuredRule):
    """So many points for each of several choices, capped."""

    of: Formula
    points: Number
    out_of: Number

    @property
    def range(self) -> tuple[Number, Number]:
        return _given(self.points, self.out_of)

    def evaluate(self, frame: Frame) -> Any:
        count = self.of.run(frame)
        if is_final(count):
            return 0
        if not is_unknown(count):
            return within(count * self.points, self.out_of)
        low, high = bounds(within(count * self.points, self.out_of))
        least, most = self.range
        low, high = min(max(low, least), most), max(min(high, most), least)
        return (
            Unknown(count.cause, min(low, 0), max(high, 0)) if count.may_end else _between(count, low, high)
        )

    def explain(self, frame: Frame, wording: Wording) -> str:
        return wording.word(
            "each_counted",
            measure=wording.reckoning(self.of, frame),
            points=wording.number(self.points),
            most=wording.number(self.out_of),
        )


@dataclass(frozen=True, slots=True)
class CountHolding(PointsRule):
    """So many points for each condition that holds, capped."""

    each: tuple[Condition, ...]
    points: Number
    out_of: Number

    @property
    def slots(self) -> frozenset[int]:
        return union(each.slots for each in self.each)

    @property
    def formulas(self) -> tuple[Formula, ...]:
        return tuple(formula for each in self.each for formula in each.formulas)

    @property
    def range(self) -> tuple[Number, Number]:
        most = (self.points if self.points > 0 else -self.points) * len(self.each)
        return _given(self.points, most if most < self.out_of else self.out_of)

    def evaluate(self, frame: Frame) -> Any:
        truths = [each.evaluate(frame) for each in self.each]
        certain = sum(each is True for each in truths)
        unknown = [each for each in truths if is_unknown(each)]
        ends = [within(count * self.points, self.out_of) for count in (certain, certain + len(unknown))]
        return _between(Unknown(cause_of(*unknown)), min(ends), max(ends))

    def explain(self, frame: Frame, wording: Wording) -> str:
        held = [each for each in self.each if each.evaluate(frame) is True]
        titles = wording.word("list_comma").join(
            each.title or wording.phrase(each.formulas[0]) for each in held
        )
        return wording.word(
            "each_holding",
            count=len(held),
            titles=titles,
            points=wording.number(self.points),
            most=wording.number(self.out_of),
        )


def _given(points: Number, most: Number) -> tuple[Number, Number]:
    """The least and the most that comes of so many points each: points up to `most`, or deductions down to it."""
    return (0, most) if points >= 0 else (-most, 0)


def _between(unknown: Unknown, low: Number, high: Number) -> Any:
    return low if low == high else Unknown(unknown.cause, low, high)

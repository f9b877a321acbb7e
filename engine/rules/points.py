"""The kinds of rule that give points: bands, options, full steps, counts, formulas, and those made of other rules."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import floor
from typing import Any

from engine.program import Frame
from engine.rules.base import Condition, Formula, PointsRule, Wording, cap, greatest, union
from engine.rules.decisions import DecisionTable
from engine.values import (
    Number,
    Unknown,
    bounds,
    cause_of,
    decided,
    divide,
    hull,
    is_final,
    is_missing,
    is_unknown,
)

_OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
}


@dataclass(frozen=True, slots=True)
class Band:
    """Points for a measure on one side of a threshold."""

    operator: str
    threshold: Number
    points: Number

    def holds(self, value: Any) -> bool:
        return bool(_OPERATORS[self.operator](value, self.threshold))

    def may_hold(self, low: Number | None, high: Number | None) -> bool:
        """Whether some number between `low` and `high` reaches this band."""
        best = high if self.operator[0] == ">" else low
        return best is None or self.holds(best)

    def must_hold(self, low: Number | None, high: Number | None) -> bool:
        """Whether every number between `low` and `high` reaches this band."""
        worst = low if self.operator[0] == ">" else high
        return worst is not None and self.holds(worst)


@dataclass(frozen=True, slots=True)
class Bands(PointsRule):
    """The points of the first band that holds. `undefined` are the points where the measure will never have a value."""

    of: Formula
    bands: tuple[Band, ...]
    otherwise: Number
    undefined: Number | None = None

    @property
    def slots(self) -> frozenset[int]:
        return self.of.slots

    @property
    def formulas(self) -> tuple[Formula, ...]:
        return (self.of,)

    @property
    def range(self) -> tuple[Number, Number]:
        several = [band.points for band in self.bands] + [self.otherwise]
        if self.undefined is not None:
            several.append(self.undefined)
        return min(several), max(several)

    def evaluate(self, frame: Frame) -> Any:
        value = self.of.run(frame)
        if is_final(value):
            return 0 if self.undefined is None else self.undefined
        if is_unknown(value):
            return self._spread(value)
        for band in self.bands:
            if band.holds(value):
                return band.points
        return self.otherwise

    def _spread(self, value: Unknown) -> Any:
        low, high = bounds(value)
        possible: list[Any] = [self.undefined or 0] if value.may_end else []
        for band in self.bands:
            if band.may_hold(low, high):
                possible.append(band.points)
            if band.must_hold(low, high):
                break
        else:
            possible.append(self.otherwise)
        spread = hull(possible)
        return (
            Unknown(value.cause, min(possible), max(possible))
            if is_unknown(spread) or (len(possible) > 1 and min(possible) != max(possible))
            else spread
        )

    def explain(self, frame: Frame, wording: Wording) -> str:
        value = self.of.run(frame)
        measure = wording.reckoning(self.of, frame, tuple(band.threshold for band in self.bands))
        if is_final(value):
            return wording.word("band_undefined", measure=measure, points=wording.number(self.undefined or 0))
        if is_unknown(value):
            return wording.word("band_pending", measure=measure)
        for band in self.bands:
            if band.holds(value):
                threshold = f"{_SIGNS[band.operator]}{wording.value(self.of, band.threshold)}"
                return wording.word(
                    "band_reached", measure=measure, threshold=threshold, points=wording.number(band.points)
                )
        return wording.word("band_otherwise", measure=measure, points=wording.number(self.otherwise))


_SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<"}


@dataclass(frozen=True, slots=True)
class OptionPoints(PointsRule):
    """Points on the options chosen: their sum, or the best of them."""

    of: Formula
    points: Mapping[str, Number] = field(hash=False)
    labels: Mapping[str, str] = field(hash=False)
    take: str
    out_of: Number

    @property
    def slots(self) -> frozenset[int]:
        return self.of.slots

    @property
    def formulas(self) -> tuple[Formula, ...]:
        return (self.of,)

    @property
    def range(self) -> tuple[Number, Number]:
        several = [*self.points.values(), 0]
        if self.take == "sum":
            least = sum(each for each in several if each < 0)
            return least, min(sum(each for each in several if each > 0), self.out_of)
        return min(several), min(max(several), self.out_of)

    def evaluate(self, frame: Frame) -> Any:
        value = self.of.run(frame)
        if is_final(value):
            return 0
        if is_unknown(value):
            if self.take == "one":
                several = list(self.points.values())
                return cap(Unknown(value.cause, min(several), max(several)), self.out_of)
            return Unknown(value.cause, *self.range)
        chosen = (value,) if isinstance(value, str) else value
        several = [self.points.get(each, 0) for each in chosen]
        return cap(sum(several) if self.take == "sum" else max(several, default=0), self.out_of)

    def explain(self, frame: Frame, wording: Wording) -> str:
        value = self.of.run(frame)
        measure = wording.phrase(self.of)
        if is_missing(value):
            return wording.word("options_pending", measure=measure)
        chosen = [value] if isinstance(value, str) else [each for each in self.points if each in value]
        parts = [
            wording.word(
                "option_points",
                option=self.labels.get(each, each),
                points=wording.number(self.points.get(each, 0)),
            )
            for each in chosen
        ]
        listed = wording.word("list_comma").join(parts) or wording.word("nothing_chosen")
        return wording.word("options_chosen", measure=measure, chosen=listed)


@dataclass(frozen=True, slots=True)
class FullSteps(PointsRule):
    """So many points for every full step of a measure: one for every two full years."""

    of: Formula
    per: Number
    points: Number
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
        return min(0, self.undefined), self.out_of

    def evaluate(self, frame: Frame) -> Any:
        value = self.of.run(frame)
        if is_final(value):
            return self.undefined
        if is_unknown(value):
            low, high = bounds(value)
            several = [
                0 if low is None else self._steps(low),
                self.out_of if high is None else self._steps(high),
            ]
            if value.may_end:
                several.append(self.undefined)
            low, high = min(several), max(several)
            return low if low == high else Unknown(value.cause, low, high)
        return self._steps(value)

    def _steps(self, value: Number) -> Any:
        steps = floor(divide(value, self.per))
        return max(0, min(steps * self.points, self.out_of))

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
class CountChosen(PointsRule):
    """So many points for each of several choices, capped."""

    of: Formula
    points: Number
    out_of: Number

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
        count = self.of.run(frame)
        return 0 if is_final(count) else cap(count * self.points, self.out_of)

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
        return 0, min(self.out_of, self.points * len(self.each))

    def evaluate(self, frame: Frame) -> Any:
        truths = [each.evaluate(frame) for each in self.each]
        certain = sum(each is True for each in truths)
        unknown = [each for each in truths if is_unknown(each)]
        if not unknown:
            return min(certain * self.points, self.out_of)
        low, high = certain * self.points, (certain + len(unknown)) * self.points
        return cap(Unknown(unknown[0].cause, low, high), self.out_of)

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


def _or_else(points: Any, undefined: Number) -> Any:
    """Open points of a measure that may also turn out undefined."""
    low, high = bounds(points)
    return Unknown(cause_of(points), min(low, undefined), max(high, undefined))


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
class PointsCase:
    """One case: when it applies (None: otherwise), its title, and the rule that then gives the points."""

    when: Condition | None
    then: PointsRule
    title: str = ""


@dataclass(frozen=True, slots=True)
class ByCases(PointsRule):
    """The points of the first case that holds."""

    cases: tuple[PointsCase, ...]

    @property
    def slots(self) -> frozenset[int]:
        return union(case.then.slots | (case.when.slots if case.when else frozenset()) for case in self.cases)

    @property
    def formulas(self) -> tuple[Formula, ...]:
        whens = tuple(formula for case in self.cases if case.when for formula in case.when.formulas)
        return whens + tuple(formula for case in self.cases for formula in case.then.formulas)

    @property
    def range(self) -> tuple[Number, Number]:
        ranges = [case.then.range for case in self.cases]
        complete = any(case.when is None for case in self.cases)
        lows = [low for low, _ in ranges] + ([] if complete else [0])
        return min(lows), max(high for _, high in ranges)

    def evaluate(self, frame: Frame) -> Any:
        possible: list[Any] = []
        for case in self.cases:
            applies = True if case.when is None else decided(case.when.evaluate(frame))
            if applies is False:
                continue
            points = case.then.evaluate(frame)
            if applies is True and not possible:
                return points
            possible.append(points)
            if applies is True:
                break
        else:
            possible.append(0)
        return hull(possible)

    def explain(self, frame: Frame, wording: Wording) -> str:
        for case in self.cases:
            applies = True if case.when is None else decided(case.when.evaluate(frame))
            if applies is False:
                continue
            if applies is not True:
                return wording.word("cases_pending", case=self._title(case, frame, wording))
            return wording.word(
                "case_reached",
                case=self._title(case, frame, wording),
                points=wording.number(case.then.evaluate(frame)),
                because=case.then.explain(frame, wording),
            )
        return wording.word("no_case")

    def _title(self, case: PointsCase, frame: Frame, wording: Wording) -> str:
        if case.title:
            return case.title
        return wording.word("otherwise") if case.when is None else case.when.explain(frame, wording).text


@dataclass(frozen=True, slots=True)
class Combined(PointsRule):
    """The best, or the capped sum, of several rules."""

    take: str
    rules: tuple[PointsRule, ...]
    out_of: Number

    @property
    def slots(self) -> frozenset[int]:
        return union(rule.slots for rule in self.rules)

    @property
    def formulas(self) -> tuple[Formula, ...]:
        return tuple(formula for rule in self.rules for formula in rule.formulas)

    @property
    def range(self) -> tuple[Number, Number]:
        lows, highs = zip(*(rule.range for rule in self.rules), strict=True)
        if self.take == "best":
            return max(lows), min(max(highs), self.out_of)
        return sum(lows), min(sum(highs), self.out_of)

    def evaluate(self, frame: Frame) -> Any:
        several = [rule.evaluate(frame) for rule in self.rules]
        return cap(greatest(several) if self.take == "best" else sum(several), self.out_of)

    def explain(self, frame: Frame, wording: Wording) -> str:
        parts = [rule.explain(frame, wording) for rule in self.rules]
        return wording.word(f"combined_{self.take}", parts=wording.word("list_semicolon").join(parts))

"""Points made of other rules: the first case that holds, the best, the sum."""

from dataclasses import dataclass, replace
from typing import Any

from engine.program import Frame
from engine.rules.base import Condition, Formula, PointsRule, Wording, cap, greatest, union
from engine.values import Number, cause_of, decided, hull, is_unknown


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
        several = [each for pair in ranges for each in pair] + ([] if complete else [0])
        return min(several), max(several)

    def evaluate(self, frame: Frame) -> Any:
        possible: list[Any] = []
        undecided: list[Any] = []
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
            undecided.append(applies)
        else:
            possible.append(0)
        points = hull(possible)
        return replace(points, cause=cause_of(*undecided, *possible)) if is_unknown(points) else points

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
            return min(max(lows), self.out_of), min(max(highs), self.out_of)
        return min(sum(lows), self.out_of), min(sum(highs), self.out_of)

    def evaluate(self, frame: Frame) -> Any:
        several = [rule.evaluate(frame) for rule in self.rules]
        return cap(greatest(several) if self.take == "best" else sum(several), self.out_of)

    def explain(self, frame: Frame, wording: Wording) -> str:
        parts = [rule.explain(frame, wording) for rule in self.rules]
        return wording.word(f"combined_{self.take}", parts=wording.word("list_semicolon").join(parts))

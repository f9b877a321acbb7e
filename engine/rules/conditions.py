"""Conditions are trees; every leaf is one comparison, so that a page can say which one fails and by how much."""

from dataclasses import dataclass, replace
from typing import Any

from engine.missing import Cause
from engine.program import Frame
from engine.rules.base import Condition, Finding, Formula, Wording, limit_of, truth_of, union
from engine.values import (
    Unknown,
    all_hold,
    any_holds,
    awaits_authority,
    cause_of,
    decided,
    is_final,
    is_unknown,
    negate,
)


@dataclass(frozen=True, slots=True)
class Ensure(Condition):
    """One condition written as an expression. `measure` is its left side, when the right side is given."""

    formula: Formula
    title: str = ""
    clause: str = ""
    measure: Formula | None = None
    source: str = "verified"

    @property
    def slots(self) -> frozenset[int]:
        return self.formula.slots

    @property
    def formulas(self) -> tuple[Formula, ...]:
        return (self.formula,)

    def evaluate(self, frame: Frame) -> Any:
        return decided(self.formula.run(frame))

    def explain(self, frame: Frame, wording: Wording) -> Finding:
        outcome = self.formula.run(frame)
        text = wording.phrase(self.formula)
        if self.measure is not None and not is_unknown(self.measure.run(frame)):
            compared_with = limit_of(self.formula, frame)
            limits = (compared_with,) if compared_with is not None else ()
            now = wording.reckoning(self.measure, frame, limits)
            text = wording.word("condition_with_measure", condition=text, now=now)
        awaits = awaits_authority(outcome)
        if awaits:
            text = wording.word("condition_awaits", condition=text, awaited=wording.awaited(self.slots))
        return Finding(
            truth_of(decided(outcome)),
            text,
            self.title,
            self.clause,
            undecidable=is_final(outcome),
            source=self.source,
            awaits_authority=awaits,
            unasked=isinstance(outcome, Unknown) and outcome.cause is Cause.HIDDEN,
        )


@dataclass(frozen=True, slots=True)
class Named(Condition):
    """Another conclusion of the form, by its slot."""

    slot: int
    title: str
    clause: str = ""
    source: str = "verified"

    @property
    def slots(self) -> frozenset[int]:
        return frozenset((self.slot,))

    def evaluate(self, frame: Frame) -> Any:
        return frame[self.slot]

    def explain(self, frame: Frame, wording: Wording) -> Finding:
        return replace(wording.explain_named(self.slot, frame), title=self.title)


@dataclass(frozen=True, slots=True)
class Together(Condition):
    """``all``, ``any``, or ``some`` (at least so many) of several conditions."""

    kind: str
    items: tuple[Condition, ...]
    at_least: int = 1
    title: str = ""
    clause: str = ""
    source: str = "verified"

    @property
    def slots(self) -> frozenset[int]:
        return union(each.slots for each in self.items)

    @property
    def formulas(self) -> tuple[Formula, ...]:
        return tuple(formula for each in self.items for formula in each.formulas)

    def evaluate(self, frame: Frame) -> Any:
        truths = [each.evaluate(frame) for each in self.items]
        if self.kind == "all":
            return all_hold(truths)
        if self.kind == "any":
            return any_holds(truths)
        if self.kind == "none":
            return negate(any_holds(truths))
        certain = sum(each is True for each in truths)
        possible = certain + sum(isinstance(each, Unknown) for each in truths)
        if certain >= self.at_least:
            return True
        return Unknown(cause_of(*truths)) if possible >= self.at_least else False

    def explain(self, frame: Frame, wording: Wording) -> Finding:
        children = tuple(each.explain(frame, wording) for each in self.items)
        held = sum(child.truth is True for child in children)
        text = wording.word(f"condition_{self.kind}", held=held, count=len(children), at_least=self.at_least)
        outcome = self.evaluate(frame)
        return Finding(
            truth_of(outcome),
            text,
            self.title,
            self.clause,
            children,
            source=self.source,
            awaits_authority=awaits_authority(outcome),
        )


@dataclass(frozen=True, slots=True)
class Case:
    """One case: when it applies (None: otherwise) and the condition that then must hold."""

    when: Formula | None
    then: Condition


@dataclass(frozen=True, slots=True)
class ByCase(Condition):
    """The condition of the first case that applies; none applying, it does not hold."""

    cases: tuple[Case, ...]
    title: str = ""
    clause: str = ""
    source: str = "verified"

    @property
    def slots(self) -> frozenset[int]:
        return union(case.then.slots | (case.when.slots if case.when else frozenset()) for case in self.cases)

    @property
    def formulas(self) -> tuple[Formula, ...]:
        whens = tuple(case.when for case in self.cases if case.when is not None)
        return whens + tuple(formula for case in self.cases for formula in case.then.formulas)

    def evaluate(self, frame: Frame) -> Any:
        possible: list[Any] = []
        undecided: list[Any] = []
        for case in self.cases:
            applies = True if case.when is None else decided(case.when.run(frame))
            if applies is False:
                continue
            possible.append(case.then.evaluate(frame))
            if applies is True:
                break
            undecided.append(applies)
        else:
            possible.append(False)
        if all(each is possible[0] for each in possible) and isinstance(possible[0], bool):
            return possible[0]
        return Unknown(cause_of(*undecided, *possible))

    def explain(self, frame: Frame, wording: Wording) -> Finding:
        children = []
        for case in self.cases:
            applies = True if case.when is None else decided(case.when.run(frame))
            if applies is False:
                continue
            inner = case.then.explain(frame, wording)
            heading = wording.word("otherwise") if case.when is None else wording.phrase(case.when)
            title = wording.word("in_case", case=heading)
            children.append(replace(inner, title=inner.title or title))
            if applies is True:
                break
        outcome = self.evaluate(frame)
        return Finding(
            truth_of(outcome),
            wording.word("condition_case"),
            self.title,
            self.clause,
            tuple(children),
            source=self.source,
            awaits_authority=awaits_authority(outcome),
        )

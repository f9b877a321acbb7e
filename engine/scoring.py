"""The scoresheet: every line with its points, its number and clause, its inputs and the reckoning that gave it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.binding import Bound
from engine.form import YEARS, Group, Indicator
from engine.values import Cause, Number, bounds, is_unknown
from engine.wording import BoundWording


@dataclass(frozen=True, slots=True)
class Input:
    """One answer a line rests on: what it is called, what it is now, and whether it is still to come."""

    field: str
    label: str
    shown: str
    pending: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator as it stands: `points` None while pending, `low` and `high` what it can still become."""

    id: str
    number: str
    title: str
    clause: str
    source: str
    out_of: Number
    points: Number | None
    low: Number
    high: Number
    because: str
    inputs: tuple[Input, ...]
    awaits_authority: bool = False

    @property
    def pending(self) -> bool:
        return self.points is None


@dataclass(frozen=True, slots=True)
class GroupTotal:
    """The sum of a group; `reached` tells whether its minimum is met (None: not known yet, or no minimum)."""

    id: str
    title: str
    out_of: Number
    points: Number | None
    low: Number
    high: Number
    minimum: Number | None
    reached: bool | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Scoresheet:
    """The whole score: certain points so far (`low`), the most that can still be reached (`high`)."""

    out_of: Number
    points: Number | None
    low: Number
    high: Number
    groups: tuple[GroupTotal, ...]
    awaiting_authority: Number = 0

    @property
    def pending(self) -> bool:
        return self.points is None

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for group in self.groups for line in group.lines)


def score(
    bound: Bound, language: str = "zh", before: tuple[Bound, Scoresheet] | None = None
) -> Scoresheet | None:
    """The scoresheet of a bound form, None where the form has no score.

    `before` is the scoresheet from which `bound` is an edit: lines on which the edit has no effect are taken from it.
    """
    scorecard = bound.form.score
    if scorecard is None:
        return None
    wording = BoundWording(bound, language)
    kept = _kept_lines(bound, *before) if before is not None else {}
    groups = tuple(_group(bound, group, wording, kept) for group in scorecard.groups)
    points, low, high = _points(
        bound.frame[scorecard.slot], sum(_least(each) for each in scorecard.groups), scorecard.out_of
    )
    awaiting = sum(line.high - line.low for group in groups for line in group.lines if line.awaits_authority)
    return Scoresheet(scorecard.out_of, points, low, high, groups, awaiting)


def _kept_lines(bound: Bound, before: Bound, sheet: Scoresheet) -> dict[str, Line]:
    """The lines whose points, inputs and years are the same as before."""
    lines = {line.id: line for line in sheet.lines}
    fields = bound.form.fields
    return {
        each.id: lines[each.id]
        for each in bound.form.indicators
        if each.id in lines
        and bound.same(before, (YEARS, each.slot, *each.rule.slots))
        and bound.same(before, (fields[name].value_slot for name in bound.form.inputs_of.get(each.id, ())))
    }


def _group(bound: Bound, group: Group, wording: BoundWording, kept: Mapping[str, Line]) -> GroupTotal:
    lines = tuple(kept.get(each.id) or _line(bound, each, wording) for each in group.indicators)
    points, low, high = _points(bound.frame[group.slot], _least(group), group.out_of)
    reached = None
    if group.minimum is not None:
        reached = True if low >= group.minimum else False if high < group.minimum else None
    return GroupTotal(group.id, group.title, group.out_of, points, low, high, group.minimum, reached, lines)


def _least(group: Group) -> Number:
    """The fewest points a group can come to: indicators may also take points away."""
    return sum(indicator.rule.range[0] for indicator in group.indicators)


def _line(bound: Bound, indicator: Indicator, wording: BoundWording) -> Line:
    value = bound.frame[indicator.slot]
    points, low, high = _points(value, *indicator.rule.range)
    awaits = is_unknown(value) and value.cause is Cause.AWAITING_AUTHORITY
    because = wording.word("awaits_authority") if awaits else indicator.rule.explain(bound.frame, wording)
    return Line(
        indicator.id, indicator.number, indicator.title, indicator.clause, indicator.source, indicator.out_of,
        points, low, high, because, inputs_of(bound, indicator, wording), awaits,
    )  # fmt: skip


def _points(value: Any, least: Number, most: Number) -> tuple[Number | None, Number, Number]:
    """Points, and what they can still become; an unknown end is the rule's own."""
    if not is_unknown(value):
        return value, value, value
    low, high = bounds(value)
    return None, least if low is None else max(low, least), most if high is None else min(high, most)


def inputs_of(bound: Bound, indicator: Indicator, wording: BoundWording) -> tuple[Input, ...]:
    """The answers and facts the points of an indicator rest on, in the order of the form."""
    return tuple(
        Input(asked.id, wording.label(asked), wording.shown(asked), wording.is_pending(asked))
        for asked in (bound.form.fields[name] for name in bound.form.inputs_of.get(indicator.id, ()))
    )

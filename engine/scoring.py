"""The scoresheet: every line with its points, its number and clause, its inputs and the reckoning that gave it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.binding import Bound
from engine.form import YEARS, Group, Indicator
from engine.values import Number, awaits_authority, bounds, is_unknown
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
    """The sum of a group; `reached` tells whether its minimum is met (None: not known yet, or no minimum). `lines` are all
    of it, also those of the `groups` it is made of."""

    id: str
    title: str
    out_of: Number
    points: Number | None
    low: Number
    high: Number
    minimum: Number | None
    reached: bool | None
    lines: tuple[Line, ...]
    groups: tuple["GroupTotal", ...] = ()


@dataclass(frozen=True, slots=True)
class Scoresheet:
    """The whole score: certain points so far (`low`), the most that can still be reached (`high`).

    `awaiting_authority` are the points only the authorities can still give, `without_authority` what the rest comes to
    (None while some of it is pending); `told` says both in words.
    """

    out_of: Number
    points: Number | None
    low: Number
    high: Number
    groups: tuple[GroupTotal, ...]
    awaiting_authority: Number = 0
    without_authority: Number | None = None
    told: str = ""

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
    certain, possible = _without_authority(groups)
    without = points if points is not None else certain if certain == possible else None
    told = _told(groups, points, (certain, possible), wording)
    return Scoresheet(scorecard.out_of, points, low, high, groups, awaiting, without, told)


def _without_authority(groups: tuple[GroupTotal, ...]) -> tuple[Number, Number]:
    """The least and the most of all that does not wait for the authorities; of what does, only what is certain counts."""
    low: Number = 0
    high: Number = 0
    for group in groups:
        spans = (
            [_without_authority(group.groups)]
            if group.groups
            else [_certain(line) if line.awaits_authority else (line.low, line.high) for line in group.lines]
        )
        low += min(sum(least for least, _ in spans), group.out_of)
        high += min(sum(most for _, most in spans), group.out_of)
    return low, high


def _certain(line: Line) -> tuple[Number, Number]:
    """What a pending line gives at any rate: 0 where it may still give points or take some away."""
    certain = max(line.low, min(0, line.high))
    return certain, certain


def _told(
    groups: tuple[GroupTotal, ...],
    points: Number | None,
    span: tuple[Number, Number],
    wording: BoundWording,
) -> str:
    """The score in words, with what the authorities have yet to give left out and named."""
    if points is not None:
        return wording.word("points", points=wording.number(points))
    low, high = (wording.number(each) for each in span)
    certain = span[0] == span[1]
    said = wording.word("points", points=low) if certain else wording.word("score_so_far", low=low, high=high)
    parts = [
        wording.word("score_part", title=title, points=wording.number(awaited))
        for group in groups
        for title, awaited in _awaited(group)
    ]
    listed = wording.word("list_comma").join(parts)
    return wording.word("score_without", score=said, parts=listed) if parts else said


def _awaited(group: GroupTotal) -> list[tuple[str, Number]]:
    """What of a group waits for the authorities: the group itself where all its lines do, else those lines."""
    found = [(line.title, line.high - line.low) for line in group.lines if line.awaits_authority]
    whole = len(found) > 1 and len(found) == len(group.lines)
    return [(group.title, sum(points for _, points in found))] if whole else found


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
    groups = tuple(_group(bound, each, wording, kept) for each in group.groups)
    lines = (
        tuple(line for each in groups for line in each.lines)
        if groups
        else tuple(kept.get(each.id) or _line(bound, each, wording) for each in group.indicators)
    )
    points, low, high = _points(bound.frame[group.slot], _least(group), group.out_of)
    reached = None
    if group.minimum is not None:
        reached = True if low >= group.minimum else False if high < group.minimum else None
    return GroupTotal(
        group.id, group.title, group.out_of, points, low, high, group.minimum, reached, lines, groups
    )


def _least(group: Group) -> Number:
    """The fewest points a group can come to: indicators may also take points away."""
    return sum(indicator.rule.range[0] for indicator in group.indicators)


def _line(bound: Bound, indicator: Indicator, wording: BoundWording) -> Line:
    value = bound.frame[indicator.slot]
    points, low, high = _points(value, *indicator.rule.range)
    awaits = awaits_authority(value)
    because = (
        wording.awaited(indicator.rule.slots) if awaits else indicator.rule.explain(bound.frame, wording)
    )
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

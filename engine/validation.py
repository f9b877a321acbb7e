"""What is wrong with the answers, or missing from them: the problems of one bound form."""

from collections.abc import Iterator
from typing import Any

from engine.binding import Bound
from engine.expression.types import SeriesType
from engine.form import Check, Field
from engine.problems import Problem
from engine.values import is_missing


def validate(bound: Bound, filled_by: str = "enterprise") -> tuple[Problem, ...]:
    """All problems, in the order of the form: unreadable or wrong answers, missing ones, broken checks."""
    frame = bound.frame
    found: list[Problem] = []
    for asked in bound.form.fields.values():
        if asked.visible_slot is not None and frame[asked.visible_slot] is not True:
            continue
        if asked.fact or asked.computed is not None:
            owed = asked.required and asked.fact and not asked.by_authority
            if owed and is_missing(frame[asked.value_slot]):
                found.append(Problem("required_fact", asked.id))
            continue
        if asked.filled_by != filled_by:
            continue
        value, problems, gaps = frame[asked.read_slot]
        if problems or gaps:
            found.extend(each.at(asked.id) for each in (*problems, *gaps))
        if asked.required or asked.required_slot is not None:
            found.extend(_missing(bound, asked, value))
    for check in bound.form.checks:
        if frame[check.slot] is not True:
            found.extend(_broken(bound, check, filled_by))
    return tuple(found)


def _missing(bound: Bound, asked: Field, value: Any) -> Iterator[Problem]:
    if bound.is_required(asked):
        for each in asked.type.lacks(value, bound.years):
            yield each.at(asked.id)


def _broken(bound: Bound, check: Check, filled_by: str) -> Iterator[Problem]:
    """What a check says at those of its fields that `filled_by` sees."""
    outcome = bound.frame[check.slot]
    fields = (bound.form.fields[name] for name in check.at)
    shown = [each.id for each in fields if each.filled_by == filled_by and bound.is_visible(each)]
    if not shown:
        return
    type_ = check.ensure.expression.type
    if isinstance(outcome, tuple) and isinstance(type_, SeriesType):
        for place, truth in enumerate(outcome):
            if truth is False:
                year = bound.years.calendar(type_.first + place)
                for name in shown:
                    yield Problem("check", name, year=year, text=check.message, blocks=check.blocks)
    elif outcome is False:
        for name in shown:
            yield Problem("check", name, text=check.message, blocks=check.blocks)

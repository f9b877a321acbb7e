"""Answers of an earlier record that fit another form: last year's columns move up, what no longer fits stays behind.

Fields correspond by their id. Nothing is guessed: an answer is carried only where both forms ask for the same kind of
thing in the same unit and the new form takes it as it is.
"""

from collections.abc import Mapping
from typing import Any

from engine.binding import Bound
from engine.fields.base import FieldType, Years
from engine.fields.yearly import Yearly
from engine.form import Field, Form
from engine.json_value import Json

_NEVER = frozenset({"attachment", "declaration"})
"""Kinds that are given anew each time: papers are handed in for one record, a promise is made for one record."""


def carry(earlier: Bound, form: Form, years: Years) -> Mapping[str, Json]:
    """The answers of `earlier` that `form` takes over in a record that speaks of `years`, as JSON to store."""
    found: dict[str, Json] = {}
    for name, asked in form.fields.items():
        before = earlier.form.fields.get(name)
        if before is None or not _is_carried(asked) or not _is_carried(before):
            continue
        if not earlier.is_visible(before) or not _is_alike(before.type, asked.type):
            continue
        written = before.type.write(earlier.read(name).value, earlier.years)
        fitting = _fitting(asked.type, written, years)
        if fitting is not None:
            found[name] = fitting
    return found


def _is_carried(asked: Field) -> bool:
    return asked.answered_by_person and asked.filled_by == "enterprise" and _kind(asked.type) not in _NEVER


def _kind(type_: FieldType) -> str:
    return type_.cell.kind if isinstance(type_, Yearly) else type_.kind


def _is_alike(before: FieldType, now: FieldType) -> bool:
    """Whether two types hold the same kind of answer, number for number."""
    if isinstance(before, Yearly) or isinstance(now, Yearly):
        return isinstance(before, Yearly) and isinstance(now, Yearly) and _is_alike(before.cell, now.cell)
    unit: Any = getattr(before, "unit", None)
    return before.kind == now.kind and unit == getattr(now, "unit", None)


def _fitting(type_: FieldType, written: Json, years: Years) -> Json:
    """What the new form takes of an answer: of a yearly one the years it asks for, else all or nothing."""
    if isinstance(type_, Yearly) and isinstance(written, Mapping):
        asked = {str(years.calendar(place)) for place in range(1, type_.count + 1) if years.applies(place)}
        written = {year: each for year, each in written.items() if year in asked} or None
    if written is None or type_.read(written, years).problems:
        return None
    return written

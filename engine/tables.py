"""Exports: one row a submission, as many cells as the form has columns."""

from collections.abc import Iterator
from typing import Any

from engine.binding import Bound
from engine.fields.base import Cell, Column
from engine.form import Field, Form
from engine.values import Cause


def columns(form: Form) -> tuple[Column, ...]:
    """The columns of a form, in the order of its sections."""
    return tuple(column for asked in _asked(form) for column in asked.type.columns(asked.id, asked.label))


def row(bound: Bound) -> tuple[Cell, ...]:
    """The cells of a bound form: what was not asked for is empty."""
    return tuple(cell for asked in _asked(bound.form) for cell in asked.type.cells(_value(bound, asked)))


def _value(bound: Bound, asked: Field) -> Any:
    return bound.value(asked.id) if bound.is_visible(asked) else asked.type.missing(Cause.HIDDEN)


def _asked(form: Form) -> Iterator[Field]:
    """Every field that has an answer, in the order of the sections, what an option asks for behind its choice."""
    children: dict[str, list[Field]] = {}
    for asked in form.fields.values():
        if asked.parent is not None:
            children.setdefault(asked.parent[0], []).append(asked)
    for section in form.sections:
        waiting = [form.fields[name] for name in section.fields]
        while waiting:
            asked = waiting.pop(0)
            waiting[:0] = children.get(asked.id, [])
            if asked.type.answerable:
                yield asked

"""Exports: one row a submission, as many cells as the form has columns."""

from engine.binding import Bound
from engine.fields.base import Cell, Column
from engine.form import Form


def columns(form: Form) -> tuple[Column, ...]:
    """The columns of a form, in the order of its sections."""
    return tuple(
        column
        for section in form.sections
        for name in section.fields
        if form.fields[name].type.answerable
        for column in form.fields[name].type.columns(name, form.fields[name].label)
    )


def row(bound: Bound) -> tuple[Cell, ...]:
    """The cells of a bound form: what was not asked for is empty."""
    form = bound.form
    return tuple(
        cell
        for section in form.sections
        for name in section.fields
        if form.fields[name].type.answerable
        for cell in form.fields[name].type.cells(bound.value(name))
    )

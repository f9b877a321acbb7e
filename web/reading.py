"""What was answered, to be read and printed: labels and values, tables as tables, files as links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from engine.fields.base import FieldType
from engine.fields.fixed_table import FixedTable
from engine.fields.identifier import ID_CARD
from engine.fields.table import Table
from engine.fields.yearly import Yearly
from engine.presentation import FormView, SectionView
from engine.rendering import render_field, render_yearly_group
from engine.view import FieldView
from engine.widgets.controls import as_text
from web.masking import mask_number
from web.services.fillings import Filling, edited, own_sections


@dataclass(frozen=True)
class File:
    """A file that was handed in."""

    id: str
    name: str
    size: int


@dataclass(frozen=True)
class Line:
    """A label and its value in words; None where nothing was answered. Files stand for themselves."""

    label: str
    text: str | None
    files: tuple[File, ...] = ()
    field: str = ""


@dataclass(frozen=True)
class Part:
    """Lines that follow one another, or a table as HTML."""

    lines: tuple[Line, ...] = ()
    html: Markup | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadSection:
    """A section to be read."""

    title: str
    parts: tuple[Part, ...]
    id: str = ""


def sections(
    view: FormView, words: Mapping[str, str] | None = None, *, masks: bool = False
) -> tuple[ReadSection, ...]:
    """The sections the enterprise filled, with everything it was asked; what stands in `words` as it was shown then.
    Personal numbers are hidden where it `masks`."""
    return tuple(read_section(each, words, masks=masks) for each in own_sections(view))


def read_section(
    section: SectionView, words: Mapping[str, str] | None = None, *, masks: bool = False
) -> ReadSection:
    """One section to be read."""
    return ReadSection(section.title, tuple(_parts(section, words or {}, masks)), section.id)


def is_personal(kind: FieldType) -> bool:
    """Whether the values of a type are numbers of people: their telephones, their identity cards."""
    return kind.kind == "phone" or getattr(kind, "scheme", "") == ID_CARD


def answer_lines(filling: Filling, answers: Mapping[str, Any]) -> tuple[Line, ...]:
    """Answers that were sent and could not be saved, in words."""
    bound = edited(filling.bound, answers)
    lines = []
    for name in answers:
        asked = bound.form.fields[name]
        shown = asked.type.show(bound.read(name).value, years=bound.years)
        lines.append(Line(asked.label, shown or as_text(answers[name]) or None))
    return tuple(lines)


def _parts(section: SectionView, words: Mapping[str, str], masks: bool) -> Iterator[Part]:
    lines: list[Line] = []
    yearly: list[FieldView] = []
    for view in _visible(section.fields):
        grid = isinstance(view.type, Yearly | Table | FixedTable)
        if lines and grid:
            yield Part(tuple(lines))
            lines = []
        if yearly and not isinstance(view.type, Yearly):
            yield _group(yearly)
            yearly = []
        if isinstance(view.type, Yearly):
            yearly.append(_bare(view))
        elif grid:
            yield Part(html=render_field(_bare(view)), fields=(view.id,))
        else:
            lines.append(_line(view, words, masks))
    if yearly:
        yield _group(yearly)
    if lines:
        yield Part(tuple(lines))


def _group(yearly: list[FieldView]) -> Part:
    return Part(html=render_yearly_group(yearly), fields=tuple(each.id for each in yearly))


def _visible(views: Iterable[FieldView]) -> Iterator[FieldView]:
    for view in views:
        if view.visible and view.type.answerable:
            yield view
            for several in view.asks.values():
                yield from _visible(several)


def _bare(view: FieldView) -> FieldView:
    """A field as it stands on paper: nothing to fill, nothing to explain."""
    return replace(view, readonly=True, required=False, help="", used_by=(), problems=(), source="")


def _line(view: FieldView, words: Mapping[str, str], masks: bool) -> Line:
    if view.id in words:
        return Line(view.label, words[view.id], field=view.id)
    if view.type.kind == "attachment":
        return Line(view.label, None, tuple(_files(view)), view.id)
    text = view.type.show(view.value, view.language, view.years) or None
    if text and masks and is_personal(view.type):
        text = mask_number(text)
    return Line(view.label, text, field=view.id)


def _files(view: FieldView) -> Iterator[File]:
    for each in view.value if isinstance(view.value, tuple) else ():
        ident, name, size, _ = each
        yield File(ident, name, size)

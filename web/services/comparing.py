"""What is another in a form that was filled again: field by field, row by row, year by year, with labels and values as
they are shown. It knows bound forms alone, and serves the enterprise's pages and the officers' alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from engine.binding import Bound
from engine.fields.fixed_table import FixedTable
from engine.fields.table import Table
from engine.fields.yearly import Yearly
from engine.form import Field, Section
from engine.widgets.controls import as_text
from web import messages_comparing as messages

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Difference:
    """One thing that is another: the field, with its section and label; `place` says where in it (a year, a row with its
    column), '' for the field as a whole; what was there before, and what is there now ('' for nothing)."""

    field: str
    section: str
    section_title: str
    label: str
    place: str
    before: str
    after: str


def compare(before: Bound, after: Bound) -> tuple[Difference, ...]:
    """What is another in `after`, in the order of its form; what its form asks for no longer stands at the end. Answers
    and facts count, what follows from them does not."""
    names = dict.fromkeys((*after.form.fields, *before.form.fields))
    found: list[Difference] = []
    for name in names:
        asked = after.form.fields.get(name) or before.form.fields[name]
        if asked.answered_by_person or asked.fact:
            section = _section(after if name in after.form.fields else before, asked)
            if section is not None:
                found += _of_field(before, after, asked, section)
    places = {each.id: place for place, each in enumerate((*after.form.sections, *before.form.sections))}
    return tuple(sorted(found, key=lambda each: places[each.section]))


def changed_fields(differences: Sequence[Difference]) -> frozenset[str]:
    """The fields that are others."""
    return frozenset(each.field for each in differences)


def _of_field(before: Bound, after: Bound, asked: Field, section: Section) -> Iterator[Difference]:
    sides = before.form.fields.get(asked.id), after.form.fields.get(asked.id)
    if all(each is not None and type(each.type) is Table for each in sides):
        several = _rows(before, after, asked.id)
    else:
        several = _parts_apart(*(_parts(one, side) for one, side in zip((before, after), sides, strict=True)))
    for place, old, new in several:
        yield Difference(asked.id, section.id, section.title, asked.label, place, old, new)


def _parts_apart(before: Texts, after: Texts) -> Iterator[tuple[str, str, str]]:
    for place in dict.fromkeys((*after, *before)):
        old, new = before.get(place, ""), after.get(place, "")
        if old != new:
            yield place, old.partition(_MARK)[0], new.partition(_MARK)[0]


_MARK = "\0"
"""What stands behind it tells two files of one name apart, and is not shown."""


def _parts(bound: Bound, asked: Field | None) -> Texts:
    """The values of a field by their place in it; nothing where it is not asked for."""
    if asked is None or not bound.is_visible(asked):
        return {}
    kind, value = asked.type, bound.read(asked.id).value
    if isinstance(kind, Yearly) and isinstance(value, tuple):
        return {
            messages.year(bound.years.calendar(place)): kind.cell.show(each)
            for place, each in enumerate(value, 1)
        }
    if isinstance(kind, FixedTable) and isinstance(value, tuple):
        return {
            messages.cell(row.title, column.label): column.show(cell)
            for row, cells in zip(kind.rows, value, strict=False)
            for column, cell in zip(row.columns, cells, strict=False)
        }
    if kind.kind == "attachment" and isinstance(value, tuple):
        return {"": kind.show(value) + _MARK + " ".join(str(each[0]) for each in value)}
    if isinstance(kind, Table):
        return {"": kind.show(value)}
    raw = (bound.facts if asked.fact else bound.answers).get(asked.id)
    return {"": kind.show(value, years=bound.years) or as_text(raw)}


def _section(bound: Bound, asked: Field) -> Section | None:
    """The section a field stands in; a fact is told where it is shown, if it is shown anywhere."""
    sections = bound.form.sections
    return next((each for each in sections if each.id == asked.section or asked.id in each.fields), None)


# --- Tables ----------------------------------------------------------------------------------------------------


def _rows(before: Bound, after: Bound, name: str) -> Iterator[tuple[str, str, str]]:
    """Rows that are the same stand for themselves, wherever they moved among others; those between them are compared one
    by one, and what is left was added or removed."""
    old, new = _texts(before, name), _texts(after, name)
    labels = [each.label for each in _table(after, name).table_columns]
    same_columns = labels == [each.label for each in _table(before, name).table_columns]
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind == "equal":
            continue
        both = min(last - first, end - start) if same_columns else 0
        for place in range(both):
            yield from _cells(start + place + 1, labels, old[first + place], new[start + place])
        for place in range(first + both, last):
            yield messages.row_removed(place + 1), _line(old[place]), ""
        for place in range(start + both, end):
            yield messages.row_added(place + 1), "", _line(new[place])


def _cells(
    number: int, labels: Sequence[str], old: Sequence[str], new: Sequence[str]
) -> Iterator[tuple[str, str, str]]:
    for label, one, other in zip(labels, old, new, strict=True):
        if one != other:
            yield messages.row_cell(number, label), one, other


def _line(cells: Sequence[str]) -> str:
    return messages.BETWEEN.join(each for each in cells if each)


def _table(bound: Bound, name: str) -> Table:
    kind = bound.form.fields[name].type
    if not isinstance(kind, Table):
        raise TypeError(f"{name} is no table")
    return kind


def _texts(bound: Bound, name: str) -> list[tuple[str, ...]]:
    """The rows of a table, each as its cells are shown."""
    asked, value = bound.form.fields[name], bound.read(name).value
    if not bound.is_visible(asked) or not isinstance(value, tuple):
        return []
    columns = _table(bound, name).table_columns
    return [_shown(columns, row) for row in value]


def _shown(columns: Sequence[Any], row: Any) -> tuple[str, ...]:
    return tuple(column.show(cell) for column, cell in zip(columns, row, strict=True))

"""Tables of inputs: rows of columns, and yearly figures with a column a year."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from engine.fields.fixed_table import FixedTable
from engine.fields.reading import is_blank_json
from engine.fields.table import Table
from engine.fields.table_columns import TableColumn, total_of
from engine.fields.words import word
from engine.fields.yearly import Yearly, raw_of_year, year_name
from engine.values import NOT_APPLICABLE, is_missing
from engine.view import FieldView
from engine.widgets.controls import Control, as_text, render_control, shown_or_missing
from engine.widgets.naming import Told, input_id, row_name, state_of, told

NEW_ROW = "__row__"
"""What stands for the number in the row that is copied when one is added."""


@dataclass(frozen=True, slots=True)
class YearCell:
    """One year of one field: an input, a figure, or nothing where the year does not apply. `others` are the answers of
    years that are not asked for; they are posted back, so that nothing is lost."""

    html: Markup | None
    text: str = ""
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of a table: `number` is its number or id in the names of its inputs, `heading` stands before it and those
    that follow, `marks` are what it says of itself."""

    number: str
    id: str
    title: str
    cells: tuple[tuple[Markup, ...], ...]
    help: str = ""
    errors: tuple[Told, ...] = ()
    heading: str = ""
    marks: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """How the row is marked."""
        return state_of(self.errors)


def year_headings(view: FieldView, count: int) -> tuple[tuple[str, str], ...]:
    """The id and the words of the heading of each year."""
    years = range(1, count + 1)
    return tuple(
        (f"{view.html_id}-year-{view.years.calendar(each)}", year_name(each, view.years, view.language))
        for each in years
    )


def year_cells(view: FieldView, headings: Sequence[str], described_by: str) -> tuple[YearCell, ...]:
    """A cell for each heading; `headings` are their ids."""
    kind = view.type
    if not isinstance(kind, Yearly):
        raise TypeError("only a yearly field has a column of years")
    cells = [
        _year_cell(view, kind, offset, heading, described_by) for offset, heading in enumerate(headings, 1)
    ]
    others = () if view.fixed or view.readonly else _other_years(view, kind)
    first = cells[0]
    return (YearCell(first.html, first.text, others), *cells[1:])


def _year_cell(view: FieldView, kind: Yearly, offset: int, heading: str, described_by: str) -> YearCell:
    if offset > kind.count:
        return YearCell(None)
    values = view.value if isinstance(view.value, tuple) else (view.value,) * kind.count
    value = NOT_APPLICABLE if not view.years.applies(offset) else values[offset - 1]
    if view.fixed or view.readonly or not view.years.applies(offset):
        return YearCell(None, shown_or_missing(kind.cell, value, view.years, view.language))
    calendar = view.years.calendar(offset)
    state = state_of(told(view, (each for each in view.problems if each.year in (calendar, None))))
    name = f"{view.id}.{calendar}"
    control = Control(
        kind.cell,
        name,
        input_id(name),
        raw_of_year(view.raw, view.years, offset) if isinstance(view.raw, Mapping) else None,
        value,
        view.years,
        view.language,
        labelled_by=f"{view.html_id}-label {heading}",
        described_by=described_by,
        required=view.required,
        invalid=state == "field--error",
        warned=state == "field--warning",
        compact=True,
    )
    return YearCell(render_control(control))


def _other_years(view: FieldView, kind: Yearly) -> tuple[tuple[str, str], ...]:
    """What was answered for years that have no input on the page."""
    if not isinstance(view.raw, Mapping):
        return ()
    offsets = (each for each in range(1, kind.count + 1) if view.years.applies(each))
    asked = {str(each) for offset in offsets for each in (offset, view.years.calendar(offset))}
    kept = ((key, each) for key, each in view.raw.items() if key not in asked and not is_blank_json(each))
    return tuple((f"{view.id}.{key}", as_text(each)) for key, each in kept)


def raw_rows(view: FieldView, kind: Table) -> list[Mapping[str, Any]]:
    """The rows to show: those answered, and as many blank ones as the form asks for at least (never none)."""
    stored = kind.write(view.value, view.years) if view.raw is None else view.raw
    rows: list[Mapping[str, Any]] = []
    if isinstance(stored, list | tuple):
        rows = [each if isinstance(each, Mapping) else {} for each in stored]
    missing = max(kind.min_rows, 1) - len(rows)
    return rows + [{}] * missing


def table_rows(view: FieldView) -> tuple[GridRow, ...]:
    """The rows of a table with their controls."""
    kind = view.type
    if isinstance(kind, FixedTable):
        given = view.raw if isinstance(view.raw, Mapping) else kind.write(view.value, view.years)
        stored = given if isinstance(given, Mapping) else {}
        return tuple(
            replace(
                _row(view, row.columns, row.id, row.title, stored.get(row.id)),
                help=row.help,
                heading=row.heading,
                marks=row.marks,
            )
            for row in kind.rows
        )
    if not isinstance(kind, Table):
        return ()
    rows = enumerate(raw_rows(view, kind))
    return tuple(
        _row(view, kind.table_columns, index, row_name(kind, index, view.language), raw)
        for index, raw in rows
    )


def parts_of(rows: Sequence[GridRow]) -> tuple[tuple[str, tuple[GridRow, ...]], ...]:
    """The rows under each heading; "" for those before the first."""
    parts: list[tuple[str, tuple[GridRow, ...]]] = []
    for row in rows:
        if row.heading or not parts:
            parts.append((row.heading, ()))
        heading, several = parts[-1]
        parts[-1] = (heading, (*several, row))
    return tuple(parts)


def new_row(view: FieldView) -> GridRow | None:
    """The row that is copied when one is added."""
    if not isinstance(view.type, Table):
        return None
    return _row(view, view.type.table_columns, NEW_ROW, word("new_row", view.language), {})


def _row(
    view: FieldView,
    columns: Sequence[TableColumn],
    number: int | str,
    title: str,
    raw: Any,
) -> GridRow:
    row = raw if isinstance(raw, Mapping) else {}
    wrong = told(view, (each for each in view.problems if each.row == number))
    named = f"{view.html_id}-row-{number}"
    cells = tuple(_cell(view, column, number, named, row.get(column.id)) for column in columns)
    return GridRow(str(number), named, title, cells, errors=wrong)


def _cell(
    view: FieldView, column: TableColumn, number: int | str, row_id: str, raw: Any
) -> tuple[Markup, ...]:
    """The controls of a cell: one, or as many as the column repeats."""
    mine = [each for each in view.problems if each.row == number and each.column in (column.id, None)]
    state = state_of(told(view, mine))
    questions = isinstance(view.type, FixedTable) and view.type.questions
    error = f"{row_id if questions else view.html_id}-error" if mine else ""
    controls = []
    for name, each, label in _places(view, column, number, raw):
        control = Control(
            column.type,
            name,
            input_id(name),
            each,
            column.type.read(each, view.years).value,
            view.years,
            view.language,
            label,
            "" if label else _labelled_by(view, column, row_id, questions),
            error,
            column.required,
            state == "field--error",
            compact=not questions,
            warned=state == "field--warning",
        )
        controls.append(render_control(control))
    return tuple(controls)


def _places(
    view: FieldView, column: TableColumn, number: int | str, raw: Any
) -> Iterator[tuple[str, Any, str]]:
    """The name, the answer and (where a cell holds several) the label of each control of a cell."""
    name = f"{view.id}.{number}.{column.id}"
    if column.repeat == 1:
        yield name, raw, ""
        return
    several = raw if isinstance(raw, list | tuple) else [raw]
    for place in range(1, max(column.repeat, len(several)) + 1):
        label = word("of_place", view.language, label=column.label, n=place)
        yield f"{name}.{place}", several[place - 1] if place <= len(several) else None, label


def _labelled_by(view: FieldView, column: TableColumn, row_id: str, questions: bool) -> str:
    if not questions:
        return f"{row_id} {view.html_id}-column-{column.id}"
    alone = isinstance(view.type, FixedTable) and len(view.type.table_columns) == 1
    return row_id if alone else f"{row_id} {row_id}-{column.id}"


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row that is only shown."""

    title: str
    cells: tuple[str, ...]
    heading: str = ""
    marks: tuple[str, ...] = ()


def shown_rows(view: FieldView) -> tuple[ShownRow, ...]:
    """The rows of a table that is only shown."""
    kind = view.type
    if not isinstance(kind, Table | FixedTable) or not isinstance(view.value, tuple):
        return ()
    found = []
    for index, row in enumerate(view.value):
        fixed = kind.rows[index] if isinstance(kind, FixedTable) else None
        columns = kind.table_columns if fixed is None else fixed.columns
        cells = tuple(column.show(cell, view.language) for column, cell in zip(columns, row, strict=False))
        title = row_name(kind, index if fixed is None else fixed.id, view.language)
        shown = ShownRow(title, cells)
        found.append(shown if fixed is None else replace(shown, heading=fixed.heading, marks=fixed.marks))
    return tuple(found)


def totals(view: FieldView) -> Mapping[str, str]:
    """The total of each column that has one, by the column's id; a dash while a cell of it is missing."""
    kind = view.type
    if not isinstance(kind, Table | FixedTable):
        return {}
    value = view.value if is_missing(view.counted) else view.counted
    rows = value if isinstance(value, tuple) else ()
    sums = {
        column.id: (column, total_of(column, [row[place] for row in rows]))
        for place, column in enumerate(kind.table_columns)
        if column.total
    }
    return {
        ident: "—" if is_missing(total) else column.type.show(total, view.language)
        for ident, (column, total) in sums.items()
    }

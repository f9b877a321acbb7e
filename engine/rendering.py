"""A field as HTML: label, hint, error and input in this order; without JavaScript, inline script or inline style."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from engine.fields.base import FieldType
from engine.fields.choice import Choice
from engine.fields.declaration import Declaration
from engine.fields.fixed_table import FixedTable
from engine.fields.note import Note
from engine.fields.numeric import Numeric
from engine.fields.table import Table
from engine.fields.table_columns import TableColumn
from engine.fields.words import word
from engine.fields.yearly import Yearly
from engine.view import FieldView
from engine.widgets.controls import Control, as_text, render_control, shown_or_missing
from engine.widgets.environment import render
from engine.widgets.grids import (
    GridRow,
    YearCell,
    new_row,
    parts_of,
    shown_rows,
    table_rows,
    totals,
    year_cells,
    year_headings,
)
from engine.widgets.naming import Told, input_id, problem_message, problem_target, state_of, told

__all__ = [
    "input_id",
    "problem_message",
    "problem_target",
    "render_field",
    "render_messages",
    "render_yearly_group",
    "render_yearly_row",
]


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a control, as the templates need it."""

    view: FieldView

    def word(self, key: str, **blanks: object) -> str:
        return word(key, self.view.language, **blanks)

    @property
    def kind(self) -> FieldType:
        return self.view.type

    @property
    def shown(self) -> bool:
        """Whether the field is only shown, not asked."""
        return self.view.fixed or self.view.readonly

    @property
    def grouped(self) -> bool:
        return self.kind.grouped and not self.shown

    @property
    def role(self) -> str:
        """Radio buttons say together that they are required and wrong."""
        radio = self.kind.kind == "yes_no" or isinstance(self.kind, Choice)
        return "radiogroup" if radio and self.grouped else ""

    @property
    def input_id(self) -> str:
        return input_id(self.view.id)

    @property
    def questions(self) -> bool:
        return isinstance(self.kind, FixedTable) and self.kind.questions and not self.shown

    @property
    def unit(self) -> str:
        kind = self.kind.cell if isinstance(self.kind, Yearly) else self.kind
        return kind.unit_label if isinstance(kind, Numeric) else ""

    @property
    def errors(self) -> tuple[Told, ...]:
        """The messages. Where each row is a question of its own, a row's messages stand there."""
        return told(
            self.view, (each for each in self.view.problems if each.row is None or not self.questions)
        )

    @property
    def invalid(self) -> bool:
        """Whether a message blocks."""
        return any(each.blocks for each in self.errors)

    @property
    def state(self) -> str:
        """How the whole field is marked."""
        return state_of(told(self.view, self.view.problems))

    @property
    def described_by(self) -> str:
        """The ids of the hint and of the error, where there are such."""
        parts = [f"{self.view.html_id}-hint"] if self.view.help else []
        if self.errors:
            parts.append(f"{self.view.html_id}-error")
        if self.kind.kind == "attachment" and not self.shown:
            parts.append(f"{self.input_id}-files")
        return " ".join(parts)

    @property
    def text(self) -> str:
        """The value of a field that is only shown."""
        return shown_or_missing(self.kind, self.view.value, self.view.years, self.view.language)

    @property
    def missing(self) -> bool:
        return not self.kind.show(self.view.value, self.view.language, self.view.years)

    @property
    def conflict(self) -> str:
        """The other value of a field that was changed twice, as people read it."""
        read = self.kind.read(self.view.conflict, self.view.years)
        shown = self.kind.show(read.value, self.view.language, self.view.years)
        return shown or as_text(self.view.conflict) or self.word("nothing")

    @property
    def columns(self) -> tuple[TableColumn, ...]:
        return self.kind.table_columns if isinstance(self.kind, Table | FixedTable) else ()


@dataclass(frozen=True, slots=True)
class YearlyRow:
    """A yearly field as a row of a table."""

    frame: Frame
    cells: tuple[YearCell, ...]


def render_field(view: FieldView) -> Markup:
    """A field with everything around it."""
    frame = Frame(view)
    if isinstance(view.type, Yearly):
        return _render_yearly(frame)
    if isinstance(view.type, Table | FixedTable):
        return _render_table(frame)
    if isinstance(view.type, Note):
        return render("note", f=frame)
    if isinstance(view.type, Declaration) and not frame.shown:
        return render("declaration", f=frame)
    control = Markup() if frame.shown else render_control(_control(frame))
    return render("_field", f=frame, control=control)


def render_yearly_group(views: Sequence[FieldView]) -> Markup:
    """Yearly fields that follow one another as one table, a row a field and a column a year."""
    headings = _group_headings(views)
    rows = [_yearly_row(view, headings) for view in views]
    shown = all(row.frame.shown for row in rows)
    return render("_yearly_group", rows=rows, headings=headings, shown=shown, language=views[0].language)


def render_yearly_row(view: FieldView, views: Sequence[FieldView]) -> Markup:
    """The row of one field in the table that `render_yearly_group` makes of `views`."""
    headings = _group_headings(views)
    return render("_yearly_row", row=_yearly_row(view, headings), headings=headings)


def _group_headings(views: Sequence[FieldView]) -> tuple[tuple[str, str], ...]:
    return year_headings(views[0], max(view.type.count for view in views if isinstance(view.type, Yearly)))


def _yearly_row(view: FieldView, headings: Sequence[tuple[str, str]]) -> YearlyRow:
    frame = Frame(view)
    return YearlyRow(frame, year_cells(view, [ident for ident, _ in headings], frame.described_by))


def render_messages(view: FieldView) -> Markup:
    """What stands inside the element that tells what is wrong with a field; empty where nothing is."""
    return render("_messages", errors=Frame(view).errors)


def _render_yearly(frame: Frame) -> Markup:
    count = frame.kind.count if isinstance(frame.kind, Yearly) else 0
    headings = year_headings(frame.view, count)
    cells = year_cells(frame.view, [ident for ident, _ in headings], frame.described_by)
    return render("_field", f=frame, control=render("yearly", f=frame, headings=headings, cells=cells))


def _render_table(frame: Frame) -> Markup:
    if frame.shown:
        shown = render("_shown_table", f=frame, rows=shown_rows(frame.view), totals=totals(frame.view))
        return render("_field", f=frame, control=shown)
    rows: tuple[GridRow, ...] = table_rows(frame.view)
    name = "_questions" if frame.questions else "table"
    parts = parts_of(rows)
    control = render(
        name, f=frame, rows=rows, parts=parts, new=new_row(frame.view), totals=totals(frame.view)
    )
    return render("_field", f=frame, control=control)


def _control(frame: Frame) -> Control:
    view = frame.view
    alone = not frame.grouped or view.type.kind == "region"
    return Control(
        view.type,
        view.id,
        frame.input_id,
        view.raw,
        view.value,
        view.years,
        view.language,
        described_by=frame.described_by if alone else "",
        required=view.required and alone,
        invalid=any(each.blocks for each in view.problems) and (alone or view.type.kind == "choices"),
        warned=frame.state == "field--warning",
        asks={
            option: Markup().join(render_field(each) for each in asked) for option, asked in view.asks.items()
        },
        beside=view.beside,
    )

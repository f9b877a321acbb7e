"""What a problem is told of: the label with its year, row and column, and the input it can be mended at."""

from collections.abc import Iterable
from dataclasses import dataclass

from engine.fields.base import FieldType
from engine.fields.fixed_table import FixedTable
from engine.fields.table import Table
from engine.fields.table_columns import TableColumn
from engine.fields.words import word
from engine.fields.yearly import Yearly
from engine.problems import Problem
from engine.view import FieldView


@dataclass(frozen=True, slots=True)
class Told:
    """A message at a field, and whether it stands in the way of submitting."""

    text: str
    blocks: bool

    @property
    def mark(self) -> str:
        return "" if self.blocks else "field__warning"


def told(view: FieldView, problems: Iterable[Problem]) -> tuple[Told, ...]:
    """The messages of problems, each once; those that do not block come last."""
    ordered = sorted(problems, key=lambda each: not each.blocks)
    return tuple(dict.fromkeys(Told(problem_message(view, each), each.blocks) for each in ordered))


def state_of(messages: Iterable[Told]) -> str:
    """How what the messages stand at is marked: as wrong, as to be looked at again, or not at all."""
    blocking = [each.blocks for each in messages]
    return "field--error" if any(blocking) else "field--warning" if blocking else ""


def input_id(name: str) -> str:
    """The id of the (first) input that is posted under `name`."""
    return "input-" + name.replace(".", "-")


def problem_message(view: FieldView, problem: Problem) -> str:
    """The sentence to show for a problem of a field."""
    return problem.message(problem_label(view.type, view.name, problem, view.language), view.language)


def problem_label(kind: FieldType, label: str, problem: Problem, language: str = "zh") -> str:
    """The field's label with the year, the row and the column a problem speaks of."""
    if problem.year is not None:
        return word("of_year", language, label=label, year=word("year", language, year=problem.year))
    if problem.row is None:
        return label
    row = row_name(kind, problem.row, language)
    column = next((each.label for each in table_columns(kind) if each.id == problem.column), None)
    if column is None:
        return word("of_row", language, label=label, row=row)
    return word("of_cell", language, label=label, row=row, column=column)


def row_name(kind: FieldType, row: int | str, language: str = "zh") -> str:
    """A row as people call it: by its title, or by its number."""
    if isinstance(kind, FixedTable):
        return next((each.title for each in kind.rows if each.id == row), str(row))
    return word("row", language, n=row + 1) if isinstance(row, int) else row


def table_columns(kind: FieldType) -> tuple[TableColumn, ...]:
    return kind.table_columns if isinstance(kind, Table | FixedTable) else ()


def problem_target(view: FieldView, problem: Problem) -> str:
    """The id of the element that a link to a problem leads to."""
    if view.fixed or view.readonly or not view.type.answerable:
        return view.html_id
    kind, name = view.type, view.id
    if isinstance(kind, Yearly):
        offsets = (each for each in range(1, kind.count + 1) if view.years.applies(each))
        year = problem.year or next((view.years.calendar(each) for each in offsets), None)
        return view.html_id if year is None else input_id(f"{name}.{year}")
    if isinstance(kind, Table | FixedTable):
        return _cell_target(view, kind, problem)
    return input_id(name)


def _cell_target(view: FieldView, kind: Table | FixedTable, problem: Problem) -> str:
    row = problem.row
    if row is None and not isinstance(kind, FixedTable):
        row = 0
    column = next((each for each in kind.table_columns if each.id == problem.column), None)
    column = column or next(iter(kind.table_columns), None)
    if row is None or column is None:
        return view.html_id
    place = ".1" if column.repeat > 1 else ""
    return input_id(f"{view.id}.{row}.{column.id}{place}")

"""Rows of named columns that people add. (A table whose rows the form fixes is in `fixed_table`.)"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar

from engine.expression.types import TableType
from engine.fields.base import ABSENT, Building, Cell, Column, FieldType, Posted, Read, Years
from engine.fields.fixed_table import FixedTable
from engine.fields.reading import is_blank_json, quoted
from engine.fields.table_columns import (
    TableColumn,
    blank_cells,
    collect_cells,
    read_cells,
    row_schema,
    show_cells,
    without_blank_end,
    write_cells,
)
from engine.fields.table_keys import MOST_ROWS, TABLE_KEYS, read_layout
from engine.fields.words import word
from engine.json_value import Json
from engine.problems import Problem, problem
from engine.shapes import Entries, Key, Schema
from engine.values import UNANSWERED, UNREADABLE, Cause, Value

ADD, REMOVE = "_add", "_remove"
"""The names of the buttons that add and remove a row of a page without JavaScript."""


@dataclass(frozen=True)
class Table(FieldType):
    """``type: table`` with rows people add. The value is a tuple of rows, a row a tuple of its cells; blank rows of the
    answer are left out."""

    table_columns: tuple[TableColumn, ...] = ()
    min_rows: int = 0
    max_rows: int = MOST_ROWS

    kind: ClassVar[str] = "table"
    keys: ClassVar[Mapping[str, Key]] = TABLE_KEYS
    in_table: ClassVar[bool] = False

    @classmethod
    def build(cls, entries: Entries, building: Building) -> FieldType:
        layout = read_layout(entries, building)
        if entries.has("rows"):
            return FixedTable(layout.columns, layout.rows, layout.attributes, layout.questions)
        return cls(layout.columns, layout.min_rows, layout.max_rows)

    @cached_property
    def type(self) -> TableType:
        columns = {each.id: each.cell_type for each in self.table_columns}
        return TableType(columns, labels={each.id: each.label for each in self.table_columns})

    @property
    def grouped(self) -> bool:
        return True

    def read(self, raw: Json, years: Years) -> Read:
        if raw is None or (not isinstance(raw, list | tuple) and is_blank_json(raw)):
            return Read(UNANSWERED)
        if not isinstance(raw, list | tuple):
            return Read(UNREADABLE, (problem("table", found=quoted(raw)),))
        if len(raw) > 2 * MOST_ROWS:
            return Read(UNREADABLE, (problem("rows_many", most=self.max_rows, found=len(raw)),))
        return self._read_rows(raw, years)

    def _read_rows(self, raw: list[Any] | tuple[Any, ...], years: Years) -> Read:
        rows: list[Value] = []
        problems: list[Problem] = []
        gaps: list[Problem] = []
        for index, each in enumerate(raw):
            if is_blank_json(each):
                continue
            if not isinstance(each, Mapping):
                problems.append(replace(problem("table_row", found=quoted(each)), row=index))
                continue
            row = read_cells(self.table_columns, each, years, index)
            problems += row.problems
            if not blank_cells(self.table_columns, row.value):  # type: ignore[arg-type]
                rows.append(row.value)
                gaps += row.gaps
        if not rows and not problems:
            return Read(UNANSWERED)
        if len(rows) > self.max_rows:
            problems.append(problem("rows_many", most=self.max_rows, found=len(rows)))
        if len(rows) < self.min_rows:
            gaps.append(problem("rows_few", least=self.min_rows, found=len(rows)))
        return Read(tuple(rows) if rows else UNREADABLE, tuple(problems), tuple(gaps))

    def write(self, value: Value, years: Years | None = None) -> Json:
        if not isinstance(value, tuple):
            return None
        rows = (write_cells(self.table_columns, row, years) for row in value)
        return [row for row in rows if row] or None

    def show(self, value: Value, language: str = "zh", years: Years | None = None) -> str:
        if not isinstance(value, tuple):
            return ""
        return word("between", language).join(show_cells(self.table_columns, row, language) for row in value)

    def fill(self, value: Value, cause: Cause, counts_as: Value | None) -> Value:
        if not isinstance(value, tuple):
            return super().fill(value, cause, counts_as)
        return tuple(tuple(self._filled(row, cause)) for row in value)

    def _filled(self, row: tuple[Value, ...], cause: Cause) -> Iterator[Value]:
        return (column.fill(cell, cause, None) for column, cell in zip(self.table_columns, row, strict=True))

    def is_empty(self, value: Value) -> bool:
        return value == () or super().is_empty(value)

    def collect(self, posted: Posted, name: str) -> Any:
        """The rows in the order of their numbers. A button that adds or removes a row does so here."""
        numbers = sorted(
            int(each) for each in posted.below(name) if each.isdecimal() and each.isascii() and len(each) < 7
        )
        if not numbers and not posted.all(name):
            return ABSENT
        removed = {f"{name}.{number}" for number in numbers} & set(posted.all(REMOVE))
        kept = [number for number in numbers if f"{name}.{number}" not in removed]
        rows = without_blank_end(
            [collect_cells(self.table_columns, posted, f"{name}.{number}") for number in kept]
        )
        return [*rows, {}] if name in posted.all(ADD) and len(rows) < self.max_rows else rows

    def schema(self) -> Schema:
        limits: Schema = {"type": "array", "minItems": 1, "maxItems": self.max_rows}
        return {**limits, "items": {**row_schema(self.table_columns), "minProperties": 1}}

    def columns(self, name: str, heading: str, language: str = "zh") -> tuple[Column, ...]:
        count = Column(f"{name}.count", word("count_of", language, label=heading), kind="number")
        return (count, Column(name, heading))

    def cells(self, value: Value) -> tuple[Cell, ...]:
        return (len(value), self.show(value)) if isinstance(value, tuple) else (None, None)

"""A table whose rows the form fixes: questions of one pattern, or a matrix of kinds and levels."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from engine.expression.types import ChoiceType, TableType, Type
from engine.fields.base import ABSENT, Building, Cell, Column, FieldType, Posted, Read, Years
from engine.fields.reading import is_blank_json, quoted
from engine.fields.table_columns import (
    TableColumn,
    blank_cells,
    collect_cells,
    read_cells,
    row_schema,
    show_cells,
    write_cells,
)
from engine.fields.table_rows import ROW, Attribute, FixedRow
from engine.fields.words import word
from engine.json_value import Json
from engine.problems import Problem, problem
from engine.shapes import Entries, Schema
from engine.values import Cause, Value


@dataclass(frozen=True)
class FixedTable(FieldType):
    """``type: table`` with `rows`. The value is a tuple of all its rows; a row is a tuple of its cells, then its
    attributes, then its id (named ``row``), in the order of `type.columns`."""

    table_columns: tuple[TableColumn, ...] = ()
    rows: tuple[FixedRow, ...] = ()
    attributes: tuple[tuple[str, Attribute], ...] = ()
    questions: bool = False

    kind: ClassVar[str] = "table"
    widget: ClassVar[str] = "fixed_table"
    in_table: ClassVar[bool] = False

    @classmethod
    def build(cls, entries: Entries, building: Building) -> "FixedTable":
        raise TypeError("a fixed table is a table with rows: use Table.build")

    @cached_property
    def type(self) -> TableType:
        columns: dict[str, Type] = {each.id: each.cell_type for each in self.table_columns}
        ids = ChoiceType(tuple(each.id for each in self.rows))
        own: dict[str, Type] = {name: each.type for name, each in self.attributes}
        labels = {each.id: each.label for each in self.table_columns}
        labels |= {name: each.label for name, each in self.attributes if each.label}
        return TableType({**columns, **own, ROW: ids}, labels=labels)

    @property
    def grouped(self) -> bool:
        return True

    def read(self, raw: Json, years: Years) -> Read:
        if raw is None or (not isinstance(raw, Mapping) and is_blank_json(raw)):
            raw = {}
        if not isinstance(raw, Mapping):
            return Read(self.missing(Cause.UNREADABLE), (problem("fixed_table", found=quoted(raw)),))
        values: list[Value] = []
        problems: list[Problem] = []
        gaps: list[Problem] = []
        for row in self.rows:
            cells, wrong, lacking = self._read_row(row, raw.get(row.id), years)
            values.append((*cells, *row.attributes, row.id))
            problems += wrong
            gaps += lacking
        known = {each.id for each in self.rows}
        unknown = [key for key in raw if key not in known and not is_blank_json(raw[key])]
        problems += [
            Problem("row_unknown", arguments=(("found", quoted(key)),), blocks=False) for key in unknown[:20]
        ]
        return Read(tuple(values), tuple(problems), tuple(gaps))

    def _read_row(
        self, row: FixedRow, raw: Any, years: Years
    ) -> tuple[Any, tuple[Problem, ...], tuple[Problem, ...]]:
        """The cells of a row; what it lacks counts only when it was begun."""
        if raw is None or raw == "":
            raw = {}
        if not isinstance(raw, Mapping):
            wrong = Problem("table_row", row=row.id, arguments=(("found", quoted(raw)),))
            return tuple(each.missing(Cause.UNREADABLE) for each in row.columns), (wrong,), ()
        read = read_cells(row.columns, raw, years, row.id)
        return read.value, read.problems, () if is_blank_json(raw) else read.gaps

    def _cells(self, value: Value) -> Iterator[tuple[FixedRow, tuple[Value, ...]]]:
        """Every row with its cells, without attributes."""
        rows = value if isinstance(value, tuple) else self.missing(Cause.UNANSWERED)
        width = len(self.table_columns)
        return ((row, cells[:width]) for row, cells in zip(self.rows, rows, strict=True))  # type: ignore[arg-type]

    def write(self, value: Value, years: Years | None = None) -> Json:
        written = {row.id: write_cells(row.columns, cells, years) for row, cells in self._cells(value)}
        return {ident: cells for ident, cells in written.items() if cells} or None

    def show(self, value: Value, language: str = "zh", years: Years | None = None) -> str:
        shown = ((row.title, show_cells(row.columns, cells, language)) for row, cells in self._cells(value))
        parts = (word("labelled", language, label=title, value=text) for title, text in shown if text)
        return word("between", language).join(parts)

    def missing(self, cause: Cause) -> Value:
        return tuple(
            (*(each.missing(cause) for each in row.columns), *row.attributes, row.id) for row in self.rows
        )

    def fill(self, value: Value, cause: Cause, counts_as: Value | None) -> Value:
        filled: list[Value] = []
        for row, cells in self._cells(value):
            pairs = zip(row.columns, cells, strict=True)
            kept = [column.fill(cell, cause, counts_as) for column, cell in pairs]
            filled.append((*kept, *row.attributes, row.id))
        return tuple(filled)

    def is_empty(self, value: Value) -> bool:
        return all(
            column.is_empty(cell)
            for row, cells in self._cells(value)
            for column, cell in zip(row.columns, cells, strict=True)
        )

    def lacks(self, value: Value, years: Years) -> tuple[Problem, ...]:
        """Every empty cell that is asked for: those of required columns, or all where none is marked."""
        marked = any(each.required for each in self.table_columns)
        return tuple(
            Problem(column.type.required_code, row=row.id, column=column.id)
            for row, cells in self._cells(value)
            for column, cell in zip(row.columns, cells, strict=True)
            if (column.required or not marked) and column.is_empty(cell)
            if not (column.required and not blank_cells(row.columns, cells))
        )

    def collect(self, posted: Posted, name: str) -> Any:
        if not posted.all(name) and not posted.below(name):
            return ABSENT
        typed = {row.id: collect_cells(row.columns, posted, f"{name}.{row.id}") for row in self.rows}
        return {ident: cells for ident, cells in typed.items() if cells}

    def schema(self) -> Schema:
        rows = {row.id: row_schema(row.columns) for row in self.rows}
        return {"type": "object", "properties": rows, "additionalProperties": False, "minProperties": 1}

    def columns(self, name: str, heading: str, language: str = "zh") -> tuple[Column, ...]:
        columns: list[Column] = []
        for row in self.rows:
            for column in row.columns:
                place = f"{name}.{row.id}.{column.id}"
                title = word("between_parts", language).join((heading, row.title, column.label))
                columns += (
                    [Column(place, title)]
                    if column.repeat > 1
                    else column.type.columns(place, title, language)
                )
        return tuple(columns)

    def cells(self, value: Value) -> tuple[Cell, ...]:
        cells: list[Cell] = []
        for row, values in self._cells(value):
            for column, cell in zip(row.columns, values, strict=True):
                cells += [column.show(cell) or None] if column.repeat > 1 else column.type.cells(cell)
        return tuple(cells)

"""A column of a table, the cells of one row, and what both kinds of table do with them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.expression.types import ListType, NumberType, Type
from engine.fields.base import ABSENT, FieldType, Posted, Read, Years
from engine.fields.numeric import Numeric
from engine.fields.reading import is_blank_json, quoted
from engine.fields.words import word
from engine.json_value import Json
from engine.problems import Problem, problem
from engine.shapes import Schema
from engine.values import Cause, Value


@dataclass(frozen=True)
class TableColumn:
    """One column. With `repeat` a cell holds up to so many values, as a tuple of those that are filled in."""

    id: str
    label: str
    type: FieldType
    help: str = ""
    required: bool = False
    width: str = ""
    repeat: int = 1
    total: bool = False

    @property
    def cell_type(self) -> Type:
        return self.type.type if self.repeat == 1 else ListType(self.type.type)

    @property
    def unit(self) -> str:
        return self.type.unit_label if isinstance(self.type, Numeric) else ""

    def read(self, raw: Json, years: Years) -> Read:
        if self.repeat == 1:
            return self.type.read(raw, years)
        if raw is None or raw == "":
            return Read(())
        several = raw if isinstance(raw, list | tuple) else [raw]
        if len(several) > self.repeat:
            return Read((), (problem("repeat", most=self.repeat, found=len(several)),))
        reads = [self.type.read(each, years) for each in several]
        values = tuple(each.value for each in reads if not self.type.is_empty(each.value))
        return Read(values, tuple(wrong for each in reads for wrong in each.problems))

    def is_empty(self, cell: Value) -> bool:
        return cell == () if self.repeat > 1 else self.type.is_empty(cell)

    def write(self, cell: Value, years: Years | None) -> Json:
        if self.repeat > 1 and isinstance(cell, tuple):
            return [self.type.write(each, years) for each in cell] or None
        return self.type.write(cell, years)

    def show(self, cell: Value, language: str = "zh") -> str:
        if self.repeat > 1 and isinstance(cell, tuple):
            return word("between_parts", language).join(self.type.show(each, language) for each in cell)
        return self.type.show(cell, language)

    def missing(self, cause: Cause) -> Value:
        return () if self.repeat > 1 else self.type.missing(cause)

    def fill(self, cell: Value, cause: Cause, counts_as: Value | None) -> Value:
        return cell if self.repeat > 1 else self.type.fill(cell, cause, counts_as)

    def collect(self, posted: Posted, name: str) -> Any:
        if self.repeat == 1:
            return self.type.collect(posted, name)
        typed = [self.type.collect(posted, f"{name}.{place}") for place in range(1, self.repeat + 1)]
        if all(each is ABSENT for each in typed):
            return ABSENT
        return _without_blank_end([None if each is ABSENT else each for each in typed])

    def schema(self) -> Schema:
        cell = {"anyOf": [self.type.schema(), {"type": "null"}]}
        return cell if self.repeat == 1 else {"type": "array", "items": cell, "maxItems": self.repeat}

    def adds_up(self) -> bool:
        return isinstance(self.type.type, NumberType)


def _without_blank_end(typed: list[Any]) -> list[Any]:
    while typed and is_blank_json(typed[-1]):
        typed.pop()
    return typed


def without_blank_end(rows: list[Any]) -> list[Any]:
    """The rows up to the last that is not blank."""
    return _without_blank_end(rows)


def read_cells(columns: Sequence[TableColumn], raw: Mapping[str, Any], years: Years, row: int | str) -> Read:
    """The cells of one row with their problems, and as gaps the required ones that are empty."""
    cells, problems, gaps = [], list[Problem](), list[Problem]()
    for column in columns:
        cell, wrong, _ = column.read(raw.get(column.id), years)
        cells.append(cell)
        if wrong:
            problems += [replace(each, row=row, column=column.id) for each in wrong]
        elif column.required and column.is_empty(cell):
            gaps.append(Problem(column.type.required_code, row=row, column=column.id))
    known = {each.id for each in columns}
    unknown = [key for key in raw if key not in known and not is_blank_json(raw[key])]
    problems += [
        replace(problem("column_unknown", found=quoted(key)), row=row, blocks=False) for key in unknown[:20]
    ]
    return Read(tuple(cells), tuple(problems), tuple(gaps))


def write_cells(
    columns: Sequence[TableColumn], cells: Sequence[Value], years: Years | None
) -> dict[str, Any]:
    """The row as JSON, without its empty cells."""
    written = ((column.id, column.write(cell, years)) for column, cell in zip(columns, cells, strict=False))
    return {name: each for name, each in written if each is not None}


def show_cells(columns: Sequence[TableColumn], cells: Sequence[Value], language: str) -> str:
    """The filled cells of a row with their labels where there are several columns."""
    shown = [
        (column.label, column.show(cell, language)) for column, cell in zip(columns, cells, strict=False)
    ]
    if len(columns) == 1:
        return shown[0][1]
    parts = (word("labelled", language, label=label, value=text) for label, text in shown if text)
    return word("between_parts", language).join(parts)


def collect_cells(columns: Sequence[TableColumn], posted: Posted, name: str) -> dict[str, Any]:
    """What was typed into one row."""
    typed = ((column.id, column.collect(posted, f"{name}.{column.id}")) for column in columns)
    return {ident: each for ident, each in typed if each is not ABSENT and not is_blank_json(each)}


def row_schema(columns: Sequence[TableColumn]) -> Schema:
    return {
        "type": "object",
        "properties": {each.id: each.schema() for each in columns},
        "additionalProperties": False,
    }


def total_of(column: TableColumn, cells: Iterable[Value]) -> Value:
    """The sum of a column; unknown while a cell of it is."""
    total: Any = 0
    for cell in cells:
        for each in cell if isinstance(cell, tuple) else (cell,):
            total = total + each
    return total  # type: ignore[no-any-return]


def blank_cells(columns: Sequence[TableColumn], cells: Sequence[Value]) -> bool:
    return all(column.is_empty(cell) for column, cell in zip(columns, cells, strict=False))

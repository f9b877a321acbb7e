"""How an author writes a table: its columns, its fixed rows with their attributes and wording."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.fields.base import Building, FieldType
from engine.fields.table_columns import TableColumn
from engine.fields.table_rows import (
    ROW,
    Attribute,
    AttributeShape,
    FixedRow,
    listed_blocks,
    read_attributes,
    read_rows,
)
from engine.shapes import (
    AnyNode,
    Block,
    Entries,
    Identifier,
    Key,
    OneOf,
    PairsOf,
    WholeNumber,
    Words,
    YesNo,
    nearest,
)
from engine.source import Mapping as Node
from engine.source import Scalar

MOST_ROWS = 500
WIDTHS = ("narrow", "normal", "wide")

_BLOCKS: Mapping[str, Any] = {"type": "array", "items": {"type": "object"}}

TABLE_KEYS: Mapping[str, Key] = {
    "columns": Key(AnyNode(_BLOCKS), required=True),
    "rows": Key(AnyNode(_BLOCKS)),
    "attributes": Key(PairsOf(Identifier(), AttributeShape())),
    "min_rows": Key(WholeNumber(0, MOST_ROWS)),
    "max_rows": Key(WholeNumber(1, MOST_ROWS)),
    "show": Key(OneOf(("grid", "questions"))),
}

COLUMN_KEYS: Mapping[str, Key] = {
    "id": Key(Identifier(), required=True),
    "type": Key(Words(), required=True),
    "label": Key(Words(), required=True),
    "help": Key(Words()),
    "required": Key(YesNo()),
    "width": Key(OneOf(WIDTHS)),
    "repeat": Key(WholeNumber(2, 20)),
    "total": Key(YesNo()),
}


@dataclass(frozen=True)
class Layout:
    """A table as its author wrote it."""

    columns: tuple[TableColumn, ...] = ()
    rows: tuple[FixedRow, ...] = ()
    attributes: tuple[tuple[str, Attribute], ...] = ()
    min_rows: int = 0
    max_rows: int = MOST_ROWS
    questions: bool = False


def read_layout(entries: Entries, building: Building) -> Layout:
    """The table an author's keys describe."""
    columns = _read_columns(entries, building)
    attributes = read_attributes(entries, building, columns)
    rows = read_rows(entries, building, columns, attributes) if entries.has("rows") else ()
    low, high = _read_limits(entries, building)
    questions = entries["show"] == "questions"
    if questions and not entries.has("rows"):
        building.collector.add("F244", entries.span("show"))
    return Layout(columns, rows, tuple(attributes.items()), low, high, questions and bool(rows))


def _read_limits(entries: Entries, building: Building) -> tuple[int, int]:
    written = [key for key in ("min_rows", "max_rows") if entries.has(key)]
    if entries.has("rows"):
        for key in written[:1]:
            building.collector.add("F233", entries.span(key), key=key)
        return 0, MOST_ROWS
    low, high = entries.get("min_rows", 0), entries.get("max_rows", MOST_ROWS)
    if low > high:
        building.collector.add("F232", entries.span("max_rows"), low=low, high=high)
        return 0, MOST_ROWS
    return low, high


def _read_columns(entries: Entries, building: Building) -> tuple[TableColumn, ...]:
    nodes = listed_blocks(entries, "columns", building)
    if not nodes and not getattr(entries["columns"], "items", True):
        building.collector.add("F237", entries.span("columns"))
    columns: dict[str, TableColumn] = {}
    for node in nodes:
        column = _read_column(node, building)
        if column is None:
            continue
        if column.id in columns or (column.id == ROW and entries.has("rows")):
            building.collector.add("F234", node.get("id").span, found=column.id)
            continue
        columns[column.id] = column
    return tuple(columns.values())


def _read_column(node: Any, building: Building) -> TableColumn | None:
    kind = _read_kind(node, building) if isinstance(node, Node) else None
    if isinstance(node, Node) and node.get("type") is not None and kind is None:
        return None
    keys = {**COLUMN_KEYS, **(kind.keys if kind else {})}
    entries = Block(keys, "column").read(node, building.collector)
    if entries is None or kind is None or entries["id"] is None:
        return None
    built = kind.build(entries, building)
    column = TableColumn(
        entries["id"],
        entries.get("label", entries["id"]),
        built,
        entries.get("help", ""),
        entries["required"] is True,
        entries.get("width", ""),
        entries.get("repeat", 1),
        entries["total"] is True,
    )
    if column.total and not column.adds_up():
        building.collector.add("F238", entries.span("total"), kind=kind.kind)
        return replace(column, total=False)
    return column


def _read_kind(node: Node, building: Building) -> type[FieldType] | None:
    """The kind a column's `type` names; one that cannot stand in a table is reported."""
    from engine.fields.kinds import KINDS  # the table of kinds names this one too

    named = node.get("type")
    if not isinstance(named, Scalar):
        return None
    kind = KINDS.get(named.text)
    known = tuple(name for name, each in KINDS.items() if each.in_table)
    if kind is None:
        suggestion = nearest(named.text, known)
        building.collector.add(
            "F201", named.span, suggestion=suggestion, found=named.text, known=", ".join(known)
        )
        return None
    if not kind.in_table:
        building.collector.add("F235", named.span, found=named.text, known=", ".join(known))
        return None
    return kind

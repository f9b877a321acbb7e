"""How an author writes a table: its columns, its fixed rows with their attributes and wording."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.expression.types import RATIO_TYPE, TEXT, TRUTH, NumberType, Type
from engine.fields.base import Building, FieldType
from engine.fields.choice import Choice
from engine.fields.choices import Choices
from engine.fields.table_columns import TableColumn
from engine.shapes import (
    AnyNode,
    Block,
    Code,
    Entries,
    Identifier,
    Key,
    ListOf,
    OneOf,
    PairsOf,
    Quantity,
    WholeNumber,
    Words,
    YesNo,
    nearest,
)
from engine.source import Mapping as Node
from engine.source import Scalar
from engine.values import Value

ROW = "row"
"""The name under which rules see the id of a fixed row."""

MOST_ROWS = 500
WIDTHS = ("narrow", "normal", "wide")

_ATTRIBUTES: Mapping[str, tuple[Key, Type]] = {
    "yes_no": (Key(YesNo()), TRUTH),
    "text": (Key(Words()), TEXT),
    "integer": (Key(WholeNumber(-(10**15), 10**15)), NumberType(integer=True)),
    "decimal": (Key(Quantity()), NumberType()),
    "percent": (Key(Quantity(percent=True)), RATIO_TYPE),
}
_BLOCKS: Mapping[str, Any] = {"type": "array", "items": {"type": "object"}}

TABLE_KEYS: Mapping[str, Key] = {
    "columns": Key(AnyNode(_BLOCKS), required=True),
    "rows": Key(AnyNode(_BLOCKS)),
    "attributes": Key(PairsOf(Identifier(), OneOf(tuple(_ATTRIBUTES)))),
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
class FixedRow:
    """A row the form fixes. `columns` are the table's, with this row's own wording of the options."""

    id: str
    title: str
    columns: tuple[TableColumn, ...]
    attributes: tuple[Value, ...] = ()
    help: str = ""


@dataclass(frozen=True)
class Layout:
    """A table as its author wrote it."""

    columns: tuple[TableColumn, ...] = ()
    rows: tuple[FixedRow, ...] = ()
    attributes: tuple[tuple[str, Type], ...] = ()
    min_rows: int = 0
    max_rows: int = MOST_ROWS
    questions: bool = False


def read_layout(entries: Entries, building: Building) -> Layout:
    """The table an author's keys describe."""
    columns = _read_columns(entries, building)
    attributes = _read_attributes(entries, building, columns)
    rows = _read_rows(entries, building, columns, attributes) if entries.has("rows") else ()
    low, high = _read_limits(entries, building)
    questions = entries["show"] == "questions"
    if questions and not entries.has("rows"):
        building.collector.add("F244", entries.span("show"))
    types = tuple((name, _ATTRIBUTES[kind][1]) for name, kind in attributes.items())
    return Layout(columns, rows, types, low, high, questions and bool(rows))


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


def _items(entries: Entries, key: str, building: Building) -> Sequence[Any]:
    """The blocks of a list; a list that is none is reported by its shape."""
    if not entries.has(key):
        return ()
    nodes: Sequence[Any] = ListOf(AnyNode()).read(entries[key], building.collector) or ()
    return nodes


def _read_columns(entries: Entries, building: Building) -> tuple[TableColumn, ...]:
    nodes = _items(entries, "columns", building)
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


def _read_attributes(entries: Entries, building: Building, columns: Sequence[TableColumn]) -> dict[str, str]:
    """The kinds of the declared attributes by name."""
    pairs = entries.get("attributes", ())
    if pairs and not entries.has("rows"):
        building.collector.add("F246", entries.span("attributes"))
    taken = {each.id for each in columns} | {ROW, *_ROW_KEYS}
    found: dict[str, str] = {}
    for name, kind, span in pairs:
        if name in taken:
            building.collector.add("F234", span, found=name)
        if name not in _ROW_KEYS:
            found[name] = kind
    return found


_ROW_KEYS: Mapping[str, Key] = {
    "id": Key(Identifier(), required=True),
    "title": Key(Words(), required=True),
    "help": Key(Words()),
    "options": Key(PairsOf(Identifier(), PairsOf(Code(), Words()))),
}


def _read_rows(
    entries: Entries, building: Building, columns: tuple[TableColumn, ...], attributes: Mapping[str, str]
) -> tuple[FixedRow, ...]:
    nodes = _items(entries, "rows", building)
    if not nodes and not getattr(entries["rows"], "items", True):
        building.collector.add("F245", entries.span("rows"))
    block = Block({**_ROW_KEYS, **{name: _ATTRIBUTES[kind][0] for name, kind in attributes.items()}}, "row")
    rows: dict[str, FixedRow] = {}
    for node in nodes:
        row = block.read(node, building.collector)
        if row is None or row["id"] is None:
            continue
        if row["id"] in rows:
            building.collector.add("F239", row.span("id"), found=row["id"])
            continue
        title = row.get("title", row["id"])
        values = tuple(_attribute(row, name, kind, building) for name, kind in attributes.items())
        rows[row["id"]] = FixedRow(
            row["id"], title, _worded(row, columns, building), values, row.get("help", "")
        )
    return tuple(rows.values())


def _attribute(row: Entries, name: str, kind: str, building: Building) -> Value:
    """A row's attribute. One that says yes or no may be left out and means no."""
    if kind == "yes_no":
        return row[name] is True
    if not row.has(name):
        building.collector.add("F240", row.span("id"), row=row["id"], name=name)
    value: Value = row.get(name, "" if kind == "text" else 0)
    return value


def _worded(row: Entries, columns: tuple[TableColumn, ...], building: Building) -> tuple[TableColumn, ...]:
    """The columns with the words this row has for their options."""
    worded = {each.id: each for each in columns}
    for name, pairs, span in row.get("options", ()):
        column = worded.get(name)
        kind = column.type if column else None
        if column is None or not isinstance(kind, Choice | Choices):
            choices = tuple(each.id for each in columns if isinstance(each.type, Choice | Choices))
            suggestion = nearest(name, choices)
            building.collector.add("F241", span, suggestion=suggestion, found=name, known=", ".join(choices))
            continue
        words = {ident: text for ident, text, _ in pairs}
        for ident, _, place in pairs:
            if ident not in kind.by_id:
                building.collector.add("F242", place, found=ident, column=name, known=", ".join(kind.by_id))
        options = tuple(replace(each, label=words.get(each.id, each.label)) for each in kind.options)
        worded[name] = replace(column, type=replace(kind, options=options))
    return tuple(worded.values())

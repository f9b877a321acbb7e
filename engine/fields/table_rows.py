"""How an author writes the rows a form fixes: their attributes, their headings, and their own words for options."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from engine.diagnostics import Collector
from engine.expression.types import RATIO_TYPE, TEXT, TRUTH, NumberType, Type
from engine.fields.base import Building
from engine.fields.choice import Choice
from engine.fields.choices import Choices
from engine.fields.numbers import show_number
from engine.fields.table_columns import TableColumn
from engine.fields.words import word
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
    Schema,
    WholeNumber,
    Words,
    YesNo,
    nearest,
)
from engine.source import Node, Scalar
from engine.values import Number, Value, exact

ROW = "row"
"""The name under which rules see the id of a fixed row."""

_ATTRIBUTES: Mapping[str, tuple[Key, Type]] = {
    "yes_no": (Key(YesNo()), TRUTH),
    "text": (Key(Words()), TEXT),
    "integer": (Key(WholeNumber(-(10**15), 10**15)), NumberType(integer=True)),
    "decimal": (Key(Quantity()), NumberType()),
    "percent": (Key(Quantity(percent=True)), RATIO_TYPE),
}
_KIND = OneOf(tuple(_ATTRIBUTES))
_ATTRIBUTE = Block({"type": Key(_KIND, required=True), "label": Key(Words())}, "attribute")


@dataclass(frozen=True)
class FixedRow:
    """A row the form fixes. `columns` are the table's, with this row's own wording of the options; `heading` stands
    before it and the rows that follow; `marks` are those of its attributes that people see."""

    id: str
    title: str
    columns: tuple[TableColumn, ...]
    attributes: tuple[Value, ...] = ()
    help: str = ""
    heading: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Attribute:
    """What every row says of itself: of which kind it is, and under which label people see it, if they do."""

    kind: str
    label: str = ""

    @property
    def type(self) -> Type:
        return _ATTRIBUTES[self.kind][1]

    def mark(self, value: Value) -> str:
        """How a row shows it: by the label alone where it only says yes or no."""
        if not self.label or value is False:
            return ""
        if value is True:
            return self.label
        return word("labelled", label=self.label, value=_shown(value, self.kind))


def _shown(value: Any, kind: str) -> str:
    if isinstance(value, str):
        return value
    number: Number = value
    return f"{show_number(exact(Fraction(number) * 100))}%" if kind == "percent" else show_number(number)


@dataclass(frozen=True)
class AttributeShape:
    """The word for a kind, or a block of the kind with a label."""

    def read(self, node: Node, collector: Collector) -> Attribute | None:
        if isinstance(node, Scalar):
            kind = _KIND.read(node, collector)
            return None if kind is None else Attribute(kind)
        entries = _ATTRIBUTE.read(node, collector)
        return (
            None
            if entries is None or entries["type"] is None
            else Attribute(entries["type"], entries.get("label", ""))
        )

    def schema(self) -> Schema:
        return {"anyOf": [_KIND.schema(), _ATTRIBUTE.schema()]}


def listed_blocks(entries: Entries, key: str, building: Building) -> Sequence[Any]:
    """The blocks of a list; a list that is none is reported by its shape."""
    if not entries.has(key):
        return ()
    nodes: Sequence[Any] = ListOf(AnyNode()).read(entries[key], building.collector) or ()
    return nodes


def read_attributes(
    entries: Entries, building: Building, columns: Sequence[TableColumn]
) -> dict[str, Attribute]:
    """The declared attributes by name."""
    pairs = entries.get("attributes", ())
    if pairs and not entries.has("rows"):
        building.collector.add("F246", entries.span("attributes"))
    taken = {each.id for each in columns} | {ROW, *_ROW_KEYS}
    found: dict[str, Attribute] = {}
    for name, attribute, span in pairs:
        if name in taken:
            building.collector.add("F234", span, found=name)
        if name not in _ROW_KEYS:
            found[name] = attribute
    return found


_ROW_KEYS: Mapping[str, Key] = {
    "id": Key(Identifier(), required=True),
    "title": Key(Words(), required=True),
    "help": Key(Words()),
    "heading": Key(Words()),
    "options": Key(PairsOf(Identifier(), PairsOf(Code(), Words()))),
}


def read_rows(
    entries: Entries,
    building: Building,
    columns: tuple[TableColumn, ...],
    attributes: Mapping[str, Attribute],
) -> tuple[FixedRow, ...]:
    nodes = listed_blocks(entries, "rows", building)
    if not nodes and not getattr(entries["rows"], "items", True):
        building.collector.add("F245", entries.span("rows"))
    block = Block(
        {**_ROW_KEYS, **{name: _ATTRIBUTES[each.kind][0] for name, each in attributes.items()}}, "row"
    )
    rows: dict[str, FixedRow] = {}
    for node in nodes:
        row = block.read(node, building.collector)
        if row is None or row["id"] is None:
            continue
        if row["id"] in rows:
            building.collector.add("F239", row.span("id"), found=row["id"])
            continue
        title = row.get("title", row["id"])
        values = tuple(_attribute(row, name, each.kind, building) for name, each in attributes.items())
        marks = (each.mark(value) for each, value in zip(attributes.values(), values, strict=True))
        rows[row["id"]] = FixedRow(
            row["id"],
            title,
            _worded(row, columns, building),
            values,
            row.get("help", ""),
            row.get("heading", ""),
            tuple(each for each in marks if each),
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
        options = tuple(each.in_words(words[each.id]) if each.id in words else each for each in kind.options)
        worded[name] = replace(column, type=replace(kind, options=options))
    return tuple(worded.values())

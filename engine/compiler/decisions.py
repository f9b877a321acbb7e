"""Decision tables and computed values: cells read against the types of their inputs, gaps and overlaps found."""

from typing import Any

from engine.compiler.cells import read_cell, read_option
from engine.compiler.coverage import covers_all
from engine.compiler.measures import check_kind
from engine.compiler.vocabulary import TABLE
from engine.compiler.workshop import Workshop
from engine.expression.context import kind_of
from engine.expression.tree import Hazard
from engine.expression.types import (
    AnyType,
    ChoicesType,
    ChoiceType,
    ListType,
    NumberType,
    SeriesType,
    TableType,
    TruthType,
    Type,
)
from engine.fields.base import FieldType
from engine.rules.base import Formula
from engine.rules.decisions import DecisionTable, Row
from engine.shapes import Block, Entries, Key, Quantity, describe
from engine.source import Node, Scalar, Sequence

VALUE = Block({"table": Key(TABLE, True)}, "value")


def compile_value(
    node: Node, owner: str, type_: FieldType, workshop: Workshop, may_be_empty: bool
) -> Formula | DecisionTable | None:
    """The formula or the decision table that gives a computed field its value. That it may have none where an answer is
    left empty is told, unless the author said so."""
    if isinstance(node, Scalar):
        formula = workshop.formula(node, owner, "value", type_.type)
        if formula is not None and not may_be_empty:
            _warn_of_missing(formula, owner, workshop)
        return formula
    entries = VALUE.read(node, workshop.collector)
    if entries is None or entries["table"] is None:
        return None
    return compile_table(entries["table"], owner, type_.type, workshop)


def _warn_of_missing(formula: Formula, owner: str, workshop: Workshop) -> None:
    if formula.expression.hazards & (Hazard.EMPTY | Hazard.HIDDEN):
        workshop.collector.add(
            "F601", formula.expression.span, name=owner, expression=formula.expression.text
        )


def compile_table(entries: Entries, owner: str, result: Type, workshop: Workshop) -> DecisionTable | None:
    """A decision table whose results have the type `result`."""
    inputs = [_input(scalar, owner, workshop) for scalar in entries.get("inputs", ())]
    formulas = [each for each in inputs if each is not None]
    if len(formulas) < len(inputs):
        return None
    rows: list[tuple[Row, Node]] = []
    for node in entries.get("rows", ()):
        row = _row(node, formulas, result, workshop)
        if row is not None:
            rows.append((row, node))
    if not rows or len(rows) < len(entries.get("rows", ())):
        return None
    complete = covers_all(entries, formulas, rows, workshop)
    made = tuple(row for row, _ in rows)
    return DecisionTable(tuple(formulas), made, entries.get("hit", "first"), complete)


def _input(scalar: Scalar, owner: str, workshop: Workshop) -> Formula | None:
    """An input, if it is one value."""
    formula = workshop.formula(scalar, owner, "table")
    if formula is None:
        return None
    type_, expression = formula.expression.type, formula.expression
    if isinstance(type_, SeriesType):
        workshop.collector.add("F419", expression.span, met=expression.text)
    elif isinstance(type_, ChoicesType):
        workshop.collector.add("F414", expression.span, met=expression.text)
    elif isinstance(type_, TableType | ListType):
        workshop.collector.add("F408", expression.span, met=expression.text, kind=kind_of(type_))
    elif not isinstance(type_, AnyType):
        return formula
    return None


def _row(node: Node, formulas: list[Formula], result: Type, workshop: Workshop) -> Row | None:
    if not isinstance(node, Sequence):
        workshop.collector.add("F205", node.span, wanted="list", found=describe(node))
        return None
    if len(node.items) != len(formulas) + 1:
        workshop.collector.add("F520", node.span, wanted=len(formulas) + 1, found=len(node.items))
        return None
    cells = [
        read_cell(item, formula.expression.type, workshop)
        for item, formula in zip(node.items, formulas, strict=False)
    ]
    value = _result(node.items[-1], result, workshop)
    if value is None or any(cell is None for cell in cells):
        return None
    return Row(tuple(cell for cell in cells if cell is not None), value)


def _result(node: Node, type_: Type, workshop: Workshop) -> Any:
    if isinstance(type_, ChoiceType):
        return read_option(node, type_.options, workshop)
    if isinstance(type_, NumberType):
        number = Quantity(percent=type_.is_ratio).read(node, workshop.collector)
        kept = number is not None and check_kind(
            type_, getattr(node, "text", ""), number, node.span, workshop
        )
        return number if kept else None
    if isinstance(type_, TruthType):
        return {"true": True, "false": False}.get(getattr(node, "text", ""))
    return getattr(node, "text", None)

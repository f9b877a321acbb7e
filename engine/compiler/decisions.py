"""Decision tables and computed values: cells read against the types of their inputs, gaps and overlaps found."""

import re
from collections.abc import Iterable, Iterator
from collections.abc import Sequence as Many
from datetime import date
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

from engine.compiler.vocabulary import TABLE
from engine.compiler.workshop import Workshop
from engine.expression.codes import prefixes
from engine.expression.tree import Hazard
from engine.expression.types import ChoiceType, CodeType, DateType, NumberType, TruthType, Type
from engine.fields.base import FieldType
from engine.reference import CodeTable
from engine.rules.base import Formula
from engine.rules.decisions import AnyCell, Cell, CodesCell, DecisionTable, RangeCell, Row, ValuesCell
from engine.shapes import Block, Entries, Key, Quantity, describe, nearest
from engine.source import Mapping, Node, Scalar, Sequence
from engine.values import Number, exact

_NUMBER = r"-?\d+(?:\.\d+)?%?"
_CODE_RANGES = re.compile(r"[0-9A-Z]+(?:\.\.[0-9A-Z]+)?(?:\s*,\s*[0-9A-Z]+(?:\.\.[0-9A-Z]+)?)*\Z")
_MOST_COMBINATIONS = 200_000

VALUE = Block({"table": Key(TABLE, True)}, "value")


def compile_value(
    node: Node, owner: str, type_: FieldType, workshop: Workshop
) -> Formula | DecisionTable | None:
    """The formula or the decision table that gives a computed field its value."""
    if isinstance(node, Scalar):
        formula = workshop.formula(node, owner, "value", type_.type)
        if formula is not None:
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
    inputs = [workshop.formula(scalar, owner, "table") for scalar in entries.get("inputs", ())]
    if any(each is None for each in inputs):
        return None
    formulas = [each for each in inputs if each is not None]
    rows: list[tuple[Row, Node]] = []
    for node in entries.get("rows", ()):
        row = _row(node, formulas, result, workshop)
        if row is not None:
            rows.append((row, node))
    if not rows or len(rows) < len(entries.get("rows", ())):
        return None
    _find_gaps(entries, formulas, rows, workshop)
    return DecisionTable(tuple(formulas), tuple(row for row, _ in rows), entries.get("hit", "first"))


def _row(node: Node, formulas: list[Formula], result: Type, workshop: Workshop) -> Row | None:
    if not isinstance(node, Sequence):
        workshop.collector.add("F205", node.span, wanted="list", found=describe(node))
        return None
    if len(node.items) != len(formulas) + 1:
        workshop.collector.add("F520", node.span, wanted=len(formulas) + 1, found=len(node.items))
        return None
    cells = [
        _cell(item, formula.expression.type, workshop)
        for item, formula in zip(node.items, formulas, strict=False)
    ]
    value = _result(node.items[-1], result, workshop)
    if value is None or any(cell is None for cell in cells):
        return None
    return Row(tuple(cell for cell in cells if cell is not None), value)


def _result(node: Node, type_: Type, workshop: Workshop) -> Any:
    if isinstance(type_, ChoiceType):
        return _option(node, type_.options, workshop)
    if isinstance(type_, NumberType):
        return Quantity(percent=type_.is_ratio).read(node, workshop.collector)
    if isinstance(type_, TruthType):
        return {"true": True, "false": False}.get(getattr(node, "text", ""))
    return getattr(node, "text", None)


def _option(node: Node, options: Many[str], workshop: Workshop) -> str | None:
    text = getattr(node, "text", "")
    if text in options:
        return str(text)
    workshop.collector.add(
        "F302", node.span, suggestion=nearest(text, options), met=text, known=", ".join(options)
    )
    return None


def _cell(node: Node, type_: Type, workshop: Workshop) -> Cell | None:
    if isinstance(node, Scalar) and node.text == "any":
        return AnyCell()
    if isinstance(type_, CodeType):
        return _codes(node, type_.system, workshop)
    if isinstance(node, Sequence):
        values = [_single(item, type_, workshop) for item in node.items]
        return None if any(each is None for each in values) else ValuesCell(tuple(values))
    if isinstance(node, Mapping):
        _bad_cell(node, workshop)
        return None
    if isinstance(type_, NumberType | DateType):
        found = _range(node.text)
        if found is None:
            _bad_cell(node, workshop)
        return found
    value = _single(node, type_, workshop)
    return None if value is None else ValuesCell((value,))


def _single(node: Node, type_: Type, workshop: Workshop) -> Any:
    if isinstance(type_, ChoiceType):
        return _option(node, type_.options, workshop)
    text = getattr(node, "text", "")
    if isinstance(type_, TruthType) and text in ("true", "false"):
        return text == "true"
    if isinstance(type_, NumberType) and re.fullmatch(_NUMBER, text):
        return _number(text)
    if isinstance(type_, NumberType | TruthType):
        return _bad_cell(node, workshop)
    return text


def _bad_cell(node: Node, workshop: Workshop) -> Any:
    workshop.collector.add("F521", node.span, found=describe(node))
    return None


def _range(text: str) -> RangeCell | None:
    """``1000+``, ``300..1000``, ``below 20``, ``above 5``, ``up to 7``, a single number or day."""
    words = text.strip()
    if match := re.fullmatch(rf"({_NUMBER})\+", words):
        return RangeCell(_number(match[1]), None)
    if match := re.fullmatch(rf"({_NUMBER})\.\.({_NUMBER})", words):
        return RangeCell(_number(match[1]), _number(match[2]))
    if match := re.fullmatch(rf"(below|above|up to) ({_NUMBER})", words):
        number = _number(match[2])
        if match[1] == "above":
            return RangeCell(number, None, with_low=False)
        return RangeCell(None, number, with_high=match[1] == "up to")
    if re.fullmatch(_NUMBER, words):
        return RangeCell(_number(words), _number(words))
    return _days(words)


def _days(words: str) -> RangeCell | None:
    match = re.fullmatch(r"(?:(before|from) )?(\d{4}-\d{2}-\d{2})(?:\.\.(\d{4}-\d{2}-\d{2}))?", words)
    try:
        if match is None:
            return None
        first = date.fromisoformat(match[2])
        if match[1] == "before":
            return RangeCell(None, first, with_high=False)
        if match[1] == "from":
            return RangeCell(first, None)
        return RangeCell(first, date.fromisoformat(match[3]) if match[3] else first)
    except ValueError:
        return None


def _number(text: str) -> Number:
    return exact(Fraction(text[:-1]) / 100) if text.endswith("%") else exact(Fraction(text))


def _codes(node: Node, system: str, workshop: Workshop) -> Cell | None:
    text = (
        ", ".join(getattr(item, "text", "?") for item in node.items)
        if isinstance(node, Sequence)
        else getattr(node, "text", "")
    )
    kept, _, exceptions = text.partition(" except ")
    if not _CODE_RANGES.match(kept) or (exceptions and not _CODE_RANGES.match(exceptions)):
        _bad_cell(node, workshop)
        return None
    pairs = tuple(_pairs(kept)), tuple(_pairs(exceptions))
    table = workshop.tables.get(system)
    if table is None:
        return CodesCell(*pairs)
    unknown = [code for pair in (*pairs[0], *pairs[1]) for code in pair if code not in table]
    for code in dict.fromkeys(unknown):
        workshop.collector.add("F305", node.span, met=code, system=f"@system.{system}")
    return None if unknown else CodesCell(*(_within(each, table) for each in pairs))


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for part in filter(None, (each.strip() for each in text.split(","))):
        low, _, high = part.partition("..")
        yield low, high or low


def _within(pairs: Iterable[tuple[str, str]], table: CodeTable) -> tuple[tuple[str, str], ...]:
    """The beginnings of everything that codes and ranges of codes hold; a range of letters holds each of them."""
    found: list[tuple[str, str]] = []
    for low, high in pairs:
        if low != high and low.isdigit():
            found.append((prefixes(table, low)[0], prefixes(table, high)[-1]))
            continue
        codes = [each for each in table.entries if len(each) == len(low) and low <= each <= high]
        found.extend((prefix, prefix) for code in codes for prefix in prefixes(table, code))
    return tuple(found)


# -- Gaps and overlaps -----------------------------------------------------------------------------------------------


def _find_gaps(
    entries: Entries, formulas: list[Formula], rows: list[tuple[Row, Node]], workshop: Workshop
) -> None:
    """Report rows that can never be reached, overlaps where only one row may hit, and combinations no row covers."""
    columns = [
        _samples(formula.expression.type, [row.cells[place] for row, _ in rows])
        for place, formula in enumerate(formulas)
    ]
    size = 1
    for samples in columns:
        size *= len(samples) if samples is not None else _MOST_COMBINATIONS + 1
    if size > _MOST_COMBINATIONS:
        return
    reached: set[int] = set()
    only = entries.get("hit", "first") == "only"
    gap: tuple[Any, ...] | None = None
    for values in product(*(samples or () for samples in columns)):
        hits = [
            place
            for place, (row, _) in enumerate(rows)
            if all(cell.fits(value) is True for cell, value in zip(row.cells, values, strict=True))
        ]
        if not hits:
            gap = gap or values
        elif only and len(hits) > 1:
            workshop.collector.add("F523", rows[hits[1]][1].span, first=rows[hits[0]][1].span.start.line)
            reached.update(hits)
        else:
            reached.add(hits[0])
    for place, (_, node) in enumerate(rows):
        if place not in reached:
            workshop.collector.add("F524", node.span)
    if gap is not None:
        workshop.collector.add("F522", entries.span("rows"), values=", ".join(_said(each) for each in gap))


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value.numerator}/{value.denominator}" if isinstance(value, Fraction) else str(value)


def _samples(type_: Type, cells: Iterable[Cell]) -> list[Any] | None:
    """Values that between them meet every cell of a column in every way; None when they cannot be listed."""
    if isinstance(type_, ChoiceType):
        return list(type_.options)
    if isinstance(type_, TruthType):
        return [True, False]
    if not isinstance(type_, NumberType):
        return None
    edges = sorted({edge for cell in cells for edge in _edges(cell)})
    if not edges:
        return [0]
    between = [exact(Fraction(low + high) / 2) for low, high in pairwise(edges)]
    wanted = sorted({edges[0] - 1, *edges, *between, edges[-1] + 1})
    inside = [
        each
        for each in wanted
        if (type_.low is None or each >= type_.low) and (type_.high is None or each <= type_.high)
    ]
    whole = [each for each in inside if not type_.integer or each.denominator == 1]
    return whole or inside


def _edges(cell: Cell) -> list[Number]:
    if isinstance(cell, RangeCell):
        return [each for each in (cell.low, cell.high) if each is not None]
    return (
        [each for each in cell.values if isinstance(each, int | Fraction)]
        if isinstance(cell, ValuesCell)
        else []
    )

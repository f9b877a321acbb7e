"""Whether the rows of a decision table cover everything that can come, each only what is left to it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import Any

from engine.compiler.workshop import Workshop
from engine.expression.tree import Hazard
from engine.expression.types import ChoiceType, CodeType, DateType, NumberType, TextType, TruthType
from engine.reference import CodeTable
from engine.rules.base import Formula
from engine.rules.decisions import Cell, RangeCell, Row, ValuesCell
from engine.shapes import Entries
from engine.source import Node
from engine.values import UNDEFINED, Number, exact, is_final

_MOST_COMBINATIONS = 200_000
"""How many are tried before a table counts as complete only where its last row fits whatever comes."""
_ENDS = Hazard.UNDEFINED | Hazard.NOT_APPLICABLE


def covers_all(
    entries: Entries, formulas: list[Formula], rows: list[tuple[Row, Node]], workshop: Workshop
) -> bool:
    """Whether some row fits whatever comes. Gaps are reported, and overlaps where only one row may fit, and rows that are
    never reached."""
    only = entries.get("hit", "first") == "only"
    reached: set[int] = set()
    overlaps: dict[int, int] = {}
    gap: tuple[Any, ...] | None = None
    for tried, (values, hits) in enumerate(_combinations(formulas, rows, workshop)):
        if tried == _MOST_COMBINATIONS:
            return any(row.fits_always for row, _ in rows)
        if only and len(hits) > 1:
            overlaps.setdefault(hits[1], hits[0])
        reached.update(hits if only else hits[:1])
        if not hits and gap is None and not any(is_final(value) for value in values):
            gap = values
    _report(entries, rows, reached, overlaps, workshop)
    if gap is not None:
        workshop.collector.add("F522", entries.span("rows"), values=", ".join(_said(each) for each in gap))
    return gap is None


def _combinations(
    formulas: list[Formula], rows: list[tuple[Row, Node]], workshop: Workshop
) -> Iterator[tuple[tuple[Any, ...], list[int]]]:
    """Values of the inputs that between them meet the rows in every way, each with the places of the rows that fit. What
    does not fit in one column makes no difference in the next."""

    def walk(values: tuple[Any, ...], fitting: list[int]) -> Iterator[tuple[tuple[Any, ...], list[int]]]:
        column = len(values)
        if column == len(formulas):
            yield values, fitting
            return
        cells = [rows[place][0].cells[column] for place in fitting]
        for value in _samples(formulas[column], cells, workshop):
            left = [place for place, cell in zip(fitting, cells, strict=True) if cell.fits(value) is True]
            yield from walk((*values, value), left)

    return walk((), list(range(len(rows))))


def _report(
    entries: Entries,
    rows: list[tuple[Row, Node]],
    reached: set[int],
    overlaps: dict[int, int],
    workshop: Workshop,
) -> None:
    for place, before in overlaps.items():
        workshop.collector.add("F523", rows[place][1].span, first=rows[before][1].span.start.line)
    for place, (_, node) in enumerate(rows):
        if place not in reached:
            workshop.collector.add("F524", node.span)


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value.numerator}/{value.denominator}" if isinstance(value, Fraction) else str(value)


# -- Values that between them meet every cell of a column in every way ----------------------------------------------


def _samples(formula: Formula, cells: list[Cell], workshop: Workshop) -> list[Any]:
    type_ = formula.expression.type
    found: list[Any]
    if isinstance(type_, ChoiceType):
        found = list(type_.options)
    elif isinstance(type_, TruthType):
        found = [True, False]
    elif isinstance(type_, NumberType):
        found = _numbers(type_, cells)
    elif isinstance(type_, DateType):
        found = _days(cells)
    elif isinstance(type_, CodeType):
        found = _codes(workshop.tables.get(type_.system), cells)
    else:
        found = _words(cells) if isinstance(type_, TextType) else []
    return [*found, UNDEFINED] if formula.expression.hazards & _ENDS else found


def _numbers(type_: NumberType, cells: Iterable[Cell]) -> list[Number]:
    limits = [each for each in (type_.low, type_.high) if each is not None]
    edges = sorted({*limits, *(edge for cell in cells for edge in _edges(cell))})
    if not edges:
        return [0]
    between: list[Number] = [exact(Fraction(low + high) / 2) for low, high in pairwise(edges)]
    if type_.integer:
        between = [floor(each) for each in between]
    wanted = sorted({edges[0] - 1, *edges, *between, edges[-1] + 1})
    return [
        each
        for each in wanted
        if (type_.low is None or each >= type_.low) and (type_.high is None or each <= type_.high)
        if not type_.integer or each.denominator == 1
    ]


def _edges(cell: Cell) -> list[Any]:
    """Where a cell begins or stops to fit."""
    if isinstance(cell, RangeCell):
        return [each for each in (cell.low, cell.high) if each is not None]
    return list(cell.values) if isinstance(cell, ValuesCell) else []


def _days(cells: Iterable[Cell]) -> list[date]:
    edges = {edge for cell in cells for edge in _edges(cell)} or {date(2000, 1, 1)}
    near = {edge + timedelta(days) for edge in edges for days in (-1, 0, 1) if date.min < edge < date.max}
    return sorted(edges | near)


def _words(cells: Iterable[Cell]) -> list[str]:
    known = {edge for cell in cells for edge in _edges(cell)}
    return [*sorted(known), "…"]


def _codes(table: CodeTable | None, cells: Sequence[Cell]) -> list[str]:
    """One code of the lowest level for each way in which codes meet the cells."""
    if table is None:
        return []
    met: dict[tuple[Any, ...], str] = {}
    for code in table.entries:
        if not table.children.get(code):
            met.setdefault(tuple(cell.fits(code) for cell in cells), code)
    return list(met.values())

"""The cells of decision tables, each read against the type of its input."""

import re
from collections.abc import Iterable, Iterator
from collections.abc import Sequence as Many
from datetime import date
from fractions import Fraction
from typing import Any

from engine.compiler.measures import check_kind
from engine.compiler.workshop import Workshop
from engine.expression.codes import prefixes, tell_unknown
from engine.expression.types import ChoiceType, CodeType, DateType, NumberType, TruthType, Type
from engine.reference import CodeTable
from engine.rules.decisions import AnyCell, Cell, CodesCell, RangeCell, ValuesCell
from engine.shapes import describe, nearest
from engine.source import Mapping, Node, Scalar, Sequence
from engine.values import Number, exact

_NUMBER = r"-?\d+(?:\.\d+)?%?"
_CODE_RANGES = re.compile(r"[0-9A-Z]+(?:\.\.[0-9A-Z]+)?(?:\s*,\s*[0-9A-Z]+(?:\.\.[0-9A-Z]+)?)*\Z")


def read_option(node: Node, options: Many[str], workshop: Workshop) -> str | None:
    text = getattr(node, "text", "")
    if text in options:
        return str(text)
    workshop.collector.add(
        "F302", node.span, suggestion=nearest(text, options), met=text, known=", ".join(options)
    )
    return None


def read_cell(node: Node, type_: Type, workshop: Workshop) -> Cell | None:
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
    if isinstance(type_, NumberType):
        return _numbers(node, type_, workshop)
    if isinstance(type_, DateType):
        return _days(node.text) or _bad_cell(node, workshop)
    value = _single(node, type_, workshop)
    return None if value is None else ValuesCell((value,))


def _single(node: Node, type_: Type, workshop: Workshop) -> Any:
    if isinstance(type_, ChoiceType):
        return read_option(node, type_.options, workshop)
    text = getattr(node, "text", "")
    if isinstance(type_, TruthType) and text in ("true", "false"):
        return text == "true"
    if isinstance(type_, NumberType) and re.fullmatch(_NUMBER, text):
        return _number(text) if _is_of_kind(node, type_, workshop) else None
    if isinstance(type_, DateType) and (found := _days(text)) is not None and found.low == found.high:
        return found.low
    if isinstance(type_, NumberType | TruthType | DateType):
        return _bad_cell(node, workshop)
    return text


def _numbers(node: Scalar, type_: NumberType, workshop: Workshop) -> Cell | None:
    found = _range(node.text)
    if found is None:
        _bad_cell(node, workshop)
    return found if found is None or _is_of_kind(node, type_, workshop) else None


def _is_of_kind(node: Node, type_: NumberType, workshop: Workshop) -> bool:
    """Whether the numbers of a cell are of the kind of its input: a ratio is set against a ratio only."""
    several = re.findall(_NUMBER, getattr(node, "text", "").replace("..", " "))
    return all(check_kind(type_, each, _number(each), node.span, workshop) for each in several)


def _bad_cell(node: Node, workshop: Workshop) -> Any:
    workshop.collector.add("F521", node.span, found=describe(node))
    return None


def _range(text: str) -> RangeCell | None:
    """``1000+``, ``300..1000``, ``below 20``, ``above 5``, ``up to 7``, a single number."""
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
    return RangeCell(_number(words), _number(words)) if re.fullmatch(_NUMBER, words) else None


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
        tell_unknown(workshop.collector, node.span, table, system, code)
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

"""The words of a file of procedures, read by the same shapes as forms."""

import re
from dataclasses import dataclass

from engine.authorities import LEVELS
from engine.compiler.vocabulary import CONDITION_KEYS, GATE, NODES, SOURCE
from engine.diagnostics import Collector
from engine.procedures.types import KINDS, YearlyDay
from engine.shapes import (
    AnyNode,
    Block,
    Day,
    Identifier,
    Key,
    ListOf,
    OneOf,
    Schema,
    WholeNumber,
    Words,
    YesNo,
)
from engine.shapes.base import scalar_of
from engine.source import Node

_LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class DayOfYear:
    """A day of every year: month-day."""

    def read(self, node: Node, collector: Collector) -> YearlyDay | None:
        scalar = scalar_of(node, "date", collector)
        if scalar is None:
            return None
        match = re.fullmatch(r"(\d{2})-(\d{2})", scalar.text)
        month, day = (int(match[1]), int(match[2])) if match else (0, 0)
        if 1 <= month <= 12 and 1 <= day <= _LONGEST_MONTHS[month - 1]:
            return month, day
        collector.add("F389", scalar.span, found=scalar.text)
        return None

    def schema(self) -> Schema:
        return {"type": "string", "pattern": r"^\d{2}-\d{2}$"}


PERIOD_KEYS = {"from": Key(Day()), "to": Key(Day()), "clause": Key(Words()), "source": Key(SOURCE)}

PIN = Block({"edition": Key(Day(), True), **PERIOD_KEYS}, "pin")
SEASON = Block({"opens": Key(DayOfYear(), True), "closes": Key(DayOfYear(), True), **PERIOD_KEYS}, "season")
SUPPLY = Block({"value": Key(AnyNode(), True), **PERIOD_KEYS}, "supply")
BEFORE = Block(
    {
        "title": Key(Words(), True),
        "mend": Key(Words()),
        "clause": Key(Words()),
        "source": Key(SOURCE),
        **CONDITION_KEYS,
    },
    "before",
)
GRANT = Block(
    {
        "fact": Key(Words(), True),
        "years": Key(WholeNumber(1, 100), True),
        "clause": Key(Words()),
        "source": Key(SOURCE),
    },
    "grant",
)
_LONGEST_NOTICE = 60

NOTICE = Block(
    {
        "title": Key(Words(), True),
        "texts": Key(ListOf(Words(600), 1), True),
        "seconds": Key(WholeNumber(0, _LONGEST_NOTICE)),
        "clause": Key(Words()),
        "source": Key(SOURCE),
    },
    "notice",
)
PROCEDURE = Block(
    {
        "procedure": Key(Identifier(), True),
        "title": Key(Words(), True),
        "kind": Key(OneOf(KINDS), True),
        "form": Key(Words()),
        "forms": Key(ListOf(AnyNode(), 2)),
        "summary": Key(Words(600)),
        "menu": Key(Words(10)),
        "notice": Key(NOTICE),
        "clause": Key(Words()),
        "source": Key(SOURCE),
        "basis": Key(AnyNode({"type": ["object", "array"]})),
        "pinned": Key(ListOf(PIN, 1)),
        "open_to": Key(GATE),
        "before": Key(ListOf(BEFORE, 1)),
        "season": Key(AnyNode({"type": ["object", "array"]})),
        "windows": Key(OneOf(LEVELS)),
        "repeatable": Key(YesNo()),
        "chain": Key(ListOf(OneOf(LEVELS), 1)),
        "supplies": Key(AnyNode({"type": "object"})),
        "gives": Key(AnyNode({"type": "object"})),
        "grants": Key(GRANT),
        "keeps_titles": Key(Words()),
    },
    "procedure",
)
PROCEDURES = Block({"procedures": Key(NODES, True)}, "procedures")

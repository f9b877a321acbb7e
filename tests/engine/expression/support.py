"""A small world for expressions: a few names of every type, and the three steps from text to value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from engine.diagnostics import Collector, Diagnostic, Position, Span
from engine.expression.checking import check
from engine.expression.evaluation import compile_condition, compile_expression
from engine.expression.parsing import parse
from engine.expression.syntax import Syntax
from engine.expression.tree import Expression, Hazard, Symbol
from engine.expression.types import (
    DATE,
    RATIO_TYPE,
    TEXT,
    TRUTH,
    ChoicesType,
    ChoiceType,
    CodeType,
    NumberType,
    SeriesType,
    TableType,
    Type,
)
from engine.reference import CodeEntry, CodeTable, code_table
from engine.source import Scalar
from engine.units import Unit, Units

YUAN, WAN, PEOPLE = (
    Unit((("money", 1),), Fraction(1), "元"),
    Unit((("money", 1),), Fraction(10000), "万元"),
    Unit((("people", 1),), Fraction(1), "人"),
)
UNITS = Units({"元": YUAN, "万元": WAN, "人": PEOPLE})

MONEY = NumberType(WAN, 0)
INDUSTRIES = code_table(
    "industries",
    [
        CodeEntry("A", "农业", "", 1),
        CodeEntry("01", "农业", "A", 2),
        CodeEntry("C", "制造业", "", 1),
        CodeEntry("13", "食品加工", "C", 2),
        CodeEntry("39", "电子设备", "C", 2),
        CodeEntry("391", "计算机", "39", 3),
        CodeEntry("3911", "整机", "391", 4),
        CodeEntry("59", "仓储", "", 2),
        CodeEntry("591", "装卸", "59", 3),
    ],
)
REGIONS = code_table(
    "regions",
    [
        CodeEntry("350000", "福建", "", 1),
        CodeEntry("350200", "厦门", "350000", 2),
        CodeEntry("350203", "思明", "350200", 3),
        CodeEntry("110000", "北京", "", 1),
    ],
)
ASKED = code_table(
    "authorities",
    [CodeEntry("P1", "园区", "350200", 1), CodeEntry("P2", "全国的", "", 1)],
    of="regions",
)

TYPES: dict[str, Type] = {
    "revenue": SeriesType(MONEY, 1, 3),
    "rd": SeriesType(MONEY, 1, 2),
    "rd_ratio": SeriesType(RATIO_TYPE, 1, 2),
    "loan": MONEY,
    "cash": NumberType(YUAN, 0),
    "staff": NumberType(PEOPLE, 1, None, integer=True),
    "a": NumberType(None, 0, 100, integer=True),
    "b": NumberType(None, 0, 100, integer=True),
    "c": NumberType(None, 0, 100, integer=True),
    "decimal": NumberType(),
    "ratio": RATIO_TYPE,
    "product": TEXT,
    "exports": TRUTH,
    "listed": TRUTH,
    "founded": DATE,
    "closed": DATE,
    "grade": ChoiceType(("city", "province", "national"), ordered=True),
    "other_grade": ChoiceType(("city", "province", "national"), ordered=True),
    "size": ChoiceType(("small", "micro")),
    "certificates": ChoicesType(("iso9001", "iso14001", "none")),
    "industry": CodeType("industries"),
    "region": CodeType("regions"),
    "city": CodeType("regions"),
    "district": CodeType("authorities"),
    "scenes": TableType(
        {
            "reached": ChoiceType(("0", "1", "2", "3", "4"), ordered=True),
            "binding": TRUTH,
            "income": MONEY,
            "a": NumberType(),
        }
    ),
    "score": NumberType(Unit((("points", 1),)), 0, 100),
}
SLOTS = {name: slot for slot, name in enumerate(TYPES)}


@dataclass
class World:
    """A scope of the names above, some with hazards."""

    hazards: Mapping[str, Hazard] = field(default_factory=dict)
    tables: Mapping[str, CodeTable] = field(
        default_factory=lambda: {"industries": INDUSTRIES, "regions": REGIONS, "authorities": ASKED}
    )

    def lookup(self, name: str) -> Symbol | None:
        if name not in TYPES:
            return None
        hazards = self.hazards.get(name, Hazard.NONE)
        return Symbol(name, SLOTS[name], TYPES[name], hazards=hazards, label=f"标签{name}")

    def names(self) -> tuple[str, ...]:
        return tuple(TYPES)


def scalar(text: str, style: str = "plain", line: int = 1, column: int = 1) -> Scalar:
    quotes = 0 if style == "plain" else 2
    width = len(text) + quotes + (text.count("'") if style == "single" else 0)
    return Scalar(text, style, Span("x.yaml", Position(line, column), Position(line, column + width)))


def parsed(text: str) -> tuple[Syntax | None, tuple[Diagnostic, ...]]:
    collector = Collector()
    return parse(scalar(text), collector), collector.report().diagnostics


def syntax(text: str) -> Syntax:
    found, diagnostics = parsed(text)
    assert found is not None, diagnostics
    return found


def checked(
    text: str, expected: Type | None = None, world: World | None = None, *, yearly: bool = False
) -> tuple[Expression | None, tuple[Diagnostic, ...]]:
    collector = Collector()
    found = check(syntax(text), world or World(), UNITS, collector, expected, yearly=yearly)
    return found, collector.report().diagnostics


def expression(
    text: str, expected: Type | None = None, world: World | None = None, *, yearly: bool = False
) -> Expression:
    found, diagnostics = checked(text, expected, world, yearly=yearly)
    assert found is not None, diagnostics
    return found


def codes(text: str, expected: Type | None = None, *, yearly: bool = False) -> list[str]:
    return [each.code for each in checked(text, expected, yearly=yearly)[1]]


def only(text: str, expected: Type | None = None) -> Diagnostic:
    """The one diagnostic of an expression."""
    (found,) = checked(text, expected)[1]
    return found


def frame(values: Mapping[str, Any]) -> list[Any]:
    made: list[Any] = [None] * len(SLOTS)
    for name, value in values.items():
        made[SLOTS[name]] = value
    return made


def value(text: str, /, expected: Type | None = None, **values: Any) -> Any:
    """What an expression gives for these answers."""
    return compile_expression(expression(text, expected, yearly=True).tree)(frame(values), None)


def outcome(text: str, /, **values: Any) -> Any:
    """What a condition comes to for these answers."""
    return compile_condition(expression(text).tree)(frame(values), None)

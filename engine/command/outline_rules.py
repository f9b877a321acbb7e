"""Rules and conditions as plain JSON values."""

from datetime import date
from fractions import Fraction
from typing import Any

from engine.expression.types import NumberType
from engine.fields.numbers import show_number
from engine.rules.base import Condition, Formula, PointsRule
from engine.rules.conditions import ByCase, Ensure, Named, Together
from engine.rules.decisions import AnyCell, Cell, CodesCell, DecisionTable, RangeCell, ValuesCell
from engine.rules.points import (
    Bands,
    ByCases,
    ByFormula,
    ByTable,
    Combined,
    CountChosen,
    CountHolding,
    Fixed,
    FullSteps,
    OptionPoints,
)
from engine.values import exact


def number_text(value: Any, ratio: bool = False) -> str:
    """A number, a ratio as percent, or a day, as an author would write it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        return str(value).lower() if isinstance(value, bool) else str(value)
    text = show_number(exact(Fraction(value) * 100) if ratio else value).replace(",", "")
    return f"{text}%" if ratio else text


def _threshold(formula: Formula, value: Any) -> str:
    type_ = formula.expression.type
    return number_text(value, isinstance(type_, NumberType) and type_.is_ratio)


def rule_outline(rule: PointsRule) -> dict[str, Any]:
    """How points are given; ``kind`` names the way."""
    if isinstance(rule, Bands):
        return _bands(rule)
    if isinstance(rule, OptionPoints):
        options = [{"id": name, "points": points} for name, points in rule.points.items()]
        return {"kind": "options", "of": rule.of.expression.text, "take": rule.take, "options": options}
    if isinstance(rule, ByCases):
        cases = [
            {
                "title": case.title,
                "when": condition_outline(case.when) if case.when is not None else None,
                "then": rule_outline(case.then),
            }
            for case in rule.cases
        ]
        return {"kind": "cases", "cases": cases}
    if isinstance(rule, Combined):
        return {
            "kind": rule.take,
            "out_of": rule.out_of,
            "rules": [rule_outline(each) for each in rule.rules],
        }
    if isinstance(rule, ByTable):
        return {"kind": "table", "table": table_outline(rule.table), "undefined": rule.undefined}
    return _measured(rule)


def _bands(rule: Bands) -> dict[str, Any]:
    bands = [
        {
            "operator": each.operator,
            "threshold": _threshold(rule.of, each.threshold),
            "points": each.points,
        }
        for each in rule.bands
    ]
    return {
        "kind": "bands",
        "of": rule.of.expression.text,
        "bands": bands,
        "otherwise": rule.otherwise,
        "undefined": rule.undefined,
    }


def _measured(rule: PointsRule) -> dict[str, Any]:
    if isinstance(rule, FullSteps):
        per = _threshold(rule.of, rule.per)
        return {
            "kind": "steps",
            "of": rule.of.expression.text,
            "per": per,
            "points": rule.points,
            "out_of": rule.out_of,
        }
    if isinstance(rule, CountChosen):
        return {"kind": "each", "of": rule.of.expression.text, "points": rule.points, "out_of": rule.out_of}
    if isinstance(rule, CountHolding):
        each = [condition_outline(item) for item in rule.each]
        return {"kind": "each", "each": each, "points": rule.points, "out_of": rule.out_of}
    if isinstance(rule, ByFormula):
        return {"kind": "formula", "of": rule.of.expression.text, "out_of": rule.out_of}
    return {"kind": "fixed", "points": rule.points if isinstance(rule, Fixed) else None}


def condition_outline(condition: Condition) -> dict[str, Any]:
    """A condition and those below it; ``kind`` names how they are joined."""
    heading = {"title": condition.title, "clause": condition.clause}
    if isinstance(condition, Ensure):
        return {"kind": "ensure", "expression": condition.formula.expression.text, **heading}
    if isinstance(condition, Named):
        return {"kind": "conclusion", **heading}
    if isinstance(condition, Together):
        items = [condition_outline(each) for each in condition.items]
        count = {"at_least": condition.at_least} if condition.kind == "some" else {}
        return {"kind": condition.kind, **count, "items": items, **heading}
    if isinstance(condition, ByCase):
        cases = [
            {
                "when": case.when.expression.text if case.when is not None else None,
                "then": condition_outline(case.then),
            }
            for case in condition.cases
        ]
        return {"kind": "cases", "cases": cases, **heading}
    return {"kind": "other", **heading}


def table_outline(table: DecisionTable) -> dict[str, Any]:
    """A decision table: its inputs, and its rows cell by cell with the result last."""
    rows = [
        [
            *(_cell(cell, each) for cell, each in zip(row.cells, table.inputs, strict=True)),
            number_text(row.result),
        ]
        for row in table.rows
    ]
    return {"inputs": [each.expression.text for each in table.inputs], "hit": table.hit, "rows": rows}


def _cell(cell: Cell, formula: Formula) -> str:
    if isinstance(cell, AnyCell):
        return "any"
    if isinstance(cell, ValuesCell):
        return ", ".join(_threshold(formula, each) for each in cell.values)
    if isinstance(cell, CodesCell):
        kept, exceptions = (_codes(each) for each in (cell.ranges, cell.exceptions))
        return f"{kept} except {exceptions}" if exceptions else kept
    return _range(cell, formula) if isinstance(cell, RangeCell) else "…"


def _codes(ranges: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(low if low == high else f"{low}..{high}" for low, high in ranges)


def _range(cell: RangeCell, formula: Formula) -> str:
    low, high = (None if each is None else _threshold(formula, each) for each in (cell.low, cell.high))
    if low is not None and high is not None:
        return low if low == high else f"{low}..{high}"
    if low is not None:
        return f"{low}+" if cell.with_low else f"above {low}"
    return f"{'up to' if cell.with_high else 'below'} {high}"

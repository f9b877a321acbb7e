"""Scores: the rules that give points, indicators, groups and the scorecard."""

from collections.abc import Mapping
from typing import Any

from engine.compiler.conditions import compile_condition, compile_item, compile_when, report_after_otherwise
from engine.compiler.decisions import compile_table
from engine.compiler.measures import check_step, check_thresholds, number_measured
from engine.compiler.vocabulary import BAND_KEYS, CONDITION_KEYS, PARTIAL_RULE, POINTS_CASE
from engine.compiler.workshop import Workshop
from engine.diagnostics import Position, Span
from engine.expression.tree import Hazard, Reference
from engine.expression.types import ChoicesType, ChoiceType, NumberType
from engine.rules.base import Condition, Formula, PointsRule
from engine.rules.conditions import Ensure
from engine.rules.points import (
    Band,
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
    PointsCase,
)
from engine.shapes import Entries, Quantity, nearest
from engine.source import Scalar, Sequence
from engine.units import POINTS
from engine.values import Number

_OPERATOR = {"at_least": ">=", "above": ">", "at_most": "<=", "below": "<"}
_POINTS = NumberType(POINTS)


class Options:
    """The points and labels of the options of every choice, by field id, as the field blocks declare them."""

    def __init__(self) -> None:
        self.points: dict[str, dict[str, Number]] = {}
        self.labels: dict[str, dict[str, str]] = {}


class PointsCompiler:
    """Compiles the points of one indicator; `out_of` caps every rule in it."""

    def __init__(self, workshop: Workshop, options: Options, owner: str, out_of: Number) -> None:
        self._workshop = workshop
        self._collector = workshop.collector
        self._options = options
        self._owner = owner
        self._out_of = out_of

    def compile(self, entries: Entries) -> PointsRule | None:
        """The rule a block describes; which kind it is follows from the keys it has."""
        kinds = [key for key in ("best", "sum", "cases", "table", "each") if entries.has(key)]
        if not kinds:
            return self._measured(entries) if entries.has("of") else self._given(entries)
        if len(kinds) > 1 or entries.has("of"):
            found = ", ".join([*kinds, *(["of"] if entries.has("of") else [])])
            self._collector.add("F510", entries.span_of_block, found=found)
        if kinds[0] in ("best", "sum"):
            return self._combined(entries, kinds[0])
        if kinds[0] == "cases":
            return self._cases(entries)
        return self._table(entries) if kinds[0] == "table" else self._each(entries)

    # -- One measure -------------------------------------------------------------------------------------------------

    def _measured(self, entries: Entries) -> PointsRule | None:
        formula = self._workshop.formula(entries["of"], self._owner, "of")
        if formula is None:
            return None
        self._ask_for_missing(formula, entries)
        bands = [key for key in BAND_KEYS if entries.has(key)]
        type_ = formula.expression.type
        if isinstance(type_, ChoiceType | ChoicesType) and not bands and not entries.has("per"):
            return self._option_points(formula, entries, type_)
        measured = number_measured(formula, self._workshop)
        if measured is None:
            return None
        if bands:
            return self._bands(formula, entries, bands, measured)
        if entries.has("per"):
            if not check_step(entries, measured, formula, self._workshop):
                return None
            return FullSteps(
                formula,
                entries.get("per", 1),
                self._number(entries, 1),
                entries.get("out_of", self._out_of),
                entries.get("undefined", 0),
            )
        if not entries.mistyped:
            self._collector.add("F512", entries.span("of"), keys="at_least, at_most, above, below, per")
        return None

    def _number(self, entries: Entries, default: Number) -> Number:
        scalar = entries["points"]
        number = default if scalar is None else Quantity().read(scalar, self._collector)
        return default if number is None else number

    def _ask_for_missing(self, formula: Formula, entries: Entries) -> None:
        hazards, expression = formula.expression.hazards, formula.expression
        if (
            hazards & (Hazard.UNDEFINED | Hazard.NOT_APPLICABLE)
            and not entries.has("undefined")
            and "undefined" not in entries.mistyped
        ):
            self._collector.add("F602", expression.span, name=self._owner, expression=expression.text)
        if hazards & (Hazard.EMPTY | Hazard.HIDDEN):
            self._collector.add("F601", expression.span, name=self._owner, expression=expression.text)

    def _bands(self, formula: Formula, entries: Entries, keys: list[str], type_: NumberType) -> PointsRule:
        bands: list[Band] = []
        for key in keys:
            falling = key in ("at_least", "above")
            check_thresholds(key, entries, type_, falling=falling, workshop=self._workshop)
            pairs = entries.get(key, ())
            bands.extend(Band(_OPERATOR[key], threshold, points) for threshold, points, _ in pairs)
        if len(keys) > 1:
            self._collector.add("F513", entries.span(keys[1]), found=", ".join(keys))
        if not entries.has("otherwise") and "otherwise" not in entries.mistyped:
            self._collector.add("F507", entries.span_of_block, name=self._owner)
        return Bands(formula, tuple(bands), entries.get("otherwise", 0), entries["undefined"])

    def _option_points(
        self, formula: Formula, entries: Entries, type_: ChoiceType | ChoicesType
    ) -> PointsRule | None:
        tree = formula.expression.tree
        field = tree.symbol.name if isinstance(tree, Reference) else ""
        points: dict[str, Number] = dict(self._options.points.get(field, {}))
        misspelt = False
        for option, given, span in entries.get("option_points", ()):
            if option not in type_.options:
                misspelt = True
                self._collector.add(
                    "F302",
                    span,
                    suggestion=nearest(option, type_.options),
                    met=option,
                    known=", ".join(type_.options),
                )
            points[option] = given
        exclusive = type_.exclusive if isinstance(type_, ChoicesType) else ()
        without = [each for each in type_.options if each not in points and each not in exclusive]
        if without and not misspelt:
            self._collector.add("F515", entries.span("of"), option=", ".join(without), name=self._owner)
        self._check_single(max(points.values(), default=0), entries)
        take = "one" if isinstance(type_, ChoiceType) else entries.get("take", "sum")
        complete = {option: points.get(option, 0) for option in type_.options}
        labels = self._options.labels.get(field, {})
        out_of = entries.get("out_of", self._out_of)
        return OptionPoints(formula, complete, labels, take, out_of, entries.get("undefined", 0))

    def _check_single(self, most: Number, entries: Entries) -> None:
        """One option, or the best of several rules, gives no more than the maximum; a sum may be capped."""
        out_of = entries.get("out_of", self._out_of)
        if most > out_of:
            self._collector.add("F502", entries.span("out_of"), most=most, out_of=out_of)

    # -- Points without a measure of their own -----------------------------------------------------------------------

    def _given(self, entries: Entries) -> PointsRule | None:
        scalar = entries["points"]
        if scalar is None:
            if not entries.mistyped:
                self._collector.add("F516", entries.span_of_block, name=self._owner)
            return None
        if scalar.text.lstrip("-").replace(".", "", 1).isdigit():
            return Fixed(self._number(entries, 0))
        formula = self._workshop.formula(scalar, self._owner, "points", _POINTS)
        if formula is None:
            return None
        self._ask_for_missing(formula, entries)
        return ByFormula(formula, entries.get("out_of", self._out_of), entries.get("undefined", 0))

    def _combined(self, entries: Entries, take: str) -> PointsRule | None:
        rules: list[PointsRule] = []
        for node in entries.get(take, ()):
            block = PARTIAL_RULE.read(node, self._collector)
            rule = self.compile(block) if block is not None else None
            if rule is not None:
                rules.append(rule)
        if take == "best" and rules:
            self._check_single(max(rule.range[1] for rule in rules), entries)
        return Combined(take, tuple(rules), entries.get("out_of", self._out_of)) if rules else None

    def _cases(self, entries: Entries) -> PointsRule | None:
        cases: list[PointsCase] = []
        for node in entries.get("cases", ()):
            block = POINTS_CASE.read(node, self._collector)
            if block is None:
                continue
            report_after_otherwise(cases and cases[-1].when is None, block, self._workshop)
            when, is_otherwise = self._when(block)
            rule = self.compile(block)
            if rule is not None and (when is not None or is_otherwise):
                cases.append(PointsCase(when, rule, block.get("title", "")))
        if cases and all(case.when is not None for case in cases):
            self._collector.add("F507", entries.span_of_block, name=self._owner)
        return ByCases(tuple(cases)) if cases else None

    def _when(self, block: Entries) -> tuple[Condition | None, bool]:
        if any(block.has(key) for key in CONDITION_KEYS if key != "cases"):
            return compile_condition(block, self._owner, self._workshop), False
        if not block.has("when"):
            self._collector.add("F204", block.span_of_block, block="points_case", key="when")
            return None, False
        formula, is_otherwise = compile_when(block, self._owner, self._workshop)
        return (Ensure(formula) if formula is not None else None), is_otherwise

    def _table(self, entries: Entries) -> PointsRule | None:
        block = entries["table"]
        table = compile_table(block, self._owner, _POINTS, self._workshop) if block is not None else None
        if table is not None and not any(row.fits_always for row in table.rows):
            for formula in table.inputs:
                self._ask_for_missing(formula, entries)
        return ByTable(table, entries.get("undefined", 0)) if table is not None else None

    def _each(self, entries: Entries) -> PointsRule | None:
        node, points = entries["each"], self._number(entries, 1)
        out_of = entries.get("out_of", self._out_of)
        if isinstance(node, Sequence):
            if not node.items:
                self._collector.add("F211", node.span, least=1)
            found = (compile_item(item, self._owner, self._workshop) for item in node.items)
            each = tuple(item for item in found if item is not None)
            return CountHolding(each, points, out_of) if each else None
        if not isinstance(node, Scalar):
            return None
        counted = Scalar(f"count({node.text})", node.style, Span(node.span.file, *_shifted(node.span)))
        formula = self._workshop.formula(counted, self._owner, "each")
        return CountChosen(formula, points, out_of) if formula is not None else None


def _shifted(span: Span) -> tuple[Any, Any]:
    """Where the expression would begin if ``count(`` stood before it, so that mistakes in it keep their place."""
    return Position(span.start.line, span.start.column - len("count(")), span.end


def option_tables(fields: Mapping[str, Any]) -> Options:
    """Points and labels of the options of every field that has options."""
    options = Options()
    for name, type_ in fields.items():
        for option in getattr(type_, "options", ()):
            options.labels.setdefault(name, {})[option.id] = option.label
            if getattr(option, "points", None) is not None:
                options.points.setdefault(name, {})[option.id] = option.points
    return options

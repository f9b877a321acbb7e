"""What the compiler keeps while it makes one form: names, slots, steps, and the expressions it has parsed and typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.diagnostics import Collector, Span
from engine.expression.calling import FUNCTIONS
from engine.expression.checking import check, never_or_always
from engine.expression.evaluation import compile_condition, compile_expression
from engine.expression.parsing import RESERVED_WORDS, parse
from engine.expression.syntax import Syntax
from engine.expression.tree import Expression, Hazard, Symbol
from engine.expression.types import TRUTH, AnyType, SeriesType, TruthType, Type
from engine.form import ON, REPORTING_YEAR, YEARS, NamedExpression
from engine.library import Library
from engine.parts import Placed
from engine.program import Run, Step
from engine.reference import CodeTable
from engine.rules.base import Formula
from engine.source import Scalar

_ASKED_WHETHER = ("visible", "required", "readonly", "ensure", "when")
"""The roles in which an expression is only asked whether it holds."""

_OWN_NAMES = {"score": "score", "level": "level", "reporting_year": "year", "submission_date": "date"}
"""Names the engine gives itself, with the kind of symbol that may bear them."""


@dataclass(slots=True)
class Name:
    """A name of the form and how to learn what is behind it. `settle` completes the symbol (hazards of a computed field)."""

    symbol: Symbol
    span: Span
    settle: Callable[[], Hazard] | None = None


@dataclass(slots=True)
class Workshop:
    """The working state of one compilation. It is thrown away when the frozen form is done.

    `guests` are the files that came with an overlay, `placed` the places that put in a block of a part.
    """

    library: Library
    collector: Collector
    declared: dict[str, Name] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    slot_names: dict[int, str] = field(
        default_factory=lambda: {ON: "submission_date", REPORTING_YEAR: "reporting_year", YEARS: "years"}
    )
    expressions: list[NamedExpression] = field(default_factory=list)
    use_fact: Callable[[str], Symbol | None] = lambda name: None
    guests: frozenset[str] = frozenset()
    placed: Placed = field(default_factory=dict)
    systems: set[str] = field(default_factory=set)
    """The systems of codes that rules speak of."""
    _syntaxes: dict[int, Syntax | None] = field(default_factory=dict)
    _kept: list[Scalar] = field(default_factory=list)
    _twice: bool = False
    _settling: set[str] = field(default_factory=set)

    def slot(self, name: str) -> int:
        """A new slot; `name` says what stands in it."""
        number = len(self.slot_names)
        self.slot_names[number] = name
        return number

    def step(self, slot: int, inputs: frozenset[int], run: Run) -> None:
        self.steps.append(Step(slot, inputs, run))

    def declare(self, symbol: Symbol, span: Span) -> bool:
        """Give `symbol` its place among the names; False (and reported) when the name cannot be had."""
        name = symbol.name
        local = name.rsplit(".", 1)[-1]
        if (
            local in RESERVED_WORDS
            or local == "otherwise"
            or _OWN_NAMES.get(local, symbol.kind) != symbol.kind
        ):
            self.collector.add("F314", span, name=name)
            return False
        if local in FUNCTIONS:
            self.collector.add("F315", span, name=name)
            return False
        if name in self._fact_roots:
            self.collector.add("F316", span, name=name)
            return False
        if name in self.declared:
            self.report_taken(name, span, self.declared[name].span)
            return False
        self.declared[name] = Name(symbol, span)
        return True

    def report_taken(self, name: str, span: Span, first: Span) -> None:
        """Report a name that is used twice; where an overlay uses one of the form's, at the overlay's line, and where a
        part's block was put in twice, at the second place."""
        places = self.placed.get(span, []) if span == first else []
        if len(places) > 1:
            before, again = places[-2:]
            where = f" ({before.file})" if before.file != again.file else ""
            self.collector.add("F322", again, name=name, first=f"{before.start.line}{where}")
            self._twice = True
            return
        if span == first and self._twice:
            return  # within what was put in twice
        guest, other = (first, span) if first.file in self.guests else (span, first)
        if guest.file in self.guests and other.file not in self.guests:
            self.collector.add("F372", guest, name=name, file=other.file, first=other.start.line)
        else:
            self.collector.add("F310", span, name=name, first=first.start.line)

    def parse(self, scalar: Scalar) -> Syntax | None:
        """The syntax of an expression, parsed once."""
        if id(scalar) not in self._syntaxes:
            self._kept.append(scalar)
            self._syntaxes[id(scalar)] = parse(scalar, self.collector)
        return self._syntaxes[id(scalar)]

    @property
    def _fact_roots(self) -> set[str]:
        """The first part of every fact's name, which no field may bear."""
        return {each.split(".")[0] for each in self.library.facts}

    # -- Scope, as engine.expression.tree wants it -------------------------------------------------------------------

    def lookup(self, name: str) -> Symbol | None:
        found = self.declared.get(name) or self.declared.get(name.removeprefix("form."))
        if found is None:
            return self.use_fact(name)
        if found.settle is not None and name not in self._settling:
            self._settling.add(name)
            hazards = found.settle()
            found.settle = None
            symbol = found.symbol
            found.symbol = Symbol(
                symbol.name, symbol.slot, symbol.type, symbol.kind, symbol.hazards | hazards, symbol.label
            )
            self._settling.discard(name)
        return found.symbol

    def names(self) -> tuple[str, ...]:
        return (*self.declared, *self.library.facts)

    @property
    def doubtful(self) -> frozenset[str]:
        """The names of fields that are reported as wrong."""
        return frozenset(
            name for name, each in self.declared.items() if isinstance(each.symbol.type, AnyType)
        )

    @property
    def tables(self) -> "Tables":
        """The tables of codes, by which a code holds everything below it; a rule that looks into one rests on it."""
        return Tables(self.library.tables, self.systems)

    # -- Expressions -------------------------------------------------------------------------------------------------

    def formula(
        self, scalar: Scalar | None, owner: str, role: str, expected: Type | None = None
    ) -> Formula | None:
        """The formula of an expression; None when there is none or it is wrong (reported)."""
        if scalar is None:
            return None
        syntax = self.parse(scalar)
        if syntax is None:
            return None
        expression = check(syntax, self, self.library.units, self.collector, expected)
        return None if expression is None else self.made(expression, owner, role)

    def condition_formula(self, scalar: Scalar | None, owner: str, role: str) -> Formula | None:
        """A formula that must be true or false, with a warning where it can only ever be one of them."""
        formula = self.formula(scalar, owner, role, TRUTH)
        if formula is not None:
            self._warn_of_settled(formula)
        return formula

    def checked_formula(self, scalar: Scalar | None, owner: str) -> Formula | None:
        """The formula of a check: true or false, once or for each year."""
        formula = self.formula(scalar, owner, "check")
        if formula is None or scalar is None:
            return None
        type_ = formula.expression.type
        inner = type_.of if isinstance(type_, SeriesType) else type_
        if not isinstance(inner, TruthType | AnyType):
            self.formula(scalar, owner, "check", TRUTH)
            return None
        self._warn_of_settled(formula)
        return formula

    def _warn_of_settled(self, formula: Formula) -> None:
        """Warn of a condition that by the limits of its fields can only ever hold, or never."""
        always = never_or_always(formula.expression)
        if always is not None:
            code = "F611" if always else "F610"
            self.collector.add(code, formula.expression.span, expression=formula.expression.text)

    def made(self, expression: Expression, owner: str, role: str) -> Formula:
        self.expressions.append(NamedExpression(owner, role, expression))
        compiled = compile_condition if role in _ASKED_WHETHER else compile_expression
        run = compiled(expression.tree)
        return Formula(expression, lambda frame: run(frame, None))

    def sub_formula(self, expression: Expression, tree: Any) -> Formula:
        """A part of an expression as a formula of its own, for explanations."""
        run = compile_expression(tree)
        part = Expression(
            expression.text,
            tree,
            tree.type,
            expression.hazards,
            expression.reads,
            tree.span,
            expression.slots,
        )
        return Formula(part, lambda frame: run(frame, None))


@dataclass(frozen=True, slots=True)
class Tables:
    """Tables of codes by system, which remember those that were asked for."""

    tables: Mapping[str, CodeTable]
    asked: set[str]

    def get(self, system: str) -> CodeTable | None:
        self.asked.add(system)
        return self.tables.get(system)

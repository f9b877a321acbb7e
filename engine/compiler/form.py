"""The whole form: every block read, every name declared, every expression compiled, the program put in order."""

from dataclasses import dataclass, replace
from typing import Any

from engine.compiler.answers import years_since
from engine.compiler.composition import Composition
from engine.compiler.conditions import compile_condition
from engine.compiler.cycles import report_cycles
from engine.compiler.fields import Fields, make_sections
from engine.compiler.head import read_basis, read_parameters
from engine.compiler.hygiene import inspect
from engine.compiler.points import option_tables
from engine.compiler.scores import Scores
from engine.compiler.vocabulary import CHECK, CONCLUSION, FORM, LEVEL, LIKE_KEYS, ROUTE
from engine.compiler.workshop import Workshop
from engine.diagnostics import Collector, Diagnostic, Position, Report, Span
from engine.expression.tree import Hazard, Symbol
from engine.expression.types import DATE, TRUTH, NumberType
from engine.form import ON, REPORTING_YEAR, YEARS, Check, Conclusion, Form, Level, Route
from engine.library import FACTS_FILE, UNITS_FILE, Library, digest_of
from engine.program import assemble
from engine.rules.base import Condition
from engine.rules.conditions import Ensure
from engine.shapes import Block, Entries, nearest
from engine.source import Node, Scalar, Sequence
from engine.values import decided, hull, is_unknown


@dataclass(frozen=True, slots=True)
class Compiled:
    """What became of a form file: the form (None when it has errors), the report, and the texts it was made of."""

    form: Form | None
    report: Report
    texts: dict[str, str]


LANGUAGE_VERSION = "1"
"""Part of every digest: a change of the language's meaning changes it."""


def compile_form(name: str, library: Library) -> Compiled:
    """Compile the form called `name` (its id, or its file's name). Every mistake is in the report."""
    collector = Collector()
    path = library.path_of(name)
    if path is None:
        known = [each for each in library.files if each.endswith(".yaml")]
        collector.add(
            "F311", Span(name, Position(1, 1), Position(1, 1)), suggestion=nearest(name, known), name=name
        )
        return Compiled(None, collector.report(), {})
    composition = Composition(library, collector)
    root = composition.compose(path)
    form = _FormCompiler(library, collector, composition).compile(root) if root is not None else None
    for shared in (UNITS_FILE, FACTS_FILE):
        if (text := library.files.get(shared)) is not None:
            composition.texts[shared] = text if isinstance(text, str) else text.decode("utf-8", "replace")
    report = _with_places(collector.report(), composition)
    if report.errors or form is None:
        return Compiled(None, report, composition.texts)
    digest = digest_of({**composition.texts, "": LANGUAGE_VERSION})
    return Compiled(replace(form, digest=digest), report, composition.texts)


def _with_places(report: Report, composition: Composition) -> Report:
    def placed(each: Diagnostic) -> Diagnostic:
        return replace(each, via=composition.via(each.span))

    return Report(tuple(placed(each) for each in report.diagnostics))


class _FormCompiler:
    """Compiles one composed root node, part by part, in the order of the language."""

    def __init__(self, library: Library, collector: Collector, composition: Composition) -> None:
        self._workshop = Workshop(library, collector)
        self._collector = collector
        self._composition = composition

    def compile(self, root: Node) -> Form | None:
        keys = {**FORM.keys, **LIKE_KEYS} if _is_like(root) else FORM.keys
        head = Block(
            {key: replace(value, required=value.required and key != "like") for key, value in keys.items()},
            "form",
        ).read(root, self._collector)
        if head is None:
            return None
        fields = self._declare(head)
        if report_cycles(self._workshop, fields, head):
            return None
        return self._define(head, fields)

    # -- Declaring: every name has its slot and type before any expression is looked at ------------------------------

    def _declare(self, head: Entries) -> Fields:
        workshop = self._workshop
        start = head.span_of_block
        workshop.declare(Symbol("submission_date", ON, DATE, "date"), start)
        workshop.declare(Symbol("reporting_year", REPORTING_YEAR, NumberType(integer=True), "year"), start)
        self._parameters = read_parameters(head, workshop)
        since = head["years"]["since"] if head["years"] is not None else None
        fields = Fields(workshop, since is not None)
        self._since(since, head, fields)
        for node in head.get("sections", ()):
            fields.declare_section(node)
        self._documents: list[str] = []
        for node in head.get("documents", ()):
            fields.declare_document(node, self._documents)
        self._scores = Scores(workshop)
        self._scores.declare(head)
        self._declare_conclusions(head)
        return fields

    def _since(self, since: str | None, head: Entries, fields: Fields) -> None:
        workshop = self._workshop
        symbol = None
        if since is not None:
            symbol = fields.use_fact(since)
            if symbol is None or symbol.type != DATE:
                known = tuple(workshop.library.facts)
                self._collector.add(
                    "F307", head["years"].span("since"), suggestion=nearest(since, known), name=since
                )
                symbol = None
        slot = symbol.slot if symbol is not None else None
        inputs = frozenset({REPORTING_YEAR} | ({slot} if slot is not None else set()))
        workshop.step(YEARS, inputs, years_since(REPORTING_YEAR, slot))

    def _declare_conclusions(self, head: Entries) -> None:
        workshop = self._workshop
        self._conclusions: list[tuple[Entries, int]] = []
        for node in head.get("conclusions", ()):
            entries = CONCLUSION.read(node, self._collector)
            if entries is None or entries["id"] is None:
                continue
            slot = workshop.slot(entries["id"])
            symbol = Symbol(entries["id"], slot, TRUTH, "conclusion", Hazard.NONE, entries.get("title", ""))
            if workshop.declare(symbol, entries.span("id")):
                self._conclusions.append((entries, slot))
        self._levels = [
            entries
            for node in head.get("levels", ())
            if (entries := LEVEL.read(node, self._collector)) is not None
        ]
        self._level_slot = None
        if self._levels:
            self._level_slot = workshop.slot("level")
            highest = max(entries.get("level", 0) for entries in self._levels)
            workshop.declare(
                Symbol("level", self._level_slot, NumberType(None, 0, highest, True), "level"),
                head.span("levels"),
            )

    # -- Defining ----------------------------------------------------------------------------------------------------

    def _define(self, head: Entries, fields: Fields) -> Form | None:
        workshop = self._workshop
        made = fields.define()
        options = option_tables({name: each.type for name, each in made.items()})
        scorecard = self._scores.define(options)
        checks = tuple(self._checks([*fields.check_nodes, *head.get("checks", ())], set(made)))
        conclusions = tuple(self._conclude())
        levels = tuple(self._define_levels())
        routes = tuple(self._define_routes(head.get("routes", ())))
        gates = {key: self._gate(head[key], key) for key in ("open_to", "before") if head[key] is not None}
        inspect(workshop, head, made, self._scores)
        if self._collector.has_errors:
            return None
        own = {name: each for name, each in made.items() if not each.fact}
        shown = {name: each for name, each in made.items() if each.fact}
        program = assemble(len(workshop.slot_names), workshop.steps)
        return Form(
            head["form"], head["title"], head["edition"], "", make_sections(fields, self._documents), {**shown, **own}, program,
            scorecard, scorecard.slot if scorecard else None, checks, conclusions, levels, self._level_slot,
            routes, gates.get("open_to"), gates.get("before"), self._parameters, tuple(shown),
            head["years"]["since"] if head["years"] is not None else None, read_basis(head, self._collector),
            head.get("summary", ""), head.get("source", "verified"), tuple(workshop.expressions), dict(workshop.slot_names),
            self._scores.used_by(workshop, made),
        )  # fmt: skip

    def _checks(self, nodes: list[Node], known: set[str]) -> Any:
        workshop = self._workshop
        for place, node in enumerate(nodes):
            entries = CHECK.read(node, self._collector)
            if entries is None:
                continue
            ensure = workshop.checked_formula(entries["ensure"], f"check {place + 1}")
            when = workshop.condition_formula(entries["when"], f"check {place + 1}", "when")
            at = self._at(entries, known)
            if ensure is None or not at:
                continue
            slot = workshop.slot(f"check {place + 1}")
            workshop.step(
                slot,
                ensure.slots | (when.slots if when else frozenset()),
                _guarded(ensure.run, when.run if when else None),
            )
            yield Check(
                ensure,
                slot,
                entries.get("message", ""),
                at,
                entries.get("severity", "error") == "error",
                entries.get("clause", ""),
                entries.span("ensure"),
            )

    def _at(self, entries: Entries, known: set[str]) -> tuple[str, ...]:
        node = entries["at"]
        scalars = node.items if isinstance(node, Sequence) else (node,) if isinstance(node, Scalar) else ()
        found = []
        for scalar in scalars:
            name = getattr(scalar, "text", "")
            if name in known:
                found.append(name)
            else:
                self._collector.add("F308", scalar.span, suggestion=nearest(name, sorted(known)), name=name)
        return tuple(found)

    def _conclude(self) -> Any:
        made: dict[int, Condition] = {}
        for entries, slot in self._conclusions:
            condition = compile_condition(entries, entries["id"], self._workshop)
            if condition is None:
                continue
            made[slot] = condition
            self._workshop.step(slot, condition.slots, condition.evaluate)
            yield Conclusion(
                entries["id"],
                entries.get("title", ""),
                condition,
                slot,
                entries.get("clause", ""),
                entries.get("source", "verified"),
                entries.span("id"),
            )

    def _gate(self, entries: Entries, name: str) -> Conclusion | None:
        condition = compile_condition(entries, name, self._workshop)
        if condition is None:
            return None
        slot = self._workshop.slot(name)
        self._workshop.step(slot, condition.slots, condition.evaluate)
        return Conclusion(
            name,
            entries.get("title", ""),
            condition,
            slot,
            entries.get("clause", ""),
            entries.get("source", "verified"),
        )

    def _define_levels(self) -> Any:
        workshop = self._workshop
        levels: list[Level] = []
        before: int | None = None
        for entries in self._levels:
            number = entries.get("level", 0)
            if before is not None and number >= before:
                self._collector.add("F517", entries.span("level"), level=number, before=before)
            before = number
            condition = compile_condition(entries, f"level {number}", workshop)
            if condition is None:
                continue
            slot = workshop.slot(f"level {number}")
            workshop.step(slot, condition.slots, condition.evaluate)
            levels.append(Level(number, entries.get("title", ""), condition, slot, entries.get("clause", "")))
        if self._level_slot is not None:
            pairs = tuple((level.level, level.slot) for level in levels)
            workshop.step(self._level_slot, frozenset(slot for _, slot in pairs), _reached(pairs))
        return levels

    def _define_routes(self, nodes: Any) -> Any:
        workshop = self._workshop
        for place, node in enumerate(nodes):
            entries = ROUTE.read(node, self._collector)
            if entries is None:
                continue
            condition, slot = None, None
            if not (
                entries.has("when") and entries["when"] is not None and entries["when"].text == "otherwise"
            ):
                condition = self._route_condition(entries, place)
                if condition is None:
                    continue
                slot = workshop.slot(f"route {place + 1}")
                workshop.step(slot, condition.slots, condition.evaluate)
            yield Route(entries.get("to", ""), entries.get("title", ""), condition, slot)

    def _route_condition(self, entries: Entries, place: int) -> Condition | None:
        if not entries.has("when"):
            return compile_condition(entries, f"route {place + 1}", self._workshop)
        formula = self._workshop.condition_formula(entries["when"], f"route {place + 1}", "when")
        return Ensure(formula) if formula is not None else None


def _is_like(root: Node) -> bool:
    return getattr(root, "get", lambda key: None)("like") is not None


def _guarded(ensure: Any, when: Any) -> Any:
    """The outcome of a check: where its condition does not hold it has nothing to say."""
    if when is None:
        return ensure

    def run(frame: Any) -> Any:
        applies = decided(when(frame))
        return ensure(frame) if applies is True else (applies if is_unknown(applies) else True)

    return run


def _reached(pairs: tuple[tuple[int, int], ...]) -> Any:
    """The first level that holds, 0 when none does; between bounds while it is not decided."""

    def run(frame: Any) -> Any:
        possible: list[Any] = []
        for level, slot in pairs:
            truth = frame[slot]
            if truth is True:
                possible.append(level)
                break
            if is_unknown(truth):
                possible.append(level)
        else:
            possible.append(0)
        return hull(possible)

    return run

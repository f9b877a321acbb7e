"""The whole form: every block read, every name declared, every expression compiled, the program put in order."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.compiler.answers import years_since
from engine.compiler.applicability import NAME, compile_applies_to
from engine.compiler.composition import Composition
from engine.compiler.contradictions import Contradictions
from engine.compiler.cycles import report_cycles
from engine.compiler.definitions import Definer, make_sections
from engine.compiler.facts import Facts
from engine.compiler.fields import Fields
from engine.compiler.head import read_basis, read_parameters
from engine.compiler.hygiene import inspect
from engine.compiler.local import read_local, read_overlay
from engine.compiler.outcomes import Outcomes
from engine.compiler.points import option_tables
from engine.compiler.reachability import find_unreachable
from engine.compiler.scores import Scores
from engine.compiler.vocabulary import CHECK, FORM, LIKE_KEYS
from engine.compiler.workshop import Workshop
from engine.diagnostics import Collector, Diagnostic, Position, Report, Span
from engine.expression.tree import Symbol
from engine.expression.types import DATE, NumberType
from engine.facts import FACTS_FILE
from engine.form import (
    ON,
    REPORTING_YEAR,
    YEARS,
    Basis,
    Check,
    Conclusion,
    Field,
    Form,
    Level,
    Route,
    Scorecard,
)
from engine.library import UNITS_FILE, Library, digest_of, digest_of_table
from engine.program import assemble
from engine.shapes import AnyNode, Block, Entries, Key, Words, nearest
from engine.source import Node, Scalar, Sequence
from engine.values import decided, is_unknown


@dataclass(frozen=True, slots=True)
class Compiled:
    """What became of a form file: the form (None when it has errors), the report, the texts it was made of, and those of
    the tables of codes its rules speak of."""

    form: Form | None
    report: Report
    texts: dict[str, str]
    tables: dict[str, str] = field(default_factory=dict)


LANGUAGE_VERSION = "1"
"""Part of every digest: a change of the language's meaning changes it."""


def compile_form(name: str, library: Library, overlay: str | None = None) -> Compiled:
    """Compile the form called `name` (its id, or its file's name), with what the file `overlay` adds to it. Every mistake
    is in the report."""
    collector = Collector()
    path = _path(name, library, collector)
    over = _path(overlay, library, collector) if overlay is not None else None
    if path is None or (overlay is not None and over is None):
        return Compiled(None, collector.report(), {})
    composition = Composition(library, collector)
    root = composition.compose(path, over)
    compiler = _FormCompiler(library, collector, composition)
    form = compiler.compile(root) if root is not None else None
    supplying = {each for fact in (form.facts if form else ()) for each in library.facts[fact].files}
    for shared in (UNITS_FILE, FACTS_FILE, *sorted(supplying)):
        if (text := library.files.get(shared)) is not None:
            composition.texts[shared] = text if isinstance(text, str) else text.decode("utf-8", "replace")
    report = _with_places(collector.report(), composition)
    if report.errors or form is None:
        return Compiled(None, report, composition.texts)
    tables = library.tables_of(compiler.systems)
    kept = {path: digest_of_table(text) for path, text in tables.items()}
    digest = digest_of({**composition.texts, **kept, "": LANGUAGE_VERSION})
    return Compiled(replace(form, digest=digest), report, composition.texts, tables)


def _path(name: str, library: Library, collector: Collector) -> str | None:
    """The file called `name`; none is reported."""
    path = library.path_of(name)
    if path is None:
        known = [each for each in library.files if each.endswith(".yaml")]
        start = Span(name, Position(1, 1), Position(1, 1))
        collector.add("F311", start, suggestion=nearest(name, known), name=name)
    return path


def _with_places(report: Report, composition: Composition) -> Report:
    def placed(each: Diagnostic) -> Diagnostic:
        return replace(each, via=composition.via(each.span))

    return Report(tuple(placed(each) for each in report.diagnostics))


class _FormCompiler:
    """Compiles one composed root node, part by part, in the order of the language."""

    def __init__(self, library: Library, collector: Collector, composition: Composition) -> None:
        self._workshop = Workshop(library, collector, guests=composition.guests, placed=composition.placed)
        self._collector = collector
        self._composition = composition

    @property
    def systems(self) -> Collection[str]:
        """The systems of codes that the rules of the form speak of."""
        return self._workshop.systems

    def compile(self, root: Node) -> Form | None:
        more = {**LIKE_KEYS, "like": Key(Words())} if _is_like(root) else {}
        laid = {"overlay": Key(AnyNode())} if self._composition.overlaid_at is not None else {}
        head = Block({**FORM.keys, **more, **laid}, "form").read(root, self._collector)
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
        self._facts = Facts(workshop)
        fields = Fields(workshop, self._facts, since is not None)
        self._since(since, head)
        for node in head.get("sections", ()):
            fields.declare_section(node)
        self._documents: list[str] = []
        for node in head.get("documents", ()):
            fields.declare_document(node, self._documents)
        self._scores = Scores(workshop)
        self._scores.declare(head)
        self._outcomes = Outcomes(workshop)
        self._outcomes.declare(head)
        return fields

    def _since(self, since: str | None, head: Entries) -> None:
        workshop = self._workshop
        symbol = None
        if since is not None:
            symbol = self._facts.use(since)
            if symbol is None or symbol.type != DATE:
                known = tuple(workshop.library.facts)
                self._collector.add(
                    "F307", head["years"].span("since"), suggestion=nearest(since, known), name=since
                )
                symbol = None
        slot = symbol.slot if symbol is not None else None
        inputs = frozenset({REPORTING_YEAR} | ({slot} if slot is not None else set()))
        workshop.step(YEARS, inputs, years_since(REPORTING_YEAR, slot))

    # -- Defining ----------------------------------------------------------------------------------------------------

    def _define(self, head: Entries, fields: Fields) -> Form | None:
        workshop = self._workshop
        own = Definer(workshop, fields).define()
        options = option_tables({name: each.type for name, each in {**self._facts.made, **own}.items()})
        scorecard = self._scores.define(options)
        checks = tuple(self._checks([*fields.check_nodes, *head.get("checks", ())], own))
        outcomes = self._outcomes
        conclusions, levels = tuple(outcomes.conclude()), tuple(outcomes.levels())
        routes = tuple(outcomes.routes(head.get("routes", ())))
        gates = {NAME: compile_applies_to(head[NAME], workshop)}
        gates |= {
            key: outcomes.gate(head[key], key) for key in ("open_to", "before") if head[key] is not None
        }
        basis = read_basis(head, self._collector)
        self._local = read_local(head, workshop, fields.section_names)
        self._facts.refuse_own(
            head["form"], head["years"].span("since") if head["years"] else head.span_of_block
        )
        inspect(workshop, head, own, self._scores, conclusions)
        Contradictions(workshop, fields, own, checks).find()
        find_unreachable(workshop, conclusions, levels, self._scores.indicators)
        if self._collector.has_errors:
            return None
        rules = _Rules(scorecard, checks, conclusions, levels, routes, gates, basis)
        return self._put_together(head, fields, own, rules)

    def _put_together(self, head: Entries, fields: Fields, own: Mapping[str, Field], rules: "_Rules") -> Form:
        workshop, facts = self._workshop, self._facts.made
        used_by = self._scores.used_by(workshop, {**facts, **own})
        program = assemble(len(workshop.slot_names), workshop.steps)
        return Form(
            id=head["form"],
            title=head["title"],
            edition=head["edition"],
            digest="",
            sections=make_sections(fields, self._documents),
            fields={**facts, **own},
            program=program,
            score=rules.score,
            checks=rules.checks,
            conclusions=rules.conclusions,
            levels=rules.levels,
            level_slot=self._outcomes.level_slot,
            routes=rules.routes,
            applies_to=rules.gates[NAME],
            open_to=rules.gates.get("open_to"),
            before=rules.gates.get("before"),
            parameters=self._parameters,
            facts=tuple(facts),
            since_fact=head["years"]["since"] if head["years"] is not None else None,
            basis=rules.basis,
            summary=head.get("summary", ""),
            source=head.get("source", "verified"),
            until=head["until"],
            local=self._local,
            overlay=read_overlay(head["overlay"]),
            expressions=tuple(workshop.expressions),
            slot_names=dict(workshop.slot_names),
            used_by=used_by,
            inputs_of=_inverted(used_by, {**facts, **own}),
        )

    def _checks(self, nodes: list[Node], own: Mapping[str, Field]) -> Iterator[Check]:
        workshop = self._workshop
        for place, node in enumerate(nodes):
            entries = CHECK.read(node, self._collector)
            if entries is None:
                continue
            ensure = workshop.checked_formula(entries["ensure"], f"check {place + 1}")
            when = workshop.condition_formula(entries["when"], f"check {place + 1}", "when")
            at = self._at(entries, {*own, *self._facts.made, *workshop.doubtful})
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


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a form says of its answers, before it is put together with them."""

    score: Scorecard | None
    checks: tuple[Check, ...]
    conclusions: tuple[Conclusion, ...]
    levels: tuple[Level, ...]
    routes: tuple[Route, ...]
    gates: Mapping[str, Conclusion | None]
    basis: tuple[Basis, ...]


def _inverted(
    used_by: Mapping[str, tuple[str, ...]], fields: Mapping[str, Field]
) -> dict[str, tuple[str, ...]]:
    """For every indicator the answers and facts it rests on, computed fields left out, in the order of the form."""
    found: dict[str, list[str]] = {}
    for name, asked in fields.items():
        for indicator in used_by.get(name, ()) if asked.computed is None else ():
            found.setdefault(indicator, []).append(name)
    return {indicator: tuple(names) for indicator, names in found.items()}


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

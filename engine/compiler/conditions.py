"""Conditions: expressions, names of other conclusions, and trees of both."""

from dataclasses import replace
from typing import Any

from engine.compiler.vocabulary import CONDITION, CONDITION_CASE, CONDITION_KEYS
from engine.compiler.workshop import Workshop
from engine.expression.tree import Arithmetic, Comparison, Constant, Reference, Tree
from engine.rules.base import Condition, Formula
from engine.rules.conditions import ByCase, Case, Ensure, Named, Together
from engine.shapes import Entries
from engine.source import Node, Scalar


def compile_condition(entries: Entries, owner: str, workshop: Workshop) -> Condition | None:
    """The condition a block holds under one of ``ensure all any none some cases``, with the certainty of its source."""
    condition = _compile(entries, owner, workshop)
    source = entries["source"]
    return condition if condition is None or source is None else replace(condition, source=source)  # type: ignore[type-var]


def _compile(entries: Entries, owner: str, workshop: Workshop) -> Condition | None:
    given = [key for key in CONDITION_KEYS if entries.has(key)]
    if not given and entries.mistyped:
        return None
    if len(given) != 1:
        found = ", ".join(given) or "-"
        workshop.collector.add("F212", entries.span_of_block, found=found, keys=", ".join(CONDITION_KEYS))
        if not given:
            return None
    title, clause = entries.get("title", ""), entries.get("clause", "")
    key, value = given[0], entries[given[0]]
    if value is None:
        return None
    if key == "ensure":
        return _leaf(value, owner, workshop, title, clause)
    if key == "cases":
        return _by_case(value, owner, workshop, title, clause)
    if key == "some":
        return _some(value, owner, workshop, title, clause)
    items = _items(value, owner, workshop)
    if not value:
        workshop.collector.add("F211", entries.span(key), least=1)
    return Together(key, items, 1, title, clause) if items else None


def _items(nodes: Any, owner: str, workshop: Workshop) -> tuple[Condition, ...]:
    found = (compile_item(node, owner, workshop) for node in nodes)
    return tuple(each for each in found if each is not None)


def compile_item(node: Node, owner: str, workshop: Workshop) -> Condition | None:
    """One item of a list of conditions: a name, an expression, or a block."""
    if isinstance(node, Scalar):
        return _leaf(node, owner, workshop, "", "")
    entries = CONDITION.read(node, workshop.collector)
    return compile_condition(entries, owner, workshop) if entries is not None else None


def _leaf(scalar: Scalar, owner: str, workshop: Workshop, title: str, clause: str) -> Condition | None:
    formula = workshop.condition_formula(scalar, owner, "ensure")
    if formula is None:
        return None
    tree = formula.expression.tree
    if isinstance(tree, Reference) and tree.symbol.kind == "conclusion":
        return Named(tree.symbol.slot, title or tree.symbol.label, clause)
    return Ensure(formula, title, clause, _measure(formula, workshop))


def _measure(formula: Formula, workshop: Workshop) -> Formula | None:
    """The left side of a comparison with what is given, so that a page can say by how much it holds or fails."""
    tree = formula.expression.tree
    if (
        isinstance(tree, Comparison)
        and _is_given(tree.right, (*_GIVEN_KINDS, "fact"))
        and not _is_given(tree.left)
        and tree.operator in (">=", ">", "<=", "<", "==")
    ):
        return workshop.sub_formula(formula.expression, tree.left)
    return None


_GIVEN_KINDS = ("date", "parameter", "year")


def _is_given(tree: Tree, kinds: tuple[str, ...] = _GIVEN_KINDS) -> bool:
    """Whether a side of a comparison is known before anything is answered: a constant, a parameter, the day of the
    assessment and its reporting year, or what is reckoned of these."""
    if isinstance(tree, Arithmetic):
        return _is_given(tree.left, kinds) and _is_given(tree.right, kinds)
    return isinstance(tree, Constant) or (isinstance(tree, Reference) and tree.symbol.kind in kinds)


def _some(entries: Entries, owner: str, workshop: Workshop, title: str, clause: str) -> Condition | None:
    items = _items(entries.get("of", ()), owner, workshop)
    at_least = entries.get("at_least", 1)
    if items and at_least > len(items):
        workshop.collector.add("F213", entries.span("at_least"), at_least=at_least, count=len(items))
    return Together("some", items, at_least, title, clause) if items else None


def _by_case(nodes: Any, owner: str, workshop: Workshop, title: str, clause: str) -> Condition | None:
    cases: list[Case] = []
    for node in nodes:
        entries = CONDITION_CASE.read(node, workshop.collector)
        if entries is None:
            continue
        report_after_otherwise(cases and cases[-1].when is None, entries, workshop)
        when, is_otherwise = compile_when(entries, owner, workshop)
        then = compile_condition(entries, owner, workshop)
        if then is not None and (when is not None or is_otherwise):
            cases.append(Case(when, then))
    return ByCase(tuple(cases), title, clause) if cases else None


def report_after_otherwise(closed: Any, entries: Entries, workshop: Workshop) -> None:
    """A case behind ``otherwise`` can never be reached."""
    if closed:
        workshop.collector.add("F506", entries.span_of_block)


def compile_when(entries: Entries, owner: str, workshop: Workshop) -> tuple[Formula | None, bool]:
    """The condition under which a case applies, and whether it is ``otherwise``."""
    scalar = entries["when"]
    if isinstance(scalar, Scalar) and scalar.text == "otherwise":
        return None, True
    return workshop.condition_formula(scalar, owner, "when"), False

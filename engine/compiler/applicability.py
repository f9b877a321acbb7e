"""``applies_to``: which applicants a form is meant for, by what their facts are; all of the facts together."""

from typing import Any

from engine.compiler.vocabulary import APPLIES_TO
from engine.compiler.workshop import Workshop
from engine.diagnostics import Position, Span
from engine.expression.tree import Symbol
from engine.expression.types import ChoicesType, TruthType
from engine.form import Conclusion
from engine.rules.base import Condition
from engine.rules.conditions import Ensure, Together
from engine.shapes import Entries, describe, nearest
from engine.source import Entry, Mapping, Node, Scalar, Sequence

NAME = "applies_to"


def compile_applies_to(node: Node | None, workshop: Workshop) -> Conclusion | None:
    """The condition of a form's ``applies_to``; None where it says nothing, or nothing right (reported)."""
    if not isinstance(node, Mapping):
        if node is not None:
            workshop.collector.add("F205", node.span, wanted="mapping", found=describe(node))
        return None
    own = Mapping(tuple(each for each in node if each.key.text in APPLIES_TO.keys), node.span, node.flow)
    words = APPLIES_TO.read(own, workshop.collector)
    facts = [each for each in node if each.key.text not in APPLIES_TO.keys]
    if not facts:
        workshop.collector.add("F360", node.span)
        return None
    items = [_item(each, workshop) for each in facts]
    if words is None or any(each is None for each in items):
        return None
    found = tuple(each for each in items if each is not None)
    condition: Condition = found[0] if len(found) == 1 else Together("all", found)
    return _conclusion(condition, words, workshop)


def _conclusion(condition: Condition, words: Entries, workshop: Workshop) -> Conclusion:
    slot = workshop.slot(NAME)
    workshop.step(slot, condition.slots, condition.evaluate)
    title, clause = words.get("title", ""), words.get("clause", "")
    return Conclusion(NAME, title, condition, slot, clause, words.get("source", "verified"))


def _item(entry: Entry, workshop: Workshop) -> Condition | None:
    name = entry.key.text
    symbol = workshop.use_fact(name)
    if symbol is None:
        known = tuple(workshop.library.facts)
        workshop.collector.add("F307", entry.key.span, suggestion=nearest(name, known), name=name)
        return None
    written = _expression(symbol, entry, workshop)
    formula = workshop.condition_formula(written, NAME, "ensure") if written is not None else None
    return Ensure(formula) if formula is not None else None


def _expression(symbol: Symbol, entry: Entry, workshop: Workshop) -> Scalar | None:
    """The condition on one fact, as it would be written: in a list, has one of a list, true, or not."""
    value: Any = entry.value
    items = value.items if isinstance(value, Sequence) else (value,)
    texts = [each.text for each in items if isinstance(each, Scalar) and each.text]
    if not texts or len(texts) < len(items):
        workshop.collector.add("F361", value.span, found=describe(value))
        return None
    text = ", ".join(texts)
    if isinstance(symbol.type, TruthType) and text in ("true", "false"):
        before = "" if text == "true" else "not "
        return Scalar(f"{before}{symbol.name}", "plain", value.span)
    listed = isinstance(value, Sequence)
    word = "has any" if isinstance(symbol.type, ChoicesType) else "in"
    before = f"{symbol.name} {word} " if listed else f"{symbol.name} {word} ["
    whole = f"{before}[{text}]" if listed else f"{before}{text}]"
    return Scalar(whole, "plain", _span(value.span, len(before), len(whole)))


def _span(value: Span, before: int, length: int) -> Span:
    """A stretch in which what was written stands where it was written, so that mistakes are told in their place."""
    start = value.start.column - before
    if value.start.line != value.end.line or start < 1:
        return value
    return Span(value.file, Position(value.start.line, start), Position(value.start.line, start + length))

"""What stands at the head of a form: what it rests on, and the parameters of the policy."""

from datetime import date
from typing import Any

from engine.compiler.vocabulary import BASIS, PARAMETER
from engine.compiler.workshop import Workshop
from engine.diagnostics import Collector, Span
from engine.expression.tree import Symbol
from engine.expression.types import ANY, RATIO_TYPE, NumberType
from engine.form import ON, Basis, Parameter
from engine.program import Frame, Run
from engine.shapes import Day, Entries, Quantity, nearest
from engine.source import Entry, Mapping, Node, Scalar, Sequence
from engine.values import MISSING_FACT


def read_basis(head: Entries, collector: Collector) -> tuple[Basis, ...]:
    """The documents the form rests on: one block or a list of them."""
    node = head["basis"]
    if node is None:
        return ()
    blocks = [BASIS.read(each, collector) for each in (node.items if isinstance(node, Sequence) else (node,))]
    return tuple(
        Basis(each.get("title", ""), each.get("number", ""), each.get("source", "verified"))
        for each in blocks
        if each
    )


def read_parameters(head: Entries, workshop: Workshop) -> tuple[Parameter, ...]:
    """The parameters with their names declared and the step that picks the version of the day."""
    node = head["parameters"]
    if node is None:
        return ()
    if not isinstance(node, Mapping):
        workshop.collector.add("F205", node.span, wanted="mapping", found="…")
        return ()
    found = [_parameter(entry, workshop) for entry in node]
    return tuple(each for each in found if each is not None)


def _parameter(entry: Entry, workshop: Workshop) -> Parameter | None:
    block = PARAMETER.read(entry.value, workshop.collector) if _is_block(entry.value) else None
    written: Any = entry.value if block is None else block["value"]
    versions = () if written is None else _versions(written, workshop.collector)
    if not versions:  # reported; its name is known all the same
        slot = workshop.slot(entry.key.text)
        workshop.declare(Symbol(entry.key.text, slot, ANY, "parameter"), entry.key.span)
        return None
    unit = block.get("unit", "") if block else ""
    type_ = _type(written, unit, block.span("unit") if block else entry.key.span, workshop)
    slot = workshop.slot(entry.key.text)
    title = block.get("title", entry.key.text) if block else entry.key.text
    if not workshop.declare(Symbol(entry.key.text, slot, type_, "parameter", label=title), entry.key.span):
        return None
    workshop.step(slot, frozenset((ON,)), _version_of_the_day(versions))
    clause = block.get("clause", "") if block else ""
    return Parameter(
        entry.key.text,
        title,
        slot,
        versions,
        clause,
        block.get("source", "verified") if block else "verified",
        unit,
    )


def _is_block(node: Node) -> bool:
    return isinstance(node, Mapping) and any(entry.key.text in PARAMETER.keys for entry in node)


def _versions(node: Node, collector: Collector) -> tuple[tuple[date | None, Any], ...]:
    if not isinstance(node, Mapping):
        value = Quantity(percent=True).read(node, collector)
        return () if value is None else ((None, value),)
    found = []
    for entry in node:
        day, value = Day().read(entry.key, collector), Quantity(percent=True).read(entry.value, collector)
        if day is not None and value is not None:
            found.append((day, value))
    return tuple(sorted(found))


def _type(node: Any, unit: str, span: Span, workshop: Workshop) -> NumberType:
    first = node.entries[0].value if isinstance(node, Mapping) and node.entries else node
    if isinstance(first, Scalar) and first.text.endswith("%"):
        return RATIO_TYPE
    if not unit:
        return NumberType()
    known = workshop.library.units.get(unit)
    if known is None:
        labels = workshop.library.units.labels()
        workshop.collector.add(
            "F306", span, suggestion=nearest(unit, labels), unit=unit, known=", ".join(labels)
        )
    return NumberType(known)


def _version_of_the_day(versions: tuple[tuple[date | None, Any], ...]) -> Run:
    if len(versions) == 1 and versions[0][0] is None:
        value = versions[0][1]
        return lambda frame: value

    def run(frame: Frame) -> Any:
        in_force = [value for day, value in versions if day is None or day <= frame[ON]]
        return in_force[-1] if in_force else MISSING_FACT

    return run

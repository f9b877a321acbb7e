"""Names that hang on themselves: found before anything is typed, told with the whole chain."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from engine.compiler.fields import Fields
from engine.compiler.workshop import Workshop
from engine.diagnostics import Span
from engine.expression.syntax import AnyNode, Chain, Contained, Filtered, Having, Name, parts
from engine.expression.types import ChoiceType, TableType, Type
from engine.shapes import Entries
from engine.source import Mapping as MappingNode
from engine.source import Node, Scalar, Sequence

_EXPRESSION_KEYS = (
    "value",
    "visible",
    "required",
    "readonly",
    "ensure",
    "when",
    "of",
    "each",
    "points",
    "inputs",
)
_TREE_KEYS = ("all", "any", "none", "some", "cases", "best", "sum", "table", "of", "each", "value")


def report_cycles(workshop: Workshop, fields: Fields, head: Entries) -> bool:
    """Whether some name hangs on itself; each cycle is reported once, at the name that stands first."""
    graph: dict[str, dict[str, Span]] = {}
    for owner, uses in _graph(workshop, fields, head):
        graph.setdefault(owner, dict(uses))  # a name given twice is reported already
    told: set[frozenset[str]] = set()
    for start in graph:
        chain = _cycle(start, graph)
        if chain and frozenset(chain) not in told and chain[0] == min(chain, key=list(graph).index):
            told.add(frozenset(chain))
            span = graph[chain[0]][chain[1] if len(chain) > 1 else chain[0]]
            code = "F317" if len(chain) == 1 else "F318"
            workshop.collector.add(code, span, name=chain[0], chain=" → ".join((*chain, chain[0])))
    return bool(told)


def _graph(
    workshop: Workshop, fields: Fields, head: Entries
) -> Iterator[tuple[str, Iterable[tuple[str, Span]]]]:
    section_uses = {
        entries["section"]: list(_names(workshop, entries.node, ("visible",)))
        for entries, _, _ in fields.sections
    }
    for asked in fields.asked.values():
        uses = list(_names(workshop, asked.entries.node, ("value", "visible", "required", "readonly")))
        uses += section_uses.get(asked.section, [])
        if asked.parent is not None:
            uses.append((asked.parent[0], asked.span))
        yield asked.id, uses
    score = head["score"]
    groups = score.get("groups", ()) if score is not None else ()
    yield "score", [(name, span) for node in groups for name, span in _own(node)]
    for group in groups:
        yield from _group(workshop, group)
    for node in head.get("conclusions", ()):
        for name, _ in _own(node):
            yield name, _tree(workshop, node)
    yield "level", [use for node in head.get("levels", ()) for use in _tree(workshop, node)]


def _group(workshop: Workshop, node: Node) -> Iterator[tuple[str, Iterable[tuple[str, Span]]]]:
    inner = node.get("indicators") if isinstance(node, MappingNode) else None
    items = inner.items if isinstance(inner, Sequence) else ()
    for name, _ in _own(node):
        yield name, [each for item in items for each in _own(item) if each[0] != name]
    for item in items:
        for name, _ in _own(item):
            yield name, _tree(workshop, item)


def _own(node: Node) -> list[tuple[str, Span]]:
    value = node.get("id") if isinstance(node, MappingNode) else None
    return [(value.text, value.span)] if isinstance(value, Scalar) else []


def _names(workshop: Workshop, node: Node, keys: tuple[str, ...]) -> Iterator[tuple[str, Span]]:
    if isinstance(node, MappingNode):
        for key in keys:
            value = node.get(key)
            if isinstance(value, Scalar):
                yield from _of(workshop, value)
            elif isinstance(value, MappingNode):
                yield from _tree(workshop, value)


def _tree(workshop: Workshop, node: Node) -> list[tuple[str, Span]]:
    """Every name used anywhere in a block of conditions or points."""
    found: list[tuple[str, Span]] = []
    if isinstance(node, MappingNode):
        for entry in node:
            if isinstance(entry.value, Scalar):
                found += _of(workshop, entry.value) if entry.key.text in _EXPRESSION_KEYS else []
            elif entry.key.text in _TREE_KEYS or entry.key.text == "inputs":
                found += _tree(workshop, entry.value)
    elif isinstance(node, Sequence):
        for item in node.items:
            found += _of(workshop, item) if isinstance(item, Scalar) else _tree(workshop, item)
    return found


def _of(workshop: Workshop, scalar: Scalar) -> list[tuple[str, Span]]:
    if scalar.text in ("otherwise", "any", "true", "false") or not scalar.text:
        return []
    syntax = workshop.parse(scalar)
    if syntax is None:
        return []
    found = _used(workshop, syntax.root, {})
    return [(each.text.removeprefix("form."), syntax.span_of(each)) for each in found]


def _used(workshop: Workshop, node: AnyNode, columns: Mapping[str, Type]) -> Iterator[Name]:
    """The names that stand for values: not the options something is set against, nor the columns under ``where``."""
    match node:
        case Name():
            if node.text not in columns:
                yield node
        case Contained(left=left) | Having(left=left):
            yield from _used(workshop, left, columns)
        case Filtered(of=of, predicate=predicate):
            yield from _used(workshop, of, columns)
            yield from _used(workshop, predicate, {**columns, **_columns(workshop, of)})
        case Chain(items=items):
            yield from _used(workshop, items[0], columns)
            for before, each in pairwise(items):
                if not isinstance(each, Name) or each.text not in _options(workshop, before, columns):
                    yield from _used(workshop, each, columns)
        case _:
            for each in parts(node):
                yield from _used(workshop, each, columns)


def _type(workshop: Workshop, name: str) -> Type | None:
    declared = workshop.declared.get(name.removeprefix("form."))
    return None if declared is None else declared.symbol.type


def _options(workshop: Workshop, node: AnyNode, columns: Mapping[str, Type]) -> tuple[str, ...]:
    """The options that a name behind `node` can mean."""
    of = columns.get(node.text) or _type(workshop, node.text) if isinstance(node, Name) else None
    return of.options if isinstance(of, ChoiceType) else ()


def _columns(workshop: Workshop, node: AnyNode) -> Mapping[str, Type]:
    """The columns of the table that a function runs over."""
    of = _type(workshop, node.text.split(".")[0]) if isinstance(node, Name) else None
    return of.columns if isinstance(of, TableType) else {}


def _cycle(start: str, graph: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    """The shortest way from `start` back to itself, without the last step; empty when there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while ways:
        longer: list[tuple[str, ...]] = []
        for way in ways:
            for following in graph.get(way[-1], ()):
                if following == start:
                    return way
                if following not in seen and following in graph:
                    seen.add(following)
                    longer.append((*way, following))
        ways = longer
    return ()

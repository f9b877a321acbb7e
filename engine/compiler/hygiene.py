"""What compiles and is still doubtful: limits no value keeps, thresholds without a clause, sources that are not official."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.compiler.scores import Scores
from engine.compiler.workshop import Workshop
from engine.form import Field
from engine.shapes import Entries
from engine.source import Mapping as MappingNode
from engine.source import Node, Scalar, Sequence


def inspect(workshop: Workshop, head: Entries, fields: Mapping[str, Field], scores: Scores) -> None:
    """Report what policy staff would want to look at again."""
    _note_sources(workshop, head.node)
    _ask_for_clauses(workshop, scores)
    _find_repeated_names(workshop)
    _find_never_visible(workshop, fields)


def _note_sources(workshop: Workshop, node: Node) -> None:
    for block in _blocks(node):
        source = block.get("source")
        if isinstance(source, Scalar) and source.text in (
            "recalled",
            "inferred",
            "reconstructed",
            "illustrative",
        ):
            name = next(
                (
                    each.text
                    for key in ("id", "section", "title")
                    if isinstance(each := block.get(key), Scalar)
                ),
                "",
            )
            workshop.collector.add("F901", source.span, source=source.text, name=name)


def _blocks(node: Node) -> Iterator[MappingNode]:
    if isinstance(node, MappingNode):
        yield node
        for entry in node:
            yield from _blocks(entry.value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _blocks(item)


def _ask_for_clauses(workshop: Workshop, scores: Scores) -> None:
    for indicator in scores.indicators:
        if not indicator.clause and indicator.span is not None:
            workshop.collector.add("F803", indicator.span, name=indicator.id)


def _find_repeated_names(workshop: Workshop) -> None:
    """Names that differ only in small and capital letters or underscores are read as the same by people."""
    seen: dict[str, str] = {}
    for name, declared in workshop.declared.items():
        bare = name.replace("_", "").lower()
        if bare in seen and seen[bare] != name:
            workshop.collector.add("F319", declared.span, name=name, other=seen[bare])
        seen.setdefault(bare, name)


def _find_never_visible(workshop: Workshop, fields: Mapping[str, Field]) -> None:
    """A required field whose condition can never hold will never be asked for."""
    never = {
        diagnostic.span: diagnostic
        for diagnostic in workshop.collector.report().diagnostics
        if diagnostic.code == "F610"
    }
    for each in workshop.expressions:
        field: Any = fields.get(each.owner)
        if (
            each.role == "visible"
            and each.expression.span in never
            and field is not None
            and (field.required or field.required_slot is not None)
        ):
            workshop.collector.withdraw(never[each.expression.span])
            workshop.collector.add("F612", field.span, name=field.id)

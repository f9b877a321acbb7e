"""What compiles and is still doubtful: limits no value keeps, thresholds without a clause, sources that are not official."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.compiler.scores import Scores
from engine.compiler.vocabulary import CERTAINTIES
from engine.compiler.workshop import Workshop
from engine.diagnostics import Collector, Span
from engine.expression.tree import Comparison, Constant
from engine.expression.types import NumberType
from engine.expression.walking import walk
from engine.form import Conclusion, Field
from engine.rules.base import Condition
from engine.rules.conditions import ByCase, Ensure, Together
from engine.shapes import Day, Entries
from engine.source import Mapping as MappingNode
from engine.source import Node, Scalar
from engine.source import Sequence as SequenceNode


def inspect(
    workshop: Workshop,
    head: Entries,
    fields: Mapping[str, Field],
    scores: Scores,
    conclusions: Sequence[Conclusion],
) -> None:
    """Report what policy staff would want to look at again."""
    note_sources(head.node, workshop.collector)
    _check_days(workshop, head)
    _ask_for_clauses(workshop, scores, conclusions if head.has("basis") else ())
    _inspect_parameters(workshop, head)
    _find_repeated_names(workshop)
    _find_never_visible(workshop, fields)


def _check_days(workshop: Workshop, head: Entries) -> None:
    """An edition is in effect for at least one day."""
    first, last = head["edition"], head["until"]
    if first is not None and last is not None and last < first:
        workshop.collector.add("F346", head.span("until"), until=last, edition=first)


def note_sources(node: Node, collector: Collector) -> None:
    """Note each ``source`` that is not official once, though an overlay's stands for all that it adds."""
    noted: set[Span] = set()
    for block in _blocks(node):
        source = block.get("source")
        if isinstance(source, Scalar) and source.span not in noted and source.text in CERTAINTIES[1:]:
            name = next(
                (
                    each.text
                    for key in ("id", "section", "title", "clause")
                    if isinstance(each := block.get(key), Scalar)
                ),
                "",
            )
            noted.add(source.span)
            collector.add("F901", source.span, source=source.text, name=name)


def _blocks(node: Node) -> Iterator[MappingNode]:
    if isinstance(node, MappingNode):
        yield node
        for entry in node:
            yield from _blocks(entry.value)
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from _blocks(item)


def _ask_for_clauses(workshop: Workshop, scores: Scores, conclusions: Sequence[Conclusion]) -> None:
    """Whoever fails a threshold shall see which clause sets it, where the form rests on a document at all."""
    for indicator in scores.indicators:
        if not indicator.clause and indicator.span is not None:
            workshop.collector.add("F803", indicator.span, name=indicator.id)
    for each in conclusions:
        if each.span is not None and _lacks_clause(each.condition, each.clause):
            workshop.collector.add("F805", each.span, name=each.id)


def _lacks_clause(condition: Condition, clause: str) -> bool:
    """Whether some threshold stands under no clause, its own or one above it."""
    own = clause or condition.clause
    if own:
        return False
    if isinstance(condition, Together):
        return any(_lacks_clause(each, own) for each in condition.items)
    if isinstance(condition, ByCase):
        return any(_lacks_clause(case.then, own) for case in condition.cases)
    return isinstance(condition, Ensure) and any(
        isinstance(each, Comparison)
        and isinstance(each.right, Constant)
        and isinstance(each.right.type, NumberType)
        for each in walk(condition.formula.expression.tree)
    )


def _inspect_parameters(workshop: Workshop, head: Entries) -> None:
    """Parameters nobody uses, and those without a value on the day the edition takes effect."""
    used = {name for each in workshop.expressions for name in each.expression.reads}
    node = head["parameters"]
    for entry in node.entries if isinstance(node, MappingNode) else ():
        name = entry.key
        if name.text not in used and not workshop.collector.has_errors:
            workshop.collector.add("F804", name.span, name=name.text)
        value = entry.value.get("value") if isinstance(entry.value, MappingNode) else None
        dated = value if isinstance(value, MappingNode) else entry.value
        keys = [each.key for each in dated] if isinstance(dated, MappingNode) else []
        days = [each.text for each in keys if Day().read(each, Collector()) is not None]
        edition = head["edition"]
        if days and edition is not None and min(days) > edition.isoformat():
            workshop.collector.add("F309", name.span, name=name.text, first=min(days), edition=edition)


def _find_repeated_names(workshop: Workshop) -> None:
    """Names that differ only in small and capital letters or underscores are read as the same by people."""
    seen: dict[str, str] = {}
    for name, declared in workshop.declared.items():
        bare = re.sub(r"(?<!\d)_|_(?!\d)", "", name).lower()
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

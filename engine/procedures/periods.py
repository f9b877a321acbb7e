"""What is dated: ``from`` and ``to``, and what stands without them for all other days."""

from collections.abc import Iterable, Sequence

from engine.diagnostics import Collector
from engine.procedures.types import Period
from engine.shapes import Entries
from engine.source import Node
from engine.source import Sequence as SequenceNode


def several_of(node: Node | None) -> tuple[Node, ...]:
    """One block, or the blocks of a list."""
    if node is None:
        return ()
    return node.items if isinstance(node, SequenceNode) else (node,)


def period_of(entries: Entries) -> Period:
    return Period(entries["from"], entries["to"])


def check_periods(several: Iterable[Entries], collector: Collector) -> None:
    """A period has at least one day, and no day has two."""
    seen: list[tuple[Period, Entries]] = []
    for each in several:
        period = period_of(each)
        if period.first is not None and period.last is not None and period.last < period.first:
            collector.add("F386", each.span("to"), first=period.first, last=period.last)
            continue
        other = _meeting(period, seen)
        if other is not None:
            collector.add("F387", each.span_of_block, first=other.span_of_block.start.line)
        seen.append((period, each))


def _meeting(period: Period, seen: Sequence[tuple[Period, Entries]]) -> Entries | None:
    """One of those before that has a day in common; what stands for all other days meets only its like."""
    for other, entries in seen:
        if period.is_always == other.is_always and period.meets(other):
            return entries
    return None

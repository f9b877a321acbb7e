"""The scorecard: groups and indicators declared, then their rules compiled and their totals compared."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.compiler.points import Options, PointsCompiler
from engine.compiler.vocabulary import GROUP, INDICATOR
from engine.compiler.workshop import Workshop
from engine.expression.tree import Symbol
from engine.expression.types import NumberType
from engine.form import YEARS, Field, Group, Indicator, Scorecard
from engine.program import Frame, Run, Step
from engine.rules.base import cap
from engine.shapes import Entries
from engine.source import Node, Scalar, Sequence
from engine.units import POINTS
from engine.values import Number


@dataclass(frozen=True, slots=True)
class _Declared:
    """A group with its slot, and what stands in it: indicators, or groups."""

    entries: Entries
    slot: int
    indicators: tuple[tuple[Entries, int], ...]
    groups: tuple["_Declared", ...]


class Scores:
    """Compiles ``score``."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._groups: tuple[_Declared, ...] = ()
        self._head: Entries | None = None
        self._slot = 0
        self._least: Number | None = 0
        self.indicators: tuple[Indicator, ...] = ()

    def declare(self, head: Entries) -> None:
        """Give the score, its groups and its indicators their names."""
        self._head = head["score"]
        if self._head is None:
            return
        workshop = self._workshop
        self._least = None if _takes_away(head.node) else 0
        self._slot = workshop.slot("score")
        workshop.declare(
            Symbol("score", self._slot, self._type(self._head), "score", label=self._head.get("title", "")),
            head.span("score"),
        )
        self._groups = self._declared(self._head.get("groups", ()))

    def _declared(self, nodes: Iterable[Node]) -> tuple[_Declared, ...]:
        """The groups with their slots, and those of what stands in them."""
        collector, found = self._workshop.collector, []
        for node in nodes:
            entries = GROUP.read(node, collector)
            if entries is None or entries["id"] is None:
                continue
            slot = self._declare(entries, "group")
            if entries.has("indicators") == entries.has("groups") and not entries.mistyped:
                collector.add("F527", entries.span("id"))
            inner = tuple(
                (block, self._declare(block, "indicator"))
                for each in entries.get("indicators", ())
                if (block := INDICATOR.read(each, collector)) is not None and block["id"] is not None
            )
            found.append(_Declared(entries, slot, inner, self._declared(entries.get("groups", ()))))
        return tuple(found)

    def _declare(self, entries: Entries, kind: str) -> int:
        slot = self._workshop.slot(entries["id"])
        symbol = Symbol(entries["id"], slot, self._type(entries), kind, label=entries.get("title", ""))
        self._workshop.declare(symbol, entries.span("id"))
        return slot

    def _type(self, entries: Entries) -> NumberType:
        return NumberType(POINTS, self._least, entries.get("out_of", 0))

    def define(self, options: Options) -> Scorecard | None:
        """Compile every rule; totals that do not agree are reported."""
        if self._head is None:
            return None
        groups = tuple(self._group(each, options) for each in self._groups)
        out_of = self._head.get("out_of", 0)
        total = sum(group.out_of for group in groups)
        if total != out_of:
            self._workshop.collector.add("F504", self._head.span("out_of"), total=total, out_of=out_of)
        slots = tuple(group.slot for group in groups)
        self._workshop.step(self._slot, frozenset(slots), _sum(slots, None))
        self.indicators = tuple(indicator for group in groups for indicator in group.indicators)
        return Scorecard(out_of, groups, self._slot, self._head.get("title", ""))

    def _group(self, declared: _Declared, options: Options) -> Group:
        entries, inner = declared.entries, declared.indicators
        groups = tuple(self._group(each, options) for each in declared.groups)
        made = (self._indicator(block, place, options) for block, place in inner)
        indicators = tuple(each for each in made if each is not None)
        parts: tuple[Group | Indicator, ...] = groups or indicators
        out_of = entries.get("out_of", 0)
        total = sum(each.out_of for each in parts)
        collector = self._workshop.collector
        if any(block.span("id").file in self._workshop.guests for block, _ in inner):
            pass  # what an overlay's indicators come to is told where they are laid over the form's
        elif total > out_of:
            collector.add("F503", entries.span("out_of"), total=total, out_of=out_of)
        elif total < out_of and len(parts) == len(declared.groups or inner) > 0:
            collector.add("F505", entries.span("out_of"), total=total, out_of=out_of)
        if entries.get("minimum", 0) > out_of:
            collector.add("F518", entries.span("minimum"), minimum=entries["minimum"], out_of=out_of)
        slots = tuple(each.slot for each in parts)
        self._workshop.step(declared.slot, frozenset(slots), _sum(slots, out_of))
        return Group(
            entries["id"],
            entries.get("title", ""),
            out_of,
            tuple(each for group in groups for each in group.indicators) if groups else indicators,
            declared.slot,
            entries["minimum"],
            entries.get("clause", ""),
            entries.get("source", "verified"),
            groups,
        )

    def _indicator(self, entries: Entries, slot: int, options: Options) -> Indicator | None:
        out_of = entries.get("out_of", 0)
        rule = PointsCompiler(self._workshop, options, entries["id"], out_of).compile(entries)
        if rule is None:
            return None
        most = rule.range[1]
        if most > out_of:
            self._workshop.collector.add("F502", entries.span("out_of"), most=most, out_of=out_of)
        elif most < out_of and not self._workshop.collector.has_errors_within(entries.node.span):
            self._workshop.collector.add("F519", entries.span("out_of"), most=most, out_of=out_of)
        self._workshop.step(slot, rule.slots, rule.evaluate)
        return Indicator(
            entries["id"],
            entries.get("title", ""),
            out_of,
            rule,
            slot,
            entries.get("number", ""),
            entries.get("clause", ""),
            entries.get("source", "verified"),
            entries.span("id"),
        )

    def used_by(self, workshop: Workshop, fields: Mapping[str, Field]) -> Mapping[str, tuple[str, ...]]:
        """For every field the ids of the indicators whose points hang on it."""
        by_slot = {step.slot: step for step in workshop.steps}
        owner = {each.value_slot: name for name, each in fields.items()}
        found: dict[str, list[str]] = {}
        for indicator in self.indicators:
            for slot in reach(indicator.rule.slots, by_slot):
                if slot in owner:
                    found.setdefault(owner[slot], []).append(indicator.id)
        return {name: tuple(ids) for name, ids in found.items()}


def reach(slots: frozenset[int], by_slot: Mapping[int, Step]) -> set[int]:
    """All slots that `slots` hang on, themselves included; which years there are is no answer of anyone."""
    seen: set[int] = {YEARS}
    waiting = list(slots)
    while waiting:
        slot = waiting.pop()
        if slot not in seen:
            seen.add(slot)
            waiting.extend(by_slot[slot].inputs if slot in by_slot else ())
    return seen


def _takes_away(node: Node, key: str = "") -> bool:
    """Whether points below 0 stand anywhere in a form: in its score, or beside an option."""
    if isinstance(node, Scalar):
        return re.match(r"-\d", node.text) is not None
    if isinstance(node, Sequence):
        return any(_takes_away(each, key) for each in node.items)
    return any(
        _takes_away(each.value, "score" if "score" in (key, each.key.text) else each.key.text)
        for each in node
        if key == "score" or each.key.text in ("score", "points") or not isinstance(each.value, Scalar)
    )


def _sum(slots: tuple[int, ...], most: Number | None) -> Run:
    def run(frame: Frame) -> Any:
        return cap(sum(frame[slot] for slot in slots), most)

    return run

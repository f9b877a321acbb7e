"""What a form concludes: conclusions, levels, routes, and who may fill it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from engine.compiler.conditions import compile_condition, report_after_otherwise
from engine.compiler.vocabulary import CONCLUSION, CONDITION_KEYS, LEVEL, ROUTE
from engine.compiler.workshop import Workshop
from engine.diagnostics import Span
from engine.expression.tree import Hazard, Symbol
from engine.expression.types import TRUTH, NumberType
from engine.form import Conclusion, Level, Route
from engine.program import Frame, Run
from engine.rules.base import Condition
from engine.rules.conditions import Ensure
from engine.shapes import Entries
from engine.values import cause_of, hull, is_unknown


def conclusion_of(
    entries: Entries, name: str, workshop: Workshop, slot: int | None = None, span: Span | None = None
) -> Conclusion | None:
    """The conclusion that a block with a condition is, and the step that fills its slot (one of its own where none is
    given); None where the condition could not be compiled."""
    condition = compile_condition(entries, name, workshop)
    if condition is None:
        return None
    filled = workshop.slot(name) if slot is None else slot
    workshop.step(filled, condition.slots, condition.evaluate)
    return Conclusion(
        name,
        entries.get("title", ""),
        condition,
        filled,
        entries.get("clause", ""),
        entries.get("source", "verified"),
        span,
    )


class Outcomes:
    """Declares and compiles conclusions, levels and routes."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._conclusions: list[tuple[Entries, int]] = []
        self._levels: list[Entries] = []
        self.level_slot: int | None = None

    def declare(self, head: Entries) -> None:
        """Give conclusions and the level their names."""
        workshop = self._workshop
        for node in head.get("conclusions", ()):
            entries = CONCLUSION.read(node, self._workshop.collector)
            if entries is None or entries["id"] is None:
                continue
            slot = workshop.slot(entries["id"])
            symbol = Symbol(entries["id"], slot, TRUTH, "conclusion", Hazard.NONE, entries.get("title", ""))
            if workshop.declare(symbol, entries.span("id")):
                self._conclusions.append((entries, slot))
        self._levels = [
            entries
            for node in head.get("levels", ())
            if (entries := LEVEL.read(node, self._workshop.collector)) is not None
        ]
        self.level_slot = None
        if self._levels:
            self.level_slot = workshop.slot("level")
            highest = max(entries.get("level", 0) for entries in self._levels)
            workshop.declare(
                Symbol("level", self.level_slot, NumberType(None, 0, highest, True), "level"),
                head.span("levels"),
            )

    def conclude(self) -> Iterator[Conclusion]:
        """Every conclusion whose condition could be compiled."""
        for entries, slot in self._conclusions:
            found = conclusion_of(entries, entries["id"], self._workshop, slot, entries.span("id"))
            if found is not None:
                yield found

    def gate(self, entries: Entries, name: str) -> Conclusion | None:
        """What a form asks of those who fill it, under the name of the key that says so."""
        return conclusion_of(entries, name, self._workshop)

    def levels(self) -> list[Level]:
        """The levels, the highest first, and the step that picks the one reached."""
        workshop = self._workshop
        levels: list[Level] = []
        before: int | None = None
        for entries in self._levels:
            number = entries.get("level", 0)
            if before is not None and number >= before:
                self._workshop.collector.add("F517", entries.span("level"), level=number, before=before)
            before = number
            condition = compile_condition(entries, f"level {number}", workshop)
            if condition is None:
                continue
            slot = workshop.slot(f"level {number}")
            workshop.step(slot, condition.slots, condition.evaluate)
            levels.append(Level(number, entries.get("title", ""), condition, slot, entries.get("clause", "")))
        if self.level_slot is not None:
            pairs = tuple((level.level, level.slot) for level in levels)
            workshop.step(self.level_slot, frozenset(slot for _, slot in pairs), _reached(pairs))
        return levels

    def routes(self, nodes: Any) -> Iterator[Route]:
        """The routes, in the order in which they are tried."""
        workshop = self._workshop
        closed = False
        for place, node in enumerate(nodes):
            entries = ROUTE.read(node, self._workshop.collector)
            if entries is None:
                continue
            report_after_otherwise(closed, entries, workshop)
            condition, slot = None, None
            closed = entries["when"] is not None and entries["when"].text == "otherwise"
            if not closed:
                condition = self._route_condition(entries, place)
                if condition is None:
                    continue
                slot = workshop.slot(f"route {place + 1}")
                workshop.step(slot, condition.slots, condition.evaluate)
            yield Route(entries.get("to", ""), entries.get("title", ""), condition, slot)

    def _route_condition(self, entries: Entries, place: int) -> Condition | None:
        if not entries.has("when"):
            return compile_condition(entries, f"route {place + 1}", self._workshop)
        given = [key for key in CONDITION_KEYS if key != "cases" and entries.has(key)]
        if given:
            found = ", ".join(("when", *given))
            self._workshop.collector.add(
                "F212", entries.span(given[0]), found=found, keys=", ".join(CONDITION_KEYS)
            )
        formula = self._workshop.condition_formula(entries["when"], f"route {place + 1}", "when")
        return Ensure(formula) if formula is not None else None


def _reached(pairs: tuple[tuple[int, int], ...]) -> Run:
    """The first level that holds, 0 when none does; between bounds while it is not decided."""

    def run(frame: Frame) -> Any:
        possible: list[Any] = []
        open_ones: list[Any] = []
        for level, slot in pairs:
            truth = frame[slot]
            if truth is True:
                possible.append(level)
                break
            if is_unknown(truth):
                possible.append(level)
                open_ones.append(truth)
        else:
            possible.append(0)
        reached = hull(possible)
        return replace(reached, cause=cause_of(*open_ones)) if is_unknown(reached) else reached

    return run

"""What contradicts something said elsewhere: checks that exclude each other, and conditions that a check, or the
condition under which a field is asked for at all, never lets hold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine.compiler.fields import Asked, Fields
from engine.compiler.workshop import Workshop
from engine.diagnostics import Span
from engine.expression.satisfying import Branch, Branches, Reader, chosen, possible, slots_of, years_of
from engine.expression.sums import EACH, Sums
from engine.expression.tree import Expression, Hazard, Tree
from engine.expression.types import ChoicesType
from engine.form import Check, Field, NamedExpression
from engine.rules.base import Formula

_CONDITIONS = ("visible", "required", "readonly", "ensure", "when", "check")
_MOST_CHECKS = 16
_NEVER = ("F610", "F611", "F612", "F407", "F616", "F617")


@dataclass(frozen=True, slots=True)
class Reason:
    """Something that is so wherever a condition can matter: a check that is kept, or that the field `name` is asked
    for."""

    name: str
    text: str
    span: Span
    branches: Branches


@dataclass(slots=True)
class Contradictions:
    """Looks for contradictions in a form whose expressions are all compiled."""

    workshop: Workshop
    fields: Fields
    own: Mapping[str, Field]
    checks: Sequence[Check]
    _told: set[Span] = field(default_factory=set)
    _by_span: dict[Span, NamedExpression] = field(default_factory=dict)
    _definitions: dict[int, Tree] = field(default_factory=dict)
    _asked: dict[int, Asked] = field(default_factory=dict)
    _guards: dict[str, str] = field(default_factory=dict)
    _free: list[Check] = field(default_factory=list)
    """The checks that whatever is submitted must keep."""
    _read: dict[tuple[Span, int], Branches] = field(default_factory=dict)

    def find(self) -> None:
        diagnostics = self.workshop.collector.report().diagnostics
        self._told = {each.span for each in diagnostics if each.code in _NEVER}
        for asked in self.fields.asked.values():
            if asked.span in self._told and asked.entries["visible"] is not None:
                self._told.add(asked.entries["visible"].span)
        self._by_span = {each.expression.span: each for each in self.workshop.expressions}
        computed = ((each.value_slot, each.computed) for each in self.own.values())
        self._definitions = {s: each.expression.tree for s, each in computed if isinstance(each, Formula)}
        self._asked = {each.value: each for each in self.fields.asked.values()}
        whens = (each for each in self.workshop.expressions if each.role == "when")
        self._guards = {each.owner: each.expression.text for each in whens}
        self._exclude_each_other()
        self._free = [each for each in self.checks if each.blocks and not self._guard(each)]
        seen = [each for each in self.workshop.expressions if each.role in _CONDITIONS]
        for each in sorted(seen, key=lambda one: one.role != "visible"):
            if each.expression.span not in self._told:
                self._contradicted(each)

    def _reader(self, year: int = EACH) -> Reader:
        return Reader(Sums(self._definitions.get, year))

    # -- Conditions --------------------------------------------------------------------------------------------------

    def _contradicted(self, named: NamedExpression) -> None:
        """Report a condition that cannot hold in any of its branches, with what it contradicts first."""
        expression = named.expression
        found = self._reader().branches(expression.tree)
        if not any(found) and found:
            return
        first: list[Reason] = []
        for branch in found:
            reasons = list(self._reasons(named, branch))
            if not reasons and self._definitions.keys().isdisjoint(expression.slots):
                return  # what an expression says by itself has been looked at
            if possible([(branch,), *(each.branches for each in reasons)]):
                return
            first = first or _needed((branch,), reasons)
        self._told.add(expression.span)
        if not first:
            self.workshop.collector.add("F610", expression.span, expression=expression.text)
            return
        self._report(expression, first[0])

    def _report(self, expression: Expression, reason: Reason) -> None:
        collector, span, text = self.workshop.collector, expression.span, expression.text
        line = _line(reason.span, span)
        if reason.name:
            collector.add("F617", span, expression=text, name=reason.name, other=reason.text, first=line)
        else:
            collector.add("F616", span, expression=text, other=reason.text, first=line)

    def _reasons(self, named: NamedExpression, branch: Branch) -> Iterator[Reason]:
        """That every field which then has a value is asked for, and the checks that are then kept."""
        field = self.fields.asked.get(named.owner)
        slots = {slot for one in branch for slot in one.slots}
        waiting, seen = [self._asked[slot] for slot in slots if slot in self._asked], set()
        if field is not None and named.role in ("visible", "required", "readonly"):
            waiting.append(field)
        while waiting:
            asked = waiting.pop()
            if asked.id in seen or (asked.counts_as is not None and asked is not field):
                continue
            seen.add(asked.id)
            for reason in self._shown(asked):
                if reason.span == named.expression.span:
                    continue
                yield reason
                more = slots_of(reason.branches) - slots
                slots |= more
                waiting.extend(self._asked[slot] for slot in more if slot in self._asked)
        if named.role != "check":
            yield from self._kept(slots, years_of((branch,)))

    def _shown(self, asked: Asked) -> Iterator[Reason]:
        """Under which conditions a field is asked for: its own, its section's, its parent's option."""
        sections = (entries for entries, _, _ in self.fields.sections if entries["section"] == asked.section)
        for entries in (asked.entries, *sections):
            visible = entries["visible"]
            formula = self._by_span.get(visible.span) if visible is not None else None
            if formula is not None and visible.span not in self._told:
                yield self._reason(asked.id, formula.expression)
        parent = self.fields.asked.get(asked.parent[0]) if asked.parent else None
        if asked.parent is not None and parent is not None:
            option, several = asked.parent[1], isinstance(parent.type.type, ChoicesType)
            text = f"{parent.id} {'has' if several else 'is'} {option}"
            yield Reason(asked.id, text, asked.span, chosen(parent.value, option, several))

    def _reason(self, name: str, expression: Expression, year: int = EACH) -> Reason:
        key = expression.span, year
        if key not in self._read:
            self._read[key] = self._reader(year).branches(expression.tree)
        return Reason(name, expression.text, expression.span, self._read[key])

    # -- Checks ------------------------------------------------------------------------------------------------------

    def _kept(self, slots: set[int], years: set[int]) -> Iterator[Reason]:
        """The checks that are decided where `slots` have values; what is left empty breaks no check."""
        about = [each for each in self._free if each.ensure.slots & slots]
        for check in about[:_MOST_CHECKS]:
            span = check.ensure.expression.span
            if span not in self._told and all(self._known(slot, slots) for slot in check.ensure.slots):
                for year in (EACH, *sorted(years)):
                    yield self._reason("", check.ensure.expression, year)

    def _known(self, slot: int, slots: set[int]) -> bool:
        """Whether a slot has a value where `slots` have, in whatever is submitted."""
        named = self.workshop.declared.get(self.workshop.slot_names.get(slot, ""))
        sure = named is not None and named.symbol.hazards in (Hazard.NONE, Hazard.NOT_APPLICABLE)
        return sure or slot in slots

    def _guard(self, check: Check) -> str:
        """The condition under which a check is asked for."""
        return self._guards.get(self.workshop.slot_names[check.slot], "")

    def _exclude_each_other(self) -> None:
        """Report a check that no answer keeps together with those before it."""
        reader, before = self._reader(), list[tuple[Check, Reason]]()
        for check in self.checks:
            expression = check.ensure.expression
            if not check.blocks or expression.span in self._told:
                continue
            guard = self._guard(check)
            near = [reason for each, reason in _near(check, before) if self._guard(each) in ("", guard)]
            branches = reader.branches(expression.tree)
            if near and not possible([branches, *(each.branches for each in near)]):
                self._told.add(expression.span)
                needed = _needed(branches, near)
                lines = ", ".join(_line(each.span, expression.span) for each in needed)
                self.workshop.collector.add("F613", expression.span, first=lines)
            else:
                before.append((check, self._reason("", expression)))


def _near(check: Check, before: list[tuple[Check, Reason]]) -> list[tuple[Check, Reason]]:
    """Those checks that are tied to one by the answers they are about."""
    slots, found, rest = set(check.ensure.slots), list[tuple[Check, Reason]](), before
    while len(found) < _MOST_CHECKS:
        more = [each for each in rest if each[0].ensure.slots & slots]
        if not more:
            break
        rest = [each for each in rest if not each[0].ensure.slots & slots]
        found += more
        slots.update(*(each[0].ensure.slots for each in more))
    return found[:_MOST_CHECKS]


def _needed(branches: Branches, reasons: list[Reason]) -> list[Reason]:
    """As few of `reasons` as still contradict."""
    needed = list(reasons)
    for each in reasons:
        fewer = [one for one in needed if one is not each]
        if not possible([branches, *(one.branches for one in fewer)]):
            needed = fewer
    return needed


def _line(span: Span, beside: Span) -> str:
    """The line of `span`, with its file where it is another than that of `beside`."""
    line = str(span.start.line)
    return line if span.file == beside.file else f"{line} ({span.file})"

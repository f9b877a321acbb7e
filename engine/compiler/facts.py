"""Facts: what a form takes from outside itself. Each gets its slots on first use."""

from dataclasses import replace
from typing import Any

from engine.compiler import answers
from engine.compiler.vocabulary import FACT_FIELD
from engine.compiler.workshop import Workshop
from engine.diagnostics import Span
from engine.expression.tree import Hazard, Symbol
from engine.fields.base import ABSENT, FieldType, Years
from engine.form import REPORTING_YEAR, Field
from engine.shapes import nearest
from engine.source import Mapping
from engine.values import Cause


class Facts:
    """The facts one form uses, by name."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self.made: dict[str, Field] = {}
        self._shown: dict[str, Span] = {}
        workshop.use_fact = self.use

    def use(self, name: str) -> Symbol | None:
        """The symbol of a fact, with its slots made on first use."""
        workshop = self._workshop
        fact = workshop.library.facts.get(name)
        if fact is None:
            return None
        if name not in self.made:
            raw, read, value = (
                workshop.slot(f"{name}:raw"),
                workshop.slot(f"{name}:read"),
                workshop.slot(name),
            )
            self.made[name] = Field(
                name,
                fact.type,
                fact.label,
                "",
                raw,
                read,
                value,
                short=fact.short,
                help=fact.help,
                fact=True,
                provided_by=fact.provided_by,
            )
            absent = Cause.AWAITING_AUTHORITY if self.made[name].by_authority else Cause.MISSING_FACT
            workshop.step(read, frozenset((raw, REPORTING_YEAR)), _reading_fact(fact.type, raw, fact.absent))
            workshop.step(value, frozenset((read,)), answers.supplying(fact.type, read, absent))
        return Symbol(name, self.made[name].value_slot, fact.type.type, "fact", Hazard.NONE, fact.label)

    def show(self, node: Mapping, visible: int | None) -> str | None:
        """A fact that a section shows, read-only: its name, None when there is no such fact (reported). `visible` is the
        slot that tells whether the section is shown."""
        workshop = self._workshop
        entries = FACT_FIELD.read(node, workshop.collector)
        name = entries["fact"] if entries else None
        if name is None or entries is None:
            return None
        if self.use(name) is None:
            known = tuple(workshop.library.facts)
            workshop.collector.add("F307", entries.span("fact"), suggestion=nearest(name, known), name=name)
            return None
        fact = self.made[name]
        if entries["required"] is True and fact.by_authority:
            workshop.collector.add("F350", entries.span("required"), name=name)
        elsewhere = name in self._shown and fact.visible_slot != visible
        self._shown.setdefault(name, entries.span("fact"))
        self.made[name] = replace(
            fact,
            label=entries.get("label", fact.label),
            help=entries.get("help", fact.help),
            required=entries["required"] is True,
            visible_slot=None if elsewhere else visible,
        )
        return str(name)

    def refuse_own(self, form: str, since: Span) -> None:
        """Report the facts that are fields of this very form, which would hang on itself. `since` is where the form names
        a fact for its years."""
        workshop = self._workshop
        places = dict(self._shown)
        for each in workshop.expressions:
            for name in each.expression.reads:
                places.setdefault(name, each.expression.span)
        for name in self.made:
            if workshop.library.facts[name].form == form:
                own = name.removeprefix(f"{form}.")
                workshop.collector.add("F331", places.get(name, since), name=name, own=own)


def _reading_fact(type_: FieldType, raw: int, absent: Any) -> Any:
    def run(frame: Any) -> Any:
        given = frame[raw]
        return type_.read(absent if given is ABSENT else given, Years(frame[REPORTING_YEAR]))

    return run

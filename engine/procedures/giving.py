"""Facts on both sides of a procedure: what it brings to its form, what a completed one gives, what a success certifies."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.binding import Bound
from engine.diagnostics import Collector
from engine.expression.types import (
    DATE,
    TRUTH,
    ChoicesType,
    ChoiceType,
    CodeType,
    NumberType,
    Type,
)
from engine.facts import Fact
from engine.fields.base import Years
from engine.form import ON, REPORTING_YEAR, Form
from engine.library import Library
from engine.procedures.periods import check_periods, period_of, several_of
from engine.procedures.types import Gift, Grant, Period, Procedure, Supply, Use
from engine.procedures.vocabulary import SUPPLY
from engine.shapes import Entries, describe, nearest
from engine.source import Entry, Node, Scalar
from engine.source import Mapping as MappingNode

_ANY_YEAR = Years(2000)
_TRUTHS = {"true": True, "false": False}

OWN_NAMES: Mapping[str, Type] = {
    "submission_date": DATE,
    "reporting_year": NumberType(integer=True),
}
"""What every form can give beside its own names."""


def _entries(node: Node | None, collector: Collector) -> Iterator[Entry]:
    if isinstance(node, MappingNode):
        yield from node
    elif node is not None:
        collector.add("F205", node.span, wanted="mapping", found=describe(node))


def _fact(entry: Entry, library: Library, collector: Collector) -> Fact | None:
    name = entry.key.text
    found = library.facts.get(name)
    if found is None:
        collector.add("F307", entry.key.span, suggestion=nearest(name, tuple(library.facts)), name=name)
    return found


# --- What it brings to its form ------------------------------------------------------------------------------------


def read_supplies(block: Entries, library: Library, collector: Collector) -> tuple[Supply, ...]:
    """The facts a procedure brings: each a value, or several values of their periods."""
    found: list[Supply] = []
    for entry in _entries(block["supplies"], collector):
        fact = _fact(entry, library, collector)
        if fact is None:
            continue
        several = several_of(entry.value)
        if all(isinstance(each, Scalar) for each in several):
            found += _supplied(fact, entry.value, Period(), "", "verified", collector)
            continue
        blocks = [each for node in several if (each := SUPPLY.read(node, collector)) is not None]
        check_periods(blocks, collector)
        for each in blocks:
            clause, source = each.get("clause", ""), each.get("source", "verified")
            if each["value"] is not None:
                found += _supplied(fact, each["value"], period_of(each), clause, source, collector)
    return tuple(found)


def _supplied(
    fact: Fact, node: Node, period: Period, clause: str, source: str, collector: Collector
) -> Iterator[Supply]:
    raw = _raw(node)
    read = fact.type.read(raw, _ANY_YEAR)
    if read.problems or raw is None:
        collector.add("F391", node.span, name=fact.name, label=fact.label, found=describe(node))
    else:
        yield Supply(fact.name, fact.type.write(read.value), period, clause, source)


def _raw(node: Node) -> Any:
    """A value as the JSON it stands for."""
    if isinstance(node, Scalar):
        return _TRUTHS.get(node.text, node.text) if node.style == "plain" else node.text
    return None if isinstance(node, MappingNode) else [_raw(each) for each in node.items]


# --- What it gives -------------------------------------------------------------------------------------------------


def read_gives(
    block: Entries, uses: Mapping[str, tuple[Use, ...]], library: Library, collector: Collector
) -> tuple[Gift, ...]:
    """The facts a completed procedure gives: from names its forms have, or a truth."""
    forms = [use.form for several in uses.values() for use in several if use.form is not None]
    found: list[Gift] = []
    for entry in _entries(block["gives"], collector):
        fact = _fact(entry, library, collector)
        name = entry.value.text if isinstance(entry.value, Scalar) else ""
        if fact is None:
            continue
        if name in _TRUTHS and fact.type.type == TRUTH:
            found.append(Gift(fact.name, fact.type, value=_TRUTHS[name]))
        elif all(_can_give(each, name, fact, entry.value, collector) for each in forms):
            found.append(Gift(fact.name, fact.type, name))
    return tuple(found)


def _can_give(form: Form, name: str, fact: Fact, node: Node, collector: Collector) -> bool:
    known = names_given(form)
    if name not in known:
        near = nearest(name, tuple(known))
        edition = form.edition.isoformat()
        collector.add("F392", node.span, suggestion=near, form=form.id, edition=edition, name=describe(node))
        return False
    if not _fits(known[name], fact.type.type):
        collector.add("F393", node.span, name=name, fact=fact.name, label=fact.label)
        return False
    return True


def names_given(form: Form) -> dict[str, Type]:
    """What a form can give, with its type: fields, points, levels, conclusions."""
    points = NumberType()
    found: dict[str, Type] = {**OWN_NAMES}
    found |= {name: each.type.type for name, each in form.fields.items() if not each.fact}
    if form.score is not None:
        found |= dict.fromkeys(("score", *(each.id for each in form.score.groups)), points)
        found |= {each.id: points for each in form.indicators}
    if form.levels:
        found["level"] = NumberType(integer=True)
    return found | {each.id: TRUTH for each in form.conclusions}


def _fits(given: Type, wanted: Type) -> bool:
    """Whether a value of one type can be taken as another."""
    if isinstance(given, NumberType) and isinstance(wanted, NumberType):
        return given.unit == wanted.unit and (given.integer or not wanted.integer)
    if isinstance(given, ChoiceType | ChoicesType) and isinstance(wanted, ChoiceType | ChoicesType):
        return type(given) is type(wanted) and set(given.options) <= set(wanted.options)
    return given == wanted if isinstance(given, CodeType) else type(given) is type(wanted)


def facts_given(procedure: Procedure, bound: Bound) -> dict[str, Any]:
    """The facts, as JSON, that a procedure gives when it is completed with these answers; nothing for what is not known."""
    found: dict[str, Any] = {}
    for each in procedure.gives:
        value = each.type.write(_value(each.name, bound)) if each.name else each.value
        if value is not None:
            found[each.fact] = value
    return found


def _value(name: str, bound: Bound) -> Any:
    form = bound.form
    if name in form.fields:
        return bound.value(name)
    slots = {each.id: each.slot for each in form.indicators} | {
        each.id: each.slot for each in form.conclusions
    }
    slots |= {"submission_date": ON, "reporting_year": REPORTING_YEAR}
    if form.score is not None:
        slots |= {"score": form.score.slot, **{each.id: each.slot for each in form.score.groups}}
    if form.level_slot is not None:
        slots["level"] = form.level_slot
    return bound.frame[slots[name]]


# --- What it certifies ---------------------------------------------------------------------------------------------


def read_grant(block: Entries, library: Library, collector: Collector) -> Grant | None:
    """What a success certifies; the facts that say since when and until when are named after it."""
    entries: Entries | None = block["grants"]
    if entries is None or entries["fact"] is None or entries["years"] is None:
        return None
    made = Grant(
        entries["fact"], entries["years"], entries.get("clause", ""), entries.get("source", "verified")
    )
    span = entries.span("fact")
    for name, wanted, kind in (
        (made.fact, TRUTH, "@kind.truth"),
        (made.since_fact, DATE, "@kind.date"),
        (made.until_fact, DATE, "@kind.date"),
    ):
        fact = library.facts.get(name)
        if fact is None:
            collector.add("F307", span, suggestion=nearest(name, tuple(library.facts)), name=name)
            return None
        if fact.type.type != wanted:
            collector.add("F394", span, name=name, kind=kind)
            return None
    return made


# --- What keeps the titles -----------------------------------------------------------------------------------------


def read_keeping(block: Entries, uses: Mapping[str, tuple[Use, ...]], collector: Collector) -> str | None:
    """The conclusion without which it is proposed to cancel titles: every edition of every form has it."""
    name: str | None = block["keeps_titles"]
    if name is None:
        return None
    forms = [use.form for several in uses.values() for use in several if use.form is not None]
    for form in forms:
        known = tuple(each.id for each in form.conclusions)
        if name not in known:
            near, edition = nearest(name, known), form.edition.isoformat()
            span = block.span("keeps_titles")
            collector.add("F399", span, suggestion=near, form=form.id, edition=edition, name=name)
            return None
    return name

"""Sections and fields: what is asked, in which order, under which conditions."""

from dataclasses import dataclass, field
from typing import Any

from engine.compiler import answers
from engine.compiler.decisions import compile_value
from engine.compiler.vocabulary import COMMON_FIELD_KEYS, DOCUMENT_KEYS, FACT_FIELD, SECTION
from engine.compiler.workshop import Workshop
from engine.diagnostics import Span
from engine.expression.tree import Hazard, Symbol
from engine.expression.types import SeriesType
from engine.fields.base import ABSENT, Building, FieldType, Years
from engine.fields.kinds import KINDS
from engine.fields.yearly import Yearly
from engine.form import REPORTING_YEAR, YEARS, Field, Section
from engine.rules.base import Formula
from engine.shapes import Block, Entries, nearest
from engine.source import Mapping, Node, Scalar, Sequence
from engine.values import Cause, all_hold


@dataclass(slots=True)
class Asked:
    """A field between declaring and defining: its keys and slots are known, its expressions not yet compiled."""

    id: str
    section: str
    entries: Entries
    type: FieldType
    raw: int
    read: int
    value: int
    parent: tuple[str, str] | None = None
    filled_by: str = "enterprise"
    document: bool = False
    section_visible: int | None = None
    visible: int | None = None
    children: list["Asked"] = field(default_factory=list)

    @property
    def span(self) -> Span:
        return self.entries.span("id")

    @property
    def label(self) -> str:
        return self.entries.get("label") or self.id


class Fields:
    """Reads sections, declares every field's name, then compiles what the fields say about each other."""

    def __init__(self, workshop: Workshop, has_since: bool) -> None:
        self._workshop = workshop
        self._has_since = has_since
        self.asked: list[Asked] = []
        self.sections: list[tuple[Entries, list[str], int | None]] = []
        self.made: dict[str, Field] = {}
        self.check_nodes: list[Node] = []
        self._cache: dict[str, Any] = {}
        workshop.use_fact = self.use_fact

    # -- Declaring ---------------------------------------------------------------------------------------------------

    def declare_section(self, node: Node) -> None:
        workshop = self._workshop
        entries = SECTION.read(node, workshop.collector)
        if entries is None:
            return
        name = entries["section"]
        if name is not None and any(known["section"] == name for known, _, _ in self.sections):
            workshop.collector.add("F310", entries.span("section"), name=name, first=1)
        visible = workshop.slot(f"{name}.visible") if entries["visible"] is not None else None
        ids: list[str] = []
        self.sections.append((entries, ids, visible))
        self.check_nodes.extend(entries.get("checks", ()))
        for each in entries.get("fields", ()):
            self._declare(each, entries, ids, visible)

    def declare_document(self, node: Node, ids: list[str]) -> None:
        asked = self._read(node, "documents", DOCUMENT_KEYS, "attachment")
        if asked is not None:
            asked.document = True
            ids.append(asked.id)

    def _declare(self, node: Node, section: Entries, ids: list[str], visible: int | None) -> None:
        if isinstance(node, Mapping) and node.get("fact") is not None:
            name = self._show_fact(node)
            if name is not None:
                ids.append(name)
            return
        asked = self._read(node, section["section"] or "", COMMON_FIELD_KEYS)
        if asked is None:
            return
        asked.section_visible = visible
        if asked.filled_by == "enterprise" and section["filled_by"]:
            asked.filled_by = section["filled_by"]
        ids.append(asked.id)

    def _read(
        self,
        node: Node,
        section: str,
        common: Any,
        kind_name: str = "",
        parent: tuple[str, str] | None = None,
    ) -> Asked | None:
        workshop = self._workshop
        if not isinstance(node, Mapping):
            workshop.collector.add("F205", node.span, wanted="mapping", found=getattr(node, "text", "[…]"))
            return None
        kind = self._kind(node, kind_name)
        if kind is None:
            return None
        entries = Block({**common, **kind.keys}, "field").read(node, workshop.collector)
        if entries is None or entries["id"] is None:
            return None
        building = Building(workshop.collector, workshop.library.units, workshop.library.tables)
        return self._ask(entries, self._with_years(kind.build(entries, building), entries), section, parent)

    def _kind(self, node: Mapping, kind_name: str) -> type[FieldType] | None:
        wanted = node.get("type")
        if wanted is None and not kind_name:
            self._workshop.collector.add(
                "F204", node.entries[0].key.span if node.entries else node.span, block="field", key="type"
            )
            return None
        name = wanted.text if isinstance(wanted, Scalar) else kind_name
        kind = KINDS.get(name)
        if kind is None and wanted is not None:
            self._workshop.collector.add(
                "F201",
                wanted.span,
                suggestion=nearest(name, tuple(KINDS)),
                found=name,
                known=", ".join(KINDS),
            )
        return kind

    def _with_years(self, cell: FieldType, entries: Entries) -> FieldType:
        years = entries["years"]
        if years is None:
            return cell
        if not cell.yearly:
            self._workshop.collector.add("F202", entries.span("years"), kind=cell.kind)
            return cell
        return Yearly(cell, years)

    def _ask(
        self, entries: Entries, type_: FieldType, section: str, parent: tuple[str, str] | None
    ) -> Asked | None:
        workshop = self._workshop
        name = f"{parent[0]}.{parent[1]}.{entries['id']}" if parent else entries["id"]
        asked = Asked(
            name,
            section,
            entries,
            type_,
            workshop.slot(f"{name}:raw"),
            workshop.slot(f"{name}:read"),
            workshop.slot(name),
            parent,
        )
        asked.filled_by = entries.get("filled_by", "enterprise")
        symbol = Symbol(name, asked.value, type_.type, "field", Hazard.NONE, asked.label)
        if not workshop.declare(symbol, asked.span):
            return None
        workshop.declared[name].settle = lambda: self._hazards(asked)
        self.asked.append(asked)
        self._declare_asks(asked)
        return asked

    def _declare_asks(self, asked: Asked) -> None:
        options = asked.entries.node.get("options")
        for option in options.items if isinstance(options, Sequence) else ():
            asks = option.get("asks") if isinstance(option, Mapping) else None
            identity = option.get("id") if isinstance(option, Mapping) else None
            if isinstance(asks, Sequence) and isinstance(identity, Scalar):
                for node in asks.items:
                    child = self._read(node, asked.section, COMMON_FIELD_KEYS, "", (asked.id, identity.text))
                    if child is not None:
                        asked.children.append(child)

    # -- Facts -------------------------------------------------------------------------------------------------------

    def use_fact(self, name: str) -> Symbol | None:
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
                name, fact.type, fact.label, "", raw, read, value, help=fact.help, fact=True
            )
            workshop.step(read, frozenset((raw, REPORTING_YEAR)), _reading_fact(fact.type, raw))
            workshop.step(value, frozenset((read,)), answers.supplying(fact.type, read))
        return Symbol(name, self.made[name].value_slot, fact.type.type, "fact", Hazard.NONE, fact.label)

    def _show_fact(self, node: Mapping) -> str | None:
        workshop = self._workshop
        entries = FACT_FIELD.read(node, workshop.collector)
        name = entries["fact"] if entries else None
        if name is None or entries is None:
            return None
        if self.use_fact(name) is None:
            known = tuple(workshop.library.facts)
            workshop.collector.add("F307", entries.span("fact"), suggestion=nearest(name, known), name=name)
            return None
        fact = self.made[name]
        self.made[name] = Field(
            name, fact.type, entries.get("label", fact.label), "", fact.raw_slot, fact.read_slot, fact.value_slot,
            help=entries.get("help", fact.help), fact=True, required=bool(entries["required"] and entries["required"].text == "true"),
        )  # fmt: skip
        return str(name)

    # -- Defining ----------------------------------------------------------------------------------------------------

    def _hazards(self, asked: Asked) -> Hazard:
        entries = asked.entries
        if entries["value"] is not None:
            computed = self._computed(asked)
            return computed.expression.hazards if isinstance(computed, Formula) else Hazard.NONE
        hazards = Hazard.NONE
        if isinstance(asked.type.type, SeriesType) and self._has_since:
            hazards |= Hazard.NOT_APPLICABLE
        if entries["counts_as"] is None:
            if entries["required"] is None or entries["required"].text != "true":
                hazards |= Hazard.EMPTY
            if (
                entries["visible"] is not None
                or asked.section_visible is not None
                or asked.parent is not None
            ):
                hazards |= Hazard.HIDDEN
        return hazards

    def _computed(self, asked: Asked) -> Any:
        key = f"{asked.id}:computed"
        if key not in self._cache:
            self._cache[key] = compile_value(asked.entries["value"], asked.id, asked.type, self._workshop)
        return self._cache[key]

    def define(self) -> dict[str, Field]:
        """Compile every field; the fields by id in the order they stand, facts among them."""
        for entries, _, slot in self.sections:
            formula = self._workshop.condition_formula(
                entries["visible"], entries["section"] or "", "visible"
            )
            if slot is not None:
                run = answers.truth_only(formula.run) if formula else (lambda frame: True)
                self._workshop.step(slot, formula.slots if formula else frozenset(), run)
        for asked in self.asked:
            self.made[asked.id] = self._define(asked)
        return self.made

    def _define(self, asked: Asked) -> Field:
        workshop, entries = self._workshop, asked.entries
        visible = self._visible(asked)
        required, required_slot = self._truth(asked, "required", entries["required"])
        readonly, readonly_slot = self._truth(asked, "readonly", entries["readonly"])
        computed = self._computed(asked) if entries["value"] is not None else None
        if computed is not None:
            workshop.step(
                asked.value,
                computed.slots,
                computed.run if isinstance(computed, Formula) else computed.evaluate,
            )
        else:
            self._answer_steps(
                asked, visible, required if required_slot is None else required_slot, required_slot
            )
        return Field(
            asked.id, asked.type, asked.label, asked.section, asked.raw, asked.read, asked.value, visible, required, required_slot,
            readonly, readonly_slot, entries.get("short", ""), entries.get("help", ""), entries.get("clause", ""), entries.get("source", "verified"),
            entries["counts_as"], computed, False, asked.document, asked.filled_by, asked.parent,
            workshop.declared[asked.id].symbol.hazards, asked.span,
        )  # fmt: skip

    def _answer_steps(
        self, asked: Asked, visible: int | None, required: bool | int, required_slot: int | None
    ) -> None:
        workshop = self._workshop
        workshop.step(
            asked.read, frozenset((asked.raw, YEARS)), answers.reading(asked.type, asked.raw, YEARS)
        )
        inputs = (
            {asked.read}
            | ({visible} if visible is not None else set())
            | ({required_slot} if required_slot is not None else set())
        )
        recommender = asked.filled_by == "recommender"
        if visible is None and required is True and not recommender:
            run = answers.taking(asked.read)
        else:
            empty = Cause.AWAITING_AUTHORITY if recommender else Cause.EMPTY
            needed = False if recommender else required
            run = answers.settling(asked.type, asked.read, visible, needed, asked.entries["counts_as"], empty)
        workshop.step(asked.value, frozenset(inputs), run)

    def _visible(self, asked: Asked) -> int | None:
        """The slot that says whether the field is asked for: its own condition, its section's and its parent's together."""
        workshop = self._workshop
        own = workshop.condition_formula(asked.entries["visible"], asked.id, "visible")
        slots = [asked.section_visible] if asked.section_visible is not None else []
        parent = next((each for each in self.asked if asked.parent and each.id == asked.parent[0]), None)
        if parent is not None and parent.visible is not None:
            slots.append(parent.visible)
        if own is None and not slots and parent is None:
            return None
        option, parent_slot = (asked.parent[1], parent.value) if asked.parent and parent else ("", None)

        def run(frame: Any) -> Any:
            truths = [frame[slot] for slot in slots]
            if parent_slot is not None:
                truths.append(_chosen(frame[parent_slot], option))
            if own is not None:
                truths.append(own.run(frame))
            return all_hold(truths)

        asked.visible = workshop.slot(f"{asked.id}:visible")
        inputs = (
            frozenset(slots)
            | (own.slots if own else frozenset())
            | ({parent_slot} if parent_slot is not None else frozenset())
        )
        workshop.step(asked.visible, frozenset(inputs), answers.truth_only(run))
        return asked.visible

    def _truth(self, asked: Asked, key: str, scalar: Scalar | None) -> tuple[bool, int | None]:
        """``required`` and ``readonly``: plain true or false, or the slot of an expression."""
        if scalar is None or scalar.text in ("true", "false"):
            return scalar is not None and scalar.text == "true", None
        formula = self._workshop.condition_formula(scalar, asked.id, key)
        if formula is None:
            return False, None
        slot = self._workshop.slot(f"{asked.id}:{key}")
        self._workshop.step(slot, formula.slots, answers.truth_only(formula.run))
        return False, slot


def _chosen(value: Any, option: str) -> Any:
    if isinstance(value, str):
        return value == option
    if isinstance(value, frozenset):
        return option in value
    return value


def _reading_fact(type_: FieldType, raw: int) -> Any:
    def run(frame: Any) -> Any:
        given = frame[raw]
        return type_.read(None if given is ABSENT else given, Years(frame[REPORTING_YEAR]))

    return run


def make_sections(fields: Fields, documents: list[str]) -> tuple[Section, ...]:
    """The sections in order; documents stand in one of their own at the end."""
    made = [
        Section(
            entries.get("section", ""),
            entries.get("title", ""),
            tuple(ids),
            entries.get("help", ""),
            entries.get("filled_by", "enterprise"),
            slot,
        )
        for entries, ids, slot in fields.sections
    ]
    if documents:
        made.append(Section("documents", "", tuple(documents)))
    return tuple(made)

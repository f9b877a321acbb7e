"""Sections and fields: what is asked, in which order; every field's name, type and slots, before any expression is read."""

from dataclasses import dataclass, field, replace
from typing import Any

from engine.compiler.decisions import compile_value
from engine.compiler.facts import Facts
from engine.compiler.measures import check_kind
from engine.compiler.vocabulary import COMMON_FIELD_KEYS, DOCUMENT_KEYS, SECTION
from engine.compiler.workshop import Workshop
from engine.diagnostics import Span
from engine.expression.calling import ROOTS
from engine.expression.syntax import Called
from engine.expression.tree import Hazard, Symbol
from engine.expression.types import ANY, ChoicesType, NumberType, SeriesType, TableType, Type
from engine.fields.base import Building, FieldType
from engine.fields.kinds import KINDS
from engine.fields.yearly import Yearly
from engine.rules.base import Formula
from engine.rules.decisions import DecisionTable
from engine.shapes import Block, Entries, describe, nearest
from engine.source import Mapping, Node, Scalar, Sequence

DOCUMENTS = "documents"
"""The section in which the documents stand."""


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
    source: str = "verified"
    document: bool = False
    section_visible: int | None = None
    visible: int | None = None
    counts_as: Any = None
    children: list["Asked"] = field(default_factory=list)

    @property
    def span(self) -> Span:
        return self.entries.span("id")

    @property
    def label(self) -> str:
        return self.entries.get("label") or self.id

    def stand_in(self, filled_by: str, source: str) -> None:
        """Take over what the section, or the field whose option asks for this one, says for all it holds."""
        self.filled_by = self.entries.get("filled_by", filled_by)
        self.source = self.entries.get("source", source)
        for each in self.children:
            each.stand_in(self.filled_by, self.source)


class Fields:
    """Reads sections and declares the name of every field in them."""

    def __init__(self, workshop: Workshop, facts: Facts, has_since: bool) -> None:
        self._workshop = workshop
        self._facts = facts
        self._has_since = has_since
        self.asked: dict[str, Asked] = {}
        self.sections: list[tuple[Entries, list[str], int | None]] = []
        self.check_nodes: list[Node] = []
        self._cache: dict[str, Any] = {}

    @property
    def section_names(self) -> tuple[str, ...]:
        return tuple(entries["section"] for entries, _, _ in self.sections if entries["section"])

    # -- Declaring ---------------------------------------------------------------------------------------------------

    def declare_section(self, node: Node) -> None:
        workshop = self._workshop
        entries = SECTION.read(node, workshop.collector)
        if entries is None:
            return
        name = entries["section"]
        first = next(
            (each for each, _, _ in self.sections if name is not None and each["section"] == name), None
        )
        if first is not None:
            workshop.report_taken(name, entries.span("section"), first.span("section"))
        visible = workshop.slot(f"{name}.visible") if entries["visible"] is not None else None
        ids: list[str] = []
        self.sections.append((entries, ids, visible))
        self.check_nodes.extend(entries.get("checks", ()))
        for each in entries.get("fields", ()):
            self._declare(each, entries, ids, visible)

    def declare_document(self, node: Node, ids: list[str]) -> None:
        asked = self._read(node, DOCUMENTS, DOCUMENT_KEYS, "attachment")
        if asked is not None:
            asked.document = True
            own = (each for each in self.sections if each[0]["section"] == DOCUMENTS)
            section, _, asked.section_visible = next(own, (None, [], None))
            asked.stand_in("enterprise", section.get("source", "verified") if section else "verified")
            ids.append(asked.id)

    def _declare(self, node: Node, section: Entries, ids: list[str], visible: int | None) -> None:
        if isinstance(node, Mapping) and node.get("fact") is not None:
            name = self._facts.show(node, visible)
            if name is not None:
                ids.append(name)
            return
        asked = self._read(node, section["section"] or "", COMMON_FIELD_KEYS)
        if asked is None:
            return
        asked.section_visible = visible
        asked.stand_in(section.get("filled_by", "enterprise"), section.get("source", "verified"))
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
            self._declare_unknown(node, parent)
            return None
        entries = Block({**common, **kind.keys}, "field").read(node, workshop.collector)
        if entries is None or entries["id"] is None:
            return None
        building = Building(workshop.collector, workshop.library.units, workshop.library.tables)
        built = kind.build(entries, building)
        cell = built.holding_roots() if self._is_a_root(entries["value"]) else built
        return self._ask(entries, self._with_years(cell, entries), section, parent)

    def _is_a_root(self, value: Node | None) -> bool:
        """Whether a field is reckoned as a root, which every rule that uses it has to know beforehand."""
        syntax = self._workshop.parse(value) if isinstance(value, Scalar) else None
        return syntax is not None and isinstance(syntax.root, Called) and syntax.root.function in ROOTS

    def _declare_unknown(self, node: Mapping, parent: tuple[str, str] | None) -> None:
        """The name of a field of no known type stays a name, so that rules that use it are not reported as well."""
        name = node.get("id")
        if isinstance(name, Scalar):
            full = f"{parent[0]}.{parent[1]}.{name.text}" if parent else name.text
            self._workshop.declare(Symbol(full, self._workshop.slot(full), ANY), name.span)

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
        asked.counts_as = read_counts_as(entries, type_, workshop)
        seen = _with_value(type_.type, asked.counts_as)
        wrong = workshop.collector.has_errors_within(entries.span_of_block)
        symbol = Symbol(name, asked.value, ANY if wrong else seen, "field", Hazard.NONE, asked.label)
        if not workshop.declare(symbol, asked.span):
            return None
        workshop.declared[name].settle = lambda: self._hazards(asked)
        self.asked[asked.id] = asked
        self._declare_asks(asked)
        return asked

    def _declare_asks(self, asked: Asked) -> None:
        options = asked.entries.node.get("options")
        for option in options.items if isinstance(options, Sequence) else ():
            asks = option.get("asks") if isinstance(option, Mapping) else None
            identity = option.get("id") if isinstance(option, Mapping) else None
            if asks is not None and not isinstance(asks, Sequence):
                self._workshop.collector.add("F205", asks.span, wanted="list", found=describe(asks))
            if isinstance(asks, Sequence) and isinstance(identity, Scalar):
                for node in asks.items:
                    child = self._read(node, asked.section, COMMON_FIELD_KEYS, "", (asked.id, identity.text))
                    if child is not None:
                        asked.children.append(child)

    def _hazards(self, asked: Asked) -> Hazard:
        entries = asked.entries
        if entries["value"] is not None:
            computed = self.computed(asked)
            return computed.expression.hazards if isinstance(computed, Formula) else _of_table(computed)
        hazards = Hazard.NONE
        if isinstance(asked.type.type, SeriesType) and self._has_since:
            hazards |= Hazard.NOT_APPLICABLE
        if asked.counts_as is None and not _was_meant("counts_as", entries):
            required = entries["required"]
            if not _was_meant("required", entries) and (required is None or required.text != "true"):
                hazards |= Hazard.EMPTY
            if (
                entries["visible"] is not None
                or asked.section_visible is not None
                or asked.parent is not None
            ):
                hazards |= Hazard.HIDDEN
        return hazards

    def computed(self, asked: Asked) -> Any:
        """The formula or the decision table of a computed field, compiled once."""
        key = f"{asked.id}:computed"
        if key not in self._cache:
            required, value = asked.entries["required"], asked.entries["value"]
            may_be_empty = (
                required.text == "false" if required is not None else "required" in asked.entries.mistyped
            )
            self._cache[key] = compile_value(value, asked.id, asked.type, self._workshop, may_be_empty)
        return self._cache[key]


def _was_meant(key: str, entries: Entries) -> bool:
    """Whether the author wrote a key in a way that had to be reported: one slip is not told twice."""
    return key in entries.mistyped or (entries.has(key) and entries[key] is None)


def _of_table(table: DecisionTable | None) -> Hazard:
    """How a decision table can end without a value: as its inputs can, unless some row fits whatever comes."""
    found = Hazard.NONE
    for each in table.inputs if table is not None else ():
        found |= each.expression.hazards
    absorbed = table is not None and any(row.fits_always for row in table.rows)
    return found & ~(Hazard.UNDEFINED | Hazard.NOT_APPLICABLE) if absorbed else found


def read_counts_as(entries: Entries, type_: FieldType, workshop: Workshop) -> Any:
    """What an empty or hidden answer counts as: a number of the field's own kind, or no choice at all."""
    value, node = entries["counts_as"], entries.node.get("counts_as")
    if value is None or not isinstance(node, Scalar):
        return None
    cell = type_.cell if isinstance(type_, Yearly) else type_
    if isinstance(cell.type, ChoicesType) and value == 0:
        return frozenset()
    if isinstance(cell.type, NumberType):
        return value if check_kind(cell.type, node.text, value, node.span, workshop) else None
    if not isinstance(cell.type, TableType):
        workshop.collector.add("F247", node.span, kind=cell.kind)
        return None
    return value


def _with_value(of: Type, value: Any) -> Type:
    """A type whose limits also hold what an empty or hidden answer counts as."""
    if isinstance(of, SeriesType):
        return replace(of, of=_with_value(of.of, value))
    if value is None or not isinstance(of, NumberType):
        return of
    low = None if of.low is None else min(of.low, value)
    high = None if of.high is None else max(of.high, value)
    return replace(of, low=low, high=high, integer=of.integer and value.denominator == 1)

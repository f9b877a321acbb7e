"""What fields say about each other: visibility, requirement, computed values, and the steps that reckon them."""

from dataclasses import replace
from typing import Any

from engine.compiler import answers
from engine.compiler.fields import DOCUMENTS, Asked, Fields
from engine.compiler.workshop import Workshop
from engine.form import YEARS, Field, Section
from engine.rules.base import Formula
from engine.shapes.scalars import is_meant_as_truth, tell_no_truth
from engine.source import Scalar
from engine.values import Cause, all_hold


class Definer:
    """Compiles the expressions of declared fields and adds their steps."""

    def __init__(self, workshop: Workshop, fields: Fields) -> None:
        self._workshop = workshop
        self._fields = fields

    def define(self) -> dict[str, Field]:
        """Every field of the form by id, in the order they stand."""
        made: dict[str, Field] = {}
        for entries, _, slot in self._fields.sections:
            formula = self._workshop.condition_formula(
                entries["visible"], entries["section"] or "", "visible"
            )
            if slot is not None:
                run = answers.truth_only(formula.run) if formula else (lambda frame: True)
                self._workshop.step(slot, formula.slots if formula else frozenset(), run)
        for asked in self._fields.asked.values():
            made[asked.id] = self._define(asked)
        return made

    def _define(self, asked: Asked) -> Field:
        workshop, entries = self._workshop, asked.entries
        visible = self._visible(asked)
        required, required_slot = self._truth(asked, "required", entries["required"])
        readonly, readonly_slot = self._truth(asked, "readonly", entries["readonly"])
        computed = self._fields.computed(asked) if entries["value"] is not None else None
        if computed is not None:
            run = computed.run if isinstance(computed, Formula) else computed.evaluate
            workshop.step(asked.value, computed.slots, run)
        else:
            self._answer_steps(
                asked, visible, required if required_slot is None else required_slot, required_slot
            )
        return Field(
            id=asked.id,
            type=asked.type,
            label=asked.label,
            section=asked.section,
            raw_slot=asked.raw,
            read_slot=asked.read,
            value_slot=asked.value,
            visible_slot=visible,
            required=required,
            required_slot=required_slot,
            readonly=readonly,
            readonly_slot=readonly_slot,
            short=entries.get("short", ""),
            help=entries.get("help", ""),
            clause=entries.get("clause", ""),
            source=asked.source,
            counts_as=asked.counts_as,
            computed=computed,
            beside=self._beside(asked),
            document=asked.document,
            filled_by=asked.filled_by,
            parent=asked.parent,
            hazards=workshop.declared[asked.id].symbol.hazards,
            span=asked.span,
        )

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
            run = answers.settling(asked.type, asked.read, visible, needed, asked.counts_as, empty)
        workshop.step(asked.value, frozenset(inputs), run)

    def _visible(self, asked: Asked) -> int | None:
        """The slot that says whether the field is asked for: its own condition, its section's and its parent's together."""
        workshop = self._workshop
        own = workshop.condition_formula(asked.entries["visible"], asked.id, "visible")
        slots = [asked.section_visible] if asked.section_visible is not None else []
        parent = self._fields.asked.get(asked.parent[0]) if asked.parent else None
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

    def _beside(self, asked: Asked) -> Formula | None:
        """What the control of a field lists choices for."""
        wanted = asked.type.beside
        return None if wanted is None else self._workshop.formula(asked.entries["of"], asked.id, "of", wanted)

    def _truth(self, asked: Asked, key: str, scalar: Scalar | None) -> tuple[bool, int | None]:
        """``required`` and ``readonly``: plain true or false, or the slot of an expression."""
        if scalar is None or scalar.text in ("true", "false"):
            return scalar is not None and scalar.text == "true", None
        if is_meant_as_truth(scalar.text) and scalar.text not in self._workshop.declared:
            tell_no_truth(scalar, self._workshop.collector)
            return False, None
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


def make_sections(fields: Fields, documents: list[str]) -> tuple[Section, ...]:
    """The sections in order; documents stand in the section of that name, or in one of their own at the end."""
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
    placed = next((place for place, each in enumerate(made) if each.id == DOCUMENTS), None)
    if documents and placed is not None:
        made[placed] = replace(made[placed], fields=(*made[placed].fields, *documents))
    elif documents:
        made.append(Section(DOCUMENTS, "", tuple(documents)))
    return tuple(made)

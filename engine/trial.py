"""A form to try: only the questions on which its score, levels and conclusions hang, and the facts among them asked too.

Whoever tries a form is nobody the platform knows, so what a record takes from outside is a question like the others, and
nothing is required.
"""

from collections.abc import Container, Iterable
from dataclasses import replace

from engine.form import Field, Form, Section

FACTS_SECTION = "facts"


def trial_of(form: Form, facts_title: str, known: Container[str] = ()) -> Form:
    """`form` as something to try; `facts_title` heads the questions about facts. Facts that are `known` are not asked."""
    needed = _slots_behind(form, _results(form))
    asked = {
        name: replace(each, fact=False, required=False, required_slot=None, section=FACTS_SECTION)
        if each.fact
        else replace(each, required=False, required_slot=None)
        for name, each in form.fields.items()
        if _is_needed(each, needed, form) and not (each.fact and name in known)
    }
    shown = tuple(name for name, each in asked.items() if each.parent is None)
    facts = tuple(name for name in shown if asked[name].section == FACTS_SECTION)
    own = (
        replace(section, fields=tuple(name for name in section.fields if name in shown and name not in facts))
        for section in form.sections
        if section.filled_by == "enterprise"
    )
    sections = (Section(FACTS_SECTION, facts_title, facts), *own)
    left_out = {
        name
        for name, each in form.fields.items()
        if each.answered_by_person and each.filled_by == "enterprise" and name not in asked
    }
    return replace(
        form,
        sections=tuple(each for each in sections if each.fields),
        fields={name: asked.get(name, each) for name, each in form.fields.items() if name not in left_out},
        checks=tuple(each for each in form.checks if left_out.isdisjoint(each.at)),
        facts=tuple(name for name in form.facts if name not in asked),
    )


def tried_fields(trial: Form) -> tuple[str, ...]:
    """The fields a trial asks for, those that options ask for included."""
    top = {name for section in trial.sections for name in section.fields}
    return tuple(name for name in trial.fields if _root(trial, name) in top)


def _root(form: Form, name: str) -> str:
    asked = form.fields[name]
    while asked.parent is not None:
        asked = form.fields[asked.parent[0]]
    return asked.id


def _results(form: Form) -> set[int]:
    """The slots a trial is made for."""
    found = {each.slot for each in form.conclusions} | {each.slot for each in form.levels}
    if form.score is not None:
        found.add(form.score.slot)
    return found


def _slots_behind(form: Form, wanted: Iterable[int]) -> set[int]:
    """Every slot on which one of `wanted` hangs, directly or not."""
    inputs = {step.slot: step.inputs for step in form.program.steps}
    found: set[int] = set()
    waiting = list(wanted)
    while waiting:
        slot = waiting.pop()
        if slot not in found:
            found.add(slot)
            waiting.extend(inputs.get(slot, ()))
    return found


def _is_needed(asked: Field, needed: set[int], form: Form) -> bool:
    """Whether an answer tells in the result: its own, or that of a field one of its options asks for."""
    if asked.computed is not None or asked.filled_by != "enterprise" or asked.document:
        return False
    if asked.fact or asked.type.answerable:
        return asked.raw_slot in needed or any(
            each.parent is not None and each.parent[0] == asked.id and each.raw_slot in needed
            for each in form.fields.values()
        )
    return False

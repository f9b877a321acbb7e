"""A form bound to answers: every value reckoned once, visibility decided here and nowhere else.

A `Bound` is a frozen snapshot. An edit gives a new one in which only what hangs on the edited answers was reckoned again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from engine.fields.base import ABSENT, Read, Years
from engine.form import ON, REPORTING_YEAR, YEARS, Field, Form
from engine.program import Frame


@dataclass(frozen=True, slots=True)
class Bound:
    """A form with its answers (as stored JSON, by field id), its facts, the day and the reporting year."""

    form: Form
    frame: Frame = field(repr=False, compare=False)
    answers: Mapping[str, Any] = field(hash=False)
    facts: Mapping[str, Any] = field(hash=False)
    on: date
    reporting_year: int

    def value(self, name: str) -> Any:
        """The value of a field as rules see it."""
        return self.frame[self.form.fields[name].value_slot]

    def read(self, name: str) -> Read:
        """What was read of a field's answer, hidden or not."""
        found = self.frame[self.form.fields[name].read_slot]
        return found if isinstance(found, Read) else Read(self.value(name))

    def is_visible(self, asked: Field) -> bool:
        """Whether a field is asked for."""
        return asked.visible_slot is None or self.frame[asked.visible_slot] is True

    def is_required(self, asked: Field) -> bool:
        """Whether a visible field must be answered."""
        return asked.required or (asked.required_slot is not None and self.frame[asked.required_slot] is True)

    def is_readonly(self, asked: Field) -> bool:
        return asked.readonly or (asked.readonly_slot is not None and self.frame[asked.readonly_slot] is True)

    def same(self, before: "Bound", slots: Iterable[int]) -> bool:
        """Whether none of `slots` was reckoned anew since `before`, of which this is an edit."""
        mine, theirs = self.frame, before.frame
        return all(mine[slot] is theirs[slot] for slot in slots)

    def moved(self, before: "Bound") -> frozenset[int]:
        """The slots that were reckoned anew since `before`, of which this is an edit, and all that hang on them."""
        return self.form.program.moved(before.frame, self.frame)

    @property
    def years(self) -> Years:
        return self.frame[YEARS]  # type: ignore[no-any-return]


def bind(
    form: Form,
    answers: Mapping[str, Any],
    facts: Mapping[str, Any],
    on: date,
    reporting_year: int | None = None,
) -> Bound:
    """Bind `form` to answers and facts as of the day `on`.

    The reporting year is the year before `on` unless the procedure names another. Answers to fields the form does not
    have are kept and ignored.
    """
    year = on.year - 1 if reporting_year is None else reporting_year
    given: dict[int, Any] = {ON: on, REPORTING_YEAR: year}
    for name, asked in form.fields.items():
        given[asked.raw_slot] = (facts if asked.fact else answers).get(name, ABSENT)
    return Bound(form, form.program.run(given), dict(answers), dict(facts), on, year)


def rebind(bound: Bound, changes: Mapping[str, Any]) -> Bound:
    """The same form with some answers changed (`ABSENT` takes an answer away)."""
    fields = bound.form.fields
    given = {
        fields[name].raw_slot: raw
        for name, raw in changes.items()
        if name in fields and not fields[name].fact
    }
    answers = {**bound.answers, **changes}
    kept = (
        {name: raw for name, raw in answers.items() if raw is not ABSENT}
        if ABSENT in changes.values()
        else answers
    )
    return replace(bound, frame=bound.form.program.rerun(bound.frame, given), answers=kept)

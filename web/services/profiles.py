"""What the platform knows of an enterprise: the facts of its identity, and the forms whose fields are facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine.binding import Bound, bind
from engine.form import Form
from engine.presentation import MISSING, FormView, present
from engine.rules.decisions import DecisionTable
from engine.supply import facts_of
from engine.validation import validate
from engine.values import is_missing
from engine.view import FieldView
from web.models import Enterprise, Submission
from web.platform import Platform


@dataclass(frozen=True)
class ProfileLine:
    """One field: its label, its value in words (None when it is not known), and what is to be said of it."""

    label: str
    text: str | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProfileGroup:
    """Fields that belong together."""

    title: str
    lines: tuple[ProfileLine, ...]


@dataclass(frozen=True)
class Profile:
    """What the platform knows about an enterprise; `missing` are the labels of what it still has to say."""

    name: str
    groups: tuple[ProfileGroup, ...]
    missing: tuple[str, ...]


def supplied(forms: Iterable[Form], given: Mapping[str, Any], on: date) -> dict[str, Any]:
    """The facts of an enterprise of which `given` holds ``facts`` and, by form, ``answers``."""
    facts, answers = dict(given.get("facts") or {}), given.get("answers") or {}
    for form in forms:
        facts |= facts_of(bind(form, answers.get(form.id, {}), facts, on))
    return facts


def read_profile(platform: Platform, enterprise_id: int) -> Profile:
    """The profile of one enterprise."""
    with platform.database.read() as session:
        enterprise = session.get_one(Enterprise, enterprise_id)
    groups: list[ProfileGroup] = []
    missing: list[str] = []
    for form in platform.catalogue.fact_forms():
        bound = bind(form, answers_from(form, enterprise.facts), enterprise.facts, platform.clock.today())
        problems = validate(bound)
        view = present(bound, problems, show_missing=False)
        groups += _groups(bound, view)
        unknown = [name for name in form.facts if is_missing(bound.value(name))]
        unknown += [each.field for each in problems if each.code in MISSING]
        missing += [form.fields[name].label for name in unknown]
    return Profile(enterprise.name, tuple(groups), tuple(dict.fromkeys(missing)))


def is_of_profile(platform: Platform, submission_id: UUID) -> bool:
    """Whether what was sent is a form whose fields are facts: it is read on the page of the enterprise."""
    with platform.database.read() as session:
        form = session.scalar(select(Submission.form).where(Submission.id == submission_id))
    return form in platform.catalogue.library.fact_forms


def answers_from(form: Form, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What was answered, from the facts that were made of it."""
    names = {f"{form.id}.{name}": name for name, asked in form.fields.items() if asked.answered_by_person}
    return {names[fact]: value for fact, value in facts.items() if fact in names}


def _groups(bound: Bound, view: FormView) -> Iterator[ProfileGroup]:
    for section in view.sections:
        lines = (line for each in section.fields for line in _lines(bound, each))
        yield ProfileGroup(section.title, tuple(lines))


def _lines(bound: Bound, view: FieldView) -> Iterator[ProfileLine]:
    if not view.visible or not view.type.answerable:
        return
    notes = [*(each.message(view.name) for each in view.problems), view.source]
    if isinstance(bound.form.fields[view.id].computed, DecisionTable):
        notes.insert(0, view.reckoning)
    text = view.type.show(view.value, view.language, view.years)
    yield ProfileLine(view.label, text or None, tuple(each for each in notes if each))
    for several in view.asks.values():
        for each in several:
            yield from _lines(bound, each)

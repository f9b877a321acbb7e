"""Trying a form without signing in: nothing is kept, the page itself holds what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engine.assessment import assess_bound
from engine.binding import Bound, bind
from engine.fields.base import ABSENT, Posted
from engine.form import Form
from engine.presentation import FormView, present
from engine.procedures import Procedure
from engine.trial import trial_of, tried_fields
from engine.validation import validate
from web import messages
from web.platform import Platform
from web.services.drafts import NotOpen, begin_draft

TRIED = ("declare", "assess")
"""The kinds of procedure whose forms can be tried."""


@dataclass(frozen=True)
class TrialEntry:
    """A form that can be tried."""

    form: str
    title: str
    summary: str


@dataclass(frozen=True)
class Trial:
    """A form as somebody tries it: its questions with what was typed, and what comes of it."""

    bound: Bound
    view: FormView
    asked: int
    answered: int

    @property
    def form(self) -> Form:
        return self.bound.form

    def assessment(self) -> Any:
        """What comes of the answers so far, as JSON."""
        return assess_bound(self.bound).as_json()


def list_trials(platform: Platform) -> Sequence[TrialEntry]:
    """The forms somebody can try: those that conclude something or reach a level."""
    return tuple(
        TrialEntry(form.id, form.title, form.summary)
        for form in platform.catalogue.forms()
        if _tried(platform, form.id)[1] is not None
    )


def try_form(platform: Platform, form_id: str, posted: Posted | None = None) -> Trial | None:
    """A form to try, with what a page posted; None for one that cannot be tried."""
    procedure, form = _tried(platform, form_id)
    if procedure is None or form is None:
        return None
    brought = procedure.supplied(platform.clock.today())
    trial = trial_of(form, messages.TRIAL_FACTS, brought)
    answers = collect(trial, posted) if posted is not None else {}
    bound = bind(trial, {**_not_said(form, trial), **answers}, brought, platform.clock.today())
    view = present(bound, validate(bound), show_missing=False)
    shown = [each for section in view.sections for each in section.fields if each.visible and not each.fixed]
    return Trial(bound, view, len(shown), sum(each.id in answers for each in shown))


def carry_over(
    platform: Platform, form_id: str, posted: Posted, enterprise_id: int, account_id: int
) -> UUID | NotOpen | None:
    """Begin the procedure that uses a form with what was typed while trying it; facts are the platform's own."""
    procedure, form = _tried(platform, form_id)
    if procedure is None or form is None:
        return None
    typed = collect(trial_of(form, messages.TRIAL_FACTS), posted)
    given = {name: raw for name, raw in typed.items() if not form.fields[name].fact}
    begun = begin_draft(platform, procedure.id, enterprise_id, account_id, given=given)
    return begun if isinstance(begun, UUID | NotOpen) else None


def _tried(platform: Platform, form_id: str) -> tuple[Procedure | None, Form | None]:
    """The procedure whose form can be tried (a declaration or an assessment), and its form as of today; forms that
    conclude nothing and reach no level cannot."""
    for procedure in platform.catalogue.procedures():
        if form_id in procedure.forms and procedure.kind in TRIED:
            form = platform.catalogue.form_of(procedure, form_id, platform.clock.today())
            return procedure, form if form is not None and (form.conclusions or form.levels) else None
    return None, None


def _not_said(form: Form, trial: Form) -> Mapping[str, Any]:
    """The facts that are asked, as not said yet: of somebody who tries a form no record is no answer."""
    return {name: None for name in tried_fields(trial) if form.fields[name].fact}


def collect(trial: Form, posted: Posted) -> Mapping[str, Any]:
    """The answers a page posted, as JSON by field."""
    found = {name: trial.fields[name].type.collect(posted, name) for name in tried_fields(trial)}
    return {name: raw for name, raw in found.items() if raw is not ABSENT and raw not in (None, "", [], {})}

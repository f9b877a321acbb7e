"""A form bound and assessed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.assessment.record import Assessment, ToldProblem
from engine.binding import Bound, bind
from engine.form import Form
from engine.problems import Problem
from engine.routing import conclude, reach_level, route
from engine.scoring import score
from engine.validation import validate
from engine.widgets.naming import problem_label


def assess(
    form: Form,
    answers: Mapping[str, Any],
    facts: Mapping[str, Any],
    on: date,
    reporting_year: int | None = None,
    language: str = "zh",
) -> Assessment:
    """Bind and assess in one go."""
    return assess_bound(bind(form, answers, facts, on, reporting_year), language)


def assess_bound(bound: Bound, language: str = "zh") -> Assessment:
    """The assessment of an already bound form."""
    form = bound.form
    told = tuple(ToldProblem(each, tell(bound, each, language)) for each in validate(bound))
    return Assessment(
        form.id, form.edition, form.digest, bound.on, bound.reporting_year, told,
        score(bound, language), conclude(bound, language), reach_level(bound, language), route(bound, language),
        form.overlay.authority if form.overlay is not None else "",
    )  # fmt: skip


def tell(bound: Bound, problem: Problem, language: str = "zh") -> str:
    """The sentence of a problem, naming its field by label, with the year, row and column it speaks of."""
    asked = bound.form.fields.get(problem.field)
    if asked is None:
        return problem.message(problem.field, language)
    return problem.message(problem_label(asked.type, asked.short or asked.label, problem, language), language)

"""One frozen value that says everything about a submission: problems, scoresheet, conclusions, level, route.

The same form, answers, facts and day give the same assessment, to the byte of its JSON.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine import json_value
from engine.binding import Bound, bind
from engine.form import Form
from engine.problems import Problem
from engine.routing import Decision, LevelReached, Outcome, conclude, reach_level, route
from engine.rules.base import Finding
from engine.scoring import GroupTotal, Line, Scoresheet, score
from engine.validation import validate
from engine.widgets.naming import problem_label


@dataclass(frozen=True, slots=True)
class ToldProblem:
    """A problem with the sentence a person reads."""

    problem: Problem
    message: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """The outcome of one bound form on one day."""

    form: str
    edition: date
    digest: str
    on: date
    reporting_year: int
    problems: tuple[ToldProblem, ...]
    score: Scoresheet | None
    conclusions: tuple[Outcome, ...]
    level: LevelReached | None
    route: Decision | None

    @property
    def blocks(self) -> bool:
        """Whether some problem stands in the way of submitting."""
        return any(each.problem.blocks for each in self.problems)

    def as_json(self) -> dict[str, Any]:
        """The assessment as plain JSON values; unknown is null."""
        return {
            "form": self.form,
            "edition": self.edition.isoformat(),
            "digest": self.digest,
            "on": self.on.isoformat(),
            "reporting_year": self.reporting_year,
            "problems": [_problem(each) for each in self.problems],
            "score": _score(self.score) if self.score else None,
            "conclusions": {each.id: each.truth for each in self.conclusions},
            "explanations": [_outcome(each) for each in self.conclusions],
            "level": self.level.level if self.level else None,
            "levels": _levels(self.level) if self.level else None,
            "route": self.route.to if self.route else None,
            "routed": _decision(self.route) if self.route else None,
        }

    def encode(self) -> str:
        """Canonical JSON text."""
        return json_value.encode(self.as_json())


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
    )  # fmt: skip


def tell(bound: Bound, problem: Problem, language: str = "zh") -> str:
    """The sentence of a problem, naming its field by label, with the year, row and column it speaks of."""
    asked = bound.form.fields.get(problem.field)
    if asked is None:
        return problem.message(problem.field, language)
    return problem.message(problem_label(asked.type, asked.short or asked.label, problem, language), language)


def _problem(each: ToldProblem) -> dict[str, Any]:
    problem = each.problem
    return {
        "code": problem.code,
        "field": problem.field,
        "row": problem.row,
        "column": problem.column,
        "year": problem.year,
        "blocks": problem.blocks,
        "message": each.message,
    }


def _score(sheet: Scoresheet) -> dict[str, Any]:
    return {
        "total": sheet.points,
        "out_of": sheet.out_of,
        "pending": sheet.pending,
        "range": [sheet.low, sheet.high],
        "awaiting_authority": sheet.awaiting_authority,
        "groups": [_group(group) for group in sheet.groups],
    }


def _group(group: GroupTotal) -> dict[str, Any]:
    return {
        "id": group.id,
        "title": group.title,
        "points": group.points,
        "out_of": group.out_of,
        "range": [group.low, group.high],
        "minimum": group.minimum,
        "reached": group.reached,
        "lines": [_line(line) for line in group.lines],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "id": line.id,
        "number": line.number,
        "title": line.title,
        "points": line.points,
        "out_of": line.out_of,
        "range": [line.low, line.high],
        "clause": line.clause,
        "source": line.source,
        "because": line.because,
        "pending": line.pending,
        "awaits_authority": line.awaits_authority,
        "inputs": [
            {"field": each.field, "label": each.label, "shown": each.shown, "pending": each.pending}
            for each in line.inputs
        ],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "truth": finding.truth,
        "title": finding.title,
        "clause": finding.clause,
        "text": finding.text,
        "undecidable": finding.undecidable,
        "children": [_finding(child) for child in finding.children],
    }


def _outcome(each: Outcome) -> dict[str, Any]:
    return {
        "id": each.id,
        "title": each.title,
        "truth": each.truth,
        "clause": each.clause,
        "source": each.source,
        "finding": _finding(each.finding),
    }


def _levels(level: LevelReached) -> dict[str, Any]:
    gates = [
        {"level": number, "title": title, "finding": _finding(finding)}
        for number, title, finding in level.gates
    ]
    return {"level": level.level, "title": level.title, "range": [level.low, level.high], "gates": gates}


def _decision(decision: Decision) -> dict[str, Any]:
    because = _finding(decision.because) if decision.because else None
    return {"to": decision.to, "title": decision.title, "because": because}

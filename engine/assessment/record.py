"""The assessment itself, in JSON and out of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from engine import json_value
from engine.assessment import reading, writing
from engine.problems import Problem
from engine.routing import Decision, LevelReached, Outcome
from engine.scoring import Scoresheet


@dataclass(frozen=True, slots=True)
class ToldProblem:
    """A problem with the sentence a person reads."""

    problem: Problem
    message: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """The outcome of one bound form on one day. `overlay` is the code of the authority whose additions counted."""

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
    overlay: str = ""

    @property
    def blocks(self) -> bool:
        """Whether some problem stands in the way of submitting."""
        return any(each.problem.blocks for each in self.problems)

    def as_json(self) -> dict[str, Any]:
        """The assessment as plain JSON values; unknown is null."""
        return {
            "form": self.form,
            "edition": self.edition.isoformat(),
            "overlay": self.overlay or None,
            "digest": self.digest,
            "on": self.on.isoformat(),
            "reporting_year": self.reporting_year,
            "problems": [writing.problem(each.problem, each.message) for each in self.problems],
            "score": writing.scoresheet(self.score) if self.score else None,
            "conclusions": {each.id: each.truth for each in self.conclusions},
            "explanations": [writing.outcome(each) for each in self.conclusions],
            "level": self.level.level if self.level else None,
            "levels": writing.level(self.level) if self.level else None,
            "route": self.route.to if self.route else None,
            "routed": writing.decision(self.route) if self.route else None,
        }

    def encode(self) -> str:
        """Canonical JSON text."""
        return json_value.encode(self.as_json())

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The assessment that `as_json` gave, equal to the one that was written; nothing is reckoned again."""
        return cls(
            stored["form"],
            date.fromisoformat(stored["edition"]),
            stored["digest"],
            date.fromisoformat(stored["on"]),
            stored["reporting_year"],
            tuple(ToldProblem(reading.problem(each), each["message"]) for each in stored["problems"]),
            reading.scoresheet(stored["score"]),
            tuple(reading.outcome(each) for each in stored["explanations"]),
            reading.level(stored["levels"]),
            reading.decision(stored["routed"]),
            stored.get("overlay") or "",
        )

    @classmethod
    def decode(cls, text: str | bytes) -> Self:
        """The assessment in a JSON text that `encode` gave."""
        return cls.from_json(json_value.decode(text))

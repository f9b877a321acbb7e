"""What a procedure asks of who wants to begin it, as one decision with all its reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.binding import bind
from engine.editions import Edition
from engine.form import Form
from engine.messages import word
from engine.procedures.types import Procedure, Season, Use
from engine.routing import Outcome, gate, outcome
from engine.rules.base import Finding
from engine.wording import BoundWording

Facts = Mapping[str, Any]
"""What is known of the applicant, as JSON, by the names of facts."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that is asked, as it turned out. `about` is ``open_to``, ``before``, ``season``, ``edition`` or
    ``applies_to``; `mend` the procedure by which what is lacking can be made good."""

    about: str
    outcome: Outcome
    mend: str | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """Whether a procedure may be begun (None: not known yet), with which form, and everything that was asked.

    Whether a window is open is not decided here: `Procedure.windows` says who opens it.
    """

    procedure: Procedure
    may_start: bool | None
    use: Use | None
    requirements: tuple[Requirement, ...]

    @property
    def reasons(self) -> tuple[Requirement, ...]:
        """What stands in the way."""
        return tuple(each for each in self.requirements if each.outcome.truth is not True)


@dataclass(frozen=True, slots=True)
class Match:
    """An edition of a form that a procedure may use, and whether it is meant for the applicant."""

    use: Use
    applies: Outcome | None

    @property
    def truth(self) -> bool | None:
        return True if self.applies is None else self.applies.truth


def offer(procedure: Procedure, facts: Facts, on: date, language: str = "zh") -> Offer:
    """What beginning `procedure` on a day asks of an applicant of whom `facts` are known."""
    matches = match_forms(procedure, facts, on, language)
    fitting = [each for each in matches if each.truth is True]
    use = fitting[0].use if len(fitting) == 1 else None
    asked = (
        *_rules(procedure, facts, on, language),
        *_season(procedure, on, language),
        *_form(procedure, matches, use, on, language),
        *(_gates(use.form, facts, on, language) if use is not None and use.form is not None else ()),
    )
    truths = {each.outcome.truth for each in asked}
    may_start = False if False in truths else None if None in truths else True
    return Offer(procedure, may_start, use, asked)


def form_for(procedure: Procedure, facts: Facts, on: date) -> Edition | None:
    """The edition of the form that is meant for the applicant; None where it is not known, or there is none."""
    fitting = [each for each in match_forms(procedure, facts, on) if each.truth is True]
    return fitting[0].use.edition if len(fitting) == 1 else None


def match_forms(procedure: Procedure, facts: Facts, on: date, language: str = "zh") -> tuple[Match, ...]:
    """Every form of the procedure in its edition of the day, and whether it is meant for the applicant."""
    found = []
    for name in procedure.forms:
        use = procedure.use_on(on, name)
        if use is not None:
            found.append(Match(use, _gate(use.form, "applies_to", facts, on, language)))
    return tuple(found)


def _gate(form: Form | None, which: str, facts: Facts, on: date, language: str) -> Outcome | None:
    if form is None or which not in form.gates:
        return None
    return gate(bind(form, {}, facts, on), which, language)


def _rules(procedure: Procedure, facts: Facts, on: date, language: str) -> tuple[Requirement, ...]:
    """Who may begin it, and what must be done first."""
    bound = bind(procedure.rules, {}, facts, on)
    wording = BoundWording(bound, language)
    mends = {each.conclusion: each.mend for each in procedure.before}
    return tuple(
        Requirement(
            "before" if each.id in mends else each.id, outcome(bound, each, wording), mends.get(each.id)
        )
        for each in procedure.rules.conclusions
    )


def _gates(form: Form, facts: Facts, on: date, language: str) -> tuple[Requirement, ...]:
    """What the form itself asks of those who fill it."""
    several = ((which, _gate(form, which, facts, on, language)) for which in ("open_to", "before"))
    return tuple(Requirement(which, found) for which, found in several if found is not None)


def _season(procedure: Procedure, on: date, language: str) -> tuple[Requirement, ...]:
    if not procedure.seasons:
        return ()
    season = procedure.season_on(on)
    text = word("season_unknown", language, year=on.year) if season is None else season_text(season, language)
    clause, source = (season.clause, season.source) if season is not None else ("", "verified")
    truth = procedure.in_season(on)
    title = word("season_title", language)
    return (Requirement("season", Outcome("season", title, truth, clause, source, Finding(truth, text))),)


def season_text(season: Season, language: str = "zh") -> str:
    """The days of a season in words."""
    days = {"opens": season.opens, "closes": season.closes}
    said = {name: word("day_of_year", language, month=day[0], day=day[1]) for name, day in days.items()}
    first, last = season.period.first, season.period.last
    if first is not None and last is not None and first.year == last.year:
        return word("season_of_year", language, year=first.year, **said)
    return word("season", language, **said)


def _form(
    procedure: Procedure, matches: tuple[Match, ...], use: Use | None, on: date, language: str
) -> tuple[Requirement, ...]:
    """Why there is no form to fill, where there is none."""
    if use is not None:
        return ()
    if not matches:
        text = word("no_edition_on", language, day=on.isoformat())
        return (
            Requirement(
                "edition", Outcome("edition", procedure.title, False, "", "verified", Finding(False, text))
            ),
        )
    several = tuple(each.applies for each in matches if each.applies is not None and each.truth is not True)
    open_still = tuple(each for each in several if each.truth is None)
    return tuple(Requirement("applies_to", each) for each in open_still or several)

"""Where a submission goes, who may fill the form and what must be done first: decisions with their reasons."""

from dataclasses import dataclass

from engine.binding import Bound
from engine.form import Conclusion
from engine.rules.base import Finding
from engine.values import awaits_authority, is_unknown
from engine.wording import BoundWording


@dataclass(frozen=True, slots=True)
class Decision:
    """The route that was taken (None while it is not decided), its title, and the condition that led there.

    `awaits_authority` tells that only the authorities can still decide it.
    """

    to: str | None
    title: str
    because: Finding | None
    awaits_authority: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """A conclusion as it turned out (None: not known yet), with the findings that explain it.

    `awaits_authority` tells that only the authorities can still decide it.
    """

    id: str
    title: str
    truth: bool | None
    clause: str
    source: str
    finding: Finding
    awaits_authority: bool = False


def route(bound: Bound, language: str = "zh") -> Decision | None:
    """The first route whose condition holds; None where the form has no routes."""
    if not bound.form.routes:
        return None
    wording = BoundWording(bound, language)
    for each in bound.form.routes:
        truth = True if each.slot is None else bound.frame[each.slot]
        if is_unknown(truth):
            because = each.when.explain(bound.frame, wording) if each.when else None
            return Decision(None, "", because, awaits_authority(truth))
        if truth is True:
            return Decision(
                each.to, each.title, each.when.explain(bound.frame, wording) if each.when else None
            )
    return Decision(None, "", None)


def conclude(
    bound: Bound, language: str = "zh", before: tuple[Bound, tuple[Outcome, ...]] | None = None
) -> tuple[Outcome, ...]:
    """Every conclusion of the form with its explanation.

    `before` are the outcomes from which `bound` is an edit: those on which the edit has no effect are taken from them.
    """
    wording = BoundWording(bound, language)
    moved = bound.moved(before[0]) if before is not None else frozenset()
    kept = {each.id: each for each in before[1]} if before is not None else {}
    return tuple(
        kept[each.id] if each.id in kept and each.slot not in moved else outcome(bound, each, wording)
        for each in bound.form.conclusions
    )


def outcome(bound: Bound, conclusion: Conclusion, wording: BoundWording) -> Outcome:
    """One conclusion with its explanation."""
    finding = conclusion.condition.explain(bound.frame, wording)
    truth = bound.frame[conclusion.slot]
    return Outcome(
        conclusion.id,
        conclusion.title,
        truth if isinstance(truth, bool) else None,
        conclusion.clause,
        conclusion.source,
        finding,
        awaits_authority(truth),
    )


def gate(bound: Bound, which: str, language: str = "zh") -> Outcome | None:
    """Whom the form is meant for (``applies_to``), who may fill it (``open_to``), what must be done first (``before``),
    where the form says so."""
    conclusion = bound.form.gates.get(which)
    return None if conclusion is None else outcome(bound, conclusion, BoundWording(bound, language))


@dataclass(frozen=True, slots=True)
class LevelReached:
    """The level: a number, 0 for none, None while it is not decided; with the gates of every level explained.

    `awaits_authority` tells that only the authorities can still decide it.
    """

    level: int | None
    title: str
    low: int
    high: int
    gates: tuple[tuple[int, str, Finding], ...]
    awaits_authority: bool = False


def reach_level(
    bound: Bound, language: str = "zh", before: tuple[Bound, LevelReached] | None = None
) -> LevelReached | None:
    """The level that is reached; None where the form has no levels. `before` is the one from which `bound` is an edit."""
    if bound.form.level_slot is None:
        return None
    if before is not None and not _moves_levels(bound, before[0]):
        return before[1]
    wording = BoundWording(bound, language)
    value = bound.frame[bound.form.level_slot]
    gates = tuple(
        (each.level, each.title, each.condition.explain(bound.frame, wording)) for each in bound.form.levels
    )
    if is_unknown(value):
        highest = max((each.level for each in bound.form.levels), default=0)
        high = highest if value.high is None else value.high
        return LevelReached(None, "", value.low or 0, high, gates, awaits_authority(value))
    title = next((each.title for each in bound.form.levels if each.level == value), "")
    return LevelReached(value, title, value, value, gates)


def _moves_levels(bound: Bound, before: Bound) -> bool:
    """Whether the edit that made `bound` of `before` touches a level."""
    moved = bound.moved(before)
    return any(each.slot in moved for each in bound.form.levels)

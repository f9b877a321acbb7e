"""How far an enterprise is in what it assesses itself: the result of the last time, and the steps there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.fields.base import Years
from engine.procedures import offer
from web import messages
from web.platform import Platform
from web.services.following import facts_of_enterprise
from web.services.given import LEVEL, Given
from web.services.procedures import ProcedureEntry

ASSESS = "assess"
"""The kind of procedure by which an enterprise assesses itself."""


@dataclass(frozen=True)
class Step:
    """One level there is, and whether it is reached."""

    title: str
    reached: bool


@dataclass(frozen=True)
class Level:
    """A self-assessment with its latest result: the level in words ('' was never assessed), every step there is, from the
    lowest, and what else it gave."""

    entry: ProcedureEntry
    reached: str
    steps: tuple[Step, ...]
    more: tuple[Given, ...]


def read_levels(
    platform: Platform, enterprise_id: int, entries: Sequence[ProcedureEntry]
) -> tuple[Level, ...]:
    """The self-assessments an enterprise may do, each with how far it is."""
    with platform.database.read() as session:
        facts = facts_of_enterprise(platform, session, enterprise_id)
    return tuple(_levels(platform, facts, entries))


def _levels(
    platform: Platform, facts: Mapping[str, Any], entries: Sequence[ProcedureEntry]
) -> Iterator[Level]:
    today = platform.clock.today()
    for entry in entries:
        procedure = platform.catalogue.procedure(entry.id)
        if procedure is None or entry.kind != ASSESS or entry.aside:
            continue
        use = offer(procedure, facts, today).use
        gift = next((each for each in procedure.gives if each.name == LEVEL), None)
        raw = facts.get(gift.fact) if gift is not None else None
        read = gift.type.read(raw, Years(today.year)).value if gift is not None and raw is not None else None
        value = read if isinstance(read, int) else None
        levels = sorted(use.form.levels if use and use.form else (), key=lambda each: each.level)
        steps = tuple(Step(each.title, value is not None and each.level <= value) for each in levels)
        reached = next((each.title for each in levels if each.level == value), "")
        yield Level(
            entry,
            reached or (messages.NO_LEVEL if raw is not None else ""),
            steps,
            tuple(each for each in entry.given if each.fact != (gift.fact if gift else "")),
        )

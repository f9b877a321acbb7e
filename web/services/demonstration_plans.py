"""What each kind of enterprise of the demonstration's season sent, and when; and what was known of it on that day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from engine.procedures import Procedure
from web.platform import Platform
from web.services.demonstration_firms import INNOVATIVE, LITTLE_GIANT, SPECIALIZED, TITLES, Kind
from web.services.known import Held, certified_facts, previous_facts, updated_facts

DECLARED = {
    INNOVATIVE: "declare_innovative",
    SPECIALIZED: "declare_specialized",
    LITTLE_GIANT: "declare_little_giant",
}
RENEWED = {
    INNOVATIVE: "renew_innovative",
    SPECIALIZED: "renew_specialized",
    LITTLE_GIANT: "renew_little_giant",
}
UPDATE, CHANGE, ASSESS, FINANCING = "annual_update", "report_change", "assess_digital", "register_financing"
SOON = 180
BEFORE_TITLE = timedelta(days=80)


@dataclass(frozen=True)
class Plan:
    """One procedure on about a day. `gave` is the title that came of it, where that is long ago; `renews` the one it is to
    be continued by."""

    procedure: str
    on: date
    gave: Held | None = None
    renews: Held | None = None


def plans_of(kind: Kind, today: date) -> tuple[Plan, ...]:
    """Everything a kind of enterprise sent, the oldest first."""
    several = (*_past(kind), *updates_of(kind, today), *_now(kind, today))
    return tuple(sorted(several, key=lambda each: each.on))


def _past(kind: Kind) -> Iterator[Plan]:
    """The declarations that some titles came of; other titles were on lists that were taken over."""
    for place, held in enumerate(kind.titles):
        if (kind.number + place) % 4 == 0:
            yield Plan(DECLARED[held.fact], held.since - BEFORE_TITLE, gave=held)


def updates_of(kind: Kind, today: date) -> Iterator[Plan]:
    """The yearly updates of this year and, of some, of the last; others are missing."""
    if not kind.titles:
        return
    since = max(each.since for each in kind.titles)
    for year in range(max(since.year + 1, today.year - 1), today.year + 1):
        on = date(year, 3, 1 + kind.number % 28)
        if (kind.number + year) % 5 < (4 if year == today.year else 2) and on < today - timedelta(days=8):
            yield Plan(UPDATE, on)


def _now(kind: Kind, today: date) -> Iterator[Plan]:
    number = kind.number
    on = today - timedelta(days=9 + number * 11 % 42)
    if number % 3 == 1:
        yield Plan(ASSESS, on - timedelta(days=20))
    if number % 6 == 3:
        yield Plan(FINANCING, on)
    if not kind.titles or kind.titles[-1].until < today:
        yield Plan(DECLARED[INNOVATIVE], on)
        return
    soon = next((each for each in kind.titles if (each.until - today).days <= SOON), None)
    if soon is not None and number % 4:
        yield Plan(RENEWED[soon.fact], on, renews=soon)
    if kind.tier < len(TITLES):
        yield Plan(DECLARED[TITLES[kind.tier]], on)
    if number % 5 == 0:
        yield Plan(CHANGE, on)


def facts_on(platform: Platform, kind: Kind, procedure: Procedure, plan: Plan, today: date) -> dict[str, Any]:
    """What was known of a kind of enterprise on the day of a plan, besides its name and place."""
    on = plan.on
    held = [each for each in kind.titles if each.since <= on]
    made = [each.on for each in updates_of(kind, today) if each.on < on]
    return {
        **kind.facts,
        **certified_facts(held, on),
        **(updated_facts(held, made, platform.catalogue.procedures(), on) if held else {}),
        **previous_facts(held, procedure.grants.fact if procedure.grants else None, on),
    }

"""The days ahead of an enterprise: the seasons of what it may do, and the last days of the titles it holds."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from engine.procedures import Procedure, Season
from web import messages_home as messages
from web.clock import local
from web.platform import Platform
from web.services.procedures import ProcedureEntry
from web.services.titles import Title

AHEAD = timedelta(days=60)
"""How long before it begins a season is told of."""

EXPIRY_AHEAD = timedelta(days=365)
"""How long before its last day a title is told of: its renewal is prepared in that year."""

SOON = 14
"""From so many days on a deadline is marked."""

UPDATE = "update"
"""The kind of procedure that everybody who holds a title does every year."""


@dataclass(frozen=True)
class Deadline:
    """A day to keep in mind: what is on it, in how many days it is, and the procedure it belongs to, if any."""

    title: str
    day: date
    days: int
    told: str
    procedure: str = ""
    soon: bool = False


@dataclass(frozen=True)
class _Round:
    """A season in one year."""

    opens: date
    closes: date


def deadlines(
    platform: Platform, entries: Sequence[ProcedureEntry], titles: Sequence[Title]
) -> tuple[Deadline, ...]:
    """What is ahead, the nearest first."""
    found = [*_of_seasons(platform, entries, titles), *_of_titles(platform, titles)]
    return tuple(sorted(found, key=lambda each: (each.day, each.title)))


def _of_seasons(
    platform: Platform, entries: Sequence[ProcedureEntry], titles: Sequence[Title]
) -> Iterator[Deadline]:
    today = platform.clock.today()
    for entry in entries:
        procedure = platform.catalogue.procedure(entry.id)
        found = _next_round(procedure, today) if procedure is not None else None
        if found is None:
            continue
        if found.opens <= today:
            if _is_possible(entry) and not _was_sent_in(entry, found):
                days = (found.closes - today).days
                told = messages.days_left(days)
                yield Deadline(
                    messages.ends(entry.title), found.closes, days, told, entry.id, soon=days <= SOON
                )
        elif _is_possible(entry) or _will_be_due(entry, titles, found):
            days = (found.opens - today).days
            yield Deadline(
                messages.begins(entry.title), found.opens, days, messages.days_to_come(days), entry.id
            )


def _of_titles(platform: Platform, titles: Sequence[Title]) -> Iterator[Deadline]:
    today = platform.clock.today()
    for each in titles:
        if not each.until or each.ended:
            continue
        until = date.fromisoformat(each.until)
        days = (until - today).days
        if until - today <= EXPIRY_AHEAD:
            told = messages.days_left(days)
            yield Deadline(messages.expires(each.name), until, days, told, soon=days <= SOON)


def _next_round(procedure: Procedure, today: date) -> _Round | None:
    """The season that is on, or the next that begins soon."""
    rounds = [
        _round(each, year)
        for each in procedure.seasons
        for year in (today.year, today.year + 1)
        if procedure.season_on(_day(year, each.opens)) is each
    ]
    ahead = [each for each in rounds if each.closes >= today and each.opens - today <= AHEAD]
    return min(ahead, key=lambda each: each.opens, default=None)


def _round(season: Season, year: int) -> _Round:
    return _Round(_day(year, season.opens), _day(year, season.closes))


def _day(year: int, yearly: tuple[int, int]) -> date:
    month, day = yearly
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _is_possible(entry: ProcedureEntry) -> bool:
    """Whether an enterprise may do it: it could begin now, or mend by itself what stands in the way."""
    return not entry.aside and all(each.mend for each in entry.closed)


def _was_sent_in(entry: ProcedureEntry, found: _Round) -> bool:
    """Whether it was sent in this very season: there is nothing more to keep in mind."""
    return entry.submitted_at is not None and local(entry.submitted_at).date() >= found.opens


def _will_be_due(entry: ProcedureEntry, titles: Sequence[Title], found: _Round) -> bool:
    """Whether every holder of a title has to do it when its season comes."""
    return entry.kind == UPDATE and any(
        not each.until or date.fromisoformat(each.until) >= found.opens for each in titles
    )

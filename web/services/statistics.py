"""What lies in the region of an authority, in numbers: how far, where, in which industries, with which scores, how old.

Each table is one grouped query; nothing is counted case by case here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from engine.authorities import Authority
from engine.procedures import Procedure
from web.clock import SHANGHAI
from web.models_review import Case
from web.platform import Platform
from web.services.authorities import authority_of
from web.services.desk_questions import INDUSTRIES
from web.services.people import SignedIn
from web.services.scopes import CITY, COUNTY, MINISTRY, PROVINCE, authority_below, right_below, within
from web.workflow import WITH_AUTHORITY, State

FROM_BELOW = (COUNTY, CITY, PROVINCE, MINISTRY)
SENT, DECIDED, CERTIFIED = "sent", "decided", "certified"
PASSED = frozenset({State.APPROVED, State.PUBLICISED, State.CERTIFIED, State.DONE})
UNDER_WAY = WITH_AUTHORITY
AGES = (8, 16, 31)
"""From so many days on a case belongs to the next group of age."""
BAND = 10
"""How many points a column of the scores is wide."""


@dataclass(frozen=True)
class Asked:
    """What is looked at: one procedure, or all that are reviewed ('' and None: of every year)."""

    procedure: str = ""
    year: int | None = None


@dataclass(frozen=True)
class Step:
    """A step of the way: how many came as far as this, and where those stand that did not go on."""

    name: str
    reached: int
    waiting: int = 0
    reviewing: int = 0
    returned: int = 0
    refused: int = 0


@dataclass(frozen=True)
class Part:
    """A part of the whole: a region or a section of industry, with how its cases stand."""

    code: str
    name: str
    count: int
    under_way: int
    passed: int
    refused: int


@dataclass(frozen=True)
class Band:
    """How many have a score, or an age, from `low` on; `high` is where it ends, None for the last."""

    low: int
    high: int | None
    count: int


@dataclass(frozen=True)
class Statistics:
    """Everything an overview shows."""

    count: int
    withdrawn: int
    steps: Sequence[Step]
    regions: Sequence[Part]
    industries: Sequence[Part]
    scores: Sequence[Band]
    unscored: int
    ages: Sequence[Band]
    years: Sequence[int]


def reviewed_procedures(platform: Platform) -> tuple[Procedure, ...]:
    """The procedures that somebody reviews."""
    return tuple(each for each in platform.catalogue.procedures() if each.stages)


def read_statistics(platform: Platform, person: SignedIn, asked: Asked) -> Statistics:
    """What lies in the region of this officer's authority."""
    authority = authority_of(platform, person)
    everything = (within(authority), _procedures(platform, asked))
    wanted = (*everything, *([Case.reporting_year == asked.year] if asked.year is not None else []))
    with platform.database.read() as session:
        years = session.scalars(select(Case.reporting_year).where(*everything).distinct()).all()
        states, reached = _stages(platform, session, wanted)
        bands, unscored = _scores(session, wanted)
        return Statistics(
            count=sum(states.values()),
            withdrawn=states[State.WITHDRAWN],
            steps=_steps(reached),
            regions=_regions(platform, session, authority, wanted),
            industries=_industries(platform, session, wanted),
            scores=bands,
            unscored=unscored,
            ages=_ages(platform, session, wanted),
            years=sorted(years, reverse=True),
        )


def _procedures(platform: Platform, asked: Asked) -> ColumnElement[bool]:
    several = [each.id for each in reviewed_procedures(platform)]
    return Case.procedure == asked.procedure if asked.procedure in several else Case.procedure.in_(several)


# --- How far -------------------------------------------------------------------------------------------------

_Wanted = Sequence[ColumnElement[bool]]
_At = tuple[str, str]
"""A level and a state."""


def _stages(platform: Platform, session: Session, wanted: _Wanted) -> tuple[Counter[str], Counter[_At]]:
    """How many stand in each state, and how many in which state at which level."""
    has_county, has_city = Case.county != "", Case.city != ""
    keys = (Case.procedure, Case.stage, Case.state, has_county, has_city)
    stages = {each.id: each.stages for each in platform.catalogue.procedures()}
    states: Counter[str] = Counter()
    at: Counter[_At] = Counter()
    for procedure, stage, state, county, city, count in session.execute(
        select(*keys, func.count()).where(*wanted).group_by(*keys)
    ):
        absent = {COUNTY: not county, CITY: not city}
        levels = [each for each in FROM_BELOW if each in stages[procedure] and not absent.get(each)]
        states[state] += count
        at[(levels[stage] if stage < len(levels) else "", state)] += count
    return states, at


def _steps(at: Mapping[_At, int]) -> tuple[Step, ...]:
    """The way from the lowest level to the certificate. What was withdrawn is not on it."""
    on_the_way = {key: count for key, count in at.items() if key[1] != State.WITHDRAWN}
    passed = sum(count for (_, state), count in on_the_way.items() if state in PASSED)
    steps = []
    for rank, level in enumerate(FROM_BELOW):
        came = sum(
            count
            for (where, _), count in on_the_way.items()
            if where in FROM_BELOW and FROM_BELOW.index(where) >= rank
        )
        here = {state: on_the_way.get((level, state), 0) for state in State}
        if any(where == level for where, _ in on_the_way):
            steps.append(
                Step(
                    level,
                    came,
                    here[State.WAITING],
                    here[State.REVIEWING],
                    here[State.RETURNED],
                    here[State.REFUSED],
                )
            )
    certified = sum(count for (_, state), count in on_the_way.items() if state == State.CERTIFIED)
    first = Step(SENT, sum(on_the_way.values()))
    return (first, *steps, Step(DECIDED, passed), Step(CERTIFIED, certified))


# --- Where, in which industries ------------------------------------------------------------------------------


def _regions(
    platform: Platform, session: Session, authority: Authority | None, wanted: _Wanted
) -> tuple[Part, ...]:
    """The authorities right below, also those with nothing; what belongs to none of them comes last."""
    if authority is None:
        return ()
    counted = _by_key(session, authority_below(authority), wanted)
    below = right_below(platform, authority)
    if not below:
        return ()
    names = {each.code: _short_name(platform, each) for each in below}
    others = [each for each in counted if each not in names]
    return tuple(_part(code, names.get(code, ""), counted.get(code, {})) for code in (*names, *others))


def _short_name(platform: Platform, authority: Authority) -> str:
    """The name of a region where an authority is the only one of it, else its own."""
    entry = platform.catalogue.authorities.regions.get(authority.code)
    return entry.name if entry is not None and not authority.asked else authority.name


def _industries(platform: Platform, session: Session, wanted: _Wanted) -> tuple[Part, ...]:
    """The sections of industry that occur."""
    table = platform.catalogue.tables[INDUSTRIES]
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for division, states in _by_key(session, func.substr(Case.industry, 1, 2), wanted).items():
        path = table.path(division)
        counted[path[0].code if path else ""].update(states)
    sections = table.children[""]
    known = [_part(each.code, each.name, counted[each.code]) for each in sections if each.code in counted]
    return (*known, *([_part("", "", counted[""])] if "" in counted else []))


def _by_key(session: Session, key: ColumnElement[str], wanted: _Wanted) -> dict[str, Counter[str]]:
    """How many stand in each state, by something."""
    named = key.label("key")
    found: dict[str, Counter[str]] = defaultdict(Counter)
    inner = select(named, Case.state.label("state")).where(*wanted).subquery()
    query = select(inner.c.key, inner.c.state, func.count()).group_by(inner.c.key, inner.c.state)
    for value, state, count in session.execute(query):
        found[value][state] += count
    return found


def _part(code: str, name: str, states: Mapping[str, int]) -> Part:
    def several(wanted: frozenset[State]) -> int:
        return sum(states.get(each, 0) for each in wanted)

    decided = PASSED - UNDER_WAY
    return Part(
        code,
        name,
        sum(states.values()),
        several(UNDER_WAY),
        several(decided),
        states.get(State.REFUSED, 0),
    )


# --- With which scores, how old ------------------------------------------------------------------------------


def _scores(session: Session, wanted: _Wanted) -> tuple[tuple[Band, ...], int]:
    """How many have so many points, and how many have none; full marks belong to the last column."""
    column = (
        Case.points - case((Case.points % (BAND * 100) > 0, Case.points % (BAND * 100)), else_=0)
    ).label("low")
    inner = select(column).where(*wanted).subquery()
    query = select(inner.c.low, func.count()).group_by(inner.c.low)
    counted: Counter[int | None] = Counter()
    for low, count in session.execute(query):
        counted[None if low is None else min(low // 100, 100 - BAND) if low <= 100 * 100 else low // 100] += (
            count
        )
    unscored = counted.pop(None, 0)
    lows = [each for each in counted if each is not None]
    last = max([100 - BAND, *lows])
    bands = (Band(low, low + BAND, counted[low]) for low in range(0, last + BAND, BAND))
    return tuple(bands), unscored


def _ages(platform: Platform, session: Session, wanted: _Wanted) -> tuple[Band, ...]:
    """How long ago those were sent that are still under way, in days of the calendar."""
    midnight = datetime.combine(platform.clock.today(), time(), SHANGHAI)
    since = [midnight - timedelta(days=each - 1) for each in AGES]
    group = case(*((Case.sent_at >= start, place) for place, start in enumerate(since)), else_=len(AGES))
    inner = (
        select(group.label("age"))
        .where(*wanted, Case.state.in_([each.value for each in UNDER_WAY]))
        .subquery()
    )
    rows = session.execute(select(inner.c.age, func.count()).group_by(inner.c.age))
    counted: dict[int, int] = {row[0]: row[1] for row in rows}
    starts = (0, *AGES)
    ends = (*AGES, None)
    return tuple(
        Band(low, high, counted.get(place, 0))
        for place, (low, high) in enumerate(zip(starts, ends, strict=True))
    )

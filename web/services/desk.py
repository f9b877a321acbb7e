"""The desk: the cases that wait for an officer, and all those of their region, a page at a time.

A page is found from where the last one ended, not by counting lines, and the order in which most are read is that of an
index for each state: the desk of the whole country is as quick as that of a county.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, union_all
from sqlalchemy.orm import Session

from engine.authorities import Authority
from engine.fields.coded import path_name
from engine.fields.numbers import show_number
from engine.values import exact
from web.clock import local
from web.models_review import Case
from web.platform import Platform
from web.services.authorities import authority_of
from web.services.desk_questions import (
    MINE,
    ORDERS,
    SENT,
    TABS,
    Question,
    beyond,
    filters_of,
    mark_of,
    order_of,
    scope_of,
    states_of,
)
from web.services.people import SignedIn
from web.services.scopes import is_reviewed, within

AT_ONCE = 50
MOST_COUNTED = 1000
"""From so many found on nobody counts any more."""
MOST_TOLD = 100
"""From so many that wait on nobody counts any more: the number is asked for on every page."""


@dataclass(frozen=True)
class Line:
    """One case as the desk shows it. `turn` names the authority whose turn it is ('' where it is nobody's), `level` its
    level; `days` is how long ago it was sent."""

    id: UUID
    number: str
    name: str
    credit_code: str
    region: str
    procedure: str
    year: int
    points: str | None
    qualified: bool | None
    warnings: int
    sent_at: datetime
    days: int
    due: date | None
    is_overdue: bool
    state: str
    level: str
    turn: str
    is_mine: bool
    version: int


@dataclass(frozen=True)
class Listed:
    """One page of the desk. `count` stops at `MOST_COUNTED`; `before` and `after` are marks, '' where the list ends."""

    lines: Sequence[Line]
    count: int
    before: str
    after: str
    tabs: Mapping[str, int]


def list_cases(platform: Platform, person: SignedIn, question: Question) -> Listed:
    """A page of the cases an officer asks for."""
    authority = authority_of(platform, person)
    with platform.database.read() as session:
        tabs = _count_tabs(platform, session, authority)
        count = _count(platform, session, question, authority) if question.is_filtered else tabs[question.tab]
        page = _page(platform, session, question, authority)
    cases, before, after = page
    lines = [line_of(platform, each, authority) for each in cases]
    return Listed(lines, min(count, MOST_COUNTED) if question.is_filtered else count, before, after, tabs)


def count_turns(platform: Platform, person: SignedIn) -> int:
    """How many cases wait for this officer's authority, at most `MOST_TOLD`."""
    if not person.authority:
        return 0
    some = select(Case.id).where(Case.authority == person.authority).limit(MOST_TOLD).subquery()
    with platform.database.read() as session:
        return session.scalar(select(func.count()).select_from(some)) or 0


def page_query(
    platform: Platform, question: Question, authority: Authority | None, limit: int = AT_ONCE
) -> Select[UUID]:
    """The numbers of the cases of a page in their order. By the day they were sent they are read state by state from an
    index and merged; every other order is worked out."""
    order, downwards = order_of(question)
    conditions = [scope_of(question, authority), *filters_of(platform, question)]
    mark = beyond(question)
    if mark is not None:
        conditions.append(mark)
    backwards = downwards is not (bool(question.before) and mark is not None)
    key = order.column.label("key")
    if order is not ORDERS[SENT]:
        wanted = Case.state.in_(states_of(question))
        return _sorted(select(Case.id, key).where(*conditions, wanted), backwards, limit)
    parts = [
        select(
            _sorted(select(Case.id, key).where(Case.state == each, *conditions), backwards, limit).subquery()
        )
        for each in states_of(question)
    ]
    if not parts:
        return select(Case.id, key).where(Case.id.is_(None))
    merged = union_all(*parts).subquery()
    return _ordered(select(merged.c.id, merged.c.key), merged.c.key, merged.c.id, backwards).limit(limit)


def _sorted(query: Select[UUID], backwards: bool, limit: int) -> Select[UUID]:
    key, number = query.selected_columns[1], query.selected_columns[0]
    return _ordered(query, key, number, backwards).limit(limit)


def _ordered(
    query: Select[UUID], key: ColumnElement[object], number: ColumnElement[object], backwards: bool
) -> Select[UUID]:
    if backwards:
        return query.order_by(key.desc(), number.desc())
    return query.order_by(key, number)


def _page(
    platform: Platform, session: Session, question: Question, authority: Authority | None
) -> tuple[Sequence[Case], str, str]:
    """The cases of a page, and the marks of the pages before and after it."""
    goes_back = bool(question.before) and beyond(question) is not None
    goes_on = bool(question.after) and beyond(question) is not None
    numbers = session.scalars(page_query(platform, question, authority, AT_ONCE + 1)).all()
    is_more = len(numbers) > AT_ONCE
    numbers = numbers[:AT_ONCE]
    found = {each.id: each for each in session.scalars(select(Case).where(Case.id.in_(numbers)))}
    cases = [found[each] for each in numbers if each in found]
    if goes_back:
        cases.reverse()
    if not cases:
        return (), "", ""
    first, last = mark_of(question, cases[0]), mark_of(question, cases[-1])
    has_before = is_more if goes_back else goes_on
    has_after = True if goes_back else is_more
    return cases, first if has_before else "", last if has_after else ""


def _count(platform: Platform, session: Session, question: Question, authority: Authority | None) -> int:
    wanted = [scope_of(question, authority), Case.state.in_(states_of(question))]
    some = select(Case.id).where(*wanted, *filters_of(platform, question)).limit(MOST_COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def _count_tabs(platform: Platform, session: Session, authority: Authority | None) -> Mapping[str, int]:
    """How many cases stand in each tab, unfiltered."""
    reviewed = is_reviewed(platform)
    query = select(Case.state, func.count()).where(within(authority), reviewed).group_by(Case.state)
    by_state: dict[str, int] = {row[0]: row[1] for row in session.execute(query)}
    turns = select(func.count()).select_from(Case).where(scope_of(Question(), authority))
    counted = {name: sum(by_state.get(each, 0) for each in states) for name, states in TABS.items()}
    return {**counted, MINE: session.scalar(turns) or 0}


# --- What is shown -------------------------------------------------------------------------------------------


def line_of(platform: Platform, case: Case, authority: Authority | None) -> Line:
    """One case as this authority sees it."""
    today = platform.clock.today()
    procedure = platform.catalogue.procedure(case.procedure)
    turn = platform.catalogue.authorities.get(case.authority) if case.authority else None
    return Line(
        id=case.id,
        number=case.number,
        name=case.name,
        credit_code=case.credit_code,
        region=region_name(platform, case.region),
        procedure=procedure.title if procedure is not None else case.procedure,
        year=case.reporting_year,
        points=None if case.points is None else show_number(exact(Fraction(case.points, 100))),
        qualified=case.qualified,
        warnings=case.warnings,
        sent_at=case.sent_at,
        days=(today - local(case.sent_at).date()).days,
        due=case.due,
        is_overdue=bool(case.authority) and case.due is not None and case.due < today,
        state=case.state,
        level=turn.level if turn is not None else "",
        turn=turn.name if turn is not None else "",
        is_mine=authority is not None and case.authority == authority.code,
        version=case.version,
    )


def region_name(platform: Platform, code: str) -> str:
    """A region from the top down; the code itself where it is known no more."""
    regions = platform.catalogue.authorities.regions
    entry = regions.get(code)
    return path_name(regions, entry) if entry is not None else code

"""What an officer asks of the desk: which cases, in which order, from where on; said as conditions of queries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, and_, func, literal, or_

from engine.authorities import Authority
from web.models_review import Case
from web.platform import Platform
from web.services.scopes import COLUMNS, is_reviewed, within
from web.workflow import WITH_AUTHORITY, State

MINE, REVIEWING, RETURNED, PUBLIC, DONE, ALL = "mine", "reviewing", "returned", "public", "done", "all"

TABS: Mapping[str, tuple[State, ...]] = MappingProxyType(
    {
        MINE: tuple(each for each in State if each in WITH_AUTHORITY),
        REVIEWING: (State.WAITING, State.REVIEWING),
        RETURNED: (State.RETURNED,),
        PUBLIC: (State.APPROVED, State.PUBLICISED),
        DONE: (State.REFUSED, State.CERTIFIED, State.DONE),
        ALL: tuple(State),
    }
)
"""The tabs, each with the states it holds; the first holds only what is the officer's own turn."""

QUALIFIED, UNQUALIFIED, WARNED, UNSCORED = "qualified", "unqualified", "warned", "unscored"
FLAGS: Mapping[str, ColumnElement[bool]] = MappingProxyType(
    {
        QUALIFIED: Case.qualified.is_(True),
        UNQUALIFIED: Case.qualified.is_(False),
        WARNED: Case.warnings > 0,
        UNSCORED: Case.points.is_(None),
    }
)

INDUSTRIES = "industries"
_CODES = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-")
_LEAST_CODE = 4
"""From so many letters on, what looks like the beginning of a code or a number is looked for as one."""


@dataclass(frozen=True)
class Question:
    """What is looked for. Scores are whole points; `sort` '' is the order of the tab; `after` and `before` say where the
    page begins or ends: the mark of a line (see `mark_of`)."""

    tab: str = MINE
    words: str = ""
    procedure: str = ""
    state: str = ""
    below: str = ""
    section: str = ""
    low: int | None = None
    high: int | None = None
    overdue: bool = False
    flag: str = ""
    sort: str = ""
    after: str = ""
    before: str = ""

    @property
    def order(self) -> str:
        """What waits longest comes first where it waits for us, else the newest."""
        return self.sort or (SENT if self.tab == MINE else f"-{SENT}")

    @property
    def is_filtered(self) -> bool:
        """Whether anything is asked beside the tab."""
        asked = (self.words, self.procedure, self.state, self.below, self.section, self.flag, self.overdue)
        return any(asked) or self.low is not None or self.high is not None


# --- Which ---------------------------------------------------------------------------------------------------


def states_of(question: Question) -> tuple[State, ...]:
    """The states that are looked for."""
    several = TABS[question.tab]
    return tuple(each for each in several if each == question.state) if question.state else several


def scope_of(question: Question, authority: Authority | None) -> ColumnElement[bool]:
    """Whose cases they are: those of the officer's turn, or those of the region."""
    if authority is not None and question.tab == MINE:
        return Case.authority == authority.code
    return within(authority)


def filters_of(platform: Platform, question: Question) -> tuple[ColumnElement[bool], ...]:
    """What is asked beside the tab."""
    found = [
        Case.procedure == question.procedure if question.procedure else is_reviewed(platform),
        _is_below(platform, question.below) if question.below else None,
        _is_in(platform, question.section) if question.section else None,
        Case.points >= question.low * 100 if question.low is not None else None,
        Case.points <= question.high * 100 if question.high is not None else None,
        and_(Case.due < platform.clock.today(), Case.authority != "") if question.overdue else None,
        FLAGS.get(question.flag),
        _has_words(question.words) if question.words else None,
    ]
    return tuple(each for each in found if each is not None)


def _is_below(platform: Platform, code: str) -> ColumnElement[bool] | None:
    found = platform.catalogue.authorities.get(code)
    column = COLUMNS.get(found.level) if found is not None else None
    return None if column is None else column == code


def _is_in(platform: Platform, section: str) -> ColumnElement[bool]:
    """Industries of a section: their codes begin with one of its divisions."""
    divisions = [each.code for each in platform.catalogue.tables[INDUSTRIES].children.get(section, ())]
    return func.substr(Case.industry, 1, 2).in_(divisions)


def _has_words(words: str) -> ColumnElement[bool]:
    """A name that contains the words, or a number or credit code that begins with them."""
    named = Case.name.contains(words, autoescape=True)
    code = words.upper()
    if len(code) < _LEAST_CODE or not _CODES.issuperset(code):
        return named
    begins = (each.startswith(code, autoescape=True) for each in (Case.number, Case.credit_code))
    return or_(named, *begins)


# --- In which order, from where on ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Order:
    """A way to sort: the expression, the value of a case in it, and how that is read back from an address."""

    column: ColumnElement[Any]
    value: Callable[[Case], Any]
    read: Callable[[str], Any]


SENT, DUE, SCORE, NAME = "sent", "due", "score", "name"
_NEVER, _NONE = date.max, -1

ORDERS: Mapping[str, Order] = MappingProxyType(
    {
        SENT: Order(Case.sent_at.expression, lambda case: case.sent_at, datetime.fromisoformat),
        DUE: Order(
            func.coalesce(Case.due, literal(_NEVER, Date)),
            lambda case: case.due or _NEVER,
            date.fromisoformat,
        ),
        SCORE: Order(
            func.coalesce(Case.points, _NONE), lambda case: _NONE if case.points is None else case.points, int
        ),
        NAME: Order(Case.name.expression, lambda case: case.name, str),
    }
)


def order_of(question: Question) -> tuple[Order, bool]:
    """How the lines are sorted, and whether downwards."""
    return ORDERS[question.order.removeprefix("-")], question.order.startswith("-")


def mark_of(question: Question, case: Case) -> str:
    """Where a line stands, as an address carries it."""
    value = order_of(question)[0].value(case)
    text = value.isoformat() if isinstance(value, date) else str(value)
    return f"{text}~{case.id.hex}"


def beyond(question: Question) -> ColumnElement[bool] | None:
    """The lines after the mark, or before it; None where there is none, or none that can be read."""
    order, downwards = order_of(question)
    text, _, key = (question.before or question.after).rpartition("~")
    try:
        value, number = order.read(text), UUID(key)
        if isinstance(value, datetime) and value.tzinfo is None:
            return None
    except ValueError:
        return None
    if downwards is bool(question.before):
        return and_(order.column >= value, or_(order.column > value, Case.id > number))
    return and_(order.column <= value, or_(order.column < value, Case.id < number))

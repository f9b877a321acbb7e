"""The yearly figures of a submission beside those of earlier years, and beside those of others in the same industry."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from statistics import median
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.binding import Bound
from engine.expression.types import NumberType
from engine.fields.base import Years
from engine.fields.yearly import Yearly
from engine.form import Field, Form
from engine.values import exact, is_missing
from web.database import Database
from web.models import Submission
from web.models_review import Case
from web.platform import Platform
from web.services.reviewing import Looked

LEAST_PEERS = 8
"""So many others there must be before anything is called unusual."""
FARTHEST = 3
"""How many times the median absolute deviation a figure may lie from the median before it is called unusual."""
MOST_PEERS = 2000
MOST_EARLIER = 10
DIVISION = 2
"""How many places of a class of industry name its division (GB/T 4754)."""
_KEPT_FOR = timedelta(minutes=10)
_MOST_KEPT = 64


@dataclass(frozen=True)
class Figure:
    """A yearly figure in one calendar year, in words; `earlier` what was told of the same year before, where that was
    something else."""

    text: str
    earlier: str = ""


@dataclass(frozen=True)
class Row:
    """One yearly figure over the years, the latest first; None where nothing is known of a year."""

    label: str
    figures: tuple[Figure | None, ...]


@dataclass(frozen=True)
class Beside:
    """The yearly figures of an enterprise over all the years it told."""

    years: tuple[int, ...]
    rows: tuple[Row, ...]
    submissions: int


@dataclass(frozen=True)
class Unusual:
    """A figure that lies far from those of others."""

    label: str
    text: str
    median: str


@dataclass(frozen=True)
class Peers:
    """What the figures of a submission look like among those of its industry; nothing is called unusual where there are
    too few others."""

    division: str
    count: int
    unusual: tuple[Unusual, ...]

    @property
    def is_enough(self) -> bool:
        return self.count >= LEAST_PEERS


# --- Earlier years -------------------------------------------------------------------------------------------


def beside_earlier(platform: Platform, looked: Looked) -> Beside | None:
    """The yearly figures beside those of the same form that were sent before; None where nothing was."""
    form = looked.result.form
    if form is None:
        return None
    with platform.database.read() as session:
        earlier = _earlier(session, looked, form)
    if not earlier:
        return None
    told = [(looked.result.answers, looked.result.reporting_year), *earlier]
    rows = [_row(each, told) for each in _yearly(form)]
    years = sorted({year for row in rows for year in row[1]}, reverse=True)
    made = tuple(Row(label, tuple(figures.get(year) for year in years)) for label, figures in rows if figures)
    return Beside(tuple(years), made, len(earlier)) if made else None


def _earlier(session: Session, looked: Looked, form: Form) -> list[tuple[Mapping[str, Any], int]]:
    """The answers of what the enterprise sent before with the same form, the latest of each draft, the newest first."""
    rows = session.execute(
        select(Submission.draft_id, Submission.answers, Submission.reporting_year)
        .where(
            Submission.enterprise_id == looked.case.enterprise_id,
            Submission.form == form.id,
            Submission.draft_id != looked.case.draft_id,
            Submission.submitted_at < looked.result.submitted_at,
        )
        .order_by(Submission.submitted_at.desc())
        .limit(MOST_EARLIER * 2)
    ).all()
    newest: dict[UUID, tuple[Mapping[str, Any], int]] = {}
    for draft_id, answers, year in rows:
        newest.setdefault(draft_id, (answers, year))
    return list(newest.values())[:MOST_EARLIER]


def _row(asked: Field, told: Sequence[tuple[Mapping[str, Any], int]]) -> tuple[str, dict[int, Figure]]:
    figures: dict[int, Figure] = {}
    for answers, reporting_year in told:
        for year, text in _texts(asked, answers.get(asked.id), reporting_year):
            if year not in figures:
                figures[year] = Figure(text)
            elif figures[year].text != text and not figures[year].earlier:
                figures[year] = Figure(figures[year].text, text)
    return asked.label, figures


def _texts(asked: Field, raw: Any, reporting_year: int) -> Iterator[tuple[int, str]]:
    kind, years = asked.type, Years(reporting_year)
    assert isinstance(kind, Yearly)
    value = kind.read(raw, years).value
    for offset, each in enumerate(value if isinstance(value, tuple) else (), 1):
        if not is_missing(each):
            yield years.calendar(offset), kind.cell.show(each, years=years)


def _yearly(form: Form) -> Iterator[Field]:
    """The yearly figures that people answer."""
    for asked in form.fields.values():
        kind = asked.type
        if asked.answered_by_person and isinstance(kind, Yearly) and isinstance(kind.cell.type, NumberType):
            yield asked


# --- Others in the same industry -----------------------------------------------------------------------------

_Figures = Mapping[str, Mapping[int, Fraction]]
"""By field the figure of the latest year of each enterprise."""


class _Kept:
    """What was reckoned lately of a database, so that a page looked at again does not read thousands of submissions."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, int, str], tuple[datetime, _Figures, int]] = OrderedDict()

    def get(self, key: tuple[str, int, str], now: datetime) -> tuple[_Figures, int] | None:
        with self._lock:
            found = self._kept.get(key)
            return found[1:] if found is not None and now - found[0] < _KEPT_FOR else None

    def put(self, key: tuple[str, int, str], now: datetime, figures: _Figures, count: int) -> None:
        with self._lock:
            self._kept[key] = (now, figures, count)
            self._kept.move_to_end(key)
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)


_KEPT: WeakKeyDictionary[Database, _Kept] = WeakKeyDictionary()


def among_peers(platform: Platform, looked: Looked) -> Peers | None:
    """Which figures of the latest year lie far from those of others who sent the same form in the same division of
    industry; None where the industry or the form is not known."""
    form, division = looked.result.form, looked.case.industry[:DIVISION]
    if form is None or not division:
        return None
    figures, enterprises = _figures(platform, looked, form, division)
    mine = looked.case.enterprise_id
    bound = looked.result.bound()
    unusual = (_unusual(each, bound, figures.get(each.id, {}), mine) for each in _yearly(form))
    return Peers(division, enterprises, tuple(each for each in unusual if each is not None))


def _unusual(asked: Field, bound: Bound, figures: Mapping[int, Fraction], mine: int) -> Unusual | None:
    others = [value for enterprise, value in figures.items() if enterprise != mine]
    kind, value = asked.type, _latest(bound.read(asked.id).value)
    if len(others) < LEAST_PEERS or value is None or not isinstance(kind, Yearly):
        return None
    middle = median(others)
    deviation = median(abs(each - middle) for each in others)
    if not deviation or abs(value - middle) <= FARTHEST * deviation:
        return None
    shown = (kind.cell.show(exact(each), years=bound.years) for each in (value, middle))
    return Unusual(asked.label, *shown)


def _figures(platform: Platform, looked: Looked, form: Form, division: str) -> tuple[_Figures, int]:
    """The figures of all who sent the form, and how many others there are."""
    kept = _KEPT.setdefault(platform.database, _Kept())
    key, now = (form.digest, looked.result.reporting_year, division), platform.clock.now()
    known = kept.get(key, now)
    if known is None:
        with platform.database.read() as session:
            rows = _peers(session, looked, form, division)
        known = _by_field(form, rows, looked.result.reporting_year), len({each for each, _ in rows})
        kept.put(key, now, *known)
    figures, count = known
    is_among = any(looked.case.enterprise_id in each for each in figures.values())
    return figures, count - is_among


def _peers(
    session: Session, looked: Looked, form: Form, division: str
) -> Sequence[tuple[int, Mapping[str, Any]]]:
    rows = session.execute(
        select(Submission.enterprise_id, Submission.answers)
        .join(Case, Case.submission_id == Submission.id)
        .where(
            Submission.form == form.id,
            Submission.reporting_year == looked.result.reporting_year,
            Case.industry.startswith(division, autoescape=True),
        )
        .order_by(Submission.submitted_at.desc())
        .limit(MOST_PEERS)
    ).all()
    return [(enterprise, answers) for enterprise, answers in rows]


def _by_field(form: Form, rows: Sequence[tuple[int, Mapping[str, Any]]], reporting_year: int) -> _Figures:
    years = Years(reporting_year)
    found: dict[str, dict[int, Fraction]] = {}
    for asked in _yearly(form):
        figures = found.setdefault(asked.id, {})
        for enterprise, answers in rows:
            value = _latest(asked.type.read(answers.get(asked.id), years).value)
            if value is not None:
                figures.setdefault(enterprise, value)
    return found


def _latest(value: Any) -> Fraction | None:
    """The figure of the latest year, where there is one."""
    first = value[0] if isinstance(value, tuple) and value else None
    if first is None or is_missing(first):
        return None
    try:
        return Fraction(first)
    except (TypeError, ValueError):
        return None

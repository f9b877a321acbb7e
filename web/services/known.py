"""What is known of an enterprise on a day: what it told, what was certified, which yearly updates it made, what the
authorities entered. Titles end and updates fall due by themselves, so these facts are reckoned when they are asked for.

Where no certificate of a title is recorded here, what was stored about it (a list imported from elsewhere) stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.procedures import Procedure
from web.clock import local
from web.models import Enterprise
from web.models_review import AuthorityFact, Case, Certification
from web.workflow import State

if TYPE_CHECKING:
    from web.platform import Platform

UPDATE = "update"
"""The kind of procedure by which certified enterprises tell once a year what has changed."""

DUE, MISSED = "update.due", "update.missed"
YEARS = ("update.first_year", "update.second_year", "update.third_year")
PREVIOUS_BATCH, PREVIOUS_NUMBER = "procedure.previous_batch", "procedure.previous_certificate"
PREVIOUS_SINCE, PREVIOUS_UNTIL = "procedure.previous_since", "procedure.previous_until"

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Held:
    """A certificate as it counts for facts."""

    fact: str
    since: date
    until: date
    batch: str = ""
    number: str = ""
    cancelled_on: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.since <= day <= self.until and (self.cancelled_on is None or day < self.cancelled_on)


def known_facts(platform: Platform, session: Session, enterprise_id: int, today: date) -> dict[str, Any]:
    """Everything known of an enterprise on a day."""
    stored = session.scalars(select(Enterprise.facts).where(Enterprise.id == enterprise_id)).one()
    held = certificates_of(session, enterprise_id)
    procedures = platform.catalogue.procedures()
    made = _updates(session, procedures, enterprise_id)
    return {
        **stored,
        **entered_facts(session, enterprise_id),
        **certified_facts(held, today),
        **(updated_facts(held, made, procedures, today) if held else _done(made, procedures, today)),
    }


def _done(made: Iterable[date], procedures: Sequence[Procedure], today: date) -> dict[str, Any]:
    """For an enterprise whose titles were imported: what is due by the list is due no more once it was made this year."""
    procedure = next((each for each in procedures if each.kind == UPDATE), None)
    if procedure is None:
        return {}
    is_done = any(each.year == today.year and procedure.in_season(each) is True for each in made)
    return {DUE: False} if is_done else {}


def certificates_of(session: Session, enterprise_id: int) -> tuple[Held, ...]:
    """The certificates an enterprise ever had, the oldest first."""
    rows = session.scalars(
        select(Certification)
        .where(Certification.enterprise_id == enterprise_id)
        .order_by(Certification.since, Certification.id)
    )
    return tuple(
        Held(each.fact, each.since, each.until, each.batch, each.number, each.cancelled_on) for each in rows
    )


def certified_facts(held: Sequence[Held], today: date) -> dict[str, Any]:
    """For each title ever held: whether it holds, since when and until when (of the last one, where none does)."""
    found: dict[str, Any] = {}
    for fact in dict.fromkeys(each.fact for each in held):
        mine = [each for each in held if each.fact == fact]
        holding = [each for each in mine if each.holds_on(today)]
        newest = (holding or mine)[-1]
        found[fact] = bool(holding)
        found[f"{fact}_since"] = newest.since.isoformat()
        found[f"{fact}_until"] = _continued(newest, mine).until.isoformat()
    return found


def _continued(held: Held, several: Sequence[Held]) -> Held:
    """The certificate that follows on this one without a gap, and on that one, the last of them: a title that was reviewed
    again before it ended."""
    after = held.until + timedelta(days=1)
    following = next((each for each in several if each.since == after and each.cancelled_on is None), None)
    return held if following is None else _continued(following, several)


def previous_facts(held: Sequence[Held], fact: str | None, today: date) -> dict[str, Any]:
    """The certificate a re-review or a change is about: the newest of a title (of any title that holds, without one)."""
    mine = [each for each in held if (each.fact == fact if fact else each.holds_on(today))]
    if not mine:
        return {}
    last = mine[-1]
    told = {
        PREVIOUS_BATCH: last.batch,
        PREVIOUS_NUMBER: last.number,
        PREVIOUS_SINCE: last.since.isoformat(),
        PREVIOUS_UNTIL: last.until.isoformat(),
    }
    return {name: value for name, value in told.items() if value}


# --- Yearly updates ------------------------------------------------------------------------------------------


def updated_facts(
    held: Sequence[Held], made: Iterable[date], procedures: Sequence[Procedure], today: date
) -> dict[str, Any]:
    """Which yearly updates were made in time: the first is asked in the year after the (last) certification."""
    procedure = next((each for each in procedures if each.kind == UPDATE), None)
    holding = [each for each in held if each.holds_on(today)]
    if procedure is None or not holding:
        return {DUE: False}
    since = max(each.since for each in holding)
    years = {day.year for day in made if procedure.in_season(day) is True}
    asked = range(since.year + 1, today.year + 1)
    closed = [year for year in asked if year < today.year or _is_over(procedure, today)]
    told: dict[str, Any] = {
        DUE: today.year in asked and today.year not in years and procedure.in_season(today) is True,
        MISSED: sum(year not in years for year in closed),
    }
    for name, year in zip(YEARS, asked, strict=False):
        if year in years or year in closed:
            told[name] = year in years
    return told


def _is_over(procedure: Procedure, today: date) -> bool:
    season = procedure.season_on(today)
    return season is not None and season.closes < (today.month, today.day)


def _updates(session: Session, procedures: Sequence[Procedure], enterprise_id: int) -> list[date]:
    """The days on which yearly updates were sent that still stand."""
    names = [each.id for each in procedures if each.kind == UPDATE]
    sent = session.scalars(
        select(Case.sent_at).where(
            Case.enterprise_id == enterprise_id,
            Case.procedure.in_(names),
            Case.state.in_([State.DONE, State.WAITING, State.REVIEWING]),
        )
    )
    return [local(each).date() for each in sent]


# --- What authorities enter ----------------------------------------------------------------------------------


def entered_facts(session: Session, enterprise_id: int) -> dict[str, Any]:
    """The newest entry of each fact that authorities entered; one that was taken back (null) is not known."""
    newest = (
        select(func.max(AuthorityFact.id))
        .where(AuthorityFact.enterprise_id == enterprise_id)
        .group_by(AuthorityFact.fact)
    )
    rows = session.scalars(select(AuthorityFact).where(AuthorityFact.id.in_(newest)))
    return {each.fact: each.value for each in rows if each.value is not None}

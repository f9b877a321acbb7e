"""What time brings about by itself: titles that end, reminders, yearly updates that open, windows that open again, seals.

Everything here can be done again at any moment and by several workers at once: what is told is told once by its key, what
is made is made once by its key.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import Session, aliased

from engine.procedures import Procedure
from web import messages_clockwork as messages
from web.database import insert_once
from web.models_accounts import Message
from web.models_review import Certification, Told, Window
from web.platform import Platform
from web.services import audit
from web.services.certifying import title_of
from web.services.inbox import EXPIRY, UPDATE, key_of, post
from web.services.known import DUE, known_facts
from web.services.known import UPDATE as UPDATES

logger = logging.getLogger(__name__)

REMINDED = (30, 90, 180)
"""Days before a title ends on which its holder is reminded; the nearest that applies is told."""

REMEMBERED = timedelta(days=60)
"""Titles that ended longer ago are told no more: they were, or were imported."""

AT_ONCE, TOLD_AT_ONCE = 200, 20


def tick(platform: Platform) -> dict[str, int]:
    """Do what is due; how many of each kind were done."""
    platform.catalogue.procedures()  # read before anything is written: reading the forms may take a while
    done: dict[str, int] = {}
    for name, task in TASKS.items():
        try:
            done[name] = task(platform)
        except Exception:  # one that fails must not hold up the others
            logger.exception("what time brings about failed: %s", name)
    return done


def remind_of_expiry(platform: Platform) -> int:
    """Tell holders 180, 90 and 30 days ahead that a title ends, unless it was reviewed again already."""
    today = platform.clock.today()
    ending = (Certification.until >= today, Certification.until <= today + timedelta(days=max(REMINDED)))
    return _tell_holders(platform, ending, lambda _, held: _reminder(platform, held, today))


def tell_of_expiry(platform: Platform) -> int:
    """Tell holders that a title has ended."""
    today = platform.clock.today()
    ended = (Certification.until < today, Certification.until >= today - REMEMBERED)
    return _tell_holders(platform, ended, lambda _, held: _end(platform, held))


def open_updates(platform: Platform) -> int:
    """Tell certified enterprises whose yearly update is due, once a season."""
    today = platform.clock.today()
    procedure = next((each for each in platform.catalogue.procedures() if each.kind == UPDATES), None)
    if procedure is None or not procedure.seasons or procedure.in_season(today) is not True:
        return 0
    asked = (Certification.since <= date(today.year - 1, 12, 31), Certification.until >= today)
    return _tell_holders(
        platform, asked, lambda session, held: _update(platform, session, held, procedure, today)
    )


def repeat_windows(platform: Platform) -> int:
    """Lay down next year's window for each that repeats and is over."""
    today = platform.clock.today()
    with platform.database.read() as session:
        over = session.scalars(
            select(Window.id).where(
                Window.repeats.is_(True), Window.closes < today, Window.closed_at.is_(None)
            )
        ).all()
    return sum(_repeat(platform, each, today) for each in over)


def seal(platform: Platform) -> int:
    """Seal the events that are not sealed yet."""
    total = 0
    while sealed := audit.seal_events(platform):
        total += sealed
    return total


TASKS: dict[str, Callable[[Platform], int]] = {
    "reminders": remind_of_expiry,
    "expired": tell_of_expiry,
    "updates": open_updates,
    "windows": repeat_windows,
    "seals": seal,
}


# --- Titles --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Telling:
    """What is to be told to the holder of a title."""

    enterprise_id: int
    kind: str
    title: str
    text: str
    link: str
    key: str


def _tell_holders(
    platform: Platform,
    wanted: Sequence[ColumnElement[bool]],
    telling: Callable[[Session, Certification], _Telling | None],
) -> int:
    """Tell the holders of certificates what there is to tell, each once. What is told is found without holding anybody
    up, and written a few at a time."""
    told, last = 0, 0
    while True:
        with platform.database.read() as session:
            rows = session.scalars(_uncontinued(wanted, last)).all()
            found = [each for row in rows if (each := telling(session, row)) is not None]
            known = _told_already(session, found)
        for few in batched([each for each in found if _key(each) not in known], TOLD_AT_ONCE):
            with platform.database.write() as session:
                told += sum(_post(platform, session, each) for each in few)
        if len(rows) < AT_ONCE:
            return told
        last = rows[-1].id


def _uncontinued(wanted: Sequence[ColumnElement[bool]], last: int) -> Select[Any]:
    """Certificates that were neither cancelled nor followed by another of the same title."""
    later = aliased(Certification)
    continued = exists().where(
        later.enterprise_id == Certification.enterprise_id,
        later.fact == Certification.fact,
        later.since > Certification.since,
        later.cancelled_on.is_(None),
    )
    return (
        select(Certification)
        .where(*wanted, Certification.cancelled_on.is_(None), ~continued, Certification.id > last)
        .order_by(Certification.id)
        .limit(AT_ONCE)
    )


def _told_already(session: Session, several: Sequence[_Telling]) -> frozenset[str]:
    keys = [_key(each) for each in several]
    return (
        frozenset(session.scalars(select(Message.key).where(Message.key.in_(keys)))) if keys else frozenset()
    )


def _key(telling: _Telling) -> str:
    return key_of(telling.enterprise_id, telling.key)


def _post(platform: Platform, session: Session, each: _Telling) -> bool:
    return post(platform, session, each.enterprise_id, each.kind, each.title, each.text, each.link, each.key)


def _reminder(platform: Platform, held: Certification, today: date) -> _Telling:
    left = (held.until - today).days
    days = next(each for each in REMINDED if left <= each)
    title = title_of(platform, held.fact)
    return _Telling(
        held.enterprise_id,
        EXPIRY,
        messages.expiring_title(title, left),
        messages.expiring_text(title, held.until, left),
        "/enterprise",
        f"expiring:{held.id}:{days}",
    )


def _end(platform: Platform, held: Certification) -> _Telling:
    title = title_of(platform, held.fact)
    return _Telling(
        held.enterprise_id,
        EXPIRY,
        messages.expired_title(title),
        messages.expired_text(title, held.until),
        "/enterprise",
        f"expired:{held.id}",
    )


def _update(
    platform: Platform, session: Session, held: Certification, procedure: Procedure, today: date
) -> _Telling | None:
    facts = known_facts(platform, session, held.enterprise_id, today)
    if facts.get(DUE) is not True:
        return None
    season = procedure.season_on(today)
    closes = date(today.year, *season.closes) if season else today
    return _Telling(
        held.enterprise_id,
        UPDATE,
        messages.update_title(today.year),
        messages.update_text(today.year, closes),
        f"/procedures/{procedure.id}",
        f"update:{today.year}",
    )


# --- Windows -------------------------------------------------------------------------------------------------


def _repeat(platform: Platform, window_id: int, today: date) -> int:
    with platform.database.write() as session:
        window = session.get(Window, window_id)
        if window is None or not insert_once(
            session, Told, key=f"window:{window_id}:repeated", at=platform.clock.now()
        ):
            return 0
        years = max(1, today.year - window.closes.year)
        moved = {
            name: _years_later(getattr(window, name), years)
            for name in ("opens", "closes", "county_due", "city_due", "province_due")
        }
        if moved["closes"] is not None and moved["closes"] < today:
            moved = {name: _years_later(day, 1) for name, day in moved.items()}
        session.add(
            Window(
                procedure=window.procedure,
                authority=window.authority,
                title=window.title,
                publicity_days=window.publicity_days,
                repeats=True,
                made_by=window.made_by,
                made_at=platform.clock.now(),
                **moved,
            )
        )
    return 1


Each = TypeVar("Each")


def batched(several: Sequence[Each], most: int) -> Iterator[Sequence[Each]]:
    """The same a few at a time."""
    return (several[start : start + most] for start in range(0, len(several), most))


def _years_later(day: date | None, years: int) -> date | None:
    if day is None:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # February 29
        return date(day.year + years, 2, 28)

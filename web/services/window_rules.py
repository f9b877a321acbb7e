"""What a window must be like: its days in order, its end ahead, and no other of the same kind at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.authorities import Authority
from web import messages_window_settings as messages
from web.models_review import Window
from web.platform import Platform

LONGEST_REPEATED = 366
LEAST_PUBLICITY, MOST_PUBLICITY = 1, 60
LONGEST_TITLE = 100


@dataclass(frozen=True)
class Wanted:
    """What a window is to be."""

    procedure: str
    title: str
    opens: date
    closes: date
    county_due: date | None
    city_due: date | None
    province_due: date | None
    publicity_days: int
    repeats: bool


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a field; with none of them where it is ''."""

    field: str
    text: str


class _Days(Protocol):
    @property
    def procedure(self) -> str: ...
    @property
    def opens(self) -> date: ...
    @property
    def closes(self) -> date: ...


def wrong_with(
    platform: Platform, session: Session, authority: Authority, wanted: Wanted, window: Window | None
) -> tuple[Wrong, ...]:
    """Everything that is wrong with a window as it is wanted in place of `window`."""
    found = [*_wrong_days(wanted), *_wrong_dues(wanted)]
    is_moved = window is None or window.closes != wanted.closes
    if is_moved and wanted.closes < platform.clock.today():
        found.append(Wrong("closes", messages.CLOSES_IN_THE_PAST))
    if window is None or window.closed_at is None:
        clash = clash_of(platform, session, authority, wanted, window.id if window is not None else 0)
        found += [Wrong("opens", clash)] if clash is not None else []
    return tuple(found)


def clash_of(
    platform: Platform, session: Session, authority: Authority, wanted: _Days, but: int
) -> str | None:
    """What to say of another window (not number `but`) of the same procedure and authority with a day in common."""
    other = session.scalars(
        select(Window)
        .where(
            Window.authority == authority.code,
            Window.procedure == wanted.procedure,
            Window.closed_at.is_(None),
            Window.opens <= wanted.closes,
            Window.closes >= wanted.opens,
            Window.id != but,
        )
        .order_by(Window.opens)
        .limit(1)
    ).first()
    if other is None:
        return None
    procedure = platform.catalogue.procedure(other.procedure)
    title = other.title or (procedure.title if procedure else other.procedure)
    return messages.overlaps(title, other.opens, other.closes)


def _wrong_days(wanted: Wanted) -> Iterator[Wrong]:
    if wanted.closes < wanted.opens:
        yield Wrong("closes", messages.CLOSES_BEFORE_OPENS)
    if wanted.repeats and (wanted.closes - wanted.opens).days >= LONGEST_REPEATED:
        yield Wrong("repeats", messages.REPEATS_TOO_LONG)


def _wrong_dues(wanted: Wanted) -> Iterator[Wrong]:
    """The levels follow one another, none before anything can be sent."""
    latest: date | None = None
    for name, text in (
        ("county_due", ""),
        ("city_due", messages.CITY_BEFORE_COUNTY),
        ("province_due", messages.PROVINCE_BEFORE_CITY),
    ):
        due: date | None = getattr(wanted, name)
        if due is None:
            continue
        if due < wanted.opens:
            yield Wrong(name, messages.DUE_BEFORE_OPENS)
        elif latest is not None and due < latest:
            yield Wrong(name, text)
        latest = due if latest is None else max(latest, due)

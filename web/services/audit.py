"""The audit trail: events are never changed (the database refuses), and each is sealed by a hash over it and every seal
before it, so that a change made behind the database's back is seen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Exists, Row, func, select
from sqlalchemy.orm import Session

from web.columns import canonical_json
from web.models import Event
from web.models_review import EventSeal
from web.platform import Platform

AT_ONCE = 500
LOOKED_BACK = 10_000
"""How far before the last sealed event one may appear that was recorded earlier and committed later."""
START = "0" * 64


@dataclass(frozen=True)
class Verdict:
    """What going through the trail found: how many seals hold, and the first fault of each kind, in words of its place."""

    sealed: int
    changed: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()
    broken_at: int | None = None
    unsealed: int = 0
    last_hash: str = START

    @property
    def is_whole(self) -> bool:
        return not self.changed and not self.missing and self.broken_at is None


def seal_events(platform: Platform) -> int:
    """Seal what is not sealed yet, a bounded number; how many."""
    with platform.database.write() as session:
        platform.database.lock(session, "audit")
        last = session.scalars(select(EventSeal).order_by(EventSeal.number.desc()).limit(1)).one_or_none()
        number, before = (last.number, last.hash) if last else (0, START)
        events = list(_unsealed(session))
        for event in events:
            number, before = number + 1, _hash(before, event)
            session.add(
                EventSeal(number=number, event_id=event.id, hash=before, sealed_at=platform.clock.now())
            )
        return len(events)


def verify(platform: Platform) -> Verdict:
    """Go through the whole trail and reckon every seal again."""
    changed: list[int] = []
    missing: list[int] = []
    number, before, broken = 0, START, None
    with platform.database.read() as session:
        for row in _sealed(session):
            number += 1
            if row.number != number and broken is None:
                broken = number
            if row.id is None:
                missing.append(row.event_id)
            elif _hash(before, row) != row.hash:
                changed.append(row.event_id)
            before = row.hash
        unsealed = session.scalar(select(func.count(Event.id)).where(~_has_seal())) or 0
    return Verdict(number, tuple(changed), tuple(missing), broken, unsealed, before)


def _unsealed(session: Session) -> Iterator[Event]:
    highest = session.scalar(select(func.max(EventSeal.event_id))) or 0
    wanted = (
        select(Event).where(Event.id > highest - LOOKED_BACK, ~_has_seal()).order_by(Event.id).limit(AT_ONCE)
    )
    yield from session.scalars(wanted)


def _has_seal() -> Exists:
    return select(EventSeal.number).where(EventSeal.event_id == Event.id).exists()


def _sealed(session: Session) -> Iterator[Row[Any]]:
    """Every seal with what it seals, as plain rows: there may be millions."""
    yield from session.execute(
        select(EventSeal.number, EventSeal.event_id, EventSeal.hash, *_told(Event))
        .outerjoin(Event, Event.id == EventSeal.event_id)
        .order_by(EventSeal.number)
        .execution_options(yield_per=AT_ONCE)
    )


def _told(event: type[Event]) -> tuple[Any, ...]:
    """What of an event is sealed."""
    return (
        event.id,
        event.at,
        event.account_id,
        event.what,
        event.subject,
        event.details,
        event.note,
        event.enterprise_id,
    )


def _hash(before: str, event: Event | Row[Any]) -> str:
    told = {
        "id": event.id,
        "at": event.at.isoformat(),
        "account_id": event.account_id,
        "what": event.what,
        "subject": event.subject,
        "details": event.details,
        "note": event.note,
        "enterprise_id": event.enterprise_id,
    }
    return hashlib.sha256(f"{before}{canonical_json(told)}".encode()).hexdigest()

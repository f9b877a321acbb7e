"""The audit trail: what was recorded is sealed in one chain, and a change made behind the database's back is found."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select, text

from tests.web.support import make_firm
from web.models import Event
from web.models_review import EventSeal
from web.platform import Platform
from web.services import events
from web.services.audit import START, seal_events, verify


def record(platform: Platform, what: str = "tried", **details: object) -> None:
    with platform.database.write() as session:
        events.record(session, platform.clock, what, "test", details=details)


def seals(platform: Platform) -> list[EventSeal]:
    with platform.database.read() as session:
        return list(session.scalars(select(EventSeal).order_by(EventSeal.number)))


def tamper(platform: Platform, statement: str) -> None:
    """Change a frozen table as somebody with the database file could."""
    with platform.database.write() as session:
        names = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
        for name in names:
            session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(text(statement))


@pytest.fixture
def trail(platform: Platform) -> Platform:
    """A platform on which three things happened and were sealed."""
    for number in range(3):
        record(platform, number=number)
    assert seal_events(platform) == 3
    return platform


def test_trail_of_nothing_is_whole(platform: Platform) -> None:
    found = verify(platform)
    assert (found.is_whole, found.sealed, found.last_hash) == (True, 0, START)


def test_events_are_sealed_once(any_platform: Platform) -> None:
    make_firm(any_platform)
    record(any_platform)
    assert seal_events(any_platform) == 2
    assert seal_events(any_platform) == 0
    found = verify(any_platform)
    assert (found.is_whole, found.sealed, found.unsealed) == (True, 2, 0)


def test_each_seal_rests_on_the_one_before(trail: Platform) -> None:
    found = seals(trail)
    assert [each.number for each in found] == [1, 2, 3]
    assert len({each.hash for each in found}) == 3
    assert verify(trail).last_hash == found[-1].hash


def test_later_events_wait_to_be_sealed(trail: Platform) -> None:
    record(trail)
    assert (verify(trail).is_whole, verify(trail).unsealed) == (True, 1)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE event SET details = '{}' WHERE id = 2",
        "UPDATE event SET what = 'other' WHERE id = 2",
        "UPDATE event SET at = '2020-01-01 00:00:00.000000' WHERE id = 2",
        "UPDATE event SET note = 'added' WHERE id = 2",
    ],
)
def test_event_that_was_changed_is_found(trail: Platform, change: str) -> None:
    tamper(trail, change)
    found = verify(trail)
    assert (found.is_whole, found.changed) == (False, (2,))


def test_event_that_was_taken_away_is_found(trail: Platform) -> None:
    tamper(trail, "DELETE FROM event WHERE id = 2")
    found = verify(trail)
    assert (found.is_whole, found.missing) == (False, (2,))


def test_seal_that_was_taken_away_is_found(trail: Platform) -> None:
    tamper(trail, "DELETE FROM event_seal WHERE number = 2")
    found = verify(trail)
    assert not found.is_whole
    assert found.broken_at == 2


def test_event_and_seal_made_to_fit_break_what_follows(trail: Platform) -> None:
    """Whoever changes an event and reckons its seal anew would have to reckon all that follow."""
    tamper(trail, f"UPDATE event_seal SET hash = '{'a' * 64}' WHERE number = 2")
    assert verify(trail).changed == (2, 3)


@pytest.mark.parametrize("statement", ["UPDATE event_seal SET hash = 'x'", "DELETE FROM event_seal"])
def test_seals_refuse_to_be_changed(any_platform: Platform, statement: str) -> None:
    record(any_platform)
    seal_events(any_platform)
    with pytest.raises(Exception, match="never changed"), any_platform.database.write() as session:
        session.execute(text(statement))


def test_several_workers_make_one_chain(any_platform: Platform) -> None:
    for number in range(30):
        record(any_platform, number=number)
    counts: list[int] = []
    threads = [threading.Thread(target=lambda: counts.append(seal_events(any_platform))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 30
    assert verify(any_platform).is_whole


def test_event_committed_late_is_sealed_too(any_platform: Platform) -> None:
    """An event may get its number early and be committed after a later one was sealed."""
    with any_platform.database.write() as session:
        session.add(Event(id=500, at=any_platform.clock.now(), what="early", subject="test", details={}))
    seal_events(any_platform)
    with any_platform.database.write() as session:
        session.add(Event(id=400, at=any_platform.clock.now(), what="late", subject="test", details={}))
    assert seal_events(any_platform) == 1
    assert verify(any_platform).is_whole

"""The database: durability settings, transactions, column types."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from tests.web.support import make_firm
from web.columns import CanonicalJson, canonical_json
from web.database import Database
from web.models import Enterprise, Event, SignInAttempt
from web.platform import Platform
from web.services import events


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 15000)],
)
def test_sqlite_is_durable_and_strict(sqlite_url: str, pragma: str, value: object) -> None:
    database = Database(sqlite_url)
    with database.read() as session:
        assert session.execute(text(f"PRAGMA {pragma}")).scalar() == value
    database.dispose()


def test_database_refuses_an_unknown_kind() -> None:
    with pytest.raises(ValueError, match="mysql"):
        Database("mysql://x/y")


def test_write_commits_at_the_end(any_platform: Platform) -> None:
    firm = make_firm(any_platform)
    with any_platform.database.read() as session:
        assert session.get(Enterprise, firm.enterprise_id) is not None


def test_write_keeps_nothing_of_a_failure(any_platform: Platform) -> None:
    def fail() -> None:
        with any_platform.database.write() as session:
            session.add(SignInAttempt(login_name="x", address="", at=any_platform.clock.now()))
            session.flush()
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        fail()
    with any_platform.database.read() as session:
        assert session.scalars(select(SignInAttempt)).all() == []


def test_read_is_one_look_that_does_not_change(any_platform: Platform) -> None:
    query = text("SELECT count(*) FROM sign_in_attempt")
    with any_platform.database.read() as reader:
        before = reader.execute(query).scalar()
        with any_platform.database.write() as writer:
            writer.add(SignInAttempt(login_name="x", address="", at=any_platform.clock.now()))
        assert reader.execute(query).scalar() == before
    with any_platform.database.read() as reader:
        assert reader.execute(query).scalar() == 1


def test_writers_take_turns(any_platform: Platform) -> None:
    """Read, then write what was read plus one, from many threads: none is lost, none fails."""
    with any_platform.database.write() as session:
        session.execute(text("CREATE TABLE tally (n INTEGER)"))
        session.execute(text("INSERT INTO tally VALUES (0)"))

    def add() -> None:
        for _ in range(10):
            with any_platform.database.write() as session:
                any_platform.database.lock(session, "tally")
                n = session.execute(text("SELECT n FROM tally")).scalar()
                session.execute(text("UPDATE tally SET n = :n"), {"n": n + 1})

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with any_platform.database.read() as session:
        assert session.execute(text("SELECT n FROM tally")).scalar() == 80


def test_moment_comes_back_in_utc(any_platform: Platform) -> None:
    moment = datetime(2026, 3, 1, 8, 30, 15, 123456, tzinfo=timezone(timedelta(hours=8)))
    with any_platform.database.write() as session:
        session.add(SignInAttempt(login_name="x", address="", at=moment))
    with any_platform.database.read() as session:
        found = session.scalars(select(SignInAttempt.at)).one()
    assert found == moment
    assert found.tzinfo is UTC


def test_moment_without_a_zone_is_refused() -> None:
    from sqlalchemy.dialects import sqlite

    from web.columns import UtcDateTime

    with pytest.raises(TypeError):
        UtcDateTime().process_bind_param(datetime(2026, 3, 1), sqlite.dialect())  # noqa: DTZ001


def test_json_keeps_hostile_text(any_platform: Platform) -> None:
    details = {"text": "a\x00b\ud800c\u202e'\"\\ 中文 😀", "none": None}
    with any_platform.database.write() as session:
        events.record(session, any_platform.clock, "tried", "test", details=details)
    with any_platform.database.read() as session:
        assert session.scalars(select(Event.details)).one() == details


def test_canonical_json_is_one_text_for_one_value() -> None:
    assert canonical_json({"b": [1, None], "a": {"年": True}}) == '{"a":{"年":true},"b":[1,null]}'


def test_canonical_json_keeps_decimals_exact() -> None:
    assert canonical_json({"x": Decimal("0.10")}) == '{"x":"0.10"}'


@pytest.mark.parametrize("value", [0.1, float("nan"), {1: "x"}, object(), b"x", {"a": [1.5]}])
def test_canonical_json_refuses_what_is_not_exact(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(_json)
def test_canonical_json_reads_back_the_same(value: object) -> None:
    from sqlalchemy.dialects import sqlite

    text_of = canonical_json(value)
    text_of.encode("utf-8")
    assert CanonicalJson().process_result_value(text_of, sqlite.dialect()) == value

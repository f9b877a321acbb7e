"""Migrations: they agree with the models, run once, and guard what is frozen."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.web.support import make_draft, make_firm
from web.database import Database
from web.migrations import is_current, upgrade
from web.models import Base, Event, FormSource, KeptTable, Submission
from web.platform import Platform

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_migrations_make_what_the_models_say(database_url: str) -> None:
    upgrade(database_url)
    database = Database(database_url)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []
    database.dispose()


def test_upgrade_twice_changes_nothing(database_url: str) -> None:
    upgrade(database_url)
    upgrade(database_url)


def test_upgrade_at_the_same_time_happens_once(database_url: str) -> None:
    troubles: list[BaseException] = []

    def run() -> None:
        try:
            upgrade(database_url)
        except Exception as error:
            troubles.append(error)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []


def test_empty_database_is_not_current(database_url: str) -> None:
    database = Database(database_url)
    with database.engine.connect() as connection:
        assert not is_current(connection)
    database.dispose()


@pytest.fixture
def frozen(any_platform: Platform) -> Platform:
    """A database that holds one row in each frozen table."""
    firm = make_firm(any_platform)
    draft = make_draft(any_platform, firm.enterprise_id, "submitted")
    with any_platform.database.write() as session:
        session.add(FormSource(digest="d" * 64, form="beehive", edition="1", bundle={}, kept_at=NOW))
        session.add(KeptTable(digest="t" * 64, text="code", kept_at=NOW))
        session.flush()
        session.add(Event(at=NOW, what="tried", subject="test", details={}))
        session.add(_submission(draft, firm.enterprise_id, firm.account_id))
    return any_platform


def _submission(draft: Any, enterprise_id: int, account_id: int) -> Submission:
    return Submission(
        draft_id=draft,
        enterprise_id=enterprise_id,
        form="beehive",
        edition="1",
        digest="d" * 64,
        reporting_year=2025,
        submitted_at=NOW,
        submitted_by=account_id,
        idempotency_key=str(uuid4()),
        answers={},
        facts={},
        assessment={},
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET what = 'changed'",
        "DELETE FROM event",
        "UPDATE submission SET answers = '{}'",
        "DELETE FROM submission",
        "UPDATE form_source SET bundle = '{}'",
        "DELETE FROM form_source",
        "UPDATE kept_table SET text = ''",
        "DELETE FROM kept_table",
    ],
)
def test_frozen_rows_refuse_changes(frozen: Platform, statement: str) -> None:
    with pytest.raises(DBAPIError, match="never changed"), frozen.database.write() as session:
        session.execute(text(statement))


def test_frozen_rows_refuse_being_replaced(tmp_path: Any, sqlite_url: str) -> None:
    upgrade(sqlite_url)
    database = Database(sqlite_url)
    insert = "INSERT INTO form_source VALUES ('x', 'f', '1', '{}', '2026-01-01')"
    with database.write() as session:
        session.execute(text(insert))
    with pytest.raises(DBAPIError, match="never changed"), database.write() as session:
        session.execute(text(insert.replace("INSERT", "INSERT OR REPLACE")))
    database.dispose()


def test_frozen_tables_refuse_truncation(postgres_url: str) -> None:
    upgrade(postgres_url)
    database = Database(postgres_url)
    with pytest.raises(DBAPIError, match="never changed"), database.write() as session:
        session.execute(text("TRUNCATE event"))
    database.dispose()


def test_draft_is_submitted_once(frozen: Platform) -> None:
    with frozen.database.read() as session:
        kept = session.query(Submission).one()
    with pytest.raises(DBAPIError), frozen.database.write() as session:
        session.add(_submission(kept.draft_id, kept.enterprise_id, kept.submitted_by))


def test_draft_needs_its_enterprise(any_platform: Platform) -> None:
    with pytest.raises(DBAPIError):
        make_draft(any_platform, 999)


def test_draft_refuses_an_unknown_state(any_platform: Platform) -> None:
    firm = make_firm(any_platform)
    with pytest.raises(DBAPIError):
        make_draft(any_platform, firm.enterprise_id, "lost")

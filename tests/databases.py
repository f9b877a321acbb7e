"""Databases of the newest shape for tests: migrated once in a process, then copied."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from web.database import Database
from web.migrations import upgrade, upgrade_database


@cache
def _migrated_file() -> bytes:
    with tempfile.TemporaryDirectory(prefix="tidu-template-") as folder:
        path = Path(folder) / "template.sqlite"
        upgrade(f"sqlite:///{path}")
        return path.read_bytes()


def give_tables(database: Database) -> None:
    """Bring an empty database to the newest shape; an SQLite file is copied from one that was migrated."""
    path = Path(database.engine.url.database or "")
    if database.is_sqlite and not path.exists():
        path.write_bytes(_migrated_file())
    else:
        upgrade_database(database)


def empty_postgres(url: str) -> None:
    """Take away every row of a migrated PostgreSQL database, guarded or not, whoever may still be connected; numbers
    begin at 1 again."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(_OTHERS_OUT, {"name": make_url(url).database})
        tables = connection.scalars(_TABLES).all()
        rows = "".join(f"DELETE FROM {each};" for each in tables)
        restarts = "".join(f"ALTER SEQUENCE {each} RESTART;" for each in connection.scalars(_USED_SEQUENCES))
        connection.exec_driver_sql(f"SET session_replication_role = replica; {rows} {restarts}")
    engine.dispose()


_OTHERS_OUT = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name AND pid <> pg_backend_pid()"
)
_TABLES = text(
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
)
_USED_SEQUENCES = text(
    "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
)

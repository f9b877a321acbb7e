"""The database: one engine, short transactions, the same promises on SQLite and PostgreSQL.

A service opens exactly one transaction: `read()` to look, `write()` to change. On SQLite a writing
transaction begins with BEGIN IMMEDIATE, so that it waits for its turn at the start instead of failing
at the end; what was committed is on disk.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, literal, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Session

from web.sealing import Sealer, seal_with

BUSY_TIMEOUT_MS = 15_000
_WRITES = "tidu_writes"
_LOOKING = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}  # as on SQLite anyway


class Database:
    """One engine and the two ways to use it."""

    def __init__(self, url: str, sealer: Sealer | None = None) -> None:
        self.url = url
        self.sealer = sealer or Sealer()
        self.engine = _create_engine(url)
        seal_with(self.engine.dialect, self.sealer)
        self._writing = self.engine.execution_options(**{_WRITES: True})
        self._reading = self.engine if self.is_sqlite else self.engine.execution_options(**_LOOKING)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One consistent look at the database; nothing is written."""
        with Session(self._reading, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: everything is committed at the end, or nothing."""
        with Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    def lock(self, session: Session, name: str) -> None:
        """Make writers of the same name follow one another until this transaction ends.

        SQLite has one writer at a time already; PostgreSQL needs to be asked.
        """
        if not self.is_sqlite:
            session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def insert_if_missing(session: Session, table: type[DeclarativeBase], **values: Any) -> None:
    """Add a row unless one with its key is there, whoever put it there first."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(dialect.insert(table).values(**values).on_conflict_do_nothing())


def insert_once(session: Session, table: type[DeclarativeBase], **values: Any) -> bool:
    """Add a row unless one with its key is there; whether it was added."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(table).values(**values).on_conflict_do_nothing()
    added = insert.returning(literal(1))
    return session.execute(added).first() is not None


def _create_engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        engine = create_engine(parsed, pool_size=20, max_overflow=20, hide_parameters=True)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if parsed.get_backend_name() == "postgresql":
        return create_engine(parsed, pool_size=20, max_overflow=20, hide_parameters=True, pool_pre_ping=True)
    raise ValueError(f"数据库地址应以 sqlite:/// 或 postgresql+psycopg:// 开头：{parsed.drivername}")


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun by us, not by the driver
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "recursive_triggers = ON",  # so that REPLACE cannot slip past the guards of frozen tables
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

"""The database's history: migrations run from code, so that no configuration file is needed."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from web.database import Database

FOLDER = Path(__file__).resolve().parent


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database at this address to the newest shape; safe when two processes start at once."""
    database = Database(url)
    try:
        upgrade_database(database, revision)
    finally:
        database.dispose()


def upgrade_database(database: Database, revision: str = "head") -> None:
    """The same for a database that is already open: one transaction, all or nothing."""
    with database.write() as session:
        database.lock(session, "tidu migrations")
        command.upgrade(_configuration(session.connection()), revision)


def is_current(connection: Connection) -> bool:
    """Whether the database has exactly the newest shape this version of the application knows."""
    heads = ScriptDirectory.from_config(_configuration(None)).get_heads()
    return set(MigrationContext.configure(connection).get_current_heads()) == set(heads)


def refuse_changes(connection: Connection, table: str) -> None:
    """Guard a table by triggers: a row once written is never changed."""
    if connection.dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            connection.execute(
                text(
                    f"CREATE TRIGGER {table}_refuses_{action.lower()} BEFORE {action} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END"
                )
            )
        return
    connection.execute(
        text(
            f"CREATE FUNCTION {table}_is_frozen() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} is never changed'; END $$"
        )
    )
    connection.execute(
        text(
            f"CREATE TRIGGER {table}_refuses_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_frozen()"
        )
    )


def _configuration(connection: Connection | None) -> Config:
    configuration = Config()
    configuration.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    configuration.attributes["connection"] = connection
    return configuration

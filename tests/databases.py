"""Databases of the newest shape for tests: migrated once in a process, then copied."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

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

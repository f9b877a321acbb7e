"""Changing the keys of what is sealed: everything is sealed again with the newest key, a few rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, MetaData, Row, Table, Text, select, type_coerce, update

from web.database import Database
from web.models import Base
from web.sealing import Sealed

AT_ONCE = 200


@dataclass(frozen=True)
class _Place:
    """One sealed column of a table with one primary key."""

    table: Table
    column: Column[Any]
    kind: Sealed

    @property
    def key(self) -> Column[Any]:
        return next(iter(self.table.primary_key.columns))

    @property
    def kept(self) -> Any:
        """The column as it stands in the database."""
        return type_coerce(self.column, Text)


def reseal(database: Database, metadata: MetaData = Base.metadata) -> int:
    """Seal with the newest key what older ones sealed, and renew the hashes beside it; returns how many values.

    It can be stopped and started again at any time; the platform may go on running.
    """
    return sum(_reseal(database, each) for each in _places(metadata))


def _places(metadata: MetaData) -> Iterator[_Place]:
    for table in metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Sealed):
                yield _Place(table, column, column.type)


def _reseal(database: Database, place: _Place) -> int:
    renewed, last = 0, None
    while True:
        with database.read() as session:
            wanted = select(place.key, place.kept).where(place.column.is_not(None)).order_by(place.key)
            if last is not None:
                wanted = wanted.where(place.key > last)
            rows = session.execute(wanted.limit(AT_ONCE)).all()
        if not rows:
            return renewed
        last = rows[-1][0]
        old = [row for row in rows if not database.sealer.is_current(row[1])]
        renewed += _renew(database, place, old) if old else 0


def _renew(database: Database, place: _Place, rows: list[Row[Any, str]]) -> int:
    """Only where the value is still the one that was read."""
    renewed = 0
    with database.write() as session:
        for key, kept in rows:
            text = database.sealer.open(kept, place.kind.purpose)
            values: dict[str, Any] = {place.column.name: text}
            if place.kind.search is not None:
                values[place.kind.search] = database.sealer.search_key(text, place.kind.purpose)
            same = (place.key == key) & (place.kept == kept)
            result = session.execute(update(place.table).where(same).values(values))
            renewed += getattr(result, "rowcount", 0)
    return renewed

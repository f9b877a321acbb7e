"""The rows of the demonstration's season, gathered table by table and written at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Table, Text, column, func, insert, select, table
from sqlalchemy.orm import Session

from web.columns import CanonicalJson, canonical_json
from web.models import (
    Account,
    Base,
    Draft,
    DraftAnswer,
    Enterprise,
    Event,
    Submission,
    Upload,
)
from web.models_accounts import Message
from web.models_review import (
    Announcement,
    AuthorityFact,
    Case,
    Certification,
    Objection,
    Remark,
    SpotCheck,
    Window,
)

ORDER: tuple[type[Base], ...] = (
    Enterprise,
    Account,
    Window,
    Draft,
    DraftAnswer,
    Upload,
    Submission,
    Case,
    Remark,
    SpotCheck,
    Objection,
    Certification,
    AuthorityFact,
    Announcement,
    Message,
    Event,
)
"""Every table that is filled, what others name first."""

AT_ONCE = 2000


class Written(str):
    """JSON that is canonical text already."""

    __slots__ = ()


def joined(texts: Mapping[str, Written]) -> Written:
    """The canonical text of an object of which each value is text already."""
    parts = (f"{canonical_json(name)}:{texts[name]}" for name in sorted(texts))
    return Written("{" + ",".join(parts) + "}")


class Rows:
    """What is to be written. Events are written in the order in which they happened; JSON may be given as canonical
    text, so that what many rows share is made into text once."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._kept: dict[type[Base], list[dict[str, Any]]] = defaultdict(list)

    def add(self, kind: type[Base], /, **values: Any) -> None:
        self._kept[kind].append(values)

    def new_id(self) -> UUID:
        """A number for a row, the same whenever the season is made again."""
        return UUID(int=self._chance.getrandbits(128), version=4)

    def last(self, kind: type[Base]) -> dict[str, Any]:
        return self._kept[kind][-1]

    def count(self, kind: type[Base]) -> int:
        return len(self._kept[kind])

    def event(
        self,
        at: datetime,
        what: str,
        subject: str,
        account_id: int | None,
        enterprise_id: int | None,
        **more: Any,
    ) -> None:
        """An event; `more` holds its details and its note."""
        self.add(
            Event,
            at=at,
            what=what,
            subject=subject,
            account_id=account_id,
            enterprise_id=enterprise_id,
            details=more.get("details", {}),
            note=more.get("note"),
        )

    def write(self, session: Session) -> None:
        """Write everything."""
        self._kept[Event].sort(key=lambda each: each["at"])
        for kind in ORDER:
            several = self._kept[kind]
            statement = insert(_as_text(kind))
            names = _json_names(kind)
            for place in range(0, len(several), AT_ONCE):
                rows = [_in_text(each, names) for each in several[place : place + AT_ONCE]]
                session.execute(statement, rows)
        self._move_on(session)

    def _move_on(self, session: Session) -> None:
        """Let the database number on after the numbers that were given here."""
        if session.get_bind().dialect.name != "postgresql":
            return
        for kind in (Enterprise, Account, Window):
            name = kind.__tablename__
            highest = select(func.max(kind.__table__.c.id)).scalar_subquery()
            session.execute(select(func.setval(func.pg_get_serial_sequence(name, "id"), highest)))


def next_number(session: Session, kind: type[Base]) -> int:
    """The number that the next row of a table may have."""
    return (session.scalar(select(func.max(kind.__table__.c.id))) or 0) + 1


def _json_names(kind: type[Base]) -> frozenset[str]:
    return frozenset(each.name for each in _table(kind).columns if isinstance(each.type, CanonicalJson))


def _as_text(kind: type[Base]) -> Any:
    """The table with its JSON as the text it is kept as."""
    whole = _table(kind)
    names = _json_names(kind)
    columns = (column(each.name, Text() if each.name in names else each.type) for each in whole.columns)
    return table(whole.name, *columns)


def _table(kind: type[Base]) -> Table:
    found = kind.__table__
    assert isinstance(found, Table)
    return found


def _in_text(row: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {
        name: canonical_json(value) if name in names and not isinstance(value, Written) else value
        for name, value in row.items()
    }

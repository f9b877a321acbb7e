"""Announcements for tests, as they stand in the database."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import select

from tests.web.files import PDF
from tests.web.support import token_of
from web.models import Event
from web.models_review import Announcement, AnnouncementFile
from web.platform import Platform

MINISTRY, FUJIAN, XIAMEN, GUANGDONG, TONGAN = "000000", "350000", "350200", "440000", "350212"
DAY = date(2026, 3, 1)
"""Today, on the clock of the tests."""


def announce(
    platform: Platform,
    title: str = "示例公告",
    authority: str = MINISTRY,
    day: date | None = DAY,
    body: str = "正文",
    *,
    withdrawn: bool = False,
) -> int:
    """An announcement, public from a day on (None: a draft)."""
    now = platform.clock.now()
    with platform.database.write() as session:
        row = Announcement(
            authority=authority,
            title=title,
            body=body,
            publish_on=day,
            withdrawn_at=now if withdrawn else None,
            made_at=now,
            changed_at=now,
        )
        session.add(row)
        session.flush()
        return row.id


def attach(platform: Platform, announcement_id: int, name: str = "名单.pdf", content: bytes = PDF) -> UUID:
    """A file of an announcement."""
    stored = platform.storage.put(BytesIO(content), len(content))
    with platform.database.write() as session:
        row = AnnouncementFile(
            announcement_id=announcement_id, name=name, size=stored.size, sha256=stored.sha256, kind="pdf"
        )
        session.add(row)
        session.flush()
        return row.id


def row_of(platform: Platform, announcement_id: int) -> Announcement:
    with platform.database.read() as session:
        return session.get_one(Announcement, announcement_id)


def events_of(platform: Platform, announcement_id: int) -> list[str]:
    """What happened to an announcement, by kind."""
    with platform.database.read() as session:
        chosen = select(Event.what).where(Event.subject == f"announcement:{announcement_id}")
        return list(session.scalars(chosen.order_by(Event.id)))


def post(client: FlaskClient, path: str, **fields: object) -> int:
    """Send a form; the status of the answer."""
    data = {"csrf_token": token_of(client), **fields}
    return client.post(path, data=data).status_code

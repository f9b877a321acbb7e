"""Announcements (公告) as everybody reads them: from 00:00 of their day on in Shanghai, until they are withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from engine.authorities import LEVELS, Authority
from web.models_review import Announcement, AnnouncementFile
from web.platform import Platform

ON_A_PAGE, LATEST, MOST_LISTED = 20, 5, 5000
LONGEST_SEARCH = 60
PROVINCES = "provinces"
"""Asks for the announcements of all provinces."""


@dataclass(frozen=True)
class Line:
    """An announcement in a list: whose it is, and since when it is public."""

    id: int
    authority: str
    office: str
    title: str
    published: date


@dataclass(frozen=True)
class Wanted:
    """Which announcements: of whom ('' everybody, PROVINCES, or the code of an authority), with which words."""

    office: str = ""
    words: str = ""
    page: int = 1


@dataclass(frozen=True)
class Listed:
    """A page of announcements, the latest first."""

    lines: tuple[Line, ...]
    count: int
    page: int
    pages: int


@dataclass(frozen=True)
class File:
    """A file that belongs to an announcement."""

    id: UUID
    name: str
    size: int
    kind: str
    sha256: str


@dataclass(frozen=True)
class Opened:
    """One announcement with its text and files; `changed_at` is when it was last worked on."""

    line: Line
    body: str
    changed_at: datetime
    files: tuple[File, ...]


def is_visible(today: date) -> ColumnElement[bool]:
    """Whether everybody may read an announcement on a day."""
    return and_(Announcement.publish_on <= today, Announcement.withdrawn_at.is_(None))


def provincial_authorities(platform: Platform) -> tuple[Authority, ...]:
    """Who announces besides the ministry: provinces, and what acts as one, in the order of the table."""
    return tuple(each for each in platform.catalogue.authorities.named.values() if each.level == LEVELS[1])


def ministry_code(platform: Platform) -> str:
    """The code of the highest authority, '' where there is none."""
    found = platform.catalogue.authorities.by_region.get("")
    return found.code if found is not None else ""


def latest(platform: Platform, session: Session, office: str) -> tuple[Line, ...]:
    """The newest announcements of somebody."""
    return _lines(platform, session, _selected(platform, Wanted(office)).limit(LATEST))


def list_announcements(platform: Platform, wanted: Wanted) -> Listed:
    """The announcements somebody asks for; a page beyond the last is the last."""
    chosen = _selected(platform, wanted)
    with platform.database.read() as session:
        count = session.scalar(select(func.count()).select_from(chosen.order_by(None).subquery())) or 0
        pages = max(1, -(-count // ON_A_PAGE))
        page = min(max(1, wanted.page), pages)
        lines = _lines(platform, session, chosen.limit(ON_A_PAGE).offset((page - 1) * ON_A_PAGE))
    return Listed(lines, count, page, pages)


def find_announcement(platform: Platform, announcement_id: int) -> Opened | None:
    """One announcement that everybody may read."""
    with platform.database.read() as session:
        found = session.scalars(
            select(Announcement).where(Announcement.id == announcement_id, is_visible(platform.clock.today()))
        ).one_or_none()
        return opened(platform, session, found) if found is not None else None


def opened(platform: Platform, session: Session, row: Announcement) -> Opened:
    """An announcement with its files; one without a day is shown with today's."""
    published = row.publish_on or platform.clock.today()
    line = Line(row.id, row.authority, office_of(platform, row.authority), row.title, published)
    return Opened(line, row.body, row.changed_at, files_of(session, row.id))


def open_file(platform: Platform, announcement_id: int, file_id: UUID) -> tuple[File, BinaryIO] | None:
    """A file of an announcement that everybody may read, with its content."""
    with platform.database.read() as session:
        found = session.scalars(
            select(AnnouncementFile)
            .join(Announcement, Announcement.id == AnnouncementFile.announcement_id)
            .where(
                Announcement.id == announcement_id,
                is_visible(platform.clock.today()),
                AnnouncementFile.id == file_id,
                AnnouncementFile.removed_at.is_(None),
            )
        ).one_or_none()
    return (file_of(found), platform.storage.open(found.sha256)) if found is not None else None


def files_of(session: Session, announcement_id: int) -> tuple[File, ...]:
    """The files of an announcement, in the order of their names."""
    rows = session.scalars(
        select(AnnouncementFile)
        .where(AnnouncementFile.announcement_id == announcement_id, AnnouncementFile.removed_at.is_(None))
        .order_by(AnnouncementFile.name, AnnouncementFile.id)
    )
    return tuple(file_of(each) for each in rows)


def file_of(row: AnnouncementFile) -> File:
    return File(row.id, row.name, row.size, row.kind, row.sha256)


def list_for_sitemap(platform: Platform) -> tuple[tuple[int, datetime], ...]:
    """Every announcement that can be read, the newest first, with when it was last changed."""
    with platform.database.read() as session:
        rows = session.execute(
            select(Announcement.id, Announcement.changed_at)
            .where(is_visible(platform.clock.today()))
            .order_by(Announcement.publish_on.desc(), Announcement.id.desc())
            .limit(MOST_LISTED)
        )
        return tuple((each.id, each.changed_at) for each in rows)


def office_of(platform: Platform, code: str) -> str:
    """The name of an authority, its code where it is known no longer."""
    found = platform.catalogue.authorities.get(code)
    return found.name if found is not None else code


def _selected(platform: Platform, wanted: Wanted) -> Select[int, str, str, date | None]:
    chosen = (
        select(Announcement.id, Announcement.authority, Announcement.title, Announcement.publish_on)
        .where(is_visible(platform.clock.today()))
        .order_by(Announcement.publish_on.desc(), Announcement.id.desc())
    )
    if wanted.office == PROVINCES:
        chosen = chosen.where(Announcement.authority != ministry_code(platform))
    elif wanted.office:
        chosen = chosen.where(Announcement.authority == wanted.office)
    for word in wanted.words[:LONGEST_SEARCH].split():
        chosen = chosen.where(
            or_(
                Announcement.title.icontains(word, autoescape=True),
                Announcement.body.icontains(word, autoescape=True),
            )
        )
    return chosen


def _lines(
    platform: Platform, session: Session, chosen: Select[int, str, str, date | None]
) -> tuple[Line, ...]:
    return tuple(_line(platform, each) for each in session.execute(chosen))


def _line(platform: Platform, row: Row[int, str, str, date | None]) -> Line:
    return Line(row.id, row.authority, office_of(platform, row.authority), row.title, row.publish_on)

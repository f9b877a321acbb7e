"""The files of announcements: what officers add and take away; who reads an announcement reads them too."""

from __future__ import annotations

import os
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from web.models_review import Announcement, AnnouncementFile
from web.platform import Platform
from web.services import events
from web.services.announcements import File, file_of
from web.services.announcing import find_own, subject_of
from web.services.contents import hold_content
from web.services.file_kinds import FileKind, kind_of
from web.services.file_names import safe_name
from web.services.people import SignedIn

MOST_FILES = 20


def add_file(
    platform: Platform, person: SignedIn, announcement_id: int, name: str, stream: BinaryIO
) -> File | str | None:
    """Keep a file with an announcement; why it was not taken (empty, too_large, kind, too_many); None where the
    announcement is none of this authority's."""
    limit = platform.config.upload_limit
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    if size == 0:
        return "empty"
    if size > limit:
        return "too_large"
    kind = kind_of(stream)
    if kind is None:
        return "kind"
    with platform.database.read() as session:
        refused = _refusal(session, person, announcement_id)
    if refused is not None:
        return refused or None
    stored = platform.storage.put(stream, limit)
    with platform.database.write() as session:
        row = find_own(session, person, announcement_id, lock=True)
        if row is None:
            return None
        if _is_full(session, announcement_id):
            return "too_many"
        hold_content(platform, session, stored.sha256, stream, limit)
        kept = _row(row, safe_name(name, kind), stored.size, stored.sha256, kind)
        session.add(kept)
        row.changed_at = platform.clock.now()
        session.flush()
        _tell(session, platform, person, kept, added=True)
        return file_of(kept)


def remove_file(platform: Platform, person: SignedIn, announcement_id: int, file_id: UUID) -> bool:
    """Take a file away from an announcement; its content stays kept."""
    with platform.database.write() as session:
        row = find_own(session, person, announcement_id, lock=True)
        kept = _find(session, announcement_id, file_id) if row is not None else None
        if row is None or kept is None:
            return False
        kept.removed_at = row.changed_at = platform.clock.now()
        _tell(session, platform, person, kept, added=False)
        return True


def open_own_file(
    platform: Platform, person: SignedIn, announcement_id: int, file_id: UUID
) -> tuple[File, BinaryIO] | None:
    """A file of an announcement of one's own authority, published or not."""
    with platform.database.read() as session:
        row = find_own(session, person, announcement_id)
        kept = _find(session, announcement_id, file_id) if row is not None else None
    return (file_of(kept), platform.storage.open(kept.sha256)) if kept is not None else None


def _refusal(session: Session, person: SignedIn, announcement_id: int) -> str | None:
    """Why no file can be added, before anything is put away: '' where the announcement is not there."""
    if find_own(session, person, announcement_id) is None:
        return ""
    return "too_many" if _is_full(session, announcement_id) else None


def _is_full(session: Session, announcement_id: int) -> bool:
    kept = AnnouncementFile.announcement_id == announcement_id, AnnouncementFile.removed_at.is_(None)
    return (session.scalar(select(func.count()).where(*kept)) or 0) >= MOST_FILES


def _find(session: Session, announcement_id: int, file_id: UUID) -> AnnouncementFile | None:
    return session.scalars(
        select(AnnouncementFile).where(
            AnnouncementFile.id == file_id,
            AnnouncementFile.announcement_id == announcement_id,
            AnnouncementFile.removed_at.is_(None),
        )
    ).one_or_none()


def _row(row: Announcement, name: str, size: int, sha256: str, kind: FileKind) -> AnnouncementFile:
    return AnnouncementFile(announcement_id=row.id, name=name, size=size, sha256=sha256, kind=kind.id)


def _tell(
    session: Session, platform: Platform, person: SignedIn, kept: AnnouncementFile, *, added: bool
) -> None:
    details = {"name": kept.name, "sha256": kept.sha256, "file": str(kept.id)}
    subject, account_id = subject_of(kept.announcement_id), person.account_id
    if added:
        events.record(
            session,
            platform.clock,
            "announcement_file_added",
            subject,
            account_id=account_id,
            details=details,
        )
    else:
        events.record(
            session,
            platform.clock,
            "announcement_file_removed",
            subject,
            account_id=account_id,
            details=details,
        )

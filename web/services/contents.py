"""The bytes behind the rows: the same content is kept once, whoever handed it in, and forgotten with its last row."""

from __future__ import annotations

from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.models import Upload
from web.models_accounts import IdentityFile
from web.models_review import AnnouncementFile
from web.platform import Platform

_ROWS = (Upload, IdentityFile, AnnouncementFile)


def hold_content(platform: Platform, session: Session, sha256: str, stream: BinaryIO, limit: int) -> None:
    """Make sure of a content before a row names it, in the transaction that adds the row: it may have been forgotten
    after it was put away."""
    _lock(platform, session, sha256)
    if not platform.storage.exists(sha256):
        stream.seek(0)
        platform.storage.put(stream, limit)


def forget_content(platform: Platform, session: Session, sha256: str) -> None:
    """Forget a content that no row names any more, in the transaction that is under way."""
    _lock(platform, session, sha256)
    session.flush()
    used = (session.scalars(select(each.id).where(each.sha256 == sha256).limit(1)).first() for each in _ROWS)
    if all(each is None for each in used):
        platform.storage.remove(sha256)


def _lock(platform: Platform, session: Session, sha256: str) -> None:
    platform.database.lock(session, f"content {sha256}")

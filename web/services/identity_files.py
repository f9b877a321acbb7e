"""The scans that prove an identity: kept with a request while it is filled in, forgotten when nobody needs them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from web.config import MEGABYTE
from web.models_accounts import BEGUN, REFUSED, WITHDRAWN, IdentityFile, IdentityRequest
from web.platform import Platform
from web.services.contents import forget_content, hold_content
from web.services.file_kinds import FileKind, kind_of
from web.services.file_names import safe_name
from web.storage import Stored

LARGEST = 10 * MEGABYTE
TAKEN = frozenset({"jpg", "png", "pdf"})
LICENCE, SEALED_LICENCE, FRONT, BACK, SCREENSHOT = "licence", "sealed_licence", "front", "back", "screenshot"
REPLACED = "replaced"
"""The purpose of a file that another one took the place of, until it is forgotten."""

KEPT = timedelta(days=90)
KEPT_UNSENT = timedelta(days=30)
KEPT_OF_STRANGERS = timedelta(days=1)
MOST_OF_STRANGERS = 400
"""How many files are kept at a time for requests of nobody's account that were not handed in."""


@dataclass(frozen=True)
class Chosen:
    """A file somebody chose: what for, its name, its content."""

    purpose: str
    name: str
    stream: BinaryIO


@dataclass(frozen=True)
class FileRefusal:
    """Why a file was not taken: empty, too_large, kind or full."""

    purpose: str
    name: str
    reason: str


@dataclass(frozen=True)
class Kept:
    """A file that is there."""

    id: UUID
    purpose: str
    name: str
    size: int
    kind: str
    sha256: str


def keep_file(platform: Platform, request_id: UUID, chosen: Chosen) -> FileRefusal | None:
    """Keep a file with a request that is not handed in yet; it takes the place of one for the same purpose."""
    kind = _kind(chosen)
    if isinstance(kind, str):
        return FileRefusal(chosen.purpose, chosen.name, kind)
    if _is_full(platform, request_id):
        return FileRefusal(chosen.purpose, chosen.name, "full")
    stored = platform.storage.put(chosen.stream, LARGEST)
    with platform.database.write() as session:
        request = session.get(IdentityRequest, request_id, with_for_update=True)
        if request is None or request.state != BEGUN:
            return None
        for each in _rows(session, request_id):
            if each.purpose == chosen.purpose:
                each.purpose = REPLACED
        hold_content(platform, session, stored.sha256, chosen.stream, LARGEST)
        session.add(_row(request_id, chosen, kind, stored))
    forget_replaced(platform, request_id)
    return None


def files_of(session: Session, request_id: UUID) -> Mapping[str, Kept]:
    """The files of a request by their purposes."""
    rows = (each for each in _rows(session, request_id) if each.purpose != REPLACED)
    found = {
        each.purpose: Kept(each.id, each.purpose, each.name, each.size, each.kind, each.sha256)
        for each in rows
    }
    return MappingProxyType(found)


def move_files(session: Session, from_id: UUID, to_id: UUID) -> None:
    """Give the files of one request to another that begins where the first one ended."""
    for each in _rows(session, from_id):
        session.add(
            IdentityFile(
                request_id=to_id,
                purpose=each.purpose,
                name=each.name,
                size=each.size,
                sha256=each.sha256,
                kind=each.kind,
            )
        )


def forget_replaced(platform: Platform, request_id: UUID) -> None:
    """Forget the files that others took the place of."""
    with platform.database.write() as session:
        _forget(
            platform, session, (IdentityFile.request_id == request_id) & (IdentityFile.purpose == REPLACED)
        )


def forget_old(platform: Platform) -> None:
    """Forget the files of requests that came to nothing 90 days ago, and what was begun and left; one request at a
    time, so that nobody waits."""
    now = platform.clock.now()
    with platform.database.read() as session:
        wanted = select(IdentityRequest.id, IdentityRequest.state).where(_is_old(now))
        found = session.execute(wanted).all()
    for request_id, state in found:
        _forget_request(platform, request_id, state, now)


def _forget_request(platform: Platform, request_id: UUID, state: str, now: datetime) -> None:
    with platform.database.write() as session:
        request = session.scalars(
            select(IdentityRequest).where(IdentityRequest.id == request_id, _is_old(now)).with_for_update()
        ).one_or_none()
        if request is None:  # handed in meanwhile
            return
        _forget(platform, session, IdentityFile.request_id == request_id)
        if state == BEGUN:
            session.delete(request)


def _is_old(now: datetime) -> ColumnElement[bool]:
    made, decided = IdentityRequest.made_at, IdentityRequest.decided_at
    ended = IdentityRequest.state.in_((REFUSED, WITHDRAWN)) & (decided < now - KEPT)
    has_files = select(IdentityFile.id).where(IdentityFile.request_id == IdentityRequest.id).exists()
    begun = IdentityRequest.state == BEGUN
    left = begun & (made < now - KEPT_UNSENT)
    strange = begun & IdentityRequest.account_id.is_(None) & (made < now - KEPT_OF_STRANGERS)
    return (ended & has_files) | left | strange


def _forget(platform: Platform, session: Session, which: ColumnElement[bool]) -> None:
    """Forget files and what no other row names; if this is cut off before the end, the next round finishes it."""
    contents = sorted({*session.scalars(select(IdentityFile.sha256).where(which))})
    session.execute(delete(IdentityFile).where(which))
    for each in contents:
        forget_content(platform, session, each)


def _kind(chosen: Chosen) -> FileKind | str:
    size = chosen.stream.seek(0, os.SEEK_END)
    chosen.stream.seek(0)
    if size == 0:
        return "empty"
    if size > LARGEST:
        return "too_large"
    kind = kind_of(chosen.stream)
    return kind if kind is not None and kind.id in TAKEN else "kind"


def _is_full(platform: Platform, request_id: UUID) -> bool:
    """Whether strangers keep so many files here already that one more must wait for its request."""
    of_strangers = (IdentityRequest.state == BEGUN) & IdentityRequest.account_id.is_(None)
    with platform.database.read() as session:
        mine = session.scalars(select(IdentityRequest.account_id).where(IdentityRequest.id == request_id))
        if mine.one_or_none() is not None:
            return False
        counted = (
            select(func.count())
            .select_from(IdentityFile)
            .join(IdentityRequest, IdentityRequest.id == IdentityFile.request_id)
        ).where(of_strangers)
        return (session.scalar(counted) or 0) >= MOST_OF_STRANGERS


def _rows(session: Session, request_id: UUID) -> list[IdentityFile]:
    return [*session.scalars(select(IdentityFile).where(IdentityFile.request_id == request_id))]


def _row(request_id: UUID, chosen: Chosen, kind: FileKind, stored: Stored) -> IdentityFile:
    return IdentityFile(
        request_id=request_id,
        purpose=chosen.purpose,
        name=safe_name(chosen.name, kind),
        size=stored.size,
        sha256=stored.sha256,
        kind=kind.id,
    )

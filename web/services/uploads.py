"""Evidence: files handed in with a draft, kept by content, shown only to their enterprise."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from web.models import DRAFT_OPEN, OFFICER, Account, Draft, Upload
from web.platform import Platform
from web.services import events
from web.services.answers import put_answer
from web.services.contents import hold_content
from web.services.file_kinds import FileKind, kind_of
from web.services.file_names import safe_name

MOST_FILES = 200


@dataclass(frozen=True)
class UploadRefusal:
    """Why a file was not taken: empty, too_large, kind, too_many (for the document or the draft), no_draft or
    submitted."""

    reason: str


@dataclass(frozen=True)
class NewUpload:
    """A file on its way in: for which document of which draft, from whom, and what is allowed."""

    draft_id: UUID
    enterprise_id: int
    account_id: int
    document: str
    name: str
    kinds: Collection[str]
    most: int = MOST_FILES
    largest: int | None = None


def add_upload(platform: Platform, new: NewUpload, stream: BinaryIO) -> Upload | UploadRefusal:
    """Keep a file. It is looked at first and stored only when it is one we take."""
    limit = min(platform.config.upload_limit, new.largest or platform.config.upload_limit)
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    if size == 0:
        return UploadRefusal("empty")
    if size > limit:
        return UploadRefusal("too_large")
    kind = kind_of(stream)
    if kind is None or kind.id not in new.kinds:
        return UploadRefusal("kind")
    with platform.database.read() as session:
        refusal = _refusal(session, new, lock=False)
    return refusal or _keep(platform, new, kind, stream)


def list_uploads(platform: Platform, draft_id: UUID, enterprise_id: int) -> Sequence[Upload]:
    """The files of a draft that were not removed, oldest first."""
    with platform.database.read() as session:
        return session.scalars(
            select(Upload)
            .join(Draft, Draft.id == Upload.draft_id)
            .where(
                Upload.draft_id == draft_id,
                Draft.enterprise_id == enterprise_id,
                Upload.removed_at.is_(None),
            )
            .order_by(Upload.uploaded_at, Upload.id)
        ).all()


def open_upload(platform: Platform, upload_id: UUID, enterprise_id: int) -> tuple[Upload, BinaryIO] | None:
    """A file and its content, if it belongs to this enterprise and was not removed."""
    with platform.database.read() as session:
        upload = _mine(session, upload_id, enterprise_id)
    return (upload, platform.storage.open(upload.sha256)) if upload else None


def remove_upload(
    platform: Platform,
    upload_id: UUID,
    enterprise_id: int,
    account_id: int,
    *,
    draft_id: UUID | None = None,
    document: str | None = None,
) -> bool:
    """Take a file out of an open draft (of this draft and document, where given); the content stays, others may have
    handed in the same."""
    with platform.database.write() as session:
        upload = _mine(session, upload_id, enterprise_id)
        if upload is None or upload.draft_id != (draft_id or upload.draft_id):
            return False
        if upload.document != (document or upload.document):
            return False
        draft = _open_draft(session, upload.draft_id, enterprise_id)
        if draft is None:
            return False
        upload.removed_at = platform.clock.now()
        _tell(session, platform, "upload_removed", upload, account_id)
        _answer(session, platform, draft, upload.document, account_id)
        return True


def _keep(platform: Platform, new: NewUpload, kind: FileKind, stream: BinaryIO) -> Upload | UploadRefusal:
    stored = platform.storage.put(stream, platform.config.upload_limit)
    with platform.database.write() as session:
        if refusal := _refusal(session, new, lock=True):
            return refusal
        hold_content(platform, session, stored.sha256, stream, platform.config.upload_limit)
        upload = Upload(
            draft_id=new.draft_id,
            document=new.document,
            name=safe_name(new.name, kind),
            size=stored.size,
            sha256=stored.sha256,
            kind=kind.id,
            uploaded_at=platform.clock.now(),
            uploaded_by=new.account_id,
        )
        session.add(upload)
        session.flush()
        _tell(session, platform, "upload_added", upload, new.account_id)
        _answer(session, platform, session.get_one(Draft, new.draft_id), new.document, new.account_id)
        return upload


def _answer(session: Session, platform: Platform, draft: Draft, document: str, account_id: int) -> None:
    """Make the files of a document its answer, as the engine reads one."""
    session.flush()
    files = session.scalars(_kept(draft.id, document).order_by(Upload.uploaded_at, Upload.id))
    listed = [{"id": str(each.id), "name": each.name, "size": each.size, "kind": each.kind} for each in files]
    put_answer(session, platform, draft, document, listed or None, account_id)


def _kept(draft_id: UUID, document: str) -> Select[Upload]:
    return select(Upload).where(
        Upload.draft_id == draft_id, Upload.document == document, Upload.removed_at.is_(None)
    )


def _refusal(session: Session, new: NewUpload, *, lock: bool) -> UploadRefusal | None:
    draft = session.get(Draft, new.draft_id, with_for_update=lock)
    if draft is None or draft.enterprise_id != new.enterprise_id:
        return UploadRefusal("no_draft")
    if draft.state != DRAFT_OPEN:
        return UploadRefusal("submitted")
    of_draft = session.scalar(
        select(func.count()).where(Upload.draft_id == new.draft_id, Upload.removed_at.is_(None))
    )
    of_document = session.scalar(
        select(func.count()).select_from(_kept(new.draft_id, new.document).subquery())
    )
    full = (of_draft or 0) >= MOST_FILES or (of_document or 0) >= new.most
    return UploadRefusal("too_many") if full else None


def _open_draft(session: Session, draft_id: UUID, enterprise_id: int) -> Draft | None:
    return session.scalars(
        select(Draft)
        .where(Draft.id == draft_id, Draft.enterprise_id == enterprise_id, Draft.state == DRAFT_OPEN)
        .with_for_update()
    ).one_or_none()


def _mine(session: Session, upload_id: UUID, enterprise_id: int) -> Upload | None:
    """A file the enterprise's own people handed in; what officers added to their sections is theirs."""
    return session.scalars(
        select(Upload)
        .join(Draft, Draft.id == Upload.draft_id)
        .join(Account, Account.id == Upload.uploaded_by)
        .where(
            Upload.id == upload_id,
            Draft.enterprise_id == enterprise_id,
            Upload.removed_at.is_(None),
            Account.kind != OFFICER,
        )
    ).one_or_none()


def _tell(session: Session, platform: Platform, what: str, upload: Upload, account_id: int) -> None:
    details = {
        "document": upload.document,
        "name": upload.name,
        "sha256": upload.sha256,
        "upload": str(upload.id),
    }
    events.record(
        session, platform.clock, what, f"draft:{upload.draft_id}", account_id=account_id, details=details
    )

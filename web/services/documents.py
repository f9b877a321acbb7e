"""Evidence as answers: a field of kind attachment lists the files that were handed in for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, BinaryIO, cast
from uuid import UUID

from engine.fields.attachment import Attachment
from engine.form import Field
from web.platform import Platform
from web.services import uploads
from web.services.answers import asked_in
from web.services.drafts import Sent, look_at_draft
from web.services.fillings import Filling
from web.services.uploads import NewUpload, UploadRefusal


@dataclass(frozen=True)
class GivenFile:
    """A file as it came: for which field, under which name."""

    field: str
    name: str
    stream: IO[bytes]


@dataclass(frozen=True)
class FileRefusal:
    """Why a file was not taken: the reason of `UploadRefusal`, of which field, under which name."""

    field: Field
    name: str
    reason: str


@dataclass(frozen=True)
class HandedIn:
    """What became of files: the draft as it stands then (None where there was nothing to do), and what was refused."""

    filling: Filling | None
    refusals: tuple[FileRefusal, ...] = ()


def hand_in(
    platform: Platform,
    draft_id: UUID,
    enterprise_id: int,
    account_id: int,
    section: str,
    files: Sequence[GivenFile],
    removed: str = "",
) -> HandedIn:
    """Take the files of a posted section, and take away the one that `removed` names as `field.id`."""
    found = look_at_draft(platform, draft_id, enterprise_id) if files or removed else None
    if not isinstance(found, Filling):
        return HandedIn(None)
    documents = {each.id: each for each in asked_in(found.form, section) if each.type.kind == "attachment"}
    refusals = []
    for file in files:
        asked = documents.get(file.field)
        if asked is None:
            continue
        refusal = _add(platform, found, enterprise_id, account_id, asked, file)
        if isinstance(refusal, FileRefusal):
            refusals.append(refusal)
    field, _, upload_id = removed.rpartition(".")
    if field in documents:
        remove_document(platform, draft_id, enterprise_id, account_id, field, upload_id)
    after = look_at_draft(platform, draft_id, enterprise_id)
    return HandedIn(after if isinstance(after, Filling) else None, tuple(refusals))


def add_document(
    platform: Platform, draft_id: UUID, enterprise_id: int, account_id: int, file: GivenFile
) -> HandedIn | None:
    """Take one file for a field; None where there is no such draft, no such field, or the draft was sent."""
    found = look_at_draft(platform, draft_id, enterprise_id)
    asked = found.form.fields.get(file.field) if isinstance(found, Filling) else None
    if not isinstance(found, Filling) or asked is None or asked.type.kind != "attachment":
        return None
    refusal = _add(platform, found, enterprise_id, account_id, asked, file)
    after = look_at_draft(platform, draft_id, enterprise_id)
    if not isinstance(after, Filling):
        return None
    return HandedIn(after, (refusal,) if refusal else ())


def remove_document(
    platform: Platform, draft_id: UUID, enterprise_id: int, account_id: int, field: str, upload_id: str
) -> Filling | None:
    """Take a file out of a field; None where there is none to take out."""
    try:
        number = UUID(upload_id)
    except ValueError:
        return None
    if not uploads.remove_upload(
        platform, number, enterprise_id, account_id, draft_id=draft_id, document=field
    ):
        return None
    after = look_at_draft(platform, draft_id, enterprise_id)
    return after if isinstance(after, Filling) else None


def was_sent(platform: Platform, draft_id: UUID, enterprise_id: int) -> bool:
    """Whether this is a draft of theirs that was submitted."""
    return isinstance(look_at_draft(platform, draft_id, enterprise_id), Sent)


def _add(
    platform: Platform, found: Filling, enterprise_id: int, account_id: int, asked: Field, file: GivenFile
) -> FileRefusal | None:
    kind = asked.type
    assert isinstance(kind, Attachment)
    new = NewUpload(
        draft_id=found.draft_id,
        enterprise_id=enterprise_id,
        account_id=account_id,
        document=asked.id,
        name=file.name,
        kinds=kind.kinds,
        most=kind.count,
        largest=kind.max_size,
    )
    result = uploads.add_upload(platform, new, cast(BinaryIO, file.stream))
    return FileRefusal(asked, file.name, result.reason) if isinstance(result, UploadRefusal) else None

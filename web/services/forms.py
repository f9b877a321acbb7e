"""Which forms an enterprise can fill, and where it stands with each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.form import Form
from web.models import Submission
from web.platform import Platform
from web.services.drafts import open_draft, why_not_open


@dataclass(frozen=True)
class FormEntry:
    """A form as the home page offers it: the draft under way, the latest submission, or why it cannot be filled."""

    form: str
    title: str
    summary: str
    draft_id: UUID | None = None
    saved_at: datetime | None = None
    submission_id: UUID | None = None
    submitted_at: datetime | None = None
    closed: tuple[str, ...] = ()


def list_forms(platform: Platform, enterprise_id: int) -> Sequence[FormEntry]:
    """Every form, in the order of the folder."""
    with platform.database.read() as session:
        return tuple(_entry(platform, session, form, enterprise_id) for form in platform.catalogue.forms())


def _entry(platform: Platform, session: Session, form: Form, enterprise_id: int) -> FormEntry:
    draft = open_draft(session, form.id, enterprise_id)
    sent = session.execute(
        select(Submission.id, Submission.submitted_at)
        .where(Submission.enterprise_id == enterprise_id, Submission.form == form.id)
        .order_by(Submission.submitted_at.desc())
        .limit(1)
    ).one_or_none()
    return FormEntry(
        form=form.id,
        title=form.title,
        summary=form.summary,
        draft_id=draft.id if draft else None,
        saved_at=draft.updated_at if draft else None,
        submission_id=sent.id if sent else None,
        submitted_at=sent.submitted_at if sent else None,
        closed=() if draft else why_not_open(platform, session, form, enterprise_id),
    )

"""What only authorities fill: kept beside the submission, and its assessment issued again with it.

The submission stays as it was sent. The newest reassessment counts wherever a result is shown.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.models_review import Reassessment


def newest_reassessment(session: Session, submission_id: UUID) -> Reassessment | None:
    """What authorities filled in last of a submission, if they did."""
    return session.scalars(
        select(Reassessment)
        .where(Reassessment.submission_id == submission_id)
        .order_by(Reassessment.id.desc())
        .limit(1)
    ).one_or_none()

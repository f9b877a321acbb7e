"""What only authorities fill: kept beside the submission, and its assessment issued again with it.

The submission stays as it was sent. The newest reassessment counts wherever a result is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.form import Form
from web.models_review import Reassessment
from web.services.known import entered_facts


def newest_reassessment(session: Session, submission_id: UUID) -> Reassessment | None:
    """What authorities filled in last of a submission, if they did."""
    return session.scalars(
        select(Reassessment)
        .where(Reassessment.submission_id == submission_id)
        .order_by(Reassessment.id.desc())
        .limit(1)
    ).one_or_none()


def newly_entered(
    session: Session, enterprise_id: int, form: Form | None, facts: Mapping[str, Any]
) -> dict[str, Any]:
    """The facts of authorities that a form uses and that were entered since `facts` were frozen, or changed."""
    used = [each.id for each in form.fields.values() if each.fact and each.by_authority] if form else []
    entered = entered_facts(session, enterprise_id) if used else {}
    return {name: entered[name] for name in used if name in entered and entered[name] != facts.get(name)}

"""The record of what happened: written together with the change it tells of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.clock import Clock
from web.models import Account, Draft, Enterprise, Event, Submission
from web.models_accounts import IdentityRequest, Invitation
from web.models_review import Case

_OWNED = {
    "enterprise": (Enterprise.id, Enterprise.id, int),
    "account": (Account.id, Account.enterprise_id, int),
    "draft": (Draft.id, Draft.enterprise_id, UUID),
    "case": (Case.id, Case.enterprise_id, UUID),
    "submission": (Submission.id, Submission.enterprise_id, UUID),
    "identity": (IdentityRequest.id, IdentityRequest.enterprise_id, UUID),
    "invitation": (Invitation.id, Invitation.enterprise_id, UUID),
}
"""The records that belong to an enterprise, by the word their subjects begin with: key, owner, kind of key."""


def record(
    session: Session,
    clock: Clock,
    what: str,
    subject: str,
    *,
    account_id: int | None = None,
    details: Mapping[str, Any] | None = None,
    note: str | None = None,
    enterprise_id: int | None = None,
) -> None:
    """Append one event to the transaction that is under way. Its enterprise is the one its subject belongs to, unless it
    is named: where the subject is gone by now, or belongs to another one."""
    session.add(
        Event(
            at=clock.now(),
            account_id=account_id,
            what=what,
            subject=subject,
            details=dict(details or {}),
            note=note,
            enterprise_id=_owner(session, subject) if enterprise_id is None else enterprise_id,
        )
    )


def _owner(session: Session, subject: str) -> int | None:
    word, _, key = subject.partition(":")
    if word not in _OWNED:
        return None
    column, owner, kind = _OWNED[word]
    try:
        found = kind(key)
    except ValueError:
        return None
    return session.scalar(select(owner).where(column == found))

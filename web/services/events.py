"""The record of what happened: written together with the change it tells of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from web.clock import Clock
from web.models import Event


def record(
    session: Session,
    clock: Clock,
    what: str,
    subject: str,
    *,
    account_id: int | None = None,
    details: Mapping[str, Any] | None = None,
    note: str | None = None,
) -> None:
    """Append one event to the transaction that is under way."""
    session.add(
        Event(
            at=clock.now(),
            account_id=account_id,
            what=what,
            subject=subject,
            details=dict(details or {}),
            note=note,
        )
    )

"""Whom a window touches: enterprises of its region that have begun and not sent, and what was sent in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Text, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from engine.authorities import Authority
from web.models import DRAFT_OPEN, Draft, Enterprise
from web.models_review import Case, Window
from web.platform import Platform
from web.services.authorities import is_highest
from web.services.following import REGION, chain_of_facts
from web.services.reach import region_prefix
from web.workflow import State

MOST_NAMED = 50


@dataclass(frozen=True)
class Unsent:
    """A draft that was not sent yet, or taken back, and whose it is."""

    draft_id: UUID
    enterprise_id: int
    name: str
    credit_code: str


@dataclass(frozen=True)
class SentCase:
    """What was sent in a window."""

    id: UUID
    name: str
    number: str
    state: str


@dataclass(frozen=True)
class Affected:
    """Whom a change touches: how many, and the first of them by name."""

    unsent: int
    first_unsent: Sequence[Unsent]
    sent: int
    first_sent: Sequence[SentCase]


def find_affected(
    platform: Platform, session: Session, authority: Authority, procedure: str, window: Window | None
) -> Affected:
    """Whom it touches to change a window, or to set one."""
    unsent = find_unsent(platform, session, authority, procedure)
    if window is None:
        return Affected(len(unsent), unsent[:MOST_NAMED], 0, ())
    mine = Case.window_id == window.id
    count = session.scalar(select(func.count()).select_from(Case).where(mine)) or 0
    rows = session.scalars(select(Case).where(mine).order_by(Case.name, Case.id).limit(MOST_NAMED))
    sent = [SentCase(each.id, each.name, each.number, each.state) for each in rows]
    return Affected(len(unsent), unsent[:MOST_NAMED], count, sent)


def find_unsent(
    platform: Platform, session: Session, authority: Authority, procedure: str
) -> tuple[Unsent, ...]:
    """The drafts of a procedure in the region that wait for a window. What was returned does not: it is sent again at any
    time."""
    query = (
        select(Draft.id, Enterprise.id, Enterprise.name, Enterprise.credit_code, Enterprise.facts)
        .join(Enterprise, Enterprise.id == Draft.enterprise_id)
        .outerjoin(Case, Case.draft_id == Draft.id)
        .where(
            Draft.procedure == procedure,
            Draft.state == DRAFT_OPEN,
            or_(Case.id.is_(None), Case.state == State.WITHDRAWN),
        )
        .order_by(Enterprise.name, Draft.id)
    )
    if not is_highest(authority):  # the chain decides; this only keeps other provinces away
        begins = f'"{REGION}":"{region_prefix(platform, authority)}'
        query = query.where(type_coerce(Enterprise.facts, Text).contains(begins, autoescape=True))
    return tuple(
        Unsent(draft_id, number, name, code)
        for draft_id, number, name, code, facts in session.execute(query)
        if is_highest(authority)
        or any(each.code == authority.code for each in chain_of_facts(platform, facts))
    )

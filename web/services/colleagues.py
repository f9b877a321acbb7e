"""Those who work for one enterprise: who they are, what each may do, who joins; `web.services.colleague_changes` changes
it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from web import messages_colleagues as messages
from web.models import ADMINISTRATOR, LEGAL, SUBMIT, Account, DraftAnswer
from web.models_accounts import Invitation, SignInSession
from web.platform import Platform
from web.services.invited import Waiting, list_waiting
from web.services.people import SignedIn

NEWS_FOR = timedelta(days=7)
"""How long it is told that somebody accepted."""


@dataclass(frozen=True)
class Colleague:
    """Somebody who works for the enterprise; `last_seen` is when they last used the platform, if ever."""

    id: int
    login_name: str
    name: str
    kind: str
    role: str
    is_active: bool
    last_seen: datetime | None
    is_me: bool

    @property
    def is_administrator(self) -> bool:
        return self.role == ADMINISTRATOR

    @property
    def is_legal(self) -> bool:
        return self.kind == LEGAL


@dataclass(frozen=True)
class Joined:
    """Somebody who accepted an invitation lately."""

    name: str
    at: datetime


@dataclass(frozen=True)
class People:
    """Everybody of an enterprise, those invited, and those who came lately."""

    colleagues: Sequence[Colleague]
    waiting: Sequence[Waiting]
    joined: Sequence[Joined]


def list_people(platform: Platform, person: SignedIn) -> People:
    """The people of this person's enterprise: administrators first, then by how long they are here."""
    since = platform.clock.now() - NEWS_FOR
    with platform.database.read() as session:
        found = tuple(_colleagues(session, person))
        joined = session.execute(
            select(Account.display_name, Invitation.accepted_at)
            .join(Account, Account.id == Invitation.accepted_by)
            .where(
                Invitation.enterprise_id == person.enterprise_id,
                Invitation.accepted_at > since,
                Account.enterprise_id == person.enterprise_id,
            )
            .order_by(Invitation.accepted_at.desc())
        ).all()
    waiting = list_waiting(platform, enterprise_id=person.enterprise_id)
    return People(
        sorted(found, key=lambda each: (not each.is_administrator, each.id)),
        waiting,
        [Joined(name, at) for name, at in joined if at is not None],
    )


def find_colleague(platform: Platform, person: SignedIn, account_id: int) -> Colleague | None:
    """One of the people of this person's enterprise; None for anybody else."""
    with platform.database.read() as session:
        return next((each for each in _colleagues(session, person) if each.id == account_id), None)


def list_senders(platform: Platform, person: SignedIn) -> Sequence[str]:
    """The names of those of this person's enterprise who may send what was filled."""
    with platform.database.read() as session:
        return session.scalars(
            select(Account.display_name)
            .where(
                Account.enterprise_id == person.enterprise_id,
                Account.role.in_((ADMINISTRATOR, SUBMIT)),
                Account.active.is_(True),
            )
            .order_by(Account.id)
        ).all()


def last_saver(platform: Platform, draft_id: UUID, person: SignedIn) -> str:
    """Who changed an answer of a draft last, '' where nobody did."""
    with platform.database.read() as session:
        found = session.execute(
            select(Account.id, Account.display_name)
            .join(DraftAnswer, DraftAnswer.changed_by == Account.id)
            .where(DraftAnswer.draft_id == draft_id)
            .order_by(DraftAnswer.revision.desc())
            .limit(1)
        ).one_or_none()
    if found is None:
        return ""
    number, name = found
    return messages.ME if number == person.account_id else name


def _colleagues(session: Session, person: SignedIn) -> Sequence[Colleague]:
    last_seen = (
        select(func.max(SignInSession.seen_at))
        .where(SignInSession.account_id == Account.id)
        .scalar_subquery()
    )
    found = session.execute(
        select(Account, last_seen)
        .where(Account.enterprise_id == person.enterprise_id, Account.enterprise_id.is_not(None))
        .order_by(Account.id)
    ).all()
    return [
        Colleague(
            id=each.id,
            login_name=each.login_name,
            name=each.display_name,
            kind=each.kind,
            role=each.role or "",
            is_active=each.active,
            last_seen=seen_at,
            is_me=each.id == person.account_id,
        )
        for each, seen_at in found
    ]

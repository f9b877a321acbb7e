"""Invitations as they stand: waiting for an answer, or at the end of a link that somebody follows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from web import messages_invitations
from web.masking import mask_email
from web.models import Account, Enterprise
from web.models_accounts import COLLEAGUE, OFFICER, Invitation
from web.platform import Platform
from web.services import codes
from web.services.codes import Expired, Right, Used

PURPOSE = "invitation"


@dataclass(frozen=True)
class Waiting:
    """An invitation that nobody has accepted yet; the address is masked."""

    id: UUID
    name: str
    address: str
    role: str | None
    authority: str | None
    manages: bool
    invited_by: str
    invited_at: datetime
    expires_at: datetime
    is_over: bool


@dataclass(frozen=True)
class Invited:
    """What the page of a link shows: who invites whom to what. `whom` is the enterprise or the authority."""

    id: UUID
    kind: str
    name: str
    inviter: str
    whom: str
    role: str
    address: str
    expires_at: datetime
    enterprise_id: int | None = None


@dataclass(frozen=True)
class Closed:
    """A link that nobody can accept any more: expired (or never was), used or withdrawn."""

    reason: str


def list_waiting(
    platform: Platform, *, enterprise_id: int | None = None, authorities: Collection[str] | None = None
) -> tuple[Waiting, ...]:
    """The invitations of an enterprise, or of some authorities, that nobody has accepted yet, the latest first."""
    side = (
        (Invitation.kind == COLLEAGUE) & (Invitation.enterprise_id == enterprise_id)
        if authorities is None
        else (Invitation.kind == OFFICER) & Invitation.authority.in_(authorities)
    )
    now = platform.clock.now()
    with platform.database.read() as session:
        found = session.execute(
            select(Invitation, Account.display_name)
            .outerjoin(Account, Account.id == Invitation.invited_by)
            .where(side, is_waiting())
            .order_by(Invitation.invited_at.desc(), Invitation.id)
        ).all()
    return tuple(
        Waiting(
            id=each.id,
            name=each.name,
            address=mask_email(each.address),
            role=each.role,
            authority=each.authority,
            manages=each.manages,
            invited_by=inviter or "",
            invited_at=each.invited_at,
            expires_at=each.expires_at,
            is_over=each.expires_at <= now,
        )
        for each, inviter in found
    )


def look_at_invitation(platform: Platform, token: str) -> Invited | Closed:
    """What a link invites to; nothing is used up."""
    with platform.database.read() as session:
        invitation = followed(platform, session, token)
        if isinstance(invitation, Closed):
            return invitation
        return in_words(platform, session, invitation)


def in_words(platform: Platform, session: Session, invitation: Invitation) -> Invited:
    """What an invitation says to whom it is sent."""
    return Invited(
        id=invitation.id,
        kind=invitation.kind,
        name=invitation.name,
        inviter=name_of(session, invitation.invited_by),
        whom=whom_of(platform, session, invitation),
        role=role_in_words(invitation),
        address=mask_email(invitation.address),
        expires_at=invitation.expires_at,
        enterprise_id=invitation.enterprise_id,
    )


def followed(platform: Platform, session: Session, token: str) -> Invitation | Closed:
    """The open invitation a link leads to, or why there is none; nothing is used up."""
    match codes.look_at_link(platform, session, PURPOSE, token):
        case Used():
            return Closed("used")
        case Expired():
            return Closed("expired")
        case Right(subject):
            return open_or_closed(session.get(Invitation, UUID(subject.removeprefix(f"{PURPOSE}:"))))


def open_or_closed(invitation: Invitation | None) -> Invitation | Closed:
    """An invitation if it can still be accepted, as far as it says so itself."""
    if invitation is None:
        return Closed("expired")
    if invitation.withdrawn_at is not None:
        return Closed("withdrawn")
    return invitation if invitation.accepted_at is None else Closed("used")


def subject_of(invitation_id: UUID) -> str:
    """What an invitation is called in events and links."""
    return f"{PURPOSE}:{invitation_id}"


def role_in_words(invitation: Invitation) -> str:
    """What somebody is invited to be."""
    if invitation.kind == COLLEAGUE:
        return messages_invitations.ROLES.get(invitation.role or "", "")
    return messages_invitations.offered_to_officer(invitation.manages)


def name_of(session: Session, account_id: int | None) -> str:
    """Who somebody is; '' for the operator."""
    found = session.scalar(select(Account.display_name).where(Account.id == account_id))
    return found or ""


def whom_of(platform: Platform, session: Session, invitation: Invitation) -> str:
    """Whom somebody is invited to work for."""
    if invitation.kind == COLLEAGUE:
        found = session.scalar(select(Enterprise.name).where(Enterprise.id == invitation.enterprise_id))
        return found or ""
    code = invitation.authority or ""
    authority = platform.catalogue.authorities.get(code)
    return authority.name if authority is not None else messages_invitations.not_found_code(code)


def is_waiting() -> ColumnElement[bool]:
    """That nobody accepted an invitation or took it back."""
    return Invitation.accepted_at.is_(None) & Invitation.withdrawn_at.is_(None)

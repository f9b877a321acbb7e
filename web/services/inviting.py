"""Inviting officers, for those who look after the accounts of an authority and of those below it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from web import messages_administration as messages
from web.models_accounts import OFFICER, Invitation
from web.platform import Platform
from web.services import invitations
from web.services.authorities import may_look_after
from web.services.invitations import AddressOf, Sender, Wanted, Whose
from web.services.invited import Waiting, is_waiting, list_waiting
from web.services.people import SignedIn
from web.services.permissions import Refused


def list_invited(platform: Platform, by: SignedIn) -> tuple[Waiting, ...]:
    """The invitations to the authorities this person looks after that nobody has accepted yet."""
    with platform.database.read() as session:
        codes = session.scalars(
            select(Invitation.authority).where(Invitation.kind == OFFICER, is_waiting()).distinct()
        ).all()
    mine = [each for each in codes if each and may_look_after(platform, by, each)]
    return list_waiting(platform, authorities=mine) if mine else ()


def invite_officer(
    platform: Platform, by: SignedIn, wanted: Wanted, origin: str, address_of: AddressOf
) -> UUID | Refused:
    """Invite somebody to an authority this person looks after."""
    if wanted.kind != OFFICER or not may_look_after(platform, by, wanted.authority or ""):
        return Refused("authority", messages.NOT_FOUND_AUTHORITY)
    return invitations.invite(platform, wanted, Sender(by.account_id, origin), address_of)


def whose(platform: Platform, by: SignedIn) -> Whose:
    """Whether an invitation is one this person may send again or take back."""

    def is_theirs(invitation: Invitation) -> bool:
        return invitation.kind == OFFICER and may_look_after(platform, by, invitation.authority or "")

    return is_theirs

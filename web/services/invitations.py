"""Invitations: somebody is asked by mail to work for an enterprise, or for an authority.

The link can be used once and lasts a week; who follows it has proved that the mailbox is theirs. `web.services.invited`
tells what a link invites to, `web.services.joining` accepts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from web import messages_accounts, messages_invitations
from web.masking import mask_email
from web.models_accounts import COLLEAGUE, OFFICER, Invitation
from web.platform import Platform
from web.services import codes, events
from web.services.codes import Issued, Request, Sent, TooMany, TooSoon
from web.services.contacts import EMAIL, find_accounts
from web.services.invited import PURPOSE, is_waiting, name_of, role_in_words, subject_of, whom_of
from web.services.permissions import Refused

ADDRESS = "invitation.address"
LASTS = timedelta(days=7)
DAY = timedelta(days=1)
MOST_A_DAY = {COLLEAGUE: 20, OFFICER: 100}

Whose = Callable[[Invitation], bool]
AddressOf = Callable[[str], str]


@dataclass(frozen=True)
class Wanted:
    """Whom somebody wants to have, and as what: a colleague of an enterprise with a role, or an officer of an authority.
    `address` is as `credentials.normal_email` makes it."""

    kind: str
    name: str
    address: str = field(repr=False)
    enterprise_id: int | None = None
    role: str | None = None
    authority: str | None = None
    manages: bool = False


@dataclass(frozen=True)
class Sender:
    """Who sends an invitation, from which place on the network; no account where the operator does."""

    account_id: int | None = None
    origin: str = ""


def invite(platform: Platform, wanted: Wanted, sender: Sender, address_of: AddressOf) -> UUID | Refused:
    """Invite somebody; `address_of` makes the address of the page from the token. Whether the sender may is asked
    before."""
    with platform.database.write() as session:
        platform.database.lock(session, f"invite {wanted.kind} {wanted.enterprise_id} {wanted.authority}")
        refused = _why_not(platform, session, wanted)
        if refused is not None:
            return refused
        now = platform.clock.now()
        invitation = Invitation(
            id=uuid4(),
            kind=wanted.kind,
            enterprise_id=wanted.enterprise_id,
            role=wanted.role,
            authority=wanted.authority,
            manages=wanted.manages,
            name=wanted.name,
            address=wanted.address,
            address_key=platform.database.sealer.search_key(wanted.address, ADDRESS),
            invited_by=sender.account_id,
            invited_at=now,
            expires_at=now + LASTS,
        )
        issued = _send(platform, session, invitation, sender, address_of)
        if not isinstance(issued, Sent):
            return _not_sent(issued)
        session.add(invitation)
        session.flush()
        _record(platform, session, "invitation_made", invitation, sender.account_id)
        return invitation.id


def resend(
    platform: Platform, invitation_id: UUID, whose: Whose, sender: Sender, address_of: AddressOf
) -> Refused | None:
    """Send an invitation again, for another week; `whose` says whether it is one the sender may send."""
    with platform.database.write() as session:
        invitation = lock_invitation(session, invitation_id)
        if invitation is None or not whose(invitation) or not is_open(invitation):
            return Refused("not_open", messages_invitations.NOT_OPEN)
        issued = _send(platform, session, invitation, sender, address_of)
        if not isinstance(issued, Sent):
            return _not_sent(issued)
        invitation.expires_at = issued.until
        _record(platform, session, "invitation_sent_again", invitation, sender.account_id)
        return None


def withdraw(platform: Platform, invitation_id: UUID, whose: Whose, account_id: int | None) -> Refused | None:
    """Take an invitation back: its links open nothing from now on."""
    with platform.database.write() as session:
        invitation = lock_invitation(session, invitation_id)
        if invitation is None or not whose(invitation) or not is_open(invitation):
            return Refused("not_open", messages_invitations.NOT_OPEN)
        invitation.withdrawn_at = platform.clock.now()
        _record(platform, session, "invitation_withdrawn", invitation, account_id)
        return None


def withdraw_all_by(platform: Platform, session: Session, invited_by: int, account_id: int | None) -> None:
    """Take back everything that an account has sent, in the transaction that takes away the account's right to invite:
    otherwise somebody who is closed out could invite themselves in again beforehand."""
    mine = (Invitation.invited_by == invited_by) & is_waiting()
    for each in session.scalars(select(Invitation).where(mine).with_for_update()).all():
        each.withdrawn_at = platform.clock.now()
        _record(platform, session, "invitation_withdrawn", each, account_id)


def lock_invitation(session: Session, invitation_id: UUID) -> Invitation | None:
    """An invitation, to be changed by nobody else until this transaction ends."""
    return session.get(Invitation, invitation_id, with_for_update=True, populate_existing=True)


def is_open(invitation: Invitation) -> bool:
    """Whether nobody accepted it or took it back; it may be too old."""
    return invitation.accepted_at is None and invitation.withdrawn_at is None


def _why_not(platform: Platform, session: Session, wanted: Wanted) -> Refused | None:
    now = platform.clock.now()
    same = _side(wanted)
    keys = platform.database.sealer.search_keys(wanted.address, ADDRESS)
    earlier = session.scalars(select(Invitation).where(same, is_waiting(), Invitation.address_key.in_(keys)))
    for each in earlier.all():
        if each.expires_at > now:
            return Refused("invited", messages_invitations.ALREADY_INVITED)
        each.withdrawn_at = now  # too old: the new one takes its place
    for account in find_accounts(platform, session, EMAIL, wanted.address):
        if wanted.kind == COLLEAGUE and account.enterprise_id == wanted.enterprise_id:
            return Refused("colleague", messages_invitations.ALREADY_COLLEAGUE)
        if wanted.kind == OFFICER and account.authority == wanted.authority:
            return Refused("officer", messages_invitations.ALREADY_OFFICER)
    sent = session.scalar(select(func.count()).where(same, Invitation.invited_at > now - DAY)) or 0
    if sent >= MOST_A_DAY[wanted.kind]:
        return Refused("too_many", messages_invitations.TOO_MANY)
    return None


def _side(wanted: Wanted) -> ColumnElement[bool]:
    if wanted.kind == COLLEAGUE:
        return (Invitation.kind == COLLEAGUE) & (Invitation.enterprise_id == wanted.enterprise_id)
    return (Invitation.kind == OFFICER) & (Invitation.authority == wanted.authority)


def _send(
    platform: Platform, session: Session, invitation: Invitation, sender: Sender, address_of: AddressOf
) -> Issued:
    inviter, whom = name_of(session, sender.account_id), whom_of(platform, session, invitation)

    def text_of(address: str) -> str:
        role = role_in_words(invitation)
        return messages_invitations.mail_text(invitation.name, inviter, whom, role, address, LASTS)

    request = Request(PURPOSE, subject_of(invitation.id), invitation.address, sender.origin)
    subject = messages_invitations.SUBJECT
    return codes.send_link(platform, session, request, address_of, subject, lasts=LASTS, text_of=text_of)


def _not_sent(issued: Issued) -> Refused:
    match issued:
        case TooSoon(wait):
            return Refused("too_soon", messages_accounts.mail_too_soon(wait))
        case TooMany(wait):
            return Refused("too_many", messages_accounts.code_too_many(wait))
    return Refused("unavailable", messages_invitations.CANNOT_SEND)


def _record(
    platform: Platform, session: Session, what: str, invitation: Invitation, account_id: int | None
) -> None:
    details = {
        "kind": invitation.kind,
        "name": invitation.name,
        "address": mask_email(invitation.address),
        "role": invitation.role,
        "authority": invitation.authority,
        "manages": invitation.manages,
    }
    events.record(
        session, platform.clock, what, subject_of(invitation.id), account_id=account_id, details=details
    )

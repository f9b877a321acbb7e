"""Accepting an invitation: with an account one has, or with one that is opened right there.

The link has proved the mailbox; a code proves the telephone of a new account. A link opens once: of several who follow it
in the same moment one passes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from web import messages_invitations as messages
from web.models import NATURAL, OFFICER, Account
from web.models_accounts import COLLEAGUE, Invitation
from web.platform import Platform
from web.services import codes, events
from web.services.accounts import normal_login_name
from web.services.codes import Checked, Issued, Request, Right
from web.services.contacts import set_email, set_mobile
from web.services.invitations import lock_invitation
from web.services.invited import PURPOSE, Closed, Invited, followed, in_words, open_or_closed, subject_of
from web.services.passwords import hash_password
from web.services.people import SignedIn, person_of
from web.services.permissions import Refused
from web.services.registration import AGREEMENT
from web.services.sessions import Place, begin_session

METHOD = "invitation"
CODE_PURPOSE = "invitation_mobile"


@dataclass(frozen=True)
class NewAccount:
    """What was filled in to accept with a new account, read and in order: all but what only the database knows."""

    login_name: str
    name: str
    password: str = field(repr=False)
    mobile: str = field(repr=False)
    code: str = field(repr=False)


@dataclass(frozen=True)
class NotOpened:
    """Why no account was opened: a code that is not right, or a login name that somebody else has."""

    code: Checked | None = None
    login_name_taken: bool = False


def why_not_join(person: SignedIn, invited: Invited) -> Refused | None:
    """Why somebody cannot accept with the account they are signed in with; None where they can."""
    if invited.kind != COLLEAGUE:
        return Refused("officer_invitation", messages.OFFICERS_REGISTER)
    if person.is_officer:
        return Refused("officer", messages.OFFICER_CANNOT_JOIN)
    if person.enterprise_id is not None and person.enterprise_id == invited.enterprise_id:
        return Refused("colleague", messages.SAME_ENTERPRISE)
    if person.is_legal:
        return Refused("legal", messages.LEGAL_CANNOT_JOIN)
    if person.enterprise_id is not None:
        return Refused("other_enterprise", messages.OTHER_ENTERPRISE)
    return None


def join(platform: Platform, token: str, person: SignedIn) -> Invited | Closed | Refused:
    """Accept with the account of the person who is signed in: a natural person without an enterprise."""
    with platform.database.write() as session:
        invitation = _locked(platform, session, token)
        if isinstance(invitation, Closed):
            return invitation
        account = session.scalars(
            select(Account)
            .where(Account.id == person.account_id)
            .with_for_update(of=Account)
            .execution_options(populate_existing=True)
        ).one()
        invited = in_words(platform, session, invitation)
        refused = why_not_join(person_of(account), invited)  # as the account is now
        if refused is not None:
            return refused
        _accept(platform, session, token, invitation, account)
        return invited


def send_code(platform: Platform, token: str, mobile: str, origin: str) -> Issued | Closed:
    """Send a code to the telephone of the account that is to be opened."""
    with platform.database.write() as session:
        invitation = followed(platform, session, token)
        if isinstance(invitation, Closed):
            return invitation
        return codes.send_code(platform, session, _asked(invitation, mobile, origin))


def open_account(
    platform: Platform, token: str, new: NewAccount, place: Place
) -> SignedIn | Closed | NotOpened:
    """Accept with an account that is opened now, and begin its first session.

    Of two that take the same login name in the same moment the database lets one pass; the other comes round once more,
    and is told.
    """
    kept = hash_password(new.password)
    try:
        return _open_account(platform, token, new, kept, place)
    except IntegrityError:
        return _open_account(platform, token, new, kept, place)


def _open_account(
    platform: Platform, token: str, new: NewAccount, kept: str, place: Place
) -> SignedIn | Closed | NotOpened:
    with platform.database.write() as session:
        invitation = _locked(platform, session, token)
        if isinstance(invitation, Closed):
            return invitation
        asked = _asked(invitation, new.mobile, place.address)
        checked = codes.check_code(platform, session, asked, new.code)
        if not isinstance(checked, Right):
            return NotOpened(checked)
        name = normal_login_name(new.login_name)
        if session.scalar(select(Account.id).where(Account.login_name == name)) is not None:
            codes.give_back_code(platform, session, asked)
            return NotOpened(login_name_taken=True)
        account = _make_account(platform, session, invitation, new, kept)
        _accept(platform, session, token, invitation, account)
        return begin_session(platform, session, account, METHOD, place)


def _make_account(
    platform: Platform, session: Session, invitation: Invitation, new: NewAccount, kept: str
) -> Account:
    now, is_colleague = platform.clock.now(), invitation.kind == COLLEAGUE
    account = Account(
        login_name=normal_login_name(new.login_name),
        password_hash=kept,
        password_set_at=now,
        display_name=new.name,
        kind=NATURAL if is_colleague else OFFICER,
        agreement=AGREEMENT if is_colleague else None,
        created_at=now,
    )
    set_mobile(platform, account, new.mobile)
    set_email(platform, account, invitation.address)
    session.add(account)
    session.flush()
    events.record(
        session,
        platform.clock,
        "account_created",
        f"account:{account.id}",
        account_id=account.id,
        details={"kind": account.kind, "invitation": str(invitation.id), "agreement": account.agreement},
        enterprise_id=invitation.enterprise_id,
    )
    return account


def _accept(
    platform: Platform, session: Session, token: str, invitation: Invitation, account: Account
) -> None:
    codes.use_link(platform, session, PURPOSE, token)
    invitation.accepted_at, invitation.accepted_by = platform.clock.now(), account.id
    if invitation.kind == COLLEAGUE:
        account.enterprise_id, account.role = invitation.enterprise_id, invitation.role
        if account.email is None:
            set_email(platform, account, invitation.address)
    else:
        account.authority, account.manages = invitation.authority, invitation.manages
    session.flush()
    session.refresh(account)  # its enterprise is another one now
    details = {
        "kind": invitation.kind,
        "account": account.id,
        "name": account.display_name,
        "role": invitation.role,
        "authority": invitation.authority,
        "manages": invitation.manages,
    }
    events.record(
        session,
        platform.clock,
        "invitation_accepted",
        subject_of(invitation.id),
        account_id=account.id,
        details=details,
    )


def _locked(platform: Platform, session: Session, token: str) -> Invitation | Closed:
    """The invitation a link leads to, to be accepted by nobody else until this transaction ends."""
    found = followed(platform, session, token)
    return found if isinstance(found, Closed) else open_or_closed(lock_invitation(session, found.id))


def _asked(invitation: Invitation, mobile: str, origin: str) -> Request:
    # not the subject of the link: a code may follow it at once
    return Request(CODE_PURPOSE, f"{CODE_PURPOSE}:{invitation.id}", mobile, origin)

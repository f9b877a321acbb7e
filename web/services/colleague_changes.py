"""Changing who works for one enterprise: roles, handing over, leaving.

Every change of people of one enterprise waits for the one before it, and asks again who may make it: an enterprise never
loses its last administrator, whoever changes what in the same moment. What somebody did stays in their name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from web import messages_colleagues as messages
from web.carriers import MAIL
from web.models import ADMINISTRATOR, LEGAL, SUBMIT, Account, Enterprise
from web.models_accounts import COLLEAGUE, Invitation
from web.platform import Platform
from web.services import events
from web.services.delivery import queue
from web.services.invited import is_waiting
from web.services.people import SignedIn, person_of
from web.services.permissions import Action, Refused, why_not
from web.services.sessions import end_all


def change_role(platform: Platform, person: SignedIn, account_id: int, role: str) -> Refused | None:
    """Let a colleague do more or less from now on."""
    with platform.database.write() as session:
        account = _locked(platform, session, person, account_id)
        refused = account if isinstance(account, Refused) else _why_not_change(session, person, account, role)
        if refused is not None or isinstance(account, Refused):
            return refused
        if account.role != role:
            _set_role(platform, session, person, account, role)
        return None


def hand_over(platform: Platform, person: SignedIn, account_id: int) -> Refused | None:
    """Make somebody else the administrator; who hands over may fill and send from then on."""
    with platform.database.write() as session:
        account = _locked(platform, session, person, account_id)
        if isinstance(account, Refused):
            return account
        if account.role == ADMINISTRATOR:
            return Refused("administrator", messages.ALREADY_ADMINISTRATOR)
        if not account.active:
            return Refused("closed", messages.CLOSED_ACCOUNT)
        _set_role(platform, session, person, account, ADMINISTRATOR)
        mine = _find(session, person, person.account_id)
        if mine is not None:
            _set_role(platform, session, person, mine, SUBMIT)
        return None


def remove(platform: Platform, person: SignedIn, account_id: int) -> Refused | None:
    """Let a colleague work here no longer: the account stays, its sessions end, the invitations it made are taken back,
    and who it belongs to is told by mail."""
    with platform.database.write() as session:
        account = _locked(platform, session, person, account_id)
        refused = account if isinstance(account, Refused) else _why_not_remove(session, person, account)
        if refused is not None or isinstance(account, Refused):
            return refused
        details = {"account": account.id, "name": account.display_name, "role": account.role}
        account.enterprise_id, account.role = None, None
        end_all(platform, session, account.id)
        _take_back_invitations(platform, session, person, account.id)
        _record(platform, session, person, "colleague_removed", account.id, details)
        _tell(platform, session, person, account)
        return None


def _locked(platform: Platform, session: Session, person: SignedIn, account_id: int) -> Account | Refused:
    """The colleague's account, once nobody else changes the people of this enterprise, if the person may still."""
    platform.database.lock(session, f"people {person.enterprise_id}")
    mine = _find(session, person, person.account_id)
    refused = why_not(person_of(mine), Action.MANAGE_PEOPLE) if mine is not None else None
    if refused is not None:
        return refused
    account = _find(session, person, account_id)
    if mine is None or account is None:
        return Refused("not_found", messages.NOT_FOUND)
    return account


def _find(session: Session, person: SignedIn, account_id: int) -> Account | None:
    return session.scalars(
        select(Account)
        .where(Account.id == account_id, Account.enterprise_id == person.enterprise_id)
        .with_for_update(of=Account)
        .execution_options(populate_existing=True)
    ).one_or_none()


def _why_not_change(session: Session, person: SignedIn, account: Account, role: str) -> Refused | None:
    if role == ADMINISTRATOR:
        return None if account.active else Refused("closed", messages.CLOSED_ACCOUNT)
    if account.kind == LEGAL and account.id != person.account_id and account.role == ADMINISTRATOR:
        return Refused("legal", messages.LEGAL_DECIDES)
    return _why_not_lose(session, account)


def _why_not_remove(session: Session, person: SignedIn, account: Account) -> Refused | None:
    if account.id == person.account_id:
        return Refused("self", messages.NOT_YOURSELF)
    if account.kind == LEGAL:
        return Refused("legal", messages.LEGAL_STAYS)
    return _why_not_lose(session, account)


def _why_not_lose(session: Session, account: Account) -> Refused | None:
    """Why an enterprise cannot do without this administrator; None where another one is left, or it is none."""
    if account.role != ADMINISTRATOR:
        return None
    others = session.scalar(
        select(func.count()).where(
            Account.enterprise_id == account.enterprise_id,
            Account.role == ADMINISTRATOR,
            Account.active.is_(True),
            Account.id != account.id,
        )
    )
    return None if others else Refused("last_administrator", messages.LAST_ADMINISTRATOR)


def _set_role(platform: Platform, session: Session, person: SignedIn, account: Account, role: str) -> None:
    details = {"account": account.id, "name": account.display_name, "from": account.role, "to": role}
    account.role = role
    _record(platform, session, person, "role_changed", account.id, details)


def _take_back_invitations(platform: Platform, session: Session, person: SignedIn, account_id: int) -> None:
    session.execute(
        update(Invitation)
        .where(
            Invitation.kind == COLLEAGUE,
            Invitation.enterprise_id == person.enterprise_id,
            Invitation.invited_by == account_id,
            is_waiting(),
        )
        .values(withdrawn_at=platform.clock.now())
    )


def _record(
    platform: Platform,
    session: Session,
    person: SignedIn,
    what: str,
    account_id: int,
    details: Mapping[str, Any],
) -> None:
    events.record(
        session,
        platform.clock,
        what,
        f"account:{account_id}",
        account_id=person.account_id,
        details=details,
        enterprise_id=person.enterprise_id,
    )


def _tell(platform: Platform, session: Session, person: SignedIn, account: Account) -> None:
    if account.email is None:
        return
    name = session.scalar(select(Enterprise.name).where(Enterprise.id == person.enterprise_id)) or ""
    text = messages.removed_text(account.display_name, name)
    queue(
        platform,
        session,
        MAIL,
        account.email,
        text,
        purpose="colleague_removed",
        subject=messages.REMOVED_SUBJECT,
    )

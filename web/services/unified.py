"""Signing in through a unified login: which account a person of the provider is here.

An identity of the provider (issuer and subject) is linked to one account. Where the provider is set to name the legal
persons it has verified, their accounts are found, or made, by the unified social credit code; everybody else links an
account of this platform once, with its password.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from web import messages_unified as messages
from web.carriers import MAIL, SMS
from web.database import insert_if_missing
from web.messages_account_settings import mail
from web.models import ADMINISTRATOR, LEGAL, Account, Enterprise
from web.models_accounts import ExternalIdentity
from web.platform import Platform
from web.services import events
from web.services.credentials import normal_credit_code
from web.services.handing_over import take_ways_in, tell_loss
from web.services.people import SignedIn
from web.services.sessions import Place, begin_session

METHOD = "unified"


@dataclass(frozen=True)
class Claims:
    """What the provider says of somebody; `credit_code` and `enterprise` only where it verifies legal persons."""

    issuer: str
    subject: str
    name: str = ""
    credit_code: str = ""
    enterprise: str = ""


@dataclass(frozen=True)
class NotLinked:
    """Nobody here is this person yet."""

    claims: Claims


@dataclass(frozen=True)
class SecondFactor:
    """The account asks for its second factor before a session begins."""

    account_id: int


Found = SignedIn | NotLinked | SecondFactor


def sign_in_from(platform: Platform, claims: Claims, place: Place) -> Found:
    """Sign in the account that is linked to this identity, or that of the legal person it names."""
    with platform.database.write() as session:
        account = _linked(session, claims)
        if account is None:
            account = _account_of_legal_person(platform, session, claims)
        if account is None or not account.active:
            return NotLinked(claims)
        if account.totp_since is not None:
            return SecondFactor(account.id)
        events.record(
            session,
            platform.clock,
            "signed_in",
            f"account:{account.id}",
            account_id=account.id,
            details={"method": METHOD},
        )
        return begin_session(platform, session, account, METHOD, place)


def link(platform: Platform, claims: Claims, account_id: int) -> bool:
    """Link an identity to an account; False where it is another account's already."""
    with platform.database.write() as session:
        return _link(platform, session, claims, account_id)


def is_linked(platform: Platform, account_id: int) -> bool:
    """Whether an account can be reached through the unified login."""
    with platform.database.read() as session:
        found = session.scalar(select(ExternalIdentity.id).where(ExternalIdentity.account_id == account_id))
    return found is not None


def unlink(platform: Platform, account_id: int) -> None:
    """Let an account be reached by its own password only."""
    with platform.database.write() as session:
        for each in session.scalars(
            select(ExternalIdentity).where(ExternalIdentity.account_id == account_id)
        ):
            session.delete(each)
        events.record(
            session, platform.clock, "unified_unlinked", f"account:{account_id}", account_id=account_id
        )


def _linked(session: Session, claims: Claims) -> Account | None:
    return session.scalars(
        select(Account)
        .join(ExternalIdentity, ExternalIdentity.account_id == Account.id)
        .where(ExternalIdentity.issuer == claims.issuer, ExternalIdentity.subject == claims.subject)
    ).one_or_none()


def _account_of_legal_person(platform: Platform, session: Session, claims: Claims) -> Account | None:
    """The account of the legal person that the provider has verified; made where there is none."""
    code = normal_credit_code(claims.credit_code) if claims.credit_code else None
    if code is None or not claims.enterprise:
        return None
    platform.database.lock(session, f"enterprise {code}")
    enterprise = session.scalars(select(Enterprise).where(Enterprise.credit_code == code)).one_or_none()
    if enterprise is None:
        enterprise = _make_enterprise(platform, session, code, claims.enterprise)
    account = session.scalars(
        select(Account)
        .where(Account.enterprise_id == enterprise.id, Account.kind == LEGAL)
        .order_by(Account.id)
        .limit(1)
        .with_for_update(of=Account)
    ).one_or_none()
    if enterprise.verified_at is None:
        if account is not None:
            _hand_over(platform, session, account)
        _verify(platform, enterprise, code, claims.enterprise)
    account = account or _make_account(platform, session, enterprise)
    _link(platform, session, claims, account.id)
    return account


def _hand_over(platform: Platform, session: Session, account: Account) -> None:
    """Nobody knows who registered an enterprise that was never verified: the legal person that the provider has verified
    takes the account over, and whoever had it keeps nothing of it."""
    told = {
        SMS: messages.HANDED_OVER,
        MAIL: mail(messages.HANDED_OVER),
        "subject": messages.HANDED_OVER_SUBJECT,
    }
    tell_loss(platform, session, account, told)
    take_ways_in(platform, session, account)
    subject = f"account:{account.id}"
    events.record(session, platform.clock, "mobile_changed", subject, details={"by": METHOD})


def _make_enterprise(platform: Platform, session: Session, code: str, name: str) -> Enterprise:
    now = platform.clock.now()
    enterprise = Enterprise(name=name[:200], credit_code=code, facts={}, created_at=now, updated_at=now)
    session.add(enterprise)
    session.flush()
    return enterprise


def _verify(platform: Platform, enterprise: Enterprise, code: str, name: str) -> None:
    now = platform.clock.now()
    enterprise.name = name[:200]
    enterprise.facts = {**enterprise.facts, "identity.name": enterprise.name, "identity.credit_code": code}
    enterprise.verified_at = enterprise.updated_at = now


def _make_account(platform: Platform, session: Session, enterprise: Enterprise) -> Account:
    """An account without a password: the unified login is the way in, 忘记密码 can give it one."""
    account = Account(
        login_name=f"u{secrets.token_hex(6)}",
        password_hash="",
        display_name=enterprise.name[:100],
        kind=LEGAL,
        enterprise_id=enterprise.id,
        role=ADMINISTRATOR,
        created_at=platform.clock.now(),
    )
    session.add(account)
    session.flush()
    events.record(
        session, platform.clock, "account_created", f"account:{account.id}", details={"method": METHOD}
    )
    return account


def _link(platform: Platform, session: Session, claims: Claims, account_id: int) -> bool:
    insert_if_missing(
        session,
        ExternalIdentity,
        account_id=account_id,
        issuer=claims.issuer,
        subject=claims.subject,
        linked_at=platform.clock.now(),
    )
    linked = _linked(session, claims)
    if linked is None or linked.id != account_id:
        return False
    events.record(session, platform.clock, "unified_linked", f"account:{account_id}", account_id=account_id)
    return True

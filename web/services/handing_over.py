"""Handing an account over to whom it belongs: nothing opens it any more by which anybody came in before.

Whoever registered somebody else's enterprise may have bound their own telephone, linked their own unified login and
invited their own people. None of that may outlast the day on which the rightful owner is found.
"""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from web.carriers import MAIL, SMS
from web.models import ADMINISTRATOR, LEGAL, Account
from web.models_accounts import ExternalIdentity, KnownDevice
from web.platform import Platform
from web.services import contacts, delivery, events, totp
from web.services.invitations import withdraw_all_by
from web.services.sessions import end_all


def take_ways_in(platform: Platform, session: Session, account: Account) -> None:
    """Take away the password, the telephone, the mailbox, the second factor, the linked logins, the known browsers and
    the open sessions of an account whose row is locked. The account of a legal person is its administrator again; while
    its identity is not verified, nobody else works for it any more: they were brought in by nobody knows whom."""
    contacts.set_mobile(platform, account, None)
    contacts.set_email(platform, account, None)
    account.password_hash, account.password_set_at, account.must_change_password = "", None, False
    account.totp_secret = account.totp_since = account.totp_step = None
    totp.drop_recovery_codes(session, account.id)
    for kept in (KnownDevice, ExternalIdentity):
        session.execute(delete(kept).where(kept.account_id == account.id))
    end_all(platform, session, account.id)
    withdraw_all_by(platform, session, account.id, None)
    if account.kind == LEGAL and account.enterprise_id is not None:
        account.role = ADMINISTRATOR
        if account.enterprise is not None and account.enterprise.verified_at is None:
            _part_from_others(platform, session, account)


def tell_loss(
    platform: Platform, session: Session, account: Account, told: dict[str, str], *, but: str = ""
) -> None:
    """Tell the places that an account is bound to that it will not be so any more: by the words for each channel."""
    for channel, address in ((SMS, account.mobile), (MAIL, account.email)):
        if address and address != but:
            delivery.queue(
                platform,
                session,
                channel,
                address,
                told[channel],
                purpose="identity",
                subject=told["subject"] if channel == MAIL else "",
            )


def _part_from_others(platform: Platform, session: Session, account: Account) -> None:
    others = session.scalars(
        select(Account)
        .where(
            Account.enterprise_id == account.enterprise_id, Account.id != account.id, Account.kind != LEGAL
        )
        .with_for_update(of=Account)
    ).all()
    for each in others:
        details = {"account": each.id, "name": each.display_name, "role": each.role}
        each.enterprise_id, each.role = None, None
        end_all(platform, session, each.id)
        withdraw_all_by(platform, session, each.id, None)
        events.record(
            session,
            platform.clock,
            "colleague_removed",
            f"account:{each.id}",
            details=details,
            enterprise_id=account.enterprise_id,
        )

"""What changes in an account, in the transaction of whoever lets it: the password, the telephone, the mailbox. Each is an
event, and the owner is told at all the places that are bound, also at the one that is bound no more."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from web import messages_account_settings as messages
from web.carriers import MAIL, SMS
from web.masking import mask_email, mask_number
from web.models import Account
from web.platform import Platform
from web.services import contacts, delivery, events
from web.services.sessions import end_all

PURPOSE = "account"


def lock_account(session: Session, account_id: int) -> Account:
    """The account as it stands once nobody else is changing it."""
    return session.scalars(
        select(Account)
        .where(Account.id == account_id)
        .with_for_update(of=Account)
        .execution_options(populate_existing=True)
    ).one()


def give_password(platform: Platform, session: Session, account: Account, kept: str, by: str) -> None:
    """Set what is kept of a new password and end every session; `by` is how its owner proved to be the owner."""
    account.password_hash, account.password_set_at = kept, platform.clock.now()
    account.must_change_password = False
    end_all(platform, session, account.id)
    _record(platform, session, account, "password_changed", by)
    _tell(platform, session, SMS, account.mobile, messages.PASSWORD_TOLD)
    _tell(platform, session, MAIL, account.email, messages.PASSWORD_TOLD, messages.PASSWORD_SUBJECT)


def give_mobile(platform: Platform, session: Session, account: Account, mobile: str, by: str) -> None:
    """Bind another telephone: the new one receives the login name."""
    old = account.mobile
    contacts.set_mobile(platform, account, mobile)
    _record(platform, session, account, "mobile_changed", by)
    told = messages.mobile_told(mask_number(mobile))
    _tell(platform, session, SMS, old, told)
    _tell(platform, session, MAIL, account.email, told, messages.MOBILE_SUBJECT)
    _tell(platform, session, SMS, mobile, messages.mobile_bound(account.login_name))


def give_email(platform: Platform, session: Session, account: Account, email: str, by: str) -> None:
    """Bind another mailbox."""
    old = account.email
    contacts.set_email(platform, account, email)
    _record(platform, session, account, "email_changed", by)
    told = messages.email_told(mask_email(email))
    _tell(platform, session, MAIL, old, told, messages.EMAIL_SUBJECT)
    _tell(platform, session, SMS, account.mobile, told)
    _tell(platform, session, MAIL, email, messages.email_bound(account.login_name), messages.EMAIL_SUBJECT)


def _record(platform: Platform, session: Session, account: Account, what: str, by: str) -> None:
    events.record(
        session,
        platform.clock,
        what,
        f"account:{account.id}",
        account_id=account.id,
        details={"by": by},
    )


def _tell(
    platform: Platform, session: Session, channel: str, address: str | None, text: str, subject: str = ""
) -> None:
    if not address:
        return
    delivery.queue(
        platform,
        session,
        channel,
        address,
        messages.mail(text) if channel == MAIL else text,
        purpose=PURPOSE,
        subject=subject,
    )

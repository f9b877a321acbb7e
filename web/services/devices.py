"""Browsers in which an account was signed in before: guessing from elsewhere does not lock them out.

A browser keeps a secret, the database its hash beside the accounts that were signed in there.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from web.database import insert_if_missing
from web.models_accounts import KnownDevice
from web.platform import Platform

LASTS = timedelta(days=400)
"""How long a browser is remembered that is not used; browsers keep no cookie for longer."""


def new_secret() -> str:
    """What a browser keeps that is not known yet."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """What is kept of a browser's secret: it is random and long, so that a plain hash is enough."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def is_known(platform: Platform, session: Session, account_id: int, browser: str) -> bool:
    """Whether the account was signed in before in the browser with this hash ('' for one that was never here)."""
    if not browser:
        return False
    since = platform.clock.now() - LASTS
    found = session.scalar(
        select(KnownDevice.id).where(
            KnownDevice.account_id == account_id,
            KnownDevice.device_hash == browser,
            KnownDevice.seen_at > since,
        )
    )
    return found is not None


def remember(platform: Platform, account_id: int, browser: str) -> None:
    """From now on the account knows this browser."""
    now = platform.clock.now()
    with platform.database.write() as session:
        insert_if_missing(session, KnownDevice, account_id=account_id, device_hash=browser, seen_at=now)
        mine = (KnownDevice.account_id == account_id) & (KnownDevice.device_hash == browser)
        session.execute(update(KnownDevice).where(mine).values(seen_at=now))


def forget_old(platform: Platform) -> None:
    """Delete the browsers that were not used for long."""
    with platform.database.write() as session:
        session.execute(delete(KnownDevice).where(KnownDevice.seen_at < platform.clock.now() - LASTS))

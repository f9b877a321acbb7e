"""The second factor itself: codes of six digits that a telephone reckons from a secret and the time (RFC 6238), and codes
of one use for those who lost it."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata
from datetime import datetime

import pyotp
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from web.models import Account
from web.models_accounts import RecoveryCode
from web.platform import Platform
from web.services import events

STEP = 30  # seconds
DRIFT = 1  # steps that the clock of a telephone may be away
HOW_MANY = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 4


def new_secret() -> str:
    """What the telephone and the platform share."""
    return pyotp.random_base32()


def address_of(secret: str, login_name: str, issuer: str) -> str:
    """What the picture for the telephone holds."""
    return pyotp.TOTP(secret).provisioning_uri(name=login_name, issuer_name=issuer)


def matching_step(secret: str, typed: str, now: datetime) -> int | None:
    """The step of time whose code this is, if it is one of these days' three."""
    code, present = plain(typed), int(now.timestamp()) // STEP
    if not re.fullmatch("[0-9]{6}", code):
        return None
    reckoned = pyotp.HOTP(secret)
    found = [
        step
        for step in range(present - DRIFT, present + DRIFT + 1)
        if hmac.compare_digest(reckoned.at(step), code)
    ]
    return found[-1] if found else None


def verify(platform: Platform, session: Session, account: Account, typed: str) -> bool:
    """Whether this is the second factor of an account, whose row is locked; each code is good for once."""
    if account.totp_secret is None or account.totp_since is None:
        return False
    step = matching_step(account.totp_secret, typed, platform.clock.now())
    if step is not None:
        if account.totp_step is not None and step <= account.totp_step:
            return False
        account.totp_step = step
        return True
    return _use_recovery_code(platform, session, account, typed)


def plain(typed: str) -> str:
    """A code as it is compared: half width, small letters, no blanks and dashes."""
    return re.sub(r"[\s-]+", "", unicodedata.normalize("NFKC", typed)).casefold()[:64]


# --- Codes of one use ----------------------------------------------------------------------------------------


def give_recovery_codes(session: Session, account_id: int) -> tuple[str, ...]:
    """Ten new codes, to be shown once; those of before are worth nothing any more."""
    drop_recovery_codes(session, account_id)
    codes = tuple(_new_code() for _ in range(HOW_MANY))
    session.add_all(
        RecoveryCode(account_id=account_id, code_hash=_hashed(account_id, each)) for each in codes
    )
    return codes


def drop_recovery_codes(session: Session, account_id: int) -> None:
    """Make every code of one use worthless."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))


def codes_left(session: Session, account_id: int) -> int:
    """How many codes of one use are left."""
    mine = (RecoveryCode.account_id == account_id) & RecoveryCode.used_at.is_(None)
    return session.scalar(select(func.count()).where(mine)) or 0


def are_codes_of(session: Session, account_id: int, codes: tuple[str, ...]) -> bool:
    """Whether all these are codes of the account that were not used yet."""
    hashes = {_hashed(account_id, each) for each in codes}
    mine = (RecoveryCode.account_id == account_id) & RecoveryCode.used_at.is_(None)
    found = session.scalars(select(RecoveryCode.code_hash).where(mine, RecoveryCode.code_hash.in_(hashes)))
    return bool(codes) and {*found} == hashes


def _use_recovery_code(platform: Platform, session: Session, account: Account, typed: str) -> bool:
    mine = (RecoveryCode.account_id == account.id) & (RecoveryCode.code_hash == _hashed(account.id, typed))
    used = session.execute(
        update(RecoveryCode).where(mine, RecoveryCode.used_at.is_(None)).values(used_at=platform.clock.now())
    )
    if getattr(used, "rowcount", 0) != 1:
        return False
    subject = f"account:{account.id}"
    events.record(session, platform.clock, "recovery_code_used", subject, account_id=account.id)
    return True


def _new_code() -> str:
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def _hashed(account_id: int, code: str) -> str:
    """Sixteen letters out of 31 are too many to try them all, so that a plain hash is enough."""
    return hashlib.sha256(f"{account_id} {plain(code)}".encode("utf-8", "surrogatepass")).hexdigest()

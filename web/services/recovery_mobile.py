"""手机号修改 by whoever holds the old telephone or the mailbox: first that is proved, then the new telephone.

The proof is what the browser carries from one page to the next. It is worth something for a quarter of an hour, and no
more once the telephone, the mailbox or the password is another one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from web.models import Account
from web.platform import Platform
from web.services import codes
from web.services.account_changes import give_mobile, lock_account
from web.services.codes import Checked, Expired, Issued, Request, Right
from web.services.recovery import Claim, channel_of, claim_request, find_claimed, send_claim_code
from web.services.sessions import Place, end_all

OLD, NEW = "recover_mobile", "recover_mobile_new"
LASTS = timedelta(minutes=15)


@dataclass(frozen=True)
class Proof:
    """Somebody holds what an account is bound to: by mail or sms, since when; `stamp` stands for how the account was."""

    account_id: int
    by: str
    since: datetime
    stamp: str


@dataclass(frozen=True)
class Over:
    """The proof is worth nothing any more."""


@dataclass(frozen=True)
class Same:
    """The new telephone is the old one."""


def send_old_code(platform: Platform, claim: Claim, place: Place) -> Issued:
    """Send a code to the old telephone or the mailbox, if the account is bound to it."""
    with platform.database.write() as session:
        return send_claim_code(platform, session, OLD, claim, place)


def prove(platform: Platform, claim: Claim, code: str, place: Place) -> Proof | Checked:
    """Whether somebody holds what the account is bound to."""
    with platform.database.write() as session:
        checked = codes.check_code(platform, session, claim_request(OLD, claim, place), code)
        if not isinstance(checked, Right):
            return checked  # committed: a wrong try counts
        account = find_claimed(platform, session, claim)
        if account is None:
            return Expired()
        now = platform.clock.now()
        return Proof(account.id, channel_of(claim.address), now, _stamp(account))


def stands(platform: Platform, proof: Proof) -> bool:
    """Whether a proof is still worth something."""
    with platform.database.read() as session:
        return _proved(platform, session.get(Account, proof.account_id), proof)


def send_new_code(platform: Platform, proof: Proof, mobile: str, place: Place) -> Issued | Over | Same:
    """Send a code to the new telephone."""
    with platform.database.write() as session:
        account = session.get(Account, proof.account_id)
        if account is None or not _proved(platform, account, proof):
            return Over()
        if account.mobile == mobile:
            return Same()
        return codes.send_code(platform, session, _new_request(proof, mobile, place))


def change(platform: Platform, proof: Proof, mobile: str, code: str, place: Place) -> Checked | Over | Same:
    """Bind the new telephone and end every session; `Right` where that is done."""
    with platform.database.write() as session:
        asked = _new_request(proof, mobile, place)
        checked = codes.check_code(platform, session, asked, code)
        if not isinstance(checked, Right):
            return checked  # committed: a wrong try counts
        account = lock_account(session, proof.account_id)
        if not _proved(platform, account, proof):
            return Over()
        if account.mobile == mobile:
            return Same()
        _bind(platform, session, account, mobile, proof)
        return checked


def _bind(platform: Platform, session: Session, account: Account, mobile: str, proof: Proof) -> None:
    give_mobile(platform, session, account, mobile, proof.by)
    end_all(platform, session, account.id)


def _proved(platform: Platform, account: Account | None, proof: Proof) -> bool:
    if account is None or not account.active or _stamp(account) != proof.stamp:
        return False
    return platform.clock.now() - proof.since <= LASTS


def _stamp(account: Account) -> str:
    known = (account.mobile_key, account.email_key, account.password_set_at)
    return hashlib.sha256(repr(known).encode()).hexdigest()[:32]


def _new_request(proof: Proof, mobile: str, place: Place) -> Request:
    return Request(NEW, f"{NEW} {proof.account_id}", mobile, place.address)

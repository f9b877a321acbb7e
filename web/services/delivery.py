"""Messages on their way out: queued in the transaction that causes them, carried by whoever comes round.

A letter is claimed in one short transaction, sent outside of any, and marked in another. Several workers never claim the
same letter. If one dies between sending and marking, the letter is sent again when its claim has run out (ten minutes),
with the same key: at least once, and a receiver that knows the key takes it once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from web.carriers import MAIL, SMS, Letter, Undelivered
from web.masking import mask_address
from web.models_delivery import GIVEN_UP, SENT, SHOWN, WAITING, Outgoing
from web.platform import Platform
from web.sealing import Unsealable

logger = logging.getLogger(__name__)

CLAIMED_FOR = timedelta(minutes=10)
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=1)
KEPT = timedelta(days=30)
AT_ONCE = 20
LISTED = 50
_CONTROL = {*map(chr, range(32)), "\x7f", "\x85", "\u2028", "\u2029"}


@dataclass(frozen=True)
class Shown:
    """One message of the outbox."""

    channel: str
    address: str
    subject: str
    text: str
    at: datetime


@dataclass(frozen=True)
class _Claim:
    id: int
    tries: int


# --- Queuing -------------------------------------------------------------------------------------------------


def can_send(platform: Platform, channel: str) -> bool:
    """Whether a message of this channel would reach anybody: a carrier, or the outbox of a demonstration."""
    return channel in platform.carriers or platform.config.demonstration


def queue(
    platform: Platform,
    session: Session,
    channel: str,
    address: str,
    text: str,
    *,
    purpose: str,
    subject: str = "",
    until: datetime | None = None,
) -> bool:
    """Send a message when this transaction is committed; False, and a line in the log, where nothing could send it.

    `purpose` is one word for the log; after `until` (a day, if nothing is said) the message is of no use.
    """
    if _CONTROL & {*address, *subject}:
        raise ValueError("an address and a subject are one line")
    if not can_send(platform, channel):
        logger.error("no way to send %s is configured: a message (%s) was not sent", channel, purpose)
        return False
    now = platform.clock.now()
    session.add(
        Outgoing(
            key=uuid4(),
            channel=channel,
            purpose=purpose,
            address=address,
            subject=subject,
            text=text,
            state=WAITING if channel in platform.carriers else SHOWN,
            queued_at=now,
            next_try_at=now,
            until=min(until or now + GIVEN_UP_AFTER, now + GIVEN_UP_AFTER),
        )
    )
    return True


# --- Sending -------------------------------------------------------------------------------------------------


def delay_after(tries: int) -> timedelta:
    """How long to wait after so many failures: twice as long each time, an hour at most."""
    doubled: timedelta = FIRST_DELAY * 2 ** min(tries - 1, 10)
    return min(doubled, LONGEST_DELAY)


def send_due(platform: Platform, stopped: Callable[[], bool] = lambda: False) -> int:
    """Send what is due, one after another, a bounded number; returns how many were tried."""
    tried = 0
    while tried < AT_ONCE and not stopped():
        claim = _claim(platform)
        if claim is None:
            break
        _send(platform, claim)
        tried += 1
    return tried


def _claim(platform: Platform) -> _Claim | None:
    """Take the letter that has waited longest, so that nobody else takes it for a while."""
    now = platform.clock.now()
    due = (
        select(Outgoing.id, Outgoing.tries)
        .where(
            Outgoing.state == WAITING,
            Outgoing.next_try_at <= now,
            Outgoing.channel.in_(sorted(platform.carriers)),
        )
        .order_by(Outgoing.next_try_at, Outgoing.id)
        .limit(1)
    )
    with platform.database.read() as session:  # no one is kept waiting while there is nothing to do
        if session.execute(due).first() is None:
            return None
    with platform.database.write() as session:
        row = session.execute(due.with_for_update(skip_locked=True)).first()
        if row is None:
            return None
        claim = _Claim(row.id, row.tries + 1)
        session.execute(
            update(Outgoing)
            .where(Outgoing.id == row.id)
            .values(tries=claim.tries, next_try_at=now + CLAIMED_FOR)
        )
        return claim


def _send(platform: Platform, claim: _Claim) -> None:
    with platform.database.read() as session:
        try:
            row = session.get_one(Outgoing, claim.id)
        except Unsealable as error:
            _give_up(platform, claim, "cannot be unsealed")
            logger.error("message %s given up: %s", claim.id, error)
            return
    told = f"{row.channel} to {mask_address(row.address)} ({row.purpose}, {row.key}, try {claim.tries})"
    if platform.clock.now() >= row.until:
        _give_up(platform, claim, row.trouble or "too late")
        logger.error("%s given up: it is of no more use", told)
        return
    letter = Letter(
        str(row.key), row.channel, row.address, row.subject or "", row.text or "", platform.clock.now()
    )
    try:
        platform.carriers[row.channel].send(letter)
    except Undelivered as failure:
        _failed(platform, claim, row.until, failure, told)
    except Exception as error:  # a fault of ours: the others must go on
        logger.exception("%s failed", told)
        _failed(platform, claim, row.until, Undelivered(type(error).__name__), told)
    else:
        _mark(platform, claim, state=SENT, finished_at=platform.clock.now(), trouble=None, **_erased())
        logger.info("%s sent", told)


def _failed(platform: Platform, claim: _Claim, until: datetime, failure: Undelivered, told: str) -> None:
    next_try_at = platform.clock.now() + delay_after(claim.tries)
    if failure.final or next_try_at >= until:
        _give_up(platform, claim, failure.reason)
        logger.error("%s given up: %s", told, failure.reason)
        return
    _mark(platform, claim, next_try_at=next_try_at, trouble=failure.reason[:200])
    logger.warning("%s not sent: %s", told, failure.reason)


def _give_up(platform: Platform, claim: _Claim, reason: str) -> None:
    now = platform.clock.now()
    _mark(platform, claim, state=GIVEN_UP, finished_at=now, trouble=reason[:200], **_erased())


def _erased() -> dict[str, None]:
    return {"subject": None, "text": None}


def _mark(platform: Platform, claim: _Claim, **values: object) -> None:
    """Write what came of a claim, unless it ran out meanwhile and somebody else has the letter."""
    with platform.database.write() as session:
        session.execute(update(Outgoing).where(_is_held(claim)).values(**values))


def _is_held(claim: _Claim) -> ColumnElement[bool]:
    return (Outgoing.id == claim.id) & (Outgoing.state == WAITING) & (Outgoing.tries == claim.tries)


def forget_old(platform: Platform) -> None:
    """Delete the messages that were done with a month ago."""
    before = platform.clock.now() - KEPT
    with platform.database.write() as session:
        session.execute(delete(Outgoing).where(Outgoing.state != WAITING, Outgoing.queued_at < before))


# --- The outbox of a demonstration ---------------------------------------------------------------------------


def has_outbox(platform: Platform) -> bool:
    """Whether there are messages that are shown on a page because nothing sends them."""
    return platform.config.demonstration and not {MAIL, SMS} <= platform.carriers.keys()


def list_outbox(platform: Platform) -> tuple[Shown, ...]:
    """The newest messages that were shown instead of sent."""
    newest = select(Outgoing).where(Outgoing.state == SHOWN).order_by(Outgoing.id.desc()).limit(LISTED)
    with platform.database.read() as session:
        return tuple(
            Shown(row.channel, mask_address(row.address), row.subject or "", row.text or "", row.queued_at)
            for row in session.scalars(newest)
        )

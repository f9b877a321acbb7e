"""Codes and links of one use, by which people prove that a telephone or a mailbox is theirs.

What stands in the database are keyed hashes, so that a copy of it opens nothing. Limits are counted there too, the same
for all processes. The functions work inside the transaction of the service that calls them: a wrong try must be
committed with its answer.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from web import messages_accounts as messages
from web.carriers import MAIL, SMS
from web.models_delivery import CODE, LINK, OneTimeCode
from web.platform import Platform
from web.sealing import derived_key, keyed_hash
from web.services import delivery

DIGITS = 6
MOST_TRIES = 5
BETWEEN = timedelta(seconds=60)
CODE_LASTS = timedelta(minutes=5)
LINK_LASTS = timedelta(minutes=30)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# How many within how long: about one subject, to one address, from one place on the network.
SUBJECT_LIMITS = ((5, HOUR), (10, DAY))
ADDRESS_LIMITS = ((5, HOUR), (10, DAY))
ORIGIN_LIMITS = ((60, HOUR),)
_KEPT = 2 * DAY


@dataclass(frozen=True)
class Request:
    """What is asked for: what it is good for (one word), whom it is about (`account:12`), where it goes, and from which
    place on the network it was asked. A `quiet` one is counted and kept like any other but not sent: for a name that
    nobody has, so that the answer is the same."""

    purpose: str
    subject: str
    address: str
    origin: str
    quiet: bool = False


@dataclass(frozen=True)
class Sent:
    """On its way; it can be used until then."""

    until: datetime


@dataclass(frozen=True)
class TooSoon:
    """One was sent a moment ago."""

    wait: timedelta


@dataclass(frozen=True)
class TooMany:
    """Too many were sent in an hour or a day."""

    wait: timedelta


@dataclass(frozen=True)
class Unavailable:
    """Nothing is configured that could send it."""


@dataclass(frozen=True)
class Right:
    """It was this one; it is used up now. `subject` is what it was asked for."""

    subject: str


@dataclass(frozen=True)
class Wrong:
    """It was not this one; after `left` more wrong tries a new code is needed."""

    left: int


@dataclass(frozen=True)
class Expired:
    """It is too old, was replaced by a newer one, or never was."""


@dataclass(frozen=True)
class Used:
    """It was used before."""


Issued = Sent | TooSoon | TooMany | Unavailable
Checked = Right | Wrong | Expired | Used
Followed = Right | Expired | Used


# --- Issuing -------------------------------------------------------------------------------------------------


def send_code(platform: Platform, session: Session, request: Request, channel: str = SMS) -> Issued:
    """Send six digits; an earlier code for the same purpose and subject is replaced."""
    refused = _refused(platform, session, request, channel)
    if refused is not None:
        return refused
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    until = _keep(platform, session, request, CODE, _code_key(platform, request, code), CODE_LASTS)
    if not request.quiet:
        text = messages.code_text(code, CODE_LASTS)
        _queue(platform, session, request, channel, messages.CODE_SUBJECT, text, until)
    return Sent(until)


def send_link(
    platform: Platform,
    session: Session,
    request: Request,
    address_of: Callable[[str], str],
    subject: str,
    *,
    lasts: timedelta = LINK_LASTS,
    text_of: Callable[[str], str] | None = None,
) -> Issued:
    """Mail a link; `address_of` makes the full address of the page from the token, `text_of` the text of the mail from
    that address where the usual one does not do."""
    refused = _refused(platform, session, request, MAIL)
    if refused is not None:
        return refused
    token = secrets.token_urlsafe(32)
    until = _keep(platform, session, request, LINK, _link_key(platform, request.purpose, token), lasts)
    if not request.quiet:
        address = address_of(token)
        text = text_of(address) if text_of is not None else messages.link_text(subject, address, lasts)
        _queue(platform, session, request, MAIL, subject, text, until)
    return Sent(until)


def _refused(platform: Platform, session: Session, request: Request, channel: str) -> Issued | None:
    """Why nothing is sent now; also makes requests about the same person or place follow one another."""
    if not delivery.can_send(platform, channel):
        return Unavailable()
    subject, address, origin = _keys(platform, request)
    for each in sorted({subject, address, origin}):
        platform.database.lock(session, f"codes {each}")
    about, to, place = (
        OneTimeCode.subject_key == subject,
        OneTimeCode.address_key == address,
        OneTimeCode.origin_key == origin,
    )
    now = platform.clock.now()
    soon = max(_wait(session, now, each, 1, BETWEEN) for each in (about, to))
    if soon > timedelta(0):
        return TooSoon(soon)
    limits = [
        *((about, *each) for each in SUBJECT_LIMITS),
        *((to, *each) for each in ADDRESS_LIMITS),
        *((place, *each) for each in ORIGIN_LIMITS),
    ]
    wait = max(_wait(session, now, *each) for each in limits)
    return TooMany(wait) if wait > timedelta(0) else None


def _wait(
    session: Session, now: datetime, whose: ColumnElement[bool], most: int, within: timedelta
) -> timedelta:
    """How long until another one may be sent: until the oldest of the last `most` is older than `within`."""
    last = session.scalars(
        select(OneTimeCode.issued_at)
        .where(whose, OneTimeCode.issued_at > now - within)
        .order_by(OneTimeCode.issued_at.desc())
        .offset(most - 1)
        .limit(1)
    ).one_or_none()
    return timedelta(0) if last is None else last + within - now


def _keep(
    platform: Platform, session: Session, request: Request, kind: str, secret: str, lasts: timedelta
) -> datetime:
    now = platform.clock.now()
    subject, address, origin = _keys(platform, request)
    session.add(
        OneTimeCode(
            kind=kind,
            purpose=request.purpose,
            subject_key=subject,
            address_key=address,
            origin_key=origin,
            secret_key=secret,
            about=request.subject,
            issued_at=now,
            expires_at=now + lasts,
        )
    )
    session.flush()
    return now + lasts


def _queue(
    platform: Platform,
    session: Session,
    request: Request,
    channel: str,
    subject: str,
    text: str,
    until: datetime,
) -> None:
    delivery.queue(
        platform,
        session,
        channel,
        request.address,
        text,
        purpose=request.purpose,
        subject=subject,
        until=until,
    )


# --- Checking ------------------------------------------------------------------------------------------------


def check_code(platform: Platform, session: Session, request: Request, typed: str) -> Checked:
    """Whether this is the newest code for this purpose, subject and address; each code can be tried five times."""
    subject = _keys(platform, request)[0]
    platform.database.lock(session, f"codes {subject}")
    row = session.scalars(
        select(OneTimeCode)
        .where(
            OneTimeCode.kind == CODE,
            OneTimeCode.purpose == request.purpose,
            OneTimeCode.subject_key == subject,
        )
        .order_by(OneTimeCode.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None or (row.used_at is None and row.expires_at <= platform.clock.now()):
        return Expired()
    if row.used_at is not None:
        return Used()
    if row.tries >= MOST_TRIES:
        return Wrong(0)
    row.tries += 1
    if not hmac.compare_digest(row.secret_key, _code_key(platform, request, typed.strip())):
        return Wrong(MOST_TRIES - row.tries)
    row.used_at = platform.clock.now()
    return Right(request.subject)


def give_back_code(platform: Platform, session: Session, request: Request) -> None:
    """Let the code that was right be typed again, where what it was for could not be done; the try stays counted."""
    newest = (
        select(OneTimeCode.id)
        .where(
            OneTimeCode.kind == CODE,
            OneTimeCode.purpose == request.purpose,
            OneTimeCode.subject_key == _keys(platform, request)[0],
        )
        .order_by(OneTimeCode.id.desc())
        .limit(1)
    )
    session.execute(
        update(OneTimeCode).where(OneTimeCode.id == newest.scalar_subquery()).values(used_at=None)
    )


def look_at_link(platform: Platform, session: Session, purpose: str, token: str) -> Followed:
    """What a link would do, without using it up: mail programs follow links before people do."""
    row = _link(platform, session, purpose, token)
    if row is None:
        return Expired()
    if row.used_at is not None:
        return Used()
    return Right(row.about) if row.expires_at > platform.clock.now() else Expired()


def use_link(platform: Platform, session: Session, purpose: str, token: str) -> Followed:
    """Use a link up, and with it every other that was sent for the same purpose and subject."""
    found = look_at_link(platform, session, purpose, token)
    if not isinstance(found, Right):
        return found
    subject = _hashed(platform, "subject", found.subject)
    platform.database.lock(session, f"codes {subject}")
    found = look_at_link(platform, session, purpose, token)  # somebody may have been quicker meanwhile
    if isinstance(found, Right):
        session.execute(
            update(OneTimeCode)
            .where(
                OneTimeCode.kind == LINK,
                OneTimeCode.purpose == purpose,
                OneTimeCode.subject_key == subject,
                OneTimeCode.used_at.is_(None),
            )
            .values(used_at=platform.clock.now())
        )
    return found


def _link(platform: Platform, session: Session, purpose: str, token: str) -> OneTimeCode | None:
    secret = _link_key(platform, purpose, token)
    return session.scalars(
        select(OneTimeCode)
        .where(OneTimeCode.secret_key == secret, OneTimeCode.kind == LINK, OneTimeCode.purpose == purpose)
        .limit(1)
        .execution_options(populate_existing=True)
    ).one_or_none()


def forget_old(platform: Platform) -> None:
    """Delete what no limit counts any more and nobody can use."""
    now = platform.clock.now()
    with platform.database.write() as session:
        session.execute(
            delete(OneTimeCode).where(OneTimeCode.issued_at < now - _KEPT, OneTimeCode.expires_at <= now)
        )


# --- Hashes --------------------------------------------------------------------------------------------------


def _keys(platform: Platform, request: Request) -> tuple[str, str, str]:
    return (
        _hashed(platform, "subject", request.subject),
        _hashed(platform, "address", request.address),
        _hashed(platform, "origin", request.origin),
    )


def _code_key(platform: Platform, request: Request, code: str) -> str:
    return _hashed(platform, CODE, request.purpose, request.subject, request.address, code)


def _link_key(platform: Platform, purpose: str, token: str) -> str:
    return _hashed(platform, LINK, purpose, token)


def _hashed(platform: Platform, kind: str, *parts: str) -> str:
    key = derived_key(platform.config.secret_key.encode(), f"tidu one-time {kind}")
    return keyed_hash(key, json.dumps(parts))

"""The messages of an enterprise (我的消息): posted by what causes them, read by each of its people for themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from web.carriers import MAIL
from web.database import insert_if_missing
from web.messages_inbox import KINDS, mail_text
from web.models import Account, Enterprise
from web.models_accounts import Message, MessageRead
from web.platform import Platform
from web.services.delivery import can_send, queue
from web.services.people import SignedIn

EXPIRY, UPDATE, CERTIFIED, CANCELLED, REMINDER = KINDS
ON_A_PAGE = 20
LATEST = 5
MOST_COUNTED = 100
"""From so many unread messages on nobody counts any more: the count is asked for on every page."""


@dataclass(frozen=True)
class Received:
    """A message as one person of the enterprise sees it."""

    id: int
    kind: str
    title: str
    text: str
    link: str
    at: datetime
    is_read: bool

    @property
    def kind_name(self) -> str:
        return KINDS[self.kind]


@dataclass(frozen=True)
class Inbox:
    """A page of messages, the latest first; `unread` counts those of each kind that this person has not read."""

    messages: tuple[Received, ...]
    kind: str | None
    page: int
    pages: int
    unread: Mapping[str, int]

    @property
    def all_unread(self) -> int:
        return sum(self.unread.values())


# --- Posting -------------------------------------------------------------------------------------------------


def post(
    platform: Platform,
    session: Session,
    enterprise_id: int,
    kind: str,
    title: str,
    text: str,
    link: str = "",
    key: str = "",
) -> bool:
    """Tell an enterprise something, in the transaction that causes it; False where that was told already.

    What has the same `key` is told an enterprise once. `link` is a path on this site. A copy goes by mail to everybody
    of the enterprise who wants one, if mail can be sent at all.
    """
    if kind not in KINDS:
        raise ValueError(f"no kind of message is called {kind}")
    if link and (not link.startswith("/") or link.startswith("//")):
        raise ValueError("a message leads to a path on this site")
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    added = session.execute(
        dialect.insert(Message)
        .values(
            enterprise_id=enterprise_id,
            kind=kind,
            title=title,
            text=text,
            link=link or None,
            key=key_of(enterprise_id, key or str(uuid4())),
            at=platform.clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(Message.id)
    ).scalar_one_or_none()
    if added is None:
        return False
    _send_copies(platform, session, enterprise_id, title, text, link)
    return True


def key_of(enterprise_id: int, key: str) -> str:
    """Under what a message is kept that an enterprise is told once."""
    return f"{enterprise_id}:{key}"


def _send_copies(
    platform: Platform, session: Session, enterprise_id: int, title: str, text: str, link: str
) -> None:
    if not can_send(platform, MAIL):
        return
    name = session.scalars(select(Enterprise.name).where(Enterprise.id == enterprise_id)).one()
    site = platform.config.public_url
    body = mail_text(name, text, f"{site}{link}" if site and link else site)
    wanted = select(Account.email).where(
        Account.enterprise_id == enterprise_id,
        Account.active,
        Account.mail_copy,
        Account.email.is_not(None),
    )
    for address in dict.fromkeys(session.scalars(wanted)):
        if address:
            queue(platform, session, MAIL, address, body, purpose="message", subject=title)


# --- Reading -------------------------------------------------------------------------------------------------


def count_unread(platform: Platform, person: SignedIn) -> int:
    """How many messages this person has not read, at most `MOST_COUNTED`."""
    if person.enterprise_id is None:
        return 0
    some = select(Message.id).where(*_unread(person)).limit(MOST_COUNTED).subquery()
    with platform.database.read() as session:
        return session.scalar(select(func.count()).select_from(some)) or 0


def list_latest(platform: Platform, person: SignedIn) -> tuple[Received, ...]:
    """The latest messages, for the first page."""
    with platform.database.read() as session:
        return _received(session, _of(person).limit(LATEST))


def list_messages(platform: Platform, person: SignedIn, kind: str | None = None, page: int = 1) -> Inbox:
    """A page of the messages, of one kind or of all; a page that is not there becomes the nearest that is."""
    mine = [Message.enterprise_id == person.enterprise_id, *([Message.kind == kind] if kind else [])]
    with platform.database.read() as session:
        number = session.scalar(select(func.count()).where(*mine)) or 0
        pages = max(1, -(-number // ON_A_PAGE))
        page = min(max(page, 1), pages)
        messages = _received(
            session, _of(person).where(*mine).limit(ON_A_PAGE).offset((page - 1) * ON_A_PAGE)
        )
        unread = _count_by_kind(session, person)
    return Inbox(messages, kind, page, pages, unread)


def read_message(platform: Platform, person: SignedIn, message_id: int) -> Received | None:
    """One message of this person's enterprise; None for any other."""
    with platform.database.read() as session:
        return next(iter(_received(session, _of(person).where(Message.id == message_id))), None)


def mark_read(platform: Platform, person: SignedIn, message_id: int) -> bool:
    """Note that this person has read a message; False for what is not their enterprise's."""
    with platform.database.write() as session:
        found = session.get(Message, message_id)
        if found is None or found.enterprise_id != person.enterprise_id:
            return False
        _mark(platform, session, person, [message_id])
        return True


def mark_all_read(platform: Platform, person: SignedIn, kind: str | None = None) -> int:
    """Note that this person has read every message, or every one of a kind; returns how many were unread."""
    with platform.database.write() as session:
        wanted = select(Message.id).where(*_unread(person), *([Message.kind == kind] if kind else []))
        found = session.scalars(wanted).all()
        _mark(platform, session, person, found)
        return len(found)


def _mark(platform: Platform, session: Session, person: SignedIn, several: Sequence[int]) -> None:
    now = platform.clock.now()
    for number in several:
        insert_if_missing(session, MessageRead, message_id=number, account_id=person.account_id, at=now)


def _read_by(person: SignedIn) -> ColumnElement[bool]:
    return exists().where(MessageRead.message_id == Message.id, MessageRead.account_id == person.account_id)


def _unread(person: SignedIn) -> tuple[ColumnElement[bool], ...]:
    return Message.enterprise_id == person.enterprise_id, ~_read_by(person)


def _of(person: SignedIn) -> Select[Message, bool]:
    """The messages of a person's enterprise, the latest first, each with whether they have read it."""
    return (
        select(Message, _read_by(person))
        .where(Message.enterprise_id == person.enterprise_id)
        .order_by(Message.at.desc(), Message.id.desc())
    )


def _received(session: Session, query: Select[Message, bool]) -> tuple[Received, ...]:
    return tuple(
        Received(row.id, row.kind, row.title, row.text, row.link or "", row.at, bool(is_read))
        for row, is_read in session.execute(query)
    )


def _count_by_kind(session: Session, person: SignedIn) -> Mapping[str, int]:
    found = session.execute(
        select(Message.kind, func.count()).where(*_unread(person)).group_by(Message.kind)
    ).all()
    counted = {row[0]: row[1] for row in found}
    return {kind: counted.get(kind, 0) for kind in KINDS}

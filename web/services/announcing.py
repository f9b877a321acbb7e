"""Writing announcements: an officer of the ministry or of a province writes, publishes at a day, changes and withdraws those
of the own authority, and of no other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.authorities import LEVELS
from web import messages_announcing as messages
from web.models_review import Announcement
from web.platform import Platform
from web.services import events
from web.services.announcements import Opened, opened
from web.services.people import SignedIn
from web.services.permissions import Action, Refused, may

ON_A_PAGE = 20
MAY_WRITE = LEVELS[:2]
DRAFT, SCHEDULED, PUBLISHED, WITHDRAWN = "draft", "scheduled", "published", "withdrawn"


@dataclass(frozen=True)
class Text:
    """What was written."""

    title: str
    body: str


@dataclass(frozen=True)
class Own:
    """An announcement of one's own authority: where it stands, and which version of it this is."""

    opened: Opened
    state: str
    publish_on: date | None
    version: str


@dataclass(frozen=True)
class OwnPage:
    """A page of them, what was last worked on first."""

    entries: tuple[Own, ...]
    count: int
    page: int
    pages: int


class Conflict:
    """Somebody else changed it meanwhile; nothing was written."""


def why_not_write(platform: Platform, person: SignedIn) -> Refused | None:
    """Why somebody may not write announcements; None where they may."""
    authority = platform.catalogue.authorities.get(person.authority) if person.authority else None
    if not may(person, Action.REVIEW) or authority is None or authority.level not in MAY_WRITE:
        return Refused("not_yours_to_announce", messages.ONLY_MINISTRY_AND_PROVINCES)
    return None


def list_own(platform: Platform, person: SignedIn, page: int) -> OwnPage:
    """The announcements of an officer's authority."""
    mine = Announcement.authority == person.authority
    with platform.database.read() as session:
        count = session.scalar(select(func.count()).select_from(Announcement).where(mine)) or 0
        pages = max(1, -(-count // ON_A_PAGE))
        page = min(max(1, page), pages)
        rows = session.scalars(
            select(Announcement)
            .where(mine)
            .order_by(Announcement.changed_at.desc(), Announcement.id.desc())
            .limit(ON_A_PAGE)
            .offset((page - 1) * ON_A_PAGE)
        ).all()
        return OwnPage(tuple(_own(platform, session, each) for each in rows), count, page, pages)


def look_at_own(platform: Platform, person: SignedIn, announcement_id: int) -> Own | None:
    """One of them; None for what is another authority's."""
    with platform.database.read() as session:
        row = find_own(session, person, announcement_id)
        return _own(platform, session, row) if row is not None else None


def write_new(platform: Platform, person: SignedIn, text: Text) -> int:
    """Begin an announcement; nobody reads it before it is published."""
    now = platform.clock.now()
    with platform.database.write() as session:
        row = Announcement(
            authority=person.authority,
            title=text.title,
            body=text.body,
            made_by=person.account_id,
            made_at=now,
            changed_at=now,
        )
        session.add(row)
        session.flush()
        events.record(
            session,
            platform.clock,
            "announcement_written",
            subject_of(row.id),
            account_id=person.account_id,
            details={"title": text.title},
        )
        return row.id


def change(
    platform: Platform, person: SignedIn, announcement_id: int, text: Text, version: str
) -> Own | Conflict | None:
    """Write it anew; a public one changes for everybody at once. `version` is the one that was on the page."""
    with platform.database.write() as session:
        row = find_own(session, person, announcement_id, lock=True)
        if row is None:
            return None
        if version_of(row) != version:
            return Conflict()
        before = {"title": row.title, "body": row.body}
        row.title, row.body, row.changed_at = text.title, text.body, platform.clock.now()
        events.record(
            session,
            platform.clock,
            "announcement_changed",
            subject_of(row.id),
            account_id=person.account_id,
            details={"title": text.title, "before": before},
        )
        return _own(platform, session, row)


def publish(platform: Platform, person: SignedIn, announcement_id: int, day: date) -> Own | None:
    """Let everybody read it from the beginning of a day on, today or later; one that was withdrawn is read again."""
    with platform.database.write() as session:
        row = find_own(session, person, announcement_id, lock=True)
        if row is None or day < platform.clock.today():
            return None
        row.publish_on, row.withdrawn_at, row.changed_at = day, None, platform.clock.now()
        events.record(
            session,
            platform.clock,
            "announcement_published",
            subject_of(row.id),
            account_id=person.account_id,
            details={"title": row.title, "on": day.isoformat()},
        )
        return _own(platform, session, row)


def withdraw(platform: Platform, person: SignedIn, announcement_id: int) -> Own | None:
    """Take it out of sight; it can be published again."""
    with platform.database.write() as session:
        row = find_own(session, person, announcement_id, lock=True)
        if row is None:
            return None
        if row.withdrawn_at is None:
            row.withdrawn_at = row.changed_at = platform.clock.now()
            events.record(
                session,
                platform.clock,
                "announcement_withdrawn",
                subject_of(row.id),
                account_id=person.account_id,
                details={"title": row.title},
            )
        return _own(platform, session, row)


def find_own(
    session: Session, person: SignedIn, announcement_id: int, *, lock: bool = False
) -> Announcement | None:
    """The row of an announcement of an officer's authority."""
    mine = Announcement.id == announcement_id, Announcement.authority == person.authority
    chosen = select(Announcement).where(*mine)
    return session.scalars(chosen.with_for_update() if lock else chosen).one_or_none()


def subject_of(announcement_id: int) -> str:
    """How events name an announcement."""
    return f"announcement:{announcement_id}"


def version_of(row: Announcement) -> str:
    """What changes whenever an announcement does."""
    return row.changed_at.isoformat()


def state_of(row: Announcement, today: date) -> str:
    """Where an announcement stands on a day."""
    if row.withdrawn_at is not None:
        return WITHDRAWN
    if row.publish_on is None:
        return DRAFT
    return PUBLISHED if row.publish_on <= today else SCHEDULED


def _own(platform: Platform, session: Session, row: Announcement) -> Own:
    state = state_of(row, platform.clock.today())
    return Own(opened(platform, session, row), state, row.publish_on, version_of(row))

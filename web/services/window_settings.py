"""Setting windows: the days on which a province, or the ministry, lets a procedure be declared, and by when each level is
to be done. Who is affected is told before anything is saved; who has not sent yet is reminded when the end comes earlier.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from hashlib import sha256

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from engine.authorities import Authority
from engine.procedures import Procedure
from web import messages_window_settings as messages
from web.clock import local
from web.models_review import Case, Window
from web.platform import Platform
from web.services import events
from web.services.authorities import authority_of
from web.services.people import SignedIn
from web.services.permissions import Refused
from web.services.scopes import COLUMNS, MINISTRY, PROVINCE
from web.services.window_reach import Affected, find_affected, find_unsent
from web.services.window_rules import Wanted, Wrong, clash_of, wrong_with
from web.services.window_telling import remind_of_end, tell_closed, title_of


@dataclass(frozen=True)
class Shown:
    """A window as its officers see it: how it stands today, and how much was sent in it."""

    window: Window
    procedure: str
    state: str
    sent: int
    mark: str
    """What it was like when it was shown, so that of two who change it at once one is told."""


@dataclass(frozen=True)
class Checked:
    """What is wrong, and whom it would affect; `reminds` says whether who has not sent is reminded."""

    wrong: tuple[Wrong, ...]
    affected: Affected
    reminds: bool


@dataclass(frozen=True)
class Saved:
    """It was done; so many enterprises were reminded."""

    window_id: int
    reminded: int


class Overtaken:
    """Somebody else changed it since it was shown."""


Outcome = Saved | Overtaken | tuple[Wrong, ...]


# --- Looking -------------------------------------------------------------------------------------------------


def why_not_open(platform: Platform, person: SignedIn) -> Refused | None:
    """Why an officer may set no windows: their authority is below a province."""
    authority = authority_of(platform, person)
    if authority is None or authority.level not in {MINISTRY, PROVINCE}:
        return Refused("level", messages.ONLY_PROVINCES)
    return None


def windowed_procedures(platform: Platform) -> tuple[Procedure, ...]:
    """The procedures that are opened by authorities."""
    return tuple(each for each in platform.catalogue.procedures() if each.windows)


def list_windows(platform: Platform, person: SignedIn) -> Sequence[Shown]:
    """The windows of this officer's authority, the last to open first."""
    with platform.database.read() as session:
        rows = session.scalars(
            select(Window)
            .where(Window.authority == (person.authority or ""))
            .order_by(Window.opens.desc(), Window.id.desc())
        ).all()
        sent = _sent(session, [each.id for each in rows])
    return tuple(_shown(platform, each, sent.get(each.id, 0)) for each in rows)


def look_at_window(platform: Platform, person: SignedIn, window_id: int) -> Shown | None:
    """One of them; None for any other."""
    with platform.database.read() as session:
        window = _find(session, person, window_id)
        if window is None:
            return None
        return _shown(platform, window, _sent(session, [window.id]).get(window.id, 0))


def check(platform: Platform, person: SignedIn, wanted: Wanted, window_id: int | None = None) -> Checked:
    """What is wrong with a window as it is wanted, and whom it would affect."""
    authority = _office(platform, person)
    with platform.database.read() as session:
        window = _find(session, person, window_id) if window_id is not None else None
        wrong = wrong_with(platform, session, authority, wanted, window)
        affected = find_affected(platform, session, authority, wanted.procedure, window)
    return Checked(wrong, affected, window is not None and _comes_earlier(platform, window, wanted.closes))


def check_closing(platform: Platform, person: SignedIn, window_id: int) -> Affected | None:
    """Whom it would affect to close a window now, or to open it again; None where it is not this officer's."""
    authority = _office(platform, person)
    with platform.database.read() as session:
        window = _find(session, person, window_id)
        if window is None:
            return None
        return find_affected(platform, session, authority, window.procedure, window)


# --- Changing ------------------------------------------------------------------------------------------------


def save(
    platform: Platform, person: SignedIn, wanted: Wanted, window_id: int | None = None, mark: str = ""
) -> Outcome:
    """Set a window, or change one that looked like `mark`."""
    authority = _office(platform, person)
    with platform.database.write() as session:
        platform.database.lock(session, f"windows:{authority.code}")
        window = _find(session, person, window_id, lock=True) if window_id is not None else None
        if window_id is not None and (window is None or _mark(window) != mark):
            return Overtaken()
        wrong = wrong_with(platform, session, authority, wanted, window)
        if wrong:
            return wrong
        earlier = window is not None and _comes_earlier(platform, window, wanted.closes)
        before = None if window is None else _told(window)
        window = window or Window(
            authority=authority.code, made_by=person.account_id, made_at=platform.clock.now()
        )
        for each in fields(Wanted):
            setattr(window, each.name, getattr(wanted, each.name))
        session.add(window)
        session.flush()
        _move_deadlines(session, window)
        told = {"before": before} if before else {}
        _record(platform, session, person, window, "window_changed" if before else "window_opened", told)
        reminded = remind_of_end(platform, session, authority, window) if earlier else 0
        return Saved(window.id, reminded)


def close_early(platform: Platform, person: SignedIn, window_id: int, mark: str) -> Outcome:
    """End a window now, or before it begins; who has not sent yet is told."""
    authority = _office(platform, person)
    with platform.database.write() as session:
        window = _find(session, person, window_id, lock=True)
        if window is None or _mark(window) != mark:
            return Overtaken()
        if window.closed_at is not None or window.closes < platform.clock.today():
            return (Wrong("", messages.NOT_TO_CLOSE),)
        was_open = window.opens <= platform.clock.today()
        window.closed_at = platform.clock.now()
        _record(platform, session, person, window, "window_closed")
        told = find_unsent(platform, session, authority, window.procedure) if was_open else ()
        reminded = sum(tell_closed(platform, session, authority, window, each) for each in told)
        return Saved(window.id, reminded)


def reopen(platform: Platform, person: SignedIn, window_id: int, mark: str) -> Outcome:
    """Take back that a window was closed early, until its last day."""
    authority = _office(platform, person)
    with platform.database.write() as session:
        platform.database.lock(session, f"windows:{authority.code}")
        window = _find(session, person, window_id, lock=True)
        if window is None or _mark(window) != mark:
            return Overtaken()
        if window.closed_at is None:
            return (Wrong("", messages.NOT_CLOSED),)
        if window.closes < platform.clock.today():
            return (Wrong("", messages.ALREADY_OVER),)
        clash = clash_of(platform, session, authority, window, window.id)
        if clash is not None:
            return (Wrong("", clash),)
        window.closed_at = None
        _record(platform, session, person, window, "window_reopened")
        return Saved(window.id, 0)


# --- Whom it touches -----------------------------------------------------------------------------------------


def _comes_earlier(platform: Platform, window: Window, closes: date) -> bool:
    """Whether the end of a window that is not over moves towards today."""
    return window.closed_at is None and platform.clock.today() <= window.closes and closes < window.closes


def _move_deadlines(session: Session, window: Window) -> None:
    """Cases of this window that have a turn are due when their level now is."""
    for level, column in COLUMNS.items():
        session.execute(
            update(Case)
            .where(Case.window_id == window.id, Case.authority != "", Case.authority == column)
            .values(due=getattr(window, f"{level}_due"))
        )


# --- Small things --------------------------------------------------------------------------------------------


def _office(platform: Platform, person: SignedIn) -> Authority:
    """The authority of an officer who may set windows; views ask `why_not_open` first."""
    authority = authority_of(platform, person)
    if authority is None or why_not_open(platform, person) is not None:
        raise PermissionError("windows are set by provinces and the ministry")
    return authority


def _find(session: Session, person: SignedIn, window_id: int, *, lock: bool = False) -> Window | None:
    found = session.get(Window, window_id, with_for_update=lock)
    return found if found is not None and found.authority == person.authority else None


def _sent(session: Session, several: Sequence[int]) -> dict[int, int]:
    query = select(Case.window_id, func.count()).where(Case.window_id.in_(several)).group_by(Case.window_id)
    return {number: count for number, count in session.execute(query) if number is not None}


def _shown(platform: Platform, window: Window, sent: int) -> Shown:
    today = platform.clock.today()
    if window.closed_at is not None:
        state = messages.CLOSED
    elif window.opens > today:
        state = messages.COMING
    else:
        state = messages.OPEN if window.closes >= today else messages.OVER
    return Shown(window, title_of(platform, window.procedure), state, sent, _mark(window))


def _told(window: Window) -> dict[str, str]:
    """A window in words for the record."""
    return {each.name: str(getattr(window, each.name)) for each in fields(Wanted)}


def _mark(window: Window) -> str:
    """What a window looks like: another one looks otherwise."""
    closed = local(window.closed_at).isoformat() if window.closed_at is not None else ""
    return sha256("|".join([*_told(window).values(), closed]).encode()).hexdigest()[:16]


def _record(
    platform: Platform,
    session: Session,
    person: SignedIn,
    window: Window,
    what: str,
    details: Mapping[str, object] | None = None,
) -> None:
    events.record(
        session,
        platform.clock,
        what,
        f"window:{window.id}",
        account_id=person.account_id,
        details={"authority": window.authority, "after": _told(window), **(details or {})},
    )

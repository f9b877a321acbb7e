"""The first page: what the platform is, or what waits for whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from web.access import public, signed_in_only
from web.caching import revalidated
from web.messages_home import TASKS
from web.navigation import address_of
from web.requests import platform, signed_in, signed_in_or_none
from web.services.announcements import PROVINCES, ministry_code
from web.services.announcing import why_not_write
from web.services.desk import count_turns
from web.services.identity_queue import count_waiting
from web.services.offices import office_of
from web.services.overview import overview
from web.services.people import SignedIn
from web.services.permissions import Action, may
from web.services.portal import show_front
from web.services.window_settings import why_not_open

blueprint = Blueprint("home", __name__)

REVIEWS, WINDOWS = "desk.index", "windows.index"
DESK, ANNOUNCING = "desk_identities.index", "desk_announcements.index"
_ACTIONS = {
    REVIEWS: Action.REVIEW,
    "overview.show": Action.REVIEW,
    WINDOWS: Action.REVIEW,
    DESK: Action.DECIDE_IDENTITY,
    ANNOUNCING: Action.REVIEW,
    "administration.officers": Action.MANAGE_OFFICERS,
    "administration.accounts": Action.MANAGE_ACCOUNTS,
}
_COUNTS = {REVIEWS: count_turns, DESK: count_waiting}


@dataclass(frozen=True)
class Task:
    """Something officers do: where, what it is called, and how much of it waits (None: nothing is counted there)."""

    title: str
    text: str
    address: str
    waiting: int | None = None


@blueprint.get("/")
@public
def show() -> ResponseReturnValue:
    """Visitors learn what they can do here; whoever is signed in finds what waits for them."""
    return _show_own() if signed_in_or_none() else _welcome()


def _welcome() -> Response:
    """What visitors see; it is asked for again every time, because the same address is the own page of whoever signs
    in, and sent again only where it changed."""
    page = render_template(
        "pages/welcome.html",
        front=show_front(platform(), request.args.get("province", "")),
        ministry=ministry_code(platform()),
        all_provinces=PROVINCES,
        contest=platform().config.contest_url,
    )
    return revalidated(Response(page), "private, no-cache")


@signed_in_only
def _show_own() -> str:
    """The first page of an enterprise's people, of officers, of those who belong to none. Who must do something before
    anything else is sent on, as from every other page."""
    person = signed_in()
    if person.is_officer:
        tasks = tuple(_tasks(person))
        return render_template("pages/home_officer.html", office=office_of(platform(), person), tasks=tasks)
    if person.enterprise_id is None:
        return render_template("pages/home_person.html")
    return render_template(
        "pages/home.html",
        overview=overview(platform(), person, person.enterprise_id),
        can_prove=may(person, Action.PROVE_IDENTITY),
    )


def _tasks(person: SignedIn) -> Iterator[Task]:
    """What this officer may do, of the pages that there are."""
    for endpoint, (title, text) in TASKS.items():
        address = address_of(endpoint)
        if endpoint == ANNOUNCING and why_not_write(platform(), person) is not None:
            continue
        if endpoint == WINDOWS and why_not_open(platform(), person) is not None:
            continue
        if address and may(person, _ACTIONS[endpoint]):
            count = _COUNTS.get(endpoint)
            waiting = count(platform(), person) if count is not None else None
            yield Task(title, text, address, waiting)

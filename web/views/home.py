"""The first page: what the platform is, or what waits for whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from web.access import public, signed_in_only
from web.messages_home import TASKS
from web.navigation import address_of
from web.requests import platform, signed_in, signed_in_or_none
from web.services.identity_queue import count_waiting
from web.services.offices import office_of
from web.services.overview import overview
from web.services.people import SignedIn
from web.services.permissions import Action, may

blueprint = Blueprint("home", __name__)

DESK = "desk_identities.index"
_ACTIONS = {
    DESK: Action.DECIDE_IDENTITY,
    "administration.officers": Action.MANAGE_OFFICERS,
    "administration.accounts": Action.MANAGE_ACCOUNTS,
}


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
    return _show_own() if signed_in_or_none() else render_template("pages/welcome.html")


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
        if address and may(person, _ACTIONS[endpoint]):
            waiting = count_waiting(platform(), person) if endpoint == DESK else None
            yield Task(title, text, address, waiting)

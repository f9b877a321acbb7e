"""Who may open which page: every view carries one of these marks, and a test goes through all routes to see it.

`@public` is for everybody, `@signed_in_only` for whoever is signed in, `@needs(Action.SEND)` for whom
`web.services.permissions` lets. Whose records a page shows is asked by the service besides.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from web.answers import error_page, json_error
from web.requests import signed_in_or_none, wants_json
from web.services.people import PASSWORD, SECOND_FACTOR
from web.services.permissions import Action, Refused, why_not
from web.sessions import ask_to_sign_in

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC, SIGNED_IN = "public", "signed_in"
HELD_AT = {PASSWORD: "account.password", SECOND_FACTOR: "second_factor.begin"}
"""Where somebody is sent who must do something before anything else."""


def public(view: View) -> View:
    """Everybody may open this page."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def signed_in_only(view: View) -> View:
    """Whoever is signed in may open this page."""
    return _guarded(view, SIGNED_IN, held=False)


def even_when_held(view: View) -> View:
    """Whoever is signed in may open this page, also those who must do something before anything else: it is where
    they do it."""
    return _guarded(view, SIGNED_IN, held=True)


def needs(action: Action) -> Callable[[View], View]:
    """Only those may open this page who may do that."""
    return lambda view: _guarded(view, action, held=False)


def _guarded(view: View, access: str, *, held: bool) -> View:
    @wraps(view)
    def guarded(*arguments: Any, **named: Any) -> ResponseReturnValue:
        person = signed_in_or_none()
        if person is None:
            return ask_to_sign_in()
        if person.held_at and not held:
            return send_on(person.held_at)
        refused = why_not(person, access) if isinstance(access, Action) else None
        if refused is not None:
            return forbidden(refused)
        return cast(ResponseReturnValue, view(*arguments, **named))

    guarded.access = access  # type: ignore[attr-defined]
    return cast(View, guarded)


def forbidden(refused: Refused) -> ResponseReturnValue:
    """The answer to those who may not: why, and what to do instead."""
    if wants_json():
        return json_error(403, refused.reason, refused.text)
    return error_page(403, advice=refused.text)


def send_on(what: str) -> ResponseReturnValue:
    """The answer to those who are held: the page where they do what comes first."""
    if wants_json():
        return json_error(403, what, "")
    after = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for(HELD_AT[what], next=after), 303)

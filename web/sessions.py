"""Who is signed in: Flask-Login, and what happens when nobody is any more."""

from __future__ import annotations

from datetime import datetime

from flask import Flask, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user, login_user, logout_user

from web import device_cookie, messages
from web.answers import json_error, sign_in_page
from web.requests import carried, platform, wants_json
from web.services.accounts import HALFWAY_LASTS, Halfway
from web.services.people import SignedIn
from web.services.sessions import end_session, find_person

UNIFIED = "unified_claims"
"""Where a session keeps who came from the unified login and has no account yet; signing in with one does not lose it."""
HALFWAY = "halfway"

login_manager = LoginManager()
# "strong" would end the session of everybody whose network address changes on the way to work.
login_manager.session_protection = "basic"


def set_up(application: Flask) -> None:
    """Let Flask-Login find the person of each request."""
    login_manager.init_app(application, add_context_processor=False)
    login_manager.user_loader(_load)
    login_manager.unauthorized_handler(ask_to_sign_in)


def begin(person: SignedIn) -> None:
    """Start a new session for this person, in a browser that their account knows from now on; nothing of the one before
    remains."""
    waiting = session.get(UNIFIED)
    end()
    session.permanent = True
    if waiting is not None:
        session[UNIFIED] = waiting
    login_user(person)
    device_cookie.remember(platform(), person.account_id)


def begin_halfway(halfway: Halfway, target: str = "") -> None:
    """Keep that the first factor was right, until the second one is given: for five minutes. A session that is open in
    this browser goes on meanwhile. `target` is the path to go on to."""
    session[HALFWAY] = {
        "account": halfway.account_id,
        "method": halfway.method,
        "since": halfway.since.isoformat(),
        "next": target,
    }


def halfway() -> tuple[Halfway, str] | None:
    """Whose first factor was right in this browser a moment ago, and where they want to go on to."""
    kept = session.get(HALFWAY)
    if kept is None:
        return None
    found = Halfway(kept["account"], kept["method"], datetime.fromisoformat(kept["since"]))
    if platform().clock.now() - found.since > HALFWAY_LASTS:
        return None
    return found, kept["next"]


def forget_halfway() -> None:
    """Begin again with the first factor."""
    session.pop(HALFWAY, None)


def end() -> None:
    """End the session, with its CSRF token: in this browser and in the database, so that an answer still under way that
    brings the cookie back brings back nothing."""
    if current_user.is_authenticated:
        end_session(platform(), current_user.get_id())
    logout_user()
    session.clear()
    g.pop("csrf_token", None)


def ask_to_sign_in() -> ResponseReturnValue:
    """Answer a request that needs somebody signed in; a form that was sent is kept and offered again."""
    if wants_json():
        return json_error(401, "signed_out", messages.SIGN_IN_AGAIN)
    if request.method in {"GET", "HEAD"}:
        flash(messages.SIGN_IN_REQUIRED)
        return redirect(url_for("sessions.sign_in", next=request.full_path.rstrip("?")))
    return sign_in_page(401, problem=messages.SIGN_IN_AGAIN, carried=carried())


def _load(session_id: str) -> SignedIn | None:
    return find_person(platform(), session_id)

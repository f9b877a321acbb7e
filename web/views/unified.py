"""Signing in through the unified login, where one is set."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from web import messages_unified as messages
from web import sessions, unified
from web.access import public, signed_in_only
from web.addresses import full_address
from web.requests import place, platform, safe_path, signed_in
from web.security import limiter
from web.services.accounts import Halfway
from web.services.people import SignedIn
from web.services.unified import METHOD, Claims, NotLinked, SecondFactor, link, sign_in_from, unlink
from web.unified import Unreachable
from web.unified_login import UnifiedLogin

blueprint = Blueprint("unified", __name__)

NEXT, PENDING = "unified_next", sessions.UNIFIED
LASTS = timedelta(minutes=15)


def _limit() -> str:
    limit: str = platform().config.sign_in_limit
    return limit


@blueprint.get("/unified/sign-in")
@limiter.limit(_limit)
@public
def begin() -> ResponseReturnValue:
    """Go to the provider; back here afterwards, and on to where the person wanted to be."""
    _login()
    session[NEXT] = safe_path(request.args.get("next")) or ""
    try:
        return unified.go(full_address("unified.come_back"))
    except Unreachable:
        return _failed()


@blueprint.get("/unified/callback")
@limiter.limit(_limit)
@public
def come_back() -> ResponseReturnValue:
    """The provider sent the person back: sign in, or ask once which account is theirs."""
    login = _login()
    if request.args.get("error"):
        flash(messages.CANCELLED)
        return redirect(url_for("sessions.sign_in"))
    try:
        claims = unified.come_back(login)
    except Unreachable:
        return _failed()
    target = safe_path(session.pop(NEXT, "")) or url_for("home.show")
    found = sign_in_from(platform(), claims, place())
    match found:
        case SignedIn():
            sessions.begin(found)
            return redirect(target)
        case SecondFactor():
            sessions.begin_halfway(Halfway(found.account_id, METHOD, platform().clock.now()), target)
            return redirect(url_for("sessions.second_factor"))
        case NotLinked():
            session[PENDING] = {**asdict(found.claims), "at": platform().clock.now().timestamp()}
            return redirect(url_for("unified.ask"))


@blueprint.get("/unified/link")
@public
def ask() -> ResponseReturnValue:
    """Which account of this platform is theirs: sign in with it, then say so."""
    claims = _pending()
    if claims is None:
        return _expired()
    return render_template("pages/unified_link.html", title=_login().title, name=claims.name)


@blueprint.post("/unified/link")
@signed_in_only
def connect() -> ResponseReturnValue:
    """Link the account that is signed in."""
    claims = _pending()
    if claims is None:
        return _expired()
    session.pop(PENDING)
    if link(platform(), claims, signed_in().account_id):
        flash(messages.linked(_login().title))
    else:
        flash(messages.TAKEN)
    return redirect(url_for("home.show"))


@blueprint.post("/unified/unlink")
@signed_in_only
def disconnect() -> ResponseReturnValue:
    """Sign in with this platform's own password only, from now on."""
    unlink(platform(), signed_in().account_id)
    flash(messages.UNLINKED)
    return redirect(url_for("account.show"))


def _login() -> UnifiedLogin:
    found = platform().config.unified_login
    if found is None:
        abort(404)
    return found


def _pending() -> Claims | None:
    """Who came back from the provider a moment ago without an account here."""
    _login()
    kept: dict[str, Any] = dict(session.get(PENDING) or {})
    since = kept.pop("at", 0)
    if not kept or platform().clock.now().timestamp() - since > LASTS.total_seconds():
        return None
    return Claims(**kept)


def _failed() -> ResponseReturnValue:
    flash(messages.failed(_login().title))
    return redirect(url_for("sessions.sign_in"))


def _expired() -> ResponseReturnValue:
    flash(messages.EXPIRED)
    return redirect(url_for("sessions.sign_in"))

"""Small questions a view asks about the request."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID

from flask import abort, current_app, redirect, request, url_for
from flask_login import current_user

from engine.fields.base import Posted
from engine.json_value import NotJson, decode
from web.browsers import browser_in_words
from web.device_cookie import browser_of_request
from web.platform import Platform
from web.services.answers import PostedPage
from web.services.drafts import Sent, look_at_draft
from web.services.fillings import Filling
from web.services.people import SignedIn
from web.services.sessions import Place

CARRIED = "carried."


def platform() -> Platform:
    """What services stand on, of the application that answers this request."""
    return cast(Platform, current_app.extensions["tidu"])


def signed_in() -> SignedIn:
    """The person who is signed in; only for views that `web.access` guards."""
    return cast(SignedIn, current_user._get_current_object())


def signed_in_or_none() -> SignedIn | None:
    """The person who is signed in, if anybody is."""
    return signed_in() if current_user.is_authenticated else None


def enterprise_id() -> int:
    """The enterprise this person acts for; 403 for accounts without one."""
    number = signed_in().enterprise_id
    if number is None:
        abort(403)
    return number


def place() -> Place:
    """Where this request comes from: the address, the browser in a few words, and by what it is recognised."""
    return Place(request.remote_addr or "", browser_in_words(request.user_agent.string), browser_of_request())


def look_at(draft_id: UUID) -> Filling:
    """The draft of this enterprise; 404 for any other, and on to the result when it was submitted."""
    found = look_at_draft(platform(), draft_id, enterprise_id())
    if found is None:
        abort(404)
    if isinstance(found, Sent):
        abort(redirect(url_for("submissions.show", submission_id=found.submission_id), 303))
    return found


def posted_page(section: str) -> PostedPage:
    """The section that this request posts, with what its page had shown."""
    form = request.form
    keep = dict.fromkeys(form.getlist("_undecided"), "undecided") if _decides() else {}
    keep |= dict.fromkeys(form.getlist("_keep"), "mine") | dict.fromkeys(form.getlist("_take"), "theirs")
    revision = form.get("_revision", "")
    return PostedPage(
        section=section,
        based_on=int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else 0,
        posted=Posted(form.to_dict(flat=False)),
        shown=shown_answers(form.get("_shown", "")),
        keep=keep,
    )


def _decides() -> bool:
    """Whether this request decides one conflict, and leaves the others of its page open."""
    return "_take" in request.form or "_keep" in request.form


def shown_answers(text: str) -> Mapping[str, Any]:
    """The answers a page had shown, as it posts them."""
    try:
        found = decode(text)
    except NotJson:
        return {}
    return found if isinstance(found, dict) else {}


def wants_json() -> bool:
    """Whether this request came from a module of ours rather than from a page being opened."""
    if request.is_json:
        return True
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]


def is_same_origin() -> bool:
    """Whether the browser says that a page of ours sent this request; silence counts as no."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.host}"


def safe_path(target: str | None) -> str | None:
    """A path on this site to go on to, or None for anything a browser could read as another site."""
    if not target or len(target) > 2000 or not target.startswith("/"):
        return None
    if target.startswith("//") or "\\" in target:
        return None
    if any(unicodedata.category(letter) in {"Cc", "Cf"} for letter in target):
        return None
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else None


@dataclass(frozen=True)
class Carried:
    """What a person typed into a form that could not be taken yet, and where it was going."""

    target: str
    fields: tuple[tuple[str, str], ...]


def carried() -> Carried | None:
    """What this request's form holds, to be kept over signing in; only from a page of ours, and without what its view
    calls secret."""
    if request.method != "POST" or not is_same_origin():
        return None
    view = current_app.view_functions.get(request.endpoint or "")
    left_out = {"csrf_token", *getattr(view, "secret_fields", ())}
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in left_out]
    return Carried(request.full_path.rstrip("?"), tuple(fields)) if fields else None


def carried_over() -> Carried | None:
    """What the sign-in page kept in hidden fields of an earlier form."""
    target = safe_path(request.form.get("carried_to"))
    if target is None or not is_same_origin():
        return None
    fields = [
        (name.removeprefix(CARRIED), value)
        for name, value in request.form.items(multi=True)
        if name.startswith(CARRIED)
    ]
    return Carried(target, tuple(fields)) if fields else None

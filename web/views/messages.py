"""我的消息: the list by kinds, one message, and what was read."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import messages_inbox
from web.access import needs
from web.requests import platform, signed_in
from web.services import inbox
from web.services.permissions import Action

blueprint = Blueprint("messages", __name__)


@blueprint.get("/messages")
@needs(Action.READ)
def index() -> str:
    """The messages of this enterprise, of one kind or of all."""
    found = inbox.list_messages(platform(), signed_in(), _kind(request.args.get("kind")), _page())
    return render_template("pages/messages.html", inbox=found, kinds=messages_inbox.KINDS)


@blueprint.get("/messages/<int(max=9223372036854775807):message_id>")
@needs(Action.READ)
def show(message_id: int) -> str:
    """One message. Opening it is reading it, so this marks it: for this person alone, the same however often, and nothing
    that anybody could wish to undo. A page fetched ahead or only asked about was not read."""
    found = inbox.read_message(platform(), signed_in(), message_id)
    if found is None:
        abort(404)
    if not found.is_read and _is_looked_at():
        inbox.mark_read(platform(), signed_in(), message_id)
    return render_template("pages/message.html", message=found)


@blueprint.post("/messages/read")
@needs(Action.READ)
def read_all() -> ResponseReturnValue:
    """Every message, or every one of a kind, is marked as read."""
    kind = _kind(request.form.get("kind"))
    inbox.mark_all_read(platform(), signed_in(), kind)
    flash(messages_inbox.ALL_READ)
    return redirect(url_for("messages.index", kind=kind), 303)


def _kind(text: str | None) -> str | None:
    return text if text in messages_inbox.KINDS else None


def _page() -> int:
    text = request.args.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _is_looked_at() -> bool:
    return request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", "")

"""The outbox of a demonstration: what would have been sent."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from web.access import public
from web.requests import platform
from web.services import delivery

blueprint = Blueprint("outbox", __name__)


@blueprint.get("/outbox")
@public
def show() -> str:
    """The newest messages; not there where messages really leave."""
    if not delivery.has_outbox(platform()):
        abort(404)
    return render_template("pages/outbox.html", messages=delivery.list_outbox(platform()))

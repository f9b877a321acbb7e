"""The first page: what the platform is, or what this enterprise can do."""

from __future__ import annotations

from flask import Blueprint, render_template

from web.requests import platform, signed_in_or_none
from web.services.procedures import list_procedures

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def show() -> str:
    """Visitors learn what they can do here; enterprises find what they can do."""
    person = signed_in_or_none()
    if person is None:
        return render_template("pages/welcome.html")
    entries = list_procedures(platform(), person.enterprise_id) if person.enterprise_id is not None else ()
    return render_template("pages/home.html", entries=entries)

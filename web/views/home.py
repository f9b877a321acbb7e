"""The first page: what the platform is, or what this enterprise can do."""

from __future__ import annotations

from flask import Blueprint, render_template

from web.requests import platform, signed_in_or_none
from web.services.forms import list_forms

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def show() -> str:
    """Visitors learn what they can do here; enterprises find their forms."""
    person = signed_in_or_none()
    if person is None:
        return render_template("pages/welcome.html")
    forms = list_forms(platform(), person.enterprise_id) if person.enterprise_id is not None else ()
    return render_template("pages/home.html", forms=forms)

"""The first page: what the platform is, or what this enterprise can do."""

from __future__ import annotations

from flask import Blueprint, render_template

from web.access import public
from web.requests import platform, signed_in_or_none
from web.services.procedures import group_procedures, list_procedures, profile_comes_first
from web.services.titles import read_titles

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@public
def show() -> str:
    """Visitors learn what they can do here; enterprises find what they can do."""
    person = signed_in_or_none()
    if person is None:
        return render_template("pages/welcome.html")
    known = person.enterprise_id
    entries = list_procedures(platform(), known) if known is not None else ()
    return render_template(
        "pages/home.html",
        entries=entries,
        groups=group_procedures(entries),
        titles=read_titles(platform(), known) if known is not None else (),
        not_complete=profile_comes_first(entries),
    )

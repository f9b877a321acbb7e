"""The titles of an enterprise and their ends (认证到期管理)."""

from __future__ import annotations

from flask import Blueprint, render_template

from web.access import needs
from web.requests import enterprise_id, platform, signed_in
from web.services.permissions import Action
from web.services.titles_held import list_titles

blueprint = Blueprint("titles", __name__)


@blueprint.get("/certifications")
@needs(Action.READ)
def index() -> str:
    """Every title with its days, its re-review today, and those there were."""
    titles = list_titles(platform(), signed_in(), enterprise_id())
    return render_template("pages/titles.html", titles=titles)

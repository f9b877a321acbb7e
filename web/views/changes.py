"""Major changes (重大变更)."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from web.access import needs
from web.requests import enterprise_id, platform, signed_in
from web.services.changes import list_changes
from web.services.permissions import Action

blueprint = Blueprint("changes", __name__)


@blueprint.get("/changes")
@needs(Action.READ)
def index() -> str:
    """The changes that are reported, of one kind or of all, and the button to report one."""
    kind, page = request.args.get("kind", ""), request.args.get("page", 1, type=int)
    found = list_changes(platform(), signed_in(), enterprise_id(), kind, page)
    return render_template("pages/changes.html", page=found)

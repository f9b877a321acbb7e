"""What an enterprise can do, one procedure at a time."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from web.access import needs
from web.requests import enterprise_id, platform
from web.services import procedures
from web.services.permissions import Action

blueprint = Blueprint("procedures", __name__)


@blueprint.get("/procedures/<procedure>")
@needs(Action.READ)
def show(procedure: str) -> str:
    """What it asks, how that turned out, who looks at what is sent, and the button to begin."""
    found = procedures.look_at_procedure(platform(), enterprise_id(), procedure)
    if found is None:
        abort(404)
    return render_template("pages/procedure.html", page=found)

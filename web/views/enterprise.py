"""The enterprise's own facts."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_login import login_required

from web.requests import enterprise_id, platform
from web.services.profiles import read_profile

blueprint = Blueprint("enterprise", __name__)


@blueprint.get("/enterprise")
@login_required
def show() -> str:
    """What the platform knows about the enterprise, read-only."""
    return render_template("pages/enterprise.html", profile=read_profile(platform(), enterprise_id()))

"""The enterprise's own facts."""

from __future__ import annotations

from flask import Blueprint, render_template

from web.access import needs
from web.requests import enterprise_id, platform
from web.services.allocation import read_allocation
from web.services.permissions import Action
from web.services.procedures import list_procedures
from web.services.profiles import read_profile
from web.services.titles import read_ladder

blueprint = Blueprint("enterprise", __name__)


@blueprint.get("/enterprise")
@needs(Action.READ)
def show() -> str:
    """What the platform knows about the enterprise, the titles it holds, and how what is known is changed."""
    entries = list_procedures(platform(), enterprise_id())
    return render_template(
        "pages/enterprise.html",
        profile=read_profile(platform(), enterprise_id()),
        ladder=read_ladder(platform(), enterprise_id()),
        allocation=read_allocation(platform(), enterprise_id()),
        maintained=[each for each in entries if each.kind == "profile"],
        updated=[each for each in entries if each.kind == "update"],
    )

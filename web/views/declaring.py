"""Choosing what to declare, and where (企业申报)."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from web.access import needs
from web.requests import enterprise_id, platform
from web.services import declaring
from web.services.permissions import Action
from web.views import drafts

blueprint = Blueprint("declaring", __name__)


@blueprint.get("/declare")
@needs(Action.READ)
def index() -> str:
    """The tiers side by side: whether one may, whether they are open, and the way on."""
    return render_template("pages/declare.html", page=declaring.list_tiers(platform(), enterprise_id()))


@blueprint.get("/declare/<procedure>")
@needs(Action.READ)
def show(procedure: str) -> Response:
    """The places that are open today, one's own marked."""
    return _page(procedure)


@blueprint.post("/declare/<procedure>")
@needs(Action.FILL)
def begin(procedure: str) -> ResponseReturnValue:
    """Begin in the place that was chosen; any but one's own is refused with the reason."""
    place = request.form.get("place", "")
    refused = declaring.choose_place(platform(), enterprise_id(), procedure, place)
    if refused is not None:
        return _page(procedure, 422, refused.text, place)
    return drafts.begin(procedure)


def _page(procedure: str, status: int = 200, problem: str = "", chosen: str = "") -> Response:
    found = declaring.look_where(platform(), enterprise_id(), procedure)
    if found is None:
        abort(404)
    return Response(render_template("pages/where.html", page=found, problem=problem, chosen=chosen), status)

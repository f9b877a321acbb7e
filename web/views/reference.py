"""Codes to choose from: industries, regions. The same for everybody, so browsers may keep them."""

from __future__ import annotations

import hashlib

from flask import Blueprint, Response, jsonify, request

from web.access import public
from web.requests import platform
from web.security import stateless
from web.services import reference

blueprint = Blueprint("reference", __name__)


@blueprint.get("/reference/industries")
@stateless
@public
def industries() -> Response:
    """Industries below `?parent=` (the top without it), or those that `?q=` finds by code or part of the name."""
    return _answer("industries")


@blueprint.get("/reference/regions")
@stateless
@public
def regions() -> Response:
    """Regions below `?parent=`, or those that `?q=` finds."""
    return _answer("regions")


def _answer(system: str) -> Response:
    words = request.args.get("q")
    entries = (
        reference.children(platform(), system, request.args.get("parent", ""))
        if words is None
        else reference.search(platform(), system, words)
    )
    response = jsonify(
        items=[
            {"code": each.code, "name": each.name, "path": each.path, "leaf": each.leaf} for each in entries
        ]
    )
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.make_conditional(request)
    return response

"""Static files, kept by browsers for a year under the address of their release."""

from __future__ import annotations

from flask import Blueprint, Response, send_from_directory

from web import assets
from web.access import public
from web.security import stateless

blueprint = Blueprint("assets", __name__)


@blueprint.get("/static/<fingerprint>/<path:name>")
@stateless
@public
def show(fingerprint: str, name: str) -> Response:
    """A file of this release; under the address of another release it is not kept."""
    response = send_from_directory(assets.FOLDER, name, max_age=0)
    current = fingerprint == assets.fingerprint()
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if current else "no-cache"
    if name.endswith(".js"):
        response.content_type = "text/javascript; charset=utf-8"
    return response

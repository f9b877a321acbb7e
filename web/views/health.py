"""For those who watch the machine."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from web.access import public
from web.requests import platform
from web.security import stateless
from web.services.health import check_health

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
@stateless
@public
def show() -> ResponseReturnValue:
    """200 when the database answers and has the newest shape, else 503."""
    status = check_health(platform())
    return {"status": status}, 200 if status == "ok" else 503

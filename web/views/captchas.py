"""The pictures of captchas."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, abort

from web.access import public
from web.captcha_images import draw
from web.requests import platform
from web.security import limiter, stateless
from web.services.captchas import sum_of

blueprint = Blueprint("captchas", __name__)


@blueprint.get("/captcha/<uuid:captcha_id>.png")
@limiter.limit("240 per minute")
@stateless
@public
def show(captcha_id: UUID) -> Response:
    """The picture of a question that can still be answered; nobody keeps a copy."""
    text = sum_of(platform(), captcha_id)
    if text is None:
        abort(404)
    answer = Response(draw(text, captcha_id.int), content_type="image/png")
    answer.headers["Cache-Control"] = "no-store"
    return answer

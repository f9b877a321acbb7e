"""Calm answers when something is not possible: a page for people, a code for our modules."""

from __future__ import annotations

import logging
import secrets
from typing import cast

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from web import messages
from web.answers import error_page, json_error, resend_page, sign_in_page
from web.requests import carried, carried_over, signed_in_or_none, wants_json
from web.security import body_advice
from web.sessions import ask_to_sign_in

logger = logging.getLogger(__name__)


def set_up(application: Flask) -> None:
    """Answer every error ourselves."""
    application.register_error_handler(CSRFError, _stale_page)
    application.register_error_handler(InternalServerError, _broken)
    application.register_error_handler(HTTPException, _refused)


def _refused(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()
    status = error.code if error.code in messages.ERRORS else (400 if error.code < 500 else 500)
    code, title, advice = messages.ERRORS[status]
    advice = (body_advice() if status == 413 else "") or advice
    answer = (
        json_error(status, code, f"{title}。{advice}") if wants_json() else error_page(status, advice=advice)
    )
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            answer.headers[name] = value
    return answer


def _broken(error: InternalServerError) -> ResponseReturnValue:
    reference = secrets.token_hex(4)
    logger.error("request failed, reference %s: %s", reference, request.path)
    code, title, advice = messages.ERRORS[500]
    if wants_json():
        return json_error(500, code, f"{title}。{advice}", reference=reference)
    return error_page(500, reference=reference)


def _stale_page(error: CSRFError) -> ResponseReturnValue:
    """A token that does not fit: mostly a session that ended, or a page older than the last sign-in."""
    if request.endpoint == "sessions.begin":
        return sign_in_page(400, problem=messages.STALE_PAGE, carried=carried_over())
    if request.endpoint == "sessions.sign_in_again":
        return json_error(400, "stale_token", messages.STALE_PAGE)
    again = getattr(current_app.view_functions.get(request.endpoint or ""), "stale_answer", None)
    if signed_in_or_none() is None and again is None:
        return ask_to_sign_in()
    if wants_json():
        return json_error(400, "stale_token", messages.STALE_PAGE)
    if again is not None:
        return cast(ResponseReturnValue, again(**(request.view_args or {})))
    kept = carried()
    return resend_page(400, kept) if kept else error_page(400)

"""Answers that are not pages of one view: errors, signing in, sending again."""

from __future__ import annotations

from uuid import UUID

from flask import Response, jsonify, render_template

from web import messages, reading
from web.forms import SignInForm
from web.requests import Carried, platform
from web.services.answers import Refusal
from web.services.captchas import Asked


def json_error(status: int, code: str, message: str, **more: object) -> Response:
    """The one shape of an error for our modules: {"error": {"code", "message", …}}."""
    response = jsonify(error={"code": code, "message": message, **more})
    response.status_code = status
    return response


def error_page(status: int, *, reference: str = "", advice: str = "") -> Response:
    """The page for people: what happened, what to do."""
    _, title, usual_advice = messages.ERRORS[status]
    page = render_template(
        "pages/error.html",
        status=status,
        title=title,
        advice=advice or usual_advice,
        reference=reference,
        plain=status >= 500,
    )
    return Response(page, status)


def sign_in_page(
    status: int,
    *,
    form: SignInForm | None = None,
    problem: str = "",
    carried: Carried | None = None,
    captcha: Asked | None = None,
    asks: bool = False,
) -> Response:
    """The page to sign in, with whatever was typed before the session ended; with a captcha where one is asked for."""
    page = render_template(
        "pages/sign_in.html",
        form=form or SignInForm(formdata=None),
        problem=problem,
        carried=carried,
        captcha=captcha,
        asks=asks,
        unified=platform().config.unified_login,
    )
    return Response(page, status)


def too_late_page(draft_id: UUID, refusal: Refusal) -> Response:
    """The draft was submitted meanwhile: what this page still held, so that it can be copied."""
    lines = reading.answer_lines(refusal.filling, refusal.answers) if refusal.filling else ()
    page = render_template("pages/too_late.html", draft_id=draft_id, lines=lines)
    return Response(page, 409)


def resend_page(status: int, carried: Carried) -> Response:
    """A page with one button that sends again what was typed, with a token that fits."""
    return Response(render_template("pages/resend.html", carried=carried), status)

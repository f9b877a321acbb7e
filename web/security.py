"""What guards every request and answer: body limits, CSRF, rate limits, headers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, Response, current_app, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect

View = TypeVar("View", bound=Callable[..., object])

MOST_TYPED = 8 * 1024 * 1024
"""Bytes of a posted page that are no files."""

csrf = CSRFProtect()
limiter = Limiter(get_remote_address)

PAGE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
DOWNLOAD_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def allows_body(limit: int, advice: str = "") -> Callable[[View], View]:
    """Lets one view take a larger body than the rest: `@allows_body(21 * MEGABYTE)` under its route; `advice` tells
    people what to do about one that is larger still."""

    def mark(view: View) -> View:
        view.body_limit = limit  # type: ignore[attr-defined]
        view.body_advice = advice  # type: ignore[attr-defined]
        return view

    return mark


def when_stale(answer: Callable[..., ResponseReturnValue]) -> Callable[[View], View]:
    """What one view answers to a token that does not fit: its page with what was typed, for those who are not signed in
    and whom signing in would not help. `answer` is given what the address holds."""

    def mark(view: View) -> View:
        view.stale_answer = answer  # type: ignore[attr-defined]
        return view

    return mark


def secret(*fields: str) -> Callable[[View], View]:
    """Names the fields of a view that no page ever repeats, also not to keep what was typed while somebody signs in again:
    passwords and codes."""

    def mark(view: View) -> View:
        view.secret_fields = fields  # type: ignore[attr-defined]
        return view

    return mark


def stateless(view: View) -> View:
    """Marks a view whose answer belongs to nobody: no cookie is sent with it, nothing varies with one."""
    view.stateless = True  # type: ignore[attr-defined]
    return view


class _Sessions(SecureCookieSessionInterface):
    """Signed cookies, left alone by stateless views."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not getattr(app.view_functions.get(request.endpoint or ""), "stateless", False):
            super().save_session(app, session, response)


def set_up(application: Flask) -> None:
    """Install the guards; the body limit first, because checking CSRF reads the body."""
    application.session_interface = _Sessions()
    application.before_request(_apply_body_limit)
    csrf.init_app(application)
    limiter.init_app(application)
    application.after_request(_add_headers)


def _apply_body_limit() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    limit = getattr(view, "body_limit", None)
    if limit is not None:
        request.max_content_length = limit
        request.max_form_memory_size = min(limit, MOST_TYPED)


def body_advice() -> str:
    """What to do about a body that is too large for the view that was asked."""
    return getattr(current_app.view_functions.get(request.endpoint or ""), "body_advice", "")


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
    response.headers.setdefault("Cache-Control", "no-store")
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response

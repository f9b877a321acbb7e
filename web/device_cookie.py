"""The cookie by which a browser is recognised at the next sign-in. It says who nobody is: it only keeps the tries made in
this browser apart from those of strangers."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from flask import Flask, Response, after_this_request, current_app, request
from itsdangerous import BadSignature, Signer

from web.platform import Platform
from web.services import devices

NAME = "tidu-device"


def browser_of_request() -> str:
    """The hash of this browser's secret; '' for one that was never here, or whose cookie was not made by us."""
    secret = _secret()
    return devices.hashed(secret) if secret else ""


def remember(platform: Platform, account_id: int) -> None:
    """Let the account know this browser, and the browser keep its secret for as long as it may."""
    secret = _secret() or devices.new_secret()
    devices.remember(platform, account_id, devices.hashed(secret))
    after_this_request(lambda response: _set(cast(Response, response), secret))


def _set(response: Response, secret: str) -> Response:
    response.set_cookie(
        _name(current_app),
        _signer(current_app).sign(secret).decode(),
        max_age=devices.LASTS // timedelta(seconds=1),
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


def _secret() -> str:
    try:
        return _signer(current_app).unsign(request.cookies.get(_name(current_app), "")).decode()
    except (BadSignature, UnicodeError):
        return ""


def _name(application: Flask) -> str:
    return f"__Host-{NAME}" if application.config["SESSION_COOKIE_SECURE"] else NAME


def _signer(application: Flask) -> Signer:
    return Signer(application.config["SECRET_KEY"], salt="tidu device")

"""A unified login that stands in front (OpenID Connect): optional, by settings. Authlib speaks the protocol: code flow with
PKCE, state and nonce; issuer, audience, time and signature of the token are checked by it."""

from __future__ import annotations

import logging
from typing import Any, cast

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, current_app
from requests.exceptions import RequestException
from werkzeug.wrappers import Response

from web.services.unified import Claims
from web.unified_login import UnifiedLogin

logger = logging.getLogger(__name__)

NAME = "unified"
TIMEOUT = 10


class Unreachable(Exception):
    """The provider did not answer, or not as the protocol says."""


def set_up(application: Flask, login: UnifiedLogin | None) -> None:
    """Let the application use the provider, where one is set."""
    if login is None:
        return
    OAuth(application).register(
        NAME,
        client_id=login.client_id,
        client_secret=login.client_secret or None,
        server_metadata_url=f"{login.issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": login.scope,
            "code_challenge_method": "S256",
            "token_endpoint_auth_method": "client_secret_basic" if login.client_secret else "none",
            "timeout": TIMEOUT,
        },
    )


def go(back_to: str) -> Response:
    """Send the browser to the provider, which sends it back to this full address."""
    try:
        return cast(Response, _client().authorize_redirect(back_to))
    except (OAuthError, RequestException, ValueError, KeyError) as error:
        raise _unreachable(error) from error


def come_back(login: UnifiedLogin) -> Claims:
    """What the provider says of the person who came back."""
    try:
        token = _client().authorize_access_token(timeout=TIMEOUT)
    except (OAuthError, RequestException, ValueError, KeyError) as error:
        raise _unreachable(error) from error
    told = token.get("userinfo")
    if not told or not told.get("sub"):
        raise _unreachable(KeyError("sub"))
    return Claims(
        issuer=login.issuer,
        subject=str(told["sub"]),
        name=_text(told, "name") or _text(told, "preferred_username"),
        credit_code=_text(told, login.credit_code_claim),
        enterprise=_text(told, login.enterprise_claim),
    )


def _text(told: Any, claim: str) -> str:
    found = told.get(claim) if claim else None
    return found.strip() if isinstance(found, str) else ""


def _client() -> Any:
    oauth: OAuth = current_app.extensions["authlib.integrations.flask_client"]
    return oauth.create_client(NAME)


def _unreachable(error: Exception) -> Unreachable:
    logger.warning("the unified login failed: %s", type(error).__name__)
    return Unreachable(type(error).__name__)

"""The settings of a unified login that stands in front (OpenID Connect)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

TITLE = "统一登录"
SCOPE = "openid profile"
_LOCAL = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class UnifiedLogin:
    """How to reach the provider, what people call it, and which of its claims name a legal person it has verified."""

    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    title: str = TITLE
    scope: str = SCOPE
    credit_code_claim: str = ""
    enterprise_claim: str = ""


class NotALogin(Exception):
    """The settings do not fit together; the message says which and how."""


def read_unified_login(values: Mapping[str, str]) -> UnifiedLogin | None:
    """The unified login of the settings TIDU_OIDC_*; None where none is set."""
    issuer, client_id = (_of(values, name) for name in ("ISSUER", "CLIENT_ID"))
    if not issuer:
        return None
    parts = urlsplit(issuer)
    if not parts.hostname or (parts.scheme != "https" and parts.hostname not in _LOCAL):
        raise NotALogin("TIDU_OIDC_ISSUER 应为统一登录的地址，以 https:// 开头")
    if not client_id:
        raise NotALogin("设了 TIDU_OIDC_ISSUER，还要设 TIDU_OIDC_CLIENT_ID")
    claims = tuple(_of(values, name) for name in ("CREDIT_CODE_CLAIM", "ENTERPRISE_CLAIM"))
    if bool(claims[0]) != bool(claims[1]):
        raise NotALogin("TIDU_OIDC_CREDIT_CODE_CLAIM 和 TIDU_OIDC_ENTERPRISE_CLAIM 要么都设，要么都不设")
    return UnifiedLogin(
        issuer,
        client_id,
        _of(values, "CLIENT_SECRET"),
        _of(values, "TITLE") or TITLE,
        _of(values, "SCOPE") or SCOPE,
        *claims,
    )


def _of(values: Mapping[str, str], name: str) -> str:
    return values.get(f"TIDU_OIDC_{name}", "").strip()

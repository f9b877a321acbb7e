"""The application factory: settings in, a Flask application out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from flask.json.provider import DefaultJSONProvider
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from web import errors, rendering, security, sessions, unified
from web.clock import Clock
from web.config import Config
from web.platform import Platform
from web.views import BLUEPRINTS

MOST_FIELDS = 20_000
LARGEST_NUMBER = 2**63 - 1


class _Json(DefaultJSONProvider):
    """JSON that people can read: Chinese as it is, keys as they were given."""

    ensure_ascii = False
    sort_keys = False


class RecordNumber(IntegerConverter):
    """A number in an address, as `<int:…>`: of a record. One that no database has for a record names nothing."""

    def __init__(self, url_map: Map, *arguments: Any, **named: Any) -> None:
        super().__init__(url_map, *arguments, **{"max": LARGEST_NUMBER, **named})


def create_application(config: Config | None = None, *, clock: Clock | None = None) -> Flask:
    """Build the application; tests hand in their own settings and clock."""
    config = config or Config.from_environment()
    application = Flask("web", static_folder=None)
    application.config.update(_flask_settings(config))
    application.json = _Json(application)
    application.url_map.converters["int"] = RecordNumber
    application.extensions["tidu"] = Platform.from_config(config, clock)
    if config.proxy_hops:
        hops = config.proxy_hops
        application.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            application.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    security.set_up(application)
    sessions.set_up(application)
    rendering.set_up(application)
    unified.set_up(application, config.unified_login)
    errors.set_up(application)
    for blueprint in BLUEPRINTS:
        application.register_blueprint(blueprint)
    return application


def _flask_settings(config: Config) -> dict[str, object]:
    name = "__Host-tidu" if config.cookie_secure else "tidu"
    return {
        "SECRET_KEY": config.secret_key,
        "TESTING": config.testing,
        "SESSION_COOKIE_NAME": name,
        "SESSION_COOKIE_SECURE": config.cookie_secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": True,
        "PERMANENT_SESSION_LIFETIME": timedelta(minutes=config.session_minutes),
        "MAX_CONTENT_LENGTH": config.body_limit,
        "MAX_FORM_MEMORY_SIZE": config.body_limit,
        "MAX_FORM_PARTS": MOST_FIELDS,
        "WTF_CSRF_TIME_LIMIT": None,  # a token lives as long as its session: long forms take long
        "WTF_I18N_ENABLED": False,
        "RATELIMIT_STORAGE_URI": "memory://",
        "RATELIMIT_HEADERS_ENABLED": False,
        "TRAP_HTTP_EXCEPTIONS": False,
        "PROPAGATE_EXCEPTIONS": False,
    }

"""Views: each reads the request, calls one service, renders."""

from web.views import assets, enterprise, health, home, sessions, uploads

BLUEPRINTS = (
    assets.blueprint,
    enterprise.blueprint,
    health.blueprint,
    home.blueprint,
    sessions.blueprint,
    uploads.blueprint,
)

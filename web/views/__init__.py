"""Views: each reads the request, calls one service, renders."""

from web.views import (
    assets,
    documents,
    drafts,
    edits,
    enterprise,
    health,
    home,
    reference,
    sections,
    sessions,
    submissions,
    uploads,
)

BLUEPRINTS = (
    assets.blueprint,
    documents.blueprint,
    drafts.blueprint,
    edits.blueprint,
    enterprise.blueprint,
    health.blueprint,
    home.blueprint,
    reference.blueprint,
    sections.blueprint,
    sessions.blueprint,
    submissions.blueprint,
    uploads.blueprint,
)

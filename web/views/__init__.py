"""Views: each reads the request, calls one service, renders."""

from web.views import (
    assets,
    documents,
    drafts,
    edits,
    enterprise,
    health,
    home,
    outbox,
    procedures,
    reference,
    sections,
    sessions,
    submissions,
    trials,
    unified,
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
    outbox.blueprint,
    procedures.blueprint,
    reference.blueprint,
    sections.blueprint,
    sessions.blueprint,
    submissions.blueprint,
    trials.blueprint,
    unified.blueprint,
    uploads.blueprint,
)

"""Files that were handed in."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, abort

from web.access import needs
from web.downloads import attachment
from web.requests import enterprise_id, platform
from web.services.permissions import Action
from web.services.uploads import open_upload

blueprint = Blueprint("uploads", __name__)


@blueprint.get("/uploads/<uuid:upload_id>")
@needs(Action.READ)
def download(upload_id: UUID) -> Response:
    """One file of this enterprise, as a download."""
    found = open_upload(platform(), upload_id, enterprise_id())
    if found is None:
        abort(404)
    upload, stream = found
    return attachment(upload.name, upload.kind, upload.size, stream)

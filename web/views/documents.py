"""Evidence: one file at a time, handed in and taken back."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, flash, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from web import filling, messages
from web.access import needs
from web.answers import json_error
from web.config import MEGABYTE
from web.requests import enterprise_id, look_at, platform, signed_in, wants_json
from web.security import allows_body
from web.services import documents
from web.services.documents import GivenFile
from web.services.fillings import Filling
from web.services.permissions import Action

blueprint = Blueprint("documents", __name__)


@blueprint.post("/drafts/<uuid:draft_id>/documents/<field>")
@needs(Action.FILL)
@allows_body(22 * MEGABYTE)
def add(draft_id: UUID, field: str) -> ResponseReturnValue:
    """Take one file; modules get the field again as HTML, browsers without them their page."""
    given = next((each for each in request.files.values() if each.filename), None)
    if removed := request.form.get("_remove"):
        return remove(draft_id, field, removed.rpartition(".")[2])
    if given is None:
        return (
            json_error(400, "no_file", messages.NO_FILE)
            if wants_json()
            else _back(draft_id, field, messages.NO_FILE)
        )
    person = signed_in()
    handed_in = documents.add_document(
        platform(),
        draft_id,
        enterprise_id(),
        person.account_id,
        GivenFile(field, given.filename or "", given.stream),
    )
    if handed_in is None or handed_in.filling is None:
        return _gone(draft_id)
    if handed_in.refusals:
        reason, message = handed_in.refusals[0].reason, filling.file_refused(handed_in.refusals[0])
        if wants_json():
            return json_error(413 if reason == "too_large" else 422, reason, message)
        return _back(draft_id, field, message)
    return _taken(handed_in.filling, field)


@blueprint.route("/drafts/<uuid:draft_id>/documents/<field>/<upload_id>", methods=["DELETE"])
@blueprint.post("/drafts/<uuid:draft_id>/documents/<field>/<upload_id>/removal")
@needs(Action.FILL)
def remove(draft_id: UUID, field: str, upload_id: str) -> ResponseReturnValue:
    """Take a file back out of a draft."""
    after = documents.remove_document(
        platform(), draft_id, enterprise_id(), signed_in().account_id, field, upload_id
    )
    return _gone(draft_id) if after is None else _taken(after, field)


def _taken(found: Filling, field: str) -> ResponseReturnValue:
    if not wants_json():
        return _back(found.draft_id, field)
    return jsonify(**filling.standing(found), html=filling.field_html(found.view, field))


def _back(draft_id: UUID, field: str, message: str = "") -> ResponseReturnValue:
    found = look_at(draft_id)
    asked = found.form.fields.get(field)
    if asked is None:
        abort(404)
    if message:
        flash(message)
    view = found.view.field(field)
    return redirect(filling.section_address(draft_id, asked.section, view.html_id if view else None), 303)


def _gone(draft_id: UUID) -> ResponseReturnValue:
    if not wants_json():
        look_at(draft_id)  # to the result, where it was submitted
        abort(404)
    sent = documents.was_sent(platform(), draft_id, enterprise_id())
    status, code = (409, "submitted") if sent else (404, "no_draft")
    return json_error(status, code, messages.EDIT_REFUSED[code])

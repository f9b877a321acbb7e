"""What modules of ours send while somebody types, and ask when they come back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from engine.json_value import NotJson, decode
from web import filling, messages
from web.access import needs
from web.answers import json_error
from web.columns import canonical_json
from web.config import MEGABYTE
from web.requests import enterprise_id, platform, signed_in
from web.security import allows_body
from web.services import answers
from web.services.answers import Change, Refusal
from web.services.drafts import Sent, look_at_draft
from web.services.permissions import Action

blueprint = Blueprint("edits", __name__)

DEEPEST = 8
STATUS = {
    "no_draft": 404,
    "submitted": 409,
    "future_revision": 409,
    "unknown_field": 400,
    "fixed_field": 400,
    "document_field": 400,
    "too_large": 413,
}


class BadEdit(Exception):
    """The request is none we understand; the message says what was expected."""


@blueprint.post("/drafts/<uuid:draft_id>/answers")
@needs(Action.FILL)
@allows_body(4 * MEGABYTE, messages.EDIT_TOO_LARGE)
def save(draft_id: UUID) -> ResponseReturnValue:
    """Save changed fields; the answer brings what the change moved. What was acknowledged is on disk."""
    try:
        section, change = _read(request.get_data())
    except BadEdit as error:
        return json_error(400, "bad_request", str(error))
    saved = answers.save_change(platform(), draft_id, enterprise_id(), signed_in().account_id, change)
    if isinstance(saved, Refusal):
        return _refused(saved)
    return jsonify(filling.edit_answer(saved, section, change))


@blueprint.get("/drafts/<uuid:draft_id>/state")
@needs(Action.READ)
def state(draft_id: UUID) -> ResponseReturnValue:
    """The draft as it stands, for a page that was away; with `?section=` its fields as HTML."""
    found = look_at_draft(platform(), draft_id, enterprise_id())
    if found is None:
        return json_error(404, "not_found", messages.EDIT_REFUSED["no_draft"])
    if isinstance(found, Sent):
        return jsonify(
            state="submitted", result=url_for("submissions.show", submission_id=found.submission_id)
        )
    answer = {**filling.standing(found), "state": "draft", "answers": found.bound.answers}
    section = request.args.get("section", "")
    if section:
        answer["fields"] = filling.all_fields(found, section)
    return Response(canonical_json(answer), mimetype="application/json")


def _refused(refusal: Refusal) -> Response:
    known = refusal.filling.form.fields if refusal.filling else {}
    names = [known[name].label if name in known else name[:80] for name in refusal.fields[:10]]
    message = messages.EDIT_REFUSED[refusal.reason].format(names="、".join(names))
    fields = list(refusal.fields) if refusal.reason != "submitted" else []
    return json_error(STATUS[refusal.reason], refusal.reason, message, fields=[name[:200] for name in fields])


def _read(body: bytes) -> tuple[str | None, Change]:
    try:
        content = decode(body)
    except NotJson as error:
        raise BadEdit(messages.EDIT_NOT_JSON) from error
    if not isinstance(content, dict):
        raise BadEdit(messages.EDIT_NOT_JSON)
    based_on, changes = content.get("based_on"), content.get("changes", {})
    section, keep = content.get("section"), content.get("keep") or {}
    if type(based_on) is not int or based_on < 0:
        raise BadEdit(messages.EDIT_WITHOUT_REVISION)
    if not isinstance(changes, dict) or not isinstance(keep, dict):
        raise BadEdit(messages.EDIT_NOT_BY_FIELD)
    if section is not None and not isinstance(section, str):
        raise BadEdit(messages.EDIT_NOT_BY_FIELD)
    if any(side not in ("mine", "theirs") for side in keep.values()):
        raise BadEdit(messages.EDIT_NOT_BY_FIELD)
    if _is_deep(changes, DEEPEST):
        raise BadEdit(messages.EDIT_TOO_DEEP)
    return section, Change(based_on, changes, keep)


def _is_deep(value: Any, left: int) -> bool:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return left < 0 or any(_is_deep(part, left - 1) for part in parts)

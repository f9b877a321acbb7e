"""One submission as an officer reads it: its page, its files, remarks about its fields."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from web import messages_reviewing as messages
from web.access import needs
from web.case_pages import fields_by_section, look, show_case, show_form
from web.downloads import attachment
from web.forms_cases import RemarkForm, offer_fields
from web.requests import platform, signed_in
from web.services import deciding, recommending, reviewing
from web.services.deciding import Said
from web.services.permissions import Action, Refused

blueprint = Blueprint("cases", __name__, url_prefix="/cases")


@blueprint.get("/<uuid:case_id>")
@needs(Action.REVIEW)
def show(case_id: UUID) -> ResponseReturnValue:
    """Everything about one submission."""
    return show_case(look(case_id))


@blueprint.post("/<uuid:case_id>/numbers")
@needs(Action.REVIEW)
def show_numbers(case_id: UUID) -> ResponseReturnValue:
    """The same with personal numbers in full; that somebody asked for them is kept."""
    found = reviewing.show_numbers(platform(), signed_in(), case_id)
    if found is None:
        abort(404)
    return show_case(found, whole=True)


@blueprint.get("/<uuid:case_id>/files/<uuid:file_id>")
@needs(Action.REVIEW)
def download(case_id: UUID, file_id: UUID) -> Response:
    """A file that belongs to what was sent."""
    found = reviewing.open_file(platform(), signed_in(), case_id, file_id)
    if found is None:
        abort(404)
    upload, stream = found
    return attachment(upload.name, upload.kind, upload.size, stream)


@blueprint.post("/<uuid:case_id>/reassessment")
@needs(Action.REVIEW)
def reassess(case_id: UUID) -> ResponseReturnValue:
    """Issue the assessment again with what authorities entered since."""
    look(case_id)
    outcome = recommending.reassess(platform(), signed_in(), case_id)
    if isinstance(outcome, Refused):
        return show_case(look(case_id), problem=outcome.text, status=409)
    flash(messages.REASSESSED if outcome is not None and outcome.changed else messages.NOTHING_CHANGED)
    return redirect(url_for("cases.show", case_id=case_id), 303)


@blueprint.get("/<uuid:case_id>/remarks")
@needs(Action.REVIEW)
def ask_remark(case_id: UUID) -> ResponseReturnValue:
    """What is to be said, about which field."""
    found = look(case_id)
    form = RemarkForm(formdata=None, data={"field": request.args.get("field", ""), "kind": "internal"})
    offer_fields(form.field, fields_by_section(found))
    return _remark_page(found, form)


@blueprint.post("/<uuid:case_id>/remarks")
@needs(Action.REVIEW)
def remark(case_id: UUID) -> ResponseReturnValue:
    """Say it."""
    found = look(case_id)
    form = RemarkForm()
    offer_fields(form.field, fields_by_section(found))
    if not form.validate():
        return _remark_page(found, form, status=422)
    said = Said(form.field.data or "", form.text.data, form.kind.data == "internal")
    refused = deciding.add_remark(platform(), signed_in(), case_id, said)
    if refused is not None:
        return _remark_page(found, form, refused.text, 409)
    flash(messages.REMARKED)
    return redirect(url_for("cases.show", case_id=case_id, _anchor="notes"), 303)


def _remark_page(
    found: reviewing.Looked, form: RemarkForm, problem: str = "", status: int = 200
) -> ResponseReturnValue:
    return show_form(
        found,
        form,
        heading="写意见",
        action=url_for("cases.remark", case_id=found.case.id),
        button="保存",
        problem=problem,
        status=status,
    )

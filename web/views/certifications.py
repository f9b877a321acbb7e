"""Taking a title back: for the authority that gave it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from web import messages_reviewing as messages
from web.access import needs
from web.forms_cases import CancelForm
from web.requests import platform, signed_in
from web.services import certifying, reviewing
from web.services.permissions import Action

blueprint = Blueprint("certifications", __name__, url_prefix="/certifications")


@blueprint.get("/<int:certification_id>/cancel")
@needs(Action.REVIEW)
def ask(certification_id: int) -> ResponseReturnValue:
    """Why, and from which day on."""
    form = CancelForm(formdata=None, data={"on": platform().clock.today()})
    return _page(certification_id, form)


@blueprint.post("/<int:certification_id>/cancel")
@needs(Action.REVIEW)
def cancel(certification_id: int) -> ResponseReturnValue:
    """Take it back; the enterprise is told."""
    held, form = _held(certification_id), CancelForm()
    if not form.validate():
        return _page(certification_id, form, status=422)
    refused = certifying.cancel(platform(), signed_in(), certification_id, form.reason.data, form.on.data)
    if refused is not None:
        return _page(certification_id, form, refused.text, 409)
    flash(messages.CANCELLED)
    target = url_for("cases.show", case_id=held.case_id) if held.case_id else url_for("home.show")
    return redirect(target, 303)


def _held(certification_id: int) -> Any:
    held = reviewing.read_certificate(platform(), signed_in(), certification_id)
    if held is None:
        abort(404)
    return held


def _page(
    certification_id: int, form: CancelForm, problem: str = "", status: int = 200
) -> ResponseReturnValue:
    held = _held(certification_id)
    page = render_template(
        "pages/certification_cancel.html",
        held=held,
        enterprise=reviewing.name_of_enterprise(platform(), held.enterprise_id),
        title=certifying.title_of(platform(), held.fact),
        form=form,
        problem=problem,
    )
    return page, status

"""Checking and sending a draft; what was sent and what came of it."""

from __future__ import annotations

import secrets
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import filling, messages, reading, returned
from web.access import needs
from web.requests import enterprise_id, look_at, platform, signed_in
from web.services import colleagues, declarations, returns, submissions
from web.services.permissions import Action, may
from web.services.profiles import is_of_profile
from web.services.rerouting import rerouted
from web.services.submissions import Checked, Result

blueprint = Blueprint("submissions", __name__)


@blueprint.get("/drafts/<uuid:draft_id>/check")
@needs(Action.READ)
def check(draft_id: UUID) -> Response:
    """Everything still missing or wrong, each with a link; when nothing is, the button that sends."""
    look_at(draft_id)
    checked = submissions.check_draft(platform(), draft_id, enterprise_id())
    if checked is None:
        abort(404)
    return _check_page(checked, 200)


@blueprint.post("/drafts/<uuid:draft_id>/submission")
@needs(Action.SEND)
def submit(draft_id: UUID) -> ResponseReturnValue:
    """Send the draft, once."""
    result = submissions.submit(
        platform(),
        draft_id,
        enterprise_id(),
        signed_in().account_id,
        request.form.get("_key", ""),
        request.form.get("_seen"),
    )
    if result is None:
        abort(404)
    if isinstance(result, Checked):
        return _check_page(result, 422 if result.blocking or result.closed else 409)
    if is_of_profile(platform(), result):
        flash(messages.PROFILE_SAVED)
        return redirect(url_for("enterprise.show"), 303)
    return redirect(url_for("submissions.show", submission_id=result), 303)


@blueprint.get("/submissions")
@needs(Action.READ)
def index() -> str:
    """What is under way and what was sent; of one procedure or of all, a page at a time."""
    page = request.args.get("page", 1, type=int)
    mine = declarations.list_mine(platform(), signed_in(), request.args.get("procedure", ""), page)
    return render_template("pages/submissions.html", mine=mine)


@blueprint.get("/submissions/<uuid:submission_id>")
@needs(Action.READ)
def show(submission_id: UUID) -> str:
    """The result: score, conclusions, and why, by clause; where it stands, and everything that became of it."""
    result = _result(submission_id)
    case = declarations.look_at_case(platform(), signed_in(), submission_id)
    return render_template(
        "pages/submission.html", result=result, form=result.form, a=result.assessment, case=case
    )


@blueprint.get("/submissions/<uuid:submission_id>/answers")
@needs(Action.READ)
def answers(submission_id: UUID) -> str:
    """Every answer as it was sent."""
    result = _result(submission_id)
    return render_template(
        "pages/submission_answers.html",
        result=result,
        sections=reading.sections(result.view(), result.codes) if result.form is not None else (),
    )


def _result(submission_id: UUID) -> Result:
    found = submissions.read_result(platform(), submission_id, enterprise_id())
    if found is None:
        abort(404)
    return found


def _check_page(checked: Checked, status: int) -> Response:
    person = signed_in()
    back = returns.read_return(platform(), checked.filling.draft_id, enterprise_id())
    page = render_template(
        "pages/check.html",
        back=back,
        links=returned.reasons(checked.filling, back),
        checked=checked,
        filling=checked.filling,
        form=checked.filling.form,
        sections=filling.section_entries(checked.filling),
        differences=returned.differences_by_section(checked),
        missing=filling.by_section(checked, checked.blocking),
        warnings=filling.by_section(checked, checked.warnings),
        of_profile=checked.filling.form.id in platform().catalogue.library.fact_forms,
        rerouted=rerouted(platform(), enterprise_id(), checked.filling),
        senders=() if may(person, Action.SEND) else colleagues.list_senders(platform(), person),
        key=secrets.token_urlsafe(16),
        failed=status != 200,
    )
    return Response(page, status)

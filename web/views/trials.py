"""Trying a form: anybody may, and nothing is kept."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.fields.base import Posted
from web import filling, messages
from web.access import needs, public
from web.config import MEGABYTE
from web.requests import enterprise_id, platform, signed_in
from web.security import allows_body, limiter
from web.services import trials
from web.services.permissions import Action
from web.services.trials import Trial

blueprint = Blueprint("trials", __name__)


def _limit() -> str:
    return platform().config.trial_limit


@blueprint.get("/try")
@public
def index() -> str:
    """The forms that can be tried."""
    return render_template("pages/trials.html", trials=trials.list_trials(platform()))


@blueprint.get("/try/<form>")
@public
def show(form: str) -> Response:
    """The questions on which the result hangs."""
    return _page(trials.try_form(platform(), form), tried=False)


@blueprint.post("/try/<form>")
@limiter.limit(_limit)
@allows_body(MEGABYTE, messages.PAGE_TOO_LARGE)
@public
def reckon(form: str) -> ResponseReturnValue:
    """The same page with what was typed, and what comes of it."""
    return _page(trials.try_form(platform(), form, Posted(request.form.to_dict(flat=False))), tried=True)


@blueprint.post("/try/<form>/draft")
@needs(Action.FILL)
@allows_body(MEGABYTE, messages.PAGE_TOO_LARGE)
def carry(form: str) -> ResponseReturnValue:
    """Begin a procedure with what was typed here, or put it where its draft has nothing yet."""
    begun = trials.carry_over(
        platform(), form, Posted(request.form.to_dict(flat=False)), enterprise_id(), signed_in().account_id
    )
    if begun is None:
        abort(404)
    if not isinstance(begun, UUID):
        flash(messages.not_open(begun.reasons))
        return redirect(url_for("home.show"), 303)
    return redirect(url_for("drafts.show", draft_id=begun), 303)


def _page(trial: Trial | None, *, tried: bool) -> Response:
    if trial is None:
        abort(404)
    page = render_template(
        "pages/trial.html",
        trial=trial,
        form=trial.form,
        sections=[(each, filling.blocks(each)) for each in trial.view.sections if each.fields],
        problems=[found for each in trial.view.sections for found in filling.section_problems(each)],
        a=trial.assessment(),
        tried=tried,
    )
    return Response(page)

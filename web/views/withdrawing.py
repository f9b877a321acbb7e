"""Taking back what was sent (撤回)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import messages_declaring as messages
from web.access import forbidden, needs
from web.requests import platform, signed_in
from web.services import withdrawing
from web.services.cases import Acted
from web.services.permissions import Action, Refused

if TYPE_CHECKING:
    from web.services.withdrawing import Withdrawal

blueprint = Blueprint("withdrawing", __name__)


@blueprint.get("/submissions/<uuid:submission_id>/withdraw")
@needs(Action.SEND)
def ask(submission_id: UUID) -> Response:
    """What follows from taking it back, before it is done."""
    return _page(_look(submission_id))


@blueprint.post("/submissions/<uuid:submission_id>/withdraw")
@needs(Action.SEND)
def withdraw(submission_id: UUID) -> ResponseReturnValue:
    """Take it back."""
    what = _look(submission_id)
    outcome = withdrawing.withdraw(
        platform(), signed_in(), submission_id, _seen(), knows=request.form.get("knows") == "yes"
    )
    if isinstance(outcome, Acted):
        flash(messages.WITHDRAWN)
        return redirect(url_for("drafts.show", draft_id=what.draft_id), 303)
    if isinstance(outcome, Refused) and outcome.reason == "not_told":
        return _page(_look(submission_id), 422, [(outcome.text, "#knows")])
    if isinstance(outcome, Refused) and outcome.reason == "role":
        return forbidden(outcome)
    flash(outcome.text if isinstance(outcome, Refused) else messages.NOT_WITHDRAWN)
    return redirect(url_for("submissions.show", submission_id=submission_id), 303)


def _look(submission_id: UUID) -> Withdrawal:
    found = withdrawing.look_at_withdrawal(platform(), signed_in(), submission_id)
    if found is None:
        abort(404)
    return found


def _seen() -> int:
    return request.form.get("_seen", -1, type=int)


def _page(
    what: Withdrawal, status: int = 200, problems: list[tuple[str, str | None]] | None = None
) -> Response:
    page = render_template("pages/withdraw.html", what=what, problems=problems or [])
    return Response(page, status)

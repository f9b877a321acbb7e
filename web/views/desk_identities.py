"""The officers' desk for identities: the list, one request with its files, the decision."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import messages_identities as messages
from web.access import needs
from web.clock import local
from web.downloads import attachment, inline_image
from web.forms_identities import DecisionForm
from web.identity_desk import lines_of
from web.requests import platform, signed_in
from web.services import identity_queue
from web.services.identity_decisions import Already, Impossible
from web.services.identity_queue import Looked
from web.services.permissions import Action

blueprint = Blueprint("desk_identities", __name__, url_prefix="/desk/identities")

IMAGES = frozenset({"jpg", "png"})


@blueprint.get("")
@needs(Action.DECIDE_IDENTITY)
def index() -> str:
    """The requests of this officer's region, those that wait first."""
    kind, state = request.args.get("kind", ""), request.args.get("state", "")
    kind = kind if kind in messages.KINDS else ""
    state = state if state in messages.STATES and state != "begun" else identity_queue.LISTED_FIRST
    page = request.args.get("page", 1, type=int)
    listed = identity_queue.list_requests(platform(), signed_in(), kind=kind, state=state, page=page)
    return render_template(
        "pages/desk_identities.html",
        listed=listed,
        kind=kind,
        state=state,
        kinds=messages.KINDS,
        states=messages.STATES,
    )


@blueprint.get("/<uuid:request_id>")
@needs(Action.DECIDE_IDENTITY)
def show(request_id: UUID) -> Response:
    """Everything that was handed in."""
    return _page(_look(request_id), DecisionForm(formdata=None))


@blueprint.post("/<uuid:request_id>/numbers")
@needs(Action.DECIDE_IDENTITY)
def show_numbers(request_id: UUID) -> Response:
    """The same with the personal numbers in full; that somebody asked for them is kept."""
    found = identity_queue.show_numbers(platform(), signed_in(), request_id)
    if found is None:
        abort(404)
    return _page(found, DecisionForm(formdata=None), whole=True)


@blueprint.get("/<uuid:request_id>/files/<uuid:file_id>")
@needs(Action.DECIDE_IDENTITY)
def download(request_id: UUID, file_id: UUID) -> Response:
    """A file as a download."""
    kept, stream = _open(request_id, file_id)
    return attachment(kept.name, kept.kind, kept.size, stream)


@blueprint.get("/<uuid:request_id>/files/<uuid:file_id>/image")
@needs(Action.DECIDE_IDENTITY)
def image(request_id: UUID, file_id: UUID) -> Response:
    """A picture as the page shows it."""
    kept, stream = _open(request_id, file_id)
    if kept.kind not in IMAGES:
        stream.close()
        abort(404)
    return inline_image(kept.kind, kept.size, stream)


@blueprint.post("/<uuid:request_id>/decision")
@needs(Action.DECIDE_IDENTITY)
def decide(request_id: UUID) -> ResponseReturnValue:
    """Approve or refuse; who is slower than another officer is told."""
    form = DecisionForm()
    if not form.validate():
        return _page(_look(request_id), form, 422)
    outcome = identity_queue.decide_as_officer(
        platform(),
        signed_in(),
        request_id,
        approve=form.decision.data == "approve",
        reason=form.told if form.decision.data == "refuse" else "",
    )
    if outcome is None:
        abort(404)
    if isinstance(outcome, Already):
        return _page(_look(request_id), form, 409, problem=_already(outcome))
    if isinstance(outcome, Impossible):
        return _page(_look(request_id), form, 409, problem=messages.NOT_POSSIBLE[outcome.reason])
    flash(messages.APPROVED_NOW if outcome.approved else messages.REFUSED_NOW)
    return redirect(url_for("desk_identities.index"), 303)


def _look(request_id: UUID) -> Looked:
    found = identity_queue.look_at_request(platform(), signed_in(), request_id)
    if found is None:
        abort(404)
    return found


def _open(request_id: UUID, file_id: UUID) -> tuple[Any, Any]:
    found = identity_queue.open_file(platform(), signed_in(), request_id, file_id)
    if found is None:
        abort(404)
    return found


def _already(outcome: Already) -> str:
    when = local(outcome.at).strftime("%Y-%m-%d %H:%M") if outcome.at else ""
    return messages.decided_already(outcome.state, outcome.by, when)


def _page(
    found: Looked, form: DecisionForm, status: int = 200, *, whole: bool = False, problem: str = ""
) -> Response:
    shown = render_template(
        "pages/desk_identity.html",
        kinds=messages.KINDS,
        states=messages.STATES,
        files=messages.FILES,
        found=found,
        lines=lines_of(platform(), found, whole=whole),
        form=form,
        whole=whole,
        problem=problem,
        images=IMAGES,
    )
    return Response(shown, status)

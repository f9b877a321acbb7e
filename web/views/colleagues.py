"""Those who work for the enterprise: who may do what, invitations, and who did what."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import messages_colleagues as messages
from web.access import forbidden, needs
from web.addresses import full_address
from web.forms_colleagues import InviteForm, RoleForm
from web.models_accounts import COLLEAGUE, Invitation
from web.requests import enterprise_id, place, platform, signed_in
from web.services import activity, colleague_changes, colleagues, invitations
from web.services.colleagues import Colleague
from web.services.credentials import normal_email
from web.services.invitations import Sender, Wanted
from web.services.permissions import Action, Refused, may

blueprint = Blueprint("colleagues", __name__, url_prefix="/colleagues")

ROLE_FIRST_OFFERED = "fill"


@blueprint.get("")
@needs(Action.READ)
def index() -> str:
    """Everybody of the enterprise, and those invited."""
    return render_template(
        "pages/colleagues.html",
        people=colleagues.list_people(platform(), signed_in()),
        manages=may(signed_in(), Action.MANAGE_PEOPLE),
        words=messages,
    )


@blueprint.get("/activity")
@needs(Action.READ)
def show_activity() -> str:
    """Who did what, the latest first."""
    wanted = activity.Wanted(
        person=request.args.get("person", type=_number),
        record=request.args.get("record", type=UUID),
        page=request.args.get("page", 1, type=int),
    )
    return render_template(
        "pages/activity.html", found=activity.list_activity(platform(), enterprise_id(), wanted)
    )


# --- Inviting ------------------------------------------------------------------------------------------------


@blueprint.get("/invite")
@needs(Action.MANAGE_PEOPLE)
def ask() -> Response:
    """The empty form."""
    return _invite_page(InviteForm(formdata=None, role=ROLE_FIRST_OFFERED), 200)


@blueprint.post("/invite")
@needs(Action.MANAGE_PEOPLE)
def invite() -> ResponseReturnValue:
    """Send the invitation."""
    form = InviteForm()
    if not form.validate():
        return _invite_page(form, 422)
    wanted = Wanted(
        kind=COLLEAGUE,
        name=form.name.data,
        address=normal_email(form.address.data) or "",
        enterprise_id=enterprise_id(),
        role=form.role.data,
    )
    made = invitations.invite(platform(), wanted, _sender(), _address_of)
    if isinstance(made, Refused):
        return _invite_page(form, 422, made.text)
    flash(messages.INVITED)
    return redirect(url_for("colleagues.index"), 303)


@blueprint.post("/invitations/<uuid:invitation_id>/resend")
@needs(Action.MANAGE_PEOPLE)
def resend(invitation_id: UUID) -> ResponseReturnValue:
    """Send an invitation again."""
    refused = invitations.resend(platform(), invitation_id, _is_ours, _sender(), _address_of)
    flash(refused.text if refused else messages.SENT_AGAIN)
    return redirect(url_for("colleagues.index"), 303)


@blueprint.post("/invitations/<uuid:invitation_id>/withdraw")
@needs(Action.MANAGE_PEOPLE)
def withdraw(invitation_id: UUID) -> ResponseReturnValue:
    """Take an invitation back."""
    refused = invitations.withdraw(platform(), invitation_id, _is_ours, signed_in().account_id)
    flash(refused.text if refused else messages.WITHDRAWN)
    return redirect(url_for("colleagues.index"), 303)


# --- One colleague -------------------------------------------------------------------------------------------


@blueprint.get("/<int:account_id>")
@needs(Action.MANAGE_PEOPLE)
def show(account_id: int) -> Response:
    """What a colleague may do, and what can be changed about it."""
    found = _colleague(account_id)
    return _colleague_page(found, RoleForm(formdata=None, role=found.role), 200)


@blueprint.post("/<int:account_id>/role")
@needs(Action.MANAGE_PEOPLE)
def change_role(account_id: int) -> ResponseReturnValue:
    """Let a colleague do more or less."""
    found, form = _colleague(account_id), RoleForm()
    if not form.validate():
        return _colleague_page(found, form, 422)
    refused = colleague_changes.change_role(platform(), signed_in(), account_id, form.role.data)
    if refused is not None:
        return _refuse(found, form, refused)
    return _done(messages.role_changed(found.name, form.role.data))


@blueprint.get("/<int:account_id>/hand-over")
@needs(Action.MANAGE_PEOPLE)
def ask_to_hand_over(account_id: int) -> str:
    """Whether somebody else shall be the administrator."""
    return render_template("pages/colleague_hand_over.html", colleague=_colleague(account_id))


@blueprint.post("/<int:account_id>/hand-over")
@needs(Action.MANAGE_PEOPLE)
def hand_over(account_id: int) -> ResponseReturnValue:
    """Make somebody else the administrator."""
    found = _colleague(account_id)
    refused = colleague_changes.hand_over(platform(), signed_in(), account_id)
    if refused is not None:
        return _refuse(found, RoleForm(formdata=None, role=found.role), refused)
    return _done(messages.handed_over(found.name))


@blueprint.get("/<int:account_id>/remove")
@needs(Action.MANAGE_PEOPLE)
def ask_to_remove(account_id: int) -> str:
    """Whether a colleague shall work here no longer."""
    return render_template("pages/colleague_remove.html", colleague=_colleague(account_id))


@blueprint.post("/<int:account_id>/remove")
@needs(Action.MANAGE_PEOPLE)
def remove(account_id: int) -> ResponseReturnValue:
    """Let a colleague work here no longer."""
    found = _colleague(account_id)
    refused = colleague_changes.remove(platform(), signed_in(), account_id)
    if refused is not None:
        return _refuse(found, RoleForm(formdata=None, role=found.role), refused)
    return _done(messages.removed(found.name))


def _number(text: str) -> int:
    """The number of an account; one that no account has is left out like any other word."""
    number = int(text)
    if not 0 < number < 2**63:
        raise ValueError(text)
    return number


def _colleague(account_id: int) -> Colleague:
    found = colleagues.find_colleague(platform(), signed_in(), account_id)
    if found is None:
        abort(404)
    return found


def _refuse(found: Colleague, form: RoleForm, refused: Refused) -> ResponseReturnValue:
    if refused.reason == "role":  # who asked is no administrator any more
        return forbidden(refused)
    return _colleague_page(found, form, 422, refused.text)


def _done(sentence: str) -> ResponseReturnValue:
    flash(sentence)
    return redirect(url_for("colleagues.index"), 303)


def _colleague_page(found: Colleague, form: RoleForm, status: int, problem: str = "") -> Response:
    page = render_template(
        "pages/colleague.html", colleague=found, form=form, problem=problem, words=messages
    )
    return Response(page, status)


def _invite_page(form: InviteForm, status: int, problem: str = "") -> Response:
    page = render_template("pages/colleagues_invite.html", form=form, problem=problem, words=messages)
    return Response(page, status)


def _is_ours(invitation: Invitation) -> bool:
    return invitation.kind == COLLEAGUE and invitation.enterprise_id == signed_in().enterprise_id


def _sender() -> Sender:
    return Sender(signed_in().account_id, place().address)


def _address_of(token: str) -> str:
    return full_address("invitations.show", token=token)

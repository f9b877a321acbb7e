"""Inviting officers: whom, to which authority; sending again and taking back what nobody has accepted yet."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engine.authorities import Authority
from web import messages_administration as messages
from web.access import needs
from web.addresses import full_address
from web.forms_administration import InvitationForm
from web.models_accounts import OFFICER
from web.requests import place, platform, signed_in
from web.services import invitations, inviting
from web.services.credentials import normal_email
from web.services.invitations import Sender, Wanted
from web.services.permissions import Action, Refused
from web.views.administration_officers import chosen_authority, tell_which

blueprint = Blueprint("administration_invitations", __name__, url_prefix="/administration/invitations")


@blueprint.get("/new")
@needs(Action.MANAGE_OFFICERS)
def ask() -> Response:
    """The empty form."""
    form = InvitationForm(formdata=None, data={"authority": signed_in().authority})
    return _page(form)


@blueprint.post("/new")
@needs(Action.MANAGE_OFFICERS)
def invite() -> ResponseReturnValue:
    """Send the invitation."""
    form = InvitationForm()
    found = chosen_authority(form)
    address = normal_email(form.address.data or "")
    is_complete = form.validate()
    if form.address.data and address is None:
        form.address.errors = [messages.EMAIL_WRONG]
        is_complete = False
    if len(found) != 1 and form.authority.data:
        tell_which(form, found)
        is_complete = False
    if not is_complete or address is None:
        return _page(form, found, status=422)
    wanted = Wanted(OFFICER, form.name.data, address, authority=found[0].code, manages=form.manages.data)
    made = inviting.invite_officer(platform(), signed_in(), wanted, place().address, _address_of)
    if isinstance(made, Refused):
        return _page(form, found, problem=made.text, status=422)
    flash(messages.INVITED)
    return redirect(url_for("administration.officers"), 303)


@blueprint.post("/<uuid:invitation_id>/resend")
@needs(Action.MANAGE_OFFICERS)
def resend(invitation_id: UUID) -> ResponseReturnValue:
    """Send an invitation again."""
    sender = Sender(signed_in().account_id, place().address)
    mine = inviting.whose(platform(), signed_in())
    refused = invitations.resend(platform(), invitation_id, mine, sender, _address_of)
    flash(refused.text if refused else messages.INVITED_AGAIN)
    return redirect(url_for("administration.officers"), 303)


@blueprint.post("/<uuid:invitation_id>/withdraw")
@needs(Action.MANAGE_OFFICERS)
def withdraw(invitation_id: UUID) -> ResponseReturnValue:
    """Take an invitation back."""
    mine = inviting.whose(platform(), signed_in())
    refused = invitations.withdraw(platform(), invitation_id, mine, signed_in().account_id)
    flash(refused.text if refused else messages.INVITATION_WITHDRAWN)
    return redirect(url_for("administration.officers"), 303)


def _address_of(token: str) -> str:
    return full_address("invitations.show", token=token)


def _page(
    form: InvitationForm, candidates: tuple[Authority, ...] = (), *, problem: str = "", status: int = 200
) -> Response:
    page = render_template(
        "pages/administration_invitation.html",
        form=form,
        candidates=candidates if len(candidates) > 1 else (),
        levels=messages.LEVELS,
        problem=problem,
    )
    return Response(page, status)

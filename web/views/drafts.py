"""A draft as a whole: begun, looked over, checked, thrown away."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import filling, messages, returned
from web.access import needs
from web.requests import enterprise_id, look_at, platform, signed_in
from web.services import colleagues, drafts, returns
from web.services.drafts import Choice, NotOpen, Unread
from web.services.permissions import Action

blueprint = Blueprint("drafts", __name__)


@blueprint.post("/procedures/<procedure>/drafts")
@needs(Action.FILL)
def begin(procedure: str) -> ResponseReturnValue:
    """Begin a procedure, or go on where it was left. What is to be read first is shown first; where earlier answers fit,
    it is asked whether to take them over."""
    wanted = {"yes": True, "no": False}.get(request.form.get("carry", ""))
    begun = drafts.begin_draft(
        platform(),
        procedure,
        enterprise_id(),
        signed_in().account_id,
        carry=wanted,
        has_read=request.form.get("read") == "yes",
    )
    if begun is None:
        abort(404)
    if isinstance(begun, Unread):
        return render_template("pages/notice.html", procedure=begun.procedure)
    if isinstance(begun, Choice):
        return render_template("pages/carry.html", choice=begun)
    if isinstance(begun, NotOpen):
        flash(messages.not_open(begun.reasons))
        return redirect(url_for("procedures.show", procedure=procedure), 303)
    return redirect(url_for("drafts.show", draft_id=begun), 303)


@blueprint.get("/drafts/<uuid:draft_id>")
@needs(Action.READ)
def show(draft_id: UUID) -> str:
    """The sections with their states, the score, and what comes next."""
    found = look_at(draft_id)
    back = returns.read_return(platform(), draft_id, enterprise_id())
    return render_template(
        "pages/draft.html",
        filling=found,
        back=back,
        links=returned.reasons(found, back),
        form=found.form,
        sections=filling.section_entries(found),
        left_over=drafts.labels_left_over(platform(), found),
        last_saver=colleagues.last_saver(platform(), draft_id, signed_in()),
    )


@blueprint.post("/drafts/<uuid:draft_id>/form")
@needs(Action.FILL)
def agree(draft_id: UUID) -> ResponseReturnValue:
    """Go on with the form as it is now."""
    if not drafts.agree_to_form(platform(), draft_id, enterprise_id(), signed_in().account_id):
        abort(404)
    return redirect(url_for("drafts.show", draft_id=draft_id), 303)


@blueprint.get("/drafts/<uuid:draft_id>/discard")
@needs(Action.READ)
def ask_to_discard(draft_id: UUID) -> ResponseReturnValue:
    """Ask before anything is thrown away; what was ever sent is not."""
    back = returns.read_return(platform(), draft_id, enterprise_id())
    if back is not None:
        return redirect(url_for("drafts.show", draft_id=draft_id), 303)
    return render_template("pages/discard.html", filling=look_at(draft_id))


@blueprint.post("/drafts/<uuid:draft_id>/discard")
@needs(Action.FILL)
def discard(draft_id: UUID) -> ResponseReturnValue:
    """Throw the draft away."""
    if not drafts.discard_draft(platform(), draft_id, enterprise_id(), signed_in().account_id):
        abort(404)
    flash(messages.DISCARDED)
    return redirect(url_for("home.show"), 303)

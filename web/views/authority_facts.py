"""Facts that authorities enter about enterprises of their region."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import messages_authority_facts as messages
from web.access import needs
from web.requests import platform, signed_in
from web.services import authority_facts
from web.services.authority_facts import Pasted, Wrong
from web.services.permissions import Action, Refused

blueprint = Blueprint("authority_facts", __name__, url_prefix="/authority-facts")


@blueprint.get("")
@needs(Action.REVIEW)
def index() -> str:
    """Find an enterprise of one's region."""
    words = request.args.get("q", "")[:200]
    return render_template(
        "pages/authority_facts.html",
        words=words,
        found=authority_facts.find_enterprises(platform(), signed_in(), words),
    )


@blueprint.get("/<int:enterprise_id>")
@needs(Action.REVIEW)
def show(enterprise_id: int) -> ResponseReturnValue:
    """What was entered about one enterprise."""
    return _page(enterprise_id)


@blueprint.post("/<int:enterprise_id>")
@needs(Action.REVIEW)
def enter(enterprise_id: int) -> ResponseReturnValue:
    """Enter a fact, or take it back."""
    if authority_facts.read_sheet(platform(), signed_in(), enterprise_id) is None:
        abort(404)
    fact, reason = request.form.get("fact", ""), request.form.get("reason", "")[:500]
    takes_back = "take_back" in request.form
    typed = None if takes_back else request.form.get("value", "")
    outcome = authority_facts.enter(platform(), signed_in(), enterprise_id, fact, typed, reason)
    if isinstance(outcome, Refused | Wrong):
        return _page(enterprise_id, fact, outcome.text, 422)
    kept = messages.TAKEN_BACK if takes_back else messages.SAVED
    flash(kept if outcome else messages.NOTHING_CHANGED)
    return redirect(url_for("authority_facts.show", enterprise_id=enterprise_id), 303)


@blueprint.get("/import")
@needs(Action.REVIEW)
def ask_import() -> ResponseReturnValue:
    """Which facts, and the lines."""
    return _import_page()


@blueprint.post("/import")
@needs(Action.REVIEW)
def do_import() -> ResponseReturnValue:
    """Check the lines and show them; enter them where that was seen before."""
    text, facts = request.form.get("lines", ""), request.form.getlist("facts")
    person = signed_in()
    if "confirm" not in request.form:
        checked = authority_facts.check_paste(platform(), person, facts, text)
    else:
        reason, mark = request.form.get("reason", "")[:500], request.form.get("mark", "")
        outcome = authority_facts.import_paste(platform(), person, facts, text, reason, mark)
        if isinstance(outcome, int):
            flash(messages.imported(outcome))
            return redirect(url_for("authority_facts.index"), 303)
        if isinstance(outcome, Refused) and outcome.reason == "reason":
            checked = authority_facts.check_paste(platform(), person, facts, text)
            return _import_page(checked, outcome.text, 422)
        checked = outcome
    if isinstance(checked, Refused):
        return _import_page(None, checked.text, 422)
    return _import_page(checked, status=422 if checked.mistakes else 200)


def _page(enterprise_id: int, fact: str = "", problem: str = "", status: int = 200) -> ResponseReturnValue:
    sheet = authority_facts.read_sheet(platform(), signed_in(), enterprise_id)
    if sheet is None:
        abort(404)
    page = render_template(
        "pages/authority_fact.html",
        sheet=sheet,
        wrong=fact,
        problem=problem,
        typed=request.form.get("value", ""),
        reason=request.form.get("reason", ""),
    )
    return page, status


def _import_page(
    checked: Pasted | Refused | None = None, problem: str = "", status: int = 200
) -> ResponseReturnValue:
    known = authority_facts.facts_of_authorities(platform())
    page = render_template(
        "pages/authority_facts_import.html",
        known=[each for each in known if authority_facts.may_enter(platform(), signed_in(), each.name)],
        chosen=request.form.getlist("facts"),
        text=request.form.get("lines", ""),
        reason=request.form.get("reason", ""),
        checked=checked if isinstance(checked, Pasted) else None,
        problem=problem,
    )
    return page, status

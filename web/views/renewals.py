"""Who may be reviewed again: the province's list of a title and a year."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import messages_authority_facts as messages
from web.access import forbidden, needs
from web.requests import platform, signed_in
from web.services import renewals
from web.services.permissions import Action, Refused
from web.services.renewals import Decision, Mistakes

blueprint = Blueprint("renewals", __name__, url_prefix="/renewals")


@blueprint.get("")
@needs(Action.REVIEW)
def index() -> ResponseReturnValue:
    """The list, with what is proposed."""
    return _page()


@blueprint.post("")
@needs(Action.REVIEW)
def confirm() -> ResponseReturnValue:
    """Keep what was decided of those that were chosen."""
    title, year = _title(), _year()
    outcome = renewals.confirm(platform(), signed_in(), title, year, _decisions())
    if isinstance(outcome, Mistakes):
        return _page(dict(outcome.by_enterprise), 422)
    if isinstance(outcome, Refused):
        if outcome.reason == "not_yours":
            return forbidden(outcome)
        return _page({0: outcome.text}, 422)
    flash(messages.confirmed(outcome))
    return redirect(url_for("renewals.index", title=title, year=year), 303)


def _decisions() -> list[Decision]:
    found = []
    for text in request.form.getlist("chosen"):
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
        answer = request.form.get(f"decision-{number}", "")
        if number and answer in {"yes", "no"}:
            found.append(Decision(number, answer == "yes", request.form.get(f"reason-{number}", "")[:500]))
    return found


def _title() -> str:
    several = [each for each, _ in renewals.titles(platform())]
    asked = request.values.get("title", "")
    return asked if asked in several else next(iter(several), "")


def _year() -> int:
    text = request.values.get("year", "")
    is_year = text.isascii() and text.isdigit() and len(text) == 4 and int(text) >= 2000
    return int(text) if is_year else platform().clock.today().year


def _page(wrong: dict[int, str] | None = None, status: int = 200) -> ResponseReturnValue:
    title, year = _title(), _year()
    listed = renewals.list_candidates(platform(), signed_in(), title, year)
    page = render_template(
        "pages/renewals.html",
        titles=renewals.titles(platform()),
        title=title,
        year=year,
        listed=() if isinstance(listed, Refused) else listed,
        refused=listed.text if isinstance(listed, Refused) else "",
        wrong=wrong or {},
        posted=request.form,
        chosen=request.form.getlist("chosen"),
    )
    return page, status

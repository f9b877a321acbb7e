"""The officers' desk: what waits for them, what is in their region, the same done to several, views they keep."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import messages_desk as messages
from web.access import needs
from web.desk_addresses import query_of, read_query, read_question, turned
from web.forms_desk import BulkForm, ViewForm
from web.messages_reviewing import STATE_KINDS, STATES
from web.requests import platform, signed_in
from web.services import bulk, saved_views
from web.services.authorities import authority_of
from web.services.desk import MOST_COUNTED, list_cases
from web.services.desk_questions import INDUSTRIES, TABS, Question
from web.services.permissions import Action
from web.services.scopes import OF_ENTERPRISES, right_below
from web.workflow import Deed

blueprint = Blueprint("desk", __name__, url_prefix="/desk")

_DEEDS = {each.value: each for each in bulk.DEEDS}


@blueprint.get("")
@needs(Action.REVIEW)
def index() -> str:
    """A page of the desk, as its address asks."""
    authority = authority_of(platform(), signed_in())
    question = read_question(platform(), authority, request.args)
    return _page(question)


@blueprint.post("/views")
@needs(Action.REVIEW)
def keep_view() -> ResponseReturnValue:
    """Keep what is being looked at under a name."""
    question = _asked()
    form = ViewForm()
    if not form.validate():
        return _page(question, view_form=form), 422
    kept = saved_views.keep_view(
        platform(), signed_in(), form.name.data or "", query_of(question, after="", before="")
    )
    flash(messages.VIEW_KEPT if kept else messages.TOO_MANY_VIEWS)
    return _back(question)


@blueprint.post("/views/<int:view_id>/remove")
@needs(Action.REVIEW)
def remove_view(view_id: int) -> ResponseReturnValue:
    """Forget a view."""
    if not saved_views.remove_view(platform(), signed_in(), view_id):
        abort(404)
    flash(messages.VIEW_REMOVED)
    return _back(_asked())


@blueprint.post("/bulk")
@needs(Action.REVIEW)
def plan() -> ResponseReturnValue:
    """What would be done to each of those ticked."""
    deed, numbers = _DEEDS.get(request.form.get("deed", "")), request.form.getlist("case", type=UUID)
    question = _asked()
    if deed is None or not numbers:
        flash(messages.NOTHING_TICKED)
        return _back(question)
    return _plan_page(deed, numbers, question, BulkForm(formdata=None))


@blueprint.post("/bulk/confirm")
@needs(Action.REVIEW)
def carry_out() -> ResponseReturnValue:
    """Do it, and tell what happened to each."""
    deed, question = _DEEDS.get(request.form.get("deed", "")), _asked()
    seen = [each for text in request.form.getlist("seen") if (each := _read_seen(text)) is not None]
    if deed is None or not seen:
        flash(messages.NOTHING_TICKED)
        return _back(question)
    form = BulkForm()
    form.note_is_needed = bulk.needs_note(deed)
    if not form.validate():
        return _plan_page(deed, [number for number, _ in seen], question, form), 422
    done = bulk.carry_out(platform(), signed_in(), deed, seen, form.note.data or "")
    return _render(
        "desk_bulk_done",
        deed=deed,
        name=messages.DEED_NAMES[deed],
        done=[(each, messages.outcome_in_words(deed, each.outcome)) for each in done],
        query=query_of(question),
    )


def _page(question: Question, view_form: ViewForm | None = None) -> str:
    person, found = signed_in(), platform().catalogue
    authority = authority_of(platform(), person)
    listed = list_cases(platform(), person, question)
    procedures = [each for each in found.procedures() if each.kind not in OF_ENTERPRISES]
    return _render(
        "desk",
        question=question,
        listed=listed,
        titles=messages.TABS,
        nothing=messages.EMPTY,
        flags=messages.FLAGS,
        sorts=messages.SORTS,
        states=[(each.value, STATES[each]) for each in TABS[question.tab]],
        most=MOST_COUNTED,
        procedures=[(each.id, each.title) for each in procedures],
        below=[(each.code, each.name) for each in right_below(platform(), authority)],
        sections=[(each.code, each.name) for each in found.tables[INDUSTRIES].children[""]],
        views=saved_views.list_views(platform(), person),
        view_form=view_form or ViewForm(formdata=None),
        query=query_of(question),
        address=lambda **changed: _address(question, **changed),
        turned=lambda sort: turned(question, sort),
    )


def _plan_page(deed: Deed, numbers: list[UUID], question: Question, form: BulkForm) -> str:
    planned = bulk.plan(platform(), signed_in(), deed, numbers)
    told = [(each, each.refused.text if each.refused else _why_not_now(deed, each)) for each in planned]
    return _render(
        "desk_bulk",
        deed=deed,
        name=messages.DEED_NAMES[deed],
        possible=[each for each, _ in told if each.is_possible],
        impossible=[(each, why) for each, why in told if not each.is_possible],
        needs_note=bulk.needs_note(deed),
        form=form,
        query=query_of(question),
    )


def _render(page: str, **shown: Any) -> str:
    return render_template(f"pages/{page}.html", state_names=STATES, state_kinds=STATE_KINDS, **shown)


def _why_not_now(deed: Deed, planned: bulk.Planned) -> str:
    return messages.why_not_now(deed, planned.standing) if planned.standing is not None else ""


def _read_seen(text: str) -> tuple[UUID, int] | None:
    """A case and its version, as the page of what would be done carries them."""
    number, _, version = text.partition(".")
    try:
        return UUID(number), int(version)
    except ValueError:
        return None


def _asked() -> Question:
    """What the desk showed when this form was sent."""
    return read_query(platform(), authority_of(platform(), signed_in()), request.form.get("query", ""))


def _address(question: Question, **changed: Any) -> str:
    query = query_of(question, **changed)
    return url_for("desk.index") + (f"?{query}" if query else "")


def _back(question: Question) -> ResponseReturnValue:
    return redirect(_address(question), 303)

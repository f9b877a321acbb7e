"""Windows: when a province, or the ministry, lets a procedure be declared; set, changed, closed early, opened again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import messages_window_settings as messages
from web.access import forbidden, needs
from web.forms_windows import WindowForm
from web.messages_reviewing import STATES
from web.requests import platform, signed_in, signed_in_or_none
from web.services import window_settings
from web.services.permissions import Action
from web.services.window_reach import MOST_NAMED, Affected
from web.services.window_settings import Overtaken, Saved, Shown

blueprint = Blueprint("windows", __name__, url_prefix="/windows")


@blueprint.before_request
def only_provinces() -> ResponseReturnValue | None:
    """Officers of a city or a county set no windows; who is no officer is turned away by the mark of each view."""
    person = signed_in_or_none()
    if person is None or not person.is_officer or person.held_at:
        return None
    refused = window_settings.why_not_open(platform(), person)
    return None if refused is None else forbidden(refused)


@blueprint.get("")
@needs(Action.REVIEW)
def index() -> str:
    """The windows of this officer's authority."""
    return render_template(
        "pages/windows.html",
        windows=window_settings.list_windows(platform(), signed_in()),
        states=messages.STATES,
        kinds=messages.STATE_KINDS,
    )


@blueprint.get("/new")
@needs(Action.REVIEW)
def ask() -> ResponseReturnValue:
    """An empty form."""
    return _form_page(_form(None))


@blueprint.post("/new")
@needs(Action.REVIEW)
def make() -> ResponseReturnValue:
    """Check a new window, then set it."""
    return _take(None)


@blueprint.get("/<int:window_id>")
@needs(Action.REVIEW)
def show(window_id: int) -> ResponseReturnValue:
    """A window, to be changed."""
    shown = _look(window_id)
    form = _form(shown)
    form.show(shown.window)
    return _form_page(form, shown)


@blueprint.post("/<int:window_id>")
@needs(Action.REVIEW)
def change(window_id: int) -> ResponseReturnValue:
    """Check a change, then make it."""
    return _take(_look(window_id))


@blueprint.get("/<int:window_id>/<any(close, reopen):deed>")
@needs(Action.REVIEW)
def ask_deed(window_id: int, deed: str) -> ResponseReturnValue:
    """Whom it touches to close a window now, or to open it again."""
    return _deed_page(_look(window_id), deed)


@blueprint.post("/<int:window_id>/<any(close, reopen):deed>")
@needs(Action.REVIEW)
def do(window_id: int, deed: str) -> ResponseReturnValue:
    """Close it, or open it again."""
    shown = _look(window_id)
    act = window_settings.close_early if deed == "close" else window_settings.reopen
    outcome = act(platform(), signed_in(), window_id, request.form.get("mark", ""))
    if isinstance(outcome, Overtaken):
        return _deed_page(_look(window_id), deed, messages.CHANGED_MEANWHILE), 409
    if not isinstance(outcome, Saved):
        return _deed_page(shown, deed, outcome[0].text), 422
    flash(messages.saved(messages.CLOSED_NOW if deed == "close" else messages.REOPENED_NOW, outcome.reminded))
    return redirect(url_for("windows.index"), 303)


def _take(shown: Shown | None) -> ResponseReturnValue:
    """A form that was sent: back with what is wrong, on to whom it touches, or saved."""
    form, window_id = _form(shown), shown.window.id if shown is not None else None
    if not form.validate():
        return _form_page(form, shown, status=422)
    checked = window_settings.check(platform(), signed_in(), form.wanted(), window_id)
    if checked.wrong:
        form.tell(checked.wrong)
        return _form_page(form, shown, status=422)
    if "back" in request.form:
        return _form_page(form, shown)
    if "confirm" not in request.form:
        return _page("window_check", form, shown, affected=checked.affected, reminds=checked.reminds)
    outcome = window_settings.save(
        platform(), signed_in(), form.wanted(), window_id, request.form.get("mark", "")
    )
    if isinstance(outcome, Overtaken):
        return _form_page(form, shown, problem=messages.OVERTAKEN, status=409)
    if not isinstance(outcome, Saved):
        form.tell(outcome)
        return _form_page(form, shown, status=422)
    flash(messages.saved(messages.SAVED if shown is not None else messages.SAVED_NEW, outcome.reminded))
    return redirect(url_for("windows.index"), 303)


def _form(shown: Shown | None) -> WindowForm:
    """The form, offering the procedures that can be opened; of a window there is, only its own."""
    form = WindowForm(formdata=request.form if request.method == "POST" else None)
    several = window_settings.windowed_procedures(platform())
    offered = [(each.id, each.title) for each in several]
    if shown is not None:
        offered = [(shown.window.procedure, shown.procedure)]
    form.offer(offered)
    return form


def _look(window_id: int) -> Shown:
    found = window_settings.look_at_window(platform(), signed_in(), window_id)
    if found is None:
        abort(404)
    return found


def _form_page(
    form: WindowForm, shown: Shown | None = None, *, problem: str = "", status: int = 200
) -> ResponseReturnValue:
    return _page("window", form, shown, problem=problem), status


def _deed_page(shown: Shown, deed: str, problem: str = "") -> str:
    affected = window_settings.check_closing(platform(), signed_in(), shown.window.id)
    return _page(
        "window_deed", None, shown, affected=affected or Affected(0, (), 0, ()), deed=deed, problem=problem
    )


def _page(page: str, form: WindowForm | None, shown: Shown | None, **more: Any) -> str:
    return render_template(
        f"pages/{page}.html",
        form=form,
        shown=shown,
        states=messages.STATES,
        kinds=messages.STATE_KINDS,
        case_states=STATES,
        most_named=MOST_NAMED,
        **more,
    )

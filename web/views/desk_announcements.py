"""The officers' desk for announcements: write, look at it as everybody will, publish at a day, change, withdraw."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import markdown
from web import messages_announcing as messages
from web.access import forbidden, needs
from web.config import MEGABYTE
from web.downloads import attachment
from web.form_pages import problems_of
from web.forms_announcements import PublishingForm, WritingForm
from web.requests import platform, signed_in
from web.security import allows_body
from web.services import announcement_files, announcing
from web.services.announcing import Conflict, Own
from web.services.permissions import Action

blueprint = Blueprint("desk_announcements", __name__, url_prefix="/desk/announcements")

View = TypeVar("View", bound=Callable[..., Any])


def writers_only(view: View) -> View:
    """Only officers of the ministry and of provinces may open this page."""

    @wraps(view)
    def guarded(*arguments: Any, **named: Any) -> ResponseReturnValue:
        refused = announcing.why_not_write(platform(), signed_in())
        if refused is not None:
            return forbidden(refused)
        return cast(ResponseReturnValue, view(*arguments, **named))

    return cast(View, guarded)


@blueprint.get("")
@needs(Action.REVIEW)
@writers_only
def index() -> str:
    """Those of the own authority, in whatever state."""
    listed = announcing.list_own(platform(), signed_in(), request.args.get("page", 1, type=int))
    return render_template("pages/desk_announcements.html", listed=listed, states=messages.STATES)


@blueprint.get("/new")
@needs(Action.REVIEW)
@writers_only
def begin() -> Response:
    """An empty page."""
    return _writing_page(WritingForm(formdata=None), None)


@blueprint.post("/new")
@needs(Action.REVIEW)
@writers_only
def write() -> ResponseReturnValue:
    """Keep a new one, or show what it will look like."""
    form = WritingForm()
    if not form.validate():
        return _writing_page(form, None, 422)
    if "preview" in request.form:
        return _writing_page(form, None, preview=True)
    written = announcing.write_new(platform(), signed_in(), form.written())
    flash(messages.WRITTEN)
    return redirect(url_for("desk_announcements.show", announcement_id=written), 303)


@blueprint.get("/<int:announcement_id>")
@needs(Action.REVIEW)
@writers_only
def show(announcement_id: int) -> Response:
    """One of them as everybody will read it, with what can be done."""
    return _page(_own(announcement_id))


@blueprint.get("/<int:announcement_id>/change")
@needs(Action.REVIEW)
@writers_only
def ask_change(announcement_id: int) -> Response:
    """Its text, to be written anew."""
    own = _own(announcement_id)
    written = {"title": own.opened.line.title, "body": own.opened.body, "version": own.version}
    return _writing_page(WritingForm(formdata=None, data=written), own)


@blueprint.post("/<int:announcement_id>/change")
@needs(Action.REVIEW)
@writers_only
def change(announcement_id: int) -> ResponseReturnValue:
    """Keep what was written, unless a colleague was quicker."""
    own, form = _own(announcement_id), WritingForm()
    if not form.validate():
        return _writing_page(form, own, 422)
    if "preview" in request.form:
        return _writing_page(form, own, preview=True)
    changed = announcing.change(
        platform(), signed_in(), announcement_id, form.written(), form.version.data or ""
    )
    if changed is None:
        abort(404)
    if isinstance(changed, Conflict):
        form.version.data = _own(announcement_id).version
        return _writing_page(form, own, 409, problem=messages.CONFLICT)
    flash(messages.CHANGED)
    return redirect(url_for("desk_announcements.show", announcement_id=announcement_id), 303)


@blueprint.post("/<int:announcement_id>/publication")
@needs(Action.REVIEW)
@writers_only
def publish(announcement_id: int) -> ResponseReturnValue:
    """Let everybody read it, today or from a later day on."""
    own, form = _own(announcement_id), PublishingForm()
    if not form.validate():
        return _page(own, 422, problem=(form.problem, "#day"), day=request.form.get("day", ""))
    day, today = form.day.data, platform().clock.today()
    if announcing.publish(platform(), signed_in(), announcement_id, day) is None:
        return _page(own, 422, problem=(messages.DAY_PAST, "#day"), day=request.form.get("day", ""))
    flash(messages.published(day, today))
    return redirect(url_for("desk_announcements.show", announcement_id=announcement_id), 303)


@blueprint.post("/<int:announcement_id>/withdrawal")
@needs(Action.REVIEW)
@writers_only
def withdraw(announcement_id: int) -> ResponseReturnValue:
    """Take it out of sight."""
    if announcing.withdraw(platform(), signed_in(), announcement_id) is None:
        abort(404)
    flash(messages.WITHDRAWN)
    return redirect(url_for("desk_announcements.show", announcement_id=announcement_id), 303)


@blueprint.post("/<int:announcement_id>/files")
@allows_body(21 * MEGABYTE, messages.BODY_TOO_LARGE)
@needs(Action.REVIEW)
@writers_only
def add_file(announcement_id: int) -> ResponseReturnValue:
    """Add a file."""
    own, chosen = _own(announcement_id), request.files.get("file")
    if chosen is None or not chosen.filename:
        return _page(own, 422, problem=(messages.FILE_MISSING, "#file"))
    kept = announcement_files.add_file(
        platform(), signed_in(), announcement_id, chosen.filename, cast(Any, chosen.stream)
    )
    if kept is None:
        abort(404)
    if isinstance(kept, str):
        return _page(own, 422, problem=(messages.file_refused(kept, chosen.filename), "#file"))
    flash(messages.FILE_ADDED)
    return redirect(url_for("desk_announcements.show", announcement_id=announcement_id), 303)


@blueprint.get("/<int:announcement_id>/files/<uuid:file_id>")
@needs(Action.REVIEW)
@writers_only
def download(announcement_id: int, file_id: UUID) -> Response:
    """A file, also before it is public."""
    found = announcement_files.open_own_file(platform(), signed_in(), announcement_id, file_id)
    if found is None:
        abort(404)
    file, stream = found
    return attachment(file.name, file.kind, file.size, stream)


@blueprint.post("/<int:announcement_id>/files/<uuid:file_id>/removal")
@needs(Action.REVIEW)
@writers_only
def remove_file(announcement_id: int, file_id: UUID) -> ResponseReturnValue:
    """Take a file away."""
    if not announcement_files.remove_file(platform(), signed_in(), announcement_id, file_id):
        abort(404)
    flash(messages.FILE_REMOVED)
    return redirect(url_for("desk_announcements.show", announcement_id=announcement_id), 303)


def _own(announcement_id: int) -> Own:
    found = announcing.look_at_own(platform(), signed_in(), announcement_id)
    if found is None:
        abort(404)
    return found


def _page(
    own: Own, status: int = 200, *, problem: tuple[str, str] | None = None, day: str | None = None
) -> Response:
    today = platform().clock.today()
    page = render_template(
        "pages/desk_announcement.html",
        own=own,
        text=markdown.render(own.opened.body),
        states=messages.STATES,
        today=today,
        day=max(own.publish_on or today, today).isoformat() if day is None else day,
        problems=[problem] if problem is not None else [],
    )
    return Response(page, status)


def _writing_page(
    form: WritingForm, own: Own | None, status: int = 200, *, preview: bool = False, problem: str = ""
) -> Response:
    page = render_template(
        "pages/desk_announcement_writing.html",
        form=form,
        own=own,
        preview=markdown.render(form.written().body) if preview else None,
        problems=problems_of(form, problem=problem),
    )
    return Response(page, status)

"""A section of a draft: shown, and saved when a browser without our modules posts it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.presentation import FormView
from web import filling, messages, returned
from web.access import needs
from web.answers import too_late_page
from web.config import MEGABYTE
from web.requests import enterprise_id, look_at, platform, posted_page, signed_in
from web.security import allows_body
from web.services import answers, documents, returns
from web.services.answers import Refusal, Saved
from web.services.fillings import Filling, own_section
from web.services.permissions import Action

blueprint = Blueprint("sections", __name__)

MOST_AT_ONCE = 100 * MEGABYTE
STAYING = ("_add", "_remove", "_show", "_take", "_keep")


@blueprint.get("/drafts/<uuid:draft_id>/sections/<section>")
@needs(Action.READ)
def show(draft_id: UUID, section: str) -> ResponseReturnValue:
    """The fields of one section, the list of sections, the score."""
    found = look_at(draft_id)
    if found.section(section) is None:
        if any(each.id == section for each in found.form.sections):  # not asked for any more
            return redirect(url_for("drafts.show", draft_id=draft_id))
        abort(404)
    return _page(found, found.view, section)


@blueprint.post("/drafts/<uuid:draft_id>/sections/<section>")
@needs(Action.FILL)
@allows_body(MOST_AT_ONCE, messages.PAGE_TOO_LARGE)
def save(draft_id: UUID, section: str) -> ResponseReturnValue:
    """Save the section, then go where the button says; stay where something is wrong or to be decided."""
    person = signed_in()
    saved = answers.save_page(platform(), draft_id, enterprise_id(), person.account_id, posted_page(section))
    if isinstance(saved, Refusal):
        if saved.reason == "submitted":
            return too_late_page(draft_id, saved)
        abort(404)
    handed_in = documents.hand_in(
        platform(),
        draft_id,
        enterprise_id(),
        person.account_id,
        section,
        _files(),
        request.form.get("_remove", ""),
    )
    return _after(saved, section, handed_in)


def _after(saved: Saved, section: str, handed_in: documents.HandedIn) -> ResponseReturnValue:
    if handed_in.filling is not None:
        saved = replace(saved, after=handed_in.filling)
    filled = saved.after
    if filled.section(section) is None:  # saved, and not asked for any more
        return redirect(url_for("drafts.show", draft_id=filled.draft_id), 303)
    conflicts = bool(saved.conflicts)
    if conflicts or saved.too_large or handed_in.refusals:
        status = 409 if conflicts else 413 if saved.too_large else 422
        return _page(filled, saved.view(), section, status, saved=saved, refusals=handed_in.refusals)
    stays = next((name for name in STAYING if name in request.form), None)
    wanted = "stay" if stays else request.form.get("_next", "save")
    view = filled.section(section)
    if wanted in {"save", "next", "check", "submit"} and view is not None and filling.section_problems(view):
        return _page(filled, filled.view, section, 422)
    return redirect(_target(filled, section, wanted, stays), 303)


def _target(filled: Filling, section: str, wanted: str, stays: str | None) -> str:
    ids = [each.id for each in filled.sections]
    here = ids.index(section) if section in ids else None
    if wanted == "overview" or here is None:
        return url_for("drafts.show", draft_id=filled.draft_id)
    if wanted in {"check", "submit"} or (wanted == "next" and here + 1 == len(ids)):
        return url_for("submissions.check", draft_id=filled.draft_id)
    if wanted == "next":
        return filling.section_address(filled.draft_id, ids[here + 1])
    if wanted == "previous" and here > 0:
        return filling.section_address(filled.draft_id, ids[here - 1])
    return filling.section_address(filled.draft_id, section, _anchor(filled, stays))


def _anchor(filled: Filling, stays: str | None) -> str | None:
    """The field that a button inside it was pressed for."""
    pressed = request.form.get(stays, "") if stays else ""
    name = pressed
    while name and name not in filled.form.fields:
        name = name.rpartition(".")[0]
    found = filled.view.field(name) if name else None
    return found.html_id if found else None


def _page(
    filled: Filling,
    view: FormView,
    section: str,
    status: int = 200,
    *,
    saved: Saved | None = None,
    refusals: Sequence[documents.FileRefusal] = (),
) -> Response:
    here = own_section(view, section)
    if here is None:
        abort(404)
    entries = filling.section_entries(filled, section)
    number = next(place for place, each in enumerate(entries) if each.id == section)
    problems = filling.page_problems(here, saved, refusals) if status != 200 else []
    back = returns.read_return(platform(), filled.draft_id, enterprise_id())
    page = render_template(
        "pages/section.html",
        filling=filled,
        back=back,
        links=returned.reasons(filled, back, section),
        form=filled.form,
        section=here,
        sections=entries,
        number=number,
        blocks=filling.blocks(here, back),
        shown=filling.shown_answers(filled, section),
        undecided=[each.field for each in saved.conflicts] if saved else [],
        problems=problems,
        problems_title=messages.PROBLEMS_TITLES[status],
        takes_files=any(each.type.kind == "attachment" for each in here.fields),
        account=filling.account_mark(signed_in().account_id),
    )
    return Response(page, status)


def _files() -> list[documents.GivenFile]:
    return [
        documents.GivenFile(field, each.filename, each.stream)
        for field, several in request.files.lists()
        for each in several
        if each.filename
    ]

"""What only authorities fill of a submission: the same fields as everywhere, on the officers' own page."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.fields.base import Posted
from engine.json_value import encode
from web import filling, messages
from web import messages_reviewing as reviewing_messages
from web.access import needs
from web.case_pages import look
from web.config import MEGABYTE
from web.requests import platform, shown_answers, signed_in
from web.security import allows_body
from web.services.permissions import Action
from web.services.recommending import Filled, OpenSection, Reassessed, open_section, save_section

blueprint = Blueprint("case_sections", __name__, url_prefix="/cases/<uuid:case_id>/sections")

MOST_AT_ONCE = 100 * MEGABYTE


@blueprint.get("/<section>")
@needs(Action.REVIEW)
def show(case_id: UUID, section: str) -> ResponseReturnValue:
    """The fields of a section that authorities fill."""
    found = open_section(platform(), signed_in(), case_id, section)
    if found is None:
        abort(404)
    return _page(found)


@blueprint.post("/<section>")
@needs(Action.REVIEW)
@allows_body(MOST_AT_ONCE, messages.PAGE_TOO_LARGE)
def save(case_id: UUID, section: str) -> ResponseReturnValue:
    """Keep them, and issue the assessment again."""
    files = [
        (name, each.filename, each.stream)
        for name, several in request.files.lists()
        for each in several
        if each.filename
    ]
    filled = Filled(
        Posted(request.form.to_dict(flat=False)),
        shown_answers(request.form.get("_shown", "")),
        files,  # type: ignore[arg-type]
        request.form.get("_remove", ""),
    )
    outcome = save_section(platform(), signed_in(), case_id, section, filled)
    if outcome is None:
        abort(404)
    if isinstance(outcome, OpenSection):
        return _page(outcome, 409 if outcome.refused else 422, encode(dict(filled.shown)))
    assert isinstance(outcome, Reassessed)
    flash(reviewing_messages.REASSESSED if outcome.changed else reviewing_messages.NOTHING_CHANGED)
    if "_remove" in request.form:
        return redirect(url_for("case_sections.show", case_id=case_id, section=section), 303)
    return redirect(url_for("cases.show", case_id=case_id, _anchor="theirs"), 303)


def _page(found: OpenSection, status: int = 200, shown: str | None = None) -> ResponseReturnValue:
    problems: list[tuple[str, str | None]] = []
    if status != 200:
        if found.refused is not None:
            problems.append((found.refused.text, None))
        problems += [(text, f"#field-{name.replace('.', '-')}") for text, name in found.wrong]
        problems += filling.section_problems(found.section)
    page = render_template(
        "pages/case_section.html",
        found=look(found.case.id),
        opened=found,
        section=found.section,
        blocks=filling.blocks(found.section),
        shown=encode(dict(found.shown)) if shown is None else shown,
        problems=problems,
        takes_files=any(each.type.kind == "attachment" for each in found.section.fields),
    )
    return page, status

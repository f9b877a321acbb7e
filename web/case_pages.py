"""What the pages of one submission show an officer: answers with remarks, links to what can be done, differences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.fields.base import Years
from engine.presentation import FormView
from engine.validation import validate
from web import messages_reviewing as messages
from web.clock import local
from web.masking import mask_number
from web.reading import ReadSection, is_personal, read_section, sections
from web.requests import platform, signed_in
from web.services.cases import Outcome, Overtaken
from web.services.certifying import title_of
from web.services.comparing import Difference, compare
from web.services.deciding import RECOMMENDER
from web.services.figures import among_peers, beside_earlier
from web.services.permissions import Refused
from web.services.recommending import sections_of_authority
from web.services.reviewing import Looked, Note, last_deed, look_at_case
from web.workflow import Deed, State


@dataclass(frozen=True)
class Theirs:
    """A section of what only authorities fill, to be read."""

    id: str
    section: ReadSection
    lacking: bool


def look(case_id: UUID) -> Looked:
    """A case this officer may look at; 404 for every other."""
    found = look_at_case(platform(), signed_in(), case_id)
    if found is None:
        abort(404)
    return found


def show_case(
    found: Looked, *, whole: bool = False, problem: str = "", status: int = 200
) -> ResponseReturnValue:
    """The page of a case; `whole` shows personal numbers in full."""
    form = found.result.form
    view = found.result.view() if form is not None else None
    page = render_template(
        "pages/case.html",
        found=found,
        case=found.case,
        result=found.result,
        view=view,
        sections=sections(view, found.result.codes, masks=not whole) if view is not None else (),
        theirs=_theirs(found, view, whole=whole) if view is not None else (),
        notes=notes_by_field(found),
        problems=found.result.assessment["problems"],
        labels=field_labels(found),
        beside=beside_earlier(platform(), found),
        peers=among_peers(platform(), found),
        differences=differences(found, whole=whole),
        entered=entered_words(found),
        titles={each.id: title_of(platform(), each.fact) for each in found.certificates},
        messages=messages,
        whole=whole,
        problem=problem,
    )
    return page, status


def show_form(
    found: Looked,
    form: Any,
    *,
    heading: str,
    action: str,
    button: str,
    lead: str = "",
    problem: str = "",
    status: int = 200,
    possible: bool = True,
    reasons: tuple[Note, ...] = (),
    hints: Mapping[str, str] | None = None,
) -> ResponseReturnValue:
    """A small page with a form about a case; one that is not `possible` any more still shows what was typed."""
    page = render_template(
        "pages/case_form.html",
        found=found,
        case=found.case,
        form=form,
        heading=heading,
        action=action,
        button_text=button,
        lead=lead,
        problem=problem,
        possible=possible,
        reasons=reasons,
        hints=hints or {},
        labels=field_labels(found),
    )
    return page, status


def seen() -> int | None:
    """The version of the case that the page showed."""
    return request.form.get("seen", type=int)


def told(case_id: UUID, outcome: Outcome) -> str:
    """Why nothing was done: what happened meanwhile, or why it is not allowed."""
    if isinstance(outcome, Refused):
        return outcome.text
    assert isinstance(outcome, Overtaken)
    last = last_deed(platform(), case_id)
    words = messages.who_did_what(local(last.at).strftime("%m-%d %H:%M"), last.who, last.what) if last else ""
    return messages.overtaken(State(outcome.standing.state), words)


def deed_address(case_id: UUID, deed: Deed) -> str:
    return url_for("case_deeds.ask", case_id=case_id, deed=deed.value)


# --- Fields --------------------------------------------------------------------------------------------------


def field_labels(found: Looked) -> Mapping[str, str]:
    """What the fields of a submission are called."""
    form = found.result.form
    known = {name: each.label for name, each in form.fields.items()} if form is not None else {}
    return {"": messages.WHOLE, **known}


def fields_by_section(found: Looked) -> list[tuple[str, list[tuple[str, str]]]]:
    """The fields that were asked for, by section, to choose from."""
    if found.result.form is None:
        return []
    fields = found.result.form.fields
    several = []
    for section in found.result.view().sections:
        mine = [
            (each.id, each.label)
            for each in section.fields
            if each.visible and each.type.answerable and fields[each.id].filled_by != RECOMMENDER
        ]
        if mine:
            several.append((section.title, mine))
    return several


def notes_by_field(found: Looked) -> Mapping[str, list[Note]]:
    """What was said, by the field it is about."""
    several: dict[str, list[Note]] = {}
    for each in found.notes:
        several.setdefault(each.field, []).append(each)
    return several


def entered_words(found: Looked) -> list[str]:
    """What authorities entered of the enterprise since it was sent, in words."""
    known, today = platform().catalogue.library.facts, platform().clock.today()
    told = []
    for name, raw in found.entered.items():
        kind = known[name].type
        told.append(f"{known[name].label}：{kind.show(kind.read(raw, Years(today.year)).value)}")
    return told


def _theirs(found: Looked, view: FormView, *, whole: bool) -> tuple[Theirs, ...]:
    bound = found.result.bound()
    lacking = {each.field for each in validate(bound, RECOMMENDER) if each.blocks}
    return tuple(
        Theirs(each.id, read_section(each, masks=not whole), any(one.id in lacking for one in each.fields))
        for each in sections_of_authority(view)
    )


def differences(found: Looked, *, whole: bool) -> tuple[Difference, ...] | None:
    """What is another than when it was sent the last time; None where it was sent once only."""
    before = found.previous
    if before is None or before.form is None or found.result.form is None:
        return None
    several = compare(before.bound(), found.result.bound())
    fields = found.result.form.fields
    return tuple(
        replace(each, before=mask_number(each.before), after=mask_number(each.after))
        if not whole and each.field in fields and is_personal(fields[each.field].type)
        else each
        for each in several
    )

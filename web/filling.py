"""A filling as pages and modules see it: sections with words for their state, blocks of fields, links to problems."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import current_app, render_template, url_for
from markupsafe import Markup

from engine.fields.attachment import Attachment, size_text
from engine.fields.yearly import Yearly
from engine.json_value import encode
from engine.presentation import FormView, SectionView
from engine.problems import Problem
from engine.rendering import (
    problem_message,
    problem_target,
    render_field,
    render_messages,
    render_yearly_group,
    render_yearly_row,
)
from engine.view import FieldView
from web import messages
from web.clock import local
from web.services.answers import Change, Saved, asked_in
from web.services.documents import FileRefusal
from web.services.fillings import Filling, own_section
from web.services.returns import CameBack, Said
from web.services.submissions import Checked

KINDS = {"untouched": "neutral", "started": "progress", "complete": "done", "wrong": "wrong"}


@dataclass(frozen=True)
class SectionEntry:
    """A section in a list of sections."""

    id: str
    title: str
    address: str
    status: str
    state: str
    kind: str
    current: bool = False


def section_entries(filling: Filling, current: str = "") -> tuple[SectionEntry, ...]:
    """The sections of a draft with their states in words."""
    return tuple(
        SectionEntry(
            id=each.id,
            title=each.title,
            address=section_address(filling.draft_id, each.id),
            status=each.state,
            state=section_label(each),
            kind=KINDS[each.state],
            current=each.id == current,
        )
        for each in filling.sections
    )


def section_label(section: SectionView) -> str:
    """The state of a section in a few words."""
    if section.state == "started":
        return messages.section_started(section.answered, section.asked)
    if section.state == "complete" and not section.asked and not section.touched:
        is_shown_only = all(each.fixed for each in section.fields)
        return messages.SECTION_TO_LOOK_AT if is_shown_only else messages.SECTION_OPTIONAL
    return messages.SECTION_STATES[section.state]


def section_address(draft_id: UUID, section: str, anchor: str | None = None) -> str:
    return url_for("sections.show", draft_id=draft_id, section=section, _anchor=anchor)


def account_mark(account_id: int) -> str:
    """What a browser's own store of unsent answers is keyed by; tells nobody the account."""
    key = str(current_app.secret_key).encode()
    return hmac.new(key, f"account {account_id}".encode(), "sha256").hexdigest()[:24]


def clock_time(filling: Filling) -> str:
    """When a draft was last saved, by the clock on the wall."""
    return local(filling.saved_at).strftime("%H:%M:%S")


# --- Fields ------------------------------------------------------------------------------------------------------


def blocks(section: SectionView, back: CameBack | None = None) -> tuple[Markup, ...]:
    """The fields of a section as HTML; yearly fields that follow one another stand in one table. Above a field stands
    what was said of it when the form was returned."""
    said = back.by_field if back is not None else {}
    return tuple(
        _said_of(run, said) + (render_yearly_group(run) if len(run) > 1 else render_field(run[0]))
        for run in _runs(section.fields)
    )


def _said_of(run: Sequence[FieldView], said: Mapping[str, Sequence[Said]]) -> Markup:
    found = [(each.name, one) for each in _flat(run) for one in said.get(each.id, ())]
    return Markup(render_template("fragments/said.html", said=found)) if found else Markup("")


def shown_answers(filling: Filling, section: str) -> str:
    """The answers a page shows, as JSON: what tells later which of them were really changed."""
    answers = filling.bound.answers
    names = (each.id for each in asked_in(filling.form, section) if each.type.kind != "attachment")
    return encode({name: answers[name] for name in names if name in answers})


def _runs(views: Sequence[FieldView]) -> list[list[FieldView]]:
    runs: list[list[FieldView]] = []
    for view in views:
        if isinstance(view.type, Yearly) and runs and isinstance(runs[-1][-1].type, Yearly):
            runs[-1].append(view)
        else:
            runs.append([view])
    return runs


# --- Problems ----------------------------------------------------------------------------------------------------


def problem_link(view: FormView, draft_id: UUID, problem: Problem) -> tuple[str, str | None]:
    """The sentence of a problem, and where it can be mended."""
    found = view.field(problem.field)
    if found is None:
        return problem.message(problem.field), None
    asked = view.form.fields[problem.field]
    return problem_message(found, problem), section_address(
        draft_id, asked.section, problem_target(found, problem)
    )


def section_problems(section: SectionView) -> list[tuple[str, str]]:
    """What is wrong on a page and can be mended there: sentence and link, for the summary above the fields."""
    return [
        (problem_message(view, each), f"#{problem_target(view, each)}")
        for view in _flat(section.fields)
        for each in view.problems
        if each.blocks and view.visible and not view.fixed
    ]


def by_section(
    checked: Checked, problems: Sequence[Problem]
) -> list[tuple[str, list[tuple[str, str | None]]]]:
    """Problems with their links, under the titles of their sections."""
    form = checked.filling.form
    titles = {each.id: each.title for each in checked.view.sections}
    found: dict[str, list[tuple[str, str | None]]] = {}
    for each in problems:
        asked = form.fields.get(each.field)
        title = titles.get(asked.section, "") if asked else ""
        found.setdefault(title, []).append(problem_link(checked.view, checked.filling.draft_id, each))
    return [(title, found[title]) for title in dict.fromkeys((*titles.values(), "")) if title in found]


def page_problems(
    section: SectionView, saved: Saved | None, refusals: Sequence[FileRefusal]
) -> list[tuple[str, str]]:
    """Everything to be told above the fields of a page that was posted: what is to be decided first."""
    told = []
    if saved is not None:
        fields = saved.after.form.fields
        told += [
            (messages.changed_twice(fields[each.field].label), _anchor(each.field))
            for each in saved.conflicts
        ]
        told += [(messages.answer_too_large(fields[name].label), _anchor(name)) for name in saved.too_large]
    told += [(file_refused(each), _anchor(each.field.id)) for each in refusals]
    return told + section_problems(section)


def file_refused(refusal: FileRefusal) -> str:
    """Why a file was not taken, and what to do."""
    kind = refusal.field.type
    if not isinstance(kind, Attachment):
        return messages.FILE_REFUSED
    return messages.file_refused(
        refusal.reason,
        name=refusal.name,
        label=refusal.field.label,
        kinds="/".join(kind.kinds).upper(),
        count=kind.count,
        largest=size_text(kind.max_size),
    )


def _anchor(field: str) -> str:
    return "#field-" + field.replace(".", "-")


# --- The answer to an edit -----------------------------------------------------------------------------------------


def edit_answer(saved: Saved, section_id: str | None, change: Change) -> dict[str, Any]:
    """What a module needs to bring its page up to date after an edit."""
    view = saved.view()
    fields = saved.after.form.fields
    theirs = {name for name, side in change.keep.items() if side == "theirs"}
    edit = _Edit(view, saved, frozenset(change.answers.keys() - theirs), frozenset(theirs))
    section = own_section(view, section_id) if section_id else None
    return {
        **standing(saved.after),
        "applied": list(saved.applied),
        "conflicts": [
            {"field": each.field, "label": fields[each.field].label, "html": field_html(view, each.field)}
            for each in saved.conflicts
        ],
        "fields": list(edit.fields(section)) if section else [],
        "messages": list(edit.messages()),
    }


def standing(filling: Filling) -> dict[str, Any]:
    """Revision, states of the sections and score, for every answer to a module."""
    return {
        "revision": filling.revision,
        "saved_at": clock_time(filling),
        "sections": [
            {"id": each.id, "state": each.state, "label": section_label(each)} for each in filling.sections
        ],
        "score_html": score_html(filling),
        "pending": filling.pending,
        "answered": filling.answered,
        "asked": filling.asked,
    }


def score_html(filling: Filling) -> str:
    """The inside of the score panel."""
    return render_template("fragments/score.html", filling=filling, sheet=filling.sheet)


def all_fields(filling: Filling, section_id: str) -> list[dict[str, Any]]:
    """Every field of a section, for a page that was away."""
    section = filling.section(section_id)
    return [_entry(section, view) for view in section.fields] if section else []


def field_html(view: FormView, name: str) -> str:
    """One field wherever it stands; one of a yearly table as its row."""
    section = view.section(view.form.fields[name].section)
    found = view.field(name)
    return "" if found is None or section is None else str(_html_of(section, found))


@dataclass(frozen=True)
class _Edit:
    """An edit as the page that made it sees it. Fields being typed in, and those around them, are left as they are:
    only what is said of them is told. Where the page is behind, everything else is told."""

    view: FormView
    saved: Saved
    typed_in: frozenset[str]
    forced: frozenset[str]

    def fields(self, section: SectionView) -> Iterator[dict[str, Any]]:
        old = self.saved.before.section(section.id) if self.saved.followed else None
        before = {each.id: each for each in _flat(old.fields)} if old else {}
        yield from self._changed(section, section.fields, before)

    def _changed(
        self, section: SectionView, views: Iterable[FieldView], before: Mapping[str, FieldView]
    ) -> Iterator[dict[str, Any]]:
        for view in views:
            inside = {each.id for each in _flat([view])}
            if inside & self.typed_in:
                yield from self._changed(section, _asked_by(view), before)
            elif before.get(view.id) != view or inside & self.forced:
                yield _entry(section, view)

    def messages(self) -> Iterator[dict[str, Any]]:
        fields = self.view.form.fields
        names = dict.fromkeys(self.typed_in)
        for name in self.typed_in:
            parent = fields[name].parent
            while parent is not None:
                names[parent[0]] = None
                parent = fields[parent[0]].parent
        for name in names:
            found = self.view.field(name)
            if found is not None:
                yield {
                    "id": name,
                    "errors_html": str(render_messages(found)),
                    "carried": bool(found.origin),
                }


def _entry(section: SectionView, view: FieldView) -> dict[str, Any]:
    return {"id": view.id, "html": str(_html_of(section, view)), "visible": view.visible}


def _html_of(section: SectionView, view: FieldView) -> Markup:
    run = next((each for each in _runs(section.fields) if any(one.id == view.id for one in each)), [view])
    return render_yearly_row(view, run) if len(run) > 1 else render_field(view)


def _asked_by(view: FieldView) -> Iterator[FieldView]:
    """The fields that the options of a field ask for."""
    return (each for several in view.asks.values() for each in several)


def _flat(views: Iterable[FieldView]) -> Iterator[FieldView]:
    for view in views:
        yield view
        yield from _flat(_asked_by(view))

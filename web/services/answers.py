"""Saving: changes merged field by field into a draft, on disk before anybody is told so."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import drafts
from engine.drafts import Conflict, StoredAnswer
from engine.fields.base import ABSENT, Posted
from engine.fields.table import ADD
from engine.form import Field, Form
from engine.presentation import FormView, present
from engine.validation import validate
from web.columns import canonical_json
from web.models import DRAFT_OPEN, Draft, DraftAnswer
from web.platform import Platform
from web.services.fillings import ENTERPRISE, Filling, edited, fill, read_filling
from web.services.origins import origins_shown
from web.services.posted import same_as_posted

LARGEST_ANSWER = 1_000_000
"""Bytes of one answer as it is kept."""


@dataclass(frozen=True)
class Refusal:
    """Why nothing was saved: no_draft, no_section, submitted, future_revision, unknown_field, document_field, fixed_field or
    too_large; with the fields it is about, and what would have been saved had the draft still been open."""

    reason: str
    fields: tuple[str, ...] = ()
    filling: Filling | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """Answers as JSON by field (None takes one away), made on a revision. `keep` says for a conflict told before
    whether `mine` or `theirs` stays, or that it is `undecided`."""

    based_on: int
    answers: Mapping[str, Any]
    keep: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PostedPage:
    """A section as a browser without our modules posts it: what was shown tells what was really changed."""

    section: str
    based_on: int
    posted: Posted
    shown: Mapping[str, Any]
    keep: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Saved:
    """What became of a change: the draft before and after, what was taken over, what was changed twice, and what was
    too large to be kept (only of a page, which shows it again)."""

    before: Filling
    after: Filling
    applied: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    too_large: Mapping[str, Any] = field(default_factory=dict)
    followed: bool = True
    """Whether the change was made on the revision just before it, so that nothing else had changed meanwhile."""

    def view(self) -> FormView:
        """The form with what was sent and not taken over still standing in its fields, beside the other value."""
        sent = {each.field: each.sent for each in self.conflicts} | dict(self.too_large)
        if not sent:
            return self.after.view
        bound = edited(self.after.bound, sent)
        others = {each.field: "" if each.stored is None else each.stored for each in self.conflicts}
        origins = origins_shown(bound.answers, self.after.origins)
        return present(bound, validate(bound), conflicts=others, show_missing=False, origins=origins)


def save_change(
    platform: Platform, draft_id: UUID, enterprise_id: int, account_id: int, change: Change
) -> Saved | Refusal:
    """Save what a module sent. One answer that cannot be taken refuses the whole: nothing is lost in the browser."""

    def plan(filling: Filling) -> Change | Refusal:
        return _refused(filling, change.answers) or change

    return _save(platform, draft_id, enterprise_id, account_id, plan)


def save_page(
    platform: Platform, draft_id: UUID, enterprise_id: int, account_id: int, page: PostedPage
) -> Saved | Refusal:
    """Save what a page posted, as far as it differs from what the page had shown."""
    too_large: dict[str, Any] = {}

    def plan(filling: Filling) -> Change | Refusal:
        if all(each.id != page.section for each in filling.form.sections):
            return Refusal("no_section")
        changes = _changes_of(filling, page)
        too_large.update({name: raw for name, raw in changes.items() if _is_too_large(raw)})
        kept = {name: raw for name, raw in changes.items() if name not in too_large}
        # a page from the future saw another draft (a restored one): every difference is then a conflict to decide
        based_on = page.based_on if 0 <= page.based_on <= filling.revision else 0
        return Change(based_on, kept, page.keep)

    return _save(platform, draft_id, enterprise_id, account_id, plan, too_large)


def lock_draft(session: Session, draft_id: UUID, enterprise_id: int) -> Draft | None:
    """The draft, to be changed by nobody else until this transaction ends."""
    found = session.scalars(
        select(Draft).where(Draft.id == draft_id, Draft.enterprise_id == enterprise_id).with_for_update()
    )
    return found.one_or_none()


def put_answer(
    session: Session, platform: Platform, draft: Draft, name: str, value: Any, account_id: int
) -> None:
    """Set one answer at a new revision, in the transaction that is under way."""
    row = session.get(DraftAnswer, (draft.id, name))
    _begin_revision(draft, platform)
    _write(session, draft, {name: row} if row else {}, {name: value}, account_id)


def asked_in(form: Form, section: str) -> tuple[Field, ...]:
    """The fields of a section that the enterprise answers, with those their options ask for."""
    names = next((each.fields for each in form.sections if each.id == section), ())
    inside = set(names)
    found = []
    for asked in form.fields.values():
        if asked.id in inside or (asked.parent is not None and asked.parent[0] in inside):
            inside.add(asked.id)
            if asked.answered_by_person and asked.filled_by == ENTERPRISE:
                found.append(asked)
    return tuple(found)


# --- Saving ------------------------------------------------------------------------------------------------------


def _save(
    platform: Platform,
    draft_id: UUID,
    enterprise_id: int,
    account_id: int,
    plan: Callable[[Filling], Change | Refusal],
    too_large: Mapping[str, Any] | None = None,
) -> Saved | Refusal:
    with platform.database.write() as session:
        draft = lock_draft(session, draft_id, enterprise_id)
        before = read_filling(platform, session, draft) if draft is not None else None
        if draft is None or before is None:
            return Refusal("no_draft")
        change = plan(before)
        if draft.state != DRAFT_OPEN:
            late = {} if isinstance(change, Refusal) else change.answers
            return Refusal("submitted", tuple(late), before, late)
        if isinstance(change, Refusal):
            return change
        values = {name: _as_kept(raw) for name, raw in change.answers.items()}
        rows = _rows(session, draft, values)
        merged = drafts.merge(_draft(draft, rows, change), _wanted(values, change.keep), change.based_on)
        if merged.from_the_future:
            return Refusal("future_revision")
        if merged.applied:
            _begin_revision(draft, platform)
            _write(session, draft, rows, {name: values[name] for name in merged.applied}, account_id)
    taken = {name: values[name] for name in merged.applied}
    after = fill(edited(before.bound, taken), draft, before) if taken else before
    platform.recent.put(after)
    followed = change.based_on == before.revision
    return Saved(before, after, merged.applied, merged.conflicts, too_large or {}, followed)


def _rows(session: Session, draft: Draft, values: Mapping[str, Any]) -> dict[str, DraftAnswer]:
    if not values:
        return {}
    found = session.scalars(
        select(DraftAnswer).where(DraftAnswer.draft_id == draft.id, DraftAnswer.field.in_(values))
    )
    return {row.field: row for row in found}


def _draft(draft: Draft, rows: Mapping[str, DraftAnswer], change: Change) -> drafts.Draft:
    """The draft as merging needs it: where somebody decided for their own value, no later one is in the way; where
    nobody has decided yet, the stored one still is."""
    decided = {"mine": 0, "undecided": change.based_on + 1}
    stored = {
        name: StoredAnswer(row.value, decided.get(change.keep.get(name, ""), row.revision))
        for name, row in rows.items()
    }
    return drafts.Draft(stored, draft.revision)


def _wanted(values: Mapping[str, Any], keep: Mapping[str, str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if keep.get(name) != "theirs"}


def _begin_revision(draft: Draft, platform: Platform) -> None:
    draft.revision += 1
    draft.updated_at = platform.clock.now()


def _write(
    session: Session,
    draft: Draft,
    rows: Mapping[str, DraftAnswer],
    values: Mapping[str, Any],
    account_id: int,
) -> None:
    for name, value in values.items():
        row = rows.get(name)
        if row is None:
            row = DraftAnswer(draft_id=draft.id, field=name)
            session.add(row)
        row.value = value
        row.revision = draft.revision
        row.changed_at = draft.updated_at
        row.changed_by = account_id


def _as_kept(raw: Any) -> Any:
    """An answer as the database will give it back."""
    return json.loads(canonical_json(raw), parse_float=Decimal)


# --- What may be changed -----------------------------------------------------------------------------------------


def _refused(filling: Filling, answers: Mapping[str, Any]) -> Refusal | None:
    fields = filling.form.fields
    for reason, matches in (
        ("unknown_field", lambda name: name not in fields or fields[name].filled_by != ENTERPRISE),
        ("fixed_field", lambda name: not _is_open(filling, fields[name])),
        ("document_field", lambda name: fields[name].type.kind == "attachment"),
        ("too_large", lambda name: _is_too_large(answers[name])),
    ):
        if found := tuple(name for name in answers if matches(name)):
            return Refusal(reason, found, filling)
    return None


def _is_open(filling: Filling, asked: Field) -> bool:
    return asked.answered_by_person and not filling.bound.is_readonly(asked)


def _is_too_large(raw: Any) -> bool:
    return len(canonical_json(raw).encode()) > LARGEST_ANSWER


def _changes_of(filling: Filling, page: PostedPage) -> dict[str, Any]:
    """The answers of a posted page that are not what the page had shown."""
    changes: dict[str, Any] = {}
    for asked in asked_in(filling.form, page.section):
        if filling.bound.is_readonly(asked):
            continue
        collected = asked.type.collect(page.posted, asked.id)
        if collected is ABSENT:
            continue
        adds_row = asked.id in page.posted.all(ADD)
        if adds_row or not same_as_posted(page.shown.get(asked.id), collected):
            changes[asked.id] = collected
    return changes

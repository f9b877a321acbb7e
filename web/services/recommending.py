"""What only authorities fill of a submission: shown to those whose turn it is, kept, and the assessment issued again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy.orm import Session

from engine.binding import Bound, bind
from engine.fields.attachment import Attachment
from engine.fields.base import ABSENT, Posted
from engine.fields.table import ADD
from engine.form import Field, Form
from engine.presentation import MISSING, FormView, SectionView, present
from engine.validation import validate
from web import messages_reviewing as messages
from web.columns import canonical_json
from web.models import Submission, Upload
from web.models_review import Case, Reassessment
from web.platform import Platform
from web.services.cases import QUALIFIED, hundredths
from web.services.contents import hold_content
from web.services.deciding import RECOMMENDER
from web.services.file_kinds import kind_of
from web.services.file_names import safe_name
from web.services.people import SignedIn
from web.services.permissions import Refused, why_not_act
from web.services.posted import same_as_posted
from web.services.reassessing import newest_reassessment, newly_entered
from web.services.reviewing import find_case, record
from web.services.submissions import frozen_assessment, result_of
from web.workflow import Deed, State


@dataclass(frozen=True)
class Filled:
    """What a page posts: its fields, what it had shown, files by field, and the file to be taken away (`field.id`)."""

    posted: Posted
    shown: Mapping[str, Any]
    files: Sequence[tuple[str, str, BinaryIO]] = ()
    removed: str = ""


@dataclass(frozen=True)
class OpenSection:
    """A section of what only authorities fill; `refused` tells why this officer cannot fill it now."""

    case: Case
    bound: Bound = field(repr=False)
    view: FormView = field(repr=False)
    section: SectionView = field(repr=False)
    refused: Refused | None = None
    wrong: tuple[tuple[str, str], ...] = ()
    """What is wrong with files: sentence and field."""

    @property
    def shown(self) -> Mapping[str, Any]:
        names = (each.id for each in self.section.fields if each.type.kind != "attachment")
        return {name: self.bound.answers[name] for name in names if name in self.bound.answers}


@dataclass(frozen=True)
class Reassessed:
    """It was kept; `changed` tells whether there was anything to keep."""

    changed: bool


def sections_of_authority(view: FormView) -> tuple[SectionView, ...]:
    """The sections with fields that only authorities fill, with these fields alone."""
    found = (_theirs(view, each) for each in view.sections)
    return tuple(each for each in found if each.fields)


def open_section(platform: Platform, person: SignedIn, case_id: UUID, name: str) -> OpenSection | None:
    """One of them as it stands; None where there is none, or where this officer may not look."""
    with platform.database.read() as session:
        case = find_case(platform, session, person, case_id)
        bound = _bound(platform, session, case) if case is not None else None
    return _opened(person, case, bound, name) if case is not None and bound is not None else None


def save_section(
    platform: Platform, person: SignedIn, case_id: UUID, name: str, filled: Filled
) -> Reassessed | OpenSection | None:
    """Keep what was filled in and issue the assessment again; the section as it was typed where it cannot be kept."""
    with platform.database.write() as session:
        case = find_case(platform, session, person, case_id, lock=True)
        before = _bound(platform, session, case) if case is not None else None
        if case is None or before is None:
            return None
        opened = _opened(person, case, before, name)
        if opened is None:
            return None
        changes = dict(_changes(before.form, name, filled))
        typed = _rebound(before, changes)
        if opened.refused is not None:
            return _shown_again(opened, typed, opened.refused)
        wrong = [each for each in validate(typed, RECOMMENDER) if each.blocks and each.code not in MISSING]
        mine = {each.id for each in _asked(before.form, name)}
        if any(each.field in mine for each in wrong):
            return _shown_again(opened, typed, None)
        told = _take_files(platform, session, person, case, typed, name, filled, changes)
        if told:
            return replace(_shown_again(opened, typed, None), wrong=tuple(told))
        return _keep(platform, session, person, case, before, changes, opened.section.title)


def reassess(platform: Platform, person: SignedIn, case_id: UUID) -> Reassessed | Refused | None:
    """Issue the assessment again with what authorities entered of the enterprise since it was sent."""
    with platform.database.write() as session:
        case = find_case(platform, session, person, case_id, lock=True)
        before = _bound(platform, session, case) if case is not None else None
        if case is None or before is None:
            return None
        refused = why_not_fill(person, case)
        return refused or _keep(platform, session, person, case, before, {}, "")


def why_not_fill(person: SignedIn, case: Case) -> Refused | None:
    """Why this officer cannot fill what only authorities fill."""
    refused = why_not_act(person, case, Deed.RECOMMEND)
    if refused is None and case.state != State.REVIEWING:
        return Refused("state", messages.NOT_BEGUN)
    return refused


# --- Opening -------------------------------------------------------------------------------------------------


def _bound(platform: Platform, session: Session, case: Case) -> Bound | None:
    result = result_of(platform, session, session.get_one(Submission, case.submission_id))
    return result.bound() if result.form is not None else None


def _opened(person: SignedIn, case: Case, bound: Bound, name: str) -> OpenSection | None:
    view = present(bound, validate(bound, RECOMMENDER), show_missing=False)
    section = next((each for each in sections_of_authority(view) if each.id == name), None)
    return OpenSection(case, bound, view, section, why_not_fill(person, case)) if section else None


def _shown_again(opened: OpenSection, typed: Bound, refused: Refused | None) -> OpenSection:
    view = present(typed, validate(typed, RECOMMENDER), show_missing=False)
    section = next(each for each in sections_of_authority(view) if each.id == opened.section.id)
    return replace(opened, view=view, section=section, refused=refused)


def _theirs(view: FormView, section: SectionView) -> SectionView:
    fields = view.form.fields
    mine = tuple(each for each in section.fields if fields[each.id].filled_by == RECOMMENDER)
    return replace(section, fields=mine)


def _asked(form: Form, section: str) -> Iterator[Field]:
    """The fields of a section that authorities answer, with those their options ask for."""
    inside = set(next((each.fields for each in form.sections if each.id == section), ()))
    for asked in form.fields.values():
        if asked.id in inside or (asked.parent is not None and asked.parent[0] in inside):
            inside.add(asked.id)
            if asked.answered_by_person and asked.filled_by == RECOMMENDER:
                yield asked


# --- Keeping -------------------------------------------------------------------------------------------------


def _changes(form: Form, section: str, filled: Filled) -> Iterator[tuple[str, Any]]:
    """The answers of a posted page that are not what the page had shown."""
    for asked in _asked(form, section):
        if asked.type.kind == "attachment":
            continue
        collected = asked.type.collect(filled.posted, asked.id)
        if collected is ABSENT:
            continue
        adds_row = asked.id in filled.posted.all(ADD)
        if adds_row or not same_as_posted(filled.shown.get(asked.id), collected):
            yield asked.id, json.loads(canonical_json(collected), parse_float=Decimal)


def _rebound(before: Bound, changes: Mapping[str, Any], facts: Mapping[str, Any] | None = None) -> Bound:
    answers = {**before.answers, **changes}
    given = {**before.facts, **(facts or {})}
    return bind(before.form, answers, given, before.on, before.reporting_year)


def _keep(
    platform: Platform,
    session: Session,
    person: SignedIn,
    case: Case,
    before: Bound,
    changes: Mapping[str, Any],
    section: str,
) -> Reassessed:
    entered = newly_entered(session, case.enterprise_id, before.form, before.facts)
    changed = {name: raw for name, raw in changes.items() if raw != before.answers.get(name)}
    if not changed and not entered:
        return Reassessed(changed=False)
    newest = newest_reassessment(session, case.submission_id)
    assessment = frozen_assessment(_rebound(before, changed, entered))
    session.add(
        Reassessment(
            submission_id=case.submission_id,
            answers={**(newest.answers if newest else {}), **changed, **entered},
            assessment=assessment,
            authority=person.authority or "",
            account_id=person.account_id,
            at=platform.clock.now(),
        )
    )
    score = assessment.get("score")
    case.points = hundredths(score["total"]) if score else None
    case.qualified = assessment["conclusions"].get(QUALIFIED)
    case.changed_at = platform.clock.now()
    case.version += 1
    record(platform, session, case, person, "case_reassessed", details={"section": section})
    return Reassessed(changed=True)


def _take_files(
    platform: Platform,
    session: Session,
    person: SignedIn,
    case: Case,
    bound: Bound,
    section: str,
    filled: Filled,
    changes: dict[str, Any],
) -> list[tuple[str, str]]:
    """Take the files of the page into its changes; what cannot be taken is told."""
    documents = {each.id: each for each in _asked(bound.form, section) if each.type.kind == "attachment"}
    told: list[tuple[str, str]] = []
    for name, asked in documents.items():
        kept = [each for each in bound.answers.get(name) or [] if filled.removed != f"{name}.{each['id']}"]
        for _, file_name, stream in (each for each in filled.files if each[0] == name):
            upload = _take(platform, session, person, case, asked, file_name, stream, len(kept))
            if upload is None:
                told.append((messages.file_refused(asked.label, file_name), name))
            else:
                kept.append(upload)
        if kept != (bound.answers.get(name) or []):
            changes[name] = kept
    return told


def _take(
    platform: Platform,
    session: Session,
    person: SignedIn,
    case: Case,
    asked: Field,
    name: str,
    stream: BinaryIO,
    count: int,
) -> dict[str, Any] | None:
    kind, found = asked.type, kind_of(stream)
    assert isinstance(kind, Attachment)
    size = stream.seek(0, 2)
    stream.seek(0)
    limit = min(platform.config.upload_limit, kind.max_size or platform.config.upload_limit)
    if found is None or found.id not in kind.kinds or not 0 < size <= limit or count >= kind.count:
        return None
    stored = platform.storage.put(stream, limit)
    hold_content(platform, session, stored.sha256, stream, limit)
    upload = Upload(
        draft_id=case.draft_id,
        document=asked.id,
        name=safe_name(name, found),
        size=stored.size,
        sha256=stored.sha256,
        kind=found.id,
        uploaded_at=platform.clock.now(),
        uploaded_by=person.account_id,
    )
    session.add(upload)
    session.flush()
    return {"id": str(upload.id), "name": upload.name, "size": upload.size, "kind": upload.kind}

"""Answers an enterprise gave before, offered to a new draft: never taken over silently, and marked where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.binding import Bound, bind
from engine.carrying import carry
from engine.form import Form
from web.models import Draft, DraftAnswer, Submission
from web.platform import Platform
from web.services.origins import earlier_origin

_LOOKED_AT = 12
"""How many of the latest submissions are looked through."""


@dataclass(frozen=True)
class Source:
    """An earlier submission and what of it fits: answers as JSON by field."""

    submission_id: UUID
    title: str
    reporting_year: int
    answers: Mapping[str, Any]

    def origins(self) -> dict[str, dict[str, Any]]:
        """What is kept beside the answers that are carried over."""
        return {
            name: {
                **earlier_origin(self.title, self.reporting_year, value),
                "submission": str(self.submission_id),
            }
            for name, value in self.answers.items()
        }


def find_sources(platform: Platform, session: Session, enterprise_id: int, empty: Bound) -> Sequence[Source]:
    """Earlier submissions that have something for a new draft, each answer only in the best of them: the same form
    before others, the later before the earlier."""
    form = empty.form
    found = session.scalars(
        select(Submission)
        .where(Submission.enterprise_id == enterprise_id)
        .order_by(Submission.submitted_at.desc())
        .limit(_LOOKED_AT)
    ).all()
    sources: list[Source] = []
    taken: set[str] = set()
    for each in sorted(found, key=lambda sent: sent.form != form.id):
        earlier = _bound(platform, session, each)
        if earlier is None:
            continue
        answers = {name: raw for name, raw in carry(earlier, form, empty.years).items() if name not in taken}
        if answers:
            taken |= answers.keys()
            sources.append(Source(each.id, earlier.form.title, each.reporting_year, answers))
    return sources


def take_over(
    session: Session, draft: Draft, origins: Mapping[str, Mapping[str, Any]], account_id: int, now: Any
) -> None:
    """Write carried answers into a draft that has just been begun, or where it has none yet; one revision for all."""
    there = set(session.scalars(select(DraftAnswer.field).where(DraftAnswer.draft_id == draft.id)))
    fresh = {name: origin for name, origin in origins.items() if name not in there}
    if not fresh:
        return
    draft.revision += 1
    draft.updated_at = now
    for name, origin in fresh.items():
        session.add(
            DraftAnswer(
                draft_id=draft.id,
                field=name,
                value=origin["value"],
                origin=dict(origin),
                revision=draft.revision,
                changed_at=now,
                changed_by=account_id,
            )
        )


def _bound(platform: Platform, session: Session, sent: Submission) -> Bound | None:
    form: Form | None = platform.catalogue.by_digest(session, sent.digest)
    if form is None:
        return None
    on = date.fromisoformat(sent.assessment["on"])
    return bind(form, sent.answers, sent.facts, on, sent.reporting_year)


def own_answers(form: Form, facts: Mapping[str, Any]) -> Mapping[str, dict[str, Any]]:
    """The answers of a form whose fields are facts themselves: what is known already is what was filled last time."""
    known = {name: facts.get(f"{form.id}.{name}") for name in form.fields}
    return {
        name: {"text": "", "value": value}
        for name, value in known.items()
        if value is not None and form.fields[name].answered_by_person
    }

"""Submitting: everything checked again, then frozen; and what was submitted, as it was."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.assessment import assess_bound
from engine.binding import Bound, bind
from engine.fields.coded import Coded
from engine.form import Form
from engine.json_value import decimal_text
from engine.presentation import FormView, present
from engine.problems import Problem
from engine.routing import Outcome
from web.columns import canonical_json
from web.models import DRAFT_OPEN, DRAFT_SUBMITTED, Draft, Submission
from web.platform import Platform
from web.services import cases, events
from web.services.answers import lock_draft
from web.services.comparing import Difference, compare
from web.services.completing import complete
from web.services.drafts import latest_submission
from web.services.fillings import Filling, read_filling
from web.services.reassessing import newest_reassessment
from web.services.sending import one_at_a_time, why_not_send, window_of_sending
from web.services.telling import tell_of_submission

LONGEST_KEY = 60


@dataclass(frozen=True)
class Checked:
    """A draft with everything still missing or wrong in its view; `closed` tells why its form cannot be sent."""

    filling: Filling
    view: FormView
    closed: tuple[str, ...] = ()
    changed: bool = False
    differences: tuple[Difference, ...] | None = None
    """What is another than it was when this was sent the last time; None where it was never sent."""

    @property
    def blocking(self) -> tuple[Problem, ...]:
        return tuple(each for each in self.filling.problems if each.blocks)

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What the form concludes from the answers as they are."""
        return self.filling.outcomes

    @property
    def mark(self) -> str:
        """What this was checked on: another mark means that answers, form or facts changed since."""
        filling = self.filling
        seen = (filling.revision, filling.form.digest, _facts_of(filling))
        return hashlib.sha256(canonical_json(seen).encode()).hexdigest()[:32]

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(each for each in self.filling.problems if not each.blocks)


@dataclass(frozen=True)
class Result:
    """A submission as it was frozen, with the form of that day; None where that does not compile any more. `title` and
    `codes` (what the codes among the answers were called) are the words of that day."""

    id: UUID
    form: Form | None
    title: str
    edition: str
    digest: str
    reporting_year: int
    submitted_at: datetime
    assessment: Mapping[str, Any]
    answers: Mapping[str, Any]
    facts: Mapping[str, Any]
    codes: Mapping[str, str]

    def bound(self) -> Bound:
        """The form bound to what was frozen, as of the day it was assessed on; only where there is the form."""
        if self.form is None:
            raise LookupError(f"the form {self.digest} does not compile any more")
        on = date.fromisoformat(self.assessment["on"])
        return bind(self.form, self.answers, self.facts, on, self.reporting_year)

    def view(self) -> FormView:
        return present(self.bound(), ())


def check_draft(platform: Platform, draft_id: UUID, enterprise_id: int) -> Checked | None:
    """Everything that stands in the way of submitting an open draft, and what is only to be thought of."""
    with platform.database.read() as session:
        draft = session.get(Draft, draft_id)
        if draft is None or draft.enterprise_id != enterprise_id or draft.state != DRAFT_OPEN:
            return None
        return _check(platform, session, draft)


def submit(
    platform: Platform,
    draft_id: UUID,
    enterprise_id: int,
    account_id: int,
    key: str,
    seen: str | None = None,
) -> UUID | Checked | None:
    """Freeze a draft and give the submission; the same draft gives the same submission however often it is sent.

    `seen` is the mark of the check the person looked at: had anything changed since, it is shown again instead of
    being sent.
    """
    with platform.database.write() as session:
        draft = lock_draft(session, draft_id, enterprise_id)
        if draft is None:
            return None
        if draft.state == DRAFT_SUBMITTED:
            return latest_submission(session, draft_id)
        answered = session.scalar(
            select(Submission.id).where(Submission.idempotency_key == _whole_key(draft.id, key))
        )
        if answered is not None:  # an old page is sent again after its case came back
            return answered
        one_at_a_time(platform, session, draft)
        checked = _check(platform, session, draft, seen)
        if checked is None or checked.blocking or checked.closed or checked.changed:
            return checked
        return _freeze(platform, session, draft, checked.filling, account_id, key)


def read_result(platform: Platform, submission_id: UUID, enterprise_id: int) -> Result | None:
    """A submission of this enterprise."""
    with platform.database.read() as session:
        found = session.get(Submission, submission_id)
        if found is None or found.enterprise_id != enterprise_id:
            return None
        return result_of(platform, session, found)


def result_of(platform: Platform, session: Session, found: Submission) -> Result:
    """A submission as it counts: with what authorities filled in since, where they did."""
    form = platform.catalogue.by_digest(session, found.digest)
    newest = newest_reassessment(session, found.id)
    filled = newest.answers if newest else {}
    facts = {name: raw for name, raw in filled.items() if form is not None and name in form.facts}
    words = found.words or {}
    return Result(
        id=found.id,
        form=form,
        title=words.get("title") or (form.title if form else found.form),
        edition=found.edition,
        digest=found.digest,
        reporting_year=found.reporting_year,
        submitted_at=found.submitted_at,
        assessment=newest.assessment if newest else found.assessment,
        answers={**found.answers, **filled},
        facts={**found.facts, **facts},
        codes=words.get("codes", {}),
    )


def frozen_assessment(bound: Bound) -> Any:
    """The assessment as it is kept: JSON without a fraction that has no decimals."""
    return _plain(assess_bound(bound).as_json())


def _check(platform: Platform, session: Session, draft: Draft, seen: str | None = None) -> Checked | None:
    filling = read_filling(platform, session, draft)
    if filling is None:
        return None
    closed = why_not_send(platform, session, draft)
    again = _differences(platform, session, draft, filling)
    checked = Checked(filling, present(filling.bound, filling.problems), closed, differences=again)
    return replace(checked, changed=True) if seen is not None and seen != checked.mark else checked


def _differences(
    platform: Platform, session: Session, draft: Draft, filling: Filling
) -> tuple[Difference, ...] | None:
    last = session.scalars(
        select(Submission).where(Submission.draft_id == draft.id).order_by(Submission.number.desc()).limit(1)
    ).one_or_none()
    before = result_of(platform, session, last) if last is not None else None
    if before is None or before.form is None:
        return None
    return compare(before.bound(), filling.bound)


def _facts_of(filling: Filling) -> dict[str, Any]:
    """The facts that the form uses, as far as they are known."""
    facts = filling.bound.facts
    return {name: facts[name] for name in filling.form.facts if name in facts}


def _freeze(
    platform: Platform, session: Session, draft: Draft, filling: Filling, account_id: int, key: str
) -> UUID:
    now = platform.clock.now()
    bound, form = filling.bound, filling.form
    platform.catalogue.keep(session, form, platform.clock)
    before = session.scalar(select(func.count(Submission.id)).where(Submission.draft_id == draft.id)) or 0
    submission = Submission(
        draft_id=draft.id,
        number=before + 1,
        enterprise_id=draft.enterprise_id,
        procedure=draft.procedure,
        form=form.id,
        edition=form.edition.isoformat(),
        digest=form.digest,
        reporting_year=draft.reporting_year,
        submitted_at=now,
        submitted_by=account_id,
        idempotency_key=_whole_key(draft.id, key),
        answers=dict(bound.answers),
        facts=_facts_of(filling),
        assessment=frozen_assessment(bound),
        words={"title": form.title, "codes": codes_in_words(bound)},
    )
    session.add(submission)
    draft.state = DRAFT_SUBMITTED
    draft.updated_at = now
    session.flush()
    events.record(
        session,
        platform.clock,
        "submitted",
        f"draft:{draft.id}",
        account_id=account_id,
        details={
            "submission": str(submission.id),
            "from": DRAFT_OPEN,
            "to": DRAFT_SUBMITTED,
            "digest": form.digest,
            "revision": draft.revision,
        },
    )
    procedure = platform.catalogue.procedure(draft.procedure)
    window = window_of_sending(platform, session, draft, bound.facts)
    cases.send(platform, session, procedure, cases.Sending(submission, bound.facts, window), account_id)
    if procedure is not None and not procedure.stages:  # nobody looks at it: it is done
        complete(platform, session, procedure, submission, bound, account_id)
    tell_of_submission(platform, session, submission, procedure)
    return submission.id


def codes_in_words(bound: Bound) -> dict[str, str]:
    """What every code among the answers and facts is called today."""
    coded = (each for each in bound.form.fields.values() if isinstance(each.type, Coded))
    shown = ((each.id, each.type.show(bound.read(each.id).value, years=bound.years)) for each in coded)
    return {name: text for name, text in shown if text}


def _whole_key(draft_id: UUID, key: str) -> str:
    return f"{draft_id}:{_plain_key(key)}"


def _plain_key(key: str) -> str:
    return "".join(letter for letter in key if letter.isascii() and letter.isprintable())[:LONGEST_KEY]


def _plain(value: Any) -> Any:
    match value:
        case Fraction():
            return decimal_text(value) or str(value)
        case Mapping():
            return {name: _plain(part) for name, part in value.items()}
        case list() | tuple():
            return [_plain(part) for part in value]
    return value

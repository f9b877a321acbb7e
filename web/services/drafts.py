"""Drafts: begun, looked at, brought to a newer form, thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.binding import bind
from engine.form import Form
from engine.procedures import Procedure, offer
from web import messages
from web.models import DRAFT_OPEN, Draft, DraftAnswer, Submission, Upload
from web.platform import Platform
from web.services import events
from web.services.answers import lock_draft
from web.services.carrying import Source, find_sources, own_answers, take_over
from web.services.fillings import ENTERPRISE, Filling, read_filling
from web.services.following import facts_of_enterprise, followed_form, form_on
from web.services.origins import trial_origin
from web.services.procedures import not_to_begin, told


@dataclass(frozen=True)
class NotOpen:
    """Why an enterprise cannot fill a form."""

    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """Earlier answers fit a procedure that is about to be begun: whether to take them over is asked first."""

    procedure: Procedure
    form: Form
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Unread:
    """A procedure about to be begun has a notice that is to be read first."""

    procedure: Procedure


@dataclass(frozen=True)
class Sent:
    """The draft was submitted already; this is what became of it."""

    submission_id: UUID


def begin_draft(
    platform: Platform,
    procedure_id: str,
    enterprise_id: int,
    account_id: int,
    *,
    carry: bool | None = False,
    has_read: bool = True,
    given: Mapping[str, Any] | None = None,
    form_id: str | None = None,
) -> UUID | NotOpen | Unread | Choice | None:
    """The open draft of this procedure, begun now if there is none; None for a procedure that does not exist.

    `has_read` says whether the notice of the procedure was read, where it has one. `carry` says whether earlier answers
    are taken over; None asks first where there are any. `given` are answers that were typed while trying the form. With
    `form_id` (the preview) the form is begun without asking who may.
    """
    procedure = platform.catalogue.procedure(procedure_id)
    if procedure is None:
        return None
    with platform.database.write() as session:
        platform.database.lock(session, f"begin {enterprise_id} {procedure_id}")
        found = open_draft(session, procedure_id, enterprise_id)
        if found is None:
            facts = facts_of_enterprise(platform, session, enterprise_id)
            form = _form_to_begin(platform, procedure, facts, form_id)
            if isinstance(form, NotOpen):
                return form
            if procedure.notice is not None and not has_read:
                return Unread(procedure)
            empty = bind(form, {}, facts, platform.clock.today())
            own = own_answers(form, facts) if form.id in platform.catalogue.library.fact_forms else {}
            asked = carry is not False and not own  # what is known already needs no asking
            sources = find_sources(platform, session, enterprise_id, empty) if asked else ()
            if carry is None and sources:
                return Choice(procedure, form, tuple(sources))
            found = _begin(platform, session, procedure, form, enterprise_id, account_id)
            origins = {name: each for source in sources for name, each in source.origins().items()}
            origins |= own
            take_over(session, found, origins, account_id, platform.clock.now())
        if given:
            taken = {name: trial_origin(value) for name, value in given.items()}
            take_over(session, found, taken, account_id, platform.clock.now())
        return found.id


def _form_to_begin(
    platform: Platform, procedure: Procedure, facts: Mapping[str, Any], form_id: str | None
) -> Form | NotOpen:
    today = platform.clock.today()
    if form_id is None:
        offered = offer(procedure, facts, today)
        why = tuple(each.text for each in told(not_to_begin(offered), {}))
        if why or offered.use is None:
            return NotOpen(why)
        form_id = offered.use.edition.form
    form = form_on(platform, procedure, form_id, facts, today)
    if form is None:
        return NotOpen((messages.NO_FORM,))
    if not any(section.filled_by == ENTERPRISE for section in form.sections):
        return NotOpen((messages.FILLED_BY_AUTHORITY,))
    return form


def look_at_draft(platform: Platform, draft_id: UUID, enterprise_id: int) -> Filling | Sent | None:
    """A draft as it stands, or where it went; None for what is not this enterprise's."""
    with platform.database.read() as session:
        draft = session.get(Draft, draft_id)
        if draft is None or draft.enterprise_id != enterprise_id:
            return None
        if draft.state != DRAFT_OPEN:
            return Sent(latest_submission(session, draft_id))
        return read_filling(platform, session, draft)


def labels_left_over(platform: Platform, filling: Filling) -> tuple[str, ...]:
    """What the answers that the form asks for no longer were called."""
    if not filling.left_over:
        return ()
    with platform.database.read() as session:
        before = platform.catalogue.by_digest(session, filling.digest)
    known = before.fields if before else {}
    return tuple(known[name].label if name in known else name for name in filling.left_over)


def agree_to_form(platform: Platform, draft_id: UUID, enterprise_id: int, account_id: int) -> bool:
    """Let a draft follow the form as it is now."""
    with platform.database.write() as session:
        draft = lock_draft(session, draft_id, enterprise_id)
        form = followed_form(platform, session, draft) if draft else None
        if draft is None or form is None or draft.state != DRAFT_OPEN:
            return False
        if draft.digest != form.digest:
            platform.catalogue.keep(session, form, platform.clock)
            details = {"from": draft.digest, "to": form.digest}
            draft.digest, draft.edition = form.digest, form.edition.isoformat()
            events.record(
                session,
                platform.clock,
                "draft_form_renewed",
                f"draft:{draft_id}",
                account_id=account_id,
                details=details,
            )
        return True


def discard_draft(platform: Platform, draft_id: UUID, enterprise_id: int, account_id: int) -> bool:
    """Throw an open draft away with its answers and the list of its files; that it was there stays on record. What was
    ever sent stays."""
    with platform.database.write() as session:
        draft = lock_draft(session, draft_id, enterprise_id)
        if draft is None or draft.state != DRAFT_OPEN or _was_sent(session, draft_id):
            return False
        details = {
            "procedure": draft.procedure,
            "form": draft.form,
            "revision": draft.revision,
            "begun": draft.created_at.isoformat(),
        }
        for table in (DraftAnswer, Upload):
            session.execute(delete(table).where(table.draft_id == draft_id))
        session.delete(draft)
        events.record(
            session,
            platform.clock,
            "draft_discarded",
            f"draft:{draft_id}",
            account_id=account_id,
            details=details,
            enterprise_id=enterprise_id,
        )
        return True


def open_draft(session: Session, procedure_id: str, enterprise_id: int) -> Draft | None:
    """The draft of a procedure that an enterprise has under way."""
    found = session.scalars(
        select(Draft)
        .where(
            Draft.enterprise_id == enterprise_id,
            Draft.procedure == procedure_id,
            Draft.state == DRAFT_OPEN,
        )
        .order_by(Draft.created_at.desc())
        .limit(1)
    )
    return found.one_or_none()


def _was_sent(session: Session, draft_id: UUID) -> bool:
    """Whether a draft was submitted before: withdrawn or returned, it is part of a case."""
    sent = select(Submission.id).where(Submission.draft_id == draft_id).limit(1)
    return session.scalar(sent) is not None


def latest_submission(session: Session, draft_id: UUID) -> UUID:
    """The submission that counts of a draft that was sent, maybe more than once."""
    return session.scalars(
        select(Submission.id)
        .where(Submission.draft_id == draft_id)
        .order_by(Submission.number.desc())
        .limit(1)
    ).one()


def _begin(
    platform: Platform,
    session: Session,
    procedure: Procedure,
    form: Form,
    enterprise_id: int,
    account_id: int,
) -> Draft:
    now = platform.clock.now()
    platform.catalogue.keep(session, form, platform.clock)
    draft = Draft(
        enterprise_id=enterprise_id,
        procedure=procedure.id,
        form=form.id,
        edition=form.edition.isoformat(),
        digest=form.digest,
        reporting_year=platform.clock.today().year - 1,
        created_at=now,
        updated_at=now,
        revision=0,
        state=DRAFT_OPEN,
    )
    session.add(draft)
    session.flush()
    events.record(
        session,
        platform.clock,
        "draft_begun",
        f"draft:{draft.id}",
        account_id=account_id,
        details={
            "procedure": procedure.id,
            "form": form.id,
            "edition": draft.edition,
            "digest": form.digest,
        },
    )
    return draft

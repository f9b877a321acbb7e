"""Drafts: begun, looked at, brought to a newer form, thrown away."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.binding import bind
from engine.form import Form
from engine.routing import gate
from web import messages
from web.models import DRAFT_OPEN, Draft, DraftAnswer, Enterprise, Submission, Upload
from web.platform import Platform
from web.services import events
from web.services.answers import lock_draft
from web.services.fillings import ENTERPRISE, Filling, read_filling
from web.services.findings import reasons


@dataclass(frozen=True)
class NotOpen:
    """Why an enterprise cannot fill a form."""

    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Sent:
    """The draft was submitted already; this is what became of it."""

    submission_id: UUID


def begin_draft(
    platform: Platform, form_id: str, enterprise_id: int, account_id: int
) -> UUID | NotOpen | None:
    """The open draft of this form, begun now if there is none; None for a form that does not exist."""
    form = platform.catalogue.form(form_id)
    if form is None:
        return None
    with platform.database.write() as session:
        platform.database.lock(session, f"begin {enterprise_id} {form_id}")
        found = open_draft(session, form_id, enterprise_id)
        if found is not None:
            return found.id
        if why := why_not_open(platform, session, form, enterprise_id):
            return NotOpen(why)
        return _begin(platform, session, form, enterprise_id, account_id)


def look_at_draft(platform: Platform, draft_id: UUID, enterprise_id: int) -> Filling | Sent | None:
    """A draft as it stands, or where it went; None for what is not this enterprise's."""
    with platform.database.read() as session:
        draft = session.get(Draft, draft_id)
        if draft is None or draft.enterprise_id != enterprise_id:
            return None
        if draft.state != DRAFT_OPEN:
            return Sent(session.scalars(select(Submission.id).where(Submission.draft_id == draft_id)).one())
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
        form = platform.catalogue.form(draft.form) if draft else None
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
    """Throw an open draft away with its answers and the list of its files; that it was there stays on record."""
    with platform.database.write() as session:
        draft = lock_draft(session, draft_id, enterprise_id)
        if draft is None or draft.state != DRAFT_OPEN:
            return False
        details = {"form": draft.form, "revision": draft.revision, "begun": draft.created_at.isoformat()}
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
        )
        return True


def open_draft(session: Session, form_id: str, enterprise_id: int) -> Draft | None:
    """The draft of a form that an enterprise has under way."""
    found = session.scalars(
        select(Draft)
        .where(Draft.enterprise_id == enterprise_id, Draft.form == form_id, Draft.state == DRAFT_OPEN)
        .order_by(Draft.created_at.desc())
        .limit(1)
    )
    return found.one_or_none()


def why_not_open(platform: Platform, session: Session, form: Form, enterprise_id: int) -> tuple[str, ...]:
    """Why this enterprise cannot fill a form; nothing where it can."""
    if not any(section.filled_by == ENTERPRISE for section in form.sections):
        return (messages.FILLED_BY_AUTHORITY,)
    if form.open_to is None and form.before is None:
        return ()
    facts = session.scalars(select(Enterprise.facts).where(Enterprise.id == enterprise_id)).one()
    bound = bind(form, {}, facts, platform.clock.today())
    outcomes = (gate(bound, "open_to"), gate(bound, "before"))
    return tuple(text for each in outcomes if each and each.truth is not True for text in reasons(each))


def _begin(platform: Platform, session: Session, form: Form, enterprise_id: int, account_id: int) -> UUID:
    now = platform.clock.now()
    platform.catalogue.keep(session, form, platform.clock)
    draft = Draft(
        enterprise_id=enterprise_id,
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
        details={"form": form.id, "edition": draft.edition, "digest": form.digest},
    )
    return draft.id

"""Whether a draft can be sent now, whatever is in it; and the window it is sent in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.procedures import Procedure, offer
from web import messages_declaring as messages
from web.models import Draft, Enterprise
from web.models_review import Case, Window
from web.services.following import facts_of_enterprise
from web.services.permissions import why_not_send_yet
from web.services.procedures import SEASON, not_to_send, told
from web.services.standing import other_form
from web.services.windows import why_not_open, window_to_send_in
from web.workflow import WITH_AUTHORITY, State

if TYPE_CHECKING:
    from web.platform import Platform


def why_not_send(platform: Platform, session: Session, draft: Draft) -> tuple[str, ...]:
    """Why a draft cannot be sent now: who may send, what must be done first, the season, the window, another one of the
    same procedure that is being reviewed. What was returned for correction waits for no season and no window."""
    procedure = platform.catalogue.procedure(draft.procedure)
    if procedure is None:
        return ()
    facts = facts_of_enterprise(platform, session, draft.enterprise_id)
    offered = offer(procedure, facts, platform.clock.today())
    verified = session.get_one(Enterprise, draft.enterprise_id).verified_at is not None
    refused = why_not_send_yet(verified, procedure.kind)
    returned = _is_returned(case_of_draft(session, draft))
    reasons = [each for each in not_to_send(offered) if not (returned and each.about == SEASON)]
    asked = (
        other_form(platform, offered, draft.form),
        refused.text if refused else "",
        *(each.text for each in told(reasons, {})),
        "" if returned else why_not_open(platform, session, procedure, facts, platform.clock.today()),
        _why_not_another(session, procedure, draft),
    )
    return tuple(filter(None, asked))


def window_of_sending(
    platform: Platform, session: Session, draft: Draft, facts: Mapping[str, Any]
) -> Window | None:
    """The window in which a draft is sent now."""
    procedure = platform.catalogue.procedure(draft.procedure)
    case = case_of_draft(session, draft)
    return window_to_send_in(platform, session, procedure, facts, case, platform.clock.today())


def one_at_a_time(platform: Platform, session: Session, draft: Draft) -> None:
    """Let what an enterprise sends of one procedure follow one another: of two at once, the second sees the first."""
    platform.database.lock(session, f"send {draft.enterprise_id} {draft.procedure}")


def case_of_draft(session: Session, draft: Draft) -> Case | None:
    """The case of a draft that was sent before."""
    return session.scalars(select(Case).where(Case.draft_id == draft.id)).one_or_none()


def _is_returned(case: Case | None) -> bool:
    return case is not None and case.state == State.RETURNED


def _why_not_another(session: Session, procedure: Procedure, draft: Draft) -> str:
    """Of a procedure that is not repeated only one is reviewed at a time."""
    if procedure.repeatable or not procedure.stages:
        return ""
    other = session.scalars(
        select(Case.number)
        .where(
            Case.enterprise_id == draft.enterprise_id,
            Case.procedure == draft.procedure,
            Case.draft_id != draft.id,
            Case.state.in_(WITH_AUTHORITY),
        )
        .limit(1)
    ).one_or_none()
    return messages.another_under_review(procedure.title, other) if other is not None else ""

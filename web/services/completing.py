"""What a completed procedure brings about: facts that other forms use from then on."""

from __future__ import annotations

from sqlalchemy.orm import Session

from engine.binding import Bound
from engine.procedures import Procedure, facts_given
from engine.supply import facts_of
from web.models import Enterprise, Submission
from web.platform import Platform
from web.services import events

NAME = "identity.name"
"""The fact by which an enterprise is called."""


def complete(
    platform: Platform,
    session: Session,
    procedure: Procedure,
    submission: Submission,
    bound: Bound,
    account_id: int,
) -> None:
    """Let the facts a submission gives become the enterprise's, in the transaction that is under way. Where the form's
    own fields are facts, what was taken out of it is known no longer."""
    own = facts_of(bound) if bound.form.id in platform.catalogue.library.fact_forms else {}
    found = {**own, **facts_given(procedure, bound)}
    if not found:
        return
    enterprise = session.get_one(Enterprise, submission.enterprise_id)
    kept = {name: value for name, value in enterprise.facts.items() if not own or not _is_of(bound, name)}
    enterprise.facts = {**kept, **found}
    enterprise.name = enterprise.facts.get(NAME) or enterprise.name
    enterprise.updated_at = platform.clock.now()
    events.record(
        session,
        platform.clock,
        "facts_given",
        f"enterprise:{enterprise.id}",
        account_id=account_id,
        details={"submission": str(submission.id), "procedure": procedure.id, "facts": found},
    )


def _is_of(bound: Bound, fact: str) -> bool:
    """Whether a fact is a field of this form."""
    form, _, name = fact.partition(".")
    return form == bound.form.id and name in bound.form.fields

"""What an enterprise is told of what it sent: that it arrived, and what was done to it. Whoever acts on a case calls
`tell_of_deed` in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from engine.procedures import Procedure
from web import messages_deeds
from web import messages_inbox as messages
from web.clock import local
from web.models import Submission
from web.models_review import Case
from web.platform import Platform
from web.services.following import chain_of_facts, facts_of_enterprise
from web.services.inbox import REMINDER, post

if TYPE_CHECKING:
    from web.services.cases import Acted


def tell_of_submission(
    platform: Platform, session: Session, submission: Submission, procedure: Procedure | None
) -> None:
    """Tell an enterprise that what it sent has arrived and who looks at it next, in the transaction that sends it."""
    title = procedure.title if procedure else (submission.words or {}).get("title", submission.form)
    at = local(submission.submitted_at).strftime("%Y-%m-%d %H:%M")
    if submission.form in platform.catalogue.library.fact_forms:
        text, link = messages.profile_text(at), "/enterprise"
    else:
        facts = facts_of_enterprise(platform, session, submission.enterprise_id)
        text = messages.submitted_text(title, submission.reporting_year, at)
        text += _what_follows(platform, procedure, facts)
        link = f"/submissions/{submission.id}"
    key = f"submitted:{submission.id}"
    post(
        platform,
        session,
        submission.enterprise_id,
        REMINDER,
        messages.submitted_title(title),
        text,
        link,
        key,
    )


def _what_follows(platform: Platform, procedure: Procedure | None, facts: Mapping[str, Any]) -> str:
    if procedure is None:
        return ""
    if not procedure.stages:
        return messages.DONE_AT_ONCE
    chain = chain_of_facts(platform, facts)
    return messages.sent_on([each.name for each in chain if each.level in procedure.stages])


def tell_of_deed(platform: Platform, session: Session, case: Case, acted: Acted, note: str = "") -> None:
    """Tell an enterprise what was done to what it sent, in the transaction that does it; `note` is the reason as the
    enterprise is to read it. Publicity and certificates are told where they are given (`certifying`)."""
    deed = acted.deed
    if deed not in messages_deeds.TITLES:
        return
    procedure = platform.catalogue.procedure(case.procedure)
    title = procedure.title if procedure else case.procedure
    stages = [each["name"] for each in case.stages]
    by = stages[acted.before.stage] if acted.before.stage < len(stages) else ""
    turn = stages[acted.after.stage] if case.authority else ""
    post(
        platform,
        session,
        case.enterprise_id,
        REMINDER,
        messages_deeds.title_of_deed(deed, title),
        messages_deeds.text_of_deed(deed, f"{title}（编号 {case.number}）", by, turn, note),
        f"/submissions/{case.submission_id}",
        f"case_{deed}:{case.id}:{case.version}",
    )

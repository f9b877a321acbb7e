"""Which form a draft follows, and which facts it sees."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from engine.authorities import Authority
from engine.form import Form
from engine.procedures import Procedure
from web.clock import local
from web.models import Draft
from web.services.known import certificates_of, known_facts, previous_facts

if TYPE_CHECKING:
    from web.platform import Platform

REGION = "enterprise.region"
"""The fact that tells where an enterprise is registered: it leads to its authorities."""

INDUSTRY = "enterprise.industry"
"""The fact that tells what an enterprise does: its class of industry."""

REVIEWED_BY = "enterprise.review_district"
"""The fact that names an authority of ours that an enterprise chose, where there is one."""


def facts_of_enterprise(platform: Platform, session: Session, enterprise_id: int) -> Mapping[str, Any]:
    """Everything known of an enterprise today."""
    return known_facts(platform, session, enterprise_id, platform.clock.today())


def facts_of_draft(platform: Platform, session: Session, draft: Draft) -> Mapping[str, Any]:
    """What is known of the enterprise, with what the procedure brings on the day the draft follows, and the certificate
    that a re-review or a change is about."""
    facts = facts_of_enterprise(platform, session, draft.enterprise_id)
    procedure = platform.catalogue.procedure(draft.procedure)
    if procedure is None:
        return facts
    held = certificates_of(session, draft.enterprise_id)
    title = procedure.grants.fact if procedure.grants else None
    previous = previous_facts(held, title, platform.clock.today())
    return {**facts, **previous, **procedure.supplied(followed_on(platform, draft))}


def followed_form(
    platform: Platform, session: Session, draft: Draft, facts: Mapping[str, Any] | None = None
) -> Form | None:
    """The form a draft follows: the edition of its day (see `followed_on`), as it stands now with what the authorities of
    its region add; else the very form it was begun with."""
    procedure = platform.catalogue.procedure(draft.procedure)
    if procedure is not None and draft.form in procedure.forms:
        known = facts if facts is not None else facts_of_enterprise(platform, session, draft.enterprise_id)
        found = form_on(platform, procedure, draft.form, known, followed_on(platform, draft))
        if found is not None:
            return found
    return platform.catalogue.by_digest(session, draft.digest)


def form_on(
    platform: Platform, procedure: Procedure, form_id: str, facts: Mapping[str, Any], on: date
) -> Form | None:
    """The form with which a procedure is begun on a day by an enterprise of which `facts` are known."""
    region, asked = facts.get(REGION), facts.get(REVIEWED_BY)
    return platform.catalogue.form_of(
        procedure, form_id, on, str(region or ""), str(asked) if asked else None
    )


def chain_of_facts(platform: Platform, facts: Mapping[str, Any]) -> tuple[Authority, ...]:
    """The authorities of an enterprise, from the lowest up; none while its region is not known."""
    region, asked = facts.get(REGION), facts.get(REVIEWED_BY)
    return platform.catalogue.chain(str(region), str(asked) if asked else None) if region else ()


def followed_on(platform: Platform, draft: Draft) -> date:
    """The day whose edition a draft follows: the day it was begun, or, where it was prepared before the season that is on
    now, the day that season opened."""
    begun, today = begun_on(draft), platform.clock.today()
    procedure = platform.catalogue.procedure(draft.procedure)
    season = procedure.season_on(today) if procedure is not None else None
    if season is None or not season.includes(today):
        return begun
    month, day = season.opens
    return max(begun, date(today.year, month, 1) + timedelta(days=day - 1))


def begun_on(draft: Draft) -> date:
    """The day a draft was begun."""
    return local(draft.created_at).date()

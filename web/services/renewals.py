"""Who may be reviewed again (满足复核条件): proposed from the certificates that end in a year and the yearly updates that
were made, adjusted by the province with reasons, and confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from web import messages_authority_facts as messages
from web.models import Enterprise
from web.models_review import Certification
from web.platform import Platform
from web.services.authority_facts import is_ours, keep, may_enter
from web.services.certifying import title_of
from web.services.inbox import REMINDER, post
from web.services.known import MISSED, certificates_of, entered_facts, known_facts
from web.services.people import SignedIn
from web.services.permissions import Refused

MOST = 1000


@dataclass(frozen=True)
class Candidate:
    """An enterprise whose title ends in the year: what is proposed and why, and what was confirmed before."""

    enterprise_id: int
    name: str
    credit_code: str
    until: date
    missed: int
    why: str
    proposed: bool
    confirmed: bool | None
    reason: str = ""


@dataclass(frozen=True)
class Decision:
    """What the province decides of an enterprise."""

    enterprise_id: int
    confirmed: bool
    reason: str = ""


@dataclass(frozen=True)
class Mistakes:
    """Decisions that lack a reason, by enterprise; nothing was kept."""

    by_enterprise: Mapping[int, str]


def titles(platform: Platform) -> tuple[tuple[str, str], ...]:
    """The titles that are reviewed again, each with its name."""
    known = platform.catalogue.library.facts
    grants = dict.fromkeys(each.grants.fact for each in platform.catalogue.procedures() if each.grants)
    return tuple((each, title_of(platform, each)) for each in grants if renewal_of(each) in known)


def renewal_of(title: str) -> str:
    """The fact that says that a title may be reviewed again."""
    return f"renewal.{title.partition('.')[2]}"


def list_candidates(
    platform: Platform, person: SignedIn, title: str, year: int
) -> tuple[Candidate, ...] | Refused:
    """The enterprises of a province whose title ends in a year, in the order of their names."""
    if not may_enter(platform, person, renewal_of(title)):
        return Refused("not_yours", messages.NOT_FOR_YOU)
    with platform.database.read() as session:
        rows = session.execute(
            select(Enterprise, Certification.until)
            .join(Certification, Certification.enterprise_id == Enterprise.id)
            .where(
                Certification.fact == title,
                Certification.until.between(date(year, 1, 1), date(year, 12, 31)),
                Certification.cancelled_on.is_(None),
            )
            .order_by(Enterprise.name, Enterprise.id)
        ).all()
        mine = [(firm, until) for firm, until in rows if is_ours(platform, person, firm.facts)][:MOST]
        found = [_candidate(platform, session, firm, title, until) for firm, until in mine]
    return tuple(each for each in found if each is not None)


def confirm(
    platform: Platform, person: SignedIn, title: str, year: int, decisions: Sequence[Decision]
) -> int | Mistakes | Refused:
    """Keep what the province decided, and tell the enterprises; all of it or nothing. How many were new or changed."""
    listed = list_candidates(platform, person, title, year)
    if isinstance(listed, Refused):
        return listed
    known = {each.enterprise_id: each for each in listed}
    chosen = [each for each in decisions if each.enterprise_id in known]
    if not chosen:
        return Refused("none", messages.CHOSEN_NONE)
    wrong = {
        each.enterprise_id: messages.reason_for(known[each.enterprise_id].name)
        for each in chosen
        if each.confirmed is not known[each.enterprise_id].proposed and not each.reason.strip()
    }
    if wrong:
        return Mistakes(wrong)
    with platform.database.write() as session:
        return sum(
            _confirm(platform, session, person, title, known[each.enterprise_id], each) for each in chosen
        )


def _candidate(
    platform: Platform, session: Session, firm: Enterprise, title: str, until: date
) -> Candidate | None:
    """None where the title was reviewed again already: another certificate follows on this one."""
    if any(each.fact == title and each.since > until for each in certificates_of(session, firm.id)):
        return None
    missed = known_facts(platform, session, firm.id, platform.clock.today()).get(MISSED) or 0
    why = messages.missed(missed) if missed else messages.MISSED_NONE
    confirmed = entered_facts(session, firm.id).get(renewal_of(title))
    return Candidate(firm.id, firm.name, firm.credit_code, until, missed, why, not missed, confirmed)


def _confirm(
    platform: Platform,
    session: Session,
    person: SignedIn,
    title: str,
    candidate: Candidate,
    decision: Decision,
) -> bool:
    reason = decision.reason.strip() or candidate.why
    values = {renewal_of(title): decision.confirmed}
    if not keep(platform, session, person, candidate.enterprise_id, values, reason):
        return False
    name, until = title_of(platform, title), candidate.until.isoformat()
    told = {"confirmed": decision.confirmed}
    post(
        platform,
        session,
        candidate.enterprise_id,
        REMINDER,
        messages.reminder_title(name, **told),
        messages.reminder_text(name, until, decision.reason.strip() or candidate.why, **told),
        "/",
        f"renewal:{title}:{until}:{platform.clock.now().isoformat()}",
    )
    return True

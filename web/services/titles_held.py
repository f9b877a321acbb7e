"""The titles an enterprise holds and held (认证到期管理): how long they last, and how the next re-review stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.models_review import Certification
from web.platform import Platform
from web.services.declarations import Declaration, list_lines
from web.services.people import SignedIn
from web.services.procedures import ProcedureEntry, list_procedures
from web.services.titles import Title, read_ladder

RENEW = "renew"
"""The kind of procedure by which a title is reviewed again before it ends."""


@dataclass(frozen=True)
class Certificate:
    """A certificate that was given; `is_held` says whether it counts today, `is_over` that its last day has passed."""

    batch: str
    number: str
    since: date
    until: date
    is_renewal: bool
    is_held: bool
    is_over: bool
    cancelled_on: date | None
    cancelled_why: str


@dataclass(frozen=True)
class Held:
    """A title with its certificates, the newest first, how its re-review stands today, and those there were."""

    title: Title
    certificates: tuple[Certificate, ...]
    renewal: ProcedureEntry | None
    history: tuple[Declaration, ...]

    @property
    def is_known(self) -> bool:
        """Whether there is anything to tell of this title."""
        return self.title.held or bool(self.certificates) or bool(self.history)


def list_titles(platform: Platform, person: SignedIn, enterprise_id: int) -> tuple[Held, ...]:
    """Every title the enterprise holds or ever held, the highest first."""
    renewals = {
        each.grants.fact: each.id
        for each in platform.catalogue.procedures()
        if each.kind == RENEW and each.grants is not None
    }
    entries = {each.id: each for each in list_procedures(platform, enterprise_id)}
    today = platform.clock.today()
    with platform.database.read() as session:
        lines = list_lines(platform, session, person)
        certificates = _certificates(session, enterprise_id, today)
    found = tuple(
        Held(
            title=each,
            certificates=certificates.get(each.fact, ()),
            renewal=entries.get(renewals.get(each.fact, "")),
            history=tuple(line for line in lines if line.procedure == renewals.get(each.fact)),
        )
        for each in reversed(read_ladder(platform, enterprise_id))
    )
    return tuple(each for each in found if each.is_known)


def _certificates(session: Session, enterprise_id: int, today: date) -> dict[str, tuple[Certificate, ...]]:
    rows = session.scalars(
        select(Certification)
        .where(Certification.enterprise_id == enterprise_id)
        .order_by(Certification.since.desc(), Certification.id.desc())
    )
    found: dict[str, tuple[Certificate, ...]] = {}
    for each in rows:
        ended = each.cancelled_on is not None and each.cancelled_on <= today
        certificate = Certificate(
            batch=each.batch,
            number=each.number,
            since=each.since,
            until=each.until,
            is_renewal=each.renewed,
            is_held=each.since <= today <= each.until and not ended,
            is_over=each.until < today,
            cancelled_on=each.cancelled_on,
            cancelled_why=each.cancelled_why or "",
        )
        found[each.fact] = (*found.get(each.fact, ()), certificate)
    return found

"""What is in publicity (公示): names that everybody may object to in the days that are named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from web import messages_portal as messages
from web.models_review import Case
from web.platform import Platform
from web.services.announcements import office_of
from web.workflow import State

ON_A_PAGE = 50


@dataclass(frozen=True)
class Publicised:
    """A name in publicity: whose, from where, for what, in which days, who publicises it."""

    name: str
    region: str
    procedure: str
    office: str
    first: date
    last: date
    state: str


@dataclass(frozen=True)
class PublicityPage:
    """A page of them, those that last longest first."""

    entries: tuple[Publicised, ...]
    count: int
    page: int
    pages: int


def list_publicised(platform: Platform, province: str, procedure: str, page: int) -> PublicityPage:
    """What is in publicity of a province and a procedure ('' for all)."""
    chosen = select(Case).where(Case.state == State.PUBLICISED, Case.publicity_from <= platform.clock.today())
    if province:
        chosen = chosen.where(Case.province == province)
    if procedure:
        chosen = chosen.where(Case.procedure == procedure)
    with platform.database.read() as session:
        count = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
        pages = max(1, -(-count // ON_A_PAGE))
        page = min(max(1, page), pages)
        rows = session.scalars(
            chosen.order_by(Case.publicity_until.desc(), Case.name, Case.id)
            .limit(ON_A_PAGE)
            .offset((page - 1) * ON_A_PAGE)
        ).all()
    return PublicityPage(tuple(_publicised(platform, each) for each in rows), count, page, pages)


def _publicised(platform: Platform, case: Any) -> Publicised:
    procedure = platform.catalogue.procedure(case.procedure)
    above = platform.catalogue.authorities.regions.path(case.region)
    code = case.authority or case.stages[-1]["code"]
    over = case.publicity_until < platform.clock.today()
    return Publicised(
        case.name,
        "".join(each.name for each in above if each.kind != "virtual"),
        procedure.title if procedure is not None else case.procedure,
        office_of(platform, code),
        case.publicity_from,
        case.publicity_until,
        messages.AFTER_PUBLICITY if over else messages.IN_PUBLICITY,
    )

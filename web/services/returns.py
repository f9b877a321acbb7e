"""What came back to the enterprise: when and by whom it was returned or withdrawn, and what is said of which field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.models import Event
from web.models_review import Case, Remark
from web.platform import Platform
from web.workflow import WITH_ENTERPRISE, State


@dataclass(frozen=True)
class Said:
    """A reason: the field it speaks of ('' for the whole), what is said, and the authority that says it."""

    field: str
    text: str
    by: str


@dataclass(frozen=True)
class CameBack:
    """A case that is with the enterprise again."""

    number: str
    submission_id: UUID
    is_return: bool
    at: datetime
    by: str
    note: str
    reasons: tuple[Said, ...]

    @property
    def by_field(self) -> Mapping[str, tuple[Said, ...]]:
        """The reasons of each field they speak of."""
        names = dict.fromkeys(each.field for each in self.reasons if each.field)
        return {name: tuple(each for each in self.reasons if each.field == name) for name in names}

    @property
    def general(self) -> tuple[str, ...]:
        """What is said of the whole: the reasons that name no field, and what was written besides."""
        said = [each.text for each in self.reasons]
        whole = [each.text for each in self.reasons if not each.field]
        besides = [self.note] if self.note and self.note != "\n".join(said) and self.note not in said else []
        return (*besides, *whole)


def read_return(platform: Platform, draft_id: UUID, enterprise_id: int) -> CameBack | None:
    """How a draft came back; None for one that was never sent, or is not this enterprise's."""
    with platform.database.read() as session:
        case = session.scalars(
            select(Case).where(Case.draft_id == draft_id, Case.enterprise_id == enterprise_id)
        ).one_or_none()
        if case is None or State(case.state) not in WITH_ENTERPRISE:
            return None
        return came_back(platform, session, case)


def came_back(platform: Platform, session: Session, case: Case) -> CameBack:
    """How a case that is with the enterprise came back."""
    is_return = case.state == State.RETURNED
    what = "case_return" if is_return else "case_withdraw"
    last = session.scalars(
        select(Event)
        .where(Event.subject == f"case:{case.id}", Event.what == what)
        .order_by(Event.id.desc())
        .limit(1)
    ).one()
    return CameBack(
        number=case.number,
        submission_id=case.submission_id,
        is_return=is_return,
        at=last.at,
        by=case.stages[case.stage]["name"] if is_return and case.stage < len(case.stages) else "",
        note=last.note or "",
        reasons=_reasons(platform, session, case) if is_return else (),
    )


def _reasons(platform: Platform, session: Session, case: Case) -> tuple[Said, ...]:
    """What the enterprise is to read of what was said about the submission that was returned."""
    remarks = session.scalars(
        select(Remark)
        .where(
            Remark.case_id == case.id,
            Remark.submission_id == case.submission_id,
            Remark.is_internal.is_(False),
        )
        .order_by(Remark.id)
    )
    return tuple(Said(each.field, each.text, _name(platform, each.authority)) for each in remarks)


def _name(platform: Platform, code: str) -> str:
    found = platform.catalogue.authorities.get(code)
    return found.name if found is not None else code

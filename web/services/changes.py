"""Major changes that an enterprise reports (重大变更): each with its kinds, its day, and the day by which it is reported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from engine.binding import Bound
from engine.fields.choices import Choices
from engine.form import Form
from web.clock import local
from web.models import Draft, Submission
from web.platform import Platform
from web.services.declarations import Declaration, list_lines
from web.services.fillings import read_filling
from web.services.people import SignedIn
from web.services.procedures import ProcedureEntry, list_procedures
from web.services.submissions import result_of

CHANGE = "change"
"""The kind of procedure by which a change is reported."""

KINDS, CHANGED_ON, REPORT_BY = "kinds", "changed_on", "report_by"
"""The fields of its form that say what changed, when, and by when that is to be reported."""

ON_A_PAGE = 20


@dataclass(frozen=True)
class Change:
    """One change: `kinds` in words, `is_late` that it was reported, or would be today, after its last day."""

    line: Declaration
    kinds: tuple[str, ...]
    changed_on: date | None
    report_by: date | None
    is_late: bool

    @property
    def was_sent(self) -> bool:
        return self.line.submission_id is not None


@dataclass(frozen=True)
class Changes:
    """A page of the changes; `kind` is the one it shows alone, `kinds` those the form knows, by id."""

    entries: tuple[ProcedureEntry, ...]
    changes: tuple[Change, ...]
    kind: str
    kinds: tuple[tuple[str, str], ...]
    page: int
    pages: int


def list_changes(
    platform: Platform, person: SignedIn, enterprise_id: int, kind: str = "", page: int = 1
) -> Changes:
    """The changes an enterprise reports, those under way first; of one kind or of all."""
    entries = tuple(each for each in list_procedures(platform, enterprise_id) if each.kind == CHANGE)
    names = {each.id for each in entries}
    with platform.database.read() as session:
        lines = [each for each in list_lines(platform, session, person) if each.procedure in names]
        found = [(bound, _change(platform, each, bound)) for each, bound in _bound(platform, session, lines)]
    kinds = dict(_kinds_known(platform, names))
    wanted = kind if kind in kinds else ""
    shown = [each for bound, each in found if not wanted or wanted in _chosen(bound)]
    pages = max(1, -(-len(shown) // ON_A_PAGE))
    page = min(max(page, 1), pages)
    return Changes(
        entries,
        tuple(shown[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]),
        wanted,
        tuple(kinds.items()),
        page,
        pages,
    )


def _bound(
    platform: Platform, session: Session, lines: list[Declaration]
) -> Iterator[tuple[Declaration, Bound | None]]:
    """Each with what was sent, or what is being filled while it was never sent."""
    for each in lines:
        if each.submission_id is not None:
            yield each, _of_submission(platform, session, each.submission_id)
        elif each.draft_id is not None:
            filling = read_filling(platform, session, session.get_one(Draft, each.draft_id))
            yield each, filling.bound if filling is not None else None


def _of_submission(platform: Platform, session: Session, submission_id: UUID) -> Bound | None:
    result = result_of(platform, session, session.get_one(Submission, submission_id))
    return result.bound() if result.form is not None else None


def _change(platform: Platform, line: Declaration, bound: Bound | None) -> Change:
    last = _day(bound, REPORT_BY)
    reported = local(line.at).date() if line.submission_id is not None else platform.clock.today()
    labels = dict(_options(bound.form)) if bound is not None else {}
    return Change(
        line=line,
        kinds=tuple(labels[each] for each in labels if each in _chosen(bound)),
        changed_on=_day(bound, CHANGED_ON),
        report_by=last,
        is_late=last is not None and reported > last,
    )


def _chosen(bound: Bound | None) -> frozenset[str]:
    value = bound.value(KINDS) if bound is not None and KINDS in bound.form.fields else None
    return value if isinstance(value, frozenset) else frozenset()


def _day(bound: Bound | None, name: str) -> date | None:
    value = bound.value(name) if bound is not None and name in bound.form.fields else None
    return value if isinstance(value, date) else None


def _options(form: Form) -> Iterator[tuple[str, str]]:
    kind = form.fields[KINDS].type if KINDS in form.fields else None
    if isinstance(kind, Choices):
        yield from ((each.id, each.label) for each in kind.options)


def _kinds_known(platform: Platform, names: set[str]) -> Iterator[tuple[str, str]]:
    for procedure in platform.catalogue.procedures():
        if procedure.id in names:
            for name in procedure.forms:
                form = platform.catalogue.form(name)
                if form is not None:
                    yield from _options(form)

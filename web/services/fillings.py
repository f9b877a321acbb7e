"""A draft as it stands: its answers bound to its form, what is wrong with them, its score, what its pages show."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.binding import Bound, bind, rebind
from engine.fields.base import ABSENT
from engine.form import Form
from engine.presentation import MISSING, FormView, SectionView, present
from engine.problems import Problem
from engine.routing import LevelReached, Outcome, conclude, reach_level
from engine.scoring import Scoresheet, score
from engine.validation import validate
from web.models import Draft, DraftAnswer
from web.services.following import facts_of_draft, followed_form
from web.services.origins import origins_shown

if TYPE_CHECKING:
    from web.platform import Platform

ENTERPRISE = "enterprise"
_REMEMBERED = 256


@dataclass(frozen=True, slots=True)
class Filling:
    """A draft at one revision. `view` tells what is wrong, not what is still missing."""

    draft_id: UUID
    digest: str
    revision: int
    saved_at: datetime
    bound: Bound = field(repr=False)
    problems: tuple[Problem, ...] = field(repr=False)
    view: FormView = field(repr=False)
    sheet: Scoresheet | None = field(repr=False)
    procedure: str = ""
    outcomes: tuple[Outcome, ...] = field(default=(), repr=False)
    level: LevelReached | None = field(default=None, repr=False)
    origins: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def form(self) -> Form:
        return self.bound.form

    @property
    def sections(self) -> tuple[SectionView, ...]:
        """The sections the enterprise fills, as far as they are asked for."""
        return own_sections(self.view)

    def section(self, name: str) -> SectionView | None:
        return own_section(self.view, name)

    @property
    def asked(self) -> int:
        return sum(each.asked for each in self.sections)

    @property
    def answered(self) -> int:
        return sum(each.answered for each in self.sections)

    @property
    def wrong(self) -> int:
        """How many answers are to be mended before this can be submitted."""
        return sum(each.blocks and each.code not in MISSING for each in self.problems)

    @property
    def pending(self) -> int:
        """How many lines of the score are still open."""
        return sum(line.pending for line in self.sheet.lines) if self.sheet else 0

    @property
    def follows_newer_form(self) -> bool:
        """Whether the form was changed since the enterprise last agreed to it."""
        return self.digest != self.form.digest

    @property
    def left_over(self) -> tuple[str, ...]:
        """Fields that were answered and are no part of the form any more; the answers are kept."""
        return tuple(name for name in self.bound.answers if name not in self.form.fields)


class Recent:
    """The latest fillings of this process, so that an edit reckons only what hangs on it. Never the truth: the
    database is asked for the revision each time."""

    def __init__(self, most: int = _REMEMBERED) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[UUID, Filling] = OrderedDict()

    def get(self, draft_id: UUID) -> Filling | None:
        with self._lock:
            if draft_id in self._kept:
                self._kept.move_to_end(draft_id)
            return self._kept.get(draft_id)

    def put(self, filling: Filling) -> None:
        with self._lock:
            self._kept[filling.draft_id] = filling
            self._kept.move_to_end(filling.draft_id)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


def read_filling(platform: Platform, session: Session, draft: Draft) -> Filling | None:
    """The filling of a draft; None when its form is nowhere to be found."""
    facts = facts_of_draft(platform, session, draft)
    form = followed_form(platform, session, draft, facts)
    if form is None:
        return None
    known = platform.recent.get(draft.id)
    if known is not None and _fits(known, draft, form, facts, platform):
        return known
    answers, origins = read_answers(session, draft.id)
    bound = bind(form, answers, facts, platform.clock.today(), draft.reporting_year)
    filling = fill(bound, draft, origins=origins)
    platform.recent.put(filling)
    return filling


def read_answers(session: Session, draft_id: UUID) -> tuple[dict[str, Any], dict[str, Any]]:
    """The answers of a draft, and where those that were carried over came from; what was taken away is left out."""
    rows = session.execute(
        select(DraftAnswer.field, DraftAnswer.value, DraftAnswer.origin).where(
            DraftAnswer.draft_id == draft_id
        )
    ).all()
    answers = {name: value for name, value, _ in rows if value is not None}
    return answers, {name: origin for name, _, origin in rows if origin is not None}


def own_sections(view: FormView) -> tuple[SectionView, ...]:
    """The sections the enterprise fills, without the fields in them that only the authorities see."""
    return tuple(_own(view, each) for each in view.sections if each.filled_by == ENTERPRISE)


def own_section(view: FormView, name: str) -> SectionView | None:
    """One of them, as far as it is asked for."""
    found = view.section(name)
    return _own(view, found) if found is not None and found.filled_by == ENTERPRISE else None


def _own(view: FormView, section: SectionView) -> SectionView:
    fields = view.form.fields
    mine = tuple(each for each in section.fields if fields[each.id].filled_by == ENTERPRISE)
    return section if len(mine) == len(section.fields) else replace(section, fields=mine)


def fill(
    bound: Bound, draft: Draft, before: Filling | None = None, origins: Mapping[str, Any] | None = None
) -> Filling:
    """The filling of a draft that is bound already; `before` is the one of which it is an edit."""
    origins = origins if origins is not None else before.origins if before is not None else {}
    problems = validate(bound)
    view = (before.bound, before.view) if before is not None else None
    sheet = (before.bound, before.sheet) if before is not None and before.sheet is not None else None
    level = (before.bound, before.level) if before is not None and before.level is not None else None
    return Filling(
        draft_id=draft.id,
        digest=draft.digest,
        revision=draft.revision,
        saved_at=draft.updated_at,
        procedure=draft.procedure,
        bound=bound,
        problems=problems,
        view=present(
            bound, problems, show_missing=False, before=view, origins=origins_shown(bound.answers, origins)
        ),
        sheet=score(bound, before=sheet),
        outcomes=conclude(bound, before=(before.bound, before.outcomes) if before is not None else None),
        level=reach_level(bound, before=level),
        origins=origins,
    )


def edited(bound: Bound, values: Mapping[str, Any]) -> Bound:
    """The same with some answers changed; None takes one away."""
    return rebind(bound, {name: ABSENT if value is None else value for name, value in values.items()})


def _fits(known: Filling, draft: Draft, form: Form, facts: Mapping[str, Any], platform: Platform) -> bool:
    bound = known.bound
    return (
        known.revision == draft.revision
        and known.digest == draft.digest
        and bound.form is form
        and bound.on == platform.clock.today()
        and bound.facts == facts
    )

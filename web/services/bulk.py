"""Doing the same to several cases: first what would happen to each, then each in a transaction of its own.

Only what helps a case on is done to several at once; a return or a refusal has its own reasons and is done one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from web.models_review import Case
from web.platform import Platform
from web.services.authorities import authority_of, is_highest
from web.services.cases import Outcome, course_of, lock_case, standing_of
from web.services.deciding import NEED_A_NOTE, do_in
from web.services.desk import AT_ONCE, Line, line_of
from web.services.people import SignedIn
from web.services.permissions import Refused, may_look, why_not_act
from web.workflow import Deed, Standing, can

DEEDS = (Deed.BEGIN, Deed.RECOMMEND)
"""What can be done to several at once."""


def needs_note(deed: Deed) -> bool:
    """Whether something must be said with it, the same for all of them."""
    return deed in NEED_A_NOTE


@dataclass(frozen=True)
class Planned:
    """A case, and why it cannot be done to it: who may not (`refused`), or where it stands (`standing`)."""

    line: Line
    refused: Refused | None = None
    standing: Standing | None = None

    @property
    def is_possible(self) -> bool:
        return self.refused is None and self.standing is None


@dataclass(frozen=True)
class Done:
    """What happened to a case: as it is now, and the outcome."""

    line: Line
    outcome: Outcome


def plan(platform: Platform, person: SignedIn, deed: Deed, numbers: Iterable[UUID]) -> Sequence[Planned]:
    """What a deed would do to each of these cases, in this order; those that this officer may not see are left out."""
    wanted = list(dict.fromkeys(numbers))[:AT_ONCE]
    authority = authority_of(platform, person)
    with platform.database.read() as session:
        found = {each.id: each for each in session.scalars(select(Case).where(Case.id.in_(wanted)))}
    cases = [found[each] for each in wanted if each in found]
    return tuple(
        _planned(platform, person, deed, each, line_of(platform, each, authority))
        for each in cases
        if may_look(person, each, is_highest(authority))
    )


def carry_out(
    platform: Platform, person: SignedIn, deed: Deed, seen: Iterable[tuple[UUID, int]], note: str = ""
) -> Sequence[Done]:
    """Do it to each of these cases, as they were seen, and say the same of all; one that somebody else was quicker with
    holds up no other."""
    if deed not in DEEDS:
        raise ValueError(f"{deed} is done one by one")
    several = list(dict(seen).items())[:AT_ONCE]
    done = (_carry_out_one(platform, person, deed, case_id, version, note) for case_id, version in several)
    return tuple(each for each in done if each is not None)


def _carry_out_one(
    platform: Platform, person: SignedIn, deed: Deed, case_id: UUID, version: int, note: str
) -> Done | None:
    authority = authority_of(platform, person)
    with platform.database.write() as session:
        case = lock_case(session, case_id)
        if case is None or not may_look(person, case, is_highest(authority)):
            return None
        outcome = do_in(platform, session, person, case, deed, seen=version, note=note)
        return Done(line_of(platform, case, authority), outcome)


def _planned(platform: Platform, person: SignedIn, deed: Deed, case: Case, line: Line) -> Planned:
    refused = why_not_act(person, case, deed)
    if refused is not None:
        return Planned(line, refused=refused)
    standing = standing_of(case)
    return Planned(line, standing=None if can(course_of(platform, case), standing, deed) else standing)

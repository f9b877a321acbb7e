"""How what was sent in the demonstration's season went: deeds in the order in which the workflow lets them happen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from web.workflow import Course, Deed, Standing, State, first_standing, follow

PUBLICITY = timedelta(days=5)
AFTER_PUBLICITY = timedelta(days=6)
SHORTEST_WAY = timedelta(days=2)


@dataclass(frozen=True)
class Step:
    """A deed, when it was done, and where the case stood before (None where it was sent for the first time) and after."""

    deed: Deed
    at: datetime
    before: Standing | None
    after: Standing


SPREAD = (
    (State.WAITING, 24),
    (State.REVIEWING, 22),
    (State.RETURNED, 9),
    (State.WITHDRAWN, 5),
    (State.REFUSED, 7),
    (State.APPROVED, 8),
    (State.PUBLICISED, 9),
    (State.CERTIFIED, 16),
)
"""Where the cases of a season stand, of a hundred."""


def choose(chance: Random, course: Course) -> Standing:
    """Where a case of this season stands now."""
    if not course.stages:
        return Standing(State.DONE)
    state = chance.choices([each for each, _ in SPREAD], [each for _, each in SPREAD])[0]
    last = course.stages - 1
    if state in {State.APPROVED, State.PUBLICISED, State.CERTIFIED}:
        return Standing(state if course.certifies else State.DONE, last)
    return Standing(state, chance.randint(0, last))


def history(
    chance: Random, course: Course, target: Standing, first: datetime, last: datetime, returned: float = 0.15
) -> tuple[Step, ...]:
    """The deeds that lead from sending (on `first`) to where a case stands; none later than `last`. Some were returned
    on their way and sent again (`returned` says how many)."""
    several = [Deed.SEND, *_deeds(chance, course, target, returned)]
    moments = _moments(chance, several, first, last)
    return tuple(_followed(course, several, moments))


def _deeds(chance: Random, course: Course, target: Standing, returned: float) -> Iterator[Deed]:
    if not course.stages:
        return
    for stage in range(target.stage + 1):
        is_last = stage == target.stage
        if is_last and target.state is State.WAITING:
            return
        if is_last and target.state is State.WITHDRAWN:
            yield Deed.WITHDRAW
            return
        yield Deed.BEGIN
        if chance.random() < returned / course.stages:
            yield from (Deed.RETURN, Deed.SEND, Deed.BEGIN)
        yield from _ENDS[target.state] if is_last else (Deed.RECOMMEND,)


_ENDS: dict[State, tuple[Deed, ...]] = {
    State.REVIEWING: (),
    State.RETURNED: (Deed.RETURN,),
    State.REFUSED: (Deed.REFUSE,),
    State.APPROVED: (Deed.APPROVE,),
    State.DONE: (Deed.APPROVE,),
    State.PUBLICISED: (Deed.APPROVE, Deed.PUBLICISE),
    State.CERTIFIED: (Deed.APPROVE, Deed.PUBLICISE, Deed.CERTIFY),
}


def _moments(chance: Random, several: list[Deed], first: datetime, last: datetime) -> list[datetime]:
    """A moment for each deed, the first on `first`; between publicity and certification there are enough days."""
    certified = several[-1] is Deed.CERTIFY
    end = last - (AFTER_PUBLICITY if certified else timedelta())
    count = len(several) - (2 if certified else 1)
    whole = max(end - first, SHORTEST_WAY)
    shares = [chance.uniform(0.3, 1.4) for _ in range(count)]
    scale = whole * (1.0 if certified else chance.uniform(0.35, 0.98)) / (sum(shares) or 1)
    found = [first]
    for share in shares:
        found.append(min(found[-1] + scale * share, last))
    return [*found, last] if certified else found


def _followed(course: Course, several: list[Deed], moments: list[datetime]) -> Iterator[Step]:
    before: Standing | None = None
    for deed, at in zip(several, moments, strict=True):
        after = first_standing(course) if before is None else follow(course, before, deed)
        if after is None:
            raise ValueError(f"{deed} cannot follow on {before}")
        yield Step(deed, at, before, after)
        before = after

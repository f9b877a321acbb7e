"""What can happen to a submission on its way: one small table of states and deeds, the same for every procedure.

A case is at one stage: a place in the chain of authorities that was laid down when it was sent. `follow` answers what a
deed makes of it, or why it cannot be done; who may do it is decided in `web.services.permissions`, that it is recorded in
`web.services.cases`. Nothing here knows a database or a clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a case stands."""

    WAITING = "waiting"  # sent; the authority of its stage has not begun
    REVIEWING = "reviewing"
    RETURNED = "returned"  # with the enterprise, to be corrected
    WITHDRAWN = "withdrawn"  # taken back by the enterprise
    REFUSED = "refused"
    APPROVED = "approved"  # decided by the last stage, not yet publicised
    PUBLICISED = "publicised"
    CERTIFIED = "certified"
    DONE = "done"  # nobody reviews it, or the last stage agreed and nothing is certified


class Deed(StrEnum):
    """What somebody does to a case."""

    SEND = "send"
    WITHDRAW = "withdraw"
    BEGIN = "begin"
    RETURN = "return"
    RECOMMEND = "recommend"
    REFUSE = "refuse"
    APPROVE = "approve"
    PUBLICISE = "publicise"
    REOPEN = "reopen"  # an objection is looked into: reviewed again by the authority that decided
    CERTIFY = "certify"


class Party(StrEnum):
    """Whose deed it is."""

    ENTERPRISE = "enterprise"
    AUTHORITY = "authority"


FINAL = frozenset({State.REFUSED, State.CERTIFIED, State.DONE})
WITH_ENTERPRISE = frozenset({State.RETURNED, State.WITHDRAWN})
WITH_AUTHORITY = frozenset({State.WAITING, State.REVIEWING, State.APPROVED, State.PUBLICISED})


@dataclass(frozen=True)
class Course:
    """The way a case has before it: how many stages look at it, and whether a success certifies something. One that
    `rests` is done as soon as it was sent, and stays the enterprise's own to take back (a yearly update)."""

    stages: int
    certifies: bool
    rests: bool = False


@dataclass(frozen=True)
class Standing:
    """Where a case is: its state and its stage, counted from 0."""

    state: State
    stage: int = 0


@dataclass(frozen=True)
class Rule:
    """One row of the table: whose deed it is, and in which states it can be done. `last` says whether it belongs to the
    last stage (True), to those before it (False), or to any (None)."""

    party: Party
    states: frozenset[State]
    last: bool | None = None


def _rule(party: Party, *states: State, last: bool | None = None) -> Rule:
    return Rule(party, frozenset(states), last)


RULES: dict[Deed, Rule] = {
    Deed.SEND: _rule(Party.ENTERPRISE, State.RETURNED, State.WITHDRAWN),
    Deed.WITHDRAW: _rule(Party.ENTERPRISE, State.WAITING),
    Deed.BEGIN: _rule(Party.AUTHORITY, State.WAITING),
    Deed.RETURN: _rule(Party.AUTHORITY, State.REVIEWING),
    Deed.RECOMMEND: _rule(Party.AUTHORITY, State.REVIEWING, last=False),
    Deed.REFUSE: _rule(Party.AUTHORITY, State.REVIEWING),
    Deed.APPROVE: _rule(Party.AUTHORITY, State.REVIEWING, last=True),
    Deed.PUBLICISE: _rule(Party.AUTHORITY, State.APPROVED),
    Deed.REOPEN: _rule(Party.AUTHORITY, State.APPROVED, State.PUBLICISED),
    Deed.CERTIFY: _rule(Party.AUTHORITY, State.PUBLICISED),
}


def first_standing(course: Course) -> Standing:
    """Where a case stands when it is sent for the first time."""
    return Standing(State.WAITING if course.stages else State.DONE)


def can(course: Course, standing: Standing, deed: Deed) -> bool:
    """Whether a deed can be done where the case stands now, whoever wants to."""
    rule = RULES[deed]
    if deed is Deed.WITHDRAW and course.rests and standing.state is State.DONE:
        return True
    if standing.state not in rule.states:
        return False
    return rule.last is None or rule.last is (standing.stage == course.stages - 1)


def deeds(course: Course, standing: Standing, party: Party) -> tuple[Deed, ...]:
    """What one side can do now, in the order of the table."""
    return tuple(each for each, rule in RULES.items() if rule.party is party and can(course, standing, each))


def follow(course: Course, standing: Standing, deed: Deed) -> Standing | None:
    """Where a case stands after a deed; None where it cannot be done.

    What was returned goes back to the stage that returned it; what was withdrawn begins anew.
    """
    if not can(course, standing, deed):
        return None
    stage = standing.stage
    match deed:
        case Deed.SEND:
            return (
                Standing(State.WAITING, stage) if standing.state is State.RETURNED else first_standing(course)
            )
        case Deed.RECOMMEND:
            return Standing(State.WAITING, stage + 1)
        case Deed.APPROVE:
            return Standing(State.APPROVED if course.certifies else State.DONE, stage)
    return Standing(_AFTER[deed], stage)


_AFTER = {
    Deed.WITHDRAW: State.WITHDRAWN,
    Deed.BEGIN: State.REVIEWING,
    Deed.RETURN: State.RETURNED,
    Deed.REFUSE: State.REFUSED,
    Deed.PUBLICISE: State.PUBLICISED,
    Deed.REOPEN: State.REVIEWING,
    Deed.CERTIFY: State.CERTIFIED,
}

"""The table of states and deeds: laws that hold on every way through it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.workflow import (
    FINAL,
    RULES,
    WITH_AUTHORITY,
    WITH_ENTERPRISE,
    Course,
    Deed,
    Party,
    Standing,
    State,
    can,
    deeds,
    first_standing,
    follow,
)

COURSES = st.builds(Course, st.integers(1, 4), st.booleans())
STANDINGS = st.builds(Standing, st.sampled_from(State), st.integers(0, 3))


def walk(course: Course, *several: Deed) -> Standing:
    standing = first_standing(course)
    for deed in several:
        found = follow(course, standing, deed)
        assert found is not None, f"{deed} from {standing}"
        standing = found
    return standing


def test_states_belong_to_one_side_or_are_final() -> None:
    assert {*FINAL, *WITH_ENTERPRISE, *WITH_AUTHORITY} == {*State}
    assert len(FINAL) + len(WITH_ENTERPRISE) + len(WITH_AUTHORITY) == len(State)


def test_case_nobody_reviews_is_done_at_once() -> None:
    assert first_standing(Course(0, certifies=False)) == Standing(State.DONE)


def test_case_climbs_the_chain_to_its_certificate() -> None:
    course = Course(3, certifies=True)
    step = (Deed.BEGIN, Deed.RECOMMEND)
    done = walk(course, *step, *step, Deed.BEGIN, Deed.APPROVE, Deed.PUBLICISE, Deed.CERTIFY)
    assert done == Standing(State.CERTIFIED, 2)


def test_case_that_certifies_nothing_is_done_when_approved() -> None:
    assert walk(Course(1, certifies=False), Deed.BEGIN, Deed.APPROVE) == Standing(State.DONE, 0)


def test_returned_case_goes_back_to_the_stage_that_returned_it() -> None:
    returned = (Deed.BEGIN, Deed.RECOMMEND, Deed.BEGIN, Deed.RETURN, Deed.SEND)
    assert walk(Course(3, certifies=True), *returned) == Standing(State.WAITING, 1)


def test_withdrawn_case_begins_anew() -> None:
    withdrawn = (Deed.BEGIN, Deed.RECOMMEND, Deed.WITHDRAW, Deed.SEND)
    assert walk(Course(3, certifies=True), *withdrawn) == Standing(State.WAITING, 0)


RESTING = Course(0, certifies=False, rests=True)


def test_what_rests_is_taken_back_and_done_again_when_it_is_sent() -> None:
    assert walk(RESTING, Deed.WITHDRAW) == Standing(State.WITHDRAWN)
    assert walk(RESTING, Deed.WITHDRAW, Deed.SEND) == Standing(State.DONE)


def test_only_the_enterprise_does_anything_to_what_rests() -> None:
    assert deeds(RESTING, Standing(State.DONE), Party.ENTERPRISE) == (Deed.WITHDRAW,)
    assert deeds(RESTING, Standing(State.DONE), Party.AUTHORITY) == ()


@pytest.mark.parametrize("stages", [0, 2])
def test_what_is_done_and_does_not_rest_stays(stages: int) -> None:
    assert not can(Course(stages, certifies=False), Standing(State.DONE), Deed.WITHDRAW)


def test_case_that_is_being_reviewed_is_not_withdrawn() -> None:
    course = Course(2, certifies=True)
    assert not can(course, walk(course, Deed.BEGIN), Deed.WITHDRAW)


def test_last_stage_decides_and_those_before_recommend() -> None:
    course = Course(2, certifies=True)
    first, last = Standing(State.REVIEWING, 0), Standing(State.REVIEWING, 1)
    assert set(deeds(course, first, Party.AUTHORITY)) == {Deed.RETURN, Deed.RECOMMEND, Deed.REFUSE}
    assert set(deeds(course, last, Party.AUTHORITY)) == {Deed.RETURN, Deed.APPROVE, Deed.REFUSE}


def test_objection_leads_back_to_the_authority_that_decided() -> None:
    course = Course(1, certifies=True)
    objected = (Deed.BEGIN, Deed.APPROVE, Deed.PUBLICISE, Deed.REOPEN)
    assert walk(course, *objected) == Standing(State.REVIEWING, 0)


@pytest.mark.parametrize("state", sorted(FINAL))
@given(course=COURSES, stage=st.integers(0, 3), deed=st.sampled_from(Deed))
def test_nothing_follows_a_final_state(state: State, course: Course, stage: int, deed: Deed) -> None:
    assert follow(course, Standing(state, stage), deed) is None


@given(course=COURSES, standing=STANDINGS, deed=st.sampled_from(Deed))
def test_stage_never_leaves_the_chain(course: Course, standing: Standing, deed: Deed) -> None:
    stage = standing.stage % course.stages
    found = follow(course, Standing(standing.state, stage), deed)
    assert found is None or 0 <= found.stage < course.stages


@given(course=COURSES, several=st.lists(st.sampled_from(Deed), max_size=30))
def test_certificate_needs_every_stage_and_publicity(course: Course, several: list[Deed]) -> None:
    """Whatever is tried in whatever order: a certificate comes only after the last stage approved and it was publicised."""
    standing, done = first_standing(course), []
    for deed in several:
        found = follow(course, standing, deed)
        if found is not None:
            standing = found
            done.append(deed)
    if standing.state is State.CERTIFIED:
        assert standing.stage == course.stages - 1
        assert course.certifies
        assert done[-2:] == [Deed.PUBLICISE, Deed.CERTIFY]
        assert done.count(Deed.RECOMMEND) >= course.stages - 1


@given(course=COURSES, standing=STANDINGS)
def test_sides_never_share_a_deed(course: Course, standing: Standing) -> None:
    both = set(deeds(course, standing, Party.ENTERPRISE)) & set(deeds(course, standing, Party.AUTHORITY))
    assert both == set()


def test_every_deed_has_a_rule() -> None:
    assert {*RULES} == {*Deed}

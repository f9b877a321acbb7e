"""Merging of partial changes: different fields both win, the same field twice is a conflict with both values."""

from hypothesis import given
from hypothesis import strategies as st

from engine.drafts import Draft, StoredAnswer, merge

EMPTY = Draft()


def test_merge_takes_new_answers() -> None:
    assert merge(EMPTY, {"revenue": "5"}, 0).draft == Draft({"revenue": StoredAnswer("5", 1)}, 1)


def test_merge_of_different_fields_keeps_both() -> None:
    first = merge(EMPTY, {"revenue": "5"}, 0).draft
    second = merge(first, {"staff": "9"}, 0)
    assert second.draft.values == {"revenue": "5", "staff": "9"}
    assert not second.conflicts


def test_merge_of_the_same_field_tells_both_values() -> None:
    first = merge(EMPTY, {"revenue": "5"}, 0).draft
    found = merge(first, {"revenue": "6"}, 0)
    assert found.draft == first
    assert [(each.field, each.stored, each.sent) for each in found.conflicts] == [("revenue", "5", "6")]


def test_merge_of_the_same_value_is_no_conflict() -> None:
    first = merge(EMPTY, {"revenue": "5"}, 0).draft
    assert merge(first, {"revenue": "5"}, 0).conflicts == ()


def test_merge_keeps_what_does_not_conflict_beside_what_does() -> None:
    first = merge(EMPTY, {"revenue": "5"}, 0).draft
    found = merge(first, {"revenue": "6", "staff": "9"}, 0)
    assert found.applied == ("staff",)
    assert found.draft.values == {"revenue": "5", "staff": "9"}


def test_merge_refuses_a_revision_from_the_future() -> None:
    found = merge(EMPTY, {"revenue": "5"}, 3)
    assert found.from_the_future
    assert found.draft == EMPTY


def test_merge_without_a_change_keeps_the_revision() -> None:
    first = merge(EMPTY, {"revenue": "5"}, 0).draft
    assert merge(first, {"revenue": "5"}, 1).draft.revision == 1


answers = st.dictionaries(st.sampled_from("abc"), st.integers(0, 3))


@given(answers, answers)
def test_merge_of_disjoint_changes_does_not_depend_on_order(
    left: dict[str, int], right: dict[str, int]
) -> None:
    right = {name: value for name, value in right.items() if name not in left}
    one = merge(merge(EMPTY, left, 0).draft, right, 0).draft.values
    other = merge(merge(EMPTY, right, 0).draft, left, 0).draft.values
    assert one == other


@given(answers, answers)
def test_merge_loses_no_change(left: dict[str, int], right: dict[str, int]) -> None:
    first = merge(EMPTY, left, 0).draft
    found = merge(first, right, 0)
    told = {each.field: each.sent for each in found.conflicts}
    assert all(found.draft.values[name] == value or told[name] == value for name, value in right.items())

"""Binding: what rules see of an answer that is hidden, left empty, not yet there, or will never be."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.binding import bind, rebind
from engine.fields.base import ABSENT
from engine.values import NOT_APPLICABLE, UNDEFINED, Cause, Unknown, bounds, is_unknown
from tests.engine.support import ON, bound, fields, form

ASKED = form(
    fields(
        "id: exports, type: yes_no, label: 出口, required: true",
        "id: must, type: integer, label: 必填, min: 3, required: true",
        "id: may, type: integer, label: 选填, min: 3",
        "id: zero, type: integer, label: 按零, min: 3, counts_as: 0",
        "id: shown, type: integer, label: 显示, min: 3, required: true, visible: exports",
        "id: shown_zero, type: integer, label: 显示按零, min: 3, required: true, visible: exports, counts_as: 0",
        "id: must_when, type: integer, label: 有时必填, min: 3, required: exports, counts_as: 0",
        "id: titles, type: choices, label: 资质, options: [a, b], visible: exports, required: true, counts_as: 0",
        "id: half, type: percent, label: 半, value: may / must",
    )
)


def value(name: str, **answers: Any) -> Any:
    return bound(ASKED, answers).value(name)


def cause(name: str, **answers: Any) -> Cause:
    found = value(name, **answers)
    assert is_unknown(found)
    return found.cause


def test_required_answer_is_unanswered_within_its_limits() -> None:
    assert value("must") == Unknown(Cause.UNANSWERED, 3)


def test_optional_answer_left_empty_is_unknown_and_says_so() -> None:
    assert cause("may") is Cause.EMPTY


def test_wrong_answer_is_unreadable_even_where_empty_counts() -> None:
    assert cause("zero", zero="many") is Cause.UNREADABLE


def test_empty_answer_counts_as_what_the_field_says() -> None:
    assert value("zero") == 0


def test_hidden_answer_is_unknown_though_it_is_kept() -> None:
    found = bound(ASKED, {"exports": False, "shown": 7})
    assert found.value("shown") == Unknown(Cause.HIDDEN, 3)
    assert found.read("shown").value == 7
    assert found.answers["shown"] == 7


def test_hidden_answer_counts_as_what_the_field_says() -> None:
    assert value("shown_zero", exports=False, shown_zero=7) == 0


def test_hidden_choices_count_as_none_chosen() -> None:
    assert value("titles", exports=False, titles=["a"]) == frozenset()


def test_answer_is_pending_while_it_is_not_decided_whether_it_is_asked_for() -> None:
    assert value("shown", shown=7) == Unknown(Cause.UNANSWERED, 3)


def test_pending_answer_may_still_count_as_what_the_field_says() -> None:
    assert bounds(value("shown_zero")) == (0, None)
    assert bounds(value("must_when")) == (0, None)


def test_answer_that_is_required_after_all_keeps_its_limits() -> None:
    assert value("must_when", exports=True) == Unknown(Cause.UNANSWERED, 3)
    assert value("must_when", exports=False) == 0


def test_computed_value_tells_the_cause_that_can_be_mended() -> None:
    assert cause("half") is Cause.UNANSWERED
    assert cause("half", must=5) is Cause.EMPTY


@pytest.mark.parametrize("name", ["exports", "must"])
def test_reporting_year_is_the_year_before_unless_it_is_named(name: str) -> None:
    assert bound(ASKED, {name: None}).reporting_year == 2025
    assert bind(ASKED, {}, {}, ON, 2023).years.calendar(1) == 2023


def test_answers_to_fields_the_form_does_not_have_are_kept_and_ignored() -> None:
    assert bound(ASKED, {"unheard_of": 1, "must": 4}).answers == {"unheard_of": 1, "must": 4}


YOUNG = form(
    "years: {since: firm.founded}\n",
    fields(
        "id: exports, type: yes_no, label: 出口, required: true",
        "id: sales, type: integer, label: 销售, years: 3, required: true",
        "id: abroad, type: integer, label: 出口额, years: 3, visible: exports, counts_as: 0",
        "id: rise, type: percent, label: 增长, years: 2, value: 'sales / sales[prior] - 1'",
    ),
)
FOUNDED = {"firm.founded": "2024-07-01"}


def test_years_before_the_enterprise_existed_do_not_apply() -> None:
    found = bound(YOUNG, {"sales": {"2025": 3, "2024": 2, "2023": 1}}, FOUNDED)
    assert found.value("sales") == (3, 2, NOT_APPLICABLE)
    assert found.value("rise")[1] == NOT_APPLICABLE


@pytest.mark.parametrize("answers", [{}, {"exports": False}, {"exports": True}])
def test_years_that_do_not_apply_never_do_even_where_hidden_counts(answers: dict[str, bool]) -> None:
    assert bound(YOUNG, answers, FOUNDED).value("abroad")[2] == NOT_APPLICABLE


def test_every_year_applies_while_the_day_of_founding_is_not_known() -> None:
    assert bound(YOUNG, {"sales": {"2023": 1}}).value("sales")[2] == 1


def test_growth_from_nothing_is_undefined() -> None:
    assert bound(YOUNG, {"sales": {"2025": 3, "2024": 0}}, FOUNDED).value("rise")[0] == UNDEFINED


def test_missing_fact_is_unknown() -> None:
    made = form(fields("fact: firm.founded", "id: since, type: date, label: 日, value: firm.founded"))
    found = bound(made, {}).value("since")
    assert is_unknown(found)
    assert found.cause is Cause.MISSING_FACT


CHAIN = form(
    fields(
        "id: kind, type: choice, label: 类别, required: true, options: [{id: own, label: 自有}, {id: other, label: 其他, asks: [{id: text, type: text, label: 说明, required: true}]}]",
        "id: staff, type: integer, label: 员工, required: true, visible: kind is own",
        "id: twice, type: integer, label: 两倍, value: staff * 2",
    )
)
changes = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(["own", "other", None, ABSENT]),
        "staff": st.integers(0, 3) | st.sampled_from(["x", None, ABSENT]),
        "kind.other.text": st.sampled_from(["甲", "", ABSENT]),
    },
)


@given(changes, st.lists(changes, max_size=3))
@settings(max_examples=60)
def test_rebinding_equals_binding_anew(first: dict[str, Any], edits: list[dict[str, Any]]) -> None:
    answers = {name: raw for name, raw in first.items() if raw is not ABSENT}
    found = bound(CHAIN, answers)
    for edit in edits:
        found = rebind(found, edit)
        answers = {name: raw for name, raw in {**answers, **edit}.items() if raw is not ABSENT}
    fresh = bound(CHAIN, answers)
    assert found.answers == fresh.answers == answers
    assert list(found.frame) == list(fresh.frame)


def test_field_an_option_asks_for_is_visible_with_that_option() -> None:
    child = CHAIN.fields["kind.other.text"]
    assert bound(CHAIN, {"kind": "other"}).is_visible(child)
    assert not bound(CHAIN, {"kind": "own"}).is_visible(child)
    assert not bound(CHAIN, {}).is_visible(child)


def test_rebinding_leaves_the_old_snapshot_as_it_was() -> None:
    before = bound(CHAIN, {"kind": "own", "staff": 2})
    rebind(before, {"staff": 5})
    assert before.value("twice") == 4
    assert before.answers == {"kind": "own", "staff": 2}

"""The scoresheet: points with their range, and why each was given, by clause and in labels."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.binding import rebind
from engine.scoring import score
from tests.engine.support import bound, fields, form, line, scored

MADE = form(
    """
sections:
  - section: own
    title: 企业
    fields:
      - {id: sales, type: money, unit: 万元, label: 营业收入总额, short: 营业收入, years: 2, min: 0, required: true}
      - {id: staff, type: integer, label: 员工, min: 0, required: true}
  - section: ours
    title: 推荐
    filled_by: recommender
    fields:
      - {id: extra, type: integer, label: 地方加分, min: 0, max: 10}
""",
    scored(
        "number: 3\nsource: recalled\nof: sales[1] / staff\nat_least: {5: 10, 3: 4}\notherwise: 0\nundefined: 0",
        "of: staff\nat_least: {10: 10}\notherwise: -2",
        "points: extra",
    ),
)
WHOLE = {"sales": {"2025": 100, "2024": 1}, "staff": 20, "extra": 7}


def test_line_carries_number_clause_source_and_maximum() -> None:
    found = line(MADE, WHOLE)
    assert (found.number, found.clause, found.source, found.out_of) == ("3", "一", "recalled", 10)


def test_line_says_in_labels_and_years_how_its_points_came_about() -> None:
    assert line(MADE, WHOLE).because == "营业收入（2025年）÷ 员工 = 5 万元，达到 ≥5 万元 一档，得 10 分"


def test_line_lists_its_inputs_with_what_is_still_to_come() -> None:
    found = line(MADE, {"staff": 20})
    assert [(each.field, each.label, each.pending) for each in found.inputs] == [
        ("sales", "营业收入", True),
        ("staff", "员工", False),
    ]


def test_line_without_a_value_says_so_and_takes_its_undefined_points() -> None:
    found = line(MADE, {**WHOLE, "staff": 0})
    assert found.points == 0
    assert "无法计算" in found.because


def test_pending_line_has_no_points_but_a_range() -> None:
    found = line(MADE, {}, "i2")
    assert (found.points, found.low, found.high, found.pending) == (None, -2, 10, True)


def test_rounding_never_seems_to_reach_a_threshold_that_was_missed() -> None:
    assert "4.99999 万元" in line(MADE, {**WHOLE, "sales": {"2025": "99.9998"}}).because


def test_computed_percent_never_seems_to_reach_a_threshold_that_was_missed() -> None:
    share = fields(
        "id: part, type: integer, label: 部分, required: true",
        "id: whole, type: integer, label: 全部, min: 1, required: true",
        "id: share, type: percent, places: 1, label: 占比, value: part / whole",
    )
    made = form(share, scored("of: share\nat_least: {5%: 10}\notherwise: 0"))
    assert "4.999%" in line(made, {"part": 4999, "whole": 100000}).because
    assert "5%" in line(made, {"part": 5000, "whole": 100000}).because


def test_what_an_authority_has_not_entered_is_told_apart() -> None:
    answers = {name: value for name, value in WHOLE.items() if name != "extra"}
    sheet = score(bound(MADE, answers))
    assert sheet is not None
    assert (sheet.points, sheet.low, sheet.high, sheet.awaiting_authority) == (None, 20, 30, 10)
    assert [each.awaits_authority for each in sheet.lines] == [False, False, True]


def test_form_without_a_score_has_no_scoresheet() -> None:
    assert score(bound(form(fields("id: staff, type: integer, label: 员工")), {})) is None


NESTED = form(
    fields(
        "id: a, type: integer, label: 甲, min: 0, max: 5, required: true",
        "id: b, type: integer, label: 乙, min: 0, max: 5, required: true",
        "id: c, type: integer, label: 丙, min: 0, max: 5, required: true",
    ),
    """
score:
  out_of: 15
  groups:
    - id: outer
      title: 外
      out_of: 15
      minimum: 8
      groups:
        - id: first
          title: 一
          out_of: 10
          indicators:
            - {id: of_a, title: 甲, clause: 一, out_of: 5, points: a}
            - {id: of_b, title: 乙, clause: 一, out_of: 5, points: b}
        - {id: second, title: 二, out_of: 5, indicators: [{id: of_c, title: 丙, clause: 二, out_of: 5, points: c}]}
""",
)


def test_a_group_of_groups_adds_them_up_and_has_all_their_lines() -> None:
    sheet = score(bound(NESTED, {"a": 1, "c": 4}))
    assert sheet is not None
    (outer,) = sheet.groups
    assert [(each.id, each.points, each.low, each.high) for each in outer.groups] == [
        ("first", None, 1, 6),
        ("second", 4, 4, 4),
    ]
    assert [each.id for each in outer.lines] == ["of_a", "of_b", "of_c"]
    assert (outer.low, outer.high, outer.reached) == (5, 10, None)
    assert (sheet.low, sheet.high, sheet.without_authority) == (5, 10, None)


def test_lines_of_inner_groups_are_kept_over_an_edit() -> None:
    before = bound(NESTED, {"a": 1, "c": 4})
    sheet = score(before)
    assert sheet is not None
    after = score(rebind(before, {"b": 2}), before=(before, sheet))
    assert after is not None
    assert after.points == 7
    assert after.lines[0] is sheet.lines[0]


answers = st.fixed_dictionaries(
    {},
    optional={
        "sales": st.fixed_dictionaries({"2025": st.integers(0, 200)}),
        "staff": st.integers(0, 40),
        "extra": st.integers(0, 10),
    },
)


@given(answers)
@settings(max_examples=60)
def test_totals_are_what_the_lines_add_up_to(given_: dict[str, object]) -> None:
    sheet = score(bound(MADE, given_))
    assert sheet is not None
    (group,) = sheet.groups
    assert (group.low, group.high) == (
        sum(each.low for each in group.lines),
        sum(each.high for each in group.lines),
    )
    assert (sheet.low, sheet.high, sheet.points) == (group.low, group.high, group.points)
    assert sheet.pending is any(each.pending for each in sheet.lines)


@given(answers, answers)
@settings(max_examples=60)
def test_more_answers_only_narrow_the_range(some: dict[str, object], more: dict[str, object]) -> None:
    before, after = score(bound(MADE, some)), score(bound(MADE, {**more, **some}))
    assert before is not None
    assert after is not None
    assert before.low <= after.low <= after.high <= before.high


@pytest.mark.parametrize("language", ["zh", "en"])
def test_reckoning_is_told_in_the_language_asked_for(language: str) -> None:
    sheet = score(bound(MADE, WHOLE), language)
    assert sheet is not None
    assert ("得 10 分" in sheet.lines[0].because) is (language == "zh")

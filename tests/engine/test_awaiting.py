"""What only the authorities can still give: said so, never owed by the enterprise, and left out of the score meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine.assessment import Assessment, assess
from engine.binding import bind
from engine.compiler import compile_form
from engine.folder import read_folder
from engine.form import Form
from engine.library import Library, build_library
from engine.presentation import present
from engine.validation import validate
from engine.values import Cause, awaits_authority
from tests.engine.support import ON, ROOT, fields, form, scored

FOLDER = ROOT / "tests" / "forms" / "language"


@cache
def library() -> Library:
    units = (ROOT / "forms" / "units.yaml").read_bytes()
    return build_library({"units.yaml": units, **read_folder(Path(FOLDER))})


@cache
def tiny(name: str) -> Form:
    found = compile_form(name, library()).form
    assert found is not None
    return found


def assessed(answers: Mapping[str, Any], facts: Mapping[str, Any] | None = None) -> Assessment:
    given = {"company.digital_level": 2} if facts is None else facts
    return assess(tiny("awaiting"), answers, given, ON)


def awaiting(found: Assessment) -> list[str]:
    return [each.id for each in found.conclusions if each.awaits_authority]


# --- Conclusions, levels and routes ------------------------------------------------------------------------------


def test_conclusions_say_that_they_await_the_authority() -> None:
    assert awaiting(assessed({"market_years": 3})) == ["rated", "both"]


def test_what_the_enterprise_still_owes_is_told_first() -> None:
    assert awaiting(assessed({})) == ["rated"]


def test_nothing_awaits_the_authority_once_it_has_given_its_number() -> None:
    found = assessed({"market_years": 3}, {"company.digital_level": 2, "company.rating": 60})
    assert awaiting(found) == []
    assert found.score is not None
    assert (found.score.points, found.score.awaiting_authority) == (20, 0)


def test_finding_names_who_is_waited_for() -> None:
    rated = assessed({"market_years": 3}).conclusions[0].finding
    assert rated.awaits_authority
    assert rated.text == "发展评价得分 ≥ 50；待主管部门提供"


def test_condition_by_cases_awaits_the_authority_where_the_cases_differ() -> None:
    by_case = assessed({"market_years": 1}).conclusions[3]
    assert (by_case.truth, by_case.awaits_authority, by_case.finding.awaits_authority) == (None, True, True)


@pytest.mark.parametrize(("answers", "expected"), [({"market_years": 3}, True), ({}, False)])
def test_level_says_whether_it_awaits_the_authority(answers: dict[str, Any], expected: bool) -> None:
    level = assessed(answers).level
    assert level is not None
    assert (level.level, level.awaits_authority) == (None, expected)


def test_route_says_that_it_awaits_the_authority() -> None:
    taken = assessed({"market_years": 3}).route
    assert taken is not None
    assert (taken.to, taken.awaits_authority) == (None, True)


# --- Lines and the whole score -----------------------------------------------------------------------------------


def test_line_of_a_fact_the_authority_provides_says_so() -> None:
    found = assessed({"market_years": 3}).score
    assert found is not None
    (line, *_) = found.lines
    assert (line.awaits_authority, line.because) == (True, "待主管部门提供")
    assert [each.shown for each in line.inputs] == ["待主管部门提供"]


def test_line_that_also_lacks_an_answer_does_not_await_the_authority() -> None:
    found = assessed({}).score
    assert found is not None
    assert [each.awaits_authority for each in found.lines] == [True, False, False]


def test_score_is_told_without_what_the_authority_has_yet_to_give() -> None:
    found = assess(tiny("recommender"), {"base": 63}, {}, ON).score
    assert found is not None
    assert (found.without_authority, found.told) == (63, "63 分（不含地方特色 15 分）")


def test_group_that_awaits_whole_is_named_itself_and_certain_points_count() -> None:
    found = assessed({"market_years": 3}).score
    assert found is not None
    assert (found.without_authority, found.told) == (7, "7 分（不含评级 13 分）")


def test_score_with_answers_missing_tells_the_range_of_the_rest() -> None:
    found = assess(tiny("recommender"), {}, {}, ON).score
    assert found is not None
    assert (found.without_authority, found.told) == (
        None,
        "已得 0 分，最多可得 85 分（不含地方特色 15 分）",
    )


def test_whole_score_is_told_plainly() -> None:
    found = assess(tiny("recommender"), {"base": 63, "local_points": 12}, {}, ON).score
    assert found is not None
    assert (found.without_authority, found.told) == (75, "75 分")


def test_score_is_told_in_english() -> None:
    found = assess(tiny("recommender"), {"base": 63}, {}, ON, language="en").score
    assert found is not None
    assert found.told == "63 points (without 15 points for 地方特色)"


def test_points_that_may_be_taken_away_are_left_out_too() -> None:
    made = form(
        "sections:\n  - section: ours\n    title: 推荐\n    filled_by: recommender\n    fields:\n"
        "      - {id: faults, type: integer, label: 扣分, min: 0, max: 5, required: true}\n",
        scored("cases:\n  - {when: faults >= 1, points: -3}\n  - {when: otherwise, points: 10}"),
    )
    found = assess(made, {}, {}, ON).score
    assert found is not None
    assert (found.without_authority, found.low, found.awaiting_authority) == (0, -3, 13)


# --- Never owed by the enterprise --------------------------------------------------------------------------------


def test_a_field_that_only_the_authority_can_call_for_is_not_asked_yet() -> None:
    bound = bind(tiny("awaiting"), {"market_years": 3}, {}, ON)
    assert awaits_authority(bound.value("plan"))
    assert [each.field for each in validate(bound)] == []


def test_fact_of_the_authority_is_shown_as_awaited() -> None:
    bound = bind(tiny("awaiting"), {}, {}, ON)
    views = {each.id: each.awaits_authority for each in present(bound, ()).sections[0].fields}
    assert views == {
        "company.rating": True,
        "company.digital_level": False,
        "market_years": False,
        "plan": True,
    }


def test_field_of_the_recommender_is_awaited_until_it_is_filled() -> None:
    views = [
        present(bind(tiny("recommender"), answers, {}, ON), ()).field("local_points")
        for answers in ({}, {"local_points": 3})
    ]
    assert [each is not None and each.awaits_authority for each in views] == [True, False]


def test_what_a_recommender_typed_wrongly_is_still_awaited() -> None:
    bound = bind(tiny("recommender"), {"local_points": "十五"}, {}, ON)
    assert awaits_authority(bound.value("local_points"))


def test_a_fact_of_the_authority_never_blocks_though_the_form_requires_it() -> None:
    facts = "facts:\n  firm.rating: {type: integer, label: 评级, provided_by: authority}\n"
    made = form(
        "sections:\n  - section: main\n    title: 内容\n    fields:\n      - {fact: firm.rating, required: true}\n",
        files={"facts.yaml": facts},
    )
    assert validate(bind(made, {}, {}, ON)) == ()


def test_a_missing_fact_of_the_enterprise_is_its_own() -> None:
    bound = bind(tiny("awaiting"), {}, {}, ON)
    assert bound.value("company.digital_level").cause is Cause.MISSING_FACT


def test_field_of_the_enterprise_is_unanswered() -> None:
    bound = bind(form(fields("id: staff, type: integer, label: 员工, required: true")), {}, {}, ON)
    assert bound.value("staff").cause is Cause.UNANSWERED


# --- Stored ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answers", [{}, {"market_years": 3}])
def test_an_assessment_that_awaits_the_authority_is_read_as_it_was_written(answers: dict[str, Any]) -> None:
    found = assessed(answers)
    assert Assessment.decode(found.encode()) == found

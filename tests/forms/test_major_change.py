"""The report of a major change: the three months by the calendar, the short way of a simple renaming, and what never blocks."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.assessment import Assessment, assess
from engine.compiler import compile_form
from engine.folder import read_folder
from engine.form import Form
from engine.library import build_library

FORMS = Path(__file__).parents[2] / "forms"
ON = date(2026, 3, 1)

compiled = compile_form("major_change", build_library(read_folder(FORMS)))

FILE = [{"id": "f1", "name": "证明.pdf", "size": 1000, "kind": "pdf"}]
FACTS: dict[str, Any] = {
    "enterprise.name": "示例精工（厦门）有限公司",
    "enterprise.credit_code": "91350100M000100Y43",
    "enterprise.region": "350203",
    "enterprise.contact": "示例甲",
    "enterprise.contact_phone": "0592-5000001",
    "certification.innovative": True,
    "certification.specialized": False,
    "certification.little_giant": False,
}
ANSWERS: dict[str, Any] = {
    "titles": ["innovative"],
    "titles.innovative.batch": "示例2024年第一批",
    "changed_on": "2026-01-10",
    "kinds": ["renaming"],
    "kinds.renaming.old_name": "示例精工有限公司",
    "kinds.renaming.new_name": "示例精工（厦门）有限公司",
    "name_only": True,
    "declaration": True,
    "change_notice": FILE,
    "new_licence": FILE,
    "old_licence": FILE,
}
LONG: dict[str, Any] = {
    "before_change": "变化前。",
    "after_change": "变化后。",
    "main_changed": False,
    "still_meets": True,
    "standard_explanation": "各项指标没有变化。",
}


@pytest.fixture(scope="module")
def form() -> Form:
    assert compiled.form is not None
    return compiled.form


def assessed(form: Form, on: date = ON, **answers: Any) -> Assessment:
    return assess(form, {**ANSWERS, **answers}, FACTS, on)


def truths(assessment: Assessment) -> dict[str, bool | None]:
    return {each.id: each.truth for each in assessment.conclusions}


def problems(assessment: Assessment) -> set[tuple[str, bool]]:
    return {(each.problem.field, each.problem.blocks) for each in assessment.problems}


def test_nothing_is_wrong_or_doubtful() -> None:
    assert [each for each in compiled.report.diagnostics if each.code != "F901"] == []


def test_a_simple_renaming_needs_no_more_than_names_day_and_papers(form: Form) -> None:
    found = assessed(form)
    assert truths(found) == {"in_time": True, "simple_renaming": True, "still_qualified": True}
    assert found.problems == ()


def test_the_short_way_asks_less_than_the_long(form: Form) -> None:
    asked = {each.problem.field for each in assessed(form, name_only=False).problems}
    assert asked == set(LONG)


def test_late_is_told_and_does_not_block(form: Form) -> None:
    found = assessed(form, date(2026, 4, 11), **LONG)
    assert problems(found) == {("changed_on", False), ("report_by", False)}
    assert truths(found)["in_time"] is False


def test_late_is_told_with_the_day(form: Form) -> None:
    in_time = next(each for each in assessed(form, date(2026, 4, 11)).conclusions if each.id == "in_time")
    assert "2026年4月10日" in in_time.finding.text


def test_a_change_still_to_come_blocks(form: Form) -> None:
    assert ("changed_on", True) in problems(assessed(form, changed_on="2026-03-02"))


def test_an_explanation_holds_five_hundred_characters(form: Form) -> None:
    long = {**LONG, "name_only": False, "standard_explanation": "符" * 500}
    assert assessed(form, **long).problems == ()
    assert problems(assessed(form, **{**long, "standard_explanation": "符" * 501})) == {
        ("standard_explanation", True)
    }


@pytest.mark.parametrize(
    ("kind", "papers"),
    [
        ("merger", {"change_notice", "new_licence", "ownership_structure"}),
        ("restructuring", {"change_notice", "new_licence", "ownership_structure"}),
        ("relocation", {"change_notice", "new_licence"}),
        ("foreign_branch", set()),
        ("other", set()),
    ],
)
def test_each_kind_of_change_asks_for_its_own_papers(form: Form, kind: str, papers: set[str]) -> None:
    none: dict[str, Any] = {"change_notice": None, "new_licence": None, "old_licence": None}
    asked = {each.problem.field for each in assessed(form, kinds=[kind], **LONG, **none).problems}
    assert {each for each in asked if not each.startswith("kinds.")} == papers


def test_what_the_authorities_fill_in_is_not_asked_of_the_enterprise(form: Form) -> None:
    filled = {each.id for each in form.fields.values() if each.filled_by == "recommender"}
    assert {"county_opinion", "city_opinion", "province_opinion"} <= filled
    assert filled.isdisjoint({each.problem.field for each in assessed(form, name_only=None).problems})


# --- Three months, counted a second time -------------------------------------------------------------------------

days = st.dates(date(2020, 1, 1), date(2032, 12, 31)) | st.sampled_from(
    [date(2025, 11, 30), date(2023, 11, 30), date(2027, 11, 29), date(2025, 12, 31), date(2026, 1, 31)]
)


def is_within_three_months(changed: date, reported: date) -> bool:
    """By counting: less than three months on, or three and not beyond the day. No month's end needs a word of its own."""
    months = (reported.year - changed.year) * 12 + reported.month - changed.month
    return months < 3 or (months == 3 and reported.day <= changed.day)


@given(changed=days, later=st.integers(0, 100))
def test_three_months_agree_with_a_second_count(changed: date, later: int) -> None:
    assert compiled.form is not None
    reported = changed + timedelta(days=later)
    found = assessed(compiled.form, reported, changed_on=changed.isoformat())
    assert truths(found)["in_time"] is is_within_three_months(changed, reported)

"""The yearly update: one column of last year, shares reckoned a second time, nothing but reminders about a major change."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.assessment import Assessment, assess
from engine.binding import bind
from engine.compiler import compile_form
from engine.expression.types import SeriesType
from engine.folder import read_folder
from engine.form import Form
from engine.library import build_library
from engine.values import is_missing
from tests.forms.firm import FIRM

FORMS = Path(__file__).parents[2] / "forms"
ON = date(2026, 3, 1)

compiled = compile_form("annual_update", build_library(read_folder(FORMS)))

FACTS: dict[str, Any] = {
    **FIRM,
    "certification.innovative": True,
    "certification.specialized": False,
    "certification.little_giant": False,
}
ANSWERS: dict[str, Any] = {
    "contact_changed": False,
    "staff": {"2025": 120},
    "rd_staff": {"2025": 30},
    "revenue": {"2025": 10000},
    "main_revenue": {"2025": 9200},
    "profit": {"2025": 1000},
    "net_profit": {"2025": 900},
    "rd_expense": {"2025": 500},
    "assets": {"2025": 10000},
    "liabilities": {"2025": 5500},
    "taxes": {"2025": 300},
    "equity_financing": {"2025": 0},
    "ip_class1": 3,
    "ip_own": 2,
    "ip_high_value": 1,
    "ip_class2": 6,
    "major_change": False,
    "declaration": True,
}
YEARLY = [name for name, value in ANSWERS.items() if isinstance(value, dict)]


@pytest.fixture(scope="module")
def form() -> Form:
    assert compiled.form is not None
    return compiled.form


def assessed(form: Form, **answers: Any) -> Assessment:
    return assess(form, {**ANSWERS, **answers}, FACTS, ON)


def problems(assessment: Assessment) -> set[tuple[str, bool]]:
    return {(each.problem.field, each.problem.blocks) for each in assessment.problems}


def test_nothing_is_wrong_or_doubtful() -> None:
    assert [each for each in compiled.report.diagnostics if each.code != "F901"] == []


def test_an_update_without_documents_is_complete(form: Form) -> None:
    assert assessed(form).problems == ()


def test_only_last_year_is_asked(form: Form) -> None:
    yearly = [each.type.type for each in form.fields.values() if isinstance(each.type.type, SeriesType)]
    assert {(each.first, each.last) for each in yearly} == {(1, 1)}


@pytest.mark.parametrize("name", YEARLY)
def test_every_figure_of_last_year_is_required(form: Form, name: str) -> None:
    assert problems(assessed(form, **{name: None})) == {(name, True)}


def test_figures_carry_the_names_of_the_other_forms(form: Form) -> None:
    other = compile_form("innovative", build_library(read_folder(FORMS))).form
    assert other is not None
    shared = set(YEARLY) & set(other.fields)
    assert shared >= {"staff", "rd_staff", "revenue", "main_revenue", "rd_expense", "assets", "liabilities"}


def test_a_major_change_not_yet_reported_is_a_reminder(form: Form) -> None:
    found = assessed(form, major_change=True, changed_on="2025-12-01", change_reported=False)
    assert problems(found) == {("change_reported", False)}
    assert "3个月" in found.problems[0].message


def test_a_late_one_is_a_reminder_too(form: Form) -> None:
    found = assessed(form, major_change=True, changed_on="2025-11-30", change_reported=False)
    assert problems(found) == {("change_reported", False), ("changed_on", False), ("report_by", False)}


amounts = st.integers(0, 3) | st.integers(0, 10**6)


@given(part=amounts, whole=amounts)
def test_shares_agree_with_a_second_reckoning(part: int, whole: int) -> None:
    form = compiled.form
    assert form is not None
    names = {
        "rd_ratio": ("rd_expense", "revenue"),
        "rd_staff_ratio": ("rd_staff", "staff"),
        "main_ratio": ("main_revenue", "revenue"),
        "net_margin": ("net_profit", "revenue"),
        "debt_ratio": ("liabilities", "assets"),
    }
    for name, (above, below) in names.items():
        bound = bind(form, {**ANSWERS, above: {"2025": part}, below: {"2025": whole}}, FACTS, ON)
        (value,) = bound.value(name)
        assert (None if is_missing(value) else value) == (Fraction(part, whole) if whole else None), name

"""The registration for 创新积分: what is derived agrees with a second reckoning, and its points are never shown as official."""

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
from engine.folder import read_folder
from engine.form import Form
from engine.library import build_library
from engine.values import is_missing
from tests.forms.firm import FIRM

FORMS = Path(__file__).parents[2] / "forms"
ON = date(2026, 3, 1)

compiled = compile_form("financing_credit", build_library(read_folder(FORMS)))

FACTS: dict[str, Any] = {
    **FIRM,
    "certification.technology": False,
    "certification.innovative": True,
    "certification.specialized": False,
    "certification.little_giant": False,
}
ANSWERS: dict[str, Any] = {
    "ownership_type": "private",
    "technology_field": "materials",
    "development_zone": "outside",
    "high_tech": False,
    "single_champion": False,
    "rd_expense": {"2025": 600, "2024": 500},
    "staff": {"2025": 100},
    "technology_staff": {"2025": 30},
    "invention_applications": {"2025": 5},
    "pct_applications": {"2025": 1},
    "technology_contracts": {"2025": 200},
    "high_tech_revenue": {"2025": 7000},
    "revenue": {"2025": 10000, "2024": 8000},
    "rd_deduction": {"2025": 45},
    "net_profit": {"2025": 900},
    "net_assets": {"2025": 5000, "2024": 4000},
    "graduates": {"2025": 6},
    "platforms": 1,
    "science_award_count": 1,
    "science_projects": 2,
    "venture_capital": 1000,
    "stage": "growing",
    "declaration": True,
    "authorisation": True,
}
CORE = [name for name in ANSWERS if name not in ("stage", "declaration", "authorisation")][5:]


@pytest.fixture(scope="module")
def form() -> Form:
    assert compiled.form is not None
    return compiled.form


def assessed(form: Form, **answers: Any) -> Assessment:
    return assess(form, {**ANSWERS, **answers}, FACTS, ON)


def test_nothing_is_wrong_or_doubtful() -> None:
    assert [each for each in compiled.report.diagnostics if each.code != "F901"] == []


def test_a_complete_registration_has_no_problems(form: Form) -> None:
    assert assessed(form).problems == ()


def test_name_and_credit_code_are_facts(form: Form) -> None:
    assert {"enterprise.name", "enterprise.credit_code"} <= set(form.facts)


@pytest.mark.parametrize("name", CORE)
def test_every_core_figure_is_required(form: Form, name: str) -> None:
    asked = {each.problem.field for each in assessed(form, **{name: None}).problems}
    assert asked == {name}


def test_no_rate_is_typed(form: Form) -> None:
    typed = [
        each.id
        for each in form.fields.values()
        if each.clause.startswith("核心指标") and each.computed is None
    ]
    numbers = sorted(int(form.fields[name].clause.removeprefix("核心指标 ")) for name in typed)
    assert numbers == [1, 5, 6, 7, 8, 10, 12, 14, 15, 16, 17, 18]


def test_all_eighteen_indicators_are_there(form: Form) -> None:
    clauses = [each.clause for each in form.fields.values() if each.clause.startswith("核心指标")]
    assert clauses == [f"核心指标 {number}" for number in range(1, 19)]


def test_nothing_of_the_third_part_is_required(form: Form) -> None:
    optional = next(each for each in form.sections if each.id == "optional")
    asked = [form.fields[name] for name in optional.fields]
    assert [each.id for each in asked if each.required or each.required_slot is not None] == []


def test_points_say_that_they_are_not_official(form: Form) -> None:
    assert form.score is not None
    titles = [form.score.title, *(group.title for group in form.score.groups)]
    assert all("示意" in each and "不是官方" in each for each in titles)
    assert "不是官方积分" in form.summary


def test_points_and_their_parameters_are_illustrative(form: Form) -> None:
    said = [each.source for each in (*form.parameters, *form.indicators)]
    assert set(said) == {"illustrative"}


def test_the_points_of_each_stage_come_to_a_hundred(form: Form) -> None:
    value = {each.id: each.versions[0][1] for each in form.parameters}
    for stage in ("start_up", "growing", "stable"):
        items = {"technology": 7, "growth": 6, "support": 4}
        assert sum(value[f"{stage}_{each}"] * count for each, count in items.items()) == 100


# --- Reckoned a second time --------------------------------------------------------------------------------------

POINTS = {"start_up": (8, 4, 5), "growing": (6, 7, 4), "stable": (4, 10, 3)}
amounts = st.integers(0, 3) | st.integers(0, 10**6)
signed = st.integers(-3, 3) | st.integers(-(10**6), 10**6)


def ratio(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole > 0 else None


@given(
    rd=st.tuples(amounts, amounts),
    revenue=st.tuples(amounts, amounts),
    staff=st.tuples(amounts, amounts),
    assets=st.tuples(signed, signed),
    profit=signed,
    counted=st.lists(st.integers(0, 2), min_size=10, max_size=10),
    stage=st.sampled_from(sorted(POINTS)),
)
def test_rates_and_points_agree_with_a_second_reckoning(
    rd: tuple[int, int], revenue: tuple[int, int], staff: tuple[int, int], assets: tuple[int, int], profit: int,
    counted: list[int], stage: str,
) -> None:  # fmt: skip
    form = compiled.form
    assert form is not None
    inventions, pct, contracts, high_tech, deduction, graduates, *support = counted
    answers = {
        **ANSWERS,
        "rd_expense": {"2025": rd[0], "2024": rd[1]},
        "revenue": {"2025": revenue[0], "2024": revenue[1]},
        "staff": {"2025": staff[0]},
        "technology_staff": {"2025": staff[1]},
        "net_assets": {"2025": assets[0], "2024": assets[1]},
        "net_profit": {"2025": profit},
        "invention_applications": {"2025": inventions},
        "pct_applications": {"2025": pct},
        "technology_contracts": {"2025": contracts},
        "high_tech_revenue": {"2025": high_tech},
        "rd_deduction": {"2025": deduction},
        "graduates": {"2025": graduates},
        **dict(
            zip(
                ("platforms", "science_award_count", "science_projects", "venture_capital"),
                support,
                strict=True,
            )
        ),
        "stage": stage,
    }
    rates = {
        "rd_growth": ratio(rd[0] - rd[1], rd[1]),
        "rd_ratio": ratio(rd[0], revenue[0]),
        "technology_staff_ratio": ratio(staff[1], staff[0]),
        "high_tech_share": ratio(high_tech, revenue[0]),
        "revenue_growth_rate": ratio(revenue[0] - revenue[1], revenue[1]),
        "return_on_net_assets": ratio(2 * profit, sum(assets)),
    }
    bound = bind(form, answers, FACTS, ON)
    for name, expected in rates.items():
        value = bound.value(name)
        found = value[0] if isinstance(value, tuple) else value
        assert (None if is_missing(found) else found) == expected, name
    technology = [rd[0], rates["rd_growth"], rates["rd_ratio"], rates["technology_staff_ratio"]]
    growing = [high_tech, revenue[0], rates["revenue_growth_rate"], deduction, rates["return_on_net_assets"]]
    several = ([*technology, inventions, pct, contracts], [*growing, graduates], support)
    met = [sum(each is not None and each > 0 for each in group) for group in several]
    expected = sum(count * points for count, points in zip(met, POINTS[stage], strict=True))
    score = assess(form, answers, FACTS, ON).score
    assert score is not None
    assert [line.points for line in score.lines] == [expected]

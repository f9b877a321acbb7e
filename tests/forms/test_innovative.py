"""The form of 创新型中小企业: it compiles clean, agrees with the policy reckoned a second time by other means, and asks for
the right answers and documents."""

from datetime import date
from fractions import Fraction
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
from tests.forms.firm import FIRM

FORMS = Path(__file__).parents[2] / "forms"
ON = date(2026, 3, 1)

compiled = compile_form("innovative", build_library(read_folder(FORMS)))

FILE = [{"id": "f1", "name": "证明.pdf", "size": 1000, "kind": "pdf"}]
FACTS: dict[str, Any] = {
    **FIRM,
    "enterprise.size_reference": False,
    "enterprise.legal_person": True,
    "enterprise.listed_abnormal": False,
    "enterprise.restricted_products": False,
    "enterprise.major_incident": False,
}
ANSWERS: dict[str, Any] = {
    "products": [{"name": "精密减速器", "years": 8, "category": "机械基础件"}],
    "staff": {"2025": 120, "2024": 110, "2023": 100},
    "rd_staff": {"2025": 30, "2024": 28, "2023": 25},
    "revenue": {"2025": 10000, "2024": 9000, "2023": 8000},
    "main_revenue": {"2025": 9200, "2024": 8000, "2023": 7500},
    "rd_expense": {"2025": 500, "2024": 400, "2023": 300},
    "net_profit": {"2025": 900, "2024": -800, "2023": 700},
    "assets": {"2025": 10000, "2024": 9500, "2023": 9000},
    "liabilities": {"2025": 5500, "2024": 5000, "2023": 4800},
    "ip_class1": 3,
    "ip_own": 2,
    "ip_high_value": 1,
    "ip_class2": 6,
    "honours": ["none"],
    "direct_conditions": ["none"],
    "product_field": "strategic",
    "product_field.strategic.area": "equipment",
    "product_field_reason": "智能制造装备的关键基础零部件。",
    "declaration": True,
    "signed_form": FILE,
    "business_licence": FILE,
    "social_insurance": FILE,
    "audit_report": FILE,
    "audit_report_before": FILE,
    "ip_proof": FILE,
}


@pytest.fixture(scope="module")
def form() -> Form:
    assert compiled.form is not None
    return compiled.form


def assessed(form: Form, facts: dict[str, Any] | None = None, **answers: Any) -> Assessment:
    return assess(form, {**ANSWERS, **answers}, {**FACTS, **(facts or {})}, ON)


def problems(assessment: Assessment) -> set[tuple[str, int | None, bool]]:
    return {(each.problem.field, each.problem.year, each.problem.blocks) for each in assessment.problems}


# --- The file --------------------------------------------------------------------------------------------------


def test_nothing_is_wrong_or_doubtful() -> None:
    worth_a_look = [each for each in compiled.report.diagnostics if each.code != "F901"]
    assert not worth_a_look


def test_what_is_not_official_says_so() -> None:
    noted = {dict(each.arguments)["name"] for each in compiled.report.diagnostics if each.code == "F901"}
    assert {"products", "year", "area", "eligible"} <= noted


def test_every_indicator_has_its_number_and_clause(form: Form) -> None:
    assert [each.number for each in form.indicators] == ["1", "2", "3", "4", "5", "6"]
    assert all(
        each.clause.startswith("附件1 二") and each.clause.endswith(each.number) for each in form.indicators
    )
    assert [each.out_of for each in form.indicators] == [20, 20, 20, 10, 10, 20]


def test_the_minimum_of_a_group_is_the_one_of_the_conclusion(form: Form) -> None:
    """Both are written in the form, because the score panel shows the one and the conclusion decides by the other."""
    by_score = next(each for each in form.conclusions if each.id == "by_score")
    said = [each.expression.text for each in by_score.condition.formulas]
    assert form.score is not None
    assert said == ["score >= 60", *(f"{group.id} >= {group.minimum}" for group in form.score.groups)]


# --- The policy reckoned a second time -------------------------------------------------------------------------


def band(value: Fraction | None, steps: list[tuple[Fraction, int]]) -> int:
    """Points of a share, from the highest step down; none where there is no value."""
    return 0 if value is None else next((points for step, points in steps if value >= step), 0)


def share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def percents(*pairs: tuple[int, int]) -> list[tuple[Fraction, int]]:
    return [(Fraction(percent, 100), points) for percent, points in pairs]


amounts = (
    st.integers(0, 40)
    | st.integers(0, 10**6)
    | st.sampled_from([500, 550, 600, 700, 750, 1000, 1050, 1100, 1150])
)
counts = st.integers(0, 2)


@given(
    revenue=amounts,
    main=amounts,
    main_before=amounts,
    rd=amounts,
    assets=amounts,
    liabilities=amounts,
    intellectual=st.tuples(counts, counts, counts, counts),
    strategic=st.booleans(),
    founded=st.sampled_from([2010, 2023, 2024, 2025, 2026]),
)
def test_points_agree_with_the_policy(
    revenue: int, main: int, main_before: int, rd: int, assets: int, liabilities: int,
    intellectual: tuple[int, int, int, int], strategic: bool, founded: int,
) -> None:  # fmt: skip
    form = compiled.form
    assert form is not None
    high_value, own, class1, class2 = intellectual
    existed, existed_before = founded <= 2025, founded <= 2024
    growth = share(main - main_before, main_before) if existed_before else None
    debt = share(liabilities, assets) if existed else None
    expected = [
        20 if high_value else 15 if own else 10 if class1 else 5 if class2 else 0,
        band(share(rd, revenue) if existed else None, percents((5, 20), (3, 15), (2, 10), (1, 5))),
        band(growth, percents((15, 20), (10, 15), (5, 10), (0, 5))),
        0 if debt is None else 10 if debt <= Fraction(55, 100) else 5 if debt <= Fraction(75, 100) else 0,
        10 if strategic else 5,
        band(share(main, revenue) if existed else None, percents((70, 20), (60, 15), (55, 10), (50, 5))),
    ]
    found = assessed(
        form,
        {"enterprise.registration_date": f"{founded}-02-01"},
        revenue={"2025": revenue, "2024": 1, "2023": 1},
        main_revenue={"2025": main, "2024": main_before, "2023": 1},
        rd_expense={"2025": rd, "2024": 1, "2023": 1},
        assets={"2025": assets, "2024": 1, "2023": 1},
        liabilities={"2025": liabilities, "2024": 1, "2023": 1},
        ip_high_value=high_value,
        ip_own=own,
        ip_class1=class1,
        ip_class2=class2,
        product_field="strategic" if strategic else "other",
    )
    assert found.score is not None
    assert [line.points for line in found.score.lines] == expected
    groups = [sum(expected[first : first + 2]) for first in (0, 2, 4)]
    passes = sum(groups) >= 60 and groups[0] >= 20 and groups[1] >= 15 and groups[2] >= 15
    truths = {each.id: each.truth for each in found.conclusions}
    assert truths == {"by_score": passes, "direct": False, "qualified": passes, "eligible": True}


# --- What is asked for -----------------------------------------------------------------------------------------


def test_a_complete_form_has_no_problems(form: Form) -> None:
    assert assessed(form).problems == ()


def test_who_goes_by_score_brings_two_audit_reports(form: Form) -> None:
    assert problems(assessed(form, audit_report_before=None)) == {("audit_report_before", None, True)}


def test_who_goes_direct_brings_one_audit_report_and_the_proof(form: Form) -> None:
    found = assessed(form, audit_report_before=None, direct_conditions=["honour"], honours=["high_tech"])
    assert problems(found) == {("honour_proof", None, True)}


@pytest.mark.parametrize("option", ["science_award", "honour", "research_body", "equity_financing"])
def test_each_direct_condition_asks_for_its_own_proof(form: Form, option: str) -> None:
    asked = {
        field for field, _, _ in problems(assessed(form, direct_conditions=[option], honours=["high_tech"]))
    }
    assert {each for each in asked if each.endswith("_proof")} == {f"{option}_proof"}


def test_a_young_enterprise_brings_no_report_of_a_year_it_did_not_exist(form: Form) -> None:
    found = assessed(form, {"enterprise.registration_date": "2025-03-10"}, audit_report_before=None)
    assert "audit_report_before" not in {field for field, _, _ in problems(found)}


def test_without_intellectual_property_no_proof_of_it_is_asked_for(form: Form) -> None:
    none: dict[str, Any] = {"ip_class1": 0, "ip_own": 0, "ip_high_value": 0, "ip_class2": 0}
    assert problems(assessed(form, ip_proof=None, **none)) == set()
    assert problems(assessed(form, ip_proof=None, **{**none, "ip_class2": 1})) == {("ip_proof", None, True)}


def test_the_reason_is_asked_of_those_who_claim_the_higher_points(form: Form) -> None:
    assert problems(assessed(form, product_field_reason=None)) == {("product_field_reason", None, True)}
    assert problems(assessed(form, product_field_reason=None, product_field="other")) == set()
    assert problems(assessed(form, product_field_reason="领" * 500)) == set()
    assert problems(assessed(form, product_field_reason="领" * 501)) == {("product_field_reason", None, True)}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (
            {"rd_staff": {"2025": 121, "2024": 110, "2023": 101}},
            {("rd_staff", 2025, True), ("rd_staff", 2023, True)},
        ),
        ({"main_revenue": {"2025": 9200, "2024": 9001, "2023": 7500}}, {("main_revenue", 2024, True)}),
        ({"liabilities": {"2025": 10001, "2024": 5000, "2023": 4800}}, {("liabilities", 2025, False)}),
        ({"ip_own": 4}, {("ip_own", None, True)}),
        ({"ip_high_value": 4}, {("ip_high_value", None, True)}),
        ({"revenue": {"2025": -1, "2024": 9000, "2023": 8000}}, {("revenue", 2025, True)}),
        ({"declaration": False}, {("declaration", None, True)}),
        ({"honours": ["none", "high_tech"]}, {("honours", None, True)}),
    ],
)
def test_what_cannot_be_is_told_at_its_place(form: Form, answers: dict[str, Any], expected: set[Any]) -> None:
    assert problems(assessed(form, **answers)) == expected


def test_an_award_from_the_future_is_told(form: Form) -> None:
    award: dict[str, Any] = {
        "direct_conditions.science_award.name": "省科学技术奖",
        "direct_conditions.science_award.year": 2027,
    }
    found = assessed(form, direct_conditions=["science_award"], science_award_proof=FILE, **award)
    assert problems(found) == {("direct_conditions.science_award.year", None, True)}


def test_what_is_left_of_a_direct_condition_no_longer_chosen_does_not_count(form: Form) -> None:
    left: dict[str, Any] = {
        "direct_conditions.equity_financing.amount": 100,
        "direct_conditions.science_award.year": 3000,
    }
    assert assessed(form, **left).problems == ()

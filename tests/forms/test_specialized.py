"""The form of 专精特新 in its two editions: each compiles clean, agrees with the policy reckoned a second time by other
means, and asks for the right answers and documents."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.assessment import Assessment, assess
from engine.compiler import compile_form
from engine.editions import edition_on, without_edition
from engine.editions import editions as editions_of
from engine.folder import read_folder
from engine.form import Form
from engine.library import build_library
from engine.scoring import Scoresheet

FORMS = Path(__file__).parents[2] / "forms"

library = build_library(read_folder(FORMS))
points_edition = compile_form("editions/specialized.2022-08-01", library)
conditions_edition = compile_form("specialized", library)

ON = {"points": date(2026, 3, 1), "conditions": date(2026, 5, 6)}
FILE = [{"id": "f1", "name": "证明.pdf", "size": 1000, "kind": "pdf"}]
FACTS: dict[str, Any] = {
    "enterprise.name": "示例精工有限公司",
    "enterprise.credit_code": "91350100M000100Y43",
    "enterprise.region": "350203",
    "enterprise.industry": "3491",
    "enterprise.contact": "示例甲",
    "enterprise.contact_phone": "0592-5000001",
    "enterprise.registration_date": "2005-06-01",
    "enterprise.size_class": "small",
    "enterprise.size_reference": False,
    "enterprise.legal_person": True,
    "enterprise.listed_abnormal": False,
    "enterprise.restricted_products": False,
    "enterprise.major_incident": False,
    "digital.level": 3,
    "digital.date": "2026-01-15",
    "certification.innovative": True,
    "certification.technology": False,
    "procedure.renewal": False,
}
BOTH: dict[str, Any] = {
    "ownership_type": "private",
    "controlling_shareholder": "示例控股有限公司",
    "actual_controller": "示例乙",
    "controller_nationality": "中国",
    "listing": "no_plan",
    "staff": {"2025": 120, "2024": 110, "2023": 100},
    "rd_staff": {"2025": 24, "2024": 22, "2023": 20},
    "revenue": {"2025": 10000, "2024": 9500, "2023": 9000},
    "main_revenue": {"2025": 9680, "2024": 8800, "2023": 8000},
    "net_profit": {"2025": 1000, "2024": 900, "2023": 800},
    "rd_expense": {"2025": 1000, "2024": 800, "2023": 700},
    "assets": {"2025": 10000, "2024": 9500, "2023": 9000},
    "net_assets": {"2025": 5000, "2024": 4700, "2023": 4500},
    "liabilities": {"2025": 5000, "2024": 4800, "2023": 4500},
    "taxes": {"2025": 500, "2024": 450, "2023": 400},
    "equity_financing": {"2025": 0, "2024": 0, "2023": 0},
    "niche_market": "工业机器人用精密减速器",
    "market_years": 10,
    "products": [{"name": "精密减速器", "years": 8, "category": "机械基础件"}],
    "quality": ["certified", "own_brand"],
    "quality.own_brand.name": "示例",
    "ip_class1": 3,
    "research_body": "national",
    "research_body_name": "国家企业技术中心",
    "science_awards": ["none"],
    "introduction": "专注减速器二十年。",
    "declaration": True,
    "business_licence": FILE,
    "audit_report": FILE,
    "audit_report_before": FILE,
    "audit_report_earliest": FILE,
    "digital_screenshot": FILE,
    "quality_proof": FILE,
    "ip_proof": FILE,
    "research_body_proof": FILE,
    "truth_statement": FILE,
}
POINTS: dict[str, Any] = {
    "key_field": "gap",
    "key_field_reason": "工业机器人的关键零部件。",
    "ip_own": 2,
    "ip_high_value": 1,
    "ip_class2": 6,
    "maker_china": False,
    "key_field_proof": FILE,
    "rd_staff_proof": FILE,
}
CONDITIONS: dict[str, Any] = {
    "leading_share": True,
    "well_known": True,
    "market_description": "排名第四。",
    "ip_benefit": True,
    "market_share_proof": FILE,
}


def form_of(edition: str) -> Form:
    compiled = points_edition if edition == "points" else conditions_edition
    assert compiled.form is not None
    return compiled.form


def assessed(edition: str, facts: dict[str, Any] | None = None, **answers: Any) -> Assessment:
    own = POINTS if edition == "points" else CONDITIONS
    return assess(form_of(edition), {**BOTH, **own, **answers}, {**FACTS, **(facts or {})}, ON[edition])


def sheet(assessment: Assessment) -> Scoresheet:
    assert assessment.score is not None
    return assessment.score


def truths(assessment: Assessment) -> dict[str, bool | None]:
    return {each.id: each.truth for each in assessment.conclusions}


def problems(assessment: Assessment) -> set[tuple[str, int | None, bool]]:
    return {(each.problem.field, each.problem.year, each.problem.blocks) for each in assessment.problems}


EDITIONS = pytest.mark.parametrize("edition", ["points", "conditions"])

# --- The files -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("compiled", [points_edition, conditions_edition], ids=["points", "conditions"])
def test_nothing_is_wrong_or_doubtful(compiled: Any) -> None:
    assert not [each for each in compiled.report.diagnostics if each.code != "F901"]


@pytest.mark.parametrize(
    ("day", "since"),
    [
        (date(2022, 8, 1), date(2022, 8, 1)),
        (date(2026, 3, 31), date(2022, 8, 1)),
        (date(2026, 4, 1), date(2026, 4, 1)),
    ],
)
def test_the_day_picks_the_edition(day: date, since: date) -> None:
    edition = edition_on(library, "specialized", day)
    assert edition is not None
    assert edition.since == since


def test_no_day_is_without_an_edition() -> None:
    assert not list(without_edition(editions_of(library, "specialized")))


def test_every_indicator_has_its_number_and_clause() -> None:
    indicators = form_of("points").indicators
    assert [each.number for each in indicators] == [str(number) for number in range(1, 14)]
    assert all(
        each.clause.startswith("附件2 二") and each.clause.endswith(each.number) for each in indicators
    )
    assert [each.out_of for each in indicators] == [5, 10, 5, 5, 5, 5, 10, 5, 15, 10, 10, 5, 10]


def test_the_groups_are_those_of_the_policy() -> None:
    score = form_of("points").score
    assert score is not None
    assert [each.out_of for each in score.groups] == [25, 25, 15, 35]


def test_the_newer_edition_has_no_points() -> None:
    assert form_of("conditions").score is None


@EDITIONS
def test_what_both_editions_ask_stands_in_the_same_order(edition: str) -> None:
    sections = [each.id for each in form_of(edition).sections if each.id != "features_review"]
    assert sections == [
        "basics",
        "ownership",
        "finance",
        "specialisation",
        "refinement",
        "features",
        "innovation_capability",
        "other",
        "documents",
        "renewal",
        "truth",
    ]


# --- The policy reckoned a second time -------------------------------------------------------------------------


def share(part: Fraction | int, whole: Fraction | int) -> Fraction | None:
    return Fraction(part) / Fraction(whole) if whole else None


def band(value: Fraction | None, *steps: tuple[int, int]) -> int:
    """Points of a share, from the highest step (in percent) down; none where there is no value."""
    if value is None:
        return 0
    return next((points for percent, points in steps if value >= Fraction(percent, 100)), 0)


def reaches(value: Fraction | None, percent: int) -> bool:
    return value is not None and value >= Fraction(percent, 100)


def yearly(*values: int | Fraction | None) -> dict[str, Any]:
    """Answers of the last years, the nearest first, as people would write them."""
    return {str(2025 - back): written(value) for back, value in enumerate(values) if value is not None}


def written(value: int | Fraction) -> str:
    """A number of at most six decimals, exactly."""
    scaled = Fraction(value) * 10**6
    assert scaled.denominator == 1
    whole, rest = divmod(abs(scaled.numerator), 10**6)
    return f"{'-' if scaled < 0 else ''}{whole}.{rest:06d}"


cents = st.integers(0, 10**10).map(lambda value: Fraction(value, 10**6))
amounts = (
    st.integers(0, 40).map(Fraction)
    | st.integers(0, 12_000).map(Fraction)
    | cents
    | st.sampled_from([Fraction(each) for each in (100, 200, 300, 400, 500, 1000, 1500, 2000, 3000, 6000)])
)
three_years = st.tuples(amounts, amounts, amounts)
growing = three_years | st.sampled_from(
    [
        tuple(Fraction(each) for each in several)
        for several in (
            ("121", "110", "100"),
            ("124.8", "144", "108"),
            ("144.84", "153", "135"),
            ("124.799999", "144", "108"),
            ("9280", "8000", "8000"),
            ("8960", "8000", "8000"),
            ("8000", "8000", "8000"),
        )
    ]
)
counts = st.integers(0, 2)
people = st.integers(0, 40) | st.integers(0, 1000)
award = st.none() | st.tuples(st.integers(2021, 2026), st.integers(1, 7))


def awards_of(national: tuple[int, int] | None, provincial: tuple[int, int] | None) -> dict[str, Any]:
    """Answers about awards: year and rank at each level."""
    given_ = {"national": national, "provincial": provincial}
    answers: dict[str, Any] = {
        "science_awards": [level for level, each in given_.items() if each is not None] or ["none"]
    }
    for level, each in given_.items():
        if each is not None:
            answers[f"science_awards.{level}.year"], answers[f"science_awards.{level}.rank"] = each
    return answers


@given(
    revenue=amounts,
    main=growing,
    profit=st.integers(-2000, 12_000),
    rd=three_years,
    assets=amounts,
    liabilities=amounts,
    equity=three_years,
    staff=people,
    researchers=people,
    market_years=st.integers(0, 12),
    field=st.sampled_from([("gap", 5), ("foundation", 3), ("other", 0)]),
    level=st.integers(0, 4),
    quality=st.sets(st.sampled_from(["award", "certified", "own_brand", "standards"])),
    intellectual=st.tuples(counts, counts, counts, counts),
    body=st.sampled_from([("national", 10), ("provincial", 8), ("municipal", 4), ("below", 2), ("none", 0)]),
    local=st.none() | st.integers(0, 150),
    national=award,
    provincial=award,
    maker=st.none() | st.integers(2021, 2026),
    founded=st.sampled_from([2005, 2023, 2024, 2025, 2026]),
)
def test_points_and_conditions_of_the_older_edition_agree_with_the_policy(
    revenue: Fraction, main: tuple[Fraction, Fraction, Fraction], profit: int,
    rd: tuple[Fraction, Fraction, Fraction], assets: Fraction, liabilities: Fraction,
    equity: tuple[Fraction, Fraction, Fraction], staff: int, researchers: int, market_years: int,
    field: tuple[str, int], level: int, quality: set[str], intellectual: tuple[int, int, int, int],
    body: tuple[str, int], local: int | None, national: tuple[int, int] | None,
    provincial: tuple[int, int] | None, maker: int | None, founded: int,
) -> None:  # fmt: skip
    high_value, own, class1, class2 = intellectual
    last, before, earliest = (founded <= year for year in (2025, 2024, 2023))
    growths = [share(main[0] - main[1], main[1]), share(main[1] - main[2], main[2])]
    known = [each for each in growths if each is not None]
    growth = sum(known, Fraction(0)) / 2 if len(known) == 2 and earliest else None
    spent = rd[0] if last else None
    intensity = share(rd[0], revenue) if last else None
    debt = share(liabilities, assets) if last else None
    amount = next(
        (p for least, p in ((500, 10), (400, 8), (300, 6), (200, 4), (100, 2)) if rd[0] >= least), 0
    )
    points = [
        band(share(main[0], revenue) if last else None, (80, 5), (70, 3), (60, 1)),
        band(growth, (10, 10), (8, 8), (6, 6), (4, 4), (0, 2)),
        min(5, market_years // 2),
        field[1],
        {0: 0, 1: 0, 2: 3, 3: 5, 4: 5}[level],
        min(5, 3 * len(quality)),
        band(share(profit, revenue) if last else None, (10, 10), (8, 8), (6, 6), (4, 4), (2, 2)),
        0 if debt is None else next((p for most, p in ((50, 5), (60, 3), (70, 1)) if debt * 100 <= most), 0),
        10 if high_value else 8 if own else 6 if class1 else 2 if class2 else 0,
        max(amount if last else 0, band(intensity, (10, 10), (8, 8), (6, 6), (4, 4), (3, 2))),
        band(share(researchers, staff) if last else None, (20, 5), (10, 3), (5, 1)),
        body[1],
    ]
    found = assessed(
        "points",
        {"enterprise.registration_date": f"{founded}-02-01", "digital.level": level},
        revenue=yearly(revenue, Fraction(1), Fraction(1)),
        main_revenue=yearly(*main),
        net_profit=yearly(profit, 0, 0),
        rd_expense=yearly(*rd),
        assets=yearly(assets, 1, 1),
        liabilities=yearly(liabilities, 1, 1),
        equity_financing=yearly(*equity),
        staff={"2025": staff, "2024": 1, "2023": 1},
        rd_staff={"2025": researchers, "2024": 1, "2023": 1},
        market_years=market_years,
        key_field=field[0],
        quality=sorted(quality) or ["none"],
        ip_high_value=high_value,
        ip_own=own,
        ip_class1=class1,
        ip_class2=class2,
        research_body=body[0],
        maker_china=maker is not None,
        maker_china_year=maker,
        local_points=None if local is None else written(Fraction(local, 10)),
        **awards_of(national, provincial),
    )
    of_the_enterprise = [line for line in sheet(found).lines if line.id != "local_features"]
    assert [line.points for line in of_the_enterprise] == points

    # The conditions.
    two_years = before
    equity_two = equity[0] + equity[1] if two_years else None
    direct = (
        (provincial is not None and provincial[0] >= 2023 and provincial[1] <= 3)
        or (national is not None and national[0] >= 2023 and national[1] <= 5)
        or (two_years and (rd[0] + rd[1]) / 2 >= 1000)
        or (equity_two is not None and equity_two >= 6000)
        or (maker is not None and maker >= 2023)
    )
    least = sum(points) + (Fraction(local, 10) if local is not None else 0)
    most = least if local is not None else least + 15
    by_score = True if least >= 60 else False if most < 60 else None
    by_either = True if direct or by_score is True else by_score
    first = market_years >= 2
    second = spent is not None and spent >= 100 and reaches(intensity, 3)
    third = (last and revenue >= 1000) or (equity_two is not None and equity_two >= 2000)
    qualified = by_either if first and second and third else False
    assert truths(found) == {
        "market_time": first,
        "rd_spending": second,
        "revenue_or_equity": third,
        "by_score": by_score,
        "direct": direct,
        "score_or_direct": by_either,
        "qualified": qualified,
        "eligible": True,
    }


@given(
    titles=st.tuples(st.booleans(), st.booleans()),
    market_years=st.integers(0, 5),
    revenue=st.tuples(amounts, amounts),
    main=amounts,
    assets=amounts,
    liabilities=amounts,
    rd=st.tuples(amounts, amounts),
    equity=three_years,
    class1=counts,
    benefit=st.booleans(),
    body=st.sampled_from(["national", "provincial", "municipal", "below", "none"]),
    national=award,
    provincial=award,
    standing=st.tuples(st.booleans(), st.booleans()),
    development=st.tuples(st.none() | st.integers(4800, 5200), st.none() | st.integers(4800, 5200)),
    renewal=st.none() | st.booleans(),
    founded=st.sampled_from([2005, 2024, 2025, 2026]),
)
@example(
    titles=(True, False), market_years=3, revenue=(Fraction(1500), Fraction(4000)), main=Fraction(1200),
    assets=Fraction(100), liabilities=Fraction(80), rd=(Fraction(100), Fraction(120)),
    equity=(Fraction(0), Fraction(0), Fraction(0)), class1=1, benefit=True, body="none", national=None,
    provincial=None, standing=(True, True), development=(5000, None), renewal=False, founded=2005,
)  # fmt: skip
def test_conditions_of_the_newer_edition_agree_with_the_policy(
    titles: tuple[bool, bool], market_years: int, revenue: tuple[Fraction, Fraction], main: Fraction,
    assets: Fraction, liabilities: Fraction, rd: tuple[Fraction, Fraction],
    equity: tuple[Fraction, Fraction, Fraction], class1: int, benefit: bool, body: str,
    national: tuple[int, int] | None, provincial: tuple[int, int] | None, standing: tuple[bool, bool],
    development: tuple[int | None, int | None], renewal: bool | None, founded: int,
) -> None:  # fmt: skip
    last, two_years = founded <= 2025, founded <= 2024
    debt = share(liabilities, assets) if last else None
    first = any(titles) and market_years >= 3
    second = (last and revenue[0] >= 1500) or (two_years and equity[0] + equity[1] >= 2000)
    third = last and reaches(share(main, revenue[0]), 80) and debt is not None and debt <= Fraction(4, 5)
    fourth = two_years and all(
        spent >= 100 and reaches(share(spent, income), 3) for spent, income in zip(rd, revenue, strict=True)
    )
    exempt = body in ("national", "provincial") or any(
        each is not None and each[0] >= 2023 and each[1] <= 3 for each in (national, provincial)
    )
    fifth = (class1 >= 1 and benefit) or exempt
    sixth = all(standing) and developed(development, renewal)
    conditions = [first, second, third, fourth, fifth, sixth]
    found = assessed(
        "conditions",
        {
            "enterprise.registration_date": f"{founded}-02-01",
            "certification.innovative": titles[0],
            "certification.technology": titles[1],
            "development.score": None if development[0] is None else written(Fraction(development[0], 100)),
            "development.previous_score": None
            if development[1] is None
            else written(Fraction(development[1], 100)),
            "procedure.renewal": renewal,
        },
        market_years=market_years,
        revenue=yearly(*revenue, 1),
        main_revenue=yearly(main, 1, 1),
        assets=yearly(assets, 1, 1),
        liabilities=yearly(liabilities, 1, 1),
        rd_expense=yearly(*rd, 1),
        equity_financing=yearly(*equity),
        ip_class1=class1,
        ip_benefit=benefit,
        research_body=body,
        leading_share=standing[0],
        well_known=standing[1],
        **awards_of(national, provincial),
    )
    qualified = False if False in conditions else None if None in conditions else True
    assert list(truths(found).values()) == [*conditions, qualified, True]


def developed(scores: tuple[int | None, int | None], renewal: bool | None) -> bool | None:
    """Whether the development score is enough; None where what is not known decides."""
    this, previous = (None if each is None else each >= 5000 for each in scores)
    if renewal is False or previous is False or this is True:
        return this
    if renewal is True and previous is True:
        return True
    return None


# --- What is asked for -----------------------------------------------------------------------------------------


@EDITIONS
def test_a_complete_form_has_no_problems(edition: str) -> None:
    assert assessed(edition).problems == ()


def test_the_local_points_await_the_province_and_block_nothing() -> None:
    found = assessed("points")
    assert truths(found)["qualified"] is True
    assert found.problems == ()
    assert [line.id for line in sheet(found).lines if line.points is None] == ["local_features"]


def test_the_development_score_awaits_the_authority_and_blocks_nothing() -> None:
    found = assessed("conditions")
    assert truths(found)["qualified"] is None
    assert found.problems == ()


@EDITIONS
def test_who_was_never_assessed_is_told_to_be(edition: str) -> None:
    assert problems(assessed(edition, {"digital.level": None})) == {("digital.level", None, True)}


@EDITIONS
@pytest.mark.parametrize(
    "document", ["business_licence", "digital_screenshot", "truth_statement", "audit_report"]
)
def test_what_the_list_demands_is_demanded(edition: str, document: str) -> None:
    assert problems(assessed(edition, **{document: None})) == {(document, None, True)}


@EDITIONS
@pytest.mark.parametrize(
    ("founded", "asked"),
    [
        (2023, {"audit_report", "audit_report_before", "audit_report_earliest"}),
        (2024, {"audit_report", "audit_report_before"}),
        (2025, {"audit_report"}),
    ],
)
def test_a_young_enterprise_brings_no_report_of_a_year_it_did_not_exist(
    edition: str, founded: int, asked: set[str]
) -> None:
    none: dict[str, Any] = {"audit_report": None, "audit_report_before": None, "audit_report_earliest": None}
    found = assessed(edition, {"enterprise.registration_date": f"{founded}-03-10"}, market_years=0, **none)
    assert {field for field, _, _ in problems(found)} == asked


@pytest.mark.parametrize(
    ("edition", "answers", "expected"),
    [
        ("points", {"quality": ["none"], "quality_proof": None}, set()),
        ("points", {"quality_proof": None}, {"quality_proof"}),
        ("points", {"key_field": "other", "key_field_proof": None, "key_field_reason": None}, set()),
        (
            "points",
            {"key_field_proof": None, "key_field_reason": None},
            {"key_field_proof", "key_field_reason"},
        ),
        ("points", {"research_body": "none", "research_body_name": None, "research_body_proof": None}, set()),
        ("points", {"research_body": "below", "research_body_proof": None}, {"research_body_proof"}),
        ("points", {"ip_class1": 0, "ip_own": 0, "ip_high_value": 0, "ip_proof": None}, {"ip_proof"}),
        (
            "points",
            {"ip_class1": 0, "ip_own": 0, "ip_high_value": 0, "ip_class2": 0, "ip_proof": None},
            set(),
        ),
        ("points", {"revenue": {"2025": 9999, "2024": 9500, "2023": 9000}}, set()),
        ("points", {"equity_financing": {"2025": 6000, "2024": 0, "2023": 0}}, {"equity_financing_proof"}),
        ("points", {"equity_financing": {"2025": 5999, "2024": 0, "2023": 1}}, set()),
        ("points", {"maker_china": True, "maker_china_year": 2024}, {"maker_china_proof"}),
        ("conditions", {"ip_class1": 0, "ip_proof": None, "ip_benefit": None}, set()),
        ("conditions", {"ip_proof": None}, {"ip_proof"}),
        ("conditions", {"leading_share": False, "market_share_proof": None}, set()),
        ("conditions", {"market_share_proof": None}, {"market_share_proof"}),
    ],
)
def test_each_claim_asks_for_its_own_proof(edition: str, answers: dict[str, Any], expected: set[str]) -> None:
    assert {field for field, _, _ in problems(assessed(edition, **answers))} == expected


def test_the_equity_that_stands_for_revenue_is_proved() -> None:
    small: dict[str, Any] = {
        "revenue": {"2025": 1200, "2024": 1100, "2023": 1000},
        "main_revenue": {"2025": 1200, "2024": 1100, "2023": 1000},
        "equity_financing": {"2025": 2000, "2024": 0, "2023": 0},
    }
    assert problems(assessed("points", **small)) == set()
    assert problems(assessed("conditions", **small)) == {("equity_financing_proof", None, True)}


@EDITIONS
@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (
            {"rd_staff": {"2025": 121, "2024": 110, "2023": 101}},
            {("rd_staff", 2025, True), ("rd_staff", 2023, True)},
        ),
        ({"main_revenue": {"2025": 9200, "2024": 9501, "2023": 7500}}, {("main_revenue", 2024, True)}),
        ({"net_assets": {"2025": 5051, "2024": 4700, "2023": 4500}}, {("net_assets", 2025, False)}),
        ({"market_years": 25}, {("market_years", None, False)}),
        ({"revenue": {"2025": 10000, "2024": -1, "2023": 9000}}, {("revenue", 2024, True)}),
        ({"declaration": False}, {("declaration", None, True)}),
        ({"quality": ["none", "certified"]}, {("quality", None, True)}),
    ],
)
def test_what_cannot_be_is_told_at_its_place(
    edition: str, answers: dict[str, Any], expected: set[Any]
) -> None:
    assert problems(assessed(edition, **answers)) == expected


@EDITIONS
def test_an_award_from_the_future_is_told(edition: str) -> None:
    award: dict[str, Any] = {
        "science_awards.provincial.name": "省科学技术奖",
        "science_awards.provincial.year": 2027,
        "science_awards.provincial.rank": 1,
    }
    found = assessed(edition, science_awards=["provincial"], science_award_proof=FILE, **award)
    assert problems(found) == {("science_awards.provincial.year", None, True)}

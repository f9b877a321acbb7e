"""The form of 专精特新“小巨人”: both editions compile clean, agree with the policy reckoned a second time by other means, and
ask for the right answers and documents."""

from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.assessment import Assessment, assess
from engine.cases.reading import read_cases
from engine.compiler import compile_form
from engine.diagnostics import Collector
from engine.folder import read_cases as case_files
from engine.folder import read_folder
from engine.library import build_library

FORMS = Path(__file__).parents[2] / "forms"
LIBRARY = build_library(read_folder(FORMS))
FIRST, SECOND = "editions/little_giant.2022-08-01", "little_giant"
compiled = {name: compile_form(name, LIBRARY) for name in (FIRST, SECOND)}
ON = {FIRST: date(2026, 3, 1), SECOND: date(2026, 5, 10)}
YEARS = ("2025", "2024", "2023")

both = pytest.mark.parametrize("edition", [FIRST, SECOND])


def truths(edition: str, answers: dict[str, Any], facts: dict[str, Any]) -> dict[str, bool | None]:
    form = compiled[edition].form
    assert form is not None
    found = assess(form, answers, facts, ON[edition])
    return {each.id: each.truth for each in found.conclusions}


# --- The files -------------------------------------------------------------------------------------------------


@both
def test_nothing_is_wrong_or_doubtful(edition: str) -> None:
    worth_a_look = [each for each in compiled[edition].report.diagnostics if each.code != "F901"]
    assert not worth_a_look


@both
def test_the_ten_parts_of_the_paper_stand_in_its_order(edition: str) -> None:
    form = compiled[edition].form
    assert form is not None
    assert [each.id for each in form.sections] == [
        "basics", "ownership", "finance", "specialisation", "refinement", "distinction", "capability", "chain",
        "product_area", "more", "documents", "renewal", "truth", "recommendation",
    ]  # fmt: skip
    assert form.sections[-1].filled_by == "recommender"


@both
def test_the_narratives_keep_the_limits_of_the_paper(edition: str) -> None:
    form = compiled[edition].form
    assert form is not None
    limits = {"market_description": 1000, "achievements": 300, "chain_explained": 300, "introduction": 2000}
    found = {name: getattr(form.fields[name].type, "max_length", None) for name in limits}
    assert found == limits


@both
def test_every_leaf_of_a_condition_says_what_it_asks(edition: str) -> None:
    """A page names each condition that fails; one without a title would be told as an expression."""
    form = compiled[edition].form
    assert form is not None
    leaves = [leaf for each in form.conclusions for leaf in _leaves(each.condition)]
    assert len(leaves) > 30
    untitled = [leaf for leaf in leaves if not getattr(leaf, "title", "")]
    assert untitled == []


def _leaves(condition: Any) -> list[Any]:
    inner = getattr(condition, "items", None) or [each.then for each in getattr(condition, "cases", ())]
    return [leaf for each in inner for leaf in _leaves(each)] if inner else [condition]


# --- An enterprise as the rules see it -------------------------------------------------------------------------


@dataclass(frozen=True)
class Firm:
    """What the conditions of both editions ask, in ten thousands of yuan; the years from the last one back."""

    specialized: bool
    giant: bool
    market_years: int
    revenue: tuple[Fraction, Fraction, Fraction]
    main: tuple[Fraction, Fraction, Fraction]
    rd: tuple[Fraction, Fraction]
    rd_staff: int
    equity: tuple[Fraction, Fraction]
    debts: Fraction
    assets: Fraction
    systems: bool
    managed: bool
    certified: bool
    share: Fraction
    world_share: Fraction
    rank: str
    brands: int
    bodies: int
    station: bool
    class1: int
    own: int
    beneficial: bool
    award: tuple[int, int] | None
    maker: int | None
    role: bool
    six_bases: bool
    industry: bool
    network: bool
    link: bool
    score: Fraction
    previous_score: Fraction
    renewal: bool
    growth_tested: bool
    least_revenue: int
    left_out: frozenset[str] = field(default_factory=frozenset)

    def titled(self) -> bool:
        return self.specialized or (self.renewal and self.giant)

    def award_counts(self) -> bool:
        return (
            self.award is not None
            and self.award[0] in (2023, 2024, 2025, 2026)
            and self.award[1] in (1, 2, 3)
        )


def written(number: Fraction) -> str:
    return f"{number.numerator}/{number.denominator}"


def yearly(*values: Fraction) -> dict[str, str]:
    return {year: written(value) for year, value in zip(YEARS, values, strict=False)}


def percent(value: Fraction) -> str:
    return f"{written(value * 100)}%"


def chosen(holds: bool, option: str) -> list[str]:
    return [option] if holds else ["none"]


def answers_of(firm: Firm, edition: str) -> dict[str, Any]:
    answers: dict[str, Any] = {
        "market_years": firm.market_years,
        "revenue": yearly(*firm.revenue),
        "main_revenue": yearly(*firm.main),
        "rd_expense": yearly(*firm.rd, Fraction(1)),
        "staff": {"2025": 10, "2024": 10, "2023": 10},
        "rd_staff": {"2025": firm.rd_staff, "2024": 1, "2023": 1},
        "equity_financing": yearly(*firm.equity, Fraction(10**6)),
        "liabilities": yearly(firm.debts, Fraction(1), Fraction(1)),
        "assets": yearly(firm.assets, Fraction(1), Fraction(1)),
        "information_systems": chosen(firm.systems, "supply"),
        "management_certificates": chosen(firm.managed, "iso14000"),
        "foreign_certificates": chosen(firm.certified, "gs"),
        "domestic_share": {"2025": percent(firm.share), "2024": "50%"},
        "global_share": {"2025": percent(firm.world_share), "2024": "50%"},
        "brands": {"2025": firm.brands, "2024": 9},
        "research_bodies": {"laboratory": {"own": firm.bodies}},
        "academician_station": False,
        "postdoctoral_station": firm.station,
        "ip_class1": firm.class1,
        "inventions": 0,
        "science_awards": chosen(firm.award is not None, "national"),
        "science_awards.national.year": firm.award[0] if firm.award else None,
        "science_awards.national.rank": firm.award[1] if firm.award else None,
        "maker_top50": firm.maker is not None,
        "maker_top50_year": firm.maker,
        "chain_roles": chosen(firm.role, "strength"),
        "six_bases": chosen(firm.six_bases, "software"),
    }
    if edition == FIRST:
        answers |= {
            "ip_benefit": firm.beneficial,
            "key_industries": chosen(firm.industry, "rail"),
            "network_power": chosen(firm.network, "data_security"),
        }
    else:
        answers |= {
            "ip_applied": firm.own,
            "domestic_rank": firm.rank,
            "key_links": chosen(firm.link, "future"),
        }
    return {name: each for name, each in answers.items() if name not in firm.left_out}


def facts_of(firm: Firm) -> dict[str, Any]:
    facts = {
        "enterprise.registration_date": "2010-01-01",
        "certification.specialized": firm.specialized,
        "certification.little_giant": firm.giant,
        "procedure.renewal": firm.renewal,
        "procedure.growth_tested": firm.growth_tested,
        "procedure.least_revenue": firm.least_revenue,
        "development.score": written(firm.score),
        "development.previous_score": written(firm.previous_score),
    }
    return {name: each for name, each in facts.items() if name not in firm.left_out}


# --- The policy reckoned a second time -------------------------------------------------------------------------


def by_number_63(firm: Firm) -> dict[str, bool]:
    """附件3 of 〔2022〕63号, with the rules of the batch of 2025, from the policy's own words."""
    last, before, _ = firm.revenue
    main, main_before, main_first = firm.main
    growth = main_before > 0 and main_first > 0
    mean = (main / main_before - 1 + main_before / main_first - 1) / 2 if growth else None
    professional = (
        firm.market_years >= 3
        and last > 0
        and 100 * main >= 70 * last
        and (not firm.growth_tested or (mean is not None and mean * 100 >= 5))
    )
    refined = (
        firm.systems
        and (firm.managed or firm.certified)
        and firm.assets > 0
        and 10 * firm.debts <= 7 * firm.assets
    )
    if last >= 10000:
        rd = firm.rd[0] * 100 >= 3 * last and before > 0 and firm.rd[1] * 100 >= 3 * before
    elif last >= 5000:
        rd = firm.rd[0] * 100 >= 6 * last and before > 0 and firm.rd[1] * 100 >= 6 * before
    else:
        rd = sum(firm.equity) >= 8000 and firm.rd[0] >= 3000 and firm.rd_staff * 2 >= 10
    general = rd and (firm.bodies > 0 or firm.station) and firm.class1 >= 2 and firm.beneficial
    direct = firm.award_counts() or firm.maker in (2023, 2024, 2025, 2026)
    parts = {
        "standing": firm.titled(),
        "batch": last >= firm.least_revenue,
        "professional": professional,
        "refined": refined,
        "distinctive": firm.share * 10 >= 1 and firm.brands > 0,
        "innovative": general or direct,
        "chained": firm.role,
        "in_key_area": firm.six_bases or firm.industry or firm.network,
    }
    return {
        **parts,
        "rd_investment": rd,
        "general": general,
        "direct": direct,
        "qualified": all(parts.values()),
    }


def by_number_2(firm: Firm) -> dict[str, bool]:
    """附件2 of 〔2026〕2号, from the policy's own words: seven conditions together."""
    last, before, first = firm.revenue
    grown = first > 0 and last / first >= Fraction(105, 100) ** 2
    parts = {
        "title_and_time": firm.titled() and firm.market_years >= 3,
        "operations": (
            last >= 5000
            and firm.main[0] * 10 >= last * 9
            and (firm.renewal or grown)
            and firm.assets > 0
            and firm.debts * 4 <= firm.assets * 3
        ),
        "rd_spending": (
            sum(firm.rd) >= 1200
            and last > 0
            and before > 0
            and firm.rd[0] / last >= Fraction(3, 100)
            and firm.rd[1] / before >= Fraction(3, 100)
        ),
        "intellectual_property": firm.own > 3 or firm.award_counts(),
        "market_position": (
            firm.share >= Fraction(1, 10)
            or firm.world_share >= Fraction(1, 10)
            or firm.rank in ("first", "second", "third")
        ),
        "in_key_link": firm.six_bases or firm.link,
        "development_evaluated": firm.score >= 60 or (firm.renewal and firm.previous_score >= 60),
    }
    return {**parts, "standing": firm.titled(), "qualified": all(parts.values())}


RECKONED = {FIRST: by_number_63, SECOND: by_number_2}

cent = Fraction(1, 10**6)
around = st.sampled_from([-cent, Fraction(0), Fraction(0), cent])
near_yes = st.sampled_from([True] * 9 + [False])


@st.composite
def firms(draw: st.DrawFn) -> Firm:
    """Enterprises that stand on or beside the thresholds, most of them on the good side of most."""
    last = draw(st.sampled_from([Fraction(n) for n in (0, 4000, 5000, 8000, 10000, 12000, 30000)])) + draw(
        around
    )
    last = max(last, Fraction(0))
    pace = draw(st.sampled_from([Fraction(n, 100) for n in (90, 104, 105, 106, 120)]))
    first = draw(st.sampled_from([last / pace**2 if last else Fraction(1), Fraction(0), Fraction(7000)]))
    before = draw(st.sampled_from([last, last / pace, Fraction(0)]))
    main = last * draw(st.sampled_from([Fraction(n, 100) for n in (69, 70, 90, 90, 95)]))
    steps = draw(st.sampled_from([(5, 5), (20, -10), (-10, 20), (4, 6), (5, 4), (0, 30)]))
    main_before = main / (1 + Fraction(steps[0], 100))
    main_first = draw(st.sampled_from([main_before / (1 + Fraction(steps[1], 100)), Fraction(0)]))
    shares = st.sampled_from([Fraction(n, 100) for n in (3, 6, 12)])
    rd = (last * draw(shares) + max(draw(around), Fraction(0)), before * draw(shares))
    rd = draw(
        st.sampled_from(
            [rd, (Fraction(3000) + draw(around), rd[1]), (Fraction(700), Fraction(500) + draw(around))]
        )
    )
    assets = draw(st.sampled_from([Fraction(0), Fraction(1000)]))
    share = st.sampled_from([Fraction(n, 10**4) for n in (0, 999, 1000, 1001, 1500)])
    return Firm(
        specialized=draw(near_yes),
        giant=draw(st.booleans()),
        market_years=draw(st.sampled_from([2, 3, 3, 4, 5])),
        revenue=(last, before, first),
        main=(main, main_before, main_first),
        rd=rd,
        rd_staff=draw(st.sampled_from([4, 5, 6])),
        equity=(Fraction(4000) + draw(around), Fraction(4000)),
        debts=max(
            assets * draw(st.sampled_from([Fraction(n, 100) for n in (40, 70, 75)])) + draw(around),
            Fraction(0),
        ),
        assets=assets if assets == 0 and draw(st.booleans()) else Fraction(1000),
        systems=draw(near_yes),
        managed=draw(near_yes),
        certified=draw(near_yes),
        share=draw(share),
        world_share=draw(share),
        rank=draw(st.sampled_from(["first", "second", "third", "below", "below"])),
        brands=draw(st.sampled_from([0, 1, 1, 1, 2, 3])),
        bodies=draw(st.sampled_from([0, 1, 2])),
        station=draw(st.booleans()),
        class1=draw(st.sampled_from([1, 2, 3])),
        own=draw(st.sampled_from([3, 4, 5])),
        beneficial=draw(near_yes),
        award=draw(st.none() | st.tuples(st.sampled_from([2022, 2023, 2026]), st.integers(1, 5))),
        maker=draw(st.none() | st.sampled_from([2022, 2023, 2026])),
        role=draw(near_yes),
        six_bases=draw(near_yes),
        industry=draw(st.booleans()),
        network=draw(st.booleans()),
        link=draw(st.booleans()),
        score=Fraction(60) + draw(around),
        previous_score=Fraction(60) + draw(around),
        renewal=draw(st.booleans()),
        growth_tested=draw(st.booleans()),
        least_revenue=draw(st.sampled_from([0, 5000])),
    )


@both
@given(firm=firms())
def test_conclusions_agree_with_the_policy(edition: str, firm: Firm) -> None:
    expected = RECKONED[edition](firm)
    found = truths(edition, answers_of(firm, edition), facts_of(firm))
    assert {name: found[name] for name in expected} == expected


NAMES = sorted(
    {
        "market_years",
        "revenue",
        "main_revenue",
        "rd_expense",
        "rd_staff",
        "equity_financing",
        "liabilities",
        "assets",
    }
    | {
        "information_systems",
        "management_certificates",
        "foreign_certificates",
        "domestic_share",
        "global_share",
    }
    | {
        "brands",
        "ip_class1",
        "ip_applied",
        "ip_benefit",
        "science_awards",
        "maker_top50",
        "chain_roles",
        "six_bases",
    }
    | {"key_industries", "network_power", "key_links", "domestic_rank"}
    | {"procedure.growth_tested", "procedure.least_revenue", "development.score"}
)


@both
@given(firm=firms(), left_out=st.frozensets(st.sampled_from(NAMES), min_size=1, max_size=4))
def test_what_is_decided_with_answers_missing_stays_so(
    edition: str, firm: Firm, left_out: frozenset[str]
) -> None:
    full = RECKONED[edition](firm)
    part = replace(firm, left_out=left_out)
    found = truths(edition, answers_of(part, edition), facts_of(part))
    assert {
        name: each for name, each in full.items() if found[name] is not None and found[name] is not each
    } == {}


# --- What is asked for -----------------------------------------------------------------------------------------

FILE = [{"id": "f1", "name": "证明.pdf", "size": 1000, "kind": "pdf"}]
HOLDING = {FIRST: "六类条件都满足", SECOND: "七个条件都满足"}
TEXTS = {name: text for name, text in case_files(FORMS).items() if "little_giant" in name}
CASES = {each.name: each for each in read_cases(TEXTS, LIBRARY.facts, Collector())}


def complete(edition: str, **answers: Any) -> Assessment:
    """The case that holds in every condition, with all documents a complete application brings."""
    form = compiled[edition].form
    case = CASES[HOLDING[edition]]
    assert form is not None
    papers = {each.id: FILE for each in form.documents}
    return assess(form, {**papers, **case.answers, **answers}, case.facts, ON[edition])


def problems(assessment: Assessment) -> set[str]:
    return {each.problem.field for each in assessment.problems}


@both
def test_a_complete_form_has_no_problems(edition: str) -> None:
    assert complete(edition).problems == ()


@both
def test_the_enterprise_never_owes_what_the_recommender_fills_in(edition: str) -> None:
    found = complete(edition)
    assert not problems(found) & {"recommender", "opinion", "recommended_on", "sealed_opinion"}


@both
@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"audit_report": None, "audit_report_earliest": None}, {"audit_report", "audit_report_earliest"}),
        ({"brand_proof": None}, {"brand_proof"}),
        ({"brand_proof": None, "brands": {"2025": 0, "2024": 1}}, set()),
        ({"standards_proof": None, "standards_led": 0, "standards_led_national": 0, "standards_led_industry": 0, "standards_joined": 0}, set()),
        ({"listing": "planned"}, {"listing.planned.progress", "listing.planned.venues"}),
        ({"listing": "listed"}, {"listing.listed.stock_code"}),
        ({"supplies_leader": True}, {"supplied"}),
        ({"science_project": True}, {"science_project_name"}),
        ({"giant_holding": True}, {"giant_holding_name"}),
        ({"chain_explained": None}, {"chain_explained"}),
        ({"chain_explained": None, "chain_roles": ["none"]}, set()),
        ({"market_description": "占" * 1001}, {"market_description"}),
        ({"chain_explained": "链" * 301}, {"chain_explained"}),
        ({"introduction": "介" * 2001}, {"introduction"}),
        ({"export_destinations": [{"name": each} for each in "甲乙丙丁"]}, {"export_destinations"}),
        ({"standards": [{"name": each} for each in "甲乙丙丁戊己"]}, {"standards"}),
    ],
)  # fmt: skip
def test_what_is_missing_or_too_much_is_told_at_its_place(
    edition: str, answers: dict[str, Any], expected: set[str]
) -> None:
    assert problems(complete(edition, **answers)) == expected


def test_only_who_is_in_the_lowest_tier_proves_equity_financing() -> None:
    small = {"2025": 4999, "2024": 11000, "2023": 10000}
    missing = complete(
        FIRST, revenue=small, main_revenue={**small, "2025": 4900}, equity_financing_proof=None
    )
    assert problems(missing) == {"equity_financing_proof"}
    assert problems(complete(FIRST, equity_financing_proof=None)) == set()


def test_a_score_the_authority_has_not_given_awaits_it_and_blocks_nothing() -> None:
    form = compiled[SECOND].form
    case = CASES["主管部门还没有录入得分"]
    assert form is not None
    found = assess(
        form, {**{each.id: FILE for each in form.documents}, **case.answers}, case.facts, ON[SECOND]
    )
    evaluated = next(each for each in found.conclusions if each.id == "development_evaluated")
    assert found.problems == ()
    assert evaluated.truth is None
    assert evaluated.awaits_authority

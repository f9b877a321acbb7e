"""The platform's procedures: which form and edition on which day, what is asked first, what a batch supplies."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine.compiler import compile_form
from engine.diagnostics.renderers import render
from engine.folder import read_folder
from engine.library import Library, build_library
from engine.procedures import Procedure, compile_procedures, form_for, offer

FORMS = Path(__file__).parents[2] / "forms"
NEW_RULES = date(2026, 4, 1)


@cache
def library() -> Library:
    return build_library(read_folder(FORMS))


@cache
def compiled() -> Any:
    return compile_procedures(library(), cache(lambda path: compile_form(path, library())))


def procedure(name: str) -> Procedure:
    found = compiled().get(name)
    assert isinstance(found, Procedure)
    return found


def reasons(name: str, facts: dict[str, Any], on: date) -> dict[str, str | None]:
    """What stands in the way, by title, with what mends it."""
    return {each.outcome.title: each.mend for each in offer(procedure(name), facts, on).reasons}


READY: dict[str, Any] = {
    "enterprise.industry": "3911",
    "profile.complete": True,
    "update.due": False,
    "digital.date": "2026-02-01",
    "certification.technology": False,
    "certification.innovative": False,
    "certification.specialized": False,
    "certification.little_giant": False,
}


def test_procedures_are_clean() -> None:
    report = compiled().report
    assert not report.errors, render(report)
    assert not report.warnings, render(report)


def test_every_form_is_led_to() -> None:
    assert [each for each in compiled().report.diagnostics if each.code == "F902"] == []


def test_every_industry_has_one_questionnaire() -> None:
    """Reckoned again for each class, by asking for its form."""
    table = library().tables["industries"]
    classes = [code for code in table.entries if code not in table.children]
    assert len(classes) == 1382
    assess = procedure("assess_digital")
    on = date(2026, 11, 21)
    matched = {code: form_for(assess, {"enterprise.industry": code}, on) for code in classes[::40]}
    assert all(matched.values())
    assert {each.form for each in matched.values() if each} == set(assess.forms)


@pytest.mark.parametrize(
    ("industry", "form"),
    [("3911", "digital_manufacturing"), ("4310", "digital_manufacturing"), ("6513", "digital_services"),
     ("5111", "digital_services"), ("0111", "digital_other"), ("4710", "digital_other")],
)  # fmt: skip
def test_questionnaire_follows_the_industry(industry: str, form: str) -> None:
    found = form_for(procedure("assess_digital"), {"enterprise.industry": industry}, date(2026, 11, 21))
    assert found is not None
    assert found.form == form


@pytest.mark.parametrize(
    ("name", "day", "edition"),
    [
        ("declare_innovative", date(2026, 11, 21), date(2022, 8, 1)),
        ("declare_specialized", date(2026, 3, 31), date(2022, 8, 1)),
        ("declare_specialized", NEW_RULES, NEW_RULES),
        ("declare_little_giant", date(2025, 4, 1), date(2022, 8, 1)),
        ("declare_little_giant", date(2026, 4, 25), NEW_RULES),
        ("renew_little_giant", date(2026, 4, 25), date(2022, 8, 1)),
        ("renew_little_giant", date(2027, 4, 25), NEW_RULES),
        ("renew_specialized", date(2026, 4, 25), NEW_RULES),
    ],
)
def test_edition_is_that_of_the_procedure(name: str, day: date, edition: date) -> None:
    found = procedure(name).edition_on(day)
    assert found is not None
    assert found.since == edition


@pytest.mark.parametrize(("year", "revenue"), [(2024, 0), (2025, 5000), (2026, 5000)])
@pytest.mark.parametrize("name", ["declare_little_giant", "renew_little_giant"])
def test_least_revenue_is_asked_since_2025(name: str, year: int, revenue: int) -> None:
    supplied = procedure(name).supplied(date(year, 5, 1))
    assert int(supplied["procedure.least_revenue"]) == revenue


def test_growth_is_tested_of_new_declarations_and_of_reviews_before_2025() -> None:
    def tested(name: str, year: int) -> Any:
        return procedure(name).supplied(date(year, 5, 1))["procedure.growth_tested"]

    assert [tested("declare_little_giant", year) for year in (2024, 2025, 2026)] == [True, True, True]
    assert [tested("renew_little_giant", year) for year in (2024, 2025, 2026)] == [True, False, False]


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        (date(2025, 4, 30), True),
        (date(2025, 5, 1), False),
        (date(2026, 5, 31), True),
        (date(2026, 6, 1), False),
    ],
)
def test_yearly_update_closes_a_month_later_since_2026(day: date, open_: bool) -> None:
    assert procedure("annual_update").in_season(day) is open_


@pytest.mark.parametrize(
    ("day", "open_"),
    [(date(2026, 4, 24), False), (date(2026, 4, 25), True), (date(2026, 5, 25), True), (date(2026, 5, 26), False),
     (date(2027, 4, 25), None)],
)  # fmt: skip
def test_season_of_the_eighth_batch(day: date, open_: bool | None) -> None:
    assert procedure("declare_little_giant").in_season(day) is open_


@pytest.mark.parametrize("name", ["declare_innovative", "declare_specialized", "declare_little_giant"])
def test_titles_held_are_no_gates(name: str) -> None:
    assert not [fact for fact in procedure(name).rules.facts if fact.startswith("certification.")]
    assert offer(procedure(name), READY, date(2026, 5, 1)).may_start is True


def test_profile_comes_first() -> None:
    facts = READY | {"profile.complete": False}
    assert reasons("declare_innovative", facts, NEW_RULES) == {"企业信息填写完整": "maintain_profile"}


def test_digital_level_comes_before_specialized_alone() -> None:
    facts = READY | {"digital.date": None}
    assert reasons("declare_specialized", facts, NEW_RULES) == {"已有数字化水平评测结果": "assess_digital"}
    assert reasons("declare_innovative", facts, NEW_RULES) == {}


def test_yearly_update_comes_before_other_titles() -> None:
    facts = READY | {"certification.innovative": True, "update.due": True}
    found = reasons("declare_specialized", facts, NEW_RULES)
    assert found == {"本年度信息更新已完成": "annual_update"}


def test_financing_is_for_the_four_kinds_alone() -> None:
    assert offer(procedure("register_financing"), READY, NEW_RULES).may_start is False
    technology = READY | {"certification.technology": True}
    assert offer(procedure("register_financing"), technology, NEW_RULES).may_start is True


def test_certified_enterprises_update_and_do_not_edit() -> None:
    facts = READY | {"certification.specialized": True, "update.due": True}
    assert offer(procedure("maintain_profile"), facts, NEW_RULES).may_start is False
    assert offer(procedure("annual_update"), facts, NEW_RULES).may_start is True
    assert offer(procedure("annual_update"), facts | {"update.due": False}, NEW_RULES).may_start is False


def test_certified_enterprise_that_never_filled_its_profile_may_do_so() -> None:
    facts = READY | {"certification.specialized": True, "profile.complete": False}
    assert offer(procedure("maintain_profile"), facts, NEW_RULES).may_start is True


def test_review_waits_for_the_province() -> None:
    facts = READY | {"certification.specialized": True}
    assert offer(procedure("renew_specialized"), facts, NEW_RULES).may_start is False
    assert (
        offer(procedure("renew_specialized"), facts | {"renewal.specialized": True}, NEW_RULES).may_start
        is True
    )


def test_ministry_decides_on_little_giants_and_the_province_on_the_rest() -> None:
    last = {each.id: each.stages[-1] for each in compiled().procedures if each.grants is not None}
    assert {name for name, stage in last.items() if stage == "ministry"} == {
        "declare_little_giant",
        "renew_little_giant",
    }
    assert set(last.values()) == {"ministry", "province"}


def test_titles_are_granted_for_three_years() -> None:
    assert {each.grants.years for each in compiled().procedures if each.grants is not None} == {3}

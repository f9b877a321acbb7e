"""The file of procedures becomes frozen procedures that answer for a day; every mistake in it is told in its place."""

from dataclasses import FrozenInstanceError
from datetime import date

import pytest

from engine.diagnostics.renderers import render
from engine.library import build_library
from engine.procedures import Grant, Notice, compile_procedures
from tests.engine.procedures.support import compiled, line, procedure, replaced, told

OLD, NEW = "editions/licence.2022-01-01.yaml", "licence.yaml"


def test_world_compiles_without_a_word() -> None:
    report = compiled().report
    assert not report.errors, render(report)
    assert not report.warnings, render(report)


def test_procedures_come_in_the_order_of_the_file() -> None:
    assert [each.id for each in compiled().procedures] == [
        "fill_profile", "check_stall", "apply_for_licence", "renew_licence",
    ]  # fmt: skip


def test_procedure_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        procedure("check_stall").title = "别的"  # type: ignore[misc]


def test_library_without_the_file_has_no_procedures() -> None:
    made = compile_procedures(build_library({}))
    assert made.procedures == ()
    assert not made.report.diagnostics


@pytest.mark.parametrize(
    ("day", "path"),
    [(date(2021, 12, 31), None), (date(2026, 3, 31), OLD), (date(2026, 4, 1), NEW)],
)
def test_edition_is_picked_by_the_day(day: date, path: str | None) -> None:
    found = procedure("apply_for_licence").edition_on(day)
    assert (found.path if found else None) == path


@pytest.mark.parametrize(
    ("day", "path"),
    [(date(2025, 12, 31), OLD), (date(2026, 6, 1), OLD), (date(2026, 12, 31), OLD), (date(2027, 1, 1), NEW)],
)
def test_pinned_edition_goes_before_the_day(day: date, path: str) -> None:
    found = procedure("renew_licence").edition_on(day)
    assert found is not None
    assert found.path == path


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2026, 4, 30), "0"),
        (date(2026, 5, 1), "500"),
        (date(2026, 5, 31), "500"),
        (date(2026, 6, 1), "0"),
    ],
)
def test_supplied_value_is_that_of_the_day(day: date, value: str) -> None:
    found = procedure("apply_for_licence").supplied(day)
    assert {name: str(each) for name, each in found.items()} == {
        "procedure.renewal": "False",
        "procedure.least": value,
    }


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        (date(2025, 2, 28), False),
        (date(2025, 3, 1), True),
        (date(2025, 4, 30), True),
        (date(2025, 5, 1), False),
        (date(2026, 5, 31), True),
        (date(2026, 6, 1), False),
    ],
)
def test_season_is_that_of_the_year(day: date, open_: bool) -> None:
    assert procedure("apply_for_licence").in_season(day) is open_


def test_procedure_without_a_season_is_always_open() -> None:
    assert procedure("renew_licence").in_season(date(2026, 8, 1)) is True


def test_year_no_season_is_laid_down_for_is_not_known() -> None:
    made = replaced("      - {opens: 03-01, closes: 04-30, to: 2025-12-31, clause: 第五条}\n", "")
    found = made.get("apply_for_licence")
    assert found is not None
    assert found.in_season(date(2025, 3, 1)) is None


def test_stages_windows_and_grant_are_kept() -> None:
    found = procedure("apply_for_licence")
    assert found.stages == ("county", "city", "province")
    assert found.windows == "county"
    assert found.grants == Grant("licence.held", 3)
    assert found.grants.until_fact == "licence.held_until"


def test_basis_and_source_are_kept() -> None:
    found = procedure("apply_for_licence")
    assert [each.number for each in found.basis] == ["集〔2022〕1号"]
    assert found.source == "illustrative"


def test_source_that_is_not_official_is_noted() -> None:
    assert ("F901", FILE_LINE) in [(each.code, each.span.start.line) for each in compiled().report.notes]


FILE_LINE = line("source: illustrative")


# --- Mistakes ------------------------------------------------------------------------------------------------------


def test_condition_names_a_fact_that_is_not_there() -> None:
    made = replaced("ensure: checked.date <=", "ensure: checked.day <=")
    assert told(made) == [("F301", line("checked.date <="))]


def test_level_of_authorities_that_is_not_there() -> None:
    assert told(replaced("chain: [county, city, province]", "chain: [county, town, province]")) == [
        ("F210", line("chain: [county, city, province]"))
    ]


def test_level_that_decides_must_be_in_every_region() -> None:
    made = replaced("chain: [county, city, province]", "chain: [county]")
    assert told(made) == [("F398", line("chain: [county, city, province]"))]


def test_all_mistakes_are_told_in_one_run() -> None:
    made = replaced(
        "    form: profile\n    repeatable: true\n    gives: {stall.complete: true}",
        "    form: profil\n    repeatable: true\n    gives: {stall.completed: true}",
    )
    assert [code for code, _ in told(made)] == ["F380", "F307"]


def test_gift_must_be_in_every_edition() -> None:
    made = replaced(
        "    supplies: {procedure.renewal: true}\n",
        "    supplies: {procedure.renewal: true}\n    gives: {checked.points: takings}\n",
    )
    assert [code for code, _ in told(made)] == ["F393"]


def test_unit_of_a_gift_counts() -> None:
    made = replaced("checked.points: score", "procedure.least: score")
    assert [code for code, _ in told(made)] == ["F393"]


def test_days_of_the_season_before_the_first_edition_are_told() -> None:
    made = replaced("to: 2025-12-31, clause: 第五条", "from: 2021-01-01, to: 2025-12-31, clause: 第五条")
    assert [code for code, _ in told(made)] == ["F390"]


def test_days_behind_the_last_edition_are_told() -> None:
    made = replaced("edition: 2026-04-01\n", "edition: 2026-04-01\nuntil: 2026-12-31\n", NEW)
    assert [code for code, _ in told(made)] == ["F390"]


def test_rule_for_all_other_days_stands_beside_those_of_a_period() -> None:
    made = replaced("        - {value: 0}\n", "        - {value: 0}\n        - {value: 1}\n")
    assert [code for code, _ in told(made)] == ["F387"]


def test_circle_of_what_comes_first_is_told_once() -> None:
    made = replaced(
        "    gives: {stall.complete: true}\n",
        "    before: [{title: 已经评级, ensure: checked.level >= 1, mend: check_stall}]\n",
    )
    assert [code for code, _ in told(made)] == ["F384"]


def test_form_with_errors_is_told_in_its_own_file_only() -> None:
    made = replaced("title: 摊位资料\n", "titel: 摊位资料\n", "profile.yaml")
    assert told(made) == []
    found = made.get("fill_profile")
    assert found is not None
    use = found.use_on(date(2026, 1, 1))
    assert use is not None
    assert use.form is None


# --- Before it is begun --------------------------------------------------------------------------------------------


def test_notice_is_read_with_its_texts_in_order() -> None:
    texts = ("请带旧证。", "旧证到期的不能续办。")
    assert procedure("renew_licence").notice == Notice("请先看", texts, 10, "第六条", "illustrative")


def test_procedure_without_a_notice_has_none() -> None:
    assert procedure("check_stall").notice is None


def test_notice_that_does_not_say_for_how_long_waits_for_nothing() -> None:
    found = replaced("seconds: 10, ", "").get("renew_licence")
    assert found is not None
    assert found.notice is not None
    assert found.notice.seconds == 0


def test_procedure_says_what_the_menu_calls_it() -> None:
    assert [each.menu for each in compiled().procedures] == ["", "", "", "许可续办"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("seconds: 10", "seconds: 61", "F208"),
        ("texts: [请带旧证。, 旧证到期的不能续办。]", "texts: []", "F211"),
        ("title: 请先看, ", "", "F204"),
    ],
)
def test_mistake_in_a_notice_is_told(old: str, new: str, code: str) -> None:
    report = replaced(old, new).report
    assert [each.code for each in report.errors] == [code]


# --- What keeps the titles -------------------------------------------------------------------------------------------


def test_titles_are_kept_by_a_conclusion_that_every_edition_has() -> None:
    made = replaced("keeps_titles: qualified", "keeps_titles: nothing")
    assert [code for code, _ in told(made)] == ["F399"]


def test_procedure_names_the_conclusion_that_keeps_titles() -> None:
    assert procedure("renew_licence").keeps_titles == "qualified"

"""Editions live side by side: the day decides, or one is named; what does not fit together is told."""

from datetime import date

import pytest

from engine.cases import CasesReport, run_cases
from engine.compiler import compile_form
from engine.editions import (
    check_editions,
    edition_on,
    edition_pinned,
    editions,
    form_in,
    forms_of,
    without_edition,
)
from engine.library import Library, build_library


def form(edition: str, until: str = "", name: str = "a", staff: str = "员工") -> str:
    last = f"until: {until}\n" if until else ""
    return (
        f"form: {name}\ntitle: 示例\nedition: {edition}\n{last}"
        f"sections:\n  - section: main\n    title: 内容\n    fields:\n      - {{id: staff, type: integer, label: {staff}, required: true}}\n"
    )


OLD, NEW = "editions/a.2022-08-01.yaml", "a.yaml"


def two(until: str = "") -> Library:
    return build_library({NEW: form("2026-04-01"), OLD: form("2022-08-01", until)})


def codes(library: Library) -> list[tuple[str, str]]:
    return [(each.code, each.span.file) for each in check_editions(library).diagnostics]


def test_editions_come_the_oldest_first() -> None:
    assert [(each.path, each.since, each.is_newest) for each in editions(two(), "a")] == [
        (OLD, date(2022, 8, 1), False),
        (NEW, date(2026, 4, 1), True),
    ]


@pytest.mark.parametrize(
    ("day", "path"),
    [
        (date(2022, 7, 31), None),
        (date(2022, 8, 1), OLD),
        (date(2026, 3, 31), OLD),
        (date(2026, 4, 1), NEW),
        (date(2030, 1, 1), NEW),
    ],
)
def test_edition_is_picked_by_the_day(day: date, path: str | None) -> None:
    found = edition_on(two(), "a", day)
    assert (found.path if found else None) == path


def test_edition_has_a_last_day() -> None:
    library = two(until="2025-12-31")
    assert edition_on(library, "a", date(2025, 12, 31)) is not None
    assert edition_on(library, "a", date(2026, 1, 1)) is None


def test_edition_may_be_named_whatever_day_it_is() -> None:
    found = edition_pinned(two(), "a", date(2022, 8, 1))
    assert found is not None
    assert found.path == OLD
    assert edition_pinned(two(), "a", date(2022, 8, 2)) is None


def test_forms_are_listed_once() -> None:
    library = build_library(
        {NEW: form("2026-04-01"), OLD: form("2022-08-01"), "b.yaml": form("2026-01-01", name="b")}
    )
    assert forms_of(library) == ("a", "b")


def test_form_of_an_edition_is_the_one_its_head_names() -> None:
    assert form_in(two(), OLD) == "a"


def test_last_day_is_not_taken_over_from_the_form_one_is_like() -> None:
    like = "form: a\ntitle: 示例\nedition: 2026-04-01\nlike: editions/a.2022-08-01\n"
    library = build_library({NEW: like, OLD: form("2022-08-01", "2026-03-31")})
    made = compile_form("a", library).form
    assert made is not None
    assert made.until is None


def test_quoted_heads_and_comments_are_read() -> None:
    text = form("2026-04-01").replace("edition: 2026-04-01", 'edition: "2026-04-01"   # 施行')
    assert editions(build_library({NEW: text}), "a")[0].since == date(2026, 4, 1)


def test_editions_that_follow_on_one_another_are_right() -> None:
    assert codes(two(until="2026-03-31")) == []
    assert codes(two()) == []


def test_overlap_is_told_where_the_older_one_ends() -> None:
    assert codes(two(until="2026-04-01")) == [("F344", OLD)]


def test_gap_is_told_where_the_older_one_ends() -> None:
    assert codes(two(until="2026-03-30")) == [("F345", OLD)]


def test_two_editions_of_a_day_are_told_at_the_older_file() -> None:
    library = build_library({NEW: form("2022-08-01"), OLD: form("2022-08-01")})
    assert codes(library) == [("F342", OLD)]


def test_older_edition_that_is_newer_is_told() -> None:
    library = build_library({NEW: form("2022-08-01"), "editions/a.2026-04-01.yaml": form("2026-04-01")})
    assert codes(library) == [("F343", "editions/a.2026-04-01.yaml")]


@pytest.mark.parametrize(
    "name", ["editions/a.2022-08-02.yaml", "editions/b.2022-08-01.yaml", "editions/a.yaml"]
)
def test_file_name_must_agree_with_its_head(name: str) -> None:
    library = build_library(
        {NEW: form("2026-04-01"), "b.yaml": form("2026-04-01", name="b"), name: form("2022-08-01")}
    )
    assert ("F340", name) in codes(library)


def test_older_edition_without_a_newest_is_told() -> None:
    assert codes(build_library({OLD: form("2022-08-01")})) == [("F341", OLD)]


def test_days_without_an_edition_are_named() -> None:
    assert list(without_edition(editions(two(until="2025-12-31"), "a"))) == [
        (date(2026, 1, 1), date(2026, 3, 31))
    ]
    ended = build_library({NEW: form("2022-08-01", "2025-12-31")})
    assert list(without_edition(editions(ended, "a"))) == [(date(2026, 1, 1), None)]


# --- Cases ---------------------------------------------------------------------------------------------------------


def run(cases: str) -> CasesReport:
    """Cases about two editions, of which the older asks for 10 people and the newer for 20."""

    def with_rule(text: str, least: int) -> str:
        return f"{text}conclusions:\n  - {{id: fit, title: 符合, clause: 一, ensure: staff >= {least}}}\n"

    library = build_library({NEW: with_rule(form("2026-04-01"), 20), OLD: with_rule(form("2022-08-01"), 10)})
    return run_cases(library, {"cases/a.yaml": cases}, lambda name: compile_form(name, library))


CASE = "- case: 十五人\n  form: a\n  on: {on}\n  answers: {{staff: 15}}\n  expect: {{fit: {fit}}}\n"


@pytest.mark.parametrize(("on", "fit"), [("2026-03-31", "true"), ("2026-04-01", "false")])
def test_case_is_about_the_edition_of_its_day(on: str, fit: str) -> None:
    found = run(CASE.format(on=on, fit=fit))
    assert found.passed
    assert found.count == 1


def test_case_may_name_another_edition() -> None:
    assert run(CASE.format(on="2026-11-21", fit="true") + "  edition: 2022-08-01\n").passed


def test_case_that_is_like_another_may_be_about_another_edition() -> None:
    cases = CASE.format(on="2026-03-31", fit="true")
    assert run(cases + "- {case: 新的一版, like: 十五人, edition: 2026-04-01, expect: {fit: false}}\n").passed
    assert run(cases + "- {case: 过了那一天, like: 十五人, on: 2026-04-01, expect: {fit: false}}\n").passed


def test_coverage_counts_each_edition_by_itself() -> None:
    cases = CASE.format(on="2026-03-31", fit="true")
    found = run(cases + "- {case: 过了那一天, like: 十五人, on: 2026-04-01, expect: {fit: false}}\n")
    assert {name: [each.kind for each in missed] for name, missed in found.missed.items()} == {
        OLD: ["conclusion_false"],
        NEW: ["conclusion_true"],
    }


def test_case_on_a_day_without_an_edition_is_told() -> None:
    found = run(CASE.format(on="2022-07-31", fit="true"))
    assert [each.code for each in found.report.diagnostics] == ["F711"]

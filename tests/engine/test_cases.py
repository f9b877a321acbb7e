"""The cases of one form, run once more for another."""

from datetime import date

from engine.cases import Case, read_cases
from engine.diagnostics import Collector

OWN = """\
- {case: 起点, form: first, on: 2026-03-01, facts: {firm.trade: "34"}, answers: {staff: 5, table: {a: {x: 1}, b: {x: 2}}}, expect: {score: 1}}
- {case: 人少, like: 起点, but: {staff: 1}, expect: {score: 0}}
- {case: 换行业, like: 起点, but: {firm.trade: "35"}, expect: {score: 1}}
"""


def cases_of(again: str) -> tuple[dict[str, Case], list[tuple[str, str, int, int]]]:
    collector = Collector()
    files = {"cases/first.yaml": OWN, "cases/second.yaml": again}
    found = read_cases(files, ("firm.trade",), collector)
    said = [
        (each.code, each.span.file, each.span.start.line, each.span.start.column)
        for each in collector.report().diagnostics
    ]
    return {each.name: each for each in found if each.form == "second"}, said


def test_cases_are_repeated_for_another_form() -> None:
    found, said = cases_of("- {cases: first, form: second}\n")
    assert list(found) == ["起点 (second)", "人少 (second)", "换行业 (second)"]
    assert found["人少 (second)"].answers["staff"] == "1"
    assert {each.span.file for each in found.values()} == {"cases/second.yaml"}
    assert said == []


def test_a_change_is_laid_over_the_case_all_start_from() -> None:
    found, _ = cases_of(
        '- {cases: first, form: second, but: {firm.trade: "65", staff: 7, table: {b: {x: 9}}}}\n'
    )
    assert [each.facts["firm.trade"] for each in found.values()] == ["65", "65", "35"]
    assert [each.answers["staff"] for each in found.values()] == ["7", "1", "7"]
    assert found["起点 (second)"].answers["table"] == {"a": {"x": "1"}, "b": {"x": "9"}}


def test_cases_may_be_left_out_and_an_edition_named() -> None:
    found, said = cases_of("- {cases: first, form: second, edition: 2024-09-04, without: [人少, 换行业]}\n")
    assert [each.edition for each in found.values()] == [date(2024, 9, 4)]
    assert said == []


def test_mistakes_in_what_is_repeated_are_told_in_its_place() -> None:
    assert cases_of("- {cases: frist, form: second}\n") == ({}, [("F714", "cases/second.yaml", 1, 11)])
    assert cases_of("- {cases: second, form: second}\n")[1] == [("F714", "cases/second.yaml", 1, 11)]
    assert cases_of("- {cases: first, form: second, without: [人多]}\n")[1][0][:3] == (
        "F703",
        "cases/second.yaml",
        1,
    )
    assert cases_of("- {cases: first}\n")[1][0][0] == "F204"
    assert cases_of("- {cases: first, form: second, buut: {}}\n")[1][0][0] == "F203"

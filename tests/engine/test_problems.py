"""A problem as a sentence: its field, its year, the form's own words."""

import pytest

from engine.problems import Problem, problem


def test_message_names_the_field() -> None:
    assert "员工" in Problem("required").message("员工")


def test_message_fills_the_blanks() -> None:
    assert "12" in problem("number_max", limit="12", found="13").message("员工")


def test_message_is_told_in_the_language_asked_for() -> None:
    assert Problem("required").message("Staff", "en") != Problem("required").message("Staff", "zh")


def test_message_takes_braces_in_an_answer_as_they_are() -> None:
    assert "{label}" in problem("number_max", limit="1", found="{label}").message("员工")


@pytest.mark.parametrize(
    ("text", "year", "expected"),
    [
        ("不能大于销售", None, "不能大于销售"),
        ("{year}年不能大于销售", 2024, "2024年不能大于销售"),
        ("{year}不能大于销售", None, "不能大于销售"),
        ("{其他}不变", None, "{其他}不变"),
    ],
)
def test_message_of_the_form_is_told_as_it_is_written(text: str, year: int | None, expected: str) -> None:
    assert Problem("check", text=text, year=year).message("员工") == expected


def test_message_of_the_form_names_its_year() -> None:
    assert "2024" in Problem("check", text="不能大于销售", year=2024).message("员工")


def test_problem_at_a_field_keeps_the_rest() -> None:
    assert Problem("required", year=2024).at("sales") == Problem("required", "sales", year=2024)

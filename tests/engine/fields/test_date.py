"""A day, and a year."""

from datetime import date

import pytest

from engine.rendering import render_field
from tests.engine.fields.examples import codes, made, told, value_of, view_of, wrong

DATE = made("type: date, min: 2000-01-01, max: 2026-12-31")
YEAR = made("type: year")


@pytest.mark.parametrize(
    "raw",
    [
        "2026-01-05",
        "2026/1/5",
        "2026.1.5",
        "2026年1月5日",
        "2026 年 1 月 5 日",
        "20260105",
        "２０２６-０１-０５",
        "2026-01-05 00:00:00",
        20260105,
    ],
)
def test_a_day_is_written_in_many_ways(raw: object) -> None:
    assert value_of(DATE, raw) == date(2026, 1, 5)


@pytest.mark.parametrize(
    "raw",
    [
        "2026-02-30",
        "2026-13-01",
        "1/5/2026",
        "26-1-5",
        "今天",
        "2026-01-05T12:00",
        "0000-00-00",
        "2026",
        True,
        {},
        "x" * 10**6,
    ],
)
def test_what_is_no_day(raw: object) -> None:
    assert wrong(DATE, raw) == ["date"]


def test_limits_of_a_day() -> None:
    assert told(DATE, "1999-12-31") == "它不能早于 2000-01-01；现在是 1999-12-31，请核对"
    assert wrong(DATE, "2027-01-01") == ["date_max"]


def test_a_readable_day_is_asked_with_the_browsers_calendar() -> None:
    assert 'type="date"' in str(render_field(view_of(DATE, "2026/1/5")))
    assert 'value="2026-01-05"' in str(render_field(view_of(DATE, "2026/1/5")))


def test_what_is_no_day_stays_as_it_was_typed() -> None:
    html = str(render_field(view_of(DATE, "昨天")))
    assert 'value="昨天"' in html
    assert 'type="date"' not in html


@pytest.mark.parametrize("raw", [2025, "2025", "２０２５", "2025年"])
def test_a_year(raw: object) -> None:
    assert value_of(YEAR, raw) == 2025
    assert YEAR.show(2025) == "2025年"


@pytest.mark.parametrize("raw", [25, "25", "99999", "2025.5", "今年", True, [2025]])
def test_what_is_no_year(raw: object) -> None:
    assert wrong(YEAR, raw) == ["year"]


def test_limits_of_a_year() -> None:
    assert wrong(made("type: year, min: 1990, max: 2026"), 1989) == ["number_min"]


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ("type: date, min: 2026-01-02, max: 2026-01-01", "F220"),
        ("type: date, min: 2026-02-30", "F209"),
        ("type: year, min: 2026, max: 2000", "F220"),
    ],
)
def test_author_mistakes(keys: str, code: str) -> None:
    assert codes(keys) == [code]

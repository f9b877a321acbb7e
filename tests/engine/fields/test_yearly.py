"""A column of years."""

import pytest

from engine.expression.types import NumberType, SeriesType
from engine.fields.base import ABSENT, Years
from engine.fields.yearly import Yearly, year_name
from engine.values import NOT_APPLICABLE, Cause, Unknown
from tests.engine.fields.examples import YEARS, made, posted, told, value_of, wrong

REVENUE = made("type: money, unit: 万元, years: 3, min: 0")
YOUNG = Years(2025, since=2024)
OPEN = Unknown(Cause.UNANSWERED, 0)


def test_years_are_read_by_calendar_or_by_distance() -> None:
    assert value_of(REVENUE, {"2025": "1,000", "2024": 2, "2023": "3"}) == (1000, 2, 3)
    assert value_of(REVENUE, {"1": 1000, "2": 2, "3": 3}) == (1000, 2, 3)
    assert value_of(REVENUE, {"2025": 5, "2024": "", "2": 6}) == (5, 6, OPEN)


def test_years_are_written_by_calendar_when_they_are_known() -> None:
    assert REVENUE.write((1, 2, OPEN), YEARS) == {"2025": 1, "2024": 2}
    assert REVENUE.write((1, 2, OPEN)) == {"1": 1, "2": 2}
    assert REVENUE.write((OPEN, OPEN, OPEN), YEARS) is None


def test_a_year_before_the_enterprise_existed_is_not_asked() -> None:
    value = value_of(REVENUE, {"2025": 1, "2023": 9}, YOUNG)
    assert value == (1, OPEN, NOT_APPLICABLE)
    assert [each.year for each in REVENUE.lacks(value, YOUNG)] == [2024]
    assert REVENUE.lacks(value_of(REVENUE, {"2025": 1, "2024": 2}, YOUNG), YOUNG) == ()
    assert not REVENUE.is_empty((NOT_APPLICABLE,) * 3)
    assert REVENUE.fill(value, Cause.EMPTY, 0) == (1, 0, NOT_APPLICABLE)


def test_a_problem_carries_its_year() -> None:
    problem = REVENUE.read({"2025": 1, "2024": "abc"}, YEARS).problems[0]
    assert (problem.code, problem.year) == ("number", 2024)


def test_a_year_that_is_not_asked_is_told_and_does_not_block() -> None:
    read = REVENUE.read({"2020": 5}, YEARS)
    assert [(each.code, each.blocks) for each in read.problems] == [("year_outside", False)]
    assert wrong(REVENUE, {"abc": 5}) == ["year_unknown"]
    assert wrong(REVENUE, {"abc": ""}) == []


@pytest.mark.parametrize("raw", [5, "5", [1, 2, 3], True])
def test_what_is_no_column_of_years(raw: object) -> None:
    assert wrong(REVENUE, raw) == ["yearly"]
    assert "逐年" in told(REVENUE, raw)


def test_the_type_is_a_series() -> None:
    assert isinstance(REVENUE, Yearly)
    assert REVENUE.type == SeriesType(REVENUE.cell.type, 1, 3)
    assert isinstance(REVENUE.cell.type, NumberType)
    assert REVENUE.missing(Cause.HIDDEN) == (Unknown(Cause.HIDDEN, 0),) * 3


def test_names_of_years() -> None:
    assert year_name(1, YEARS) == "2025年（上年度）"
    assert year_name(2, YEARS) == "2024年（上上年度）"
    assert year_name(3, YEARS) == "2023年"
    assert year_name(1, YEARS, "en") == "2025 (last year)"
    assert (
        REVENUE.show((1000, 2, OPEN), "zh", YEARS) == "2025年（上年度） 1,000 万元；2024年（上上年度） 2 万元"
    )


def test_an_export_has_a_column_a_year_by_distance() -> None:
    assert [(each.name, each.heading, each.unit) for each in REVENUE.columns("revenue", "营业收入")][:2] == [
        ("revenue.1", "营业收入（上年度）", "万元"),
        ("revenue.2", "营业收入（上上年度）", "万元"),
    ]
    assert REVENUE.cells((1, OPEN, NOT_APPLICABLE)) == (1, None, None)


def test_a_page_gives_the_years_it_contained() -> None:
    assert REVENUE.collect(
        posted([("it.2025", "1,000"), ("it.2024", ""), ("it.x", "1"), ("it2.2025", "9")]), "it"
    ) == {"2025": "1,000"}
    assert REVENUE.collect(posted([("it.2025", "")]), "it") == {}
    assert REVENUE.collect(posted([("other", "1")]), "it") is ABSENT

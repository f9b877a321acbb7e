"""Commands that take a form take its edition: the newest, the one of a day, or one that is named."""

import json

import pytest

from tests.engine.command.support import FORM, ROOT, Terminal


@pytest.fixture
def two(tidu: Terminal) -> Terminal:
    """A folder with two editions of a form; the newer begins on 2026-04-01."""
    tidu.write("forms/units.yaml", (ROOT / "forms" / "units.yaml").read_bytes())
    tidu.write("forms/small.yaml", FORM.replace("2026-01-01", "2026-04-01"))
    tidu.write("forms/editions/small.2022-08-01.yaml", FORM.replace("2026-01-01", "2022-08-01"))
    tidu.write("answers.json", '{"staff": 120, "grade": "national"}')
    return tidu


def edition(outcome: object) -> str:
    return str(json.loads(outcome.out)["edition"])  # type: ignore[attr-defined]


def test_show_takes_the_newest(two: Terminal) -> None:
    assert edition(two("show", "small", "--json")) == "2026-04-01"


def test_show_takes_the_edition_of_a_day(two: Terminal) -> None:
    assert edition(two("show", "small", "--json", "--on", "2026-03-31")) == "2022-08-01"


def test_show_takes_the_edition_that_is_named(two: Terminal) -> None:
    assert edition(two("show", "small", "--json", "--edition", "2022-08-01")) == "2022-08-01"


def test_score_takes_the_edition_of_its_day(two: Terminal) -> None:
    call = ("score", "small", "--answers", "answers.json", "--json", "--on")
    assert edition(two(*call, "2026-03-31")) == "2022-08-01"
    assert edition(two(*call, "2026-04-01")) == "2026-04-01"


def test_score_of_a_file_is_of_that_file(two: Terminal) -> None:
    call = ("score", "forms/small.yaml", "--answers", "answers.json", "--json", "--on", "2026-03-31")
    assert edition(two(*call)) == "2026-04-01"


def test_edition_that_is_not_there_is_told_with_those_that_are(two: Terminal) -> None:
    outcome = two("show", "small", "--edition", "2023-01-01")
    assert outcome.code == 2
    assert "small 没有 2023-01-01 版；有 2022-08-01, 2026-04-01" in outcome.err


def test_day_without_an_edition_is_told(two: Terminal) -> None:
    outcome = two("show", "small", "--on", "2020-01-01")
    assert outcome.code == 2
    assert "2020-01-01 这一天没有可用的 small" in outcome.err


def test_check_looks_between_editions(two: Terminal) -> None:
    assert two("check").code == 0
    two.write("forms/small.yaml", FORM.replace("2026-01-01", "2022-08-01"))
    outcome = two("check")
    assert outcome.code == 1
    assert "F342" in outcome.out

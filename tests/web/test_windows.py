"""Windows: who opens a procedure for whom, from the first day to the end of the last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from tests.web.support import FACTS
from web.models_review import Window
from web.platform import Platform
from web.services.windows import Opening, find_opening, why_not_open

TODAY = date(2026, 3, 1)
PROCEDURE = "declare_specialized"


def open_window(
    platform: Platform,
    authority: str,
    opens: str = "2026-02-01",
    closes: str = "2026-03-31",
    procedure: str = PROCEDURE,
    *,
    closed: bool = False,
) -> int:
    now = platform.clock.now()
    with platform.database.write() as session:
        window = Window(
            procedure=procedure,
            authority=authority,
            opens=date.fromisoformat(opens),
            closes=date.fromisoformat(closes),
            made_at=now,
            closed_at=now if closed else None,
        )
        session.add(window)
        session.flush()
        return window.id


def opening(platform: Platform, today: date = TODAY, **facts: Any) -> Opening:
    procedure = platform.catalogue.procedure(PROCEDURE)
    assert procedure is not None
    with platform.database.read() as session:
        return find_opening(platform, session, procedure, _facts(facts), today)


def why(platform: Platform, procedure: str = PROCEDURE, today: date = TODAY, **facts: Any) -> str:
    found = platform.catalogue.procedure(procedure)
    assert found is not None
    with platform.database.read() as session:
        return why_not_open(platform, session, found, _facts(facts), today)


def _facts(changed: Mapping[str, Any]) -> dict[str, Any]:
    return {**FACTS, **{f"enterprise.{name}": value for name, value in changed.items()}}


@pytest.mark.parametrize(
    ("day", "is_open"),
    [("2026-01-31", False), ("2026-02-01", True), ("2026-03-31", True), ("2026-04-01", False)],
)
def test_window_lasts_from_its_first_day_to_its_last(platform: Platform, day: str, is_open: bool) -> None:
    open_window(platform, "350200")
    assert opening(platform, date.fromisoformat(day)).is_open is is_open


def test_window_of_a_plan_city_opens_nothing_in_its_province(platform: Platform) -> None:
    open_window(platform, "350200")
    assert opening(platform, region="350211").is_open
    assert not opening(platform, region="350102").is_open


def test_window_of_a_province_opens_nothing_in_its_plan_city(platform: Platform) -> None:
    open_window(platform, "350000")
    assert opening(platform, region="350102").is_open
    assert not opening(platform, region="350211").is_open


def test_window_of_the_ministry_opens_everywhere(platform: Platform) -> None:
    number = open_window(platform, "000000")
    found = opening(platform, region="110101").window
    assert found is not None
    assert found.id == number


def test_own_window_comes_before_that_of_the_whole_country(platform: Platform) -> None:
    open_window(platform, "000000")
    own = open_window(platform, "350200")
    found = opening(platform).window
    assert found is not None
    assert found.id == own


def test_window_that_was_closed_early_is_closed(platform: Platform) -> None:
    open_window(platform, "350200", closed=True)
    assert not opening(platform).is_open


def test_window_of_another_procedure_opens_nothing(platform: Platform) -> None:
    open_window(platform, "350200", procedure="declare_innovative")
    assert not opening(platform).is_open


def test_refusal_names_who_opens_it_and_when(platform: Platform) -> None:
    open_window(platform, "350200", "2026-05-01", "2026-05-31")
    assert why(platform) == (
        "厦门市中小企业主管部门：专精特新中小企业申报将于 2026-05-01 开放。可以先填写，开放后提交。"
    )


def test_refusal_without_a_window_says_that_it_is_not_open(platform: Platform) -> None:
    assert "厦门市中小企业主管部门：专精特新中小企业申报现在没有开放" in why(platform)


def test_open_window_refuses_nothing(platform: Platform) -> None:
    open_window(platform, "350200")
    assert why(platform) == ""


def test_procedure_that_nobody_opens_is_always_open(platform: Platform) -> None:
    assert why(platform, "assess_digital") == ""


def test_enterprise_without_a_region_is_asked_for_it(platform: Platform) -> None:
    assert "先在企业信息中填写注册地" in why(platform, region=None)

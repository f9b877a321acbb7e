"""The overview of a region: every number is what counting case by case gives; only one's own region is in it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.web.colleagues import add_officer
from tests.web.desks import add_cases, row
from tests.web.officers import make_officer
from tests.web.support import Firm, make_firm, sign_in
from web.bar_charts import columns, rows, shade
from web.models_review import Case
from web.platform import Platform
from web.services.permissions import may_look
from web.services.statistics import PASSED, Asked, Statistics, read_statistics
from web.workflow import WITH_AUTHORITY, State

MINISTRY, FUJIAN, XIAMEN, FUZHOU, JIMEI = "000000", "350000", "350200", "350100", "350211"
AUTHORITIES = (MINISTRY, FUJIAN, XIAMEN, FUZHOU, JIMEI, "110000", "3502Z1")
SEVERAL = 300


@pytest.fixture
def several(any_platform: Platform) -> Platform:
    add_cases(any_platform, make_firm(any_platform).enterprise_id, SEVERAL)
    return any_platform


def read(platform: Platform, authority: str, **asked: Any) -> tuple[Statistics, list[Case]]:
    """What the overview says, and the cases it is about, looked at one by one."""
    person = make_officer(platform, authority)
    with platform.database.read() as session:
        mine = [each for each in session.query(Case) if may_look(person, each, authority == MINISTRY)]
    return read_statistics(platform, person, Asked(**asked)), mine


def test_numbers_are_those_of_the_region(several: Platform) -> None:
    for authority in AUTHORITIES:
        found, mine = read(several, authority)
        assert found.count == len(mine)
        assert found.withdrawn == sum(each.state == State.WITHDRAWN for each in mine)
        assert sum(each.count for each in found.industries) == len(mine)
        assert sum(each.count for each in found.scores) + found.unscored == len(mine)
        assert sum(each.count for each in found.ages) == sum(each.state in WITH_AUTHORITY for each in mine)
        if found.regions:
            assert sum(each.count for each in found.regions) == len(mine)


def test_regions_are_those_right_below(several: Platform) -> None:
    expected = {
        MINISTRY: Counter[str],
        FUJIAN: lambda mine: Counter(each.city for each in mine),
        XIAMEN: lambda mine: Counter(each.county for each in mine),
        FUZHOU: lambda mine: Counter(each.county for each in mine),
    }
    expected[MINISTRY] = lambda mine: Counter(each.province for each in mine)
    for authority, count in expected.items():
        found, mine = read(several, authority)
        assert {each.code: each.count for each in found.regions if each.count} == count(mine)
    assert read(several, JIMEI)[0].regions == ()


def test_regions_with_nothing_are_there_too(several: Platform) -> None:
    found, _ = read(several, XIAMEN)
    names = {each.name: each.count for each in found.regions}
    assert names["集美区"] > 0
    assert names["同安区"] == names["火炬高新区"] == 0


def test_steps_count_who_came_as_far(several: Platform) -> None:
    found, mine = read(several, FUJIAN)
    on = [each for each in mine if each.state != State.WITHDRAWN]
    levels = [each.stages[each.stage]["level"] for each in on]
    steps = {each.name: each for each in found.steps}
    assert [each.name for each in found.steps] == [
        "sent",
        "county",
        "city",
        "province",
        "decided",
        "certified",
    ]
    assert steps["sent"].reached == steps["county"].reached == len(on)
    assert steps["city"].reached == sum(each in {"city", "province"} for each in levels)
    assert steps["province"].reached == levels.count("province")
    assert steps["decided"].reached == sum(each.state in PASSED for each in on)
    assert steps["certified"].reached == sum(each.state == State.CERTIFIED for each in on)
    at_city = [each.state for each, level in zip(on, levels, strict=True) if level == "city"]
    counted = Counter(at_city)
    city = steps["city"]
    assert (city.waiting, city.reviewing, city.returned, city.refused) == (
        counted["waiting"],
        counted["reviewing"],
        counted["returned"],
        counted["refused"],
    )


def test_procedure_and_year_are_asked(several: Platform) -> None:
    found, mine = read(several, XIAMEN, procedure="declare_specialized", year=2025)
    assert found.count == sum(each.procedure == "declare_specialized" for each in mine)
    person = make_officer(several, XIAMEN, "another")
    assert read_statistics(several, person, Asked(year=2020)).count == 0
    assert found.years == [2025]


@pytest.mark.parametrize(
    ("points", "low"),
    [(0, 0), (999, 0), (1000, 10), (5999, 50), (6000, 60), (9999, 90), (10_000, 90), (11_000, 110)],
)
def test_score_belongs_to_its_column(platform: Platform, firm: Firm, points: int, low: int) -> None:
    add_cases(platform, firm.enterprise_id, [row(platform, 0, firm.enterprise_id, points=points)])
    found, _ = read(platform, MINISTRY)
    assert [each.low for each in found.scores if each.count] == [low]


@pytest.mark.parametrize(
    ("days", "low"), [(0, 0), (7, 0), (8, 8), (15, 8), (16, 16), (30, 16), (31, 31), (400, 31)]
)
def test_age_is_counted_in_days_of_the_calendar(platform: Platform, firm: Firm, days: int, low: int) -> None:
    """Sent just before or after midnight in China, not in Greenwich."""
    noon = platform.clock.now() - timedelta(days=days)
    for number, moved in enumerate((timedelta(hours=-11, minutes=-59), timedelta(0), timedelta(hours=11))):
        sent = row(platform, number, firm.enterprise_id, state=State.WAITING, sent_at=noon + moved)
        add_cases(platform, firm.enterprise_id, [sent])
    found, _ = read(platform, MINISTRY)
    assert [(each.low, each.count) for each in found.ages if each.count] == [(low, 3)]


def test_what_nobody_reviews_is_not_counted(platform: Platform, firm: Firm) -> None:
    own = row(platform, 0, firm.enterprise_id, procedure="assess_digital", state=State.DONE)
    add_cases(platform, firm.enterprise_id, [own])
    assert read(platform, MINISTRY)[0].count == 0


@pytest.mark.soak
def test_overview_of_a_hundred_thousand_is_quick(any_platform: Platform) -> None:
    from time import perf_counter

    add_cases(any_platform, make_firm(any_platform).enterprise_id, 100_000)
    for authority in (MINISTRY, XIAMEN, JIMEI):
        person = make_officer(any_platform, authority)
        took = 60.0
        for _ in range(3):  # the best of three: others use the machine too
            begun = perf_counter()
            assert read_statistics(any_platform, person, Asked()).count > 0
            took = min(took, perf_counter() - begun)
        assert took < 3


# --- The page ------------------------------------------------------------------------------------------------


@pytest.fixture
def xiamen(client: FlaskClient, platform: Platform) -> FlaskClient:
    add_officer(platform, "xiamen", XIAMEN)
    sign_in(client, "xiamen")
    return client


def test_page_has_a_table_beside_each_chart(xiamen: FlaskClient, platform: Platform, firm: Firm) -> None:
    add_cases(platform, firm.enterprise_id, SEVERAL)
    page = xiamen.get("/overview").text
    assert page.count('<svg class="chart') == 4
    assert page.count("<caption") == 5
    assert "集美区" in page
    assert "鼓楼区" not in page
    assert "style=" not in page


def test_page_leads_from_a_tile_to_the_desk(xiamen: FlaskClient, platform: Platform, firm: Firm) -> None:
    add_cases(platform, firm.enterprise_id, SEVERAL)
    assert "/desk?tab=all&amp;below=350211" in xiamen.get("/overview").text
    assert xiamen.get("/desk?tab=all&below=350211").status_code == 200


def test_page_without_cases_says_so(xiamen: FlaskClient) -> None:
    assert "没有符合条件的申报" in xiamen.get("/overview").text
    assert xiamen.get("/overview?year=x&procedure=x").status_code == 200


# --- The shapes ----------------------------------------------------------------------------------------------


def test_highest_column_fills_the_room_and_little_is_seen() -> None:
    chart = columns([("a", 1000), ("b", 1), ("c", 0)])
    assert [each.height for each in chart.bars] == [160, 2, 0]
    assert chart.in_words == "a 1000，b 1，c 0"


def test_longest_row_fills_the_room() -> None:
    assert [each.width for each in rows([("a", 4), ("b", 1)]).bars] == [380, 95]


def test_chart_of_nothing_has_no_bars() -> None:
    assert [each.height for each in columns([("a", 0)]).bars] == [0]
    assert rows([]).bars == ()


@pytest.mark.parametrize(
    ("count", "most", "shown"), [(0, 0, 0), (0, 9, 0), (1, 1, 3), (1, 100, 1), (100, 100, 4)]
)
def test_tile_is_darker_the_more_there_is(count: int, most: int, shown: int) -> None:
    assert shade(count, most) == shown

"""The days ahead of an enterprise: seasons that are on or come soon, titles that end, over the end of a year."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.web.support import Firm, Time
from tests.web.test_home import INNOVATIVE, know
from web.models import DRAFT_SUBMITTED, Draft, Submission
from web.platform import Platform
from web.services.deadlines import Deadline, deadlines
from web.services.drafts import begin_draft
from web.services.procedures import list_procedures
from web.services.titles import read_titles

LITTLE_GIANT, UPDATE = "declare_little_giant", "annual_update"


def on(time: Time, year: int, month: int, day: int) -> None:
    """Let it be noon of a day in Shanghai."""
    time.moment = datetime(year, month, day, 4, tzinfo=UTC)


def ahead(platform: Platform, firm: Firm, **facts: Any) -> list[Deadline]:
    know(platform, firm, facts)
    entries = list_procedures(platform, firm.enterprise_id)
    return list(deadlines(platform, entries, read_titles(platform, firm.enterprise_id)))


def told(found: list[Deadline]) -> list[tuple[str, str]]:
    return [(each.title, each.told) for each in found]


# --- Seasons -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ((2026, 2, 23), []),
        ((2026, 2, 24), [("专精特新“小巨人”企业申报开始", "60 天后")]),
        ((2026, 4, 24), [("专精特新“小巨人”企业申报开始", "1 天后")]),
        ((2026, 4, 25), [("专精特新“小巨人”企业申报截止", "还剩 30 天")]),
        ((2026, 5, 25), [("专精特新“小巨人”企业申报截止", "今天截止")]),
        ((2026, 5, 26), []),
    ],
)
def test_season_is_told_from_sixty_days_before_to_its_last_day(
    platform: Platform, firm: Firm, time: Time, day: tuple[int, int, int], expected: list[tuple[str, str]]
) -> None:
    on(time, *day)
    assert told(ahead(platform, firm)) == expected


def test_last_day_lasts_to_its_end_in_shanghai(platform: Platform, firm: Firm, time: Time) -> None:
    time.moment = datetime(2026, 5, 25, 15, 59, tzinfo=UTC)
    assert told(ahead(platform, firm)) == [("专精特新“小巨人”企业申报截止", "今天截止")]
    time.move(minutes=1)
    assert ahead(platform, firm) == []


@pytest.mark.parametrize(("day", "soon"), [(10, False), (11, True)])
def test_deadline_is_marked_from_two_weeks_on(
    platform: Platform, firm: Firm, time: Time, day: int, soon: bool
) -> None:
    on(time, 2026, 5, day)
    assert [each.soon for each in ahead(platform, firm)] == [soon]


def test_season_in_which_something_was_sent_is_told_no_longer(
    platform: Platform, firm: Firm, time: Time
) -> None:
    on(time, 2026, 4, 28)
    draft_id = begin_draft(platform, LITTLE_GIANT, firm.enterprise_id, firm.account_id)
    with platform.database.write() as session:
        draft = session.get_one(Draft, draft_id)
        draft.state = DRAFT_SUBMITTED
        session.add(
            Submission(
                draft_id=draft.id,
                enterprise_id=firm.enterprise_id,
                procedure=LITTLE_GIANT,
                form=draft.form,
                edition=draft.edition,
                digest=draft.digest,
                reporting_year=2025,
                submitted_at=time.moment,
                submitted_by=firm.account_id,
                idempotency_key="key",
                answers={},
                facts={},
                assessment={},
            )
        )
    assert ahead(platform, firm) == []


def test_season_of_what_is_not_for_this_enterprise_is_not_told(
    platform: Platform, firm: Firm, time: Time
) -> None:
    on(time, 2026, 5, 1)
    procedures = [each.procedure for each in ahead(platform, firm)]
    assert procedures == [LITTLE_GIANT], "neither the update nor the renewals of titles never held"


def test_season_of_what_the_enterprise_can_still_mend_is_told(
    platform: Platform, firm: Firm, time: Time
) -> None:
    on(time, 2026, 5, 1)
    assert [each.procedure for each in ahead(platform, firm, **{"profile.complete": None})] == [LITTLE_GIANT]


# --- The update of every year --------------------------------------------------------------------------------------------


def test_update_that_is_due_is_told_with_its_last_day(platform: Platform, firm: Firm) -> None:
    found = ahead(platform, firm, **INNOVATIVE, **{"update.due": True})
    assert ("年度信息更新截止", "还剩 91 天") in told(found)


def test_update_that_is_done_is_not_told(platform: Platform, firm: Firm) -> None:
    found = ahead(platform, firm, **INNOVATIVE, **{"update.due": False})
    assert UPDATE not in [each.procedure for each in found]


@pytest.mark.parametrize(("day", "expected"), [((2026, 11, 1), []), ((2026, 11, 2), ["60 天后"])])
def test_update_of_the_next_year_is_told_in_this_one(
    platform: Platform, firm: Firm, time: Time, day: tuple[int, int, int], expected: list[str]
) -> None:
    on(time, *day)
    found = ahead(platform, firm, **INNOVATIVE, **{"update.due": False})
    assert [each.told for each in found if each.procedure == UPDATE] == expected
    assert all(each.day == date(2027, 1, 1) for each in found if each.procedure == UPDATE)


def test_update_follows_the_day_of_its_year(platform: Platform, firm: Firm, time: Time) -> None:
    on(time, 2025, 3, 1)
    found = ahead(platform, firm, **INNOVATIVE, **{"update.due": True})
    assert [each.day for each in found if each.procedure == UPDATE] == [date(2025, 4, 30)]


def test_update_is_not_told_to_whose_title_ends_before(platform: Platform, firm: Firm, time: Time) -> None:
    on(time, 2026, 12, 1)
    ending = {**INNOVATIVE, "certification.innovative_until": "2026-12-31", "update.due": False}
    assert told(ahead(platform, firm, **ending)) == [("创新型中小企业有效期届满", "还剩 30 天")]


# --- Titles ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("2026-02-28", []),
        ("2026-03-01", ["今天截止"]),
        ("2026-03-15", ["还剩 14 天"]),
        ("2027-03-01", ["还剩 365 天"]),
        ("2027-03-02", []),
    ],
)
def test_end_of_a_title_is_told_in_its_last_year(
    platform: Platform, firm: Firm, until: str, expected: list[str]
) -> None:
    found = ahead(platform, firm, **{**INNOVATIVE, "certification.innovative_until": until})
    assert [each.told for each in found if not each.procedure] == expected


def test_nearest_comes_first(platform: Platform, firm: Firm) -> None:
    found = ahead(
        platform,
        firm,
        **{**INNOVATIVE, "certification.innovative_until": "2026-05-01", "update.due": True},
    )
    assert [each.day for each in found] == sorted(each.day for each in found)
    assert [each.title for each in found] == [
        "专精特新“小巨人”企业申报开始",
        "创新型中小企业有效期届满",
        "年度信息更新截止",
    ]

"""What time brings about: each thing once, whoever comes round how often."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from tests.web.support import Firm, Time, make_firm
from web.models_accounts import Message
from web.models_review import Certification, Window
from web.platform import Platform
from web.services.audit import verify
from web.services.clockwork import tick

TITLE = "certification.specialized"


def certify(platform: Platform, firm: Firm, since: date, until: date, cancelled: date | None = None) -> None:
    with platform.database.write() as session:
        session.add(
            Certification(
                enterprise_id=firm.enterprise_id,
                fact=TITLE,
                since=since,
                until=until,
                cancelled_on=cancelled,
                made_at=platform.clock.now(),
            )
        )


def told(platform: Platform) -> list[str]:
    with platform.database.read() as session:
        return list(session.scalars(select(Message.title).order_by(Message.id)))


def on(time: Time, day: str) -> None:
    time.moment = datetime.fromisoformat(f"{day}T04:00:00").replace(tzinfo=UTC)


def test_nothing_due_does_nothing(platform: Platform) -> None:
    assert set(tick(platform).values()) == {0}


@pytest.mark.parametrize(
    ("today", "title"),
    [
        ("2026-01-01", None),
        ("2026-01-02", "专精特新中小企业还有 180 天到期"),
        ("2026-04-02", "专精特新中小企业还有 90 天到期"),
        ("2026-06-01", "专精特新中小企业还有 30 天到期"),
        ("2026-07-01", "专精特新中小企业今天到期"),
    ],
)
def test_holder_is_reminded_before_a_title_ends(
    platform: Platform, firm: Firm, time: Time, today: str, title: str | None
) -> None:
    certify(platform, firm, date(2023, 7, 2), date(2026, 7, 1))
    on(time, today)
    tick(platform)
    found = [each for each in told(platform) if "到期" in each]
    assert found == ([title] if title else [])


def test_holder_is_reminded_three_times_in_all(platform: Platform, firm: Firm, time: Time) -> None:
    certify(platform, firm, date(2023, 7, 2), date(2026, 7, 1))
    for day in range(1, 181):
        time.moment = datetime(2026, 1, 1, 4, tzinfo=UTC).replace(tzinfo=UTC)
        time.move(days=day)
        if day % 10 == 1:
            tick(platform)
    assert sum("还有" in each for each in told(platform)) == 3


def test_title_that_ended_is_told_once(platform: Platform, firm: Firm, time: Time) -> None:
    certify(platform, firm, date(2023, 7, 2), date(2026, 7, 1))
    on(time, "2026-07-02")
    for _ in range(3):
        tick(platform)
    assert told(platform) == ["专精特新中小企业已到期"]


def test_title_that_ended_long_ago_is_left_alone(platform: Platform, firm: Firm, time: Time) -> None:
    certify(platform, firm, date(2020, 1, 1), date(2022, 12, 31))
    on(time, "2026-07-02")
    assert tick(platform)["expired"] == 0


def test_title_reviewed_again_neither_ends_nor_is_reminded_of(
    platform: Platform, firm: Firm, time: Time
) -> None:
    certify(platform, firm, date(2023, 7, 2), date(2026, 7, 1))
    certify(platform, firm, date(2026, 7, 2), date(2029, 7, 1))
    for day in ("2026-06-15", "2026-07-02"):
        on(time, day)
        tick(platform)
    assert [each for each in told(platform) if "到期" in each] == []


def test_cancelled_title_is_not_told_of(platform: Platform, firm: Firm, time: Time) -> None:
    certify(platform, firm, date(2023, 7, 2), date(2026, 7, 1), cancelled=date(2025, 1, 1))
    on(time, "2026-07-02")
    tick(platform)
    assert told(platform) == []


def test_update_is_announced_when_its_season_opens(platform: Platform, firm: Firm, time: Time) -> None:
    certify(platform, firm, date(2024, 7, 2), date(2027, 7, 1))
    on(time, "2025-12-31")
    tick(platform)
    assert told(platform) == []
    for day in ("2026-01-01", "2026-03-01", "2026-05-31"):
        on(time, day)
        tick(platform)
    assert told(platform) == ["2026年度信息更新已开放"]


def test_update_is_not_announced_in_the_year_of_certification(
    platform: Platform, firm: Firm, time: Time
) -> None:
    certify(platform, firm, date(2026, 1, 5), date(2029, 1, 4))
    on(time, "2026-02-01")
    tick(platform)
    assert told(platform) == []


def window(platform: Platform, opens: date, closes: date, repeats: bool = True) -> None:
    with platform.database.write() as session:
        session.add(
            Window(
                procedure="declare_specialized",
                authority="350200",
                opens=opens,
                closes=closes,
                city_due=date(closes.year, closes.month, 20),
                repeats=repeats,
                made_at=platform.clock.now(),
            )
        )


def windows(platform: Platform) -> list[tuple[date, date]]:
    """Those of the authority that `window` makes them for."""
    mine = select(Window).where(Window.authority == "350200").order_by(Window.id)
    with platform.database.read() as session:
        return [(each.opens, each.closes) for each in session.scalars(mine)]


def test_window_that_repeats_is_laid_down_for_the_next_year(platform: Platform, time: Time) -> None:
    window(platform, date(2026, 1, 10), date(2026, 2, 10))
    on(time, "2026-02-10")
    assert tick(platform)["windows"] == 0
    on(time, "2026-02-11")
    assert [tick(platform)["windows"] for _ in range(3)] == [1, 0, 0]
    assert windows(platform)[1] == (date(2027, 1, 10), date(2027, 2, 10))


def test_window_that_repeats_catches_up_after_years(platform: Platform, time: Time) -> None:
    window(platform, date(2022, 1, 10), date(2022, 2, 28))
    on(time, "2026-06-01")
    tick(platform)
    assert windows(platform)[-1] == (date(2027, 1, 10), date(2027, 2, 28))


def test_window_that_does_not_repeat_stays_alone(platform: Platform, time: Time) -> None:
    window(platform, date(2026, 1, 10), date(2026, 2, 10), repeats=False)
    on(time, "2026-06-01")
    tick(platform)
    assert len(windows(platform)) == 1


def test_several_workers_do_each_thing_once(any_platform: Platform, time: Time) -> None:
    firm = make_firm(any_platform)
    certify(any_platform, firm, date(2023, 7, 2), date(2026, 7, 1))
    window(any_platform, date(2026, 1, 10), date(2026, 2, 10))
    on(time, "2026-07-02")
    threads = [threading.Thread(target=tick, args=(any_platform,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told(any_platform) == ["专精特新中小企业已到期"]
    assert len(windows(any_platform)) == 2
    assert verify(any_platform).is_whole
    assert verify(any_platform).unsealed == 0

"""What templates use: times, sizes, bars; and the clock behind them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from web.clock import Clock, fixed_clock
from web.rendering import file_size, moment, parts


def test_moment_is_shown_in_shanghai() -> None:
    assert moment(datetime(2026, 3, 1, 16, 30, tzinfo=UTC)) == "2026-03-02 00:30"


def test_today_begins_in_shanghai() -> None:
    assert fixed_clock(datetime(2026, 3, 31, 15, 59, 59, tzinfo=UTC)).today() == date(2026, 3, 31)
    assert fixed_clock(datetime(2026, 3, 31, 16, 0, tzinfo=UTC)).today() == date(2026, 4, 1)


def test_clock_of_the_system_is_in_utc() -> None:
    assert Clock().now().tzinfo is UTC


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (1, "1 KB"),
        (1024, "1 KB"),
        (1025, "2 KB"),
        (1024 * 1024, "1.0 MB"),
        (1024 * 1024 + 1, "1.1 MB"),
        (20 * 1024 * 1024, "20.0 MB"),
    ],
)
def test_file_size_is_rounded_up(size: int, text: str) -> None:
    assert file_size(size) == text


@pytest.mark.parametrize(
    ("value", "whole", "length"),
    [(63, 100, 630), ("62.5", 100, 625), ("-3", 100, 0), (120, 100, 1000), (1, 0, 0), (0, 100, 0)],
)
def test_bar_is_as_long_as_its_share(value: object, whole: object, length: int) -> None:
    assert parts(value, whole) == length

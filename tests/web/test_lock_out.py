"""The policy of the lock-out: a table of cases, and what holds for all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.services.lock_out import (
    LONGEST_DELAY,
    Past,
    asks_captcha,
    delay_after,
    network_of,
    wait_after,
)

NOW = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
counts = st.integers(0, 200)
moments = st.none() | st.timedeltas(timedelta(0), timedelta(days=1)).map(lambda ago: NOW - ago)
pasts = st.builds(
    Past, own=counts, own_last=moments, a_day=counts, last=moments, an_hour=counts, names=counts
)


@pytest.mark.parametrize(
    ("past", "captcha", "seconds"),
    [
        (Past(), False, 0),
        (Past(own=2, own_last=NOW, a_day=2, last=NOW, an_hour=2), False, 0),
        (Past(own=3, own_last=NOW, a_day=3, last=NOW, an_hour=3), True, 0),
        (Past(own=5, own_last=NOW, a_day=5, last=NOW, an_hour=5), True, 30),
        (Past(own=6, own_last=NOW, a_day=6, last=NOW, an_hour=6), True, 60),
        (Past(own=5, own_last=NOW - timedelta(seconds=29)), True, 1),
        (Past(own=5, own_last=NOW - timedelta(seconds=30)), True, 0),
        (Past(a_day=9, last=NOW, an_hour=9), False, 0),
        (Past(a_day=10, last=NOW, an_hour=10), True, 0),
        (Past(a_day=50, last=NOW - timedelta(hours=2)), False, 0),
        (Past(names=4), False, 0),
        (Past(names=5), True, 0),
        (Past(a_day=100, last=NOW), False, 0),
        (Past(a_day=101, last=NOW), False, 30),
        (Past(a_day=103, last=NOW), False, 120),
        (Past(a_day=200, last=NOW), False, 900),
        (Past(own=4, own_last=NOW, is_known=True), False, 0),
        (Past(own=5, own_last=NOW, is_known=True), False, 30),
    ],
)
def test_lock_out_follows_the_table(past: Past, captcha: bool, seconds: int) -> None:
    assert (asks_captcha(past), wait_after(past, NOW)) == (captcha, timedelta(seconds=seconds))


def test_lock_out_delay_doubles_up_to_a_limit() -> None:
    delays = [delay_after(failures).total_seconds() for failures in range(4, 12)]
    assert delays == [0, 30, 60, 120, 240, 480, 900, 900]
    assert delay_after(10_000) == LONGEST_DELAY


@given(pasts)
def test_lock_out_never_lasts_longer_than_its_longest(past: Past) -> None:
    assert timedelta(0) <= wait_after(past, NOW) <= LONGEST_DELAY
    assert wait_after(past, NOW + LONGEST_DELAY) == timedelta(0)


@given(pasts, st.sampled_from(["own", "a_day", "an_hour", "names"]))
def test_lock_out_is_never_milder_for_one_more_failure(past: Past, which: str) -> None:
    more = replace(past, **{which: getattr(past, which) + 1})
    assert wait_after(more, NOW) >= wait_after(past, NOW)
    assert asks_captcha(more) >= asks_captcha(past)


@given(pasts)
def test_lock_out_of_a_known_browser_depends_on_nobody_else(past: Past) -> None:
    known = replace(past, is_known=True)
    alone = Past(past.own, past.own_last, is_known=True)
    assert wait_after(known, NOW) == wait_after(alone, NOW)
    assert not asks_captcha(known)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("x" * 100, "x" * 64),
    ],
)
def test_network_is_what_one_customer_has(address: str, network: str) -> None:
    assert network_of(address) == network

"""The lock-out: it slows guessing down so that it does not pay, and nobody is locked out for ever by a stranger.

A browser in which the account was signed in before is counted for itself and suffers from nobody else. All others are
counted by what was typed and by their place on the network; and what was typed, from all places together.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

FREE_TRIES = 5
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(minutes=15)
CAPTCHA_FROM = 3  # failures of one name from one place
CAPTCHA_FROM_ALL = 10  # failures of one name from all unknown browsers, in an hour
CAPTCHA_FROM_NAMES = 5  # names that failed from one place, in an hour
MOST_A_DAY = 100  # failures of one name from all unknown browsers, before they wait


@dataclass(frozen=True)
class Past:
    """What failed before: how often and when last from the own place (or the own browser, if it is known), and for unknown
    browsers from all places in a day and in an hour, and how many names from this place in an hour."""

    own: int = 0
    own_last: datetime | None = None
    is_known: bool = False
    a_day: int = 0
    last: datetime | None = None
    an_hour: int = 0
    names: int = 0


def wait_after(past: Past, now: datetime) -> timedelta:
    """How long the next try has to wait."""
    waits = [left_of(past.own_last, delay_after(past.own), now)]
    beyond = past.a_day - MOST_A_DAY
    if beyond > 0 and not past.is_known:
        waits.append(left_of(past.last, delay_after(FREE_TRIES - 1 + beyond), now))
    return max(waits)


def asks_captcha(past: Past) -> bool:
    """Whether the next try has to answer a captcha."""
    if past.is_known:
        return False
    return past.own >= CAPTCHA_FROM or past.an_hour >= CAPTCHA_FROM_ALL or past.names >= CAPTCHA_FROM_NAMES


def delay_after(failures: int) -> timedelta:
    """How long nobody may try after so many failures in a row: nothing at first, then twice as long each time."""
    if failures < FREE_TRIES:
        return timedelta(0)
    doubled: timedelta = FIRST_DELAY * 2 ** min(failures - FREE_TRIES, 10)
    return min(doubled, LONGEST_DELAY)


def network_of(address: str) -> str:
    """The place on the network that is counted: an address of IPv4, the 64 bits of IPv6 that one customer has."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def left_of(last: datetime | None, delay: timedelta, now: datetime) -> timedelta:
    """What is left of a delay that began with the last failure."""
    return timedelta(0) if last is None else max(last + delay - now, timedelta(0))

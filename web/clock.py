"""What time it is, as one small thing that tests can fix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def _system_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Clock:
    """The only source of time in the web application; moments are UTC, days are those of Shanghai."""

    read: Callable[[], datetime] = _system_now

    def now(self) -> datetime:
        """The present moment in UTC."""
        return self.read().astimezone(UTC)

    def today(self) -> date:
        """The present day in Shanghai, which decides windows, years and deadlines."""
        return local(self.now()).date()


def fixed_clock(moment: datetime) -> Clock:
    """A clock that always shows the same moment; for tests and for recomputing the past."""
    return Clock(lambda: moment)


def local(moment: datetime) -> datetime:
    """A moment as people in China read it."""
    return moment.astimezone(SHANGHAI)

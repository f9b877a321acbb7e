"""Shapes of charts with bars, worked out for templates to draw; each stands beside a table of the same figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_COLUMN, _GAP, _HEIGHT, _TOP, _FOOT = 56, 12, 160, 24, 26
_ROW, _TITLE, _LENGTH, _NUMBER = 40, 108, 380, 72


@dataclass(frozen=True)
class Bar:
    """One bar: its title, what it counts, and where it is drawn."""

    title: str
    count: int
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class BarChart:
    """Bars in a box of this size."""

    bars: tuple[Bar, ...]
    width: int
    height: int

    @property
    def in_words(self) -> str:
        """What it shows, for those who do not see it."""
        return "，".join(f"{each.title} {each.count}" for each in self.bars)


def columns(several: Sequence[tuple[str, int]]) -> BarChart:
    """Columns beside one another, the highest as high as there is room."""
    most = max((count for _, count in several), default=0)
    bars = tuple(
        Bar(
            title,
            count,
            place * (_COLUMN + _GAP) + _GAP,
            _TOP + _HEIGHT - _share(count, most, _HEIGHT),
            _COLUMN,
            _share(count, most, _HEIGHT),
        )
        for place, (title, count) in enumerate(several)
    )
    return BarChart(bars, len(several) * (_COLUMN + _GAP) + _GAP, _TOP + _HEIGHT + _FOOT)


def rows(several: Sequence[tuple[str, int]]) -> BarChart:
    """Bars below one another, the longest as long as there is room."""
    most = max((count for _, count in several), default=0)
    bars = tuple(
        Bar(title, count, _TITLE, place * _ROW + 6, _share(count, most, _LENGTH), _ROW - 12)
        for place, (title, count) in enumerate(several)
    )
    return BarChart(bars, _TITLE + _LENGTH + _NUMBER, len(several) * _ROW)


def shade(count: int, most: int) -> int:
    """How dark a tile is, from 0 (nothing) to 4 (about the most)."""
    return 0 if count <= 0 or most <= 0 else min(4, 1 + count * 4 // (most + 1))


def _share(count: int, most: int, whole: int) -> int:
    """What is there is seen, however little it is."""
    return max(2, count * whole // most) if count and most else 0

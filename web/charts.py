"""Shapes of charts, worked out for templates to draw; a chart always stands beside a table of the same figures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

LEAST_AXES = 3
_RINGS = (25, 50, 75, 100)
_RADIUS = 100
_LABEL_AT = 114
_LETTER = 15
_LINE = 18
_LONGEST_LINE = 6


@dataclass(frozen=True)
class Axis:
    """One axis of a radar: its title, and how far out it reaches, in hundredths of the whole."""

    title: str
    reached: int


@dataclass(frozen=True)
class Label:
    """Where the title of an axis stands, and to which side of its place it is written; a long one in several lines, each
    with how high it stands."""

    text: str
    x: int
    anchor: str
    lines: tuple[tuple[str, int], ...]

    @property
    def width(self) -> int:
        """How far out it reaches at most, a letter being as wide as it is high."""
        longest = max(len(line) for line, _ in self.lines) * _LETTER
        return abs(self.x) + (longest // 2 if self.anchor == "middle" else longest)


@dataclass(frozen=True)
class Radar:
    """The points of the rings, the ends of the axes, the shape of the values, the titles, and the box (left, top, width,
    height) that holds all of it."""

    rings: tuple[str, ...]
    ends: tuple[tuple[int, int], ...]
    shape: str
    labels: tuple[Label, ...]
    box: tuple[int, int, int, int]


def axis(title: str, value: object, whole: object) -> Axis:
    """An axis on which `value` of `whole` is reached."""
    all_of_it = Fraction(str(whole))
    share = Fraction(str(value)) / all_of_it if all_of_it > 0 else Fraction(0)
    return Axis(title, round(min(max(share, Fraction(0)), Fraction(1)) * 100))


def radar(axes: Sequence[Axis]) -> Radar | None:
    """The shapes of a radar, the first axis upwards and the others clockwise; None for fewer than three axes."""
    if len(axes) < LEAST_AXES:
        return None
    count = len(axes)
    labels = tuple(_label(each.title, number, count) for number, each in enumerate(axes))
    return Radar(
        rings=tuple(_points([ring] * count) for ring in _RINGS),
        ends=tuple(_place(number, count, _RADIUS) for number in range(count)),
        shape=_points([each.reached for each in axes]),
        labels=labels,
        box=_box(labels),
    )


def _points(distances: Sequence[int]) -> str:
    places = (_place(number, len(distances), distance) for number, distance in enumerate(distances))
    return " ".join(f"{x},{y}" for x, y in places)


def _place(number: int, count: int, distance: int) -> tuple[int, int]:
    angle = 2 * math.pi * number / count
    return round(math.sin(angle) * distance), round(-math.cos(angle) * distance)


def _label(text: str, number: int, count: int) -> Label:
    x, y = _place(number, count, _LABEL_AT)
    anchor = "middle" if abs(x) < 20 else "start" if x > 0 else "end"
    lines = _broken(text)
    first = (
        y + 5 - (len(lines) - 1) * (_LINE if y < 0 and anchor == "middle" else 0 if y > 90 else _LINE // 2)
    )
    return Label(text, x, anchor, tuple((line, first + place * _LINE) for place, line in enumerate(lines)))


def _broken(text: str) -> tuple[str, ...]:
    """A title in lines of about the same length."""
    count = max(-(-len(text) // _LONGEST_LINE), 1)
    length = max(-(-len(text) // count), 1)
    return tuple(text[start : start + length] for start in range(0, len(text), length)) or ("",)


def _box(labels: Sequence[Label]) -> tuple[int, int, int, int]:
    half = max(each.width for each in labels) + 4
    heights = [height for each in labels for _, height in each.lines]
    top, bottom = min(heights) - _LINE, max(heights) + _LINE // 2
    top, bottom = min(top, -_RADIUS - 4), max(bottom, _RADIUS + 4)
    return -half, top, 2 * half, bottom - top

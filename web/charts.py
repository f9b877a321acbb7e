"""Shapes of charts, worked out for templates to draw; a chart always stands beside a table of the same figures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

LEAST_AXES = 3
_RINGS = (25, 50, 75, 100)
_RADIUS = 100
_LABEL_AT = 118


@dataclass(frozen=True)
class Axis:
    """One axis of a radar: its title, and how far out it reaches, in hundredths of the whole."""

    title: str
    reached: int


@dataclass(frozen=True)
class Label:
    """Where the title of an axis stands, and to which side of its place it is written."""

    text: str
    x: int
    y: int
    anchor: str


@dataclass(frozen=True)
class Radar:
    """The points of the rings, the ends of the axes, the shape of the values, and the titles."""

    rings: tuple[str, ...]
    ends: tuple[tuple[int, int], ...]
    shape: str
    labels: tuple[Label, ...]


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
    return Radar(
        rings=tuple(_points([ring] * count) for ring in _RINGS),
        ends=tuple(_place(number, count, _RADIUS) for number in range(count)),
        shape=_points([each.reached for each in axes]),
        labels=tuple(_label(each.title, number, count) for number, each in enumerate(axes)),
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
    return Label(text, x, y + 4, anchor)

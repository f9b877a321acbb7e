"""Points by bands: the first threshold that is reached decides."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.program import Frame
from engine.rules.base import Formula, MeasuredRule, Wording
from engine.values import (
    Number,
    Unknown,
    bounds,
    hull,
    is_final,
    is_unknown,
)

_OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
}


_SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<"}


@dataclass(frozen=True, slots=True)
class Band:
    """Points for a measure on one side of a threshold."""

    operator: str
    threshold: Number
    points: Number

    def holds(self, value: Any) -> bool:
        return bool(_OPERATORS[self.operator](value, self.threshold))

    def may_hold(self, low: Number | None, high: Number | None) -> bool:
        """Whether some number between `low` and `high` reaches this band."""
        best = high if self.operator[0] == ">" else low
        return best is None or self.holds(best)

    def must_hold(self, low: Number | None, high: Number | None) -> bool:
        """Whether every number between `low` and `high` reaches this band."""
        worst = low if self.operator[0] == ">" else high
        return worst is not None and self.holds(worst)


@dataclass(frozen=True, slots=True)
class Bands(MeasuredRule):
    """The points of the first band that holds. `undefined` are the points where the measure will never have a value."""

    of: Formula
    bands: tuple[Band, ...]
    otherwise: Number
    undefined: Number | None = None

    @property
    def range(self) -> tuple[Number, Number]:
        several = [band.points for band in self.bands] + [self.otherwise]
        if self.undefined is not None:
            several.append(self.undefined)
        return min(several), max(several)

    def evaluate(self, frame: Frame) -> Any:
        value = self.of.run(frame)
        if is_final(value):
            return 0 if self.undefined is None else self.undefined
        if is_unknown(value):
            return self._spread(value)
        for band in self.bands:
            if band.holds(value):
                return band.points
        return self.otherwise

    def _spread(self, value: Unknown) -> Any:
        low, high = bounds(value)
        possible: list[Any] = [self.undefined or 0] if value.may_end else []
        for band in self.bands:
            if band.may_hold(low, high):
                possible.append(band.points)
            if band.must_hold(low, high):
                break
        else:
            possible.append(self.otherwise)
        spread = hull(possible)
        return (
            Unknown(value.cause, min(possible), max(possible))
            if is_unknown(spread) or (len(possible) > 1 and min(possible) != max(possible))
            else spread
        )

    def explain(self, frame: Frame, wording: Wording) -> str:
        value = self.of.run(frame)
        measure = wording.reckoning(self.of, frame, tuple(band.threshold for band in self.bands))
        if is_final(value):
            return wording.word("band_undefined", measure=measure, points=wording.number(self.undefined or 0))
        if is_unknown(value):
            return wording.word("band_pending", measure=measure)
        for band in self.bands:
            if band.holds(value):
                threshold = f"{_SIGNS[band.operator]}{wording.value(self.of, band.threshold)}"
                return wording.word(
                    "band_reached", measure=measure, threshold=threshold, points=wording.number(band.points)
                )
        return wording.word("band_otherwise", measure=measure, points=wording.number(self.otherwise))

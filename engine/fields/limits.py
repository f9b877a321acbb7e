"""The limits of a number, a date or a year, and what an author can get wrong about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from engine.fields.base import Building
from engine.shapes import Entries, Key, Quantity
from engine.source import Scalar
from engine.values import Number

LIMIT_KEYS: Mapping[str, Key] = {
    "min": Key(Quantity()),
    "max": Key(Quantity()),
    "above": Key(Quantity()),
    "below": Key(Quantity()),
}
PERCENT_LIMIT_KEYS: Mapping[str, Key] = {name: Key(Quantity(percent=True)) for name in LIMIT_KEYS}


@dataclass(frozen=True, slots=True)
class Limits:
    """`min` and `max` are allowed themselves, `above` and `below` are not."""

    min: Number | None = None
    max: Number | None = None
    above: Number | None = None
    below: Number | None = None

    def broken(self, number: Number) -> tuple[str, Number] | None:
        """The name of the limit that `number` breaks, with the limit."""
        if self.min is not None and number < self.min:
            return "min", self.min
        if self.max is not None and number > self.max:
            return "max", self.max
        if self.above is not None and number <= self.above:
            return "above", self.above
        if self.below is not None and number >= self.below:
            return "below", self.below
        return None

    def low(self, whole: bool) -> Number | None:
        """What no allowed number is less than; the least whole number itself where only those count."""
        if self.above is not None:
            return floor(self.above) + 1 if whole else self.above
        return ceil(self.min) if whole and self.min is not None else self.min

    def high(self, whole: bool) -> Number | None:
        if self.below is not None:
            return ceil(self.below) - 1 if whole else self.below
        return floor(self.max) if whole and self.max is not None else self.max

    def leave_nothing(self, whole: bool) -> bool:
        low, high = self.low(whole), self.high(whole)
        if low is None or high is None:
            return False
        exclusive = self.above is not None or self.below is not None
        return low > high or (low == high and exclusive and not whole)


NO_LIMITS = Limits()


def read_limits(
    entries: Entries, building: Building, *, whole: bool = False, percent: bool = False
) -> Limits:
    """The limits an author wrote; those that contradict each other are reported and left out."""
    found = {name: entries[name] for name in LIMIT_KEYS}
    for kept, dropped in (("min", "above"), ("max", "below")):
        if found[kept] is not None and found[dropped] is not None:
            building.collector.add("F222", entries.span(dropped), first=kept, second=dropped)
            found[dropped] = None
    if percent:
        found = {name: _as_ratio(name, limit, entries, building) for name, limit in found.items()}
    limits = Limits(**found)
    if limits.leave_nothing(whole):
        low, high = _written(entries, found, "min", "above"), _written(entries, found, "max", "below")
        building.collector.add(
            "F220",
            entries.span(high),
            low=f"{low}: {_text(entries, low)}",
            high=f"{high}: {_text(entries, high)}",
        )
        return NO_LIMITS
    return limits


def _as_ratio(name: str, limit: Number | None, entries: Entries, building: Building) -> Number | None:
    """A limit of a percent field: written with its sign, or 0."""
    text = _text(entries, name)
    if not limit or text.endswith("%"):
        return limit
    building.collector.add("F221", entries.span(name), suggestion=f"{text}%", key=name, found=text)
    return Fraction(limit) / 100


def _written(entries: Entries, found: Mapping[str, Number | None], *names: str) -> str:
    return next(name for name in names if found[name] is not None)


def _text(entries: Entries, name: str) -> str:
    node = entries.node.get(name)
    return node.text.strip() if isinstance(node, Scalar) else ""

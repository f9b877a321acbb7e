"""Decision tables: rows of conditions on several inputs, the first (or the only) row that fits gives the result."""

from dataclasses import dataclass
from typing import Any, Protocol

from engine.program import Frame
from engine.rules.base import Formula, union
from engine.values import (
    Unknown,
    all_hold,
    bounds,
    cause_of,
    decided,
    equal,
    hull,
    is_final,
    is_unknown,
    may_end,
)


class Cell(Protocol):
    """What one input must be for its row to fit."""

    def fits(self, value: Any) -> Any:
        """True, False, or Unknown while the input is."""
        ...


@dataclass(frozen=True, slots=True)
class AnyCell:
    """``any``: fits whatever comes, even what is missing."""

    def fits(self, value: Any) -> Any:
        return True


@dataclass(frozen=True, slots=True)
class RangeCell:
    """A range of numbers or days; None is no limit. `low` is included; `high` when `with_high`."""

    low: Any
    high: Any
    with_high: bool = True
    with_low: bool = True

    def fits(self, value: Any) -> Any:
        if is_final(value):
            return False
        truths = []
        if self.low is not None:
            truths.append(value >= self.low if self.with_low else value > self.low)
        if self.high is not None:
            truths.append(value <= self.high if self.with_high else value < self.high)
        return decided(all_hold(truths))


@dataclass(frozen=True, slots=True)
class ValuesCell:
    """One of several options, words, truths or numbers."""

    values: tuple[Any, ...]

    def fits(self, value: Any) -> Any:
        if is_final(value):
            return False
        if is_unknown(value):
            outcomes = [equal(value, each) for each in self.values]
            return False if all(each is False for each in outcomes) else Unknown(value.cause)
        return value in self.values


@dataclass(frozen=True, slots=True)
class CodesCell:
    """Codes by prefix or range, with exceptions: ``13..43 except 591``."""

    ranges: tuple[tuple[str, str], ...]
    exceptions: tuple[tuple[str, str], ...] = ()

    def fits(self, value: Any) -> Any:
        if is_final(value):
            return False
        if is_unknown(value):
            return Unknown(value.cause)
        return _within(value, self.ranges) and not _within(value, self.exceptions)


def _within(code: str, ranges: tuple[tuple[str, str], ...]) -> bool:
    return any(low <= code[: len(low)] and code[: len(high)] <= high for low, high in ranges)


@dataclass(frozen=True, slots=True)
class Row:
    """A row: a cell an input, and the result."""

    cells: tuple[Cell, ...]
    result: Any

    @property
    def fits_always(self) -> bool:
        """Whether the row fits whatever comes, even what is missing."""
        return all(isinstance(cell, AnyCell) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """`hit` is ``first`` (the first row that fits) or ``only`` (exactly one may fit; the compiler checks it). `complete`
    tells that some row fits whatever comes."""

    inputs: tuple[Formula, ...]
    rows: tuple[Row, ...]
    hit: str = "first"
    complete: bool = False

    @property
    def slots(self) -> frozenset[int]:
        return union(formula.slots for formula in self.inputs)

    def evaluate(self, frame: Frame) -> Any:
        """The result; unknown only if the rows still undecided differ. Where no row fits because an input will never
        have a value, neither has the result."""
        values = [formula.run(frame) for formula in self.inputs]
        possible: list[Any] = []
        unknown: list[Any] = [value for value in values if is_unknown(value)]
        for row in self.rows:
            fits = all_hold(cell.fits(value) for cell, value in zip(row.cells, values, strict=True))
            if fits is True and not possible:
                return row.result
            if fits is not False:
                possible.append(row.result)
            if fits is True:
                break
        else:
            final = next((value for value in values if is_final(value)), None)
            if not possible:
                return Unknown(cause_of(*unknown)) if final is None else final
            ends = final is not None or may_end(*unknown)
            if ends or not self.complete:
                low, high = bounds(hull(possible))
                return Unknown(cause_of(*unknown), *_numbers(low, high), may_end=ends)
        result = hull(possible)
        return Unknown(cause_of(*unknown), result.low, result.high) if is_unknown(result) else result


def _numbers(low: Any, high: Any) -> tuple[Any, Any]:
    """Bounds, where the results are numbers."""
    return (None, None) if isinstance(low, str | bool) else (low, high)

"""Decision tables: rows of conditions on several inputs, the first (or the only) row that fits gives the result."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.program import Frame
from engine.rules.base import Formula, Wording, union
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


class Cell(ABC):
    """What one input must be for its row to fit."""

    @abstractmethod
    def fits(self, value: Any) -> Any:
        """True, False, or Unknown while the input is."""

    def limits(self) -> tuple[tuple[str, Any], ...]:
        """The limits an input must keep, each with its sign; none where it must be one of several."""
        return ()


@dataclass(frozen=True, slots=True)
class AnyCell(Cell):
    """``any``: fits whatever comes, even what is missing."""

    def fits(self, value: Any) -> Any:
        return True


@dataclass(frozen=True, slots=True)
class RangeCell(Cell):
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

    def limits(self) -> tuple[tuple[str, Any], ...]:
        found = (("≥" if self.with_low else ">", self.low), ("≤" if self.with_high else "<", self.high))
        return tuple((sign, limit) for sign, limit in found if limit is not None)


@dataclass(frozen=True, slots=True)
class ValuesCell(Cell):
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
class CodesCell(Cell):
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

    def explain(self, frame: Frame, wording: Wording, say: Callable[[Any], str]) -> str:
        """Which row gave the result and with which values, and what the nearest row before it was short of. `say` tells a
        result in words."""
        values = [formula.run(frame) for formula in self.inputs]
        fits = [
            [cell.fits(value) for cell, value in zip(row.cells, values, strict=True)] for row in self.rows
        ]
        still = [place for place, each in enumerate(fits) if all_hold(each) is not False]
        result = self.evaluate(frame)
        if is_final(result) or not still:
            return ""
        place = still[0]
        if is_unknown(result) or all_hold(fits[place]) is not True:
            open_ = [
                wording.phrase(formula)
                for column, formula in enumerate(self.inputs)
                if any(is_unknown(fits[each][column]) for each in still)
            ]
            key = "table_pending" if is_unknown(result) else "table_whatever"
            return wording.word(key, inputs=wording.word("list_comma").join(open_))
        met = [column for column, each in enumerate(self.rows[place].cells) if not isinstance(each, AnyCell)]
        said = [self._said(place, column, values[column], "table_met", wording) for column in met]
        said += self._missed(place, fits, values, wording, say)
        return wording.word("list_semicolon").join(said)

    def _missed(
        self,
        place: int,
        fits: list[list[Any]],
        values: list[Any],
        wording: Wording,
        say: Callable[[Any], str],
    ) -> list[str]:
        """What the nearest row before `place` with another result was short of, if that is limits alone."""
        for before in reversed(range(place if self.hit == "first" else 0)):
            row = self.rows[before]
            short = [column for column, each in enumerate(fits[before]) if each is False]
            if row.result != self.rows[place].result and all(
                each is True or row.cells[column].limits() for column, each in enumerate(fits[before])
            ):
                said = [
                    self._said(before, column, values[column], "table_short", wording) for column in short
                ]
                inputs = wording.word("list_comma").join(said)
                return [wording.word("table_missed", result=say(row.result), inputs=inputs)]
        return []

    def _said(self, place: int, column: int, value: Any, key: str, wording: Wording) -> str:
        """An input with its value and the limits that a row sets it."""
        formula, limits = self.inputs[column], self.rows[place].cells[column].limits()
        found = wording.value(formula, value, tuple(limit for _, limit in limits))
        name = wording.phrase(formula)
        if not limits:
            return wording.word("table_value", name=name, value=found)
        signed = [f"{sign} {wording.value(formula, limit)}" for sign, limit in limits]
        limit = wording.word("list_comma").join(signed)
        return wording.word(key, name=name, value=found, limit=limit)


def _numbers(low: Any, high: Any) -> tuple[Any, Any]:
    """Bounds, where the results are numbers."""
    return (None, None) if isinstance(low, str | bool) else (low, high)

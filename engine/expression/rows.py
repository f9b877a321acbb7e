"""Functions over the rows of a table, with a condition that may be open for some of them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from engine.expression.runtime import average, count, greatest, smallest, total
from engine.values import (
    UNDEFINED,
    Final,
    Unknown,
    any_holds,
    bounds,
    cause_of,
    hull,
    is_missing,
    may_end,
    negate,
)

Frame = Any
Row = tuple[Any, ...]
OfRow = Callable[[Frame, Row], Any]


def count_rows(frame: Frame, table: Any, predicate: OfRow | None, most: int | None) -> Any:
    """How many rows there are, or for how many the condition holds."""
    if is_missing(table):
        return table if isinstance(table, Final) else Unknown(table.cause, 0, most)
    return len(table) if predicate is None else count(predicate(frame, row) for row in table)


def any_row(frame: Frame, table: Any, truth: OfRow) -> Any:
    return _open(table) if is_missing(table) else any_holds(truth(frame, row) for row in table)


def every_row(
    frame: Frame, table: Any, truth: OfRow, predicate: OfRow | None, join: Callable[[Iterable[Any]], Any]
) -> Any:
    """Whether `truth` holds in every row for which the condition does; `join` is the ``and`` to use."""
    if is_missing(table):
        return _open(table)
    if predicate is None:
        return join(truth(frame, row) for row in table)
    return join(
        any_holds((negate(holds), truth(frame, row))) for holds, row in _chosen(frame, table, predicate)
    )


def _open(table: Any) -> Any:
    return table if isinstance(table, Final) else Unknown(table.cause)


def _chosen(frame: Frame, table: Any, predicate: OfRow) -> Iterator[tuple[Any, Row]]:
    """Each row for which the condition holds or still may, with that truth; what is undefined does not hold."""
    for row in table:
        holds = predicate(frame, row)
        if holds is True or isinstance(holds, Unknown):
            yield (holds if holds is True else replace(holds, may_end=False)), row


def sum_rows(frame: Frame, table: Any, value: OfRow, predicate: OfRow | None, low: Any, high: Any) -> Any:
    """The sum over rows; a cell keeps within `low` and `high`, which bounds the sum of a table not begun."""
    if is_missing(table):
        sign = (0 if low is not None and low >= 0 else None), (0 if high is not None and high <= 0 else None)
        return table if isinstance(table, Final) else Unknown(table.cause, *sign)
    if predicate is None:
        return total(value(frame, row) for row in table)
    return total(_perhaps(holds, value(frame, row)) for holds, row in _chosen(frame, table, predicate))


def _perhaps(holds: Any, value: Any) -> Any:
    """What a row adds: its value, or while the condition is open anything between that and nothing."""
    if holds is True:
        return value
    found = hull((value, 0))
    return found if not isinstance(found, Unknown) else replace(found, cause=cause_of(holds, value))


def pick_rows(
    function: Callable[[list[Any]], Any], frame: Frame, table: Any, value: OfRow, predicate: OfRow | None
) -> Any:
    """The least, greatest or average of the rows; undefined where there is none."""
    if is_missing(table):
        return table if isinstance(table, Final) else Unknown(table.cause, may_end=True)
    if predicate is None:
        return function([value(frame, row) for row in table])
    found = [(holds, value(frame, row)) for holds, row in _chosen(frame, table, predicate)]
    certain = [each for holds, each in found if holds is True]
    if len(certain) == len(found):
        return function(certain)
    return _pick_open(found, certain)


def _pick_open(found: list[tuple[Any, Any]], certain: list[Any]) -> Any:
    """With some rows open the result lies between the least and the greatest that may count."""
    final = next((each for each in certain if isinstance(each, Final)), None)
    if final is not None:
        return final
    values = [each for _, each in found]
    ends = not certain or any(isinstance(each, Final) for each in values) or may_end(*values)
    numbers = [each for each in values if not isinstance(each, Final)]
    span = hull(numbers) if numbers else UNDEFINED
    low, high = bounds(span) if not isinstance(span, Final) else (None, None)
    return Unknown(cause_of(*(holds for holds, _ in found), *numbers), low, high, ends)


def select(function: str) -> Callable[[list[Any]], Any]:
    return {"min": smallest, "max": greatest, "average": average}[function]

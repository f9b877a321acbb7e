"""What the page of a result draws of an assessment and of the answers it was made from: dimensions and scenes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.fields.fixed_table import FixedTable
from engine.presentation import FormView
from engine.widgets.grids import ShownRow, shown_rows
from web.charts import LEAST_AXES, Radar, axis, radar

MOST_AXES = 12


@dataclass(frozen=True)
class Dimension:
    """A group of the score, and the group it is part of."""

    title: str
    within: str
    low: Any
    high: Any
    out_of: Any


@dataclass(frozen=True)
class Dimensions:
    """The groups of one level of a score, and their radar."""

    groups: tuple[Dimension, ...]
    radar: Radar


@dataclass(frozen=True)
class Scenes:
    """A table answered as questions: what is asked in each row, and what was answered."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[ShownRow, ...]


def dimensions(score: Mapping[str, Any] | None) -> Dimensions | None:
    """The deepest level of a score that has enough groups for a radar, and not too many; None where no level has."""
    level: Sequence[tuple[str, Mapping[str, Any]]] = [("", each) for each in score["groups"]] if score else ()
    found: Dimensions | None = None
    while level:
        if LEAST_AXES <= len(level) <= MOST_AXES:
            groups = tuple(_dimension(within, group) for within, group in level)
            chart = radar([axis(each.title, each.low, each.out_of) for each in groups])
            found = Dimensions(groups, chart) if chart is not None else found
        level = [(group["title"], each) for _, group in level for each in group.get("groups", ())]
    return found


def scenes(view: FormView | None) -> tuple[Scenes, ...]:
    """The tables of a form that were answered as questions."""
    return tuple(_tables(view)) if view is not None else ()


def _dimension(within: str, group: Mapping[str, Any]) -> Dimension:
    low, high = group["range"]
    return Dimension(group["title"], within, low, high, group["out_of"])


def _tables(view: FormView) -> Iterator[Scenes]:
    for field in (each for section in view.sections for each in section.fields if each.visible):
        kind = field.type
        if isinstance(kind, FixedTable) and kind.questions:
            columns = tuple(each.label for each in kind.table_columns)
            yield Scenes(field.id, field.label, columns, shown_rows(field))

"""Whether a condition can only ever hold, or never, whatever is answered within the limits of the fields."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import islice, product
from math import prod
from typing import Any

from engine.expression.evaluation import compile_condition
from engine.expression.satisfying import settled
from engine.expression.tree import Comparison, Constant, Expression, Membership, Reference, Tree, YearOf
from engine.expression.types import ChoicesType, ChoiceType, NumberType, SeriesType, TruthType, Type
from engine.expression.walking import below, references
from engine.values import UNANSWERED, Unknown, exact

Place = tuple[int, int | None]
"""A slot, and the year within it where its value is yearly."""

_MOST = 500


def never_or_always(expression: Expression) -> bool | None:
    """True when the condition always holds, False when it never can, None when it depends on the answers."""
    tree = expression.tree
    if isinstance(tree, Constant):
        return None
    run = compile_condition(tree)
    frame = {each.symbol.slot: _anything(each.symbol.type) for each in references(tree) if not each.in_row}
    decided = _outcome(run(frame, None))  # type: ignore[arg-type]
    if decided is not None:
        return decided
    candidates = _candidates(tree)
    if not candidates or prod(len(values) for values in candidates.values()) > _MOST:
        return settled(tree)
    outcomes = set()
    for values in product(*candidates.values()):
        outcomes.add(_outcome(run(_placed(frame, dict(zip(candidates, values, strict=True))), None)))  # type: ignore[arg-type]
        if None in outcomes:
            return settled(tree)
        if len(outcomes) > 1:
            return None
    return outcomes.pop()


def _outcome(value: Any) -> bool | None:
    """One truth for all years; what ends undefined or is open decides nothing."""
    values = set(value) if isinstance(value, tuple) else {value}
    return values.pop() if len(values) == 1 and values <= {True, False} else None


def _anything(of: Type) -> Any:
    """A value of which only the type's limits are known."""
    if isinstance(of, SeriesType):
        return (_anything(of.of),) * (of.last - of.first + 1)
    return Unknown(low=of.low, high=of.high) if isinstance(of, NumberType) else UNANSWERED


def _placed(frame: dict[int, Any], values: dict[Place, Any]) -> dict[int, Any]:
    placed = dict(frame)
    for (slot, index), value in values.items():
        if index is None:
            placed[slot] = value
        else:
            placed[slot] = (*placed[slot][:index], value, *placed[slot][index + 1 :])
    return placed


def _candidates(tree: Tree) -> dict[Place, list[Any]]:
    """For each single value the condition reads, as many values as can make a difference; others stay open."""
    types: dict[Place, Type] = {}
    marks: dict[Place, set[Any]] = {}
    free: set[Place] = set()
    _collect(tree, types, marks, free)
    found = {}
    for place, of in types.items():
        values = (
            None if place in free and isinstance(of, NumberType) else _values(of, marks.get(place, set()))
        )
        if values:
            found[place] = values
    return found


def _collect(tree: Tree, types: dict[Place, Type], marks: dict[Place, set[Any]], free: set[Place]) -> None:
    place = _place(tree)
    if place is not None:
        types[place] = tree.type
        free.add(place)
        return
    sides: tuple[Tree, ...] = below(tree)
    compared = _compared(tree)
    if compared is not None:
        direct, numbers = compared
        own = _place(direct)
        if own is not None:
            types[own] = direct.type
            marks.setdefault(own, set()).update(numbers)
            sides = tuple(each for each in sides if each is not direct)
    for each in sides:
        _collect(each, types, marks, free)


def _place(tree: Tree) -> Place | None:
    """Where a tree reads one value of the frame."""
    match tree:
        case Reference(symbol=symbol, in_row=False) if not isinstance(symbol.type, SeriesType):
            return symbol.slot, None
        case YearOf(of=Reference(symbol=symbol, in_row=False), first=first, last=last, prior=False) if (
            first == last
        ):
            if isinstance(symbol.type, SeriesType) and not isinstance(tree.type, SeriesType):
                return symbol.slot, first - symbol.type.first
    return None


def _compared(tree: Tree) -> tuple[Tree, Iterable[Any]] | None:
    """A value set against constants, and those constants in its own unit."""
    match tree:
        case Comparison(left=left, right=Constant(value=value), factor=factor) if _is_number(left.type):
            return left, (value * factor,)
        case Comparison(left=Constant(value=value), right=right, factor=factor) if _is_number(right.type):
            return right, (exact(Fraction(value) / factor),)
        case Membership(left=left, ranges=ranges, exceptions=exceptions) if _is_number(left.type):
            return left, (end for pair in (*ranges, *exceptions) for end in pair)
    return None


def _is_number(of: Type) -> bool:
    return isinstance(of, NumberType)


def _values(of: Type, marks: set[Any]) -> list[Any] | None:
    match of:
        case TruthType():
            return [True, False]
        case ChoiceType(options=options):
            return list(options)
        case ChoicesType(options=options, exclusive=exclusive) if len(options) <= 6:
            several = (
                frozenset(each for i, each in enumerate(options) if chosen >> i & 1)
                for chosen in range(1 << len(options))
            )
            return [each for each in several if len(each) <= 1 or each.isdisjoint(exclusive)]
        case NumberType() if marks:
            return _around(of, sorted(marks))
    return None


def _around(of: NumberType, marks: list[Any]) -> list[Any]:
    """Each mark, and a number between any two neighbours and beyond the ends, within the limits."""
    ends = [each for each in (of.low, of.high) if each is not None]
    points = sorted({*marks, *ends})
    between = [exact(Fraction(a + b) / 2) for a, b in zip(points, islice(points, 1, None), strict=False)]
    candidates = {*points, *between, points[0] - 1, points[-1] + 1}
    if of.integer:
        candidates = {whole for each in candidates for whole in (each.__floor__(), each.__ceil__())}
    inside = (
        each
        for each in candidates
        if (of.low is None or each >= of.low) and (of.high is None or each <= of.high)
    )
    return sorted(inside)

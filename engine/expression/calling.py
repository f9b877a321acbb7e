"""The functions of the language: what each takes and what it gives."""

from collections.abc import Callable
from typing import Any

from engine.expression import runtime
from engine.expression.arguments import made, refuse, spanning, taken, whole_literal
from engine.expression.comparing import read_as
from engine.expression.context import Context, kind_of
from engine.expression.gathering import Gathered, both, gather
from engine.expression.lifting import element, lift, replaced
from engine.expression.placing import read_asked_in, read_lies_in
from engine.expression.reckoning import as_number, common_unit, interval, limited
from engine.expression.syntax import Called, Node
from engine.expression.tree import Constant, Tree
from engine.expression.types import (
    ANY,
    TRUTH,
    AnyType,
    DateType,
    NumberType,
    SeriesType,
    TableType,
    TruthType,
    Type,
)
from engine.shapes import nearest
from engine.units import RATIO
from engine.values import Unknown, bounds

Reader = Callable[[Called, Context], Tree | None]


def read_called(node: Called, context: Context, hint: Type | None) -> Tree:
    """A call; a function that is none is named with the nearest that is."""
    if node.function == "default":
        return _default(node, context, hint) or _nothing(node, context)
    reader = _READERS.get(node.function)
    if reader is None:
        name = Node(node.start, node.name_end)
        for each in node.arguments:
            context.read(each)
        suggestion = nearest(node.function, FUNCTIONS)
        return context.wrong(
            name, "F303", suggestion=suggestion, met=node.function, known=", ".join(FUNCTIONS)
        )
    return reader(node, context) or _nothing(node, context)


def _nothing(node: Called, context: Context) -> Tree:
    return Constant(0, ANY, context.syntax.span_of(node))


# --- Many values -------------------------------------------------------------------------------------------------


def _truths(node: Called, context: Context) -> Tree | None:
    """``any`` and ``every``."""
    found = gather(node, context)
    if found is None:
        return None
    if found.rows:
        return _truths_of_rows(node, found, context)
    for tree, at in zip(found.trees, found.nodes, strict=True):
        if not isinstance(element(tree.type), TruthType):
            return refuse(node, at, tree, "kind.condition", context)
    return made(node, context, found.trees, TRUTH)


def _truths_of_rows(node: Called, found: Gathered, context: Context) -> Tree | None:
    table, *taken = found.trees
    if taken and not isinstance(found.element, TruthType):
        return refuse(node, found.nodes[0], taken[0], "kind.condition", context)
    if not taken and found.predicate is None:
        return refuse(node, found.nodes[0], table, "kind.condition", context)
    if node.function == "any":
        truth = both(found.predicate, taken[0]) if taken else found.predicate
        return made(node, context, (table,), TRUTH, truth)
    if taken:
        return made(node, context, (table, taken[0]), TRUTH, found.predicate)
    assert found.predicate is not None
    return made(node, context, (table, found.predicate), TRUTH)


def _count(node: Called, context: Context) -> Tree | None:
    found = gather(node, context)
    if found is None:
        return None
    counted = NumberType(None, found.least if found.rows and found.predicate is None else 0, found.most, True)
    if found.rows and len(found.trees) == 1:
        return made(node, context, found.trees, counted, found.predicate)
    for tree, at in zip(found.trees[-1:] if found.rows else found.trees, found.nodes, strict=True):
        if found.element is not None and not isinstance(element(tree.type), TruthType):
            return refuse(node, at, tree, "kind.condition", context)
    if found.rows:
        whole = NumberType(None, 0, found.most, True)
        return made(node, context, found.trees[:1], whole, both(found.predicate, found.trees[1]))
    return made(node, context, found.trees, counted)


def _numbers(node: Called, context: Context) -> Tree | None:
    """``sum``, ``min``, ``max``, ``average``; the least and the latest also of days."""
    found = gather(node, context)
    if found is None:
        return None
    values = found.trees[1:] if found.rows else found.trees
    if not values:
        return refuse(node, found.nodes[0], found.trees[0], "kind.numbers", context)
    if node.function in ("min", "max") and all(isinstance(element(each.type), DateType) for each in values):
        return made(node, context, found.trees, element(values[0].type), found.predicate)
    numbers = [as_number(tree, at, context) for tree, at in zip(values, found.nodes, strict=True)]
    if None in numbers:
        return None
    brought = common_unit(node, values, found.nodes, context)
    if brought is None:
        return None
    unit, trees = brought
    types = [each for tree in trees if isinstance(each := element(tree.type), NumberType)]
    whole = all(each.integer for each in types) and node.function != "average"
    result = limited(_aggregate(node.function, types, found), unit, whole)
    return made(
        node, context, (*found.trees[: len(found.trees) - len(values)], *trees), result, found.predicate
    )


def _aggregate(function: str, types: list[NumberType], found: Gathered) -> Any:
    """Between which limits the result of several numbers lies."""
    intervals = [interval(each) for each in types]
    if len(intervals) == 1 and function == "sum":
        return intervals[0] * (
            found.least if found.least == found.most else Unknown(low=found.least, high=found.most)
        )
    if len(intervals) == 1:
        return intervals[0]
    functions = {
        "sum": runtime.total,
        "min": runtime.smallest,
        "max": runtime.greatest,
        "average": runtime.average,
    }
    return functions[function](intervals)


# --- One number --------------------------------------------------------------------------------------------------


def _one_number(node: Called, context: Context) -> Tree | None:
    """``abs``, ``floor`` and ``round``."""
    form = "round(x, 2)" if node.function == "round" else f"{node.function}(x)"
    trees = taken(node, context, form, 2 if node.function == "round" else 1)
    if trees is None:
        return None
    number = as_number(trees[0], node.arguments[0], context)
    if number is None:
        return None
    span = interval(number)
    whole = number.integer
    if node.function == "round":
        places = whole_literal(node, 1, trees[1], context)
        if places is None:
            return None
        span, whole = runtime.rounded(span, places), whole or places == 0
    elif node.function == "floor":
        span, whole = runtime.whole_below(span), True
    else:
        span = runtime.magnitude(span)
    return made(node, context, tuple(trees), replaced(trees[0].type, limited(span, number.unit, whole)))


# --- Years and days ----------------------------------------------------------------------------------------------


def _yearly(node: Called, tree: Tree, years: int, context: Context) -> SeriesType | None:
    """The type of an argument that must hold numbers of this year and of `years` years before."""
    at = node.arguments[0]
    if not isinstance(tree.type, SeriesType):
        refuse(node, at, tree, "kind.yearly_numbers", context)
        return None
    if as_number(tree, at, context) is None:
        return None
    if tree.type.last - tree.type.first < years:
        met = context.words(at)
        context.wrong(at, "F409", met=met, year=tree.type.first + years, last=tree.type.last)
        return None
    return tree.type


def _growth(node: Called, context: Context) -> Tree | None:
    trees = taken(node, context, "growth(x)", 1)
    series = _yearly(node, trees[0], 1, context) if trees else None
    if trees is None or series is None:
        return None
    low, _ = bounds(interval(series.of)) if isinstance(series.of, NumberType) else (None, None)
    of = NumberType(RATIO, -1 if low is not None and low >= 0 else None)
    return made(node, context, tuple(trees), SeriesType(of, series.first, series.last - 1))


def _compound_growth(node: Called, context: Context) -> Tree | None:
    trees = taken(node, context, "compound_growth(x, 2)", 2)
    years = whole_literal(node, 1, trees[1], context, 1) if trees else None
    if trees is None or years is None or _yearly(node, trees[0], years, context) is None:
        return None
    return made(node, context, tuple(trees), NumberType(RATIO, -1, None, irrational=True))


def _years_between(node: Called, context: Context) -> Tree | None:
    trees = taken(node, context, "years_between(a, b)", 2)
    if trees is None:
        return None
    for tree, at in zip(trees, node.arguments, strict=True):
        if not isinstance(element(tree.type), DateType):
            return refuse(node, at, tree, "kind.date", context)
    lifted = lift(NumberType(integer=True), *(each.type for each in trees))
    return (
        context.wrong(node, "F420", met=context.words(node))
        if lifted is None
        else made(node, context, tuple(trees), lifted)
    )


def _months_after(node: Called, context: Context) -> Tree | None:
    trees = taken(node, context, "months_after(a, 3)", 2)
    if trees is None:
        return None
    if not isinstance(element(trees[0].type), DateType):
        return refuse(node, node.arguments[0], trees[0], "kind.date", context)
    if whole_literal(node, 1, trees[1], context, most=runtime.MOST_MONTHS) is None:
        return None
    return made(node, context, tuple(trees), trees[0].type)


def _default(node: Called, context: Context, hint: Type | None) -> Tree | None:
    if len(node.arguments) != 2:
        return context.wrong(node, "F411", function="default", form="default(x, 0)")
    first = context.read(node.arguments[0], hint)
    second = read_as(node.arguments[1], element(first.type), context)
    if isinstance(first.type, AnyType) or isinstance(second.type, AnyType):
        return None
    kinds = element(first.type), element(second.type)
    if isinstance(first.type, TableType) or type(kinds[0]) is not type(kinds[1]):
        return context.wrong(node, "F424", one=kind_of(kinds[0]), two=kind_of(kinds[1]))
    of: Type = kinds[0]
    trees: tuple[Tree, ...] = (first, second)
    if isinstance(of, NumberType):
        if any(as_number(tree, at, context) is None for tree, at in zip(trees, node.arguments, strict=True)):
            return None
        brought = common_unit(node, trees, node.arguments, context)
        if brought is None:
            return None
        unit, (first, second) = brought
        of = spanning((first, second), unit)
    lifted = lift(of, first.type, second.type)
    return (
        context.wrong(node, "F420", met=context.words(node))
        if lifted is None
        else made(node, context, (first, second), lifted)
    )


_READERS: dict[str, Reader] = {
    "sum": _numbers,
    "count": _count,
    "any": _truths,
    "every": _truths,
    "min": _numbers,
    "max": _numbers,
    "average": _numbers,
    "abs": _one_number,
    "round": _one_number,
    "floor": _one_number,
    "years_between": _years_between,
    "months_after": _months_after,
    "growth": _growth,
    "compound_growth": _compound_growth,
    "lies_in": read_lies_in,
    "asked_in": read_asked_in,
}

FUNCTIONS: tuple[str, ...] = (*_READERS, "default")
"""The names of all functions; nothing in a form may be named so."""

ROOTS: tuple[str, ...] = ("compound_growth",)
"""The functions whose result may be a root."""

"""Syntax becomes a typed tree: every name resolved, every unit converted, every mistake told once where it stands."""

from dataclasses import replace
from typing import Any

from engine.diagnostics import Collector
from engine.expression import syntax as s
from engine.expression.arguments import spanning
from engine.expression.calling import read_called
from engine.expression.comparing import as_condition, read_as, read_chain, report_two_values
from engine.expression.context import Context, kind_of, plain_text
from engine.expression.deciding import never_or_always as never_or_always
from engine.expression.fitting import fit
from engine.expression.hazards import hazards_of
from engine.expression.lifting import element, lift
from engine.expression.membership import read_contained, read_having
from engine.expression.reckoning import as_number, common_unit, read_binary, read_quantity, read_signed
from engine.expression.tree import Conditional, Constant, Expression, Logic, Scope, Tree, YearOf
from engine.expression.types import (
    ANY,
    DATE,
    TEXT,
    TRUTH,
    AnyType,
    ChoicesType,
    ChoiceType,
    CodeType,
    ListType,
    NumberType,
    SeriesType,
    Type,
)
from engine.expression.walking import references
from engine.units import Units


def check(
    syntax: s.Syntax,
    scope: Scope,
    units: Units,
    collector: Collector,
    expected: Type | None = None,
    *,
    yearly: bool = False,
) -> Expression | None:
    """The typed expression, or None after reporting why there is none.

    `expected` is the type its place takes; with `yearly` it may as well give one such value for each year.
    """
    found = Collector()
    context = Context(syntax, scope, units, found, _read)
    tree = (
        read_as(syntax.root, element(expected), context)
        if expected is not None
        else context.read(syntax.root)
    )
    tree = fit(tree, expected, yearly, context)
    collector.extend(found.report().diagnostics)
    if found.has_errors or isinstance(tree.type, AnyType):
        return None
    read = references(tree)
    names = frozenset(each.symbol.name for each in read if not each.in_row)
    slots = frozenset(each.symbol.slot for each in read if not each.in_row)
    return Expression(syntax.text, tree, tree.type, hazards_of(tree), names, syntax.span, slots)


def _read(node: s.AnyNode, context: Context, hint: Type | None) -> Tree:
    match node:
        case s.Name():
            return _name(node, context, hint)
        case s.Quantity() | s.Words() | s.Day() | s.Truth():
            return _literal(node, context, hint)
        case s.Signed():
            return read_signed(node, context)
        case s.Binary():
            return read_binary(node, context)
        case s.Years():
            return _years(node, context)
        case s.Choosing():
            return _choosing(node, context, hint)
        case s.Called():
            return read_called(node, context, hint)
        case _:
            return _read_condition(node, context)


def _read_condition(node: s.AnyNode, context: Context) -> Tree:
    match node:
        case s.Chain():
            return read_chain(node, context)
        case s.Contained():
            return read_contained(node, context)
        case s.Having():
            return read_having(node, context)
        case s.Junction():
            return _junction(node, context)
        case s.Negated():
            return _negated(node, context)
        case _:
            return context.wrong(node, "F413", met=context.words(node))


def _literal(node: s.Quantity | s.Words | s.Day | s.Truth, context: Context, hint: Type | None) -> Tree:
    span = context.syntax.span_of(node)
    text = plain_text(node)
    if isinstance(hint, CodeType) and text is not None:
        if not context.has_code(hint.system, text):
            return context.wrong_code(node, hint.system, text)
        return Constant(text, hint, span)
    match node:
        case s.Quantity():
            return read_quantity(node, context)
        case s.Words():
            return Constant(node.text, TEXT, span)
        case s.Day():
            return Constant(node.value, DATE, span)
        case s.Truth():
            return Constant(node.value, TRUTH, span)


def _name(node: s.Name, context: Context, hint: Type | None) -> Tree:
    found = context.find(node.text)
    if found is not None:
        return replace(found, span=context.syntax.span_of(node))
    if (
        isinstance(hint, CodeType)
        and context.code_table(hint.system)
        and context.has_code(hint.system, node.text)
    ):
        return Constant(node.text, hint, context.syntax.span_of(node))
    return context.wrong(node, "F301", suggestion=context.nearest_name(node.text), met=node.text)


def _years(node: s.Years, context: Context) -> Tree:
    """``[1]``, ``[1..2]`` and ``[prior]``; of a column, the years of each row."""
    of = context.read(node.of)
    met = context.words(node.of)
    series = of.type.of if isinstance(of.type, ListType) else of.type
    if isinstance(series, AnyType):
        return of
    if not isinstance(series, SeriesType):
        return context.wrong(node, "F410", met=met, index=context.syntax.text[node.of.end : node.end])
    if node.prior:
        if series.first == series.last:
            return context.wrong(node, "F409", met=met, year=series.last + 1, last=series.last)
        result: Type = SeriesType(series.of, series.first, series.last - 1)
        return _year_of(of, 1, 1, result, node, context)
    outside = next(
        (year for year in (node.first, node.last) if not series.first <= year <= series.last), None
    )
    if outside is not None or node.first > node.last:
        year = node.last if outside is None else outside
        return context.wrong(node, "F409", met=met, year=year, last=series.last)
    result = series.of if node.first == node.last else SeriesType(series.of, node.first, node.last)
    return _year_of(of, node.first, node.last, result, node, context)


def _year_of(of: Tree, first: int, last: int, result: Type, node: s.Years, context: Context) -> Tree:
    if isinstance(of.type, ListType):
        result = ListType(result, of.type.table)
    return YearOf(of, first, last, result, context.syntax.span_of(node), node.prior)


def _junction(node: s.Junction, context: Context) -> Tree:
    items = tuple(as_condition(context.read(each), each, context) for each in node.items)
    if any(isinstance(each.type, AnyType) for each in items):
        return Constant(False, ANY, context.syntax.span_of(node))
    if node.operator == "and" and report_two_values(items, node, context):
        return Constant(False, ANY, context.syntax.span_of(node))
    lifted = lift(TRUTH, *(each.type for each in items))
    if lifted is None:
        return context.wrong(node, "F420", met=context.words(node))
    return Logic(node.operator, items, lifted, context.syntax.span_of(node))


def _negated(node: s.Negated, context: Context) -> Tree:
    of = as_condition(context.read(node.of), node.of, context)
    if isinstance(of.type, AnyType):
        return of
    return Logic("not", (of,), of.type, context.syntax.span_of(node))


def _choosing(node: s.Choosing, context: Context, hint: Type | None) -> Tree:
    test = as_condition(context.read(node.test), node.test, context)
    then = _branch(node.then, hint, context)
    otherwise = _branch(node.otherwise, hint if hint is not None else element(then.type), context)
    if any(isinstance(each.type, AnyType) for each in (test, then, otherwise)):
        return Constant(0, ANY, context.syntax.span_of(node))
    return _choose(node, test, then, otherwise, context)


def _branch(node: s.AnyNode, hint: Type | None, context: Context) -> Tree:
    return context.read(node) if hint is None else read_as(node, hint, context)


def _choose(node: s.Choosing, test: Tree, then: Tree, otherwise: Tree, context: Context) -> Tree:
    kinds = element(then.type), element(otherwise.type)
    if type(kinds[0]) is not type(kinds[1]):
        return context.wrong(node, "F424", one=kind_of(kinds[0]), two=kind_of(kinds[1]))
    of: Any = kinds[0]
    if isinstance(of, NumberType):
        nodes = (node.then, node.otherwise)
        if any(
            as_number(tree, at, context) is None for tree, at in zip((then, otherwise), nodes, strict=True)
        ):
            return Constant(0, ANY, context.syntax.span_of(node))
        brought = common_unit(node, (then, otherwise), nodes, context)
        if brought is None:
            return Constant(0, ANY, context.syntax.span_of(node))
        unit, (then, otherwise) = brought
        of = spanning((then, otherwise), unit)
    elif isinstance(of, ChoiceType | ChoicesType) and of != kinds[1]:
        return context.wrong(node, "F425", left=context.words(node.then), right=context.words(node.otherwise))
    lifted = lift(of, test.type, then.type, otherwise.type)
    if lifted is None:
        return context.wrong(node, "F420", met=context.words(node))
    return Conditional(test, then, otherwise, lifted, context.syntax.span_of(node))

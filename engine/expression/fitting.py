"""Whether an expression gives what its place takes: a condition, a number in the field's unit, one value or one a year."""

from engine.expression.context import Context, kind_of, unit_label
from engine.expression.lifting import element
from engine.expression.reckoning import as_percent, converted, is_literal, literal_value
from engine.expression.tree import Constant, Tree, YearOf
from engine.expression.types import (
    ANY,
    AnyType,
    ChoicesType,
    ChoiceType,
    CodeType,
    ListType,
    NumberType,
    SeriesType,
    TableType,
    TruthType,
    Type,
)
from engine.values import exact


def fit(tree: Tree, expected: Type | None, yearly: bool, context: Context) -> Tree:
    """`tree` as its place takes it, converted where only the unit differs; reported where it does not fit."""
    if isinstance(tree.type, AnyType) or isinstance(expected, AnyType):
        return tree
    if isinstance(tree.type, TableType | ListType) and expected is None:
        node = context.syntax.root
        return context.wrong(node, "F408", met=context.words(node), kind=kind_of(tree.type))
    if expected is None:
        return tree
    fitted = _fit_element(tree, element(expected), context)
    return fitted if isinstance(fitted.type, AnyType) else _fit_years(fitted, expected, yearly, context)


def _fit_years(tree: Tree, expected: Type, yearly: bool, context: Context) -> Tree:
    node = context.syntax.root
    of = tree.type
    if isinstance(expected, SeriesType):
        if not isinstance(of, SeriesType):
            return context.wrong(node, "F431", met=context.words(node))
        if of.first > expected.first or of.last < expected.last:
            year = expected.last if of.last < expected.last else expected.first
            return context.wrong(node, "F432", met=context.words(node), year=year)
        if (of.first, of.last) == (expected.first, expected.last):
            return tree
        cut = SeriesType(of.of, expected.first, expected.last)
        return YearOf(tree, expected.first, expected.last, cut, tree.span)
    if isinstance(of, SeriesType) and not yearly:
        return context.wrong(node, "F419", met=context.words(node))
    return tree


def _fit_element(tree: Tree, expected: Type, context: Context) -> Tree:
    node = context.syntax.root
    found = element(tree.type)
    if isinstance(tree.type, TableType | ListType):
        return context.wrong(node, "F408", met=context.words(node), kind=kind_of(tree.type))
    if isinstance(expected, TruthType) and not isinstance(found, TruthType):
        return context.wrong(node, "F401", met=context.words(node), kind=kind_of(tree.type))
    if isinstance(expected, NumberType) and isinstance(found, NumberType):
        return _fit_number(tree, found, expected, context)
    same = type(found) is type(expected)
    if (
        same
        and isinstance(found, ChoiceType | ChoicesType)
        and isinstance(expected, ChoiceType | ChoicesType)
    ):
        same = set(found.options) <= set(expected.options)
    if same and isinstance(found, CodeType) and isinstance(expected, CodeType):
        same = found.system == expected.system
    if same:
        return tree
    return context.wrong(
        node, "F415", met=context.words(node), kind=kind_of(found), expected=kind_of(expected)
    )


def _fit_number(tree: Tree, found: NumberType, expected: NumberType, context: Context) -> Tree:
    """A bare number takes the unit that is expected; a ratio also fits where a bare number is."""
    node = context.syntax.root
    if found.irrational and not expected.irrational:
        return context.wrong(node, "F416", met=context.words(node))
    unit = expected.unit
    if unit is None and (found.unit is None or found.unit.is_ratio or not found.unit.label):
        return tree
    if unit is not None and found.unit is None and not unit.is_ratio:
        return converted(tree, 1, unit)
    if unit is not None and found.unit is None and is_literal(tree):
        return tree if literal_value(tree) == 0 else _bare_for_ratio(tree, context)
    if unit is not None and found.unit is not None and unit.same_quantity(found.unit):
        return converted(tree, exact(found.unit.factor / unit.factor), unit)
    met = context.words(node)
    context.wrong(node, "F403", met=met, left=unit_label(found.unit), right=unit_label(unit))
    return Constant(0, ANY, tree.span)


def _bare_for_ratio(tree: Tree, context: Context) -> Tree:
    node = context.syntax.root
    return context.wrong(node, "F404", suggestion=as_percent(literal_value(tree)), met=context.words(node))

"""Numbers and their units: what may be added and divided, what comes out, and between which limits."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from engine.expression.context import Context, kind_of, unit_label
from engine.expression.lifting import element, lift, replaced
from engine.expression.syntax import Binary, Node, Quantity, Signed, Years
from engine.expression.tree import Arithmetic, Constant, Negative, Tree
from engine.expression.types import ANY, AnyType, ListType, NumberType, TableType
from engine.shapes import nearest
from engine.units import RATIO, Unit, Units
from engine.values import Number, Unknown, bounds, divide, exact

BARE = NumberType()


def is_literal(tree: Tree) -> bool:
    """Whether the author wrote the number itself."""
    return isinstance(tree, Constant) or (isinstance(tree, Negative) and is_literal(tree.of))


def literal_value(tree: Tree) -> Any:
    """The number of a literal."""
    return (
        -literal_value(tree.of)
        if isinstance(tree, Negative)
        else tree.value
        if isinstance(tree, Constant)
        else None
    )


def interval(of: NumberType) -> Any:
    """A number that is only known to keep the limits of its type."""
    return Unknown(low=of.low, high=of.high)


def limited(value: Any, unit: Unit | None, integer: bool = False) -> NumberType:
    """The type of a number that keeps the bounds of `value`."""
    low, high = bounds(value)
    return NumberType(unit, low, high, integer)


def as_number(tree: Tree, node: Node, context: Context) -> NumberType | None:
    """The numeric type of an operand, or None after reporting that it is none."""
    found = element(tree.type)
    if isinstance(found, NumberType):
        if not found.irrational:
            return found
        context.wrong(node, "F416", met=context.words(node))
    elif isinstance(tree.type, TableType | ListType):
        context.wrong(node, "F408", met=context.words(node), kind=kind_of(tree.type))
    elif not isinstance(found, AnyType):
        context.wrong(node, "F405", met=context.words(node), kind=kind_of(found))
    return None


def read_signed(node: Signed, context: Context) -> Tree:
    of = context.read(node.of)
    number = as_number(of, node.of, context)
    span = context.syntax.span_of(node)
    if number is None:
        return Constant(0, ANY, span)
    return Negative(of, replaced(of.type, limited(-interval(number), number.unit, number.integer)), span)


def read_binary(node: Binary, context: Context) -> Tree:
    """``+ - * /``; a long sum leans to the left and is read without recursion."""
    chain = [node]
    while isinstance(chain[-1].left, Binary):
        chain.append(chain[-1].left)
    left = context.read(chain[-1].left)
    for each in reversed(chain):
        left = _combine(each, left, context.read(each.right), context)
    return left


def _combine(node: Binary, left: Tree, right: Tree, context: Context) -> Tree:
    span = context.syntax.span_of(node)
    numbers = [as_number(tree, at, context) for tree, at in ((left, node.left), (right, node.right))]
    first, second = numbers
    if first is None or second is None:
        return Constant(0, ANY, span)
    if node.operator == "/" and is_literal(right) and literal_value(right) == 0:
        return context.wrong(node, "F421", met=context.words(node))
    if node.operator in "+-":
        unit, factor = add_units(node, (left, right), (node.left, node.right), context)
    else:
        unit, factor = multiply_units(node.operator, first, second, is_literal(right), context.units)
    if factor is None:
        return Constant(0, ANY, span)
    result = _limits(node.operator, first, second, factor)
    whole = first.integer and second.integer and node.operator != "/" and factor == 1
    lifted = lift(limited(result, unit, whole), left.type, right.type)
    if lifted is None:
        return context.wrong(node, "F420", met=context.words(node))
    _prefer_growth(node, context)
    return Arithmetic(node.operator, left, right, lifted, span, factor)


def _limits(operator: str, left: NumberType, right: NumberType, factor: Number) -> Any:
    first, second = interval(left), interval(right)
    if operator == "+":
        return first + second * factor
    if operator == "-":
        return first - second * factor
    return first * second * factor if operator == "*" else divide(first, second) * factor


def _prefer_growth(node: Binary, context: Context) -> None:
    """Dividing by the year before and taking away 1 is growth, which also knows a base of 0 or less."""
    one = isinstance(node.right, Quantity) and node.right.value == 1 and node.operator == "-"
    quotient = node.left
    if not one or not isinstance(quotient, Binary) or quotient.operator != "/":
        return
    below = quotient.right
    if isinstance(below, Years) and below.prior and context.words(below.of) == context.words(quotient.left):
        name = context.words(quotient.left)
        context.wrong(node, "F418", suggestion=f"growth({name})", met=context.words(node))


def add_units(
    node: Node, trees: Sequence[Tree], nodes: Sequence[Node], context: Context, *, compared: bool = False
) -> tuple[Unit | None, Number | None]:
    """The common unit of two numbers and the factor that brings the second to it; no factor after a report."""
    first, second = (element(tree.type) for tree in trees)
    if not isinstance(first, NumberType) or not isinstance(second, NumberType):
        return None, None
    if first.unit is None and second.unit is None:
        return None, 1
    if first.unit is None or second.unit is None:
        bare = 0 if first.unit is None else 1
        unit = second.unit if bare == 0 else first.unit
        fits = unit is None or not unit.is_ratio or _stands_for_ratio(trees[bare], compared)
        if not fits:
            _report_bare(trees[bare], nodes[bare], trees[1 - bare], context)
        return unit, 1 if fits else None
    if first.unit.same_quantity(second.unit):
        return first.unit, exact(second.unit.factor / first.unit.factor)
    met = context.words(node)
    context.wrong(node, "F403", met=met, left=unit_label(first.unit), right=unit_label(second.unit))
    return None, None


def _stands_for_ratio(tree: Tree, compared: bool) -> bool:
    """0 is 0 % whatever its unit, and 1 is the whole that a ratio is taken from; nothing else goes without its sign."""
    return is_literal(tree) and (literal_value(tree) == 0 or (not compared and abs(literal_value(tree)) == 1))


def _report_bare(tree: Tree, node: Node, other: Tree, context: Context) -> None:
    """A bare number beside a ratio: beside a quotient it counts times, beside a field in percent it counts percent."""
    suggestion = None
    if is_literal(tree):
        suggestion = as_percent(literal_value(tree), isinstance(other, Arithmetic))
    context.wrong(node, "F404", suggestion=suggestion, met=context.words(node))


def as_percent(number: Number, times: bool = False) -> str:
    """The ratio that a bare number was probably meant to be."""
    return f"{plain_number(number * 100 if times or -1 < number < 1 else number)}%"


def plain_number(number: Number) -> str:
    """A number as an author writes it: decimals where they end, else a fraction."""
    denominator = number.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    if denominator != 1:
        return f"{number.numerator}/{number.denominator}"
    places = 0
    while (number * 10**places).denominator != 1:
        places += 1
    digits = str(abs(int(number * 10**places))).rjust(places + 1, "0")
    sign = "-" if number < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def multiply_units(
    operator: str, left: NumberType, right: NumberType, right_is_literal: bool, units: Units
) -> tuple[Unit | None, Number]:
    """The unit of a product or quotient, and the factor that brings the result to it."""
    sign = 1 if operator == "*" else -1
    if left.unit is None and right.unit is None:
        return (None if sign > 0 or right_is_literal else RATIO), 1
    if right.unit is None or (right.unit.is_ratio and left.unit is not None):
        return left.unit, 1
    if left.unit is None or (left.unit.is_ratio and sign > 0):
        if right.unit.is_ratio:
            return (RATIO if sign > 0 else None), 1
        return (right.unit if sign > 0 else RATIO.times(right.unit, -1)), 1
    product = left.unit.times(right.unit, sign)
    if not product.powers:
        return RATIO, exact(product.factor)
    return tidy(product, units), 1


def tidy(unit: Unit, units: Units) -> Unit:
    """`unit` by the name the author knows it, where it has one."""
    known = (units.get(label) for label in units.labels())
    return next(
        (each for each in known if each and each.powers == unit.powers and each.factor == unit.factor), unit
    )


def converted(tree: Tree, factor: Number, unit: Unit | None) -> Tree:
    """`tree` in another unit of its quantity."""
    found = element(tree.type)
    if not isinstance(found, NumberType) or (factor == 1 and found.unit == unit):
        return tree
    scaled = replaced(tree.type, limited(interval(found) * factor, unit, found.integer and factor == 1))
    if isinstance(tree, Constant):
        return Constant(exact(Fraction(tree.value * factor)), scaled, tree.span, "")
    return (
        tree if factor == 1 else Arithmetic("*", tree, Constant(factor, BARE, tree.span), scaled, tree.span)
    )


def common_unit(
    node: Node, trees: Sequence[Tree], nodes: Sequence[Node], context: Context
) -> tuple[Unit | None, list[Tree]] | None:
    """Several numbers brought to the unit of the first that has one; None after reporting that they have none."""
    numbers = [element(tree.type) for tree in trees]
    leader = next(
        (i for i, each in enumerate(numbers) if isinstance(each, NumberType) and each.unit is not None), 0
    )
    brought: list[Tree] = []
    unit: Unit | None = None
    for i, tree in enumerate(trees):
        unit, factor = add_units(node, (trees[leader], tree), (nodes[leader], nodes[i]), context)
        if factor is None:
            return None
        brought.append(converted(tree, factor, unit))
    return unit, brought


def read_quantity(node: Quantity, context: Context) -> Tree:
    """A number as written."""
    span = context.syntax.span_of(node)
    whole = node.value.denominator == 1
    if node.unit == "%":
        return Constant(node.value, NumberType(RATIO, node.value, node.value), span, "%")
    unit = unit_named(node.unit, context.units) if node.unit else None
    if node.unit and unit is None:
        return context.wrong(
            node, "F304", suggestion=_near_unit(node, context), met=node.unit, number=node.text
        )
    return Constant(node.value, NumberType(unit, node.value, node.value, whole), span, node.unit)


def unit_named(label: str, units: Units) -> Unit | None:
    """A unit by its label, or the quotient of two."""
    found = units.get(label)
    if found is not None or "/" not in label:
        return found
    above, below = (units.get(part) for part in label.split("/", 1))
    return None if above is None or below is None else above.times(below, -1)


def _near_unit(node: Quantity, context: Context) -> str | None:
    labels = tuple(context.units.labels())
    longer = (each for each in labels if each.startswith(node.unit))  # the first is the most usual
    near = next(longer, None) or nearest(node.unit, labels)
    return f"{node.text}{near}" if near else None

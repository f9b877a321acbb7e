"""What the readers of functions share: how many arguments, of which kind, and the call they make."""

from typing import Any

from engine.expression.context import Context, kind_of
from engine.expression.lifting import element
from engine.expression.reckoning import is_literal, literal_value
from engine.expression.syntax import AnyNode, Called
from engine.expression.tree import Call, Tree
from engine.expression.types import AnyType, NumberType, Type


def made(
    node: Called, context: Context, trees: tuple[Tree, ...], of: Type, predicate: Tree | None = None
) -> Tree:
    return Call(node.function, trees, of, context.syntax.span_of(node), predicate)


def taken(
    node: Called, context: Context, form: str, least: int, most: int | None = None
) -> list[Tree] | None:
    """The arguments, when there are as many as the function takes."""
    if not least <= len(node.arguments) <= (most or least):
        context.wrong(node, "F411", function=node.function, form=form)
        return None
    trees = [context.read(each) for each in node.arguments]
    return None if any(isinstance(each.type, AnyType) for each in trees) else trees


def refuse(node: Called, at: AnyNode, tree: Tree, wanted: str, context: Context) -> Tree:
    """An argument of the wrong kind."""
    return context.wrong(
        at,
        "F430",
        function=node.function,
        met=context.words(at),
        expected=f"@{wanted}",
        kind=kind_of(tree.type),
    )


def whole_literal(
    node: Called, index: int, tree: Tree, context: Context, least: int = 0, most: int = 20
) -> int | None:
    """An argument that must be a small whole number, written as such."""
    value = literal_value(tree) if is_literal(tree) and isinstance(tree.type, NumberType) else None
    if isinstance(value, int) and least <= value <= most:
        return value
    refuse(node, node.arguments[index], tree, "kind.whole_literal", context)
    return None


def spanning(trees: tuple[Tree, ...], unit: Any) -> NumberType:
    """The type of a number that is one of several."""
    types = [each for tree in trees if isinstance(each := element(tree.type), NumberType)]
    lows, highs = [each.low for each in types], [each.high for each in types]
    low = None if None in lows else min(each for each in lows if each is not None)
    high = None if None in highs else max(each for each in highs if each is not None)
    return NumberType(unit, low, high, all(each.integer for each in types))

"""What a function that takes many values runs over: arguments, years, the options of a choice, or the rows of a table."""

from dataclasses import dataclass

from engine.expression.comparing import as_condition
from engine.expression.context import Context, kind_of
from engine.expression.lifting import element
from engine.expression.syntax import AnyNode, Called, Filtered
from engine.expression.tree import Logic, Reference, Tree
from engine.expression.types import (
    TRUTH,
    AnyType,
    ChoicesType,
    ListType,
    SeriesType,
    TableType,
    TruthType,
    Type,
)


@dataclass(frozen=True, slots=True)
class Gathered:
    """The values a function runs over.

    `trees` are the call's arguments: the values themselves, or one series; of a table first the table, then what is taken
    of each row (nothing: the row itself). There are at least `least` values and at most `most`.
    """

    trees: tuple[Tree, ...]
    nodes: tuple[AnyNode, ...]
    element: Type | None
    least: int
    most: int | None
    rows: bool = False
    predicate: Tree | None = None


def gather(node: Called, context: Context) -> Gathered | None:
    """The values of an aggregate function, or None after a report."""
    if not node.arguments:
        context.wrong(node, "F411", function=node.function, form=f"{node.function}(…)")
        return None
    if len(node.arguments) == 1:
        return _of_one(node, node.arguments[0], context)
    trees = tuple(context.read(each) for each in node.arguments)
    for tree, at in zip(trees, node.arguments, strict=True):
        if isinstance(tree.type, AnyType):
            return None
        if isinstance(tree.type, SeriesType | ListType | TableType):
            context.wrong(at, "F429", function=node.function, met=context.words(at), kind=kind_of(tree.type))
            return None
    return Gathered(trees, node.arguments, trees[0].type, len(trees), len(trees))


def _of_one(node: Called, argument: AnyNode, context: Context) -> Gathered | None:
    of = argument.of if isinstance(argument, Filtered) else argument
    tree = context.read(of)
    table = _table_of(tree, context)
    predicate = None
    if isinstance(argument, Filtered):
        if table is None:
            if not isinstance(tree.type, AnyType):
                context.wrong(of, "F413", met=context.words(of))
            return None
        inner = context.within(table)
        predicate = as_condition(inner.read(argument.predicate), argument.predicate, inner)
        if isinstance(predicate.type, AnyType):
            return None
    if table is not None:
        assert isinstance(table.type, TableType)
        trees: tuple[Tree, ...] = (table,) if isinstance(tree.type, TableType) else (table, tree)
        taken = None if isinstance(tree.type, TableType) else element(tree.type)
        least = table.type.least if predicate is None else 0
        return Gathered(trees, (of,), taken, least, table.type.most, True, predicate)
    return _of_values(node, of, tree, context)


def _of_values(node: Called, at: AnyNode, tree: Tree, context: Context) -> Gathered | None:
    match tree.type:
        case AnyType():
            return None
        case SeriesType(of=of, first=first, last=last):
            return Gathered((tree,), (at,), of, last - first + 1, last - first + 1)
        case ListType(of=of):
            return Gathered((tree,), (at,), of, 0, None)
        case ChoicesType(options=options) if node.function == "count":
            return Gathered((tree,), (at,), None, 0, len(options))
        case TruthType() if node.function in ("any", "every", "count"):
            return Gathered((tree,), (at,), tree.type, 1, 1)
    context.wrong(at, "F412", function=node.function, met=context.words(at), kind=kind_of(tree.type))
    return None


def _table_of(tree: Tree, context: Context) -> Reference | None:
    """The table whose rows a tree runs over."""
    if isinstance(tree.type, TableType) and isinstance(tree, Reference):
        return tree
    if isinstance(tree.type, ListType) and tree.type.table:
        symbol = context.scope.lookup(tree.type.table)
        return None if symbol is None else Reference(symbol, symbol.type, tree.span)
    return None


def both(first: Tree | None, second: Tree) -> Tree:
    """Two conditions as one."""
    return second if first is None else Logic("and", (first, second), TRUTH, second.span)

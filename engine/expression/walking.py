"""Ways through a typed tree."""

from collections.abc import Iterator

from engine.expression.tree import (
    Arithmetic,
    Call,
    Comparison,
    Conditional,
    Logic,
    Membership,
    Negative,
    Reference,
    Tree,
    YearOf,
)


def below(tree: Tree) -> tuple[Tree, ...]:
    """The trees directly below one."""
    match tree:
        case YearOf(of=of) | Negative(of=of):
            return (of,)
        case Arithmetic(left=left, right=right) | Comparison(left=left, right=right):
            return (left, right)
        case Membership(left=left):
            return (left,)
        case Logic(items=items):
            return items
        case Conditional(test=test, then=then, otherwise=otherwise):
            return (test, then, otherwise)
        case Call(arguments=arguments, predicate=predicate):
            return arguments if predicate is None else (*arguments, predicate)
        case _:
            return ()


def walk(tree: Tree) -> Iterator[Tree]:
    """`tree` and everything below it, without recursion."""
    waiting = [tree]
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(reversed(below(each)))


def references(tree: Tree) -> tuple[Reference, ...]:
    """Every reference of a tree, in the order it was written."""
    return tuple(each for each in walk(tree) if isinstance(each, Reference))

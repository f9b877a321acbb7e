"""Comparisons: what may be set against what, options and codes by the type of the other side."""

from engine.expression.context import Context, kind_of, plain_text
from engine.expression.lifting import element, lift
from engine.expression.membership import code_membership
from engine.expression.reckoning import add_units, converted
from engine.expression.syntax import AnyNode, Chain, Name, Node, Quantity
from engine.expression.tree import Comparison, Constant, Logic, Reference, Tree, YearOf
from engine.expression.types import (
    ANY,
    TRUTH,
    AnyType,
    ChoicesType,
    ChoiceType,
    CodeType,
    DateType,
    ListType,
    NumberType,
    TableType,
    TextType,
    TruthType,
    Type,
)
from engine.shapes import nearest
from engine.units import Unit

_PLAIN = {"is": "==", "is not": "!="}
EQUALITY = ("==", "!=")


def read_chain(node: Chain, context: Context) -> Tree:
    """``a < b`` and ``a < b < c``: every neighbouring pair holds."""
    sides = list(zip(node.items, node.items[1:], node.operators, strict=False))
    found = [_compare(node if len(sides) == 1 else None, *side, context) for side in sides]
    if len(found) == 1:
        return found[0]
    lifted = lift(TRUTH, *(each.type for each in found))
    if lifted is None:
        return context.wrong(node, "F420", met=context.words(node))
    return Logic("and", tuple(found), lifted, context.syntax.span_of(node))


def _compare(whole: Chain | None, left: AnyNode, right: AnyNode, operator: str, context: Context) -> Tree:
    node = whole or Node(left.start, right.end)
    first, second = _sides(left, right, context)
    operator = _PLAIN.get(operator, operator)
    types = element(first.type), element(second.type)
    if any(isinstance(each, AnyType) for each in types):
        return Constant(False, ANY, context.syntax.span_of(node))
    for tree, at in ((first, left), (second, right)):
        if isinstance(tree.type, TableType) or (isinstance(tree.type, ListType) and not tree.type.table):
            return context.wrong(at, "F408", met=context.words(at), kind=kind_of(tree.type))
    return _compare_typed(node, (first, second), (left, right), operator, context)


def _sides(left: AnyNode, right: AnyNode, context: Context) -> tuple[Tree, Tree]:
    """Both sides; an option on the left is read by the type of the right."""
    if isinstance(left, Name) and context.find(left.text) is None:
        second = context.read(right) if not isinstance(right, Name) or context.find(right.text) else None
        if second is not None:
            return read_as(left, element(second.type), context), second
    first = context.read(left)
    if isinstance(first.type, AnyType) and isinstance(right, Name):
        return first, first  # most often an option of what is not known
    return first, read_as(right, element(first.type), context)


def read_as(node: AnyNode, hint: Type, context: Context) -> Tree:
    """`node` where a value of the type `hint` stands: a bare word is first an option, then a name."""
    text = plain_text(node)
    if isinstance(hint, ChoiceType | ChoicesType) and text is not None:
        if text in hint.options:
            return Constant(text, hint, context.syntax.span_of(node))
        if not isinstance(node, Name) or context.find(text) is None:
            return unknown_option(node, text, hint, context)
    return context.read(node, hint)


def unknown_option(node: Node, text: str, of: ChoiceType | ChoicesType, context: Context) -> Tree:
    """Report an option that a field does not have, with those it has."""
    known = ", ".join(of.options)
    return context.wrong(node, "F302", suggestion=nearest(text, of.options), met=text, known=known)


def _compare_typed(
    node: Node, trees: tuple[Tree, Tree], nodes: tuple[AnyNode, AnyNode], operator: str, context: Context
) -> Tree:
    left, right = (element(tree.type) for tree in trees)
    match left, right:
        case NumberType(), NumberType():
            return _compare_numbers(node, trees, nodes, operator, context)
        case ChoiceType(), ChoiceType():
            return _compare_choices(node, trees, nodes, operator, context)
        case CodeType(), _ if (
            operator in EQUALITY and (text := plain_text(nodes[1])) and not isinstance(trees[1], Reference)
        ):
            return code_membership(node, trees[0], nodes[1], text, operator == "!=", context)
        case (TextType(), TextType()) | (CodeType(), CodeType()):
            if operator not in EQUALITY:
                return context.wrong(node, "F406", met=context.words(node), kind=kind_of(left))
            return _made(node, operator, trees, context)
        case TruthType(), TruthType() if operator in EQUALITY:
            return _compare_truths(node, trees, operator, context)
        case DateType(), DateType():
            return _made(node, operator, trees, context)
        case ChoicesType(), _:
            return context.wrong(node, "F414", met=context.words(nodes[0]))
    met = context.words(node)
    return context.wrong(node, "F402", met=met, left=kind_of(left), right=kind_of(right))


def _compare_numbers(
    node: Node, trees: tuple[Tree, Tree], nodes: tuple[AnyNode, AnyNode], operator: str, context: Context
) -> Tree:
    """A bare number takes the unit of the other side, so that it is also said with it."""
    unit, factor = add_units(node, trees, nodes, context, compared=True)
    if factor is None:
        return Constant(False, ANY, context.syntax.span_of(node))
    if unit is not None and not unit.is_ratio:
        left, right = (_with_unit(each, unit) for each in trees)
        trees = left, right
    return _made(node, operator, trees, context, factor)


def _with_unit(tree: Tree, unit: Unit) -> Tree:
    bare = isinstance(tree, Constant) and isinstance(tree.type, NumberType) and tree.type.unit is None
    return converted(tree, 1, unit) if bare else tree


def _made(
    node: Node,
    operator: str,
    trees: tuple[Tree, Tree],
    context: Context,
    factor: object = 1,
    ranks: tuple[str, ...] = (),
) -> Tree:
    lifted = lift(TRUTH, *(tree.type for tree in trees))
    if lifted is None:
        return context.wrong(node, "F420", met=context.words(node))
    return Comparison(operator, *trees, lifted, context.syntax.span_of(node), factor, ranks)


def _compare_choices(
    node: Node, trees: tuple[Tree, Tree], nodes: tuple[AnyNode, AnyNode], operator: str, context: Context
) -> Tree:
    left, right = (element(tree.type) for tree in trees)
    assert isinstance(left, ChoiceType)
    assert isinstance(right, ChoiceType)
    ranks: tuple[str, ...] = ()
    if operator not in EQUALITY:
        if not (left.ordered and right.ordered and left.options == right.options):
            return context.wrong(node, "F406", met=context.words(node), kind=kind_of(left))
        ranks = left.options
    elif not set(left.options) & set(right.options):
        met = context.words(nodes[0]), context.words(nodes[1])
        return context.wrong(node, "F425", left=met[0], right=met[1])
    return _made(node, operator, trees, context, 1, ranks)


def _compare_truths(node: Node, trees: tuple[Tree, Tree], operator: str, context: Context) -> Tree:
    """Equality of truths is said with ``and``, ``or`` and ``not``, which know what is undefined."""
    span = context.syntax.span_of(node)
    left, right = trees
    lifted = lift(TRUTH, left.type, right.type)
    if lifted is None:
        return context.wrong(node, "F420", met=context.words(node))
    if isinstance(left, Constant):
        left, right = right, left
    if isinstance(right, Constant):
        return left if right.value is (operator == "==") else Logic("not", (left,), lifted, span)
    both = Logic("and", (left, right), lifted, span)
    neither = Logic("not", (Logic("or", (left, right), lifted, span),), lifted, span)
    same = Logic("or", (both, neither), lifted, span)
    return same if operator == "==" else Logic("not", (same,), lifted, span)


def same_value(left: Tree, right: Tree) -> bool:
    """Whether two trees read the same symbol, of the same year."""
    match left, right:
        case Reference(), Reference():
            return left.symbol == right.symbol and left.in_row == right.in_row
        case YearOf(), YearOf():
            years = (left.first, left.last, left.prior) == (right.first, right.last, right.prior)
            return years and same_value(left.of, right.of)
    return False


def report_two_values(items: tuple[Tree, ...], node: Node, context: Context) -> bool:
    """``a is x and a is y``: a choice has one value at a time."""
    seen: list[Comparison] = []
    for item in items:
        if not isinstance(item, Comparison) or item.operator != "==" or not isinstance(item.right, Constant):
            continue
        if not isinstance(item.right.type, ChoiceType | TextType):
            continue
        for other in seen:
            assert isinstance(other.right, Constant)
            if same_value(other.left, item.left) and other.right.value != item.right.value:
                name = item.left.symbol.name if isinstance(item.left, Reference) else context.words(node)
                context.wrong(node, "F407", name=name, one=other.right.value, two=item.right.value)
                return True
        seen.append(item)
    return False


def as_condition(tree: Tree, node: AnyNode, context: Context) -> Tree:
    """`tree` where a condition must stand: reported when it is none."""
    found = element(tree.type)
    if isinstance(found, TruthType | AnyType):
        return tree
    number = isinstance(node, Quantity)
    return context.wrong(
        node, "F401", met=context.words(node), kind=kind_of(tree.type if not number else found)
    )

"""``in`` a list and ``has`` an option: values, ranges and exceptions, checked against the type on the left."""

from collections.abc import Iterable
from typing import Any

from engine.expression.codes import prefixes
from engine.expression.context import Context, kind_of, plain_text
from engine.expression.lifting import element, lift
from engine.expression.reckoning import add_units, literal_value
from engine.expression.syntax import AnyNode, Contained, Having, Node, Stretch
from engine.expression.tree import Constant, Logic, Membership, Negative, Tree
from engine.expression.types import (
    ANY,
    TRUTH,
    AnyType,
    ChoicesType,
    ChoiceType,
    CodeType,
    DateType,
    NumberType,
    TextType,
    Type,
)
from engine.shapes import nearest

Ranges = tuple[tuple[Any, Any], ...]


def read_contained(node: Contained, context: Context) -> Tree:
    left = context.read(node.left)
    of = element(left.type)
    if isinstance(of, AnyType):
        return Constant(False, ANY, context.syntax.span_of(node))
    if not isinstance(of, NumberType | ChoiceType | CodeType | DateType | TextType):
        code = "F414" if isinstance(of, ChoicesType) else "F426"
        return context.wrong(node, code, met=context.words(node.left), kind=kind_of(left.type))
    ranges = _ranges(node.list.items, left, node, context)
    exceptions = _ranges(node.list.exceptions, left, node, context)
    return _made(node, "in", left, ranges, exceptions, node.negated, context)


def read_having(node: Having, context: Context) -> Tree:
    left = context.read(node.left)
    if isinstance(left.type, AnyType):
        return Constant(False, ANY, context.syntax.span_of(node))
    if not isinstance(element(left.type), ChoicesType):
        return context.wrong(node, "F427", met=context.words(node.left), kind=kind_of(left.type))
    ranges = _ranges(node.list.items, left, node, context)
    return _made(
        node, "has all" if node.quantifier == "all" else "has", left, ranges, (), node.negated, context
    )


def code_membership(node: Node, left: Tree, at: AnyNode, text: str, negated: bool, context: Context) -> Tree:
    """``industry is 39``: a code is what it is contained in."""
    of = element(left.type)
    assert isinstance(of, CodeType)
    ranges = _code_ranges(Stretch(at.start, at.end, at), of, context)
    return _made(node, "in", left, ranges, (), negated, context)


def _made(
    node: Node, operator: str, left: Tree, ranges: Ranges, exceptions: Ranges, negated: bool, context: Context
) -> Tree:
    span = context.syntax.span_of(node)
    lifted = lift(TRUTH, left.type)
    if lifted is None:
        return context.wrong(node, "F408", met=context.words(node), kind=kind_of(left.type))
    found = Membership(operator, left, ranges, exceptions, lifted, span)
    return Logic("not", (found,), lifted, span) if negated else found


def _ranges(items: Iterable[Stretch], left: Tree, node: Contained | Having, context: Context) -> Ranges:
    of = element(left.type)
    found: list[tuple[Any, Any]] = []
    for item in items:
        match of:
            case ChoiceType() | ChoicesType():
                found.extend(_option_ranges(item, of, context))
            case CodeType():
                found.extend(_code_ranges(item, of, context))
            case _:
                found.extend(_value_ranges(item, left, node, context))
    return tuple(found)


def _option_ranges(item: Stretch, of: ChoiceType | ChoicesType, context: Context) -> Ranges:
    """Options, each twice; from one option to another where they are ordered."""
    ends = [_option(each, of, context) for each in (item.first, item.last) if each is not None]
    if None in ends:
        return ()
    if len(ends) == 1:
        return ((ends[0], ends[0]),)
    if not isinstance(of, ChoiceType) or not of.ordered:
        context.wrong(item, "F406", met=context.words(item), kind=kind_of(of))
        return ()
    low, high = (of.options.index(str(each)) for each in ends)
    if low > high:
        _report_reversed(item, context)
    return tuple((each, each) for each in of.options[low : high + 1])


def _option(node: AnyNode, of: ChoiceType | ChoicesType, context: Context) -> str | None:
    text = plain_text(node)
    if text is not None and text in of.options:
        return text
    known = ", ".join(of.options)
    met = context.words(node)
    context.wrong(node, "F302", suggestion=nearest(met, of.options), met=met, known=known)
    return None


def _code_ranges(item: Stretch, of: CodeType, context: Context) -> Ranges:
    """Codes as prefixes; between two codes of one length everything whose beginning lies between."""
    ends = [_code(each, of, context) for each in (item.first, item.last) if each is not None]
    codes = [each for each in ends if each is not None]
    if len(codes) < len(ends):
        return ()
    if len(codes) == 1:
        return tuple((each, each) for each in _prefixes(codes[0], of, context))
    low, high = codes
    if low > high or len(low) != len(high):
        _report_reversed(item, context)
        return ()
    if low.isdigit():
        return ((_prefixes(low, of, context)[0], _prefixes(high, of, context)[0]),)
    between = (chr(each) for each in range(ord(low), ord(high) + 1)) if len(low) == 1 else (low, high)
    known = [each for each in between if context.has_code(of.system, each)]
    return tuple((prefix, prefix) for each in known for prefix in _prefixes(each, of, context))


def _code(node: AnyNode, of: CodeType, context: Context) -> str | None:
    text = plain_text(node)
    if text is None:
        context.wrong(node, "F417", met=context.words(node), kind=kind_of(of))
        return None
    if not context.has_code(of.system, text):
        context.wrong_code(node, of.system, text)
        return None
    return text


def _prefixes(code: str, of: CodeType, context: Context) -> tuple[str, ...]:
    table = context.code_table(of.system)
    return (code,) if table is None else prefixes(table, code)


def _value_ranges(item: Stretch, left: Tree, node: Contained | Having, context: Context) -> Ranges:
    """Numbers, dates and texts, in the unit of the left side."""
    of = element(left.type)
    ends = [_value(each, left, node, of, context) for each in (item.first, item.last) if each is not None]
    if None in ends:
        return ()
    if len(ends) == 2 and isinstance(of, TextType):
        context.wrong(item, "F406", met=context.words(item), kind=kind_of(of))
        return ()
    low, high = ends[0], ends[-1]
    if low > high:
        _report_reversed(item, context)
    return ((low, high),)


def _value(at: AnyNode, left: Tree, node: Contained | Having, of: Type, context: Context) -> Any:
    tree = context.read(at, of)
    found = tree.of if isinstance(tree, Negative) else tree
    if isinstance(tree.type, AnyType):
        return None
    if not isinstance(found, Constant) or type(found.type) is not type(of):
        context.wrong(at, "F417", met=context.words(at), kind=kind_of(of))
        return None
    if not isinstance(of, NumberType):
        return found.value
    _, factor = add_units(at, (left, tree), (node.left, at), context, compared=True)
    return None if factor is None else literal_value(tree) * factor


def _report_reversed(item: Stretch, context: Context) -> None:
    context.wrong(item, "F428", met=context.words(item))

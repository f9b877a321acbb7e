"""How an expression can end without a value, found on its typed tree."""

from collections.abc import Iterable
from dataclasses import dataclass

from engine.expression.comparing import same_value
from engine.expression.lifting import element
from engine.expression.tree import (
    Arithmetic,
    Call,
    Comparison,
    Conditional,
    Constant,
    Hazard,
    Logic,
    Reference,
    Tree,
    YearOf,
)
from engine.expression.types import ListType, NumberType, TableType
from engine.expression.walking import below
from engine.values import Number

_ENDS = Hazard.UNDEFINED | Hazard.NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class _Known:
    """What the conditions around an expression tell: these are not 0."""

    not_zero: tuple[Tree, ...] = ()

    def adding(self, condition: Tree) -> "_Known":
        return _Known((*self.not_zero, *_not_zero(condition)))


def hazards_of(tree: Tree) -> Hazard:
    """Every way in which `tree` can lack a value."""
    return _hazards(tree, _Known())


def _hazards(tree: Tree, known: _Known) -> Hazard:
    match tree:
        case Reference(symbol=symbol):
            return symbol.hazards
        case Conditional(test=test, then=then, otherwise=otherwise):
            return _hazards(test, known) | _hazards(then, known.adding(test)) | _hazards(otherwise, known)
        case Logic(operator="and", items=items):
            return _in_turn(items, known)
        case Arithmetic(operator="/", right=right):
            zero = Hazard.UNDEFINED if _can_be_zero(right) and not _is_known(right, known) else Hazard.NONE
            return zero | _all(below(tree), known)
        case Call():
            return _of_call(tree, known)
    return _all(below(tree), known)


def _all(trees: Iterable[Tree], known: _Known) -> Hazard:
    found = Hazard.NONE
    for each in trees:
        found |= _hazards(each, known)
    return found


def _in_turn(items: Iterable[Tree], known: _Known) -> Hazard:
    """Behind ``a > 0 and``, a is not 0: where it is, the whole is already decided."""
    found = Hazard.NONE
    for each in items:
        found |= _hazards(each, known)
        known = known.adding(each)
    return found


def _of_call(tree: Call, known: _Known) -> Hazard:
    found = _all(below(tree), known)
    match tree.function:
        case "growth" | "compound_growth":
            return found | Hazard.UNDEFINED
        case "default":
            first, second = (_hazards(each, known) for each in tree.arguments)
            return (first & ~(Hazard.EMPTY | Hazard.HIDDEN)) | second
        case "count":
            return found & ~_ENDS
        case "min" | "max" | "average" if _can_be_none(tree):
            return found | Hazard.UNDEFINED
    return found


def _can_be_none(tree: Call) -> bool:
    """Whether a function may run over nothing."""
    of = tree.arguments[0].type
    if isinstance(of, TableType):
        return tree.predicate is not None or of.least == 0
    return isinstance(of, ListType)


def _can_be_zero(tree: Tree) -> bool:
    of = element(tree.type)
    if not isinstance(of, NumberType):
        return True
    return (of.low is None or of.low <= 0) and (of.high is None or of.high >= 0)


def _is_known(tree: Tree, known: _Known) -> bool:
    return any(same_value(each, tree) for each in known.not_zero)


def _not_zero(condition: Tree) -> tuple[Tree, ...]:
    """What cannot be 0 where `condition` holds."""
    match condition:
        case Logic(operator="and", items=items):
            return tuple(found for item in items for found in _not_zero(item))
        case Comparison(left=Reference() | YearOf() as left, right=Constant(value=value)):
            is_number = isinstance(element(left.type), NumberType)
            return (left,) if is_number and _excludes_zero(condition.operator, value) else ()
    return ()


def _excludes_zero(operator: str, value: Number) -> bool:
    """Whether a number that compares so with `value` cannot be 0."""
    match operator:
        case ">":
            return value >= 0
        case ">=":
            return value > 0
        case "<":
            return value <= 0
        case "<=":
            return value < 0
        case "!=":
            return value == 0
    return value != 0

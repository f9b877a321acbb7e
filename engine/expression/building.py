"""Lark's reductions become syntax nodes while the text is read, so that no tree is ever walked by recursion."""

from datetime import date
from fractions import Fraction
from typing import Any, Literal

from lark import Token, Transformer, v_args

from engine.expression import syntax as s
from engine.values import exact


class NoSuchDay(ValueError):
    """A date that the calendar does not have."""

    def __init__(self, text: str, start: int) -> None:
        super().__init__(text)
        self.text = text
        self.start = start


class NoSuchQuantifier(ValueError):
    """Behind ``has`` and before a list stands something other than ``any`` and ``all``."""

    def __init__(self, text: str, start: int) -> None:
        super().__init__(text)
        self.text = text
        self.start = start


def _start(token: Token) -> int:
    return token.start_pos or 0


def _end(token: Token) -> int:
    return token.end_pos or 0


@v_args(inline=True)
class Builder(Transformer[Token, s.AnyNode]):
    """One method a rule of the grammar."""

    def name(self, token: Token) -> s.Name:
        return s.Name(_start(token), _end(token), str(token))

    def words(self, token: Token) -> s.Words:
        return s.Words(_start(token), _end(token), str(token)[1:-1])

    def truth(self, token: Token) -> s.Truth:
        return s.Truth(_start(token), _end(token), str(token) == "true")

    def day(self, token: Token) -> s.Day:
        try:
            value = date.fromisoformat(str(token))
        except ValueError:
            raise NoSuchDay(str(token), _start(token)) from None
        return s.Day(_start(token), _end(token), value)

    def number(self, token: Token, unit: Token | None = None) -> s.Quantity:
        text = str(token)
        if token.type == "PERCENT":
            value = exact(Fraction(text.rstrip("%").strip()) / 100)
            return s.Quantity(_start(token), _end(token), text, value, "%")
        end = _end(token) if unit is None else _end(unit)
        return s.Quantity(_start(token), end, text, exact(Fraction(text)), "" if unit is None else str(unit))

    def group(self, left: Token, inner: Any, right: Token) -> s.AnyNode:
        """Brackets belong to the words of what they hold."""
        fields = {name: getattr(inner, name) for name in _fields(inner)}
        return type(inner)(**{**fields, "start": _start(left), "end": _end(right)})  # type: ignore[no-any-return]

    def signed(self, sign: Token, of: Any) -> s.Signed:
        return s.Signed(_start(sign), of.end, of)

    def binary(self, left: Any, operator: Token, right: Any) -> s.Binary:
        return s.Binary(left.start, right.end, str(operator), left, right)

    def year(self, of: Any, _: Token, index: Token, end: Token) -> s.Years:
        return s.Years(of.start, _end(end), of, _year(index), _year(index))

    def years(self, of: Any, _: Token, first: Token, last: Token, end: Token) -> s.Years:
        return s.Years(of.start, _end(end), of, _year(first), _year(last))

    def prior(self, of: Any, _: Token, end: Token) -> s.Years:
        return s.Years(of.start, _end(end), of, 0, 0, prior=True)

    def comparator(self, operator: Token | None = None) -> str:
        return "is" if operator is None else "is not" if operator.type == "NOT" else str(operator)

    def chain(self, *found: Any) -> s.Chain:
        return s.Chain(found[0].start, found[-1].end, found[::2], found[1::2])

    def contained(self, left: Any, listed: Any) -> s.Contained:
        return s.Contained(left.start, listed.end, left, listed)

    def not_contained(self, left: Any, listed: Any) -> s.Contained:
        return s.Contained(left.start, listed.end, left, listed, negated=True)

    def has_one(self, left: Any, option: Any) -> s.Having:
        listed = s.Listed(option.start, option.end, (s.Stretch(option.start, option.end, option),))
        return s.Having(left.start, option.end, left, listed)

    def has_not_one(self, left: Any, option: Any) -> s.Having:
        listed = s.Listed(option.start, option.end, (s.Stretch(option.start, option.end, option),))
        return s.Having(left.start, option.end, left, listed, negated=True)

    def has_several(self, left: Any, quantifier: Token, listed: Any) -> s.Having:
        return s.Having(left.start, listed.end, left, listed, _quantifier(quantifier))

    def has_not_several(self, left: Any, quantifier: Token, listed: Any) -> s.Having:
        return s.Having(left.start, listed.end, left, listed, _quantifier(quantifier), negated=True)

    def all_of(self, *items: Any) -> s.Junction:
        return s.Junction(items[0].start, items[-1].end, "and", items)

    def any_of(self, *items: Any) -> s.Junction:
        return s.Junction(items[0].start, items[-1].end, "or", items)

    def negated(self, word: Token, of: Any) -> s.Negated:
        return s.Negated(_start(word), of.end, of)

    def choosing(self, word: Token, test: Any, then: Any, otherwise: Any) -> s.Choosing:
        return s.Choosing(_start(word), otherwise.end, test, then, otherwise)

    def filtered(self, of: Any, predicate: Any) -> s.Filtered:
        return s.Filtered(of.start, predicate.end, of, predicate)

    def call(self, function: Token, _: Token, *arguments: Any) -> s.Called:
        return s.Called(_start(function), _end(arguments[-1]), str(function), arguments[:-1], _end(function))

    def stretch(self, first: Any, last: Any = None) -> s.Stretch:
        return s.Stretch(first.start, first.end if last is None else last.end, first, last)

    def item_except(self, item: s.Stretch, excluded: Any) -> s.Listed:
        return s.Listed(item.start, excluded.end, (item,), _stretches(excluded))

    def list(self, left: Token, *found: Any) -> s.Listed:
        items = tuple(each for item in found[:-1] for each in _stretches(item))
        exceptions = tuple(
            each for item in found[:-1] if isinstance(item, s.Listed) for each in item.exceptions
        )
        return s.Listed(_start(left), _end(found[-1]), items, exceptions)

    def set(self, listed: s.Listed, excluded: Any = None) -> s.Listed:
        if excluded is None:
            return listed
        exceptions = (*listed.exceptions, *_stretches(excluded))
        return s.Listed(listed.start, excluded.end, listed.items, exceptions)


def _fields(node: s.AnyNode) -> tuple[str, ...]:
    return tuple(node.__dataclass_fields__)


def _year(token: Token) -> int:
    """A year's distance; a fraction counts as none (year 0), which the checker refuses."""
    return int(token) if token.isdigit() else 0


def _quantifier(token: Token) -> Literal["any", "all"]:
    if token == "any":
        return "any"
    if token == "all":
        return "all"
    raise NoSuchQuantifier(str(token), _start(token))


def _stretches(found: Any) -> tuple[s.Stretch, ...]:
    """The items of a list, or a single item."""
    return found.items if isinstance(found, s.Listed) else (found,)

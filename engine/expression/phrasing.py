"""Says an expression in labels and years, with the words of one language."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from engine.expression.lifting import element
from engine.expression.reckoning import plain_number
from engine.expression.tree import (
    Arithmetic,
    Call,
    Comparison,
    Conditional,
    Constant,
    Logic,
    Membership,
    Negative,
    Reference,
    Symbol,
    Tree,
    YearOf,
)
from engine.expression.types import (
    ChoicesType,
    ChoiceType,
    CodeType,
    NumberType,
    SeriesType,
    TableType,
    TruthType,
    Type,
)
from engine.messages import saying
from engine.units import POINTS
from engine.values import exact

Show = Callable[[Symbol, int | None], str]
ShowOption = Callable[[Symbol, str], str]

_LOOSE, _OR, _AND, _NOT, _COMPARED, _SUM, _PRODUCT, _TIGHT = range(8)
_OPERATORS = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}
_COMPARISONS = {
    ">=": "at_least",
    "<=": "at_most",
    ">": "above",
    "<": "below",
    "==": "equal",
    "!=": "not_equal",
}


def phrase(
    tree: Tree,
    show: Show,
    language: str = "zh",
    offset: int | None = None,
    *,
    option: ShowOption | None = None,
) -> str:
    """`tree` in words. `show` names a symbol in a year (None: without one); `option` names an option or a code of a symbol.

    A yearly expression is said of the year `offset`, where that is given.
    """
    speaker = _Speaker(show, option or (lambda _, value: value), language)
    return close_brackets(speaker.say(tree, offset, _LOOSE))


def close_brackets(text: str) -> str:
    """Full-width brackets bring their own space."""
    return text.replace("\uff09 ", "\uff09").replace(" \uff08", "\uff08")


@dataclass(frozen=True, slots=True)
class _Speaker:
    show: Show
    option: ShowOption
    language: str

    def word(self, key: str, /, **blanks: object) -> str:
        return saying(key, self.language, **blanks)

    def say(self, tree: Tree, year: int | None, tight: int) -> str:
        """`tree` in words, in brackets where what stands around it binds closer than `tight` allows."""
        text, strength = self._say(tree, year)
        return self.word("brackets", of=text) if strength < tight else text

    def _say(self, tree: Tree, year: int | None) -> tuple[str, int]:
        match tree:
            case Constant():
                return self.constant(tree.value, tree.type, tree.unit_label), _TIGHT
            case Reference():
                return self.show(
                    tree.symbol, year if isinstance(tree.symbol.type, SeriesType) else None
                ), _TIGHT
            case YearOf():
                return self.years(tree, year), _TIGHT
            case Negative(of=of):
                return self.word("negative", of=self.say(of, year, _TIGHT)), _PRODUCT
            case Arithmetic():
                return self.arithmetic(tree, year)
            case Comparison():
                return self.comparison(tree, year), _COMPARED
            case Membership():
                return self.membership(tree, year, False), _COMPARED
            case Logic():
                return self.logic(tree, year)
            case Conditional(test=test, then=then, otherwise=otherwise):
                said = {"then": self.say(then, year, _OR), "otherwise": self.say(otherwise, year, _OR)}
                return self.word("if", test=self.condition(test, year, _OR), **said), _LOOSE
            case Call():
                return self.call(tree, year), _TIGHT

    def condition(self, tree: Tree, year: int | None, tight: int) -> str:
        """A part of a condition: an answer that is yes or no is said to be yes."""
        return (
            self.word("is_true", of=self.say(tree, year, tight))
            if _is_answer(tree)
            else self.say(tree, year, tight)
        )

    # --- Values ------------------------------------------------------------------------------------------------

    def constant(self, value: Any, of: Type, unit: str = "") -> str:
        if value is True or value is False:
            return self.word("true" if value else "false")
        if isinstance(value, date):
            return self.word("day", year=value.year, month=value.month, day=value.day)
        if not isinstance(value, int | Fraction):
            return str(value)
        kind = element(of)
        if isinstance(kind, NumberType) and kind.unit is not None:
            if kind.unit.is_ratio:
                return f"{grouped(exact(Fraction(value) * 100))}%"
            points = self.word("unit.points") if kind.unit == POINTS else ""
            unit = unit or kind.unit.label or points
        return f"{grouped(value)} {unit}" if unit else plain_number(value)

    def years(self, tree: YearOf, year: int | None) -> str:
        if tree.prior:
            return (
                self.say(tree.of, year + 1, _TIGHT)
                if year is not None
                else self.word("prior", of=self.say(tree.of, None, _TIGHT))
            )
        if not isinstance(tree.type, SeriesType):
            return self.say(tree.of, tree.first, _TIGHT)
        if year is not None:
            return self.say(tree.of, year, _TIGHT)
        of = self.say(tree.of, None, _TIGHT)
        if tree.first == 1:
            return self.word("recent_years", years=tree.last, of=of)
        return self.word("from_year_to_year", first=tree.first, last=tree.last, of=of)

    def arithmetic(self, tree: Arithmetic, year: int | None) -> tuple[str, int]:
        """A conversion between units is not said: the number is the same."""
        strength = _SUM if tree.operator in "+-" else _PRODUCT
        if isinstance(tree.right, Constant) and tree.right.span == tree.left.span:
            return self._say(tree.left, year)
        tighter = strength + 1 if tree.operator in "-/" else strength
        left, right = self.say(tree.left, year, strength), self.say(tree.right, year, tighter)
        return self.word(_OPERATORS[tree.operator], left=left, right=right), strength

    # --- Conditions --------------------------------------------------------------------------------------------

    def comparison(self, tree: Comparison, year: int | None) -> str:
        key = _COMPARISONS[tree.operator]
        kind = element(tree.left.type)
        left, right = tree.left, tree.right
        if isinstance(kind, NumberType):
            return self.word(key, left=self.say(left, year, _SUM), right=self.say(right, year, _SUM))
        sides = {"left": self.side(left, right, year), "right": self.side(right, left, year)}
        if not isinstance(right, Constant) or isinstance(left, Constant) or not isinstance(right.value, str):
            return self.word(key, **sides)
        return self.word({"==": "is", "!=": "is_not"}.get(tree.operator, f"{key}_option"), **sides)

    def side(self, tree: Tree, other: Tree, year: int | None) -> str:
        """One side of a comparison; an option by its label, which the other side's field knows."""
        if isinstance(tree, Constant) and isinstance(tree.value, str):
            return self.named(tree.value, other)
        return self.say(tree, year, _SUM)

    def named(self, value: str, of: Tree) -> str:
        while isinstance(of, YearOf):
            of = of.of
        known = isinstance(of, Reference) and isinstance(
            element(of.symbol.type), ChoiceType | ChoicesType | CodeType
        )
        return self.option(of.symbol, value) if known and isinstance(of, Reference) else value

    def membership(self, tree: Membership, year: int | None, negated: bool) -> str:
        left = self.say(tree.left, year, _SUM)
        not_ = "_not" if negated else ""
        if tree.operator == "in":
            listed = self.ranges(tree.ranges, tree.left)
            if tree.exceptions:
                listed = self.word("except", list=listed, exceptions=self.ranges(tree.exceptions, tree.left))
            return self.word("not_within" if negated else "within", left=left, list=listed)
        several = "" if len(tree.ranges) == 1 else "_all" if tree.operator == "has all" else "_any"
        listed = self.word("list_mark").join(self.named(low, tree.left) for low, _ in tree.ranges)
        return self.word(f"has{not_}{several}", left=left, list=listed)

    def ranges(self, ranges: tuple[tuple[Any, Any], ...], left: Tree) -> str:
        said = []
        for low, high in ranges:
            ends = [
                self.named(each, left) if isinstance(each, str) else self.constant(each, left.type)
                for each in (low, high)
            ]
            said.append(ends[0] if low == high else self.word("stretch", low=ends[0], high=ends[1]))
        return self.word("comma").join(said)

    def logic(self, tree: Logic, year: int | None) -> tuple[str, int]:
        if tree.operator == "not":
            of = tree.items[0]
            if isinstance(of, Membership):
                return self.membership(of, year, True), _COMPARED
            if _is_answer(of):
                return self.word("is_false", of=self.say(of, year, _TIGHT)), _COMPARED
            return self.word("not", of=self.say(of, year, _TIGHT)), _NOT
        strength = _AND if tree.operator == "and" else _OR
        parts = (self.condition(each, year, strength + 1) for each in tree.items)
        return f" {self.word(tree.operator)} ".join(parts), strength

    # --- Functions ---------------------------------------------------------------------------------------------

    def call(self, tree: Call, year: int | None) -> str:
        first = tree.arguments[0]
        if isinstance(first.type, TableType):
            return self.over_rows(tree)
        function = tree.function
        if function in ("round", "default", "years_between", "months_after", "compound_growth", "lies_in"):
            return self.with_two(tree, year)
        if function in ("any", "every", "count") and isinstance(first.type, SeriesType):
            return self.word(
                f"{function}_year" if function != "count" else "count_years", of=self.say(first, None, _LOOSE)
            )
        if function == "count" and isinstance(first.type, ChoicesType):
            return self.word("count_options", of=self.say(first, None, _TIGHT))
        inner = year if function in ("growth", "abs", "floor") else None
        alone = len(tree.arguments) == 1
        parts = (self.condition(each, inner, _TIGHT if alone else _LOOSE) for each in tree.arguments)
        return self.word(function, of=self.word("comma").join(parts))

    def with_two(self, tree: Call, year: int | None) -> str:
        first, second = tree.arguments[:2]
        if tree.function == "compound_growth":
            of = first.symbol if isinstance(first, Reference) else None
            name = self.say(first, None, _TIGHT) if of is None else self.show(of, None)
            return self.word("compound_growth", of=name, years=self.say(second, None, _TIGHT))
        sides = self.say(first, year, _TIGHT), self.say(second, year, _TIGHT)
        names = {
            "round": ("of", "places"),
            "default": ("of", "instead"),
            "years_between": ("first", "second"),
            "months_after": ("of", "months"),
            "lies_in": ("of", "place"),
        }
        return self.word(tree.function, **dict(zip(names[tree.function], sides, strict=True)))

    def over_rows(self, tree: Call) -> str:
        """A function over the rows of a table, all or those that a condition picks."""
        table = self.say(tree.arguments[0], None, _TIGHT)
        where = "" if tree.predicate is None else self.condition(tree.predicate, None, _LOOSE)
        taken = tree.arguments[1] if len(tree.arguments) > 1 else None
        if tree.function == "count":
            return (
                self.word("count_rows_where", table=table, where=where)
                if where
                else self.word("count_rows", of=table)
            )
        if tree.function == "any":
            return self.word(
                "any_row", table=table, of=self.condition(taken, None, _LOOSE) if taken else where
            )
        if tree.function == "every":
            of = self.condition(taken, None, _LOOSE) if taken else ""
            return self.word("every_row_where" if where else "every_row", table=table, where=where, of=of)
        rows = self.word("rows_where", table=table, where=where) if where else table
        of = self.word("of_table", table=rows, of=self.say(taken, None, _TIGHT)) if taken else rows
        return self.word(tree.function, of=of)


def _is_answer(tree: Tree) -> bool:
    """Whether a tree is a field that asks yes or no: its label is a question, not a statement."""
    while isinstance(tree, YearOf):
        tree = tree.of
    asked = isinstance(tree, Reference) and tree.symbol.kind in ("field", "fact", "column")
    return asked and isinstance(element(tree.type), TruthType)


def grouped(number: int | Fraction) -> str:
    """A number with its thousands marked off."""
    text = plain_number(number)
    if "/" in text:
        return text
    whole, point, decimals = text.partition(".")
    sign = "-" if whole.startswith("-") else ""
    return f"{sign}{int(whole.lstrip('-')):,}{point}{decimals}"

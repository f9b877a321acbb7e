"""The typed tree of an expression: ten kinds of node, free of anything a columnar or a browser back end could not walk."""

from dataclasses import dataclass, field
from enum import Flag, auto
from typing import Any, Protocol

from engine.diagnostics import Span
from engine.expression.types import Type


class Hazard(Flag):
    """How an expression can turn out without a value, so that the compiler can ask what then."""

    NONE = 0
    UNDEFINED = auto()  # a division by 0, growth from a base of 0 or less
    NOT_APPLICABLE = auto()  # a year before the enterprise existed
    EMPTY = auto()  # an optional answer left empty
    HIDDEN = auto()  # an answer that may not be asked for


@dataclass(frozen=True, slots=True)
class Symbol:
    """What a name means in one scope: where its value stands in the frame, its type, and its hazards.

    `kind` says what the author named: ``field``, ``fact``, ``parameter``, ``group``, ``indicator``, ``conclusion``,
    ``score``, ``column``, ``year``. A column's `slot` is its place in the row.
    """

    name: str
    slot: int
    type: Type
    kind: str = "field"
    hazards: Hazard = Hazard.NONE
    label: str = ""


class Scope(Protocol):
    """The names an expression may use.

    A scope may also have `tables`, a mapping from a system of codes to its `engine.reference.CodeTable`: codes are then
    checked, and hold everything below them in the table. Without it, only a code's own beginning counts. The symbol of a
    column is looked up by the name of its table and its own, ``scenes.reached``, and has the kind ``column``.
    """

    def lookup(self, name: str) -> Symbol | None: ...

    def names(self) -> tuple[str, ...]:
        """Every name, for suggestions."""
        ...


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal: a number, a ratio, words, true or false, an option's id, a code or a date. `unit_label` as written."""

    value: Any
    type: Type
    span: Span
    unit_label: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """The value of a name. `in_row`: a column of the row under ``where`` instead of a slot of the frame."""

    symbol: Symbol
    type: Type
    span: Span
    in_row: bool = False


@dataclass(frozen=True, slots=True)
class YearOf:
    """One year or a stretch of years of a yearly value.

    `first`..`last` count back from the reporting year (1); `prior` shifts the whole series one year back instead.
    """

    of: "Tree"
    first: int
    last: int
    type: Type
    span: Span
    prior: bool = False


@dataclass(frozen=True, slots=True)
class Negative:
    """The number with the other sign."""

    of: "Tree"
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``+ - * /``; `factor` converts the right side to the left side's unit, or the result to a plain ratio."""

    operator: str
    left: "Tree"
    right: "Tree"
    type: Type
    span: Span
    factor: Any = 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """``>= <= > < == !=``, ``is``, ``is not``; `factor` converts the right side to the left side's unit.

    `ranks` is the order of the options when ordered choices are compared.
    """

    operator: str
    left: "Tree"
    right: "Tree"
    type: Type
    span: Span
    factor: Any = 1
    ranks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Membership:
    """``in`` a set of values, codes or ranges (with exceptions), or several choices that ``has`` an option.

    `ranges` are pairs (from, to) of codes, numbers or dates, a single value twice; codes count with everything below them.
    """

    operator: str
    left: "Tree"
    ranges: tuple[tuple[Any, Any], ...]
    exceptions: tuple[tuple[Any, Any], ...]
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Logic:
    """``and``, ``or``, ``not``."""

    operator: str
    items: tuple["Tree", ...]
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Conditional:
    """``if … then … else …``."""

    test: "Tree"
    then: "Tree"
    otherwise: "Tree"
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the language. `predicate` is the condition behind ``where``, on the rows of the first argument."""

    function: str
    arguments: tuple["Tree", ...]
    type: Type
    span: Span
    predicate: "Tree | None" = None


Tree = (
    Constant
    | Reference
    | YearOf
    | Negative
    | Arithmetic
    | Comparison
    | Membership
    | Logic
    | Conditional
    | Call
)


@dataclass(frozen=True, slots=True)
class Expression:
    """A typed expression as the form keeps it: its text, its tree, what it reads and how it may lack a value."""

    text: str
    tree: Tree
    type: Type
    hazards: Hazard
    reads: frozenset[str]
    span: Span
    slots: frozenset[int] = field(default=frozenset())

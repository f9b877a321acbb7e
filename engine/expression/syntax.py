"""What the parser makes of an expression: nodes with their place in the text, before any name is resolved."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from engine.diagnostics import Span
from engine.expression.places import Places
from engine.values import Number


@dataclass(frozen=True, slots=True)
class Node:
    """A stretch of the expression's text, from `start` to just behind its last character."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A name: of a field, a fact, a column, an option or a code."""

    text: str


@dataclass(frozen=True, slots=True)
class Quantity(Node):
    """A number as written, its exact value, and its unit (``%`` for a ratio, "" for a bare number)."""

    text: str
    value: Number
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Words(Node):
    """Quoted text."""

    text: str


@dataclass(frozen=True, slots=True)
class Day(Node):
    """A date."""

    value: date


@dataclass(frozen=True, slots=True)
class Truth(Node):
    """``true`` or ``false``."""

    value: bool


@dataclass(frozen=True, slots=True)
class Signed(Node):
    """A minus sign and what follows."""

    of: "AnyNode"


@dataclass(frozen=True, slots=True)
class Years(Node):
    """``[1]``, ``[1..2]`` or ``[prior]`` behind a yearly value."""

    of: "AnyNode"
    first: int
    last: int
    prior: bool = False


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """``+ - * /``."""

    operator: str
    left: "AnyNode"
    right: "AnyNode"


@dataclass(frozen=True, slots=True)
class Chain(Node):
    """Comparisons: ``a <= b < c`` has three items and two operators (``is`` and ``is not`` among them)."""

    items: tuple["AnyNode", ...]
    operators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stretch(Node):
    """One item of a list: a value (`last` None) or everything from `first` to `last`."""

    first: "AnyNode"
    last: "AnyNode | None" = None


@dataclass(frozen=True, slots=True)
class Listed(Node):
    """A list in brackets, with what is taken out of it again."""

    items: tuple[Stretch, ...]
    exceptions: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class Contained(Node):
    """``in`` and ``not in``."""

    left: "AnyNode"
    list: Listed
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Having(Node):
    """``has a``, ``has any [a, b]``, ``has all [a, b]``, and ``has not …``."""

    left: "AnyNode"
    list: Listed
    quantifier: Literal["any", "all"] = "any"
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Junction(Node):
    """``and``, ``or``."""

    operator: Literal["and", "or"]
    items: tuple["AnyNode", ...]


@dataclass(frozen=True, slots=True)
class Negated(Node):
    """``not``."""

    of: "AnyNode"


@dataclass(frozen=True, slots=True)
class Choosing(Node):
    """``if … then … else …``."""

    test: "AnyNode"
    then: "AnyNode"
    otherwise: "AnyNode"


@dataclass(frozen=True, slots=True)
class Filtered(Node):
    """``table where condition``, as an argument of a function."""

    of: "AnyNode"
    predicate: "AnyNode"


@dataclass(frozen=True, slots=True)
class Called(Node):
    """A function with its arguments; `name_end` is where its name ends."""

    function: str
    arguments: tuple["AnyNode", ...]
    name_end: int


AnyNode = (
    Name
    | Quantity
    | Words
    | Day
    | Truth
    | Signed
    | Years
    | Binary
    | Chain
    | Stretch
    | Listed
    | Contained
    | Having
    | Junction
    | Negated
    | Choosing
    | Filtered
    | Called
)


@dataclass(frozen=True, slots=True)
class Syntax:
    """A parsed expression. `names` are all names it mentions, options and columns among them, in order."""

    text: str
    root: AnyNode
    places: Places
    names: tuple[tuple[str, Span], ...]

    @property
    def span(self) -> Span:
        """Where the whole expression stands."""
        return self.places.span(0, len(self.text))

    def span_of(self, node: Node) -> Span:
        return self.places.span(node.start, node.end)

    def words_of(self, node: Node) -> str:
        """The author's own words for `node`."""
        return " ".join(self.text[node.start : node.end].split())


def parts(node: AnyNode) -> tuple[AnyNode, ...]:
    """The nodes directly below `node`, in the order they were written."""
    match node:
        case Signed(of=of) | Years(of=of) | Negated(of=of):
            return (of,)
        case Binary(left=left, right=right):
            return (left, right)
        case Chain(items=items) | Junction(items=items) | Called(arguments=items):
            return items
        case Stretch(first=first, last=last):
            return (first,) if last is None else (first, last)
        case Listed(items=items, exceptions=exceptions):
            return (*items, *exceptions)
        case Contained(left=left, list=found) | Having(left=left, list=found):
            return (left, found)
        case Choosing(test=test, then=then, otherwise=otherwise):
            return (test, then, otherwise)
        case Filtered(of=of, predicate=predicate):
            return (of, predicate)
        case _:
            return ()

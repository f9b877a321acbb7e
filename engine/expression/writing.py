"""Python code for a typed tree: values and truths."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from engine.expression import rows, runtime
from engine.expression.lifting import element
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
    Tree,
    YearOf,
)
from engine.expression.types import (
    ChoicesType,
    ChoiceType,
    CodeType,
    SeriesType,
    TextType,
)
from engine.expression.writing_calls import write_call
from engine.values import Value, all_hold, any_holds, conjunction, divide, exact

Frame = Sequence[Any]
Row = tuple[Any, ...]
Compiled = Callable[[Frame, Row | None], Value]

_GLOBALS: dict[str, Any] = {
    "__builtins__": {},
    **{
        each.__name__: each for each in (int, str, bool, tuple, len, all_hold, any_holds, conjunction, divide)
    },
    **{name: getattr(runtime, name) for name in dir(runtime) if not name.startswith("_")},
    **{name: getattr(rows, name) for name in ("any_row", "count_rows", "every_row", "pick_rows", "sum_rows")},
}

_DEEP = 12
"""How deeply one generated function may nest before a part becomes a function of its own."""


class Writer:
    """Writes Python for one tree. `year` is the year for which a yearly tree is written."""

    def __init__(self, outcome: bool) -> None:
        self.outcome = outcome
        self.namespace = dict(_GLOBALS)
        self.depth = 0
        self.variables = 0

    def root(self, tree: Tree) -> Compiled:
        found: Compiled = self.namespace[self.function(tree, None, self.outcome)]
        return found

    # --- Names -------------------------------------------------------------------------------------------------

    def keep(self, value: Any) -> str:
        """A name for a value that the generated code uses."""
        name = f"k{len(self.namespace)}"
        self.namespace[name] = value
        return name

    def variable(self) -> str:
        self.variables += 1
        return f"v{self.variables}"

    def function(self, tree: Tree, year: int | None, outcome: bool) -> str:
        """The name of a function of its own for `tree`."""
        depth, self.depth = self.depth, 0
        code = self.value(tree, year, outcome)
        self.depth = depth
        compiled = compile(f"lambda f, r=None: {code}", "<expression>", "eval")
        return self.keep(eval(compiled, self.namespace))

    # --- Values ------------------------------------------------------------------------------------------------

    def value(self, tree: Tree, year: int | None, outcome: bool) -> str:
        """The code of a whole value: of a series that stands alone, one for each year."""
        if year is None and isinstance(tree.type, SeriesType):
            years = range(tree.type.first, tree.type.last + 1)
            return "(" + "".join(f"{self.normal(tree, each, outcome)}, " for each in years) + ")"
        return self.normal(tree, year, outcome)

    def normal(self, tree: Tree, year: int | None, outcome: bool) -> str:
        code = self.write(tree, year, outcome)
        reckoned = isinstance(tree, Arithmetic | Negative) or (
            isinstance(tree, Call) and tree.function == "sum"
        )
        if not reckoned:
            return code
        name = self.variable()
        return f"({name} if ({name} := {code}).__class__ is int else normal({name}))"

    def write(self, tree: Tree, year: int | None, outcome: bool = False) -> str:
        """The code of one value."""
        if self.depth > _DEEP:
            return f"{self.function(tree, year, outcome)}(f, r)"
        self.depth += 1
        code = self._write(tree, year, outcome)
        self.depth -= 1
        return code

    def _write(self, tree: Tree, year: int | None, outcome: bool) -> str:
        match tree:
            case Constant(value=value):
                return self.literal(value)
            case Reference():
                return self.reference(tree, year)
            case YearOf():
                return self.year_of(tree, year)
            case Negative(of=of):
                return f"(-{self.write(of, year)})"
            case Arithmetic():
                return self.arithmetic(tree, year)
            case Comparison():
                return self.comparison(tree, year)
            case Membership():
                return self.membership(tree, year)
            case Logic():
                return self.logic(tree, year, outcome)
            case Conditional():
                return self.conditional(tree, year)
            case Call():
                return write_call(self, tree, year, outcome)

    def literal(self, value: Any) -> str:
        if value is True or value is False or (value.__class__ is int and value >= 0):
            return repr(value)
        return self.keep(value)

    def reference(self, tree: Reference, year: int | None) -> str:
        whole = f"{'r' if tree.in_row else 'f'}[{tree.symbol.slot}]"
        of = tree.symbol.type
        if year is None or not isinstance(of, SeriesType):
            return whole
        name = self.variable()
        return f"({name}[{year - of.first}] if ({name} := {whole}).__class__ is tuple else {name})"

    def year_of(self, tree: YearOf, year: int | None) -> str:
        if isinstance(tree.type, SeriesType):
            assert year is not None
            return self.write(tree.of, year + 1 if tree.prior else year)
        return self.write(tree.of, tree.first)

    def arithmetic(self, tree: Arithmetic, year: int | None) -> str:
        left, right = self.chained(tree, year), self.write(tree.right, year)
        if tree.operator in "+-":
            scaled = right if tree.factor == 1 else f"{right} * {self.literal(tree.factor)}"
            return f"({left} {tree.operator} {scaled})"
        result = f"divide({left}, {right})" if tree.operator == "/" else f"({left} * {right})"
        return result if tree.factor == 1 else f"({result} * {self.literal(tree.factor)})"

    def chained(self, tree: Arithmetic, year: int | None) -> str:
        """The left side; a long sum is written flat, without a bracket for each term."""
        left = tree.left
        if not isinstance(left, Arithmetic) or {tree.operator, left.operator} - {"+", "-"}:
            return self.write(left, year)
        self.depth -= 1
        code = self.write(left, year)
        self.depth += 1
        return code[1:-1] if code.startswith("(") else code

    # --- Truths ------------------------------------------------------------------------------------------------

    def comparison(self, tree: Comparison, year: int | None) -> str:
        if tree.ranks:
            return f"({self.ranked(tree.left, tree, year)} {tree.operator} {self.ranked(tree.right, tree, year)})"
        left = self.write(tree.left, year)
        right = self.scaled(tree, year)
        if tree.operator not in ("==", "!="):
            return f"({left} {tree.operator} {right})"
        function = "same" if tree.operator == "==" else "differs"
        if isinstance(tree.right, Constant) and tree.right.value.__class__ in (int, str) and tree.factor == 1:
            name, kind = self.variable(), tree.right.value.__class__.__name__
            quick = f"{name} {tree.operator} {right}"
            return f"({quick} if ({name} := {left}).__class__ is {kind} else {function}({name}, {right}))"
        return f"{function}({left}, {right})"

    def scaled(self, tree: Comparison, year: int | None) -> str:
        """The right side in the unit of the left."""
        if tree.factor == 1:
            return self.write(tree.right, year)
        if isinstance(tree.right, Constant):
            return self.literal(exact(Fraction(tree.right.value * tree.factor)))
        return f"({self.write(tree.right, year)} * {self.literal(tree.factor)})"

    def ranked(self, side: Tree, tree: Comparison, year: int | None) -> str:
        if isinstance(side, Constant):
            return str(tree.ranks.index(side.value))
        ranks = self.keep({option: place for place, option in enumerate(tree.ranks)})
        name = self.variable()
        return f"({ranks}[{name}] if ({name} := {self.write(side, year)}).__class__ is str else rank({name}, {ranks}))"

    def membership(self, tree: Membership, year: int | None) -> str:
        left = self.write(tree.left, year)
        if not tree.exceptions:
            return self.inside(tree, left, tree.ranges)
        name = self.variable()
        inside = self.inside(tree, f"({name} := {left})", tree.ranges)
        return f"except_for({inside}, {self.inside(tree, name, tree.exceptions)})"

    def inside(self, tree: Membership, left: str, ranges: tuple[tuple[Any, Any], ...]) -> str:
        of = element(tree.left.type)
        if isinstance(of, ChoiceType | TextType):
            return f"one_of({left}, {self.keep(frozenset(low for low, _ in ranges))})"
        if isinstance(of, ChoicesType):
            function = "has_all" if tree.operator == "has all" else "has_any"
            return f"{function}({left}, {self.keep(frozenset(low for low, _ in ranges))})"
        return f"{'within' if isinstance(of, CodeType) else 'between'}({left}, {self.keep(ranges)})"

    def logic(self, tree: Logic, year: int | None, outcome: bool) -> str:
        if tree.operator == "not":
            name = self.variable()
            return (
                f"(not {name} if ({name} := {self.write(tree.items[0], year)}).__class__ is bool else {name})"
            )
        decisive, other = ("False", "True") if tree.operator == "and" else ("True", "False")
        join = "any_holds" if tree.operator == "or" else "all_hold" if outcome else "conjunction"
        names = [self.variable() for _ in tree.items]
        codes = [self.write(each, year, outcome) for each in tree.items]
        tests = "".join(
            f"{decisive} if ({name} := {code}) is {decisive} else "
            for name, code in zip(names, codes, strict=True)
        )
        agreed = " and ".join(f"{name} is {other}" for name in names)
        return f"({tests}{other} if {agreed} else {join}(({', '.join(names)},)))"

    def conditional(self, tree: Conditional, year: int | None) -> str:
        test = self.write(tree.test, year)
        then, otherwise = (self.branch(each, year) for each in (tree.then, tree.otherwise))
        name = self.variable()
        return (
            f"({then} if ({name} := {test}) is True else {otherwise} if {name} is False"
            f" else undecided({name}, {then}, {otherwise}))"
        )

    def branch(self, tree: Tree, year: int | None) -> str:
        """A branch, which stands twice in the code: anything longer than a name is a function of its own."""
        if isinstance(tree, Constant | Reference):
            return self.write(tree, year)
        return f"{self.function(tree, year, False)}(f, r)"

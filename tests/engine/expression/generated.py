"""Random expressions over ratios, with an oracle of their own: plain Fractions, written without the engine."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

NAMES = ("r", "s", "t")
TRUTHS = ("p", "q")
UNDEFINED = "undefined"
Shape = tuple[Any, ...]

whole_percents = st.integers(-300, 300)
_leaf = st.one_of(
    st.sampled_from([("name", name) for name in NAMES]),
    st.integers(0, 300).map(lambda n: ("percent", n)),
)


def _numbers(inner: st.SearchStrategy[Shape]) -> st.SearchStrategy[Shape]:
    return st.deferred(lambda: _reckoned_of(inner))


def _reckoned_of(inner: st.SearchStrategy[Shape]) -> st.SearchStrategy[Shape]:
    return st.one_of(
        st.tuples(st.sampled_from(["+", "-", "*", "/"]), inner, inner),
        st.tuples(st.just("negative"), inner),
        st.tuples(st.sampled_from(["min", "max", "sum", "average"]), inner, inner),
        st.tuples(st.just("abs"), inner),
        st.tuples(st.just("floor"), inner),
        st.tuples(st.just("round"), inner, st.integers(0, 3)),
        st.tuples(st.just("if"), _conditions(inner, 1), inner, inner),
    )


def _conditions(number: st.SearchStrategy[Shape], depth: int = 2) -> st.SearchStrategy[Shape]:
    operators = st.sampled_from([">=", "<=", ">", "<", "==", "!="])
    compared = st.deferred(lambda: st.tuples(operators, number, number))
    leaf = st.one_of(compared, st.sampled_from([("truth", name) for name in TRUTHS]))
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.tuples(st.sampled_from(["and", "or"]), inner, inner),
            st.tuples(st.just("not"), inner),
            st.tuples(st.sampled_from(["any", "every"]), inner, inner),
        ),
        max_leaves=2 * depth,
    )


numbers: st.SearchStrategy[Shape] = st.recursive(_leaf, _numbers, max_leaves=6)
conditions: st.SearchStrategy[Shape] = _conditions(numbers)
shapes: st.SearchStrategy[Shape] = st.deferred(lambda: st.one_of(numbers, conditions))


def text_of(shape: Shape) -> str:
    """The expression as an author would write it."""
    match shape:
        case ("name" | "truth", name):
            return str(name)
        case ("percent", number):
            return f"{number}%"
        case ("negative", of):
            return f"(-{text_of(of)})"
        case ("not", of):
            return f"(not {text_of(of)})"
        case ("round", of, places):
            return f"round({text_of(of)}, {places})"
        case ("if", test, then, otherwise):
            return f"(if {text_of(test)} then {text_of(then)} else {text_of(otherwise)})"
        case (function, *of) if str(function) in (
            "min",
            "max",
            "sum",
            "average",
            "abs",
            "floor",
            "any",
            "every",
        ):
            return f"{function}({', '.join(map(text_of, of))})"
    operator, left, right = shape
    return f"({text_of(left)} {operator} {text_of(right)})"


def oracle(shape: Shape, values: Mapping[str, Any]) -> Any:
    """The value by the rules of the language: a Fraction, a truth, or `UNDEFINED`."""
    match shape:
        case ("name" | "truth", name):
            return values[name]
        case ("percent", number):
            return Fraction(number, 100)
        case ("if", test, then, otherwise):
            decided = oracle(test, values)
            return UNDEFINED if decided == UNDEFINED else oracle(then if decided else otherwise, values)
        case ("round", of, places):
            number = oracle(of, values)
            return UNDEFINED if number == UNDEFINED else half_up(number, places)
    kind, *parts = shape
    found = [oracle(each, values) for each in parts]
    if kind in ("and", "every"):
        return False if False in found else UNDEFINED if UNDEFINED in found else True
    if kind in ("or", "any"):
        return True if True in found else UNDEFINED if UNDEFINED in found else False
    return UNDEFINED if UNDEFINED in found else reckoned(kind, found)


def half_up(number: Fraction, places: int) -> Fraction:
    scaled = abs(number) * 10**places
    whole = scaled.__floor__() + (scaled - scaled.__floor__() >= Fraction(1, 2))
    return Fraction(-whole if number < 0 else whole, 10**places)


def reckoned(kind: str, found: list[Any]) -> Any:
    if kind == "/":
        return UNDEFINED if found[1] == 0 else found[0] / found[1]
    return {
        "+": lambda a, b: a + b,
        "-": lambda a, b: a - b,
        "*": lambda a, b: a * b,
        ">=": lambda a, b: a >= b,
        "<=": lambda a, b: a <= b,
        ">": lambda a, b: a > b,
        "<": lambda a, b: a < b,
        "==": lambda a, b: a == b,
        "!=": lambda a, b: a != b,
        "min": min,
        "max": max,
        "sum": lambda a, b: a + b,
        "average": lambda a, b: (a + b) / 2,
        "negative": lambda a: -a,
        "abs": abs,
        "floor": lambda a: Fraction(a.__floor__()),
        "not": lambda a: not a,
    }[kind](*found)

"""Text becomes syntax: one diagnostic for a mistake, in words, where it stands."""

import re
from functools import cache
from importlib.resources import files
from typing import cast

from lark import Lark, Token, UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from engine.diagnostics import Collector, Span
from engine.expression.building import Builder, NoSuchDay, NoSuchQuantifier
from engine.expression.mending import Mended, mend
from engine.expression.places import Places
from engine.expression.syntax import AnyNode, Name, Syntax, parts
from engine.source import Scalar

RESERVED_WORDS = frozenset(
    [
        "true",
        "false",
        "and",
        "or",
        "not",
        "if",
        "then",
        "else",
        "in",
        "is",
        "has",
        "where",
        "except",
        "prior",
        "form",
    ]
)
"""The words of the language; nothing in a form may be named so."""

MAX_LENGTH = 2000
MAX_DEPTH = 50
MAX_TERMS = 100


@cache
def _parser() -> Lark:
    grammar = (files(__package__) / "grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer="contextual", transformer=Builder(), maybe_placeholders=False)


def parse(scalar: Scalar, collector: Collector) -> Syntax | None:
    """The syntax of an expression, or None after reporting why it is none."""
    if not scalar.text.strip():
        collector.add("F156", scalar.span)
        return None
    if len(scalar.text) > MAX_LENGTH:
        collector.add("F154", scalar.span, length=len(scalar.text), most=MAX_LENGTH)
        return None
    mended = mend(scalar.text)
    if mended is not None:
        return _parse_mended(scalar, mended, collector)
    if _nesting(scalar.text) > MAX_DEPTH:
        collector.add("F155", scalar.span, most=MAX_DEPTH)
        return None
    return _parse(scalar.text, Places(scalar), collector)


def _parse_mended(scalar: Scalar, mended: Mended, collector: Collector) -> Syntax | None:
    """Foreign signs are one mistake: told with the mended text where that is an expression, and then read as meant."""
    silent = Collector()
    places = Places(scalar, mended.origins)
    syntax = None if _nesting(mended.text) > MAX_DEPTH else _parse(mended.text, places, silent)
    code = "F153" if mended.met == "=" else "F152"
    start = mended.first
    span = Places(scalar).span(start, start + 1)
    collector.add(
        code, span, suggestion=None if syntax is None else mended.text, met=mended.met, meant=mended.meant
    )
    return syntax


def _parse(text: str, places: Places, collector: Collector) -> Syntax | None:
    try:
        root: AnyNode = _parser().parse(text)  # type: ignore[assignment]
    except UnexpectedInput as mistake:
        _report(mistake, text, places, collector)
        return None
    except NoSuchDay as found:
        collector.add("F158", places.span(found.start, found.start + len(found.text)), met=found.text)
        return None
    except NoSuchQuantifier as found:
        span = places.span(found.start, found.start + len(found.text))
        collector.add("F150", span, met=found.text, expected="@expect.quantifier")
        return None
    deepest, names = _walk(root, places)
    if deepest > MAX_TERMS:
        collector.add("F155", places.span(0, len(text)), most=MAX_TERMS)
        return None
    return Syntax(text, root, places, names)


def _walk(root: AnyNode, places: Places) -> tuple[int, tuple[tuple[str, Span], ...]]:
    """The depth of the syntax, and all its names in the order they were written."""
    deepest = 0
    names: list[Name] = []
    waiting: list[tuple[AnyNode, int]] = [(root, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        if isinstance(node, Name):
            names.append(node)
        waiting.extend((part, depth + 1) for part in parts(node))
    names.sort(key=lambda each: each.start)
    return deepest, tuple((each.text, places.span(each.start, each.end)) for each in names)


def _nesting(text: str) -> int:
    """How deep brackets are nested at most."""
    depth = deepest = 0
    for sign in re.findall(r"'[^']*'|\"[^\"]*\"|[(\[)\]]", text):
        depth += (sign in "([") - (sign in ")]")
        deepest = max(deepest, depth)
    return deepest


def _report(mistake: UnexpectedInput, text: str, places: Places, collector: Collector) -> None:
    """What was met, and what could stand there."""
    if isinstance(mistake, UnexpectedCharacters):
        start: int = cast(int, mistake.pos_in_stream)
        sign = text[start]
        code = "F157" if sign in "'\"" else "F159"
        collector.add(code, places.span(start, start + 1), met=text[start:] if code == "F157" else sign)
        return
    token = mistake.token if isinstance(mistake, UnexpectedToken) else Token("$END", "")
    accepted = mistake.accepts or mistake.expected if isinstance(mistake, UnexpectedToken) else set()
    expected = _expected(accepted)
    if token.type == "$END":
        end = len(text.rstrip())
        collector.add("F151", places.span(max(end - 1, 0), end), expected=expected)
        return
    start = token.start_pos or 0
    collector.add("F150", places.span(start, start + len(token)), met=str(token), expected=expected)


_EXPECTATIONS: tuple[tuple[str, set[str], set[str]], ...] = (
    ("expect.option", {"NAME"}, {"LPAR"}),
    ("expect.operand", {"NAME"}, set()),
    ("expect.then", {"THEN"}, set()),
    ("expect.else", {"ELSE"}, set()),
    ("expect.year", {"PRIOR"}, set()),
    ("expect.round_bracket", {"RPAR"}, set()),
    ("expect.operator", {"PLUS"}, set()),
    ("expect.comma_or_square_bracket", {"COMMA", "RBRACKET"}, set()),
    ("expect.square_bracket", {"RBRACKET"}, set()),
    ("expect.list", {"LBRACKET"}, set()),
    ("expect.number", {"NUMBER"}, set()),
)


def _expected(accepted: set[str]) -> str:
    """The key of the words that say what could stand where the author wrote something else."""
    for key, needed, absent in _EXPECTATIONS:
        if needed <= accepted and not absent & accepted:
            return f"@{key}"
    return "@expect.operator"

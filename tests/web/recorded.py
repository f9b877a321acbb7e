"""Which kinds of events the programme records, read from its source: the third argument of `events.record`, and what is
handed to functions of ours that hand it on."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import web

SOURCES = sorted(Path(web.__file__).parent.rglob("*.py"))
WHAT = 2
"""The place of the kind among the arguments of `events.record`."""


def recorded() -> dict[str, str]:
    """Every kind of event with the file that records it; what is pieced together keeps `*` for its open part."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}
    constants = {name: value for tree in trees.values() for name, value in _constants(tree)}
    found: dict[str, str] = {}
    handing_on: dict[tuple[Path | None, str], int] = {}
    for path, tree in trees.items():
        for function, call in _calls_of_record(tree):
            kind = call.args[WHAT]
            found |= dict.fromkeys(_kinds(constants, kind), path.name)
            if isinstance(kind, ast.Name) and kind.id in _parameters(function):
                home = (
                    path if function.name.startswith("_") else None
                )  # a private one is called where it stands
                handing_on[home, function.name] = _parameters(function).index(kind.id)
    for path, tree in trees.items():
        for call in (each for each in ast.walk(tree) if isinstance(each, ast.Call)):
            name = _name(call.func)
            place = handing_on.get((path, name), handing_on.get((None, name)))
            if place is not None and len(call.args) > place:
                found |= dict.fromkeys(_kinds(constants, call.args[place]), path.name)
    return found


def _calls_of_record(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef, ast.Call]]:
    for function in (each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)):
        for call in (each for each in ast.walk(function) if isinstance(each, ast.Call)):
            if ast.unparse(call.func) == "events.record":
                yield function, call


def _kinds(constants: dict[str, str], value: ast.expr) -> Iterator[str]:
    match value:
        case ast.Constant(str(kind)):
            yield kind
        case ast.IfExp():
            yield from _kinds(constants, value.body)
            yield from _kinds(constants, value.orelse)
        case ast.JoinedStr():
            yield "".join(str(each.value) if isinstance(each, ast.Constant) else "*" for each in value.values)
        case ast.Name() if value.id in constants:
            yield constants[value.id]


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The texts that have a name in a module: `A = "a"`, `A, B = "a", "b"`."""
    for each in (one for one in tree.body if isinstance(one, ast.Assign)):
        for target in each.targets:
            pairs = (
                zip(target.elts, each.value.elts, strict=True)
                if isinstance(target, ast.Tuple) and isinstance(each.value, ast.Tuple)
                else ((target, each.value),)
            )
            for name, value in pairs:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield ast.unparse(name), value.value


def _parameters(function: ast.FunctionDef) -> list[str]:
    return [each.arg for each in function.args.args]


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")

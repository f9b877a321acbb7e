"""Figures of the engine: compiling, assessing, editing, linting, rendering."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from engine.assessment import assess_bound
from engine.binding import bind, rebind
from engine.compiler import compile_form
from engine.form import Form
from engine.library import build_library
from engine.presentation import present
from engine.rendering import render_field
from engine.validation import validate
from tests.bench.forms import answers, mixed_form
from tests.bench.measure import Figure, measure

ON = date(2026, 3, 1)


def compiled(questions: int = 100) -> Form:
    """The mixed form, compiled; it must have no errors."""
    form = compile_form("f100", build_library({"f100.yaml": mixed_form(questions)})).form
    assert form is not None
    return form


def figures() -> Iterator[Figure]:
    """Every figure of the engine, one after the other."""
    form, given = compiled(), answers()
    yield _cold()
    yield measure("validate + score one submission (F100)", lambda: _assess(form, given), 0.00035)
    yield measure("the same with every line explained", lambda: assess_bound(bind(form, given, {}, ON)))
    bound = bind(form, given, {}, ON)
    yield measure("one number edited, dependants recomputed", lambda: rebind(bound, {"i0_25": 99}), 0.00005)
    yield measure("one choice edited (visibility, score)", lambda: rebind(bound, {"c0_5": "b"}), 0.00005)
    for questions, target in ((100, 0.1), (500, 0.5), (2000, None)):
        text = mixed_form(questions)
        yield measure(
            f"lint {questions} questions",
            lambda text=text: compile_form("f100", build_library({"f100.yaml": text})),
            target,
        )
    yield _page(form, given)


def _assess(form: Form, given: dict[str, object]) -> object:
    bound = bind(form, given, {}, ON)
    assert form.score is not None
    return validate(bound), bound.frame[form.score.slot]


def _page(form: Form, given: dict[str, object]) -> Figure:
    bound = bind(form, given, {}, ON)
    names = [f"i0_{k}" for k in range(20, 25)] + [f"c0_{k}" for k in range(3)] + ["m0_0", "t0_0"]

    def page() -> str:
        section = present(bound, validate(bound)).sections[0]
        wanted = set(names)
        return "".join(str(render_field(view)) for view in section.fields if view.id in wanted)

    return measure("render ten questions", page, 0.003, remark=f"{len(page().encode()) / 1024:.1f} KB")


def _cold() -> Figure:
    """A fresh interpreter that reads, compiles and assesses the form once."""
    code = "from tests.bench.engine import compiled, _assess; from tests.bench.forms import answers; _assess(compiled(), answers())"
    root = Path(__file__).parents[2]

    def run() -> None:
        subprocess.run([sys.executable, "-c", code], check=True, cwd=root)

    return measure("fresh process: import, compile F100, assess", run, seconds=3)

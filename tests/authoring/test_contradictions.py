"""What is said never to hold, or always, is so for every answer there is: conditions are made up and tried out."""

import random
from itertools import product

import pytest

from engine.compiler import compile_form
from engine.expression.evaluation import compile_condition
from engine.expression.satisfying import settled
from engine.form import Form
from engine.library import build_library

FORM = """\
form: tried
title: 示例
edition: 2026-01-01
sections:
  - section: main
    title: 基本情况
    fields:
      - {id: a, type: integer, label: 甲, min: 0, max: 3, required: true}
      - {id: b, type: integer, label: 乙, min: 0, max: 3, required: true}
      - {id: d, type: integer, label: 丁, min: 0, max: 3, required: true}
      - {id: k, type: choice, label: 级, required: true, options: [{id: x, label: 子}, {id: y, label: 丑}, {id: z, label: 寅}]}
      - {id: w, type: choices, label: 证, required: true, options: [{id: p, label: 卯}, {id: q, label: 辰}, {id: r, label: 无, exclusive: true}]}
conclusions:
"""
NUMBERS = ("a", "b", "d", "a + b", "b - d", "2 * a", "a + 1", "1", "3")
PLAIN = (
    "k is x",
    "k is not y",
    "k in [x, z]",
    "w has p",
    "w has r",
    "w has all [p, q]",
    "a in [1..2]",
    "b in [0, 3]",
)
CERTIFICATES = [frozenset(each) for each in ("", "p", "q", "pq", "r")]


def condition(chance: random.Random, depth: int = 3) -> str:
    kind = chance.random()
    if depth == 0 or kind < 0.2:
        number = f"{chance.choice(NUMBERS[:7])} {chance.choice(('<', '<=', '>', '>=', '==', '!='))}"
        return f"{number} {chance.choice(NUMBERS)}" if chance.random() < 0.7 else chance.choice(PLAIN)
    if kind > 0.85:
        return f"not ({condition(chance, depth - 1)})"
    joined = " and " if kind < 0.6 else " or "
    return f"({joined.join(condition(chance, depth - 1) for _ in range(2))})"


def made_up(seed: int) -> Form:
    chance = random.Random(seed)
    several = (f'  - {{id: c{i}, title: 条, clause: 一, ensure: "{condition(chance)}"}}' for i in range(60))
    compiled = compile_form("tried", build_library({"tried.yaml": FORM + "\n".join(several) + "\n"}))
    assert compiled.form is not None, compiled.report
    return compiled.form


@pytest.mark.parametrize("seed", range(2))
def test_what_is_settled_is_so_for_every_answer(seed: int) -> None:
    form = made_up(seed)
    slots = [form.fields[name].value_slot for name in ("a", "b", "d", "k", "w")]
    answers = [dict(zip(slots, each, strict=True)) for each in product(*[range(4)] * 3, "xyz", CERTIFICATES)]
    found = 0
    for expression in (each.expression for each in form.expressions if each.role == "ensure"):
        verdict = settled(expression.tree)
        if verdict is not None:
            run = compile_condition(expression.tree)
            assert {run(each, None) for each in answers} == {verdict}, expression.text  # type: ignore[arg-type]
            found += 1
    assert found > 3

"""How an expression can end without a value, as the compiler asks it."""

import pytest

from engine.expression.tree import Hazard
from tests.engine.expression.support import World, expression

WORLD = World({"a": Hazard.EMPTY, "b": Hazard.HIDDEN, "revenue": Hazard.NOT_APPLICABLE})


def hazards(text: str) -> Hazard:
    return expression(text, world=WORLD, yearly=True).hazards


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("c + 1", Hazard.NONE),
        ("a + b", Hazard.EMPTY | Hazard.HIDDEN),
        ("revenue[1]", Hazard.NOT_APPLICABLE),
        ("c / decimal", Hazard.UNDEFINED),
        ("c / staff", Hazard.NONE),
        ("c / 2", Hazard.NONE),
        ("c / (c + 1)", Hazard.NONE),
        ("growth(rd)", Hazard.UNDEFINED),
        ("compound_growth(rd, 1) >= 5%", Hazard.UNDEFINED),
        ("default(a, 0)", Hazard.NONE),
        ("default(c, b)", Hazard.HIDDEN),
        ("default(c / decimal, 0%)", Hazard.UNDEFINED),
        ("count(c / decimal >= 1%, exports)", Hazard.NONE),
        ("count(a >= 1, exports)", Hazard.EMPTY),
        ("c / decimal >= 1% or exports", Hazard.UNDEFINED),
        ("sum(scenes.income)", Hazard.NONE),
        ("max(scenes.income)", Hazard.UNDEFINED),
        ("average(c, c)", Hazard.NONE),
    ],
)
def test_hazards_of_an_expression(text: str, found: Hazard) -> None:
    assert hazards(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "if decimal > 0 then c / decimal else 0%",
        "decimal > 0 and c / decimal >= 3%",
        "exports and decimal != 0 and c / decimal >= 3%",
        "if rd[1] >= 1 and exports then loan / rd[1] else 0%",
        "if decimal is 5 then c / decimal else 0%",
        "if decimal < 0 then c / decimal else 0%",
    ],
)
def test_a_condition_before_it_guards_a_division(text: str) -> None:
    assert hazards(text) == Hazard.NONE


@pytest.mark.parametrize(
    "text",
    [
        "if decimal >= 0 then c / decimal else 0%",
        "if decimal > 0 then 0% else c / decimal",
        "if decimal > 0 or exports then c / decimal else 0%",
        "c / decimal >= 3% and decimal > 0",
        "if rd[2] >= 1 then loan / rd[1] else 0%",
    ],
)
def test_another_condition_does_not(text: str) -> None:
    assert hazards(text) == Hazard.UNDEFINED

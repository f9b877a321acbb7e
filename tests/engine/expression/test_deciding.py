"""Conditions that can never hold, or always do."""

import pytest

from engine.expression.checking import never_or_always
from tests.engine.expression.support import expression


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("a >= 0", True),
        ("a > 100", False),
        ("a + b > 200", False),
        ("a - b >= -100", True),
        ("a >= 50", None),
        ("a > 10 and a < 5", False),
        ("a < 10 or a >= 5", True),
        ("a < 5 or a > 5", None),
        ("4 < a < 5", False),
        ("a in [101..200]", False),
        ("a not in [0..100]", False),
        ("loan < 0", False),
        ("loan >= 5万元 and loan < 40000元", False),
        ("cash > 5万元 and cash <= 50000元", False),
        ("grade is city or grade is not city", True),
        ("grade is city or grade is province or grade is national", True),
        ("grade > national", False),
        ("grade >= city", True),
        ("grade > city", None),
        ("exports and not exports", False),
        ("exports or listed", None),
        ("certificates has iso9001 and certificates has not any [iso9001, none]", False),
        ("certificates has iso9001", None),
        ("revenue[1] > 5 and revenue[1] < 3", False),
        ("revenue[1] > 5 and revenue[2] < 3", None),
        ("every(rd >= 0)", True),
        ("rd >= 0", True),
        ("count(scenes) >= 0", True),
        ("count(exports, listed) > 2", False),
        ("score > 100", False),
        ("product is 'x'", None),
        ("founded >= 2020-01-01", None),
        ("true", None),
        ("a / b >= 0", None),
    ],
)
def test_limits_and_options_decide(text: str, verdict: bool | None) -> None:
    assert never_or_always(expression(text, yearly=True)) is verdict


def test_many_values_are_not_tried_for_ever() -> None:
    parts = " or ".join(f"a == {n} and b == {n} and c == {n}" for n in range(1, 25))
    assert never_or_always(expression(parts)) is None

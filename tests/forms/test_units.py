"""forms/units.yaml: whole factors, and each name belongs to one quantity."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

FILE = Path(__file__).parents[2] / "forms" / "units.yaml"


@pytest.fixture(scope="module")
def quantities() -> dict[str, Any]:
    # BaseLoader keeps every scalar as the text that stands in the file
    document = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    assert list(document) == ["quantities"]
    found: dict[str, Any] = document["quantities"]
    return found


def test_base_units_count_one(quantities: dict[str, Any]) -> None:
    for name, quantity in quantities.items():
        assert set(quantity) == {"base", "units"}, name
        assert quantity["units"][quantity["base"]] == "1", name


def test_factors_are_whole_numbers(quantities: dict[str, Any]) -> None:
    for quantity in quantities.values():
        for unit, factor in quantity["units"].items():
            assert factor.isdecimal(), unit
            assert not factor.startswith("0"), unit


def test_a_name_belongs_to_one_quantity(quantities: dict[str, Any]) -> None:
    names = Counter(unit for quantity in quantities.values() for unit in quantity["units"])
    assert [unit for unit, times in names.items() if times > 1] == []


@pytest.mark.parametrize(
    ("quantity", "unit", "equals", "other"),
    [
        ("money", "万元", 10_000, "元"),
        ("money", "亿元", 10_000, "万元"),
        ("people", "万人", 10_000, "人"),
        ("items", "件", 1, "项"),
        ("duration", "年", 12, "月"),
        ("area", "亩", Fraction(2000, 3), "平方米"),
        ("area", "公顷", 15, "亩"),
        ("energy", "万吨标准煤", 10_000, "吨标准煤"),
        ("mass", "吨", 1000, "千克"),
        ("storage", "TB", 1024, "GB"),
    ],
)
def test_known_conversions(
    quantities: dict[str, Any], quantity: str, unit: str, equals: Fraction, other: str
) -> None:
    units = quantities[quantity]["units"]
    assert Fraction(units[unit]) / Fraction(units[other]) == equals

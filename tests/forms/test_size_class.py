"""The size of an enterprise by 工信部联企业〔2011〕300号, reckoned a second time: every class of industry, any figures."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.binding import Bound, bind, rebind
from engine.compiler import compile_form
from engine.folder import read_folder
from engine.library import build_library
from engine.supply import facts_of
from engine.values import is_unknown

FORMS = Path(__file__).parents[2] / "forms"
LIBRARY = build_library(read_folder(FORMS))
FORM = compile_form("enterprise", LIBRARY).form
assert FORM is not None
EMPTY = bind(FORM, {}, {}, date(2026, 3, 1))
TABLE = LIBRARY.tables["industries"]
CLASSES = sorted(code for code in TABLE.entries if code not in TABLE.children)

SIZES = ("large", "medium", "small", "micro")
STANDARD: dict[str, dict[str, tuple[int, int, int]]] = {
    "agriculture": {"revenue": (20000, 500, 50)},
    "industry": {"staff": (1000, 300, 20), "revenue": (40000, 2000, 300)},
    "construction": {"revenue": (80000, 6000, 300), "assets": (80000, 5000, 300)},
    "wholesale": {"staff": (200, 20, 5), "revenue": (40000, 5000, 1000)},
    "retail": {"staff": (300, 50, 10), "revenue": (20000, 500, 100)},
    "transport": {"staff": (1000, 300, 20), "revenue": (30000, 3000, 200)},
    "storage": {"staff": (200, 100, 20), "revenue": (30000, 1000, 100)},
    "post": {"staff": (1000, 300, 20), "revenue": (30000, 2000, 100)},
    "accommodation": {"staff": (300, 100, 10), "revenue": (10000, 2000, 100)},
    "catering": {"staff": (300, 100, 10), "revenue": (10000, 2000, 100)},
    "telecommunication": {"staff": (2000, 100, 10), "revenue": (100000, 1000, 100)},
    "software": {"staff": (300, 100, 10), "revenue": (10000, 1000, 50)},
    "real_estate": {"revenue": (200000, 1000, 100), "assets": (10000, 5000, 2000)},
    "property_management": {"staff": (1000, 300, 100), "revenue": (5000, 1000, 500)},
    "leasing": {"staff": (300, 100, 10), "assets": (120000, 8000, 100)},
    "other": {"staff": (300, 100, 10)},
}
STANDARD["unlisted"] = STANDARD["other"]
EDGES = {
    name: sorted({limit for each in STANDARD.values() if name in each for limit in each[name]})
    for name in ("staff", "revenue", "assets")
}


def group_of(code: str) -> str:
    """The group of a class by its numbers (国统字〔2017〕213号)."""
    division, group = int(code[:2]), int(code[:3])
    if division <= 5:
        return "agriculture"
    if division <= 46:
        return "industry"
    if division <= 50:
        return "construction"
    if division == 70:
        return {701: "real_estate", 702: "property_management", 704: "unlisted"}.get(group, "other")
    if 53 < division < 59 or group == 591:
        return "transport"
    named = {51: "wholesale", 52: "retail", 59: "storage", 60: "post", 61: "accommodation", 62: "catering"}
    named |= {63: "telecommunication", 64: "telecommunication", 65: "software", 71: "leasing", 72: "leasing"}
    listed = division in range(73, 83) or division in range(85, 91)
    return named.get(division, "other" if listed else "unlisted")


def size_of(group: str, figures: dict[str, Fraction]) -> str:
    """Each figure alone reaches some size; the enterprise has the least of them."""
    reached = [
        next((place for place, limit in enumerate(limits) if figures[name] >= limit), 3)
        for name, limits in STANDARD[group].items()
    ]
    return SIZES[max(reached)]


def answered(code: str | None, figures: dict[str, Any]) -> Bound:
    return rebind(EMPTY, {"industry": code, **{name: str(value) for name, value in figures.items()}})


def figure(name: str, step: Fraction) -> st.SearchStrategy[Fraction]:
    """Figures on a limit, a step to either side of it, or anywhere."""
    near = st.builds(
        lambda limit, steps: limit + steps * step, st.sampled_from(EDGES[name]), st.integers(-1, 1)
    )
    return st.one_of(near, st.integers(0, 250_000).map(Fraction))


def written(money: Fraction) -> str:
    whole, cents = divmod(int(money * 100), 100)
    return f"{whole}.{cents:02}"


FIGURES = st.fixed_dictionaries(
    {
        "staff": figure("staff", Fraction(1)).map(int),
        "revenue": figure("revenue", Fraction(1, 100)).map(written),
        "assets": figure("assets", Fraction(1, 100)).map(written),
    }
)


def test_there_are_all_classes() -> None:
    assert len(CLASSES) == 1382


def test_every_class_of_industry_belongs_to_its_group() -> None:
    found = {code: answered(code, {}).value("size_group") for code in CLASSES}
    assert found == {code: group_of(code) for code in CLASSES}


def test_every_group_of_the_standard_has_classes() -> None:
    assert {group_of(code) for code in CLASSES} == set(STANDARD)


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(CLASSES), FIGURES)
def test_size_is_the_one_reckoned_by_hand(code: str, figures: dict[str, Any]) -> None:
    exact = {name: Fraction(value) for name, value in figures.items()}
    assert answered(code, figures).value("size_class") == size_of(group_of(code), exact)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(CLASSES), FIGURES, st.sets(st.sampled_from(["industry", "staff", "revenue", "assets"]))
)
def test_size_that_is_decided_early_stays(code: str, figures: dict[str, Any], open_: set[str]) -> None:
    known = {name: value for name, value in figures.items() if name not in open_}
    early = answered(None if "industry" in open_ else code, known).value("size_class")
    assert is_unknown(early) or early == answered(code, figures).value("size_class")


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(CLASSES), FIGURES)
def test_size_is_known_as_soon_as_what_the_standard_asks_for_is(code: str, figures: dict[str, Any]) -> None:
    asked = {name: value for name, value in figures.items() if name in STANDARD[group_of(code)]}
    assert not is_unknown(answered(code, asked).value("size_class"))


@pytest.mark.parametrize("code", ["5311", "6610", "7040", "8310", "8411", "9100"])
def test_size_of_an_industry_outside_the_standard_is_for_reference(code: str) -> None:
    assert answered(code, {"staff": 50}).value("size_reference") is True


def test_size_becomes_a_fact() -> None:
    facts = facts_of(answered("3491", {"staff": 168, "revenue": 12500, "assets": 1}))
    assert (facts["enterprise.size_class"], facts["enterprise.size_reference"]) == ("small", False)

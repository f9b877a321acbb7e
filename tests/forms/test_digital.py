"""The three questionnaires of the digital level: they compile clean and agree with the policy reckoned a second time, from
the tables of 工信厅企业〔2024〕56号 typed again here."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.assessment import Assessment, assess
from engine.binding import bind
from engine.compiler import compile_form
from engine.diagnostics.renderers import render
from engine.fields.choice import Choice
from engine.fields.fixed_table import FixedTable
from engine.folder import read_folder
from engine.form import Form
from engine.library import Library, build_library
from engine.values import Number

FORMS = Path(__file__).parents[2] / "forms"
ON = date(2026, 3, 1)
NAMES = ("digital_manufacturing", "digital_services", "digital_other")
INDUSTRY = dict(zip(NAMES, ("3491", "6513", "5211"), strict=True))

# --- The policy, typed a second time -------------------------------------------------------------------------------

CHOICE: Mapping[str, tuple[str, Sequence[str]]] = {
    "q2": ("equipment_digital", ("0", "1.5", "3", "4.5", "6")),
    "q3": ("equipment_networked", ("0", "1.5", "3", "4.5", "6")),
    "q5": ("systems", ("0", "2.5", "5", "7.5", "10")),
    "q8": ("awareness", ("0", "1.5", "3", "4.5", "6", "7.5")),
    "q11": ("investment", ("0", "1.875", "3.75", "5.625", "7.5")),
    "q12": ("energy_change", ("0", "3.5", "7")),
    "q13": ("pass_rate_change", ("0", "3.5", "7")),
    "q14": ("revenue_per_head_change", ("0", "1.5", "3")),
    "q15": ("cost_change", ("0", "1.5", "3")),
}
"""Single choices: the field, and the points of its options from A on."""
CHOICES: Mapping[str, tuple[str, Sequence[str]]] = {
    "q1": ("network", ("2",) * 4),
    "q4": ("collection", ("0.7",) * 13 + ("0.9",)),
    "q6": ("network_security", ("1.25",) * 4),
    "q7": ("data_security", ("1.25",) * 4),
    "q9": ("rules", ("1.875",) * 4),
    "q10": ("talent", ("1.5",) * 5),
}
"""Several choices: the field, and the points of its options from B on; A is 无."""
QUESTIONS = [f"q{number}" for number in range(1, 16)]
WEIGHTS: Mapping[str, tuple[int, Mapping[str, tuple[int, Mapping[str, int]]]]] = {
    "foundation": (50, {
        "equipment_system": (40, {"q1": 40, "q2": 30, "q3": 30}),
        "data_collection": (20, {"q4": 100}),
        "information_system": (20, {"q5": 100}),
        "information_security": (20, {"q6": 50, "q7": 50}),
    }),
    "management": (30, {
        "planning_management": (50, {"q8": 50, "q9": 50}),
        "resources": (50, {"q10": 50, "q11": 50}),
    }),
    "effect": (20, {
        "green": (35, {"q12": 100}),
        "product_quality": (35, {"q13": 100}),
        "market_benefit": (30, {"q14": 50, "q15": 50}),
    }),
}  # fmt: skip
"""Percent of what stands above."""
SCENES = {
    "product_design": True, "process_design": False, "marketing": True, "after_sales": False,
    "planning": False, "production": True, "quality": True, "equipment": True, "safety": True, "energy": True,
    "purchasing": True, "logistics": True,
    "finance": True, "people": False, "office": False, "decisions": False,
}  # fmt: skip
"""The scenes in order, with those that bind."""
GATES = {4: (80, 10, 6), 3: (60, 8, 5), 2: (40, 6, 3), 1: (20, 6, 3)}
"""Score, scenes that reach the level, those of them that bind."""
BANDS = ("to_10", "to_20", "to_40", "to_60", "to_100")
SERVICES = {5, 11, 51, *range(53, 61), *range(63, 70), *range(71, 76)}
MANUFACTURING = set(range(13, 44))

# --- Forms and answers ---------------------------------------------------------------------------------------------


@cache
def library() -> Library:
    return build_library(read_folder(FORMS))


@cache
def form(name: str) -> Form:
    found = compile_form(name, library())
    assert found.form is not None, render(found.report)
    return found.form


def facts(name: str) -> dict[str, Any]:
    return {
        "enterprise.name": "示例企业有限公司",
        "enterprise.credit_code": "91350100M000100Y43",
        "enterprise.region": "350203",
        "enterprise.industry": INDUSTRY[name],
        "enterprise.registration_date": "2015-06-01",
    }


def options(name: str, field: str) -> list[str]:
    """The ids of the options of a question, as the form has them."""
    return list(form(name).fields[field].type.by_id)  # type: ignore[attr-defined]


def assessed(name: str, answers: Mapping[str, Any]) -> Assessment:
    return assess(form(name), answers, facts(name), ON)


Chosen = Mapping[str, Any]
"""What was chosen: for a single choice the place of the option, for several the places after 无, absent where pending."""

chosen = st.fixed_dictionaries(
    {},
    optional={
        **{question: st.integers(0, len(points) - 1) for question, (_, points) in CHOICE.items()},
        **{question: st.sets(st.integers(0, len(points) - 1)) for question, (_, points) in CHOICES.items()},
    },
)
high = st.fixed_dictionaries(
    {
        **{
            question: st.sampled_from([len(points) - 1, len(points) - 2])
            for question, (_, points) in CHOICE.items()
        },
        **{
            question: st.sampled_from([set(range(len(points))), {0}])
            for question, (_, points) in CHOICES.items()
        },
    },
)
levels = st.one_of(
    st.fixed_dictionaries({}, optional={scene: st.integers(0, 4) for scene in SCENES}),
    st.integers(1, 4).flatmap(
        lambda least: st.fixed_dictionaries({scene: st.integers(least - 1, 4) for scene in SCENES})
    ),
)


def answers_of(name: str, picked: Chosen, reached: Mapping[str, int]) -> dict[str, Any]:
    """The answers as a page would send them."""
    given_: dict[str, Any] = {"scenes": {scene: {"reached": level} for scene, level in reached.items()}}
    for question, (field, _) in CHOICE.items():
        if question in picked:
            given_[field] = options(name, field)[picked[question]]
    for question, (field, _) in CHOICES.items():
        if question in picked:
            given_[field] = [options(name, field)[place + 1] for place in sorted(picked[question])] or [
                "none"
            ]
    return given_


def points_of(picked: Chosen, question: str) -> tuple[Fraction, Fraction]:
    """The least and the most points of a question."""
    _, points = CHOICE.get(question) or CHOICES[question]
    several = [Fraction(each) for each in points]
    if question not in picked:
        return Fraction(0), max(several) if question in CHOICE else sum(several, Fraction(0))
    places = [picked[question]] if question in CHOICE else picked[question]
    total = sum((several[each] for each in places), Fraction(0))
    return total, total


def level_of(score: Fraction, reached: Mapping[str, int]) -> int:
    for level, (least, count, binding) in GATES.items():
        there = [scene for scene, each in reached.items() if each >= level]
        if score >= least and len(there) >= count and sum(SCENES[scene] for scene in there) >= binding:
            return level
    return 0


# --- The score and the level -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
@given(picked=st.one_of(chosen, high), reached=levels)
@settings(max_examples=150)
def test_points_and_level_agree_with_the_policy(
    name: str, picked: Chosen, reached: Mapping[str, int]
) -> None:
    found = assessed(name, answers_of(name, picked, reached))
    assert found.score is not None
    assert found.level is not None
    expected = [points_of(picked, question) for question in QUESTIONS]
    assert [(line.low, line.high) for line in found.score.lines] == expected
    low, most = sum(least for least, _ in expected), sum(most for _, most in expected)
    assert (found.score.low, found.score.high) == (low, most)
    best = {scene: reached.get(scene, 4) for scene in SCENES}
    assert (found.level.low, found.level.high) == (
        level_of(Fraction(low), reached),
        level_of(Fraction(most), best),
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_dimension_has_its_weight(name: str) -> None:
    card = form(name).score
    assert card is not None
    found: dict[str, Number] = {each.id: each.out_of for each in (*card.every_group, *form(name).indicators)}
    for dimension, (weight, parts) in WEIGHTS.items():
        assert found[dimension] == weight
        for part, (of_dimension, questions) in parts.items():
            points = Fraction(weight * of_dimension, 100)
            assert found[part] == points
            assert {each: found[each] for each in questions} == {
                each: points * share / 100 for each, share in questions.items()
            }
    assert [each.id for each in form(name).indicators] == QUESTIONS
    assert [each.number for each in form(name).indicators] == [each.removeprefix("q") for each in QUESTIONS]


@pytest.mark.parametrize("name", NAMES)
def test_a_result_has_the_points_of_both_levels_of_dimensions(name: str) -> None:
    sheet = assessed(name, answers_of(name, {"q1": {0, 1}, "q5": 4}, {})).score
    assert sheet is not None
    dimensions = {
        each.id: {part.id: (part.low, part.out_of) for part in each.groups} for each in sheet.groups
    }
    assert list(dimensions) == list(WEIGHTS)
    assert dimensions["foundation"] == {
        "equipment_system": (4, 20),
        "data_collection": (0, 10),
        "information_system": (10, 10),
        "information_security": (0, 10),
    }


# --- The scenes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_scenes_have_the_binding_ones_and_a_wording_of_their_own(name: str) -> None:
    table = form(name).fields["scenes"].type
    assert isinstance(table, FixedTable)
    assert {row.id: row.attributes[0] for row in table.rows} == SCENES
    for row in table.rows:
        (column,) = row.columns
        assert isinstance(column.type, Choice)
        own = [each.words for each in column.type.options]
        assert [each.label for each in column.type.options] == ["未达到一级", "一级", "二级", "三级", "四级"]
        assert own[0] == ""
        assert len(set(own[1:])) == 4
        assert (row.marks == ("★约束性场景",)) is SCENES[row.id]


@pytest.mark.parametrize("name", NAMES[1:])
def test_other_trades_speak_of_no_factory(name: str) -> None:
    """What only a factory has is said in other words everywhere a filler reads."""
    found = form(name)
    table = found.fields["scenes"].type
    assert isinstance(table, FixedTable)
    said = [each.label + each.help for each in found.fields.values()]
    said += [each.message for each in found.checks]
    said += [option.told() for each in found.fields.values() for option in getattr(each.type, "options", ())]
    said += [row.title + row.heading for row in table.rows]
    said += [option.told() for row in table.rows for option in row.columns[0].type.options]  # type: ignore[attr-defined]
    assert [
        each
        for each in said
        for word in ("车间", "生产设备", "工艺", "BOM", "厂内", "半成品")
        if word in each
    ] == []


# --- Figures against what was chosen -----------------------------------------------------------------------------------


def warned(name: str, answers: Mapping[str, Any]) -> dict[str, bool]:
    """The fields at which something is said of figures, and whether it blocks."""
    found = assessed(name, answers).problems
    return {each.problem.field: each.problem.blocks for each in found if each.problem.code == "check"}


def band_of(ratio: Fraction) -> int:
    """The option a ratio belongs to: open on the left, closed on the right."""
    return sum(ratio > Fraction(edge, 100) for edge in (10, 20, 40, 60))


@pytest.mark.parametrize("name", NAMES)
@given(
    machines=st.integers(1, 40),
    part=st.integers(0, 40),
    place=st.integers(0, 4),
    which=st.sampled_from(
        [("equipment_digital", "machines_digital"), ("equipment_networked", "machines_networked")]
    ),
)
@settings(max_examples=60)
def test_figures_that_contradict_the_option_are_told_and_do_not_block(
    name: str, machines: int, part: int, place: int, which: tuple[str, str]
) -> None:
    question, field = which
    found = warned(name, {question: BANDS[place], "machines": machines, field: part})
    expected = {}
    if band_of(Fraction(part, machines)) != place:
        expected[question] = False
    if part > machines:
        expected[field] = True
    assert found == expected


DIRECTIONS = {
    "energy_change": ("energy", "revenue"),
    "revenue_per_head_change": ("revenue", "staff"),
    "cost_change": ("operating_cost", "revenue"),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("question", DIRECTIONS)
@given(
    above=st.tuples(st.integers(0, 20), st.integers(0, 20)),
    below=st.tuples(st.integers(0, 20), st.integers(0, 20)),
    direction=st.sampled_from(["lower", "same", "higher"]),
)
@settings(max_examples=40)
def test_figures_that_go_the_other_way_are_told_and_do_not_block(
    name: str, question: str, above: tuple[int, int], below: tuple[int, int], direction: str
) -> None:
    part, whole = DIRECTIONS[question]
    years = ("2025", "2024")
    given_ = {
        question: direction,
        part: dict(zip(years, above, strict=True)),
        whole: dict(zip(years, below, strict=True)),
    }
    found = warned(name, given_)
    if 0 in below:
        assert found in ({}, {question: False})  # a ratio that does not exist is not compared
        return
    now, before = (Fraction(a, b) for a, b in zip(above, below, strict=True))
    wrong = (direction == "lower" and now >= before) or (direction == "higher" and now <= before)
    assert found == ({question: False} if wrong else {})


# --- Whom they are for --------------------------------------------------------------------------------------------------


def test_every_industry_has_exactly_one_questionnaire() -> None:
    industries = library().tables["industries"].entries
    divisions = sorted({code[:2] for code in industries if len(code) == 4})
    assert len(divisions) == 97
    for code in (
        next(each for each in industries if len(each) == 4 and each[:2] == two) for two in divisions
    ):
        applies = [
            name
            for name in NAMES
            if (gate := form(name).applies_to) is not None
            and bind(form(name), {}, {"enterprise.industry": code}, ON).frame[gate.slot] is True
        ]
        division = int(code[:2])
        place = 0 if division in MANUFACTURING else 1 if division in SERVICES else 2
        assert applies == [NAMES[place]], code


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_official_is_said(name: str) -> None:
    made = form(name)
    assert made.applies_to is not None
    assert made.applies_to.source == "illustrative"
    assert made.source == ("verified" if name == NAMES[0] else "reconstructed")
    assert all(made.fields[field].required is False for field in ("machines", "energy", "staff", "revenue"))

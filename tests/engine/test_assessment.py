"""An assessment: the same bytes for the same inputs, and in JSON out and in again the same value."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields as parts_of
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.assessment import Assessment
from engine.json_value import decode, encode
from tests.engine.support import ROOT, assessed, fields, form, scored

WHOLE = form(
    fields(
        "id: staff, type: integer, label: 员工, min: 0, max: 40, required: true",
        "id: sales, type: money, unit: 万元, label: 销售, years: 2, min: 0, required: true",
        "id: titles, type: choices, label: 资质, options: [{id: a, label: 甲, points: 2.5}, {id: b, label: 乙, points: 1}, {id: c, label: 丙, points: -3}], required: true",
        "id: goods, type: table, label: 产品, columns: [{id: name, type: text, label: 名称, required: true}, {id: sold, type: integer, label: 销量}]",
        "id: rise, type: percent, label: 增长, value: 'sales[1] / sales[2] - 1'",
    ),
    "checks:\n  - {ensure: sales >= staff, message: 太少, at: sales}\n",
    scored(
        "of: rise\nat_least: {10%: 10, 5%: 3.5}\notherwise: 0\nundefined: 1",
        "of: titles\nsource: recalled",
        "each: [staff >= 10, 'sales[1] >= 20']\npoints: 5",
    ),
    "conclusions:\n"
    "  - {id: big, title: 大, clause: 二, source: recalled, all: [{ensure: staff >= 20, title: 人多}, {ensure: rise >= 10%, clause: 三}]}\n"
    "  - {id: fit, title: 合格, any: [big, group >= 15]}\n",
    "levels:\n  - {level: 2, title: 二级, ensure: score >= 20}\n  - {level: 1, title: 一级, ensure: staff >= 5}\n",
    "routes:\n  - {to: first, title: 一科, when: staff >= 20}\n  - {to: second, title: 二科, when: otherwise}\n",
)

amounts = st.integers(0, 60) | st.sampled_from(["1.5", "x", None])
answers = st.fixed_dictionaries(
    {},
    optional={
        "staff": st.integers(0, 50) | st.just("many"),
        "sales": st.fixed_dictionaries({}, optional={"2025": amounts, "2024": amounts}),
        "titles": st.lists(st.sampled_from("abc"), min_size=1, max_size=3, unique=True),
        "goods": st.lists(
            st.fixed_dictionaries({}, optional={"name": st.just("甲"), "sold": amounts}), max_size=2
        ),
    },
)
BEST = {"staff": 40, "sales": {"2025": 60, "2024": 50}, "titles": ["a", "b"]}


@given(answers)
@settings(max_examples=60)
def test_assessment_read_from_its_json_equals_the_one_that_was_written(given_: dict[str, Any]) -> None:
    made = assessed(WHOLE, given_)
    assert Assessment.decode(made.encode()) == made


@given(answers)
@settings(max_examples=30)
def test_assessment_read_from_its_json_is_written_the_same(given_: dict[str, Any]) -> None:
    text = assessed(WHOLE, given_).encode()
    assert Assessment.decode(text).encode() == text


def test_assessment_without_score_levels_and_routes_is_read_again() -> None:
    made = assessed(form(fields("id: staff, type: integer, label: 员工, required: true")), {})
    assert (made.score, made.level, made.route) == (None, None, None)
    assert Assessment.decode(made.encode()) == made


@pytest.mark.parametrize("part", [each.name for each in parts_of(Assessment)])
def test_assessment_is_read_with_every_part(part: str) -> None:
    made = assessed(WHOLE, {"staff": "many"})
    assert getattr(Assessment.from_json(decode(made.encode())), part) == getattr(made, part)


def test_fractions_are_read_exactly() -> None:
    made = assessed(WHOLE, BEST)
    read = Assessment.decode(made.encode())
    assert made.score is not None
    assert read.score is not None
    assert read.score.lines[1].points == made.score.lines[1].points == Fraction(7, 2)


def test_stored_assessment_may_lack_what_was_added_to_the_format_later() -> None:
    stored = assessed(WHOLE, BEST).as_json()
    for each in stored["explanations"]:
        del each["finding"]["source"]
    assert Assessment.from_json(stored).conclusions[0].finding.truth is True


def test_order_of_answers_does_not_change_a_byte() -> None:
    turned = dict(reversed(BEST.items())) | {"titles": ["b", "a"]}
    assert assessed(WHOLE, BEST).encode() == assessed(WHOLE, turned).encode()


def test_another_process_writes_the_same_bytes() -> None:
    code = "import sys\nfrom tests.engine.test_assessment import BEST, WHOLE\nfrom tests.engine.support import assessed\nsys.stdout.write(assessed(WHOLE, BEST).encode())"
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True, env={"PYTHONHASHSEED": "7", "PYTHONUTF8": "1"}
    )  # fmt: skip
    assert found.stdout == assessed(WHOLE, BEST).encode()


def test_unknown_is_null() -> None:
    stored = decode(assessed(WHOLE, {}).encode())
    assert stored["score"]["total"] is None
    assert stored["conclusions"] == {"big": None, "fit": None}
    assert (stored["level"], stored["route"]) == (None, None)


def test_ranges_tell_what_can_still_be_reached() -> None:
    stored = decode(assessed(WHOLE, {"staff": 5, "titles": ["c"]}).encode())
    assert [each["range"] for each in stored["score"]["groups"][0]["lines"]] == [[0, 10], [-3, -3], [0, 5]]
    assert stored["score"]["range"] == [-3, 12]


def test_assessment_blocks_with_its_problems() -> None:
    assert assessed(WHOLE, {}).blocks
    assert not assessed(WHOLE, BEST).blocks


def test_problems_name_their_place() -> None:
    told = assessed(WHOLE, {**BEST, "goods": [{"sold": 1}], "sales": {"2025": 60, "2024": 2}}).as_json()[
        "problems"
    ]
    assert [(each["field"], each["row"], each["column"], each["year"]) for each in told] == [
        ("goods", 0, "name", None),
        ("sales", None, None, 2024),
    ]


def test_digest_and_edition_stand_in_the_assessment() -> None:
    stored = assessed(WHOLE, {}).as_json()
    assert (stored["digest"], stored["edition"], stored["on"]) == (WHOLE.digest, "2026-01-01", "2026-03-01")
    assert encode(stored) == assessed(WHOLE, {}).encode()

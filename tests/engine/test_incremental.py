"""What is taken over from before an edit is exactly what would be made anew."""

from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.binding import bind, rebind
from engine.compiler import compile_form
from engine.fields.base import ABSENT
from engine.folder import read_folder
from engine.form import Form
from engine.library import build_library
from engine.presentation import present
from engine.routing import conclude, reach_level
from engine.scoring import score
from engine.validation import validate

ON = date(2026, 5, 1)
FACTS = {
    "keeper.began_on": "2024-03-01",
    "keeper.district": "north",
    "keeper.complaints": 1,
    "keeper.trained": True,
}


def _form() -> Form:
    folder = Path(__file__).parents[1] / "forms" / "other_worlds"
    compiled = compile_form("beehive", build_library(read_folder(folder)))
    assert compiled.form is not None, compiled.report
    return compiled.form


FORM = _form()
numbers = st.one_of(st.none(), st.just("abc"), st.integers(0, 200).map(str))
EDITS: dict[str, st.SearchStrategy[Any]] = {
    "founded": st.sampled_from(["1999", "2015", "x", None]),
    "bees": st.lists(
        st.fixed_dictionaries({"place": st.just("东"), "race": st.just("native"), "hives": numbers}),
        max_size=2,
    ),
    "honey": st.fixed_dictionaries({"2025": numbers, "2024": numbers}),
    "moisture": st.sampled_from(["17%", "19%", "120%", None]),
    "sells_comb": st.sampled_from([True, False, None]),
    "comb_pieces": numbers,
    "forage": st.sampled_from([["linden"], ["other"], ["none"], ["none", "linden"], []]),
    "forage.other.plant": st.sampled_from(["野花", None]),
    "sugar": st.sampled_from(["10%", "30%", None]),
    "inspected": st.sampled_from(["good", None]),
}
edits = st.lists(
    st.sampled_from(sorted(EDITS)).flatmap(lambda name: st.tuples(st.just(name), EDITS[name])), max_size=6
)


@settings(max_examples=60, deadline=None)
@given(edits)
def test_edited_view_and_score_equal_those_made_anew(steps: list[tuple[str, Any]]) -> None:
    bound = bind(FORM, {}, FACTS, ON)
    view, sheet = present(bound, validate(bound), show_missing=False), score(bound)
    assert sheet is not None
    for name, value in steps:
        changed = rebind(bound, {name: ABSENT if value is None else value})
        problems = validate(changed)
        view = present(changed, problems, show_missing=False, before=(bound, view))
        sheet = score(changed, before=(bound, sheet))
        bound = changed
        assert view == present(bound, problems, show_missing=False)
        assert sheet == score(bound)
        assert sheet is not None


@settings(max_examples=60, deadline=None)
@given(edits)
def test_edited_conclusions_and_level_equal_those_made_anew(steps: list[tuple[str, Any]]) -> None:
    bound = bind(FORM, {}, FACTS, ON)
    outcomes, level = conclude(bound), reach_level(bound)
    assert level is not None
    for name, value in steps:
        changed = rebind(bound, {name: ABSENT if value is None else value})
        outcomes = conclude(changed, before=(bound, outcomes))
        level = reach_level(changed, before=(bound, level))
        bound = changed
        assert outcomes == conclude(bound)
        assert level == reach_level(bound)
        assert level is not None


def test_edited_conclusions_keep_those_the_edit_does_not_touch() -> None:
    bound = bind(FORM, {}, FACTS, ON)
    outcomes, level = conclude(bound), reach_level(bound)
    assert level is not None
    changed = rebind(bound, {"sugar": "10%"})
    again = conclude(changed, before=(bound, outcomes))
    assert any(after is before for after, before in zip(again, outcomes, strict=True))
    assert reach_level(rebind(bound, {}), before=(bound, level)) is level


def test_edited_view_keeps_the_fields_the_edit_does_not_touch() -> None:
    bound = bind(FORM, {}, FACTS, ON)
    view = present(bound, validate(bound), show_missing=False)
    changed = rebind(bound, {"sugar": "10%"})
    after = present(changed, validate(changed), show_missing=False, before=(bound, view))
    assert after.field("founded") is view.field("founded")
    assert after.field("sugar") is not view.field("sugar")

"""What authorities add, as shipped: every overlay is right for each of its editions, an example, and said to be one."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from engine.assessment import assess
from engine.compiler import Compiled, compile_form
from engine.diagnostics.renderers import render
from engine.folder import read_folder
from engine.library import Library, build_library
from engine.overlays import OverlayHead, check_overlay, check_overlays, laid_over, overlay_for, overlays

FORMS = Path(__file__).parents[2] / "forms"


@cache
def library() -> Library:
    return build_library(read_folder(FORMS))


@cache
def compiled(name: str, overlay: str = "") -> Compiled:
    return compile_form(name, library(), overlay or None)


SHIPPED = overlays(library())
LAID = [(head, name) for head in SHIPPED for name in laid_over(head, library())]


@pytest.mark.parametrize("head", SHIPPED, ids=lambda head: head.path)
def test_an_overlay_is_right_for_each_of_its_editions(head: OverlayHead) -> None:
    report = check_overlay(library(), head.path, compiled)
    assert not report.errors, render(report)
    assert not report.warnings, render(report)


def test_no_authority_adds_twice_to_one_edition() -> None:
    assert check_overlays(library()).errors == ()


@pytest.mark.parametrize(("head", "name"), LAID, ids=str)
def test_full_marks_stay_what_they_are(head: OverlayHead, name: str) -> None:
    alone, laid = compiled(name).form, compiled(name, head.path).form
    assert alone is not None
    assert laid is not None
    assert alone.score is not None
    assert laid.score is not None
    assert (laid.score.out_of, [each.out_of for each in laid.score.groups]) == (
        alone.score.out_of,
        [each.out_of for each in alone.score.groups],
    )


@pytest.mark.parametrize(("head", "name"), LAID, ids=str)
def test_indicators_of_an_example_say_that_they_are_one(head: OverlayHead, name: str) -> None:
    form = compiled(name, head.path).form
    assert form is not None
    assert form.overlay is not None
    own = [each for each in form.indicators if each.span is not None and each.span.file == head.path]
    assert own
    assert {form.overlay.source, *(each.source for each in own)} == {"illustrative"}
    assert "示例" in form.overlay.title


@pytest.mark.parametrize(("head", "name"), LAID, ids=str)
def test_nothing_awaits_the_authority_where_it_has_set_its_indicators(head: OverlayHead, name: str) -> None:
    form = compiled(name, head.path).form
    assert form is not None
    found = assess(form, {}, {}, date(2026, 3, 1)).score
    assert found is not None
    assert found.awaiting_authority == 0


@pytest.mark.parametrize(("authority", "line"), [("440000", 70), ("350200", 60)])
def test_the_line_of_an_authority(authority: str, line: int) -> None:
    path = overlay_for(library(), "specialized", date(2022, 8, 1), authority)
    assert path is not None
    form = compiled("editions/specialized.2022-08-01", path).form
    assert form is not None
    assert [each.versions for each in form.parameters if each.id == "pass_line"] == [((None, line),)]


def test_the_newer_rules_of_the_same_form_know_no_local_indicators() -> None:
    assert overlay_for(library(), "specialized", date(2026, 4, 1), "440000") is None
    newer = compiled("specialized").form
    assert newer is not None
    assert newer.local is None


def test_elsewhere_the_points_await_the_authority() -> None:
    form = compiled("editions/specialized.2022-08-01").form
    assert form is not None
    found = assess(form, {}, {}, date(2026, 3, 1)).score
    assert found is not None
    assert found.awaiting_authority == 15
    assert "（不含地方特色指标 15 分）" in found.told

"""An overlay laid over a form: what it adds stands where the form says, and nowhere else."""

from __future__ import annotations

from datetime import date

import pytest

from engine.binding import bind
from engine.compiler import Compiled, compile_form
from engine.diagnostics.renderers import render
from engine.form import Form
from tests.engine.support import ON, library

BASE = """\
form: base
title: 示例
edition: 2025-01-01
parameters:
  pass_line: {value: {2025-01-01: 60, 2027-01-01: 65}, title: 分数线, clause: 一}
  least_staff: 10
sections:
  - section: main
    title: 内容
    fields:
      - {id: staff, type: integer, label: 员工, min: 0, max: 85, required: true}
  - section: about
    title: 说明
    fields:
      - {id: about_local, type: note, label: 由主管部门评定。}
  - section: local
    title: 地方特色
    filled_by: recommender
    fields:
      - {id: given, type: integer, label: 地方特色得分, min: 0, max: 15, required: true}
documents:
  - {id: licence, label: 营业执照}
score:
  out_of: 100
  groups:
    - id: common
      title: 共同
      out_of: 85
      indicators:
        - {id: staff_points, title: 员工, clause: 一, out_of: 85, points: staff}
    - id: distinctive
      title: 特色化
      out_of: 15
      indicators:
        - {id: local_feature, title: 地方特色, clause: 二, out_of: 15, points: given}
conclusions:
  - {id: by_score, title: 得分达标, clause: 三, ensure: score >= pass_line}
  - {id: large, title: 规模达标, clause: 三, all: [staff >= least_staff, {ensure: staff >= 1, title: 有员工}]}
local:
  indicators: {in_place_of: local_feature, at_least: 1, at_most: 2}
  sections: {in_place_of: [about, local]}
  documents: true
  raises: [pass_line]
  conditions: [by_score, large]
"""
HEAD = 'overlay: base\nauthority: "440000"\nedition_list\ntitle: 示例省\nsource: illustrative\n'.replace(
    "edition_list", "editions: [2025-01-01]"
)
SECTION = """\
sections:
  - section: features
    title: 地方特色
    fields:
      - {id: feature, type: yes_no, label: 属于重点产业, required: true}
"""
INDICATORS = """\
indicators:
  - {id: feature_points, title: 重点产业, clause: 四, out_of: 15, cases: [{when: feature, points: 15}, {when: otherwise, points: 0}]}
"""
NAME = "overlays/base.440000.yaml"


def laid(overlay: str, base: str = BASE, **files: str) -> Compiled:
    texts = {"base.yaml": base, NAME: overlay, **{f"parts/{name}.yaml": text for name, text in files.items()}}
    return compile_form("base", library(texts), NAME)


def form(overlay: str, base: str = BASE, **files: str) -> Form:
    found = laid(overlay, base, **files)
    assert found.form is not None, render(found.report)
    return found.form


def codes(overlay: str, base: str = BASE) -> list[tuple[str, str, int]]:
    report = laid(overlay, base).report
    return [(each.code, each.span.file, each.span.start.line) for each in (*report.errors, *report.warnings)]


# --- Where what it adds stands -----------------------------------------------------------------------------------


def test_indicators_take_the_place_of_the_forms_own() -> None:
    found = form(HEAD + SECTION + INDICATORS)
    assert found.score is not None
    assert [[each.id for each in group.indicators] for group in found.score.groups] == [
        ["staff_points"],
        ["feature_points"],
    ]


def test_sections_take_the_place_of_the_sections_for_the_forms_own_indicator() -> None:
    assert [each.id for each in form(HEAD + SECTION + INDICATORS).sections] == [
        "main",
        "features",
        "documents",
    ]


def test_fields_of_the_sections_that_gave_way_are_gone() -> None:
    assert "given" not in form(HEAD + SECTION + INDICATORS).fields


def test_sections_without_indicators_stand_behind_the_forms_own() -> None:
    found = form(HEAD + SECTION + "conditions: {by_score: [feature]}\n")
    assert [each.id for each in found.sections] == ["main", "about", "local", "features", "documents"]


def test_documents_come_behind_the_forms_own() -> None:
    found = form(HEAD + "documents:\n  - {id: proof, label: 证明, required: true}\n")
    assert [each.id for each in found.documents] == ["licence", "proof"]


def test_documents_of_a_form_that_asks_for_none() -> None:
    base = BASE.replace("documents:\n  - {id: licence, label: 营业执照}\n", "")
    found = form(HEAD + "documents:\n  - {id: proof, label: 证明}\n", base)
    assert [each.id for each in found.documents] == ["proof"]


def test_indicators_in_a_group_of_groups_are_found() -> None:
    inner = BASE[BASE.index("    - id: distinctive") : BASE.index("conclusions:")]
    nested = "    - id: outer\n      title: 外\n      out_of: 15\n      groups:\n" + "".join(
        f"    {line}\n" for line in inner.splitlines()
    )
    found = form(HEAD + SECTION + INDICATORS, BASE.replace(inner, nested))
    assert [each.id for each in found.indicators] == ["staff_points", "feature_points"]


def test_parts_may_be_included() -> None:
    part = "part: shared\n" + SECTION
    found = form(HEAD + "sections:\n  - include: parts/shared\n" + INDICATORS, shared=part)
    assert [each.id for each in found.sections] == ["main", "features", "documents"]


# --- Parameters --------------------------------------------------------------------------------------------------


def line_on(overlay: str, day: date) -> object:
    found = form(overlay)
    parameter = next(each for each in found.parameters if each.id == "pass_line")
    return bind(found, {}, {}, day).frame[parameter.slot]


@pytest.mark.parametrize(("day", "expected"), [(date(2025, 6, 1), 70), (date(2027, 6, 1), 70)])
def test_value_without_a_day_holds_for_the_whole_edition(day: date, expected: int) -> None:
    assert line_on(HEAD + "parameters: {pass_line: 70}\n", day) == expected


@pytest.mark.parametrize(("day", "expected"), [(date(2025, 6, 1), 60), (date(2026, 6, 1), 68)])
def test_before_its_first_day_the_forms_own_value_holds(day: date, expected: int) -> None:
    assert line_on(HEAD + "parameters: {pass_line: {2026-01-01: 68}}\n", day) == expected


def test_title_stays_and_clause_and_source_are_the_overlays() -> None:
    found = form(HEAD + "parameters: {pass_line: {value: 70, clause: 细则}}\n")
    parameter = next(each for each in found.parameters if each.id == "pass_line")
    assert (parameter.title, parameter.clause, parameter.source) == ("分数线", "细则", "illustrative")


def test_value_that_the_form_outgrows_later_is_lower_on_that_day() -> None:
    assert codes(HEAD + "parameters: {pass_line: 62}\n") == [("F359", NAME, 6)]


def test_value_as_high_as_the_forms_is_right() -> None:
    assert codes(HEAD + "parameters: {pass_line: 65}\n") == []


def test_value_that_is_no_number_is_told_where_it_stands() -> None:
    assert codes(HEAD + "parameters: {pass_line: 七十}\n") == [("F205", NAME, 6)]


# --- Conditions --------------------------------------------------------------------------------------------------


def by_score(overlay: str, answers: dict[str, object], name: str = "by_score") -> object:
    found = form(overlay)
    conclusion = next(each for each in found.conclusions if each.id == name)
    return bind(found, answers, {}, ON).frame[conclusion.slot]


@pytest.mark.parametrize(("feature", "expected"), [(True, True), (False, False)])
def test_conclusion_of_one_condition_holds_with_all_that_were_added(feature: bool, expected: bool) -> None:
    overlay = HEAD + SECTION + INDICATORS + "conditions: {by_score: [distinctive > 0]}\n"
    assert by_score(overlay, {"staff": 85, "feature": feature}) is expected


@pytest.mark.parametrize(("staff", "expected"), [(20, True), (19, False)])
def test_conclusion_of_several_conditions_gets_more_of_them(staff: int, expected: bool) -> None:
    overlay = HEAD + "conditions: {large: [staff >= 20]}\n"
    assert by_score(overlay, {"staff": staff}, "large") is expected


def test_conclusion_of_alternatives_still_needs_one_of_them() -> None:
    base = BASE.replace("all: [staff >= least_staff,", "any: [staff >= least_staff,")
    found = form(HEAD + "conditions: {large: [staff <= 5]}\n", base)
    conclusion = next(each for each in found.conclusions if each.id == "large")
    truths = [bind(found, {"staff": each}, {}, ON).frame[conclusion.slot] for each in (0, 5, 6)]
    assert truths == [False, True, False]


# --- What the form says of it ------------------------------------------------------------------------------------


def test_form_carries_whose_overlay_it_is() -> None:
    basis = "basis: {title: 实施细则, number: 示〔2025〕1号}\n"
    found = form(HEAD + basis + "parameters: {pass_line: 70}\nconditions: {large: [staff >= 20]}\n").overlay
    assert found is not None
    assert (found.authority, found.title, found.source, found.path) == (
        "440000",
        "示例省",
        "illustrative",
        NAME,
    )
    assert (found.raised, found.extended) == (("pass_line",), ("large",))
    assert [each.title for each in found.basis] == ["实施细则"]


def test_form_without_overlay_says_what_may_be_added() -> None:
    found = compile_form("base", library({"base.yaml": BASE})).form
    assert found is not None
    assert found.local is not None
    assert (found.local.indicator, found.local.at_most, found.local.sections) == (
        "local_feature",
        2,
        ("about", "local"),
    )
    assert found.overlay is None


def test_form_with_overlay_is_closed_to_others() -> None:
    assert form(HEAD + SECTION + INDICATORS).local is None


def test_its_certainty_is_that_of_all_it_adds_but_where_it_says_another() -> None:
    overlay = (
        HEAD
        + SECTION
        + INDICATORS
        + "conditions:\n  large: [{ensure: staff >= 20, source: verified}, {ensure: feature}]\n"
    )
    found = form(overlay)
    assert found.fields["feature"].source == "illustrative"
    assert [each.source for each in found.indicators] == ["verified", "illustrative"]
    large = next(each for each in found.conclusions if each.id == "large").condition
    assert [getattr(each, "source", "") for each in getattr(large, "items", ())][-2:] == [
        "verified",
        "illustrative",
    ]


def test_digest_covers_the_overlay() -> None:
    digests = {form(HEAD + f"parameters: {{pass_line: {line}}}\n").digest for line in (70, 71)}
    alone = compile_form("base", library({"base.yaml": BASE})).form
    assert alone is not None
    assert len(digests | {alone.digest}) == 3


def test_kept_texts_compile_to_the_same_digest_again() -> None:
    kept = laid(HEAD + SECTION + INDICATORS)
    again = compile_form("base", library(kept.texts), NAME)
    assert kept.form is not None
    assert again.form is not None
    assert again.form.digest == kept.form.digest


# --- Mistakes ----------------------------------------------------------------------------------------------------


def test_all_mistakes_are_told_in_one_run() -> None:
    overlay = (
        HEAD
        + SECTION.replace("required: true", "requird: true")
        + INDICATORS.replace("out_of: 15", "out_of: 14").replace("points: 15", "points: 14")
        + "parameters: {pass_lime: 70}\nconditions: {small: [feature]}\n"
    )
    assert sorted(code for code, _, _ in codes(overlay)) == ["F203", "F358", "F370", "F371"]


def test_a_mistake_of_the_form_in_this_overlay_alone_names_the_overlay() -> None:
    base = BASE.replace(
        "conclusions:\n", "conclusions:\n  - {id: given_some, title: 有分, clause: 三, ensure: given >= 1}\n"
    )
    (found,) = laid(HEAD + SECTION + INDICATORS, base).report.errors
    assert (found.code, found.span.file) == ("F301", "base.yaml")
    assert [(each.file, each.start.line) for each in found.via] == [(NAME, 1)]


def test_a_mistake_in_a_part_names_the_overlay_that_includes_it() -> None:
    part = "part: shared\n" + SECTION.replace("yes_no", "yes_on")
    report = laid(HEAD + "sections:\n  - include: parts/shared\n" + INDICATORS, shared=part).report
    found = next(each for each in report.errors if each.code == "F201")
    assert [(each.file, each.start.line) for each in found.via] == [(NAME, 7)]


@pytest.mark.parametrize(("text", "code"), [("", "F113"), ("- a\n", "F205"), ("overlay\n", "F205")])
def test_an_overlay_that_says_nothing_is_told(text: str, code: str) -> None:
    found = laid(text)
    assert found.form is None
    assert [each.code for each in found.report.errors] == [code]


def test_an_overlay_that_is_not_there_is_told() -> None:
    found = compile_form("base", library({"base.yaml": BASE}), "overlays/nobody")
    assert [each.code for each in found.report.errors] == ["F311"]

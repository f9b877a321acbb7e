"""The commands on forms that authorities add to."""

from __future__ import annotations

import json

import pytest

from tests.engine.command.support import Terminal
from tests.engine.compiler.test_overlaying import BASE, HEAD, INDICATORS, SECTION

OVERLAY = HEAD + SECTION + INDICATORS + "parameters: {pass_line: 70}\n"
CASES = """\
- case: 全国
  form: base
  on: 2026-03-01
  answers: {staff: 55, given: 5}
  expect: {score: 60, by_score: true}
- case: 全国，差一分
  like: 全国
  but: {given: 4}
  expect: {by_score: false}
- case: 示例省
  like: 全国
  overlay: "440000"
  but: {feature: true}
  expect: {score: 70, feature_points: 15, by_score: true}
- case: 示例省，没有得分
  like: 示例省
  but: {feature: false}
  expect: {score: 55, by_score: false}
"""


@pytest.fixture
def forms(tidu: Terminal) -> Terminal:
    tidu.write("forms/units.yaml", "quantities:\n  people: {base: 人, units: {人: 1}}\n")
    tidu.write("forms/base.yaml", BASE)
    tidu.write("forms/overlays/base.440000.yaml", OVERLAY)
    tidu.write("forms/cases/base.yaml", CASES)
    tidu.write("answers.json", '{"staff": 63}')
    return tidu


# --- check -------------------------------------------------------------------------------------------------------


def test_check_lays_overlays_over_their_editions(forms: Terminal) -> None:
    assert forms("check", "--strict").code == 0
    forms.write("forms/overlays/base.440000.yaml", OVERLAY.replace("{when: feature,", "{when: future,"))
    outcome = forms("check")
    assert outcome.code == 1
    assert "forms/overlays/base.440000.yaml:12:77: 错误 F301" in outcome.out


def test_check_of_the_overlay_alone(forms: Terminal) -> None:
    forms.write("forms/overlays/base.440000.yaml", OVERLAY.replace("70", "7"))
    assert "F359" in forms("check", "forms/overlays/base.440000.yaml").out


def test_check_tells_two_overlays_of_one_authority(forms: Terminal) -> None:
    forms.write("forms/overlays/second.yaml", HEAD)
    assert "forms/overlays/second.yaml:3:12: 错误 F373" in forms("check").out


def test_check_tells_a_mistake_in_a_part_that_only_an_overlay_includes(forms: Terminal) -> None:
    forms.write("forms/parts/shared.yaml", "part: shared\n" + SECTION.replace("yes_no", "yes_on"))
    included = HEAD + "sections:\n  - include: parts/shared\n" + INDICATORS
    forms.write("forms/overlays/base.440000.yaml", included)
    outcome = forms("check", "forms/parts/shared.yaml")
    assert outcome.code == 1
    assert "forms/parts/shared.yaml:6:29: 错误 F201" in outcome.out


# --- show and score ----------------------------------------------------------------------------------------------


def test_show_says_what_may_be_added(forms: Terminal) -> None:
    shown = forms("show", "base").out
    for word in (
        "地方可以补充",
        "local_feature    1 至 2 个",
        "about, local",
        "pass_line",
        "by_score, large",
        "另要材料",
    ):
        assert word in shown, word


def test_show_says_what_was_added_and_how_sure_it_is(forms: Terminal) -> None:
    outcome = forms("show", "base", "--overlay", "440000")
    assert outcome.code == 0
    assert "地方补充：示例省 (440000)（示意）" in outcome.out
    assert "重点产业 (feature_points)  15 分（地方补充）〔四〕（示意）" in outcome.out


def test_show_as_json_lists_what_was_added(forms: Terminal) -> None:
    found = json.loads(forms("show", "base", "--overlay", "440000", "--json").out)
    assert found["overlay"] == {
        "authority": "440000",
        "title": "示例省",
        "source": "illustrative",
        "basis": [],
        "added": ["feature", "feature_points"],
        "raised": ["pass_line"],
        "extended": [],
    }
    assert found["local"] is None


def test_show_of_an_authority_that_adds_nothing(forms: Terminal) -> None:
    outcome = forms("show", "base", "--overlay", "350200")
    assert outcome.code == 2
    assert "350200 没有给 base（2025-01-01 版）作地方补充；有的是：440000" in outcome.err


def test_show_marks_facts_of_the_authority(tidu: Terminal) -> None:
    tidu.write(
        "forms/facts.yaml",
        "facts:\n  firm.rating: {type: integer, label: 评级, provided_by: authority}\n",
    )
    tidu.write(
        "forms/a.yaml",
        "form: a\ntitle: 甲\nedition: 2026-01-01\nsections:\n  - section: main\n    title: 内容\n    fields:\n      - {fact: firm.rating}\n",
    )
    assert "由主管部门提供" in tidu("show", "a").out


def test_score_without_overlay_leaves_out_what_the_authority_gives(forms: Terminal) -> None:
    outcome = forms("score", "base", "--answers", "answers.json", "--on", "2026-03-01")
    assert "总分：63 分（不含地方特色 15 分），满分 100 分" in outcome.out
    assert "可以提交" in outcome.out


def test_score_says_of_conclusions_that_they_await_the_authority(forms: Terminal) -> None:
    forms.write("answers.json", '{"staff": 50}')
    outcome = forms("score", "base", "--answers", "answers.json", "--on", "2026-03-01")
    assert "待主管部门  得分达标 (by_score)" in outcome.out


def test_score_with_overlay(forms: Terminal) -> None:
    arguments = ("score", "base", "--overlay", "440000", "--answers", "answers.json", "--on", "2026-03-01")
    forms.write("answers.json", '{"staff": 63, "feature": true}')
    assert "总分 78 / 100" in forms(*arguments).out
    made = json.loads(forms(*arguments, "--json").out)
    assert (made["overlay"], made["score"]["told"]) == ("440000", "78 分")


# --- test --------------------------------------------------------------------------------------------------------


def test_cases_may_name_an_overlay(forms: Terminal) -> None:
    assert "4 个用例全部通过。" in forms("test").out


def test_coverage_counts_what_an_overlay_adds_or_changes(forms: Terminal) -> None:
    forms.write("forms/cases/base.yaml", CASES.split("- case: 示例省，没有得分")[0])
    shown = forms("test", "--coverage").out
    assert "overlays/base.440000.yaml：50%（2/4）" in shown
    assert "feature_points：情形 2" in shown
    assert "by_score：不符合的情况" in shown


def test_cases_of_an_overlay_exercise_the_rest_of_the_form_too(forms: Terminal) -> None:
    some, more = CASES.split("- case: 示例省\n")
    alone = some.replace("staff: 55", "staff: 0").replace("score: 60, by_score: true", "score: 5")
    forms.write("forms/cases/base.yaml", alone)
    assert "staff_points：得分的情况" in forms("test", "--coverage").out
    laid = "- case: 示例省\n" + more.replace("{feature: true}", "{feature: true, staff: 55}")
    forms.write("forms/cases/base.yaml", alone + laid.replace("score: 55", "score: 55, staff_points: 55"))
    assert "staff_points：得分的情况" not in forms("test", "--coverage").out


def test_overlay_without_cases_is_named(forms: Terminal) -> None:
    forms.write("forms/cases/base.yaml", CASES.split("- case: 示例省")[0])
    assert "overlays/base.440000.yaml：还没有用例。" in forms("test", "--coverage").out


def test_cases_of_one_overlay_are_run_alone(forms: Terminal) -> None:
    assert "2 个用例全部通过。" in forms("test", "forms/overlays/base.440000.yaml").out


def test_case_of_an_authority_that_adds_nothing_is_told(forms: Terminal) -> None:
    forms.write("forms/cases/base.yaml", CASES.replace('"440000"', '"350200"'))
    assert "F713" in forms("test", "--coverage").out


def test_case_with_an_answer_that_is_in_neither_form_is_told(forms: Terminal) -> None:
    forms.write("forms/cases/base.yaml", CASES.replace("feature: true", "feature: true, nobody: 1"))
    assert "F707" in forms("test", "--coverage").out

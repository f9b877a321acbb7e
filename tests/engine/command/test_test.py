"""`tidu test`: cases against forms, and what no case exercises."""

from pathlib import Path

import pytest

from tests.engine.command.support import CASES, FORM, Terminal


@pytest.fixture
def forms(tidu: Terminal) -> Terminal:
    tidu.write("forms/units.yaml", "quantities:\n  people: {base: 人, units: {人: 1}}\n")
    tidu.write("forms/small.yaml", FORM)
    tidu.write("forms/cases/small.yaml", CASES)
    return tidu


def test_cases_that_hold(forms: Terminal) -> None:
    outcome = forms("test")
    assert outcome.code == 0, outcome.out
    assert outcome.out == "6 个用例全部通过。\n"


def test_coverage_tells_the_share_of_each_kind(forms: Terminal) -> None:
    outcome = forms("test", "--coverage")
    assert outcome.code == 0, outcome.out
    assert "small.yaml：100%（14/14），档位 3/3，条件 5/5，结论 2/2，等级和去向 4/4" in outcome.out


@pytest.mark.parametrize(
    ("expectation", "said"),
    [
        ("score: 9", "score 预期 9，实际 10"),
        ("size_points: pending", "size_points 预期 pending，实际 10"),
        ("fit: false", "fit 预期 false，实际 true"),
        ("level: 1", "level 预期 1，实际 2"),
        ("route: county", "route 预期 county，实际 province"),
        ("problems: [required]", "problems 预期 [required]，实际 []"),
        ("problems: {staff: [required]}", "problems 预期 {staff: [required]}，实际 staff: []"),
        ("pending: true", "pending 预期 true，实际 false"),
        ("pending: [size_points]", "pending 预期 [size_points]，实际 []"),
        ("staff: 99", "staff 预期 99，实际 100"),
        ("grade: county", "grade 预期 county，实际 国家级"),
    ],
)
def test_a_mismatch_names_case_place_expected_and_found(forms: Terminal, expectation: str, said: str) -> None:
    text = CASES.split("- case: 九十九人")[0]
    start = text.index("expect: {") + len("expect: {")
    forms.write("forms/cases/small.yaml", text[:start] + expectation + "}\n")
    outcome = forms("test")
    assert outcome.code == 1
    assert f"forms/cases/small.yaml:5:12: 用例“一百人”：{said}" in outcome.out


def test_what_no_case_exercises_is_listed(forms: Terminal) -> None:
    forms.write("forms/cases/small.yaml", CASES.split("- case: 九十九人")[0])
    outcome = forms("test", "--coverage")
    assert outcome.code == 1
    for missed in ("size_points：档位 staff ≥ 50", "size_points：未达到任何一档", "fit：不符合的情况", "等级 1",
                   "流转 2 county", "staff：没有违反过校验 staff <= 5000"):  # fmt: skip
        assert missed in outcome.out, missed
    assert "档位 staff ≥ 100" not in outcome.out


def test_every_condition_of_a_tree_is_to_hold_and_to_fail(forms: Terminal) -> None:
    tree = (
        "{id: fit, title: 符合条件, clause: 第五条, all: [score >= 5, {ensure: staff < 9000, title: 不太大}]}"
    )
    forms.write("forms/small.yaml", FORM.replace(FORM.split("conclusions:\n  - ")[1].splitlines()[0], tree))
    outcome = forms("test", "--coverage")
    assert outcome.code == 1
    assert "fit：条件不成立的情况（不太大）" in outcome.out
    assert "fit：条件成立的情况（不太大）" not in outcome.out


def test_without_coverage_only_the_expectations_count(forms: Terminal) -> None:
    forms.write("forms/cases/small.yaml", CASES.split("- case: 九十九人")[0])
    outcome = forms("test")
    assert (outcome.code, outcome.out) == (0, "1 个用例全部通过。\n")


@pytest.mark.parametrize("path", ["forms", "forms/cases/small.yaml", "forms/small.yaml"])
def test_cases_are_found_by_folder_file_or_form(forms: Terminal, path: str) -> None:
    assert "6 个用例" in forms("test", path).out


def test_forms_without_cases_are_named(forms: Terminal) -> None:
    forms.write("forms/other.yaml", FORM.replace("form: small", "form: other"))
    outcome = forms("test", "--coverage")
    assert outcome.code == 1
    assert "other.yaml：还没有用例。" in outcome.out


def test_no_cases_at_all_is_a_wrong_call(tidu: Terminal) -> None:
    tidu.write("small.yaml", FORM)
    assert tidu("test", "small.yaml").code == 2


def test_mistakes_in_cases_are_diagnostics(forms: Terminal) -> None:
    forms.write("forms/cases/small.yaml", CASES.replace("expect: {score: 5, fit", "expect: {socre: 5, fit"))
    outcome = forms("test")
    assert outcome.code == 1
    assert "forms/cases/small.yaml:9:12: 错误 F709" in outcome.out
    assert "是否想写 score？" in outcome.out


def test_english(forms: Terminal) -> None:
    assert "all 6 cases pass." in forms("--lang", "en", "test").out


def test_a_case_may_be_like_one_that_is_like_another(forms: Terminal, tmp_path: Path) -> None:
    more = "- case: 又一个\n  like: 没有填\n  but: {staff: 70}\n  expect: {score: 5, route: county}\n"
    forms.write("forms/cases/more.yaml", more)
    assert "7 个用例全部通过。" in forms("test").out

"""`tidu score`: an assessment, readable or as JSON."""

import json
import re

import pytest

from tests.engine.command.support import FORM, Terminal, in_process


@pytest.fixture
def form(tidu: Terminal) -> Terminal:
    tidu.write("small.yaml", FORM)
    tidu.write("answers.json", '{"staff": 120, "grade": "national"}')
    return tidu


def test_json_has_the_promised_shape(form: Terminal) -> None:
    outcome = form("score", "small.yaml", "--answers", "answers.json", "--on", "2026-03-01", "--json")
    assert outcome.code == 0
    made = json.loads(outcome.out)
    assert (made["form"], made["edition"], made["on"], made["problems"]) == (
        "small",
        "2026-01-01",
        "2026-03-01",
        [],
    )
    assert len(made["digest"]) == 64
    score = made["score"]
    assert (score["total"], score["out_of"], score["pending"], score["range"]) == (10, 10, False, [10, 10])
    (group,) = score["groups"]
    (line,) = group["lines"]
    assert (line["id"], line["number"], line["points"], line["clause"]) == ("size_points", "1", 10, "第四条")
    assert made["conclusions"] == {"fit": True}
    assert (made["level"], made["route"]) == (2, "province")


def test_the_same_input_gives_the_same_bytes(form: Terminal) -> None:
    call = ("score", "small.yaml", "--answers", "answers.json", "--on", "2026-03-01", "--json")
    assert form(*call).out == form(*call).out


def test_readable(form: Terminal) -> None:
    out = form("score", "small.yaml", "--answers", "answers.json", "--on", "2026-03-01").out
    assert "总分 10 / 10" in out
    assert "从业人员 = 120 人，达到 ≥100 人 一档，得 10 分" in out
    assert "符合    符合条件 (fit)" in out
    assert "等级：2  二级" in out
    assert "流转：province  省级" in out
    assert "可以提交" in out


def test_what_is_not_known_is_null_and_pending(form: Terminal) -> None:
    form.write("answers.json", "{}")
    made = json.loads(
        form("score", "small.yaml", "--answers", "answers.json", "--on", "2026-03-01", "--json").out
    )
    assert made["score"]["total"] is None
    assert made["score"]["range"] == [0, 10]
    assert made["conclusions"] == {"fit": None}
    assert (made["level"], made["route"]) == (None, None)
    assert [each["field"] for each in made["problems"]] == ["staff", "grade"]
    out = form("score", "small.yaml", "--answers", "answers.json", "--on", "2026-03-01").out
    assert "总分待定：已得 0 分，最多可得 10 分" in out
    assert "还需处理（2）" in out


def test_english(form: Terminal) -> None:
    out = form("--lang", "en", "score", "small.yaml", "--answers", "answers.json", "--on", "2026-03-01").out
    assert "Score 10 / 10" in out


def test_answers_may_be_yaml_or_come_from_standard_input(form: Terminal) -> None:
    form.write("answers.yaml", "staff: 60\ngrade: county\n")
    made = json.loads(
        form("score", "small.yaml", "--answers", "answers.yaml", "--on", "2026-03-01", "--json").out
    )
    assert made["score"]["total"] == 5
    call = ("score", "small.yaml", "--answers", "-", "--on", "2026-03-01", "--json")
    done = in_process(*call, cwd=form.folder, stdin=b'{"staff": 60, "grade": "county"}')
    assert json.loads(done.stdout) == made


def test_answers_to_unknown_fields_are_told(form: Terminal) -> None:
    form.write("answers.json", '{"staff": 120, "stuff": 1}')
    outcome = form("score", "small.yaml", "--answers", "answers.json", "--on", "2026-03-01", "--json")
    assert "stuff" in outcome.err
    assert json.loads(outcome.out)["score"]["total"] == 10


def test_without_a_day_it_is_today(form: Terminal) -> None:
    assert form("score", "small.yaml", "--answers", "answers.json").code == 0


@pytest.mark.parametrize(
    "text",
    ["", "{", "[1]", "5", '{"staff": NaN}', '{"staff": 1, "staff": 2}', "\x00", "[" * 100_000],
    ids=["empty", "cut", "list", "number", "nan", "twice", "nul", "deep"],
)
def test_answers_that_are_none_are_a_wrong_call(form: Terminal, text: str) -> None:
    form.write("answers.json", text)
    outcome = form("score", "small.yaml", "--answers", "answers.json")
    assert outcome.code == 2
    assert outcome.err.startswith("错误：")
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize(
    "value", ["1e400", '"１，２３４"', '"\\u202e12"', '"x"', "[]", "{}", "true", f'"{"9" * 2000}"']
)
def test_hostile_answers_are_problems_and_no_more(form: Terminal, value: str) -> None:
    form.write("answers.json", f'{{"staff": {value}, "grade": "national"}}')
    outcome = form("score", "small.yaml", "--answers", "answers.json", "--json")
    assert outcome.code == 0
    json.loads(outcome.out)


def test_a_form_with_errors_is_not_scored(form: Terminal) -> None:
    form.write("small.yaml", FORM.replace("min: 0", "mni: 0"))
    outcome = form("score", "small.yaml", "--answers", "answers.json")
    assert outcome.code == 1
    assert "F203" in outcome.err


def test_a_day_that_is_none(form: Terminal) -> None:
    outcome = form("score", "small.yaml", "--answers", "answers.json", "--on", "2026-02-30")
    assert outcome.code == 2
    assert "2026-02-30" in outcome.err


def test_a_form_by_its_name(form: Terminal) -> None:
    form.write("forms/units.yaml", "quantities:\n  people: {base: 人, units: {人: 1}}\n")
    form.write("forms/known.yaml", FORM.replace("form: small", "form: known"))
    assert form("score", "known", "--answers", "answers.json", "--json").code == 0


def test_the_day_of_this_computer_is_taken_only_with_a_word(form: Terminal) -> None:
    form.write("answers.json", "{}")
    given = form("score", "small.yaml", "--answers", "answers.json", "--on", "2026-03-01")
    assert given.err == ""
    assert re.search(
        r"没有写 --on，按这台电脑上的今天 \d{4}-\d\d-\d\d 计算。",
        form("score", "small.yaml", "--answers", "answers.json").err,
    )


def test_a_condition_on_what_is_not_asked_for_does_not_apply(tidu: Terminal) -> None:
    asked = "{id: amount, type: integer, label: 金额, min: 0, required: true, visible: staff > 10}"
    tree = (
        "{id: fit, title: 符合条件, clause: 第五条, any: [staff > 50, {ensure: amount >= 5, title: 金额够}]}"
    )
    text = FORM.replace("      - id: grade\n", f"      - {asked}\n      - id: grade\n")
    tidu.write("small.yaml", text.replace(FORM.split("conclusions:\n  - ")[1].splitlines()[0], tree))
    tidu.write("answers.json", '{"staff": 5}')
    arguments = ("score", "small.yaml", "--answers", "answers.json", "--on", "2026-03-01")
    assert "不适用  金额够" in tidu(*arguments).out
    tidu.write("answers.json", "{}")
    assert "待定    金额够" in tidu(*arguments).out

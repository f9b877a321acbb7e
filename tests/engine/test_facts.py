"""Facts that are the fields of a form: read off the form, given by its answers, part of every digest that rests on them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.binding import bind
from engine.compiler import Compiled, compile_form
from engine.library import Library, build_library
from engine.supply import facts_of
from engine.values import is_unknown
from tests.engine.support import ON, units

FACTS = """
from_forms: [keeper]
facts:
  identity.name: {type: text, label: 姓名}
"""
PART = """
part: yard
fields:
  - {id: boxes, type: integer, label: 箱数, unit: 箱, years: 2, min: 0, required: true}
  - {id: shed, type: yes_no, label: 有无棚舍}
"""
KEEPER = """
form: keeper
title: 养蜂人
edition: 2026-01-01
sections:
  - section: main
    title: 基本情况
    fields:
      - {fact: identity.name}
      - {id: name, type: text, label: 养蜂人, help: 与证件一致, value: identity.name}
      - {id: since, type: date, label: 开始日期, required: true}
      - id: trade
        type: choice
        label: 行当
        short: 行当
        options:
          - {id: honey, label: 蜂蜜}
          - {id: other, label: 其他, asks: [{id: text, type: text, label: 说明, required: true}]}
      - {id: hint, type: note, label: 以下由协会填写。}
      - {include: parts/yard, only: [boxes]}
  - section: association
    title: 协会
    filled_by: recommender
    fields:
      - {id: member, type: yes_no, label: 会员}
documents:
  - {id: card, label: 证件}
"""
PERMIT = """
form: permit
title: 许可
edition: 2026-01-01
years: {since: keeper.since}
sections:
  - section: main
    title: 内容
    fields:
      - {fact: keeper.name}
      - {id: more, type: integer, label: 多几箱, unit: 箱, min: 0, required: true}
conclusions:
  - {id: big, title: 大户, ensure: "keeper.boxes[1] + more >= 100"}
"""
PLAIN = """
form: plain
title: 无关
edition: 2026-01-01
sections:
  - section: main
    title: 内容
    fields:
      - {id: more, type: integer, label: 多几箱, min: 0, required: true}
"""
FILES: dict[str, str | bytes] = {
    "units.yaml": units(),
    "facts.yaml": FACTS,
    "parts/yard.yaml": PART,
    "keeper.yaml": KEEPER,
    "permit.yaml": PERMIT,
    "plain.yaml": PLAIN,
}
ANSWERS: dict[str, Any] = {
    "since": "2020-05-01",
    "trade": "other",
    "trade.other.text": "授粉",
    "boxes": {"2025": 60, "2024": 50},
}


def library(**files: str) -> Library:
    return build_library({**FILES, **{f"{name}.yaml": text for name, text in files.items()}})


def compiled(name: str, **files: str) -> Compiled:
    return compile_form(name, library(**files))


def supplied(answers: dict[str, Any], facts: dict[str, Any] | None = None) -> dict[str, Any]:
    form = compiled("keeper").form
    assert form is not None
    return dict(facts_of(bind(form, answers, {"identity.name": "示例"} if facts is None else facts, ON)))


def test_every_field_of_the_form_is_a_fact() -> None:
    own = [name for name in library().facts if name.startswith("keeper.")]
    assert own == [
        "keeper.name", "keeper.since", "keeper.trade", "keeper.trade.other.text", "keeper.boxes", "keeper.member"
    ]  # fmt: skip


def test_facts_declared_beside_the_form_stay() -> None:
    assert library().facts["identity.name"].label == "姓名"


def test_fact_has_the_type_and_the_words_of_its_field() -> None:
    fact = library().facts["keeper.name"]
    assert (fact.type.kind, fact.label, fact.help) == ("text", "养蜂人", "与证件一致")


def test_fact_has_the_types_the_compiled_form_has() -> None:
    found, form = library().facts, compiled("keeper").form
    assert form is not None
    types = {f"keeper.{name}": each.type for name, each in form.fields.items()}
    assert {name: types[name] for name in found if name in types} == {
        name: each.type for name, each in found.items() if name in types
    }


def test_what_the_authorities_fill_in_is_provided_by_them() -> None:
    by = {name: each.provided_by for name, each in library().facts.items()}
    assert (by["keeper.member"], by["keeper.since"]) == ("authority", "enterprise")


def test_forms_whose_fields_are_facts_are_known() -> None:
    assert library().fact_forms == ("keeper",)


def test_nothing_is_told_of_a_form_that_is_right() -> None:
    assert not library().report.diagnostics
    assert not compiled("keeper").report.diagnostics


def test_mistakes_of_the_form_are_told_by_the_form_alone() -> None:
    wrong = KEEPER.replace("type: date", "type: dat")
    assert not library(keeper=wrong).report.diagnostics
    assert [each.code for each in compiled("keeper", keeper=wrong).report.errors] == ["F201"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "[",
        "sections: 3",
        "sections: [a, {fields: b}, {fields: [c, {}, {id: d}, {id: [], type: text}]}]",
    ],
)
def test_a_form_that_is_no_form_supplies_nothing(text: str) -> None:
    found = library(keeper=text)
    assert (list(found.facts), found.report.diagnostics) == (["identity.name"], ())


def test_a_part_that_includes_itself_ends() -> None:
    around = build_library({**FILES, "parts/yard.yaml": "part: yard\nfields: [{include: parts/yard}]\n"})
    assert "keeper.boxes" not in around.facts


def test_what_an_include_says_stands_in_the_fact() -> None:
    with_help = KEEPER.replace("only: [boxes]}", "only: [boxes], with: {help: 在册的蜂箱}}")
    assert library(keeper=with_help).facts["keeper.boxes"].help == "在册的蜂箱"


def test_form_that_is_not_there_is_told_with_the_nearest() -> None:
    found = library(facts=FACTS.replace("[keeper]", "[keper]")).report
    (told,) = found.errors
    assert (told.code, told.suggestion, told.span.start.line) == ("F311", "keeper", 2)


def test_a_form_may_not_rest_on_facts_that_are_its_own_fields() -> None:
    own = KEEPER + "checks:\n  - {ensure: keeper.boxes >= 1, message: 至少1箱, at: boxes}\n"
    report = compiled("keeper", keeper=own).report
    assert [(each.code, dict(each.arguments)["own"]) for each in report.errors] == [("F331", "boxes")]


def test_a_form_may_not_show_its_own_fields_as_facts() -> None:
    report = compiled("keeper", keeper=KEEPER.replace("fact: identity.name", "fact: keeper.since")).report
    assert [each.code for each in report.errors] == ["F331"]


def test_a_form_may_not_take_its_years_from_its_own_field() -> None:
    report = compiled(
        "keeper", keeper=KEEPER.replace("sections:", "years: {since: keeper.since}\nsections:", 1)
    ).report
    assert [each.code for each in report.errors] == ["F331"]


def test_answers_become_facts() -> None:
    assert supplied(ANSWERS) == {
        "keeper.name": "示例",
        "keeper.since": "2020-05-01",
        "keeper.trade": "other",
        "keeper.trade.other.text": "授粉",
        "keeper.boxes": {"2025": 60, "2024": 50},
    }


def test_what_is_not_asked_for_is_no_fact() -> None:
    assert "keeper.trade.other.text" not in supplied({**ANSWERS, "trade": "honey"})


@pytest.mark.parametrize("wrong", ["", None, "2020-13-01", 7, ["2020"]])
def test_what_cannot_be_read_is_no_fact(wrong: Any) -> None:
    assert "keeper.since" not in supplied({**ANSWERS, "since": wrong})


def test_what_cannot_be_computed_is_no_fact() -> None:
    assert "keeper.name" not in supplied(ANSWERS, {})


def test_facts_decide_rules_of_another_form() -> None:
    permit = compiled("permit").form
    assert permit is not None
    bound = bind(permit, {"more": 40}, supplied(ANSWERS), ON)
    assert bound.frame[permit.conclusions[0].slot] is True


def test_years_of_another_form_begin_with_the_fact() -> None:
    permit = compiled("permit").form
    assert permit is not None
    assert bind(permit, {}, supplied(ANSWERS), ON).years.since == 2020


def test_without_the_facts_rules_stay_open() -> None:
    permit = compiled("permit").form
    assert permit is not None
    bound = bind(permit, {"more": 40}, {}, date(2026, 3, 1))
    assert is_unknown(bound.frame[permit.conclusions[0].slot])


@pytest.mark.parametrize(
    ("file", "changes"), [("keeper.yaml", True), ("parts/yard.yaml", True), ("plain.yaml", False)]
)
def test_digest_changes_with_the_form_that_supplies_the_facts(file: str, changes: bool) -> None:
    def digest(files: dict[str, str | bytes]) -> str:
        form = compile_form("permit", build_library(files)).form
        assert form is not None
        return form.digest

    changed = {**FILES, file: f"{FILES[file]!s}# 改过\n"}
    assert (digest(changed) != digest(FILES)) is changes


def test_digest_of_a_form_without_such_facts_does_not_change() -> None:
    one, other = compiled("plain").form, compiled("plain", keeper=KEEPER + "# 改过\n").form
    assert one is not None
    assert other is not None
    assert one.digest == other.digest


def test_a_form_compiles_again_from_its_kept_texts() -> None:
    first = compiled("permit")
    again = compile_form("permit", build_library(dict(first.texts)))
    assert first.form is not None
    assert again.form is not None
    assert again.form.digest == first.form.digest

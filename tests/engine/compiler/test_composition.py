"""One form out of several files: shared parts, forms like another, and where a mistake is told."""

from __future__ import annotations

import pytest

from engine.form import Form
from tests.engine.support import HEAD, compiled, form, places, told

BASE = """form: base
title: 原表
edition: 2025-01-01
sections:
  - section: main
    title: 内容
    fields:
      - {id: staff, type: integer, label: 员工, min: 0, required: true}
      - {id: fax, type: text, label: 传真}
      - {fact: firm.name}
      - {id: net, type: choice, label: 网络, required: true, options: [{id: own, label: 自有}, {id: other, label: 其他, asks: [{id: text, type: text, label: 说明}]}]}
      - {id: cloud, type: choice, label: 云, options: [{id: own, label: 自有}, {id: other, label: 其他}]}
  - section: scale
    title: 规模栏
    fields:
      - {id: goods, type: table, label: 产品, columns: [{id: name, type: text, label: 名称}, {id: staff, type: integer, label: 人数}]}
score:
  out_of: 10
  groups:
    - id: scale
      title: 规模
      out_of: 10
      indicators:
        - {id: by_staff, title: 员工, clause: 一, out_of: 10, of: staff, at_least: {10: 10}, otherwise: 0}
levels:
  - {level: 2, title: 二级, ensure: score >= 10}
  - {level: 1, title: 一级, ensure: staff >= 1}
"""
LIKE = HEAD + "like: base\n"


def like(text: str) -> Form:
    return form(LIKE + text, files={"base.yaml": BASE})


def wrong(text: str) -> list[str]:
    return told(LIKE + text, files={"base.yaml": BASE})


def labels(made: Form) -> dict[str, str]:
    return {each.id: each.label for each in made.fields.values()}


def test_like_takes_over_everything_but_its_own_head() -> None:
    made = like("summary: 新\n")
    assert (made.id, made.title, made.summary) == ("tiny", "示例", "新")
    assert list(labels(made)) == list(labels(form(BASE.replace("form: base", "form: tiny"))))


def test_change_puts_keys_in_place_and_an_empty_value_takes_them_away() -> None:
    made = like("change:\n  staff: {label: 从业人员, required: }\n")
    assert labels(made)["staff"] == "从业人员"
    assert not made.fields["staff"].required


def test_change_of_a_field_leaves_columns_of_that_name_alone() -> None:
    goods = like("change:\n  staff: {label: 从业人员}\n").fields["goods"].type
    assert [each.label for each in goods.table_columns] == ["名称", "人数"]  # type: ignore[attr-defined]


def test_option_is_changed_by_the_name_of_its_field_and_its_own() -> None:
    made = like("change:\n  net.other: {label: 别的}\n")
    shown = {name: [each.label for each in made.fields[name].type.options] for name in ("net", "cloud")}  # type: ignore[attr-defined]
    assert shown == {"net": ["自有", "别的"], "cloud": ["自有", "其他"]}


def test_field_an_option_asks_for_is_changed_by_its_whole_name() -> None:
    assert labels(like("change:\n  net.other.text: {label: 请写明}\n"))["net.other.text"] == "请写明"


def test_option_by_its_own_name_alone_is_not_found() -> None:
    assert wrong("remove: [other]\n") == ["F313"]


def test_remove_takes_away_fields_facts_options_and_levels() -> None:
    made = like("remove: [fax, firm.name, cloud.other, '2']\n")
    assert "fax" not in made.fields
    assert made.sections[0].fields == ("staff", "net", "cloud")
    assert [each.id for each in made.fields["cloud"].type.options] == ["own"]  # type: ignore[attr-defined]
    assert [each.level for each in made.levels] == [1]


def test_add_puts_blocks_behind_a_fact() -> None:
    made = like("add:\n  - {after: firm.name, blocks: [{id: phone, type: phone, label: 电话}]}\n")
    assert made.sections[0].fields == ("staff", "fax", "firm.name", "phone", "net", "cloud")


def test_add_takes_what_was_added_before() -> None:
    text = "add:\n  - {after: staff, blocks: [{id: one, type: text, label: 甲}]}\n  - {after: one, blocks: [{id: two, type: text, label: 乙}]}\n"
    assert like(text).sections[0].fields[:3] == ("staff", "one", "two")


def test_name_of_a_section_and_a_group_means_the_group() -> None:
    made = like("change:\n  scale: {title: 大小}\n")
    assert made.score is not None
    assert made.score.groups[0].title == "大小"
    assert made.sections[1].title == "规模栏"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("change:\n  stuff: {label: 人}\n", ["F313"]),
        ("remove: [stuff]\n", ["F313"]),
        ("add:\n  - {after: stuff, blocks: [{id: a, type: text, label: 甲}]}\n", ["F313"]),
        ("remove: [fax]\nadd:\n  - {after: fax, blocks: [{id: a, type: text, label: 甲}]}\n", ["F313"]),
        ("change:\n  staff: 从业人员\n", ["F205"]),
        ("change: [staff]\n", ["F205"]),
        ("add:\n  - {blocks: [{id: a, type: text, label: 甲}]}\n", ["F204"]),
        ("change:\n  staff: {lable: 人}\n", ["F203"]),
    ],
)
def test_mistake_in_a_change_is_told(text: str, codes: list[str]) -> None:
    assert wrong(text) == codes


def test_form_like_itself_is_told() -> None:
    assert told(HEAD + "like: tiny\n") == ["F312"]


def test_forms_like_each_other_are_told() -> None:
    assert told(LIKE, files={"base.yaml": "form: base\ntitle: 原\nedition: 2025-01-01\nlike: tiny\n"}) == [
        "F312"
    ]


def test_form_like_none_is_told() -> None:
    assert told(HEAD + "like: bose\n", files={"base.yaml": BASE}) == ["F311"]


PART = "part: basics\nsections:\n  - section: basics\n    title: 基本\n    fields:\n      - {id: staff, type: integer, label: 员工}\n"
INCLUDING = HEAD + "sections:\n  - include: parts/basics\n"


def test_include_puts_the_sections_of_a_part_in_place() -> None:
    made = form(
        INCLUDING + "  - {section: rest, title: 其他, fields: [{id: fax, type: text, label: 传真}]}\n",
        files={"parts/basics.yaml": PART},
    )
    assert [each.id for each in made.sections] == ["basics", "rest"]


def test_part_is_found_by_its_short_name() -> None:
    assert form(INCLUDING.replace("parts/", ""), files={"parts/basics.yaml": PART}).sections[0].id == "basics"


def test_mistake_in_a_part_of_a_part_names_every_place_that_includes_it() -> None:
    files = {
        "parts/basics.yaml": "part: basics\nsections:\n  - include: inner\n",
        "parts/inner.yaml": PART.replace("integer", "integar"),
    }
    (found,) = compiled(INCLUDING, files=files).report.errors
    assert (found.span.file, found.span.start.line) == ("parts/inner.yaml", 6)
    assert [(each.file, each.start.line) for each in found.via] == [
        ("parts/basics.yaml", 3),
        ("tiny.yaml", 5),
    ]


def test_mistake_in_the_form_that_is_resembled_names_the_form_that_resembles_it() -> None:
    (found,) = compiled(
        LIKE, files={"base.yaml": BASE.replace("type: text, label: 传真", "type: txt, label: 传真")}
    ).report.errors
    assert [(each.file, each.start.line) for each in found.via] == [("tiny.yaml", 4)]


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({}, "F311"),
        ({"parts/basics.yaml": "part: basics\nsections:\n  - include: basics\n"}, "F312"),
        ({"parts/basics.yaml": "- a\n- b\n"}, "F205"),
        ({"parts/basics.yaml": "basics\n"}, "F205"),
        ({"parts/basics.yaml": ""}, "F113"),
        ({"parts/basics.yaml": PART + "score: {}\n"}, "F203"),
    ],
)
def test_part_that_cannot_be_included_is_told(files: dict[str, str], code: str) -> None:
    assert code in told(INCLUDING, files=files)


def test_key_beside_include_is_told() -> None:
    assert places("F203", INCLUDING + "    title: 多余\n", files={"parts/basics.yaml": PART}) == [
        ("tiny.yaml", 6, "title")
    ]


SHARED = (
    "part: shared\n"
    "fields:\n"
    "  - {id: sales, type: money, label: 销售额, unit: 万元, years: 3}\n"
    "  - {id: costs, type: money, label: 成本, unit: 万元, years: 3}\n"
    "checks:\n"
    "  - {id: costs_within_sales, ensure: costs <= sales, message: 请核对, at: costs}\n"
    "  - {ensure: costs <= 1000, message: 请核对, at: sales}\n"
)
ONE_YEAR = HEAD + (
    "sections:\n"
    "  - section: main\n"
    "    title: 主要\n"
    "    fields:\n"
    "      - {include: parts/shared, with: {years: 1}}\n"
)


def test_what_an_include_says_with_stands_in_each_block() -> None:
    made = form(ONE_YEAR, files={"parts/shared.yaml": SHARED})
    assert [getattr(made.fields[name].type, "count", None) for name in ("sales", "costs")] == [1, 1]


def test_mistake_in_what_an_include_says_with_is_told_there() -> None:
    text = ONE_YEAR.replace("years: 1", "yaers: 1")
    assert set(places("F203", text, files={"parts/shared.yaml": SHARED})) == {("tiny.yaml", 8, "yaers")}


def test_with_must_be_keys() -> None:
    text = ONE_YEAR.replace("{years: 1}", "one")
    assert told(text, files={"parts/shared.yaml": SHARED}) == ["F205"]


def test_a_named_check_can_be_taken_alone() -> None:
    text = ONE_YEAR + "    checks:\n      - {include: parts/shared, only: [costs_within_sales]}\n"
    made = form(text, files={"parts/shared.yaml": SHARED})
    assert [each.at for each in made.checks] == [("costs",)]


def test_digest_changes_with_every_file_the_form_is_made_of() -> None:
    whole = {"parts/basics.yaml": PART}
    digest = form(INCLUDING, files=whole).digest
    assert form(INCLUDING, files={**whole, "other.yaml": BASE}).digest == digest
    assert form(INCLUDING, files={"parts/basics.yaml": PART + "# 注\n"}).digest != digest
    assert form(INCLUDING + "# 注\n", files=whole).digest != digest
    assert (
        form(INCLUDING, files={**whole, "facts.yaml": "facts:\n  a.b: {type: text, label: 甲}\n"}).digest
        != digest
    )


def test_texts_of_a_form_compile_again_to_the_same_digest() -> None:
    first = compiled(LIKE, files={"base.yaml": BASE})
    again = compiled(
        first.texts["tiny.yaml"],
        files={name: text for name, text in first.texts.items() if name != "tiny.yaml"},
    )
    assert first.form is not None
    assert again.form is not None
    assert again.form.digest == first.form.digest

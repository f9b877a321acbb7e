"""Names that hang on themselves: told once, with the whole chain, whatever way the chain takes."""

from __future__ import annotations

import pytest

from tests.engine.support import compiled, fields, told

A_AND_B = "id: a, type: integer, label: 甲, required: true"
POINTS = "score:\n  out_of: 10\n  groups:\n    - {{id: group, title: 组, out_of: 10, indicators: [{{id: part, title: 项, clause: 一, out_of: 10, {}}}]}}\n"


def chain(*parts: str) -> list[str]:
    """The chains that are told, each as its names."""
    return [dict(each.arguments).get("chain", "") for each in compiled(*parts).report.errors]


def test_value_of_itself_is_told() -> None:
    assert told(fields("id: a, type: integer, label: 甲, value: a + 1")) == ["F317"]


@pytest.mark.parametrize("key", ["visible", "required", "readonly"])
def test_field_that_decides_about_itself_is_told(key: str) -> None:
    assert told(fields(f"id: a, type: yes_no, label: 甲, {key}: a")) == ["F317"]


def test_chain_of_values_is_told_once_from_the_first() -> None:
    text = fields(
        "id: a, type: integer, label: 甲, value: b + 1",
        "id: b, type: integer, label: 乙, value: c + 1",
        "id: c, type: integer, label: 丙, value: a + 1",
    )
    assert told(text) == ["F318"]
    assert chain(text) == ["a → b → c → a"]


def test_two_cycles_are_told_each() -> None:
    text = fields(
        "id: a, type: integer, label: 甲, value: b",
        "id: b, type: integer, label: 乙, value: a",
        "id: c, type: integer, label: 丙, value: d",
        "id: d, type: integer, label: 丁, value: c",
    )
    assert chain(text) == ["a → b → a", "c → d → c"]


def test_section_shown_by_its_own_field_is_told() -> None:
    text = fields("id: a, type: yes_no, label: 甲, required: true").replace(
        "    title: 内容", "    title: 内容\n    visible: a"
    )
    assert told(text) == ["F317"]


def test_field_an_option_asks_for_that_decides_about_the_choice_is_told() -> None:
    text = fields(
        "id: kind, type: choice, label: 类别, visible: more, options: [{id: own, label: 甲, asks: [{id: why, type: yes_no, label: 因}]}, {id: other, label: 乙}]",
        "id: more, type: yes_no, label: 更多, value: kind.own.why",
    )
    assert told(text) == ["F318"]


def test_document_that_decides_about_what_asks_for_it_is_told() -> None:
    text = (
        fields("id: a, type: yes_no, label: 甲, value: paper is paper")
        + "documents:\n  - {id: paper, label: 证, visible: a}\n"
    )
    assert "F318" in told(text)


@pytest.mark.parametrize(
    "role", ["value: score > 5", "visible: group > 5", "value: part > 5", "value: fit", "visible: level > 1"]
)
def test_field_that_rests_on_points_it_gives_is_told(role: str) -> None:
    text = (
        fields(f"id: a, type: yes_no, label: 甲, {role}", "id: b, type: integer, label: 乙, required: true")
        + POINTS.format("cases: [{when: a, points: 10}, {when: otherwise, points: 0}]")
        + "conclusions:\n  - {id: fit, title: 合格, ensure: score > 5}\n"
        + "levels:\n  - {level: 1, title: 一级, ensure: fit}\n"
    )
    assert told(text) == ["F318"]


def test_conclusions_that_rest_on_each_other_are_told() -> None:
    text = (
        fields(A_AND_B)
        + "conclusions:\n  - {id: one, title: 一, any: [two]}\n  - {id: two, title: 二, all: [{some: {at_least: 1, of: [one]}}]}\n"
    )
    assert chain(text) == ["one → two → one"]


def test_level_that_rests_on_the_level_is_told() -> None:
    assert told(fields(A_AND_B) + "levels:\n  - {level: 1, title: 一级, ensure: level > 0}\n") == ["F317"]


@pytest.mark.parametrize(
    "text",
    [
        fields(A_AND_B, "id: b, type: integer, label: 乙, value: a + a"),
        fields("id: pick, type: choice, label: 甲, options: [pick, other], required: true", "id: b, type: yes_no, label: 乙, value: pick is pick"),
        fields("id: rows, type: table, label: 表, required: true, columns: [{id: total, type: integer, label: 数}]", "id: total, type: integer, label: 和, value: count(rows where total > 1)"),
    ],
    ids=["twice", "option of the same name", "column of the same name"],
)  # fmt: skip
def test_name_used_for_something_else_is_no_cycle(text: str) -> None:
    assert not {"F317", "F318"} & set(told(text))


def test_name_given_twice_is_told_as_such_only() -> None:
    twice = POINTS.replace("id: part", "id: group").format("of: a, at_least: {1: 10}, otherwise: 0")
    assert told(fields(A_AND_B), twice) == ["F310"]

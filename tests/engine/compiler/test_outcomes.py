"""Conclusions, levels, routes and gates as they are compiled."""

from __future__ import annotations

import pytest

from tests.engine.support import fields, form, places, told

FIELDS = fields(
    "id: staff, type: integer, label: 员工, min: 0, max: 100, required: true",
    "id: listed, type: yes_no, label: 上市, required: true",
)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("conclusions:\n  - {id: fit, title: 合格, ensure: listed}\n", []),
        ("conclusions:\n  - {id: fit, title: 合格}\n", ["F212"]),
        ("conclusions:\n  - {id: fit, ensure: listed}\n", ["F204"]),
        ("conclusions:\n  - {id: staff, title: 合格, ensure: listed}\n", ["F310"]),
        ("conclusions:\n  - {id: fit, title: 合格, ensure: listed}\n  - {id: fit, title: 再, ensure: listed}\n", ["F310"]),
        ("levels:\n  - {level: 2, title: 二, ensure: staff >= 9}\n  - {level: 1, title: 一, ensure: listed}\n", []),
        ("levels:\n  - {level: 1, title: 一, ensure: listed}\n  - {level: 2, title: 二, ensure: staff >= 9}\n", ["F517"]),
        ("levels:\n  - {level: 1, title: 一, ensure: listed}\n  - {level: 1, title: 又, ensure: staff >= 9}\n", ["F517"]),
        ("levels:\n  - {level: 0, title: 零, ensure: listed}\n", ["F208"]),
        ("routes:\n  - {to: one, title: 一, when: listed}\n  - {to: two, title: 二, when: otherwise}\n", []),
        ("routes:\n  - {to: one, title: 一, all: [listed, staff >= 5]}\n", []),
        ("routes:\n  - {to: one, title: 一}\n", ["F212"]),
        ("routes:\n  - {to: one, title: 一, when: staff}\n", ["F401"]),
        ("routes:\n  - {to: one, title: 一, when: listed, all: [staff >= 5]}\n", ["F212"]),
        ("routes:\n  - {to: two, title: 二, when: otherwise}\n  - {to: one, title: 一, when: listed}\n", ["F506"]),
        ("open_to: {title: 开放, ensure: listed}\n", []),
        ("open_to: {title: 开放, ensure: lsted}\n", ["F301"]),
        ("before: {title: 先做}\n", ["F212"]),
    ],
)  # fmt: skip
def test_mistake_in_an_outcome_is_told(text: str, codes: list[str]) -> None:
    assert told(FIELDS, text) == codes


def test_levels_out_of_order_are_told_at_the_number() -> None:
    text = (
        "levels:\n  - {level: 1, title: 一, ensure: listed}\n  - {level: 2, title: 二, ensure: staff >= 9}\n"
    )
    assert [words for _, _, words in places("F517", FIELDS, text)] == ["2"]


@pytest.mark.parametrize(
    ("ensure", "codes"), [("level > 3", ["F610"]), ("level >= 0", ["F611"]), ("level >= 2", [])]
)
def test_level_is_known_to_lie_between_none_and_the_highest(ensure: str, codes: list[str]) -> None:
    levels = (
        "levels:\n  - {level: 3, title: 三, ensure: staff >= 9}\n  - {level: 1, title: 一, ensure: listed}\n"
    )
    assert told(FIELDS, levels, f"conclusions:\n  - {{id: fit, title: 合格, ensure: {ensure}}}\n") == codes


def test_routes_are_tried_in_their_order() -> None:
    made = form(
        FIELDS, "routes:\n  - {to: b, title: 乙, when: listed}\n  - {to: a, title: 甲, when: otherwise}\n"
    )
    assert [(each.to, each.when is None) for each in made.routes] == [("b", False), ("a", True)]

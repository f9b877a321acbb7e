"""Fields as they are compiled: names, sections, years, what emptiness counts as, and who fills them."""

from __future__ import annotations

import pytest

from engine.values import Number
from tests.engine.support import fields, form, places, told

STAFF = "id: staff, type: integer, label: 员工"


@pytest.mark.parametrize(
    ("field", "codes"),
    [
        (STAFF, []),
        ("id: staff, type: integr, label: 员工", ["F201"]),
        ("id: staff, label: 员工", ["F204"]),
        ("id: staff, type: integer", ["F204"]),
        ("id: staff, type: text, label: 员工, years: 2", ["F202"]),
        ("id: staff, type: integer, label: 员工, years: 0", ["F208"]),
        ("id: Staff, type: integer, label: 员工", ["F206"]),
        ("id: score, type: integer, label: 员工", ["F314"]),
        ("id: otherwise, type: integer, label: 员工", ["F314"]),
        ("id: count, type: integer, label: 员工", ["F315"]),
        ("id: firm, type: integer, label: 员工", ["F316"]),
        ("id: kind, type: choice, label: 类, options: [{id: a, label: 甲, asks: 因}]", ["F205"]),
        ("fact: firm.nam", ["F307"]),
        ("fact: firm.name, required: staff > 1", ["F205"]),
        ("id: staff, type: integer, label: 员工, visible: 5", ["F401"]),
        ("id: staff, type: integer, label: 员工, required: other", ["F301"]),
    ],
)
def test_mistake_in_a_field_is_told(field: str, codes: list[str]) -> None:
    assert told(fields(field)) == codes


def test_name_given_twice_is_told_with_the_first() -> None:
    text = fields(STAFF, "id: staff, type: text, label: 人")
    assert [(line, words) for _, line, words in places("F310", text)] == [(9, "staff")]


@pytest.mark.parametrize(
    ("one", "other", "codes"),
    [("staff_no", "staffno", ["F319"]), ("line_1", "line_11", []), ("a_b", "a_c", [])],
)
def test_names_that_look_alike_are_told(one: str, other: str, codes: list[str]) -> None:
    assert told(fields(f"id: {one}, type: text, label: 甲", f"id: {other}, type: text, label: 乙")) == codes


def test_section_given_twice_is_told() -> None:
    text = fields(STAFF) + "  - {section: main, title: 再, fields: [{id: fax, type: text, label: 传真}]}\n"
    assert told(text) == ["F310"]


def test_field_an_option_asks_for_bears_the_names_above_it() -> None:
    made = form(
        fields(
            "id: kind, type: choice, label: 类别, options: [{id: own, label: 甲}, {id: other, label: 乙, asks: [{id: text, type: text, label: 因}]}]"
        )
    )
    assert made.fields["kind.other.text"].parent == ("kind", "other")


SECTION = """
sections:
  - section: ours
    title: 推荐
    filled_by: recommender
    source: recalled
    fields:
      - {id: kind, type: choice, label: 类别, options: [{id: own, label: 甲}, {id: other, label: 乙, asks: [{id: text, type: text, label: 因}]}]}
      - {id: seen, type: yes_no, label: 知悉, filled_by: enterprise, source: verified}
"""


@pytest.mark.parametrize(
    ("name", "filled_by", "source"),
    [
        ("kind", "recommender", "recalled"),
        ("kind.other.text", "recommender", "recalled"),
        ("seen", "enterprise", "verified"),
    ],
)
def test_field_takes_over_what_its_section_says_unless_it_says_so_itself(
    name: str, filled_by: str, source: str
) -> None:
    found = form(SECTION).fields[name]
    assert (found.filled_by, found.source) == (filled_by, source)


@pytest.mark.parametrize(
    ("field", "counts"),
    [
        ("type: integer, label: 甲, counts_as: 0", 0),
        ("type: percent, label: 甲, counts_as: 0", 0),
        ("type: integer, label: 甲, years: 2, counts_as: 3", 3),
        ("type: choices, label: 甲, options: [a, b], counts_as: 0", frozenset()),
    ],
)
def test_counts_as_is_a_value_of_the_field(field: str, counts: Number | frozenset[str]) -> None:
    assert form(fields(f"id: one, {field}")).fields["one"].counts_as == counts


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("type: text, label: 甲, counts_as: 0", "F247"),
        ("type: date, label: 甲, counts_as: 0", "F247"),
        ("type: choice, label: 甲, options: [a, b], counts_as: 0", "F247"),
        ("type: choices, label: 甲, options: [a, b], counts_as: 2", "F247"),
        ("type: percent, label: 甲, counts_as: 5", "F404"),
        ("type: money, unit: 万元, label: 甲, counts_as: 5%", "F403"),
        ("type: integer, label: 甲, counts_as: none", "F205"),
    ],
)
def test_counts_as_of_another_kind_is_told(field: str, code: str) -> None:
    assert told(fields(f"id: one, {field}")) == [code]


def test_value_that_may_be_missing_is_told_until_it_counts() -> None:
    sum_of = "id: total, type: integer, label: 和, value: staff + 1"
    assert told(fields(STAFF, sum_of)) == ["F601"]
    assert told(fields(f"{STAFF}, counts_as: 0", sum_of)) == []
    assert told(fields(f"{STAFF}, required: true", sum_of)) == []
    assert told(
        fields(
            "id: open, type: yes_no, label: 开, required: true",
            f"{STAFF}, required: true, visible: open",
            sum_of,
        )
    ) == ["F601"]


def test_a_value_that_may_be_missing_is_not_told() -> None:
    sum_of = "id: sum_of, type: integer, label: 和, value: staff + staff"
    assert told(fields("id: staff, type: integer, label: 员工", f"{sum_of}, required: false")) == []
    assert told(fields("id: staff, type: integer, label: 员工", f"{sum_of}, required: true")) == ["F601"]


def test_documents_stand_in_a_section_of_their_own() -> None:
    made = form(fields(STAFF) + "documents:\n  - {id: paper, label: 证, required: true}\n")
    assert [(each.id, each.fields) for each in made.sections] == [
        ("main", ("staff",)),
        ("documents", ("paper",)),
    ]
    assert [each.id for each in made.documents] == ["paper"]


def test_documents_are_as_certain_as_their_section_says() -> None:
    made = form(
        "sections:\n  - {section: documents, title: 材料, source: recalled}\n  - {section: main, title: 内容, fields: [{id: staff, type: integer, label: 员工}]}\n"
        "documents:\n  - {id: paper, label: 证}\n  - {id: other, label: 另证, source: inferred}\n"
    )
    assert [each.source for each in made.documents] == ["recalled", "inferred"]


def test_documents_stand_in_the_section_that_bears_their_name() -> None:
    made = form(
        "sections:\n  - {section: documents, title: 材料}\n  - {section: main, title: 内容, fields: [{id: staff, type: integer, label: 员工}]}\ndocuments:\n  - {id: paper, label: 证}\n"
    )
    assert [(each.id, each.fields) for each in made.sections] == [
        ("documents", ("paper",)),
        ("main", ("staff",)),
    ]


def test_computed_table_may_lack_a_value_as_its_inputs_may() -> None:
    table = "id: size, type: choice, label: 规模, options: [big, small], value: {table: {inputs: [part / whole], rows: [[50%+, big], [below 50%, small]]}}"
    text = fields(
        "id: part, type: integer, label: 甲, required: true",
        "id: whole, type: integer, label: 乙, min: 0, required: true",
        table,
    )
    points = "score:\n  out_of: 10\n  groups:\n    - {id: group, title: 组, out_of: 10, indicators: [{id: one, title: 项, clause: 一, out_of: 10, of: size, option_points: {big: 10, small: 0}}]}\n"
    assert told(text, points) == ["F602"]

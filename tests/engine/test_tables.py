"""Exports: as many cells as columns, in the order of the form, nothing of what was not asked for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.tables import columns, row
from tests.engine.support import bound, fields, form

MADE = form(
    fields(
        "fact: firm.name",
        "id: exports, type: yes_no, label: 出口, required: true",
        "id: goods, type: integer, label: 货物, visible: exports, counts_as: 0",
        "id: kind, type: choice, label: 类别, options: [{id: own, label: 自有}, {id: other, label: 其他, asks: [{id: text, type: text, label: 说明}]}]",
        "id: sales, type: money, unit: 万元, label: 销售, years: 2, required: true",
        "id: hint, type: note, label: 请如实填写",
        "id: double, type: money, unit: 万元, label: 两倍, years: 2, value: sales * 2",
    )
)


def cells(answers: dict[str, object]) -> dict[str, object]:
    return dict(
        zip(
            (each.name for each in columns(MADE)),
            row(bound(MADE, answers, {"firm.name": "示例"})),
            strict=True,
        )
    )


def test_columns_stand_in_the_order_of_the_form_with_asked_fields_behind_their_choice() -> None:
    names = [each.name for each in columns(MADE)]
    assert names == [
        "firm.name",
        "exports",
        "goods",
        "kind",
        "kind.other.text",
        "sales.1",
        "sales.2",
        "double.1",
        "double.2",
    ]


def test_row_holds_facts_answers_and_computed_values() -> None:
    found = cells(
        {"exports": True, "goods": 3, "kind": "other", "kind.other.text": "甲", "sales": {"2025": "1.5"}}
    )
    assert (found["firm.name"], found["goods"], found["kind.other.text"]) == ("示例", 3, "甲")
    assert (found["double.1"], found["double.2"]) == (3, None)


def test_row_leaves_empty_what_was_not_asked_for_whatever_it_counts_as() -> None:
    assert cells({"exports": False, "goods": 3})["goods"] is None


def test_row_leaves_empty_what_an_option_not_chosen_asks_for() -> None:
    assert cells({"kind": "own", "kind.other.text": "甲"})["kind.other.text"] is None


@given(
    st.dictionaries(
        st.sampled_from(sorted(MADE.fields)),
        st.text() | st.integers() | st.lists(st.text(), max_size=2) | st.none(),
    )
)
def test_row_has_as_many_cells_as_columns(answers: dict[str, object]) -> None:
    assert len(row(bound(MADE, answers))) == len(columns(MADE))

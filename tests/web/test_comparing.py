"""What is another in a form that was filled again, told by field, row and year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from engine.binding import Bound, bind
from engine.form import Form
from tests.web.cases import CASE_A
from tests.web.support import FACTS
from web.platform import Platform
from web.services.comparing import Difference, changed_fields, compare

TODAY = date(2026, 3, 1)
PRODUCTS: list[dict[str, Any]] = [
    {"name": "甲", "years": "5", "category": "机器人"},
    {"name": "乙", "years": "3", "category": "减速器"},
]


@pytest.fixture
def form(platform: Platform) -> Form:
    found = platform.catalogue.form("innovative")
    assert found is not None
    return found


def changes(
    form: Form,
    but: Mapping[str, Any],
    answers: Mapping[str, Any] = CASE_A,
    facts: Mapping[str, Any] | None = None,
) -> list[Difference]:
    def bound(given: Mapping[str, Any], known: Mapping[str, Any]) -> Bound:
        return bind(form, given, known, TODAY)

    return list(compare(bound(answers, FACTS), bound({**answers, **but}, {**FACTS, **(facts or {})})))


def places(found: list[Difference]) -> list[tuple[str, str, str]]:
    return [(each.place, each.before, each.after) for each in found]


def test_nothing_changed_is_nothing(form: Form) -> None:
    assert changes(form, {}) == []


def test_same_value_typed_in_another_way_is_no_change(form: Form) -> None:
    assert (
        changes(form, {"ip_class1": " 1 ", "revenue": {"2025": "11,500", "2024": "10000", "2023": "9000.0"}})
        == []
    )


def test_change_carries_section_label_and_shown_values(form: Form) -> None:
    (found,) = changes(form, {"ip_class1": "3"})
    section = next(each for each in form.sections if each.id == "capability")
    assert (found.field, found.section_title, found.place) == ("ip_class1", section.title, "")
    assert found.label == form.fields["ip_class1"].label
    assert (found.before[0], found.after[0]) == ("1", "3")


def test_years_are_told_apart(form: Form) -> None:
    revenue = {"2025": "11500", "2024": "10001", "2023": ""}
    found = changes(form, {"revenue": revenue})
    assert places(found) == [("2024年", "10,000 万元", "10,001 万元"), ("2023年", "9,000 万元", "")]


def test_cell_of_a_row_is_told_with_its_column(form: Form) -> None:
    again = [PRODUCTS[0], {**PRODUCTS[1], "name": "丙"}]
    found = changes(form, {"products": again}, CASE_A | {"products": PRODUCTS})
    assert [(each.before, each.after) for each in found] == [("乙", "丙")]
    assert found[0].place.startswith("第2行：")


def test_row_put_in_front_is_one_change(form: Form) -> None:
    found = changes(form, {"products": [{"name": "新"}, *PRODUCTS]}, CASE_A | {"products": PRODUCTS})
    assert places(found) == [("新增第1行", "", "新")]


def test_row_taken_away_is_one_change(form: Form) -> None:
    found = changes(form, {"products": PRODUCTS[1:]}, CASE_A | {"products": PRODUCTS})
    assert [each.place for each in found] == ["删除原第1行"]
    assert found[0].before.startswith("甲")


def test_answer_that_is_hidden_now_counts_as_gone(form: Form) -> None:
    """The area of a field is asked only while the field is chosen."""
    found = changes(form, {"product_field": "other"})
    assert {"product_field", "product_field.strategic.area"} <= changed_fields(found)
    gone = next(each for each in found if each.field == "product_field.strategic.area")
    assert gone.after == ""


def test_other_file_of_the_same_name_is_a_change(form: Form) -> None:
    file = {"id": "a" * 32, "name": "审计报告.pdf", "size": 10, "kind": "pdf"}
    found = changes(
        form,
        {"audit_report": [{**file, "id": "b" * 32}]},
        CASE_A | {"audit_report": [file]},
    )
    assert places(found) == [("", "审计报告.pdf", "审计报告.pdf")]


def test_fact_that_changed_is_told(form: Form) -> None:
    found = changes(form, {}, facts={"enterprise.name": "示例改名有限公司"})
    assert [(each.before, each.after) for each in found] == [("示例测试（厦门）有限公司", "示例改名有限公司")]


def test_what_follows_from_answers_is_not_told(form: Form) -> None:
    found = changes(form, {"rd_expense": {"2025": "600", "2024": "480", "2023": "400"}})
    assert changed_fields(found) == {"rd_expense"}


def test_what_cannot_be_read_is_told_as_it_was_typed(form: Form) -> None:
    (found,) = changes(form, {"ip_class1": "很多"})
    assert found.after == "很多"


def test_changes_stand_in_the_order_of_the_form(form: Form) -> None:
    found = changes(form, {"declaration": None, "ip_class1": "2", "products": PRODUCTS})
    sections = [each.id for each in form.sections]
    places_of = [sections.index(each.section) for each in found]
    assert places_of == sorted(places_of)


def test_rows_of_a_fixed_table_are_told_by_their_titles(platform: Platform) -> None:
    form = platform.catalogue.form("digital_manufacturing")
    assert form is not None
    scenes = {"product_design": {"reached": "3"}, "marketing": {"reached": "2"}}
    again = {**scenes, "marketing": {"reached": "3"}}
    found = compare(bind(form, {"scenes": scenes}, FACTS, TODAY), bind(form, {"scenes": again}, FACTS, TODAY))
    assert len(found) == 1
    assert "：" in found[0].place


def test_field_that_only_one_form_has_is_told(platform: Platform, form: Form) -> None:
    other = platform.catalogue.form("digital_manufacturing")
    assert other is not None
    found = compare(bind(form, CASE_A, FACTS, TODAY), bind(other, {}, FACTS, TODAY))
    gone = next(each for each in found if each.field == "ip_class1")
    assert (gone.before[0], gone.after) == ("1", "")

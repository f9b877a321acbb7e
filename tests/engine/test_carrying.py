"""Carrying answers over into another form: same id, same kind, same unit, and only what the new form takes."""

from typing import Any

from engine.binding import bind
from engine.carrying import carry
from engine.fields.base import Years
from engine.form import Form
from tests.engine.support import ON, fields, form

EARLIER = form(
    fields(
        "id: revenue, type: money, label: 收入, unit: 万元, years: 3, min: 0",
        "id: staff, type: integer, label: 员工, unit: 人, min: 0",
        "id: name, type: text, label: 名称",
        "id: grade, type: choice, label: 等级, options: [{id: a, label: 甲}, {id: b, label: 乙}]",
        "id: more, type: yes_no, label: 有无",
        "id: which, type: text, label: 哪些, visible: more",
        "id: promise, type: declaration, label: 承诺, required: true",
    )
)
NOW = Years(2026)


def carried(target: Form, answers: dict[str, Any], years: Years = NOW) -> Any:
    return carry(bind(EARLIER, answers, {}, ON), target, years)


def test_last_years_columns_move_up_by_calendar_year() -> None:
    target = form(fields("id: revenue, type: money, label: 收入, unit: 万元, years: 3, min: 0"))
    earlier = {"revenue": {"2025": "300", "2024": "200", "2023": "100"}}
    assert carried(target, earlier) == {"revenue": {"2025": 300, "2024": 200}}


def test_a_year_before_the_enterprise_existed_is_left_behind() -> None:
    target = form(fields("id: revenue, type: money, label: 收入, unit: 万元, years: 3, min: 0"))
    earlier = {"revenue": {"2025": "300", "2024": "200"}}
    assert carried(target, earlier, Years(2026, since=2025)) == {"revenue": {"2025": 300}}


def test_another_unit_is_not_carried() -> None:
    target = form(fields("id: revenue, type: money, label: 收入, unit: 元, years: 3, min: 0"))
    assert carried(target, {"revenue": {"2025": "300"}}) == {}


def test_a_single_value_is_not_put_into_years() -> None:
    target = form(fields("id: staff, type: integer, label: 员工, unit: 人, years: 2, min: 0"))
    assert carried(target, {"staff": 12}) == {}


def test_another_kind_is_not_carried() -> None:
    target = form(fields("id: name, type: paragraph, label: 名称, max_length: 100"))
    assert carried(target, {"name": "示例"}) == {}


def test_an_option_the_new_form_does_not_have_is_left_behind() -> None:
    target = form(
        fields("id: grade, type: choice, label: 等级, options: [{id: b, label: 乙}, {id: c, label: 丙}]")
    )
    assert carried(target, {"grade": "a"}) == {}
    assert carried(target, {"grade": "b"}) == {"grade": "b"}


def test_an_answer_outside_the_new_limits_is_left_behind() -> None:
    target = form(fields("id: staff, type: integer, label: 员工, unit: 人, min: 20"))
    assert carried(target, {"staff": 12}) == {}


def test_a_hidden_answer_is_left_behind() -> None:
    target = form(fields("id: which, type: text, label: 哪些"))
    assert carried(target, {"more": False, "which": "旧的"}) == {}
    assert carried(target, {"more": True, "which": "旧的"}) == {"which": "旧的"}


def test_a_promise_is_made_anew() -> None:
    target = form(fields("id: promise, type: declaration, label: 承诺, required: true"))
    assert carried(target, {"promise": True}) == {}


def test_what_cannot_be_read_is_left_behind() -> None:
    target = form(fields("id: staff, type: integer, label: 员工, unit: 人, min: 0"))
    assert carried(target, {"staff": "十几"}) == {}

"""Rules that give points, as they are compiled: one way each, thresholds in order, options with their points."""

from __future__ import annotations

import pytest

from tests.engine.support import fields, places, scored, told

FIELDS = fields(
    "id: staff, type: integer, label: 员工, min: 0, max: 100, required: true",
    "id: share, type: percent, label: 占比, min: 0, max: 100%, required: true",
    "id: sales, type: money, unit: 万元, label: 销售, years: 3, min: 1, required: true",
    "id: costs, type: money, unit: 万元, label: 成本, min: 0, required: true",
    "id: maybe, type: integer, label: 选填",
    "id: grade, type: choice, label: 等级, required: true, options: [{id: low, label: 低, points: 0}, {id: high, label: 高, points: 10}]",
    "id: kinds, type: choices, label: 类型, required: true, options: [a, b, {id: none, label: 无, exclusive: true}]",
    "id: day, type: date, label: 日期, required: true",
    "id: town, type: text, label: 城镇, required: true",
    "id: listed, type: yes_no, label: 上市, required: true",
    "id: goods, type: table, label: 产品, required: true, columns: [{id: sold, type: integer, label: 销量}]",
)
BANDS = "at_least: {50: 10}\notherwise: 0"


def codes(rule: str) -> list[str]:
    return told(FIELDS, scored(rule))


@pytest.mark.parametrize(
    "rule",
    [
        f"of: staff\n{BANDS}",
        "of: share\nat_least: {5%: 10, 0: 5}\notherwise: 0",
        "of: sales[1] / costs\nat_least: {500%: 10}\notherwise: 0\nundefined: 0",
        "of: sales[1] / sales[2] - 1\nat_least: {5%: 10}\notherwise: 0\nundefined: 0",
        "of: staff\nper: 2\npoints: 1",
        "of: share\nper: 10%\npoints: 1",
        "of: grade",
        "of: kinds\noption_points: {a: 5, b: 5}",
        "each: kinds\npoints: 5",
        "each: goods\npoints: 5",
        "each: [staff >= 5, listed]\npoints: 5",
        "points: staff / 10",
        "best:\n  - {of: staff, at_least: {50: 10}, otherwise: 0}\n  - {of: grade}",
        "table:\n  inputs: [staff, grade]\n  rows: [[50+, any, 10], [below 50, high, 5], [below 50, low, 0]]",
    ],
)  # fmt: skip
def test_rule_compiles_without_a_word(rule: str) -> None:
    assert codes(rule) == []


@pytest.mark.parametrize("measure", ["town", "day", "listed", "grade", "kinds", "goods"])
@pytest.mark.parametrize("way", [BANDS, "per: 2\npoints: 1"])
def test_only_a_number_can_be_measured(measure: str, way: str) -> None:
    assert codes(f"of: {measure}\n{way}") in (["F511"], ["F408"])


@pytest.mark.parametrize("way", [BANDS, "per: 2\npoints: 1"])
def test_yearly_measure_names_its_year(way: str) -> None:
    assert codes(f"of: sales\n{way}") == ["F419"]


@pytest.mark.parametrize(
    ("rule", "code", "words"),
    [
        ("of: share\nat_least: {50: 10}\notherwise: 0", "F404", "50"),
        ("of: share\nper: 10\npoints: 1", "F404", "10"),
        ("of: staff\nat_least: {50%: 10}\notherwise: 0", "F403", "50%"),
        ("of: costs\nper: 10%\npoints: 1", "F403", "10%"),
        ("of: staff\nper: 0\npoints: 1", "F526", "0"),
        ("of: staff\nper: -2\npoints: 1", "F526", "-2"),
        ("of: staff\nat_least: {101: 10}\notherwise: 0", "F514", "101"),
        ("of: staff\nat_least: {20: 5, 50: 10}\notherwise: 0", "F509", "50"),
        ("of: staff\nat_most: {50: 10, 20: 5}\notherwise: 0", "F509", "20"),
        ("of: grade\noption_points: {best: 10}", "F302", "best"),
        ("of: grade\noption_points: {high: 11}", "F502", "10"),
        ("of: maybe\nat_least: {50: 10}\notherwise: 0", "F601", "maybe"),
        ("of: staff / costs\nat_least: {50: 10}\notherwise: 0", "F602", "staff / costs"),
        ("of: staff / costs\nper: 2\npoints: 1", "F602", "staff / costs"),
        ("of: staff", "F512", "staff"),
    ],
)
def test_mistake_is_told_at_its_own_words(rule: str, code: str, words: str) -> None:
    assert [found for _, _, found in places(code, FIELDS, scored(rule))] == [words]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (f"of: staff\neach: kinds\n{BANDS}", ["F510"]),
        ("of: staff\nat_least: {50: 10}", ["F507"]),
        ("of: staff\nat_least: {50: 10}\nabove: {20: 5}\notherwise: 0", ["F513"]),
        ("of: kinds\noption_points: {a: 10}", ["F515"]),
        ("undefined: 0", ["F516"]),
        ("best: []", ["F211"]),
        ("sum: []", ["F211"]),
        ("cases: []", ["F211"]),
        ("each: []", ["F211"]),
        ("table: {inputs: [staff], rows: []}", ["F211"]),
        ("cases:\n  - {when: listed, points: 10}", ["F507"]),
        ("cases:\n  - {points: 10}", ["F204"]),
        ("cases:\n  - {when: otherwise, points: 10}\n  - {when: listed, points: 0}", ["F506"]),
        ("table:\n  inputs: [staff / costs]\n  rows: [[50+, 10], [below 50, 0]]", ["F602"]),
    ],
)
def test_mistake_in_a_rule_is_told(rule: str, expected: list[str]) -> None:
    assert codes(rule) == expected


def test_undefined_is_not_asked_for_where_a_row_fits_whatever_comes() -> None:
    assert codes("table:\n  inputs: [staff / costs]\n  rows: [[50+, 10], [any, 0]]") == []

"""What compiles and is still doubtful: said as warnings and notes, never as errors."""

from __future__ import annotations

import pytest

from tests.engine.support import compiled, fields, form, places, scored, told

FIELDS = fields(
    "id: staff, type: integer, label: 员工, min: 0, max: 100, required: true",
    "id: listed, type: yes_no, label: 上市, required: true",
)
BASIS = "basis: {title: 办法}\n"


def notes(*parts: str) -> list[tuple[str, str]]:
    return [
        (dict(each.arguments)["name"], dict(each.arguments)["source"])
        for each in compiled(*parts).report.diagnostics
        if each.code == "F901"
    ]


@pytest.mark.parametrize(
    ("conclusion", "codes"),
    [
        ("ensure: staff >= 5", ["F805"]),
        ("clause: 一, ensure: staff >= 5", []),
        ("ensure: listed", []),
        ("all: [listed, {ensure: staff >= 5, clause: 一}]", []),
        ("all: [listed, {ensure: staff >= 5}]", ["F805"]),
        ("cases: [{when: listed, ensure: staff >= 5}]", ["F805"]),
    ],
)
def test_threshold_without_a_clause_is_asked_about(conclusion: str, codes: list[str]) -> None:
    assert told(BASIS, FIELDS, f"conclusions:\n  - {{id: fit, title: 合格, {conclusion}}}\n") == codes


def test_indicator_without_a_clause_is_asked_about() -> None:
    rule = scored("of: staff\nat_least: {50: 10}\notherwise: 0").replace("          clause: 一\n", "")
    assert told(FIELDS, rule) == ["F803"]


def test_source_that_is_not_official_is_a_note() -> None:
    text = FIELDS + "conclusions:\n  - {id: fit, title: 合格, source: recalled, ensure: listed}\n"
    assert notes(text) == [("fit", "recalled")]
    assert told(text) == []
    assert form(text).conclusions[0].source == "recalled"


def test_verified_source_needs_no_word() -> None:
    assert (
        notes(FIELDS + "conclusions:\n  - {id: fit, title: 合格, source: verified, ensure: listed}\n") == []
    )


def test_required_field_that_is_never_shown_is_told_once() -> None:
    text = fields(
        "id: staff, type: integer, label: 员工, max: 9, required: true",
        "id: many, type: text, label: 甲, required: true, visible: staff > 10",
    )
    assert told(text) == ["F612"]
    assert [words for _, _, words in places("F612", text)] == ["many"]


def test_optional_field_that_is_never_shown_is_told_at_its_condition() -> None:
    text = fields(
        "id: staff, type: integer, label: 员工, max: 9, required: true",
        "id: many, type: text, label: 甲, visible: staff > 10",
    )
    assert told(text) == ["F610"]


def test_checks_that_exclude_each_other_are_told() -> None:
    text = "checks:\n  - {ensure: staff >= 60, message: 多, at: staff}\n  - {ensure: staff <= 40, message: 少, at: staff}\n"
    assert told(FIELDS, text) == ["F613"]


@pytest.mark.parametrize(
    ("check", "codes"),
    [
        ("ensure: staff <= 60, message: 少, at: staff", []),
        ("ensure: staff <= 60, message: 少, at: [staff, listed]", []),
        ("ensure: staff <= 60, message: 少, at: stuff", ["F308"]),
        ("ensure: staff <= 60, at: staff", ["F204"]),
        ("ensure: staff, message: 少, at: staff", ["F401"]),
        ("ensure: staff <= 60, message: 少, at: staff, severity: fatal", ["F210"]),
        ("ensure: staff <= 60, when: staff, message: 少, at: staff", ["F401"]),
        ("ensure: staff <= 100, message: 少, at: staff", ["F611"]),
    ],
)
def test_mistake_in_a_check_is_told(check: str, codes: list[str]) -> None:
    assert told(FIELDS, f"checks:\n  - {{{check}}}\n") == codes

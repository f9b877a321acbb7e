"""Tables of codes: what belongs to what, and how a code is found."""

from __future__ import annotations

import pytest

from engine.diagnostics import Collector
from engine.reference import (
    CodeEntry,
    CodeTable,
    code_table,
    read_code_table,
    with_former,
    with_unserved,
)

TEXT = "code\tname\tparent\tlevel\tkind\nC\t制造业\t\t1\t门类\n13\t农副食品加工业\tC\t2\t\n131\t谷物磨制\t13\t3\t\n1311\t稻谷加工\t131\t4\t\n35\t专用设备制造业\tC\t2\t\nF\t批发\t\t1\t\n"


@pytest.fixture
def table() -> CodeTable:
    return read_code_table("industries", TEXT)


def test_table_is_read_line_by_line(table: CodeTable) -> None:
    assert table.get("C") == CodeEntry("C", "制造业", "", 1, "门类")
    assert len(table.entries) == 6


def test_children_stand_in_the_order_of_the_table(table: CodeTable) -> None:
    assert [each.code for each in table.children["C"]] == ["13", "35"]
    assert [each.code for each in table.children[""]] == ["C", "F"]


def test_path_leads_from_the_top(table: CodeTable) -> None:
    assert [each.code for each in table.path("1311")] == ["C", "13", "131", "1311"]


def test_path_of_an_unknown_code_is_empty(table: CodeTable) -> None:
    assert table.path("99") == ()
    assert "99" not in table
    assert table.get("99") is None


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("13", ["13", "131", "1311"]),
        ("制造", ["C", "35"]),
        ("c", ["C"]),
        (" 谷物 ", ["131"]),
        ("没有", []),
        ("  ", []),
    ],
)
def test_search_finds_by_beginning_of_code_and_part_of_name(
    table: CodeTable, words: str, codes: list[str]
) -> None:
    assert [each.code for each in table.search(words)] == codes


def test_search_gives_codes_first_and_stops_at_the_limit(table: CodeTable) -> None:
    mixed = code_table("x", [CodeEntry("9", "含13的名称", "", 1), *table.entries.values()])
    assert [each.code for each in mixed.search("13")] == ["13", "131", "1311", "9"]
    assert [each.code for each in mixed.search("13", limit=2)] == ["13", "131"]


def test_table_without_kinds_is_read() -> None:
    assert read_code_table("x", "code\tname\tparent\tlevel\n1\t甲\t\t1\n").get("1") == CodeEntry(
        "1", "甲", "", 1
    )


# --- What was, and what is not served -----------------------------------------------------------------------------

FORMER = "code\tname\tended\tsuccessors\n"


def with_all(former: str) -> tuple[CodeTable, list[tuple[str, int]]]:
    collector = Collector()
    found = with_former(read_code_table("industries", TEXT), FORMER + former, "retired.tsv", collector)
    return found, [(each.code, each.span.start.line) for each in collector.report().diagnostics]


def test_code_that_ended_leads_to_what_came_after_it() -> None:
    table, _ = with_all("1312\t小麦加工\t2019\t1311\n")
    assert [each.code for each in table.now(table.retired["1312"])] == ["1311"]


def test_successor_that_ended_itself_leads_on() -> None:
    table, told = with_all("1312\t小麦加工\t2011\t1313\n1313\t小麦磨粉\t2019\t1311;F\n")
    assert told == []
    assert [each.code for each in table.now(table.retired["1312"])] == ["1311", "F"]


def test_successors_that_lead_in_a_circle_lead_nowhere() -> None:
    table, _ = with_all("1312\t甲\t2011\t1313\n1313\t乙\t2019\t1312\n")
    assert table.now(table.retired["1312"]) == ()


def test_former_name_of_a_code_in_force_does_not_retire_it() -> None:
    table, told = with_all("13\t食品加工\t2002\t13\n")
    assert (told, dict(table.retired)) == ([], {})
    assert table.former[0].renamed


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("1312\t小麦加工\t2019\t9999\n", "F171"),
        ("1312\t小麦加工\t19年\t1311\n", "F173"),
        ("1312\t\t2019\t1311\n", "F165"),
        ("1312\t小麦加工\t2019\t\n", "F165"),
        ("1311\t稻谷加工\t2019\t1311\n", "F170"),
        ("1312\t小麦加工\t2019\n", "F161"),
    ],
)
def test_mistake_in_a_table_of_what_ended_is_told_in_its_line(row: str, code: str) -> None:
    assert with_all(row)[1] == [(code, 2)]


def test_codes_that_are_not_served_have_their_names() -> None:
    collector = Collector()
    table = with_unserved(
        read_code_table("x", TEXT), "code\tname\nZ\t丙\nC\t制造业\n\t丁\n", "x.tsv", collector
    )
    assert dict(table.unserved) == {"Z": "丙"}
    assert [(each.code, each.span.start.line) for each in collector.report().diagnostics] == [
        ("F174", 3),
        ("F165", 4),
    ]


# --- Mistakes in a table of codes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["A\t甲\t\t1"], []),
        (["A\t甲\t\t1", "", "  "], []),
        (["A\t甲\t\t1\t多"], [("F161", 2, 1)]),
        (["A\t甲\t\t1", "A\t乙\t\t1"], [("F162", 3, 1)]),
        (["A1\t乙\tA\t2"], [("F163", 2, 6)]),
        (["A\t甲\t\t一"], [("F164", 2, 6)]),
        (["A\t甲\t\t2", "A1\t乙\tA\t2"], [("F164", 2, 6)]),
        (["A\t\t\t1", "A1\t乙\tA\t2", "A11\t丙\tA1\t3"], [("F165", 2, 3)]),
        (["\t甲\t\t1"], [("F165", 2, 1)]),
    ],
)
def test_mistake_is_told_once_in_its_place(lines: list[str], told: list[tuple[str, int, int]]) -> None:
    collector = Collector()
    text = "\n".join(["code\tname\tparent\tlevel", *lines])
    read_code_table("x", text, "x.tsv", collector)
    found = collector.report().diagnostics
    assert [(each.code, each.span.start.line, each.span.start.column) for each in found] == told


@pytest.mark.parametrize("text", ["", "code\tname\n", "代码\t名称\n1\t甲\n"])
def test_table_without_its_headings_is_told_and_empty(text: str) -> None:
    collector = Collector()
    assert dict(read_code_table("x", text, "x.tsv", collector).entries) == {}
    assert [each.code for each in collector.report().diagnostics] == ["F160"]


def test_table_may_have_windows_line_ends_and_a_byte_order_mark() -> None:
    found = read_code_table("x", "\ufeffcode\tname\tparent\tlevel\r\n1\t甲\t\t1\r\n")
    assert found.get("1") == CodeEntry("1", "甲", "", 1)

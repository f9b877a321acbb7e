"""Tables of codes: what belongs to what, and how a code is found."""

from __future__ import annotations

import pytest

from engine.reference import CodeEntry, CodeTable, code_table, read_code_table

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

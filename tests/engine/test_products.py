"""Products under industries: the table in our layout, and tables of others read into it."""

from __future__ import annotations

import pytest

from engine.diagnostics import Collector
from engine.products import LONGEST, import_products, read_products, written
from engine.reference import CodeEntry, CodeTable, code_table

INDUSTRIES = code_table(
    "industries",
    [
        CodeEntry("A", "农业", "", 1),
        CodeEntry("01", "农业", "A", 2),
        CodeEntry("011", "谷物", "01", 3),
        CodeEntry("0111", "稻谷", "011", 4),
        CodeEntry("C", "制造业", "", 1),
        CodeEntry("39", "电子", "C", 2),
        CodeEntry("391", "计算机", "39", 3),
        CodeEntry("3911", "整机", "391", 4),
    ],
)
Told = list[tuple[str, int, str | None]]


def taken(data: bytes | str) -> tuple[list[tuple[str, str]], Told]:
    """The products of another's file, and what is told of it."""
    collector = Collector()
    table = import_products(
        data.encode() if isinstance(data, str) else data, "其他.csv", INDUSTRIES, collector
    )
    told = [(each.code, each.span.start.line, each.suggestion) for each in collector.report().diagnostics]
    return pairs(table), told


def pairs(table: CodeTable) -> list[tuple[str, str]]:
    return [(each.parent, each.name) for each in table.entries.values()]


@pytest.mark.parametrize(
    "data",
    [
        "industry\tproduct\n0111\t早稻\n3911\t服务器\n",
        "行业代码,产品名称\n0111,早稻\n3911,服务器\n",
        "0111,早稻\n3911,服务器\n",
        "行业代码;产品\n0111;早稻\n3911;服务器\n",
        "0111\t早稻\t别的列\t再一列\n3911\t服务器\t\t\n",
        '"0111","早稻"\r\n"3911","服务器"\r\n',
        '="0111",早稻\n="3911",服务器\n',
        "\n0111,早稻\n\n3911,服务器\n,\n",
        "3911,服务器\n0111,早稻\n",
        " 0111 , 早稻 \n3911,服务器\n",
    ],
)
def test_table_of_another_is_read_whatever_its_layout(data: str) -> None:
    assert taken(data) == ([("0111", "早稻"), ("3911", "服务器")], [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encoding_is_found(encoding: str) -> None:
    assert taken("行业,产品\n0111,早稻\n".encode(encoding)) == ([("0111", "早稻")], [])


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("9999,没有这个行业", ("F175", 2, None)),
        ("111,零丢了", ("F175", 2, "0111")),
        ("391,不是小类", ("F175", 2, None)),
        ("C,门类", ("F175", 2, None)),
        ("3911,", ("F165", 2, None)),
        (",没有代码", ("F165", 2, None)),
        ("0111,早稻", ("F176", 2, None)),
        (f"3911,{'长' * (LONGEST + 1)}", ("F178", 2, None)),
        ("整机,代码写成了名称", ("F175", 2, None)),
    ],
)
def test_line_that_is_wrong_is_told_and_left_out(line: str, told: tuple[str, int, str | None]) -> None:
    assert taken(f"0111,早稻\n{line}\n") == ([("0111", "早稻")], [told])


def test_line_behind_a_cell_of_several_lines_keeps_its_number() -> None:
    assert taken('0111,"早\n稻"\n9999,没有\n') == ([("0111", "早 稻")], [("F175", 3, None)])


@pytest.mark.parametrize("data", [b"PK\x03\x04...", b"\xd0\xcf\x11\xe0...", b"\xff\xff\xff"])
def test_file_that_is_no_text_is_told(data: bytes) -> None:
    assert taken(data) == ([], [("F177", 1, None)])


def test_empty_file_has_no_products() -> None:
    assert taken(b"") == ([], [])


def test_what_is_written_reads_again() -> None:
    collector = Collector()
    first = import_products("3911,服务器\n0111,早稻\n3911,平板\n".encode(), "x", INDUSTRIES, collector)
    text = written(first)
    assert text == "industry\tproduct\n0111\t早稻\n3911\t服务器\n3911\t平板\n"
    assert pairs(read_products(text, "x", INDUSTRIES, collector)) == pairs(first)
    assert collector.report().diagnostics == ()


def test_products_stand_below_their_class() -> None:
    table = read_products("industry\tproduct\n3911\t服务器\n", "x", INDUSTRIES, Collector())
    assert [each.name for each in table.children["3911"]] == ["服务器"]
    assert table.of == "industries"


def test_mistake_in_our_layout_is_told_at_its_cell() -> None:
    collector = Collector()
    read_products("product\tindustry\n服务器\t39\n", "p.tsv", INDUSTRIES, collector)
    (told,) = collector.report().diagnostics
    assert (told.code, told.span.file, told.span.start.line, told.span.start.column) == (
        "F175",
        "p.tsv",
        2,
        5,
    )

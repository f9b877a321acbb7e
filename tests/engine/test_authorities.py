"""The chain of authorities: from a region's own up to the ministry, each special case by itself, and all regions together."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from engine.authorities import (
    LEVELS,
    Authorities,
    asked_in,
    chain_of,
    prove_chains,
    read_authorities,
    recommending_authority,
)
from engine.diagnostics import Collector
from engine.folder import read_folder
from engine.library import TABLES, Library, build_library

FORMS = Path(__file__).parents[2] / "forms"
FILE = TABLES["authorities"]


@cache
def library() -> Library:
    found = build_library(read_folder(FORMS))
    assert found.report.errors == ()
    return found


def authorities() -> Authorities:
    return library().authorities


def chain(region: str, asked: str | None = None) -> list[str]:
    return [each.code for each in chain_of(authorities(), region, asked)]


@pytest.mark.parametrize(
    ("region", "asked", "codes"),
    [
        pytest.param("130102", None, ["130102", "130100", "130000", "000000"], id="a county of a city"),
        pytest.param("110101", None, ["110101", "110000", "000000"], id="a district of a municipality"),
        pytest.param("500229", None, ["500229", "500000", "000000"], id="a county of a municipality"),
        pytest.param("419001", None, ["419001", "410000", "000000"], id="directly governed, 4190"),
        pytest.param("429004", None, ["429004", "420000", "000000"], id="directly governed, 4290"),
        pytest.param("469001", None, ["469001", "460000", "000000"], id="directly governed, 4690"),
        pytest.param("659001", None, ["659001", "650000", "000000"], id="directly governed, 6590"),
        pytest.param("441900", None, ["441900", "440000", "000000"], id="city without counties: 441900"),
        pytest.param("442000", None, ["442000", "440000", "000000"], id="city without counties: 442000"),
        pytest.param("460400", None, ["460400", "460000", "000000"], id="city without counties: 460400"),
        pytest.param("620200", None, ["620200", "620000", "000000"], id="city without counties: 620200"),
        pytest.param("350203", None, ["350203", "350200", "000000"], id="a city that acts as a province"),
        pytest.param("350203", "3502Z1", ["3502Z1", "350200", "000000"], id="a zone asked for in it"),
        pytest.param("110112", "1100Z1", ["1100Z1", "110000", "000000"], id="a zone of a municipality"),
        pytest.param("500110", "5000Z1", ["5000Z1", "500000", "000000"], id="another zone of one"),
        pytest.param("350128", "3501Z1", ["3501Z1", "350000", "000000"], id="a zone in place of its city"),
        pytest.param("652301", "660000", ["660000", "000000"], id="the corps, from another's county"),
        pytest.param("659001", "660000", ["659001", "660000", "000000"], id="the corps, from its own"),
        pytest.param("350200", None, ["350200", "000000"], id="a region that is no county"),
    ],
)
def test_chain_leads_from_the_region_to_the_ministry(
    region: str, asked: str | None, codes: list[str]
) -> None:
    assert chain(region, asked) == codes


@pytest.mark.parametrize("city", ["210200", "330200", "350200", "370200", "440300"])
def test_city_that_acts_as_a_province_recommends(city: str) -> None:
    county = authorities().regions.children[city][0].code
    found = recommending_authority(authorities(), county)
    assert found is not None
    assert (found.code, found.kind) == (city, "plan-city")


def test_corps_recommends_where_it_is_asked_for() -> None:
    found = recommending_authority(authorities(), "652301", "660000")
    assert found is not None
    assert found.code == "660000"


@pytest.mark.parametrize(
    ("region", "asked"),
    [
        ("130102", "660000"),  # the corps outside its autonomous region
        ("350102", "3502Z1"),  # a zone of another city
        ("350203", "350100"),  # not one that is asked for
        ("350203", "nobody"),
        ("999999", None),
        ("", None),
        ("350299", "3502Z1"),
    ],
)
def test_chain_that_does_not_exist_is_empty(region: str, asked: str | None) -> None:
    assert chain(region, asked) == []
    assert recommending_authority(authorities(), region, asked) is None


@pytest.mark.parametrize(
    ("region", "codes"),
    [
        ("350203", ["3502Z1"]),
        ("652301", ["660000"]),
        ("130102", []),
        ("500110", ["5000Z1", "5000Z2", "5000Z3"]),
    ],
)
def test_what_may_be_asked_for_depends_on_the_region(region: str, codes: list[str]) -> None:
    assert [each.code for each in asked_in(authorities(), region)] == codes


def test_every_leaf_region_has_one_chain_that_ends_in_the_ministry() -> None:
    regions = authorities().regions
    leaves = [code for code in regions.entries if code not in regions.children]
    assert len(leaves) == 2850
    for code in leaves:
        found = chain_of(authorities(), code)
        levels = [each.level for each in found]
        assert found[0].region == code
        assert levels == sorted(set(levels), key=LEVELS.index, reverse=True), code
        assert levels[-2:] == ["province", "ministry"], code


def test_every_county_of_a_zone_that_is_asked_for_has_one_chain_too() -> None:
    regions = authorities().regions
    for code in regions.entries:
        if code in regions.children:
            continue
        for asked in asked_in(authorities(), code):
            found = chain_of(authorities(), code, asked.code)
            assert [each.level for each in found[-2:]] == ["province", "ministry"]
            assert found.count(asked) == 1


def test_name_of_an_authority_comes_from_the_pattern() -> None:
    assert [each.name for each in chain_of(authorities(), "350102")] == [
        "福州市鼓楼区中小企业主管部门",
        "福州市中小企业主管部门",
        "福建省中小企业主管部门",
        "工业和信息化部",
    ]


def test_name_of_a_directly_governed_county_names_its_province() -> None:
    found = authorities().get("429004")
    assert found is not None
    assert found.name == "湖北省仙桃市中小企业主管部门"


def test_authority_is_found_by_its_code() -> None:
    assert {code: getattr(authorities().get(code), "level", None) for code in ("3502Z1", "350200", "110101", "110100", "x")} == {
        "3502Z1": "county", "350200": "province", "110101": "county", "110100": None, "x": None
    }  # fmt: skip


# --- Broken tables -----------------------------------------------------------------------------------------------

HEAD = "code\tname\tlevel\tkind\tregion\tover\tgiven\tsource\n"
MINISTRY = "000000\t部\tministry\tministry\t\t\tderived\t\n"
PATTERNS = "".join(f"*\t{{region}}局\t{level}\t{level}\t*\t\tderived\t\n" for level in LEVELS[1:])


def told(text: str) -> list[tuple[str, int]]:
    collector = Collector()
    found = read_authorities(text, FILE, authorities().regions, collector)
    if not collector.has_errors:
        prove_chains(found, FILE, collector)
    return [(each.code, each.span.start.line) for each in collector.report().diagnostics]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        pytest.param(HEAD + MINISTRY + PATTERNS, [], id="whole"),
        pytest.param(HEAD + PATTERNS, [("F169", 1)], id="no ministry"),
        pytest.param(HEAD + MINISTRY + PATTERNS.replace("*\t{region}局\tcounty", "1\t县局\tcounty").replace("county\t*", "county\t110101"), [("F169", 1)], id="no pattern for counties"),
        pytest.param(HEAD + MINISTRY + PATTERNS + "*\t局\tcity\tcity\t*\t\tderived\t\n", [("F162", 6)], id="two patterns"),
        pytest.param(HEAD + MINISTRY + PATTERNS + "x\t园\tcounty\tzone\t350299\t\tasked\t\n", [("F166", 6)], id="unknown region"),
        pytest.param(HEAD + MINISTRY + PATTERNS + "x\t园\tcounty\tzone\t350200\t1\tasked\t\n", [("F166", 6)], id="unknown region below"),
        pytest.param(HEAD + MINISTRY + PATTERNS + "x\t\tcounty\tzone\t350200\t\tasked\t\n", [("F165", 6)], id="no name"),
        pytest.param(HEAD + MINISTRY + PATTERNS + "x\t园\tzone\tzone\t350200\t\tasked\t\n", [("F167", 6)], id="unknown level"),
        pytest.param(HEAD + MINISTRY + PATTERNS + "x\t园\tcounty\tzone\t350200\t\t\t\n", [("F167", 6)], id="neither asked nor derived"),
        pytest.param("code\tname\n", [("F160", 1)], id="columns missing"),
    ],
)  # fmt: skip
def test_broken_table_is_told_in_its_line(text: str, codes: list[tuple[str, int]]) -> None:
    assert told(text) == codes


def test_province_that_is_left_out_is_told_once() -> None:
    table = (FORMS / FILE).read_text("utf-8")
    text = "".join(line for line in table.splitlines(keepends=True) if not line.startswith("350000\t"))
    collector = Collector()
    prove_chains(read_authorities(text, FILE, authorities().regions, collector), FILE, collector)
    (found,) = collector.report().diagnostics
    assert (found.code, dict(found.arguments)["region"]) == ("F169", "350000")


def test_broken_regions_hide_what_follows_from_them() -> None:
    files = {**read_folder(FORMS)}
    regions = files["reference/regions.tsv"].decode().replace("350000\t福建省\t\t1", "350000\t\t\t1")
    files["reference/regions.tsv"] = regions.encode()
    assert [each.code for each in build_library(files).report.errors] == ["F165"]

"""A region, an industry."""

import pytest

from engine.expression.types import CodeType
from engine.rendering import render_field
from tests.engine.fields.examples import codes, made, posted, told, value_of, view_of, wrong
from tests.engine.fields.pages import parse

REGION = made("type: region")
CITY = made("type: region, level: 2")
INDUSTRY = made("type: industry")
DIVISION = made("type: industry, level: 2")


@pytest.mark.parametrize(
    "raw",
    [
        "350203",
        "３５０２０３",
        350203,
        "福建省厦门市思明区",
        "福建省 厦门市 思明区",
        "福建省/厦门市/思明区",
        "350203 思明区",
    ],
)
def test_a_region_is_a_code_or_its_whole_name(raw: object) -> None:
    assert value_of(REGION, raw) == "350203"


def test_a_name_that_several_regions_have_is_asked_again() -> None:
    sentence = told(REGION, "鼓楼区")
    assert "320106 江苏省南京市鼓楼区" in sentence
    assert wrong(REGION, "鼓楼区") == ["code_several"]


def test_a_region_must_be_chosen_deep_enough() -> None:
    assert told(REGION, "350200") == "它请选到区（县、市）；现在选的是“厦门市”"
    assert value_of(REGION, "441900") == "441900", "a city without counties"
    assert value_of(CITY, "350200") == "350200"
    assert wrong(CITY, "350203") == ["region_level_2"]


def test_names_that_hold_others_together_are_not_shown() -> None:
    assert REGION.show("110101") == "北京市东城区"
    assert value_of(REGION, "北京市市辖区东城区") == value_of(REGION, "北京市东城区") == "110101"


def test_three_lists_are_filled_as_far_as_something_was_chosen() -> None:
    def counts(raw: str | None) -> list[int]:
        return [len(each.all("option")) for each in parse(render_field(view_of(REGION, raw))).all("select")]

    assert counts(None)[1:] == [1, 1]
    assert counts("350000")[1:] == [10, 1]
    assert counts("350200")[2] > 5
    assert [each[1] for each in parse(render_field(view_of(REGION, "350203"))).posts()] == [
        "350000",
        "350200",
        "350203",
    ]


@pytest.mark.parametrize(
    ("values", "raw"),
    [
        (["350000", "350200", "350203"], "350203"),
        (["350000", "350200", ""], "350200"),
        (["440000", "350200", "350203"], "440000"),
        (["", "350200", "350203"], ""),
        (["350203"], "350203"),
        (["火星"], "火星"),
    ],
)
def test_the_lists_give_the_deepest_code_that_belongs_together(values: list[str], raw: str) -> None:
    assert REGION.collect(posted([("it", each) for each in values]), "it") == raw


@pytest.mark.parametrize(
    "raw", ["3911", "３９１１", "计算机整机制造", "3911 计算机整机制造", "3911-计算机整机制造"]
)
def test_an_industry_is_a_code_or_its_exact_name(raw: str) -> None:
    assert value_of(INDUSTRY, raw) == "3911"
    assert INDUSTRY.show("3911") == "3911 计算机整机制造"


def test_codes_keep_their_zeros() -> None:
    assert value_of(INDUSTRY, "0111") == "0111"
    assert value_of(made("type: industry, level: 1"), "c") == "C"


def test_a_name_of_several_levels_means_the_level_asked_for() -> None:
    assert value_of(DIVISION, "39") == "39"
    assert wrong(DIVISION, "3911") == ["industry_level_2"]
    assert told(INDUSTRY, "39").startswith("它请选到小类")


def test_words_that_are_no_name_offer_what_may_be_meant() -> None:
    assert "3911 计算机整机制造" in told(INDUSTRY, "计算机整机")
    root = parse(render_field(view_of(INDUSTRY, "计算机")))
    offered = [each["value"] for each in root.all("input", type="radio")]
    assert "3911" in offered
    assert all(len(each) == 4 for each in offered)
    picked = [*root.posts(), ("it", "3911")]
    assert INDUSTRY.collect(posted(picked), "it") == "3911"


def test_the_name_stands_beside_the_code() -> None:
    root = parse(render_field(view_of(INDUSTRY, "3911")))
    assert root.with_class("combobox__chosen")[0].text == "3911 计算机整机制造"
    assert not root.all("input", type="radio")


def test_codes_are_types_of_their_own() -> None:
    assert REGION.type == CodeType("regions")
    assert INDUSTRY.type == CodeType("industries")
    assert INDUSTRY.cells("3911") == ("3911", "计算机整机制造")


@pytest.mark.parametrize("keys", ["type: region, level: 4", "type: industry, level: 0"])
def test_author_mistakes(keys: str) -> None:
    assert codes(keys) == ["F208"]


@pytest.mark.parametrize("raw", ["330103", "330103 下城区", "下城区", "杭州市下城区", "浙江省杭州市下城区"])
def test_a_region_that_ended_is_told_with_what_it_is_now(raw: str) -> None:
    assert wrong(REGION, raw) == ["code_retired"]
    assert told(REGION, raw) == "它：330103 下城区 已于 2021 年撤销，现为 330105 拱墅区；请重新选择"


def test_a_region_that_was_divided_is_told_with_all_its_parts() -> None:
    assert "现为 330102 上城区，330114 钱塘区" in told(REGION, "330104")


def test_a_region_that_changed_twice_is_told_with_the_code_in_force() -> None:
    assert "341422 无为县 已于 2011 年撤销，现为 340281 无为市" in told(REGION, "341422")


def test_a_former_name_of_a_code_in_force_is_told() -> None:
    assert "420600 襄樊市 已于 2010 年改名，现为 420600 襄阳市" in told(CITY, "襄樊市")


@pytest.mark.parametrize("raw", ["810000", "香港特别行政区"])
def test_a_region_that_is_not_served_is_told(raw: str) -> None:
    assert told(REGION, raw) == "它：香港特别行政区 不在本平台的服务范围，请从列表中选择"


def test_a_name_that_is_in_force_elsewhere_is_asked_again_though_it_ended_somewhere() -> None:
    assert wrong(REGION, "城区") == ["code_several"]

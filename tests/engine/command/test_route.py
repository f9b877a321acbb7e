"""``tidu route``: what an applicant gets by its region and industry."""

import json
from pathlib import Path

import pytest

from tests.engine.command.support import ROOT, Terminal

MARKET = ROOT / "tests" / "forms" / "procedures"
TABLES = ROOT / "tests" / "forms" / "language" / "reference"
ASKED = ("--region", "350203", "--industry", "3911", "--on", "2026-05-02")


@pytest.fixture
def market(tidu: Terminal) -> Terminal:
    """The small world of the market in a folder of forms."""
    for each in (*MARKET.rglob("*.yaml"), *TABLES.glob("*.tsv"), ROOT / "forms" / "units.yaml"):
        name = each.relative_to(MARKET) if each.is_relative_to(MARKET) else _beside(each)
        tidu.write(f"forms/{name}", each.read_bytes())
    return tidu


def _beside(path: Path) -> str:
    return f"reference/{path.name}" if path.suffix == ".tsv" else path.name


def test_route_lists_every_procedure_with_its_form_and_chain(market: Terminal) -> None:
    outcome = market("route", *ASKED)
    assert outcome.code == 0, outcome.err
    assert (
        outcome.out
        == """\
所在地    350203 福建省厦门市思明区
所属行业  3911 计算机整机制造
日期      2026-05-02
主管部门  厦门市思明区主管部门 → 厦门市主管部门 → 福建省主管部门 → 国家部门

资料维护 (fill_profile)
  表单  摊位资料 (profile)  2020-01-01 版
  时间  全年
  审核  不审核，提交即办结

摊位评级 (check_stall)
  表单  摊位评级（works） (check_works)  2021-01-01 版
  时间  全年
  审核  不审核，提交即办结
  条件  待定    资料填写完整，先办资料维护

申请许可 (apply_for_licence)
  表单  摊位许可申请表 (licence)  2026-04-01 版
  时间  每年3月1日至5月31日，由厦门市思明区主管部门开放办理时间
  审核  厦门市思明区主管部门 → 厦门市主管部门 → 福建省主管部门
  条件  待定    没有许可证的〔第三条〕
        待定    资料填写完整，先办资料维护
        待定    已经评级〔第四条〕，先办摊位评级
        待定    小摊位〔二〕

续办许可 (renew_licence)
  表单  摊位许可申请表 (licence)  2022-01-01 版，由事项指定〔集〔2026〕9号〕
  时间  全年
  审核  福建省主管部门
  条件  待定    有许可证的
"""
    )


def test_route_as_json_says_the_same(market: Terminal) -> None:
    found = json.loads(market("route", *ASKED, "--json").out)
    assert found["facts"] == {"stall.town": "350203", "stall.trade": "3911"}
    licence = next(each for each in found["procedures"] if each["procedure"] == "apply_for_licence")
    assert licence["form"]["file"] == "licence.yaml"
    assert [each["level"] for each in licence["chain"]] == ["county", "city", "province"]
    assert licence["in_season"] is True
    assert licence["may_start"] is None


def test_route_takes_more_facts_from_a_file(market: Terminal) -> None:
    market.write("facts.json", b'{"stall.complete": true, "licence.held": true}')
    found = json.loads(market("route", *ASKED, "--facts", "facts.json", "--json").out)
    may = {each["procedure"]: each["may_start"] for each in found["procedures"]}
    assert may == {
        "fill_profile": True,
        "check_stall": True,
        "apply_for_licence": False,
        "renew_licence": True,
    }


def test_route_out_of_season_says_so(market: Terminal) -> None:
    out = market("route", "--region", "350203", "--industry", "3911", "--on", "2026-06-01").out
    assert "每年3月1日至5月31日（现在不在时间内）" in out


def test_route_in_english(market: Terminal) -> None:
    out = market("--lang", "en", "route", *ASKED).out
    assert "edition 2022-01-01, pinned by the procedure [集〔2026〕9号]" in out
    assert "every year from 3/1 to 5/31, opened by 厦门市思明区主管部门" in out


def test_route_explains_a_code_that_is_none(market: Terminal) -> None:
    outcome = market("route", "--region", "350203", "--industry", "3999")
    assert outcome.code == 2
    assert "3999" in outcome.err


def test_route_asks_for_a_county(market: Terminal) -> None:
    outcome = market("route", "--region", "350200", "--industry", "3911")
    assert outcome.code == 2
    assert "厦门市" in outcome.err


def test_route_explains_an_authority_that_cannot_be_chosen(market: Terminal) -> None:
    outcome = market("route", *ASKED, "--authority", "nowhere")
    assert outcome.code == 2
    assert "nowhere 不能在这个地区选" in outcome.err


def test_route_without_procedures_says_where_they_stand(market: Terminal) -> None:
    (market.folder / "forms" / "procedures.yaml").unlink()
    outcome = market("route", *ASKED)
    assert outcome.code == 2
    assert "procedures.yaml" in outcome.err

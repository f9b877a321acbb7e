"""The first page of an enterprise: what it can do by kind, how far it is, what stands in the way, what is not for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.web.support import Firm
from web.models import Enterprise
from web.platform import Platform
from web.services.procedures import Group, ProcedureEntry, group_procedures, list_procedures
from web.services.titles import read_titles

INNOVATIVE = {
    "certification.innovative": True,
    "certification.innovative_since": "2025-06-20",
    "certification.innovative_until": "2028-06-19",
}


def know(platform: Platform, firm: Firm, facts: dict[str, Any]) -> None:
    """Let more be known of an enterprise; None: no longer."""
    with platform.database.write() as session:
        enterprise = session.get_one(Enterprise, firm.enterprise_id)
        known = {**enterprise.facts, **facts}
        enterprise.facts = {name: value for name, value in known.items() if value is not None}


def entries(platform: Platform, firm: Firm, **facts: Any) -> Sequence[ProcedureEntry]:
    know(platform, firm, facts)
    return list_procedures(platform, firm.enterprise_id)


def entry(platform: Platform, firm: Firm, name: str, **facts: Any) -> ProcedureEntry:
    return next(each for each in entries(platform, firm, **facts) if each.id == name)


def groups(platform: Platform, firm: Firm, **facts: Any) -> dict[str, Group]:
    return {each.kind: each for each in group_procedures(entries(platform, firm, **facts))}


def card(page: str, procedure: str) -> str:
    """What a card of the page says."""
    found = re.search(rf'<li class="card" data-procedure="{procedure}">(.*?)\n</li>', page, re.DOTALL)
    assert found is not None, procedure
    return found[1]


# --- Kinds ---------------------------------------------------------------------------------------------------------


def test_kinds_come_in_the_order_of_the_manuals(platform: Platform, firm: Firm) -> None:
    facts = {**INNOVATIVE, "update.due": True, "renewal.innovative": True}
    assert list(groups(platform, firm, **facts)) == [
        "declare", "assess", "update", "renew", "change", "register",
    ]  # fmt: skip


def test_group_is_called_as_the_menu_calls_it(platform: Platform, firm: Firm) -> None:
    assert groups(platform, firm)["register"].title == "融资服务专区"


def test_page_shows_the_kinds_and_not_the_profile(signed_in: FlaskClient) -> None:
    page = signed_in.get("/").text
    headings = re.findall(r'<h2 class="group__title"[^>]*>(.*?)</h2>', page)
    assert headings == ["企业申报", "融资服务专区"]
    assert 'data-procedure="maintain_profile"' not in page


# --- What is not for this enterprise -------------------------------------------------------------------------------


def test_what_only_holders_of_a_title_may_do_stands_aside(platform: Platform, firm: Firm) -> None:
    aside = [each.id for each in entries(platform, firm) if each.aside]
    assert aside == [
        "annual_update", "report_change", "renew_innovative", "renew_specialized", "renew_little_giant",
    ]  # fmt: skip


def test_renewal_of_a_title_that_is_held_does_not_stand_aside(platform: Platform, firm: Firm) -> None:
    aside = [each.id for each in entries(platform, firm, **INNOVATIVE) if each.aside]
    assert aside == ["renew_specialized", "renew_little_giant"]


def test_page_folds_what_stands_aside(signed_in: FlaskClient) -> None:
    page = signed_in.get("/").text
    folded = page[page.index('<details class="others">') :]
    assert "其他事项（5 项" in folded
    assert 'data-procedure="renew_specialized"' in folded


# --- Why not, and what mends it ------------------------------------------------------------------------------------


def test_what_comes_first_is_linked(signed_in: FlaskClient) -> None:
    shown = card(signed_in.get("/").text, "declare_specialized")
    assert "已有数字化水平评测结果" in shown
    assert 'href="/procedures/assess_digital"' in shown
    assert "暂不能办理" in shown


def test_incomplete_profile_is_told_first(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    assert "请先完善企业信息" not in signed_in.get("/").text
    know(platform, firm, {"profile.complete": None})
    page = signed_in.get("/").text
    main = page[page.index("<main") :]
    assert main.index("请先完善企业信息") < main.index("企业申报")


def test_update_that_is_due_is_told_where_it_stands_in_the_way(platform: Platform, firm: Firm) -> None:
    found = entry(platform, firm, "declare_innovative", **INNOVATIVE, **{"update.due": True})
    assert [(each.text, each.mend) for each in found.closed] == [
        ("须先满足：本年度信息更新已完成", "annual_update")
    ]


def test_form_that_is_not_known_yet_is_told_once(platform: Platform, firm: Firm) -> None:
    found = entry(platform, firm, "assess_digital", **{"enterprise.industry": None})
    assert [each.text for each in found.closed] == ["须先满足：所属行业已填", "还不能确定用哪张表单"]


def test_renewal_tells_that_the_authority_has_to_confirm_it(platform: Platform, firm: Firm) -> None:
    found = entry(platform, firm, "renew_innovative", **INNOVATIVE)
    assert [each.text for each in found.closed] == ["待省级主管部门确认满足复核条件"]


# --- What was given the last time ----------------------------------------------------------------------------------


def level_panel(page: str) -> str:
    found = re.search(r'<section [^>]*data-procedure="assess_digital">(.*?)</section>', page, re.DOTALL)
    assert found is not None
    return found[1]


def test_latest_level_is_shown_with_its_day(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    know(platform, firm, {"digital.level": 3, "digital.score": "68.5", "digital.date": "2025-08-12"})
    shown = level_panel(signed_in.get("/").text)
    assert re.sub(r"<[^>]+>", "", shown).count("2025年8月12日") == 1
    assert "数字化水平评分：<strong>68.5</strong>" in shown
    assert '<p class="level">三级（集成级）</p>' in shown
    assert "重新评测" in shown
    steps = re.findall(r">(已达到|未达到)：</span>(\w+)", shown)
    assert steps == [("已达到", "一级"), ("已达到", "二级"), ("已达到", "三级"), ("未达到", "四级")]


def test_level_that_was_never_assessed_is_asked_for(signed_in: FlaskClient) -> None:
    shown = level_panel(signed_in.get("/").text)
    assert "还没有评测" in shown
    assert ">去自评</button>" in shown
    assert "已达到" not in shown


def test_no_level_is_shown_as_a_result(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    know(platform, firm, {"digital.level": 0})
    shown = level_panel(signed_in.get("/").text)
    assert '<p class="level">无等级</p>' in shown
    assert ">重新评测</button>" in shown


def test_level_that_cannot_be_assessed_says_why(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    know(platform, firm, {"enterprise.industry": None})
    shown = level_panel(signed_in.get("/").text)
    assert "须先满足：所属行业已填" in shown
    assert "<button" not in shown


def test_no_level_is_a_result(platform: Platform, firm: Firm) -> None:
    given = entry(platform, firm, "assess_digital", **{"digital.level": 0}).given
    assert [(each.label, each.text) for each in given] == [("数字化水平等级", "无等级")]


def test_what_was_never_assessed_has_no_result(platform: Platform, firm: Firm) -> None:
    assert entry(platform, firm, "assess_digital").given == ()


# --- Titles --------------------------------------------------------------------------------------------------------


def test_enterprise_without_a_title_is_called_so(signed_in: FlaskClient) -> None:
    assert ">未认定<" in signed_in.get("/").text


def test_titles_are_told_with_their_days(platform: Platform, firm: Firm) -> None:
    know(platform, firm, {**INNOVATIVE, "certification.specialized": True})
    titles = read_titles(platform, firm.enterprise_id)
    assert [(each.name, each.since, each.until, each.ended) for each in titles] == [
        ("专精特新中小企业", "", "", False),
        ("创新型中小企业", "2025-06-20", "2028-06-19", False),
    ]


def test_badge_of_a_title_tells_its_last_day(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    know(platform, firm, {**INNOVATIVE, "certification.specialized": True})
    page = signed_in.get("/").text
    assert ">创新型中小企业（有效期至 2028-06-19）<" in page
    assert ">专精特新中小企业<" in page  # nobody knows its days


def test_title_tells_how_many_days_are_left(platform: Platform, firm: Firm) -> None:
    know(platform, firm, {**INNOVATIVE, "certification.innovative_until": "2026-03-31"})
    assert [each.days_left for each in read_titles(platform, firm.enterprise_id)] == [30]


def test_every_title_there_is_stands_on_the_page_of_the_enterprise(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    know(platform, firm, {**INNOVATIVE, "certification.innovative_until": "2026-03-31"})
    page = re.sub(r"<[^>]+>", " ", signed_in.get("/enterprise").text)
    told = re.search(r"创新型中小企业\s+有效\s+2025-06-20 至 2026-03-31\s+还有 30 天到期", page)
    assert told is not None
    assert re.search(r"专精特新“小巨人”企业\s+未认定", page)


@pytest.mark.parametrize(("until", "ended"), [("2026-03-01", False), ("2026-02-28", True)])
def test_title_lasts_to_the_end_of_its_last_day(
    platform: Platform, firm: Firm, until: str, ended: bool
) -> None:
    know(platform, firm, {**INNOVATIVE, "certification.innovative_until": until})
    assert read_titles(platform, firm.enterprise_id)[0].ended is ended

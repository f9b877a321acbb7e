"""What enterprises see of results: while filling, before sending, and afterwards."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from engine.binding import bind
from engine.presentation import present
from tests.engine.support import ON, fields, form
from tests.web.cases import make_draft_of_case, revision_of
from tests.web.support import Firm, Time, token_of
from web.filling import section_label
from web.platform import Platform
from web.results import dimensions
from web.services.submissions import submit

DIGITAL, BEST = "assess_digital", "各项最高"
LOWER = {
    "scenes": {
        name: {"reached": "3"}
        for name in (
            "product_design",
            "marketing",
            "planning",
            "production",
            "quality",
            "equipment",
            "safety",
        )
    }
    | {
        name: {"reached": "1"}
        for name in (
            [
                "process_design",
                "after_sales",
                "energy",
                "purchasing",
                "logistics",
                "finance",
                "people",
                "office",
                "decisions",
            ]
        )
    }
}
"""Seven scenes of level three where eight are asked for, five of them binding: level two."""


@pytest.fixture
def spring(time: Time) -> None:
    """The rules of 2026 are in force."""
    time.moment = datetime(2026, 5, 10, 4, tzinfo=UTC)


def group(title: str, *groups: dict[str, Any]) -> dict[str, Any]:
    return {"title": title, "range": [1, 2], "out_of": 4, "groups": list(groups)}


def panel(client: FlaskClient, draft: UUID) -> str:
    page = client.get(f"/drafts/{draft}").text
    return page[page.index('id="score-panel"') :]


def sent(platform: Platform, firm: Firm, draft: UUID) -> UUID:
    found = submit(platform, draft, firm.enterprise_id, firm.account_id, "key")
    assert isinstance(found, UUID), found
    return found


# --- Dimensions ----------------------------------------------------------------------------------------------------


def test_dimensions_are_the_deepest_level_of_enough_groups() -> None:
    found = dimensions(
        {"groups": [group("一", group("甲"), group("乙")), group("二", group("丙")), group("三")]}
    )
    assert found is not None
    assert [(each.title, each.within) for each in found.groups] == [("甲", "一"), ("乙", "一"), ("丙", "二")]


def test_dimensions_stay_above_where_there_are_too_many_below() -> None:
    many = [group(str(number)) for number in range(13)]
    found = dimensions({"groups": [group("一", *many), group("二"), group("三")]})
    assert found is not None
    assert [each.title for each in found.groups] == ["一", "二", "三"]


@pytest.mark.parametrize("score", [None, {"groups": [group("一"), group("二")]}])
def test_no_dimensions_without_three_groups(score: dict[str, Any] | None) -> None:
    assert dimensions(score) is None


# --- The result ------------------------------------------------------------------------------------------------------


@pytest.fixture
def digital(signed_in: FlaskClient, platform: Platform, firm: Firm) -> str:
    """The page of a questionnaire that came to level two."""
    draft = make_draft_of_case(platform, firm, DIGITAL, BEST, LOWER)
    return signed_in.get(f"/submissions/{sent(platform, firm, draft)}").text


def test_result_tells_the_level_and_what_is_missing_to_the_next(digital: str) -> None:
    level = digital[digital.index("level-heading") : digital.index("score-heading")]
    assert '<p class="result-level__title">二级（规范级）</p>' in level
    assert "离“三级（集成级）”还差" in level
    missing = level[: level.index("<details")]
    assert "达到三级及以上的场景8个以上" in missing
    assert "= 7" in missing
    assert "评分60分以上" not in missing
    folded = re.findall(r"<summary>(.*?)</summary>", level)
    assert [re.sub("<[^>]*>", "", each) for each in folded] == [
        "“三级（集成级）”已达到的要求",
        "四级（协同级）：否",
        "二级（规范级）：是",
        "一级（初始级）：是",
    ]


def test_result_draws_the_dimensions_beside_a_table_of_them(digital: str) -> None:
    part = digital[digital.index("dimensions-heading") : digital.index('id="scenes-')]
    assert part.count("<tspan") == 9
    rows = re.findall(r'<th scope="row">(.*?)</th><td[^>]*>(.*?)</td><td[^>]*>(.*?)</td>', part)
    assert rows[0] == ("设备系统", "20", "20")
    assert len(rows) == 9
    assert re.findall(r'colspan="3">(.*?)<', part) == ["数字化基础", "数字化管理", "数字化成效"]


def test_result_lists_the_scenes_with_what_was_reached(digital: str) -> None:
    part = digital[digital.index('id="scenes-') : digital.index("各项得分")]
    assert part.count('<th scope="row">') == 16
    assert part.count("★约束性场景") == 10
    assert "产品生命周期数字化" in part
    assert "三级：建立典型组件" in part


def test_result_sums_up_groups_within_groups(digital: str) -> None:
    assert re.search(r"<h4[^>]*><span>设备系统</span><span[^>]*>20 / 20</span>", digital)


def test_highest_level_lacks_nothing(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    draft = make_draft_of_case(platform, firm, DIGITAL, BEST)
    page = signed_in.get(f"/submissions/{sent(platform, firm, draft)}").text
    assert "四级（协同级）</p>" in page
    assert "还差" not in page


@pytest.mark.usefixtures("spring")
def test_result_says_what_waits_for_the_authorities(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    but = {"development.score": None, "development.previous_score": None}
    draft = make_draft_of_case(platform, firm, "declare_little_giant", "七个条件都满足", but)
    page = signed_in.get(f"/submissions/{sent(platform, firm, draft)}").text
    conclusion = page[page.index('id="conclusion-qualified"') :]
    assert re.match(r"[^<]*<strong[^>]*>待主管部门</strong>", conclusion.partition(">")[2])


# --- What authorities add ------------------------------------------------------------------------------------------

UNDECIDED = "各项最高，地方特色待定"


def test_overlay_is_named_with_how_sure_it_is(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    draft = make_draft_of_case(
        platform, firm, "declare_specialized", UNDECIDED, {"enterprise.region": "350203"}
    )
    page = signed_in.get(f"/drafts/{draft}").text
    assert "厦门市地方特色指标（示例）" in page
    assert "仅为示例，不是现行规定" in page
    assert re.search(r'在本市重点产业链中的位置 <span class="tag">示例</span>', panel(signed_in, draft))


def test_province_without_indicators_of_its_own_is_told(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    draft = make_draft_of_case(
        platform, firm, "declare_specialized", UNDECIDED, {"enterprise.region": "350102"}
    )
    page = signed_in.get(f"/drafts/{draft}").text
    assert "还没有设定自己的指标" in page
    assert "85 分（不含" in panel(signed_in, draft)
    assert "15 分待主管部门评定" in panel(signed_in, draft)


# --- The panel -------------------------------------------------------------------------------------------------------


def test_panel_tells_the_level_reached(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    draft = make_draft_of_case(platform, firm, DIGITAL, BEST, LOWER)
    assert "等级：<strong>二级（规范级）</strong>" in panel(signed_in, draft)


def test_panel_tells_the_levels_still_open(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    draft = make_draft_of_case(platform, firm, DIGITAL, BEST, {"scenes": None})
    shown = re.sub(r"<[^>]*>", "", panel(signed_in, draft))
    assert "等级：待定，还可能是 无等级 至 四级（协同级）" in shown


@pytest.mark.usefixtures("spring")
def test_panel_of_a_form_without_score_says_which_condition_fails_and_by_how_much(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    draft = make_draft_of_case(
        platform,
        firm,
        "declare_little_giant",
        "七个条件都满足",
        {"ip_applied": "3", "development.score": None},
    )
    shown = panel(signed_in, draft)
    assert re.search(r">否</strong> 知识产权\s*<ul", shown)
    assert "未满足“自主申请的Ⅰ类知识产权4项以上”：" in shown
    assert re.search(r">是</strong> 市场地位", shown)
    assert re.search(r">待主管部门</strong> 专精特新发展评价得分60分以上", shown)
    assert "未满足“知识产权”</li>" in shown  # told above, where it is a conclusion of its own


@pytest.mark.usefixtures("spring")
def test_answer_to_an_edit_brings_the_conclusions(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    draft = make_draft_of_case(platform, firm, "declare_little_giant", "七个条件都满足")
    edit = {"based_on": revision_of(platform, draft), "section": "capability", "changes": {"ip_applied": "2"}}
    answer = signed_in.post(
        f"/drafts/{draft}/answers", json=edit, headers={"X-CSRFToken": token_of(signed_in)}
    )
    assert "未满足“自主申请的Ⅰ类知识产权4项以上”" in answer.get_json()["score_html"]


@pytest.mark.usefixtures("spring")
def test_certainty_of_a_list_is_told_once(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    draft = make_draft_of_case(platform, firm, "declare_little_giant", "七个条件都满足")
    page = signed_in.get(f"/drafts/{draft}/sections/documents").text
    assert page.count("官方格式没有公开，按公开资料重建") == 1


def test_section_that_nobody_must_fill_is_called_optional() -> None:
    asked = form(fields("id: note, type: text, label: 备注"))
    section = present(bind(asked, {}, {}, ON), ()).sections[0]
    assert section_label(section) == "选填"

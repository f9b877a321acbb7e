"""企业信息: who reviews, which questionnaire is meant, and how what is known is changed before and after being certified."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from tests.web.support import Firm, Time
from tests.web.test_home import INNOVATIVE, know
from tests.web.test_maintaining import REST, change
from web.platform import Platform
from web.services.allocation import read_allocation
from web.services.drafts import begin_draft

UPDATE = "/procedures/annual_update/drafts"


def text_of(client: FlaskClient, address: str = "/enterprise") -> str:
    """The words of a page, without its menu."""
    page = client.get(address).text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main") :]))


# --- What follows from the profile -----------------------------------------------------------------------------------


def test_region_leads_to_authorities_and_industry_to_a_questionnaire(platform: Platform, firm: Firm) -> None:
    found = read_allocation(platform, firm.enterprise_id)
    assert found.authorities == (
        "厦门市集美区中小企业主管部门",
        "厦门市中小企业主管部门",
        "工业和信息化部",
    )
    assert found.forms == (("数字化水平评测", "中小企业数字化水平评测表（制造业）"),)


def test_what_is_not_known_yet_leads_nowhere(platform: Platform, firm: Firm) -> None:
    know(platform, firm, {"enterprise.region": None, "enterprise.industry": None})
    found = read_allocation(platform, firm.enterprise_id)
    assert (found.authorities, found.forms) == ((), (("数字化水平评测", ""),))


def test_page_says_what_region_and_industry_decide(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    told = text_of(signed_in)
    assert "注册地决定审核区划，所属行业决定评测表" in told
    assert "厦门市集美区中小企业主管部门 → 厦门市中小企业主管部门 → 工业和信息化部" in told
    assert "《中小企业数字化水平评测表（制造业）》" in told
    know(platform, firm, {"enterprise.region": None})
    assert "审核的主管部门 填写企业信息后确定" in text_of(signed_in)


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"region": "440606"}, "佛山市"),
        (
            {"industry": "7452", "product": "汽车检测服务"},
            "原为 《中小企业数字化水平评测表（制造业）》 改为 《中小企业数字化水平评测表（生产性服务业）》",
        ),
    ],
)
def test_change_of_region_or_industry_is_told_before_it_is_sent(
    signed_in: FlaskClient, platform: Platform, firm: Firm, answers: dict[str, str], told: str
) -> None:
    know(platform, firm, REST)
    draft = begin_draft(platform, "maintain_profile", firm.enterprise_id, firm.account_id)
    assert isinstance(draft, UUID)
    change(platform, firm, draft, **answers)
    page = text_of(signed_in, f"/drafts/{draft}/check")
    assert told in page
    assert page.index("提交后，办理会有这些变化") < page.index(told) < page.index("已经提交的不受影响")


# --- How it is changed -----------------------------------------------------------------------------------------------


def test_enterprise_that_is_not_certified_edits(signed_in: FlaskClient) -> None:
    told = signed_in.get("/enterprise").text
    assert ">编辑</button>" in told
    assert UPDATE not in told


def test_certified_enterprise_updates_in_the_season(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    know(platform, firm, {**INNOVATIVE, "update.due": True})
    page = signed_in.get("/enterprise").text
    assert ">编辑</button>" not in page
    assert f'action="{UPDATE}"' in page
    assert "办理时间为每年1月1日至5月31日" in page


def test_certified_enterprise_that_has_updated_is_told_when_it_is_next(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    know(platform, firm, {**INNOVATIVE, "update.due": False})
    told = text_of(signed_in)
    assert "现在没有要做的 年度信息更新 ，办理时间为每年1月1日至5月31日" in told
    assert UPDATE not in signed_in.get("/enterprise").text


def test_update_that_is_late_says_that_the_season_is_over(
    signed_in: FlaskClient, platform: Platform, firm: Firm, time: Time
) -> None:
    know(platform, firm, {**INNOVATIVE, "update.due": True})
    time.move(days=100)
    assert "已经结束" in text_of(signed_in)


def test_update_under_way_is_gone_on_with(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    know(platform, firm, {**INNOVATIVE, "update.due": True})
    draft = begin_draft(platform, "annual_update", firm.enterprise_id, firm.account_id)
    page = signed_in.get("/enterprise").text
    assert f'href="/drafts/{draft}">继续填写' in page
    assert UPDATE not in page

"""The first page: messages, drafts and deadlines of an enterprise; what those find who belong to none, and officers; the
menu and the masthead of each."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.web.cases import make_filled_draft
from tests.web.desks import add_cases, row
from tests.web.support import Firm, Time, make_firm, sign_in
from tests.web.test_home import INNOVATIVE, know
from web.models import Account, Enterprise
from web.models_accounts import IdentityRequest
from web.platform import Platform
from web.services.drafts import begin_draft
from web.services.inbox import REMINDER, post

# --- What it was told, what waits for it -----------------------------------------------------------------------------


def panel(page: str, name: str) -> str:
    found = re.search(rf'<section [^>]*aria-labelledby="{name}-title">(.*?)</section>', page, re.DOTALL)
    assert found is not None
    return found[1]


def test_latest_messages_are_shown(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    assert "还没有消息" in panel(signed_in.get("/").text, "messages")
    with platform.database.write() as session:
        for number in range(6):
            post(platform, session, firm.enterprise_id, REMINDER, f"消息{number}", "正文")
    shown = panel(signed_in.get("/").text, "messages")
    assert re.findall(r"消息\d", shown) == ["消息5", "消息4", "消息3", "消息2", "消息1"]
    assert 'href="/messages">更多' in shown


def test_draft_is_gone_on_with_and_tells_how_far_it_is(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    draft = begin_draft(platform, "declare_innovative", firm.enterprise_id, firm.account_id)
    shown = panel(signed_in.get("/").text, "drafts")
    assert f'href="/drafts/{draft}"' in shown
    assert "必填 0/" in shown
    assert "保存于 2026-03-01 12:00" in shown


def test_draft_that_was_filled_is_far(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    make_filled_draft(platform, firm)
    counted = re.search(r"必填 (\d+)/(\d+)", panel(signed_in.get("/").text, "drafts"))
    assert counted is not None
    assert counted[1] == counted[2]


def test_draft_saved_last_comes_first(
    signed_in: FlaskClient, platform: Platform, firm: Firm, time: Time
) -> None:
    for procedure in ("declare_innovative", "declare_little_giant"):
        begin_draft(platform, procedure, firm.enterprise_id, firm.account_id)
        time.move(minutes=1)
    shown = panel(signed_in.get("/").text, "drafts")
    assert re.findall(r'data-draft="(\w+)"', shown) == ["declare_little_giant", "declare_innovative"]


def test_drafts_of_another_enterprise_are_not_shown(signed_in: FlaskClient, platform: Platform) -> None:
    make_filled_draft(platform, make_firm(platform, "other", "91440305MADEM002XW"))
    assert "没有填写中的内容" in panel(signed_in.get("/").text, "drafts")


def test_days_ahead_are_shown(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    know(platform, firm, {**INNOVATIVE, "certification.innovative_until": "2026-03-10"})
    shown = panel(signed_in.get("/").text, "deadlines")
    assert '<span class="tag tag--attention">还剩 9 天</span>' in shown
    assert 'href="/procedures/declare_little_giant">专精特新“小巨人”企业申报开始' in shown


def test_no_days_ahead_are_told_so(signed_in: FlaskClient, time: Time) -> None:
    time.moment -= timedelta(days=30)
    assert "六十天内没有开始或截止的事项" in panel(signed_in.get("/").text, "deadlines")


def change_account(platform: Platform, firm: Firm, **changed: Any) -> None:
    with platform.database.write() as session:
        account = session.get_one(Account, firm.account_id)
        for name, value in changed.items():
            setattr(account, name, value)


def unverify(platform: Platform, firm: Firm) -> None:
    with platform.database.write() as session:
        session.get_one(Enterprise, firm.enterprise_id).verified_at = None


def test_enterprise_that_is_not_verified_is_told_where_to_do_it(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    assert "未实名认证" not in signed_in.get("/").text
    unverify(platform, firm)
    page = signed_in.get("/").text
    assert "未实名认证" in page
    assert 'href="/identity">去实名认证' in page


def test_colleague_of_an_enterprise_that_is_not_verified_is_told_who_does_it(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    unverify(platform, firm)
    change_account(platform, firm, kind="natural", role="fill")
    page = signed_in.get("/").text
    assert "实名认证由企业的法人账号办理" in page
    assert "去实名认证" not in page


# --- Who belongs to no enterprise ------------------------------------------------------------------------------------


@pytest.fixture
def alone(client: FlaskClient, platform: Platform, firm: Firm) -> FlaskClient:
    """Signed in as a natural person who works for no enterprise."""
    change_account(platform, firm, kind="natural", role=None, enterprise_id=None)
    sign_in(client, firm.login_name)
    return client


def test_person_without_an_enterprise_is_told_what_to_do(alone: FlaskClient) -> None:
    page = alone.get("/").text
    for told in ("这个账号还没有所属的企业", "加入已经注册的企业", "为企业注册法人账号", "先自测"):
        assert told in page
    assert "最新消息" not in page


def menu_of(page: str) -> list[str]:
    return re.findall(r'<a class="menu__link"[^>]*>([^<]+?) ?<', page)


def test_menu_of_a_person_without_an_enterprise_is_short(alone: FlaskClient) -> None:
    assert set(menu_of(alone.get("/").text)) <= {"首页", "自测", "账号设置"}
    assert alone.get("/messages").status_code == 403


# --- Officers --------------------------------------------------------------------------------------------------------


@pytest.fixture
def officer(client: FlaskClient, platform: Platform, firm: Firm) -> FlaskClient:
    """Signed in as an officer of the authority of a city that acts as a province."""
    change_account(platform, firm, kind="officer", role=None, enterprise_id=None, authority="350200")
    sign_in(client, firm.login_name)
    return client


def test_officer_finds_their_authority(officer: FlaskClient) -> None:
    page = officer.get("/").text
    for told in ("厦门市中小企业主管部门", "省级", "福建省厦门市"):
        assert told in page
    assert "最新消息" not in page


def test_officer_finds_nothing_of_enterprises(officer: FlaskClient) -> None:
    menu = set(menu_of(officer.get("/").text))
    assert menu.isdisjoint({"我的申报", "企业申报", "企业信息", "我的消息", "同事"})
    assert {"审核", "概览", "申报时间", "身份审核"} <= menu


def test_officer_of_a_county_sets_no_windows(officer: FlaskClient, platform: Platform, firm: Firm) -> None:
    change_account(platform, firm, authority="350211")
    assert "申报时间" not in officer.get("/").text


def test_officer_finds_how_many_cases_wait(officer: FlaskClient, platform: Platform) -> None:
    add_cases(platform, 1, [row(platform, each, 1, state="waiting", stage=1) for each in (0, 1)])
    page = officer.get("/").text
    assert re.search(r"审核</a></h3>\s*<p class=\"task-count\"><strong>2</strong> 件待处理", page)
    assert '审核 <span class="menu__count">2<' in page


def test_officer_finds_how_much_waits(officer: FlaskClient, platform: Platform, firm: Firm) -> None:
    assert re.search(r"身份审核</a></h3>.*?<strong>0</strong> 件待处理", officer.get("/").text, re.DOTALL)
    now = platform.clock.now()
    with platform.database.write() as session:
        for number, region in enumerate(("350211", "350206", "440606")):
            key = platform.database.sealer.search_key(str(number), "identity_request.number")
            session.add(
                IdentityRequest(
                    kind="natural",
                    region=region,
                    name="示例",
                    number=str(number),
                    number_key=key,
                    details="{}",
                    state="waiting",
                    made_at=now,
                )
            )
    page = officer.get("/").text
    assert re.search(r"身份审核</a></h3>.*?<strong>2</strong> 件待处理", page, re.DOTALL)
    assert '身份审核 <span class="menu__count">2<span class="visually-hidden"> 件待审核' in page


def test_officer_who_manages_finds_accounts(officer: FlaskClient, platform: Platform, firm: Firm) -> None:
    tasks = re.compile(r'<h3 class="card__title"><a href="[^"]+">(.*?)</a>')
    accounts = {"主管部门账号", "企业和个人账号"}
    assert accounts.isdisjoint(tasks.findall(officer.get("/").text))
    change_account(platform, firm, manages=True)
    assert accounts < set(tasks.findall(officer.get("/").text))


def test_officer_who_manages_is_called_so(officer: FlaskClient, platform: Platform, firm: Firm) -> None:
    assert "账号管理员" not in officer.get("/").text
    change_account(platform, firm, manages=True)
    assert 'class="masthead__role">账号管理员<' in officer.get("/").text


def test_officer_who_must_choose_a_password_first_sees_nothing(
    officer: FlaskClient, platform: Platform, firm: Firm
) -> None:
    change_account(platform, firm, must_change_password=True)
    response = officer.get("/")
    assert response.status_code == 303
    assert "厦门" not in response.text


def test_officer_of_no_authority_is_told_whom_to_ask(
    officer: FlaskClient, platform: Platform, firm: Firm
) -> None:
    change_account(platform, firm, authority=None)
    assert "这个账号还没有所属的主管部门" in officer.get("/").text


# --- Menu and masthead ----------------------------------------------------------------------------------------------------------


def test_masthead_says_who_is_signed_in_and_as_what(signed_in: FlaskClient) -> None:
    page = signed_in.get("/submissions").text
    masthead = re.sub(
        r"<[^>]+>", " ", page[page.index('<header class="masthead">') : page.index("</header>")]
    )
    told = masthead.split()
    for word in ("示例测试（厦门）有限公司", "测试用户", "管理员", "退出登录"):
        assert word in told


def test_menu_of_an_enterprise(signed_in: FlaskClient) -> None:
    entries = menu_of(signed_in.get("/").text)
    assert entries == [
        "首页",
        "企业申报",
        "我的申报",
        "企业信息",
        "我的消息",
        "自测",
        "认证到期管理",
        "重大变更",
        "融资服务专区",
        "同事",
        "账号设置",
    ]


def test_menu_leads_to_the_zone(signed_in: FlaskClient) -> None:
    page = signed_in.get("/").text
    assert '<a class="menu__link" href="/procedures/register_financing">融资服务专区</a>' in page


def test_menu_marks_the_zone_on_its_page_only(signed_in: FlaskClient) -> None:
    here = 'href="/procedures/register_financing" aria-current="page"'
    assert here in signed_in.get("/procedures/register_financing").text
    assert here not in signed_in.get("/procedures/declare_innovative").text

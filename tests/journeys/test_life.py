"""The life of an enterprise: declared, returned, corrected, recommended, certified, updated, reminded, and without its
title in the end. The enterprise's browser has modules, the officers' have none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import run_live
from tests.journeys.hands import Hand
from tests.journeys.newcomers import Newcomer, filled_draft, new_legal, officer_password, register
from tests.journeys.support import Live, cell, ready, saved
from tests.web.cases import case_named, revision_of
from web.services import clockwork
from web.services.answers import Change, Saved, save_change

DISTRICT, CITY = "jimei-demo", "xiamen-gov-demo"
"""Officers of 集美区, and of 厦门市, which acts as a province."""
TITLE, UPDATE = "创新型中小企业", "年度信息更新"
FIELD, SECTION = "所属领域说明", "product_area"
REASON = "请写明主导产品与高端装备制造产业的关系。"
CORRECTED = "主导产品是工业机器人，属于高端装备制造产业中的智能制造装备。"
OPINION = "经审核和实地查看，材料属实，同意推荐。"
BATCH, NUMBER = "厦门市2026年第一批", "XM-2026-00001"
PUBLICITY_UNTIL, SINCE, UNTIL = "2026-03-05", "2026-03-07", "2029-03-06"


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A platform of its own: three years pass on it."""
    with run_live(tmp_path_factory.mktemp("life")) as running:
        yield running


@pytest.fixture
def firm(live: Live) -> Newcomer:
    """An enterprise of 集美区 that may declare."""
    return register(live, new_legal(), verified=True)


@pytest.fixture
def owner(hand: Callable[..., Hand], firm: Newcomer) -> Hand:
    """Who acts for the enterprise."""
    return _entered(hand("modules"), firm.login_name, firm.password)


def _entered(person: Hand, login_name: str, password: str) -> Hand:
    person.enter(login_name, password)
    return person


def test_enterprise_lives_through_all_that_a_title_brings(
    live: Live, firm: Newcomer, owner: Hand, hand: Callable[..., Hand]
) -> None:
    district, city = (
        _entered(hand("plain"), each, officer_password(live, each)) for each in (DISTRICT, CITY)
    )
    draft = filled_draft(live, firm)
    send(owner, draft)
    owner.reads("待审核", "集美区")
    return_with_reason(district, firm)
    correct(owner)
    recommend(district, firm)
    approve(city, firm)
    expect_publicity(owner, hand("plain"), firm)
    certify(live, city, firm)
    enjoy(owner)
    look_up(hand("modules"), firm)

    go_to(live, 2027, 2, 1)
    update_twice(live, owner, firm)

    go_to(live, 2029, 2, 4)
    clockwork.tick(live.platform)
    read_message(owner, f"{TITLE}还有 30 天到期")
    owner.reads(f"有效期至 {UNTIL}")
    go_to(live, 2029, 3, 6)
    owner.go("/")
    expect(owner.page.locator(".titles")).to_contain_text(TITLE)
    go_to(live, 2029, 3, 7)
    clockwork.tick(live.platform)
    lose(owner, hand("plain"), firm)


def go_to(live: Live, year: int, month: int, day: int) -> None:
    """Let time pass until the noon of a day."""
    live.time.moment = datetime(year, month, day, 4, 0, tzinfo=UTC)


# --- The enterprise ------------------------------------------------------------------------------------------------


def send(owner: Hand, draft: UUID | str) -> None:
    """Look a draft over and send it."""
    owner.go(f"/drafts/{draft}/check")
    owner.reads("可以提交")
    owner.press("提交")
    owner.page.wait_for_url("**/submissions/*")


def read_message(owner: Hand, title: str) -> None:
    """Find a message that was not read, from the first page."""
    owner.go("/")
    owner.page.locator(".message-list__entry--unread .message-list__link", has_text=title).first.click()
    owner.heading(title)


def correct(owner: Hand) -> None:
    """Learn why it came back, at the field; correct it, see what is different, send it again."""
    read_message(owner, "创新型中小企业自评：退回修改")
    owner.reads("集美区", "不受申报时间限制")
    owner.follow("去查看")
    owner.follow("继续修改")
    owner.reads("退回修改", REASON)
    owner.page.locator(".came-back").get_by_role("link", name=FIELD).click()
    ready(owner.page)
    expect(owner.page.locator(".said", has_text=FIELD)).to_contain_text(REASON)
    cell(owner.page, "product_field_reason").fill(CORRECTED)
    saved(owner.page)
    owner.go(re.sub(r"/sections/.*$", "/check", owner.page.url))
    owner.reads("与上次提交相比，改动 1 处")
    changed = owner.page.locator(".differences tbody tr")
    expect(changed).to_have_count(1)
    expect(changed.locator("ins")).to_have_text(CORRECTED)
    owner.press("提交")
    owner.reads("待审核", "再次提交")


def expect_publicity(owner: Hand, somebody: Hand, firm: Newcomer) -> None:
    """The enterprise reads it, and everybody."""
    read_message(owner, "创新型中小企业自评：开始公示")
    owner.reads(PUBLICITY_UNTIL)
    somebody.go("/publicity")
    somebody.reads(firm.name, PUBLICITY_UNTIL)


def enjoy(owner: Hand) -> None:
    """Read of the title, see the badge and how long it lasts."""
    read_message(owner, f"{TITLE}：认定通过")
    owner.reads(BATCH, NUMBER, SINCE, UNTIL)
    owner.go("/")
    expect(owner.page.locator(".titles")).to_contain_text(f"{TITLE}（有效期至 {UNTIL}）")


def update_twice(live: Live, owner: Hand, firm: Newcomer) -> None:
    """The yearly update is due, made, taken back while its season is on, and made again."""
    clockwork.tick(live.platform)
    read_message(owner, "2027年度信息更新已开放")
    owner.reads("2027-05-31")
    owner.follow("去查看")
    owner.heading(UPDATE)
    owner.press("信息更新")
    owner.press("带入并开始填写")
    owner.page.wait_for_url("**/drafts/*")
    draft = owner.path.split("/")[2]
    fill_update(live, firm, UUID(draft))
    send(owner, draft)
    owner.reads("已办结")
    expect_update(owner, is_due=False)
    owner.page.go_back()
    owner.follow("撤回")
    owner.reads("撤回后，本年度的信息更新视为没有完成")
    owner.press("撤回")
    owner.reads("已撤回。内容都还在")
    expect_update(owner, is_due=True)
    send(owner, draft)
    expect_update(owner, is_due=False)


def expect_update(owner: Hand, *, is_due: bool) -> None:
    """Whether another title could be declared, as far as the update goes."""
    owner.go("/procedures/declare_specialized")
    asked = owner.page.locator(".finding", has_text="本年度信息更新已完成")
    expect(asked.locator("strong").first).to_have_text("否" if is_due else "是")
    expect(asked.get_by_role("link", name="去办理")).to_have_count(1 if is_due else 0)


def fill_update(live: Live, firm: Newcomer, draft: UUID) -> None:
    """Fill in everything the update asks, of the year before."""
    answers = {name: _of_year(raw) for name, raw in case_named("没有变化").answers.items()}
    change = Change(revision_of(live.platform, draft), answers)
    outcome = save_change(live.platform, draft, firm.enterprise_id, firm.account_id, change)
    assert isinstance(outcome, Saved)


def _of_year(raw: Any) -> Any:
    return {"2026": next(iter(raw.values()))} if isinstance(raw, dict) else raw


def lose(owner: Hand, somebody: Hand, firm: Newcomer) -> None:
    """The title has ended, for the enterprise and for everybody."""
    read_message(owner, f"{TITLE}已到期")
    owner.go("/")
    expect(owner.page.locator(".titles .tag--done")).to_have_count(0)
    owner.follow("认证到期管理")
    owner.reads("已到期", f"{SINCE} 至 {UNTIL}")
    look_up(somebody, firm, "已到期")


# --- Authorities ---------------------------------------------------------------------------------------------------


def open_case(officer: Hand, firm: Newcomer) -> None:
    """Find it on the desk, which every page leads to."""
    if officer.page.url == "about:blank":
        officer.go("/")
    officer.page.locator("nav").get_by_role("link", name=re.compile("^审核")).first.click()
    officer.heading("审核")
    officer.type("企业名称、统一社会信用代码或编号", firm.name)
    officer.press("查找")
    officer.follow(firm.name)
    officer.heading(firm.name)


def say(officer: Hand, link: str, label: str, text: str, button: str) -> None:
    """A deed on its own page, with what is said of it."""
    officer.follow(link)
    officer.heading(link)
    officer.type(label, text)
    officer.press(button)


def return_with_reason(district: Hand, firm: Newcomer) -> None:
    open_case(district, firm)
    district.press("开始审核")
    district.reads("已开始审核。")
    district.follow("退回修改")
    district.choose("针对", FIELD)
    district.type("原因", REASON)
    district.press("确认退回")
    district.reads("已退回，企业会收到原因。", "已退回修改")


def recommend(district: Hand, firm: Newcomer) -> None:
    """See what was corrected, then recommend it."""
    open_case(district, firm)
    changed = district.page.get_by_role("region", name="与上次提交相比")
    expect(changed.locator("tbody tr")).to_have_count(1)
    expect(changed).to_contain_text(CORRECTED)
    district.press("开始审核")
    say(district, "推荐上报", "推荐意见", OPINION, "确认推荐")
    district.reads("已推荐上报。")


def approve(city: Hand, firm: Newcomer) -> None:
    """Approve with what the district thinks before one's eyes, and make it public for five days."""
    open_case(city, firm)
    city.reads(OPINION)
    city.press("开始审核")
    say(city, "审定通过", "审定意见（可以不写）", "", "确认审定通过")
    city.reads("已审定通过。")
    say(city, "公示", "公示天数", "5", "开始公示")
    city.reads("已开始公示。", PUBLICITY_UNTIL)


def certify(live: Live, city: Hand, firm: Newcomer) -> None:
    """Not before publicity is over; then with batch and number."""
    _try_to_certify(city)
    city.reads(f"公示到 {PUBLICITY_UNTIL} 为止，期满后才能公告、认定。")
    live.time.move(days=6)
    open_case(city, firm)
    _try_to_certify(city)
    city.reads("已公告、认定。", BATCH, NUMBER, UNTIL)


def _try_to_certify(city: Hand) -> None:
    city.follow("公告、认定")
    city.type("批次", BATCH)
    city.type("证书编号（没有的不填）", NUMBER)
    city.press("确认公告、认定")


# --- Everybody -----------------------------------------------------------------------------------------------------


def look_up(somebody: Hand, firm: Newcomer, state: str = "有效") -> None:
    """Ask which titles the enterprise holds."""
    somebody.go("/certificates")
    somebody.type("企业名称", firm.name)
    somebody.solve_captcha()
    somebody.press("查询")
    row = somebody.page.get_by_role("region", name=firm.name).locator("tbody tr")
    expect(row).to_have_count(1)
    for text in (TITLE, state, BATCH, NUMBER, f"{SINCE} 至 {UNTIL}"):
        expect(row).to_contain_text(text)

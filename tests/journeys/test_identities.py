"""Proving who one is: handed in, looked at by an officer, refused or approved; the mobile of an account that somebody
else registered."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import Hand, Way, ways
from tests.journeys.newcomers import (
    Newcomer,
    filled_draft,
    last_text,
    make_id_number,
    new_legal,
    officer_password,
    register,
)
from tests.journeys.support import Live, check_page
from tests.web.files import JPG
from tests.web.support import Time

OFFICER = "jimei-demo"
CODE_LABEL = "统一社会信用代码或机构代码"
PROMISE = "我已阅读并同意上述承诺"
NEW_PASSWORD = "Harbour!tin83"


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A scan to hand in."""
    path = tmp_path / "营业执照.jpg"
    path.write_bytes(JPG)
    return path


def fill_identity(hand: Hand, who: Newcomer) -> None:
    """All fields of a legal person, without files and promise."""
    hand.choose("法人类型", "企业法人")
    hand.type(CODE_LABEL, who.number)
    hand.type("法人企业或机构名称", who.name)
    hand.type("法定代表人姓名", "示例甲")
    hand.choose("法定代表人证件类型", "居民身份证")
    hand.type("法定代表人证件号", make_id_number(999))
    hand.place_and_trade()
    hand.type("联系地址", "集美区示例路 1 号")
    hand.type("联系电话", "0592-0000001")
    hand.choose("企业规模", "小型")
    hand.choose("企业控股情况", "私人控股")


def promise_and_send(hand: Hand) -> None:
    hand.solve_captcha()
    hand.tick(PROMISE)
    hand.press("提交")


def open_request(officer: Hand, name: str) -> None:
    """An officer looks for what waits."""
    officer.go("/")
    officer.follow(re.compile("^身份审核"))
    officer.follow(name)


def decide(officer: Hand, name: str, decision: str, reason: str = "") -> None:
    officer.pick(decision)
    if reason:
        officer.type("不通过的原因", reason)
    officer.press("提交决定")
    officer.reads("结果已通知申请人" if decision == "通过" else "原因已通知申请人")


@pytest.mark.parametrize("way", ways("plain", "modules", "keyboard"))
def test_identity_is_handed_in_approved_and_then_the_declaration_is_sent(
    live: Live, hand: Callable[..., Hand], way: Way, scan: Path
) -> None:
    who, me, officer = register(live, new_legal()), hand(way), hand(way)
    draft = filled_draft(live, who)
    me.enter(who.login_name, who.password)
    me.go("/")
    me.follow("去实名认证")
    me.follow("立即认证")
    me.solve_captcha()
    me.press("提交")
    me.error_at("法定代表人姓名", "请填写法定代表人姓名。")
    me.error_at("营业执照扫描件", "请上传营业执照扫描件。")
    me.holds("法人企业或机构名称", who.name)
    if way == "modules":
        check_page(me.page, "identity-legal-wrong")
    fill_identity(me, who)
    me.attach("营业执照扫描件", scan)
    promise_and_send(me)
    me.reads("审核中", "已提交，请等待审核")
    if way == "modules":
        check_page(me.page, "identity-waiting")

    officer.sign_in(OFFICER, officer_password(live, OFFICER))
    open_request(officer, who.name)
    officer.reads(who.number, "集美区")
    if way == "modules":
        check_page(officer.page, "desk-identity")
    decide(officer, who.name, "通过")

    me.go("/")
    expect(me.page.locator("main")).not_to_contain_text("未实名认证")
    me.go(f"/drafts/{draft}/check")
    me.press("提交")
    me.page.wait_for_url(re.compile("/submissions/"))


@pytest.mark.parametrize("way", ways("modules", "plain"))
def test_refused_identity_is_handed_in_again(
    live: Live, hand: Callable[..., Hand], way: Way, scan: Path
) -> None:
    who, me, officer = register(live, new_legal()), hand(way), hand(way)
    me.enter(who.login_name, who.password)
    me.go("/identity/legal")
    fill_identity(me, who)
    me.choose("法定代表人证件类型", "护照")  # another document: looked at by people, with more to see
    me.type("法定代表人证件号", "E12345678")
    me.attach("营业执照扫描件", scan)
    promise_and_send(me)
    me.error_at("证件正面", "请上传证件正面。")
    me.reads("已上传：营业执照.jpg")
    for label in ("证件正面", "证件反面", "国家企业信用信息公示系统核验结果截图"):
        me.attach(label, scan)
    promise_and_send(me)
    me.reads("审核中")

    officer.enter(OFFICER, officer_password(live, OFFICER))
    open_request(officer, who.name)
    officer.reads("人工核验")
    officer.pick("不通过")
    officer.press("提交决定")
    officer.reads("请选择或填写不通过的原因。")
    decide(officer, who.name, "不通过", "营业执照右下角的公章看不清，请重新扫描。")

    me.go("/")
    me.reads("实名认证未通过", "营业执照右下角的公章看不清")
    me.follow("重新提交实名认证")
    if way == "modules":
        check_page(me.page, "identity-refused")
    me.follow("重新提交")
    me.holds("法定代表人证件号", "E12345678")
    me.reads("已上传：营业执照.jpg")
    me.attach("营业执照扫描件", scan)
    promise_and_send(me)
    open_request(officer, who.name)
    decide(officer, who.name, "通过")
    me.go("/identity")
    me.reads("已实名认证")


@pytest.mark.parametrize("way", ways("modules", "plain", "keyboard"))
def test_enterprise_gets_the_account_that_somebody_else_registered(
    live: Live, hand: Callable[..., Hand], way: Way, scan: Path, time: Time
) -> None:
    who, me, officer = register(live, new_legal(), verified=True), hand(way), hand("plain")
    mobile = f"1372000{who.account_id:04}"
    me.go("/sign-in")
    me.follow("手机号修改")
    me.pick("已实名")
    me.pick("法人")
    me.pick("人工核验")
    me.press("下一步")
    me.heading("手机号修改（人工核验）")
    me.choose("法人类型", "企业法人")
    me.type(CODE_LABEL, who.number)
    me.type("法人企业或机构名称", who.name)
    me.type("法定代表人姓名", "示例甲")
    me.choose("法定代表人证件类型", "居民身份证")
    me.type("法定代表人证件号", make_id_number(999))
    me.type("新手机号", mobile)
    me.fetch_code(mobile)
    for label in (
        "营业执照扫描件",
        "证件正面",
        "证件反面",
        "国家企业信用信息公示系统核验结果截图",
    ):
        me.attach(label, scan)
    me.press("提交")
    me.reads("已收到您的申请")
    if way == "modules":
        check_page(me.page, "mobile-manual-done")

    officer.enter("miit-demo", officer_password(live, "miit-demo"))
    open_request(officer, who.name)
    decide(officer, who.name, "通过")
    assert who.login_name in last_text(live, mobile)

    time.move(seconds=61)  # a code went to this telephone a moment ago
    me.go("/sign-in")
    me.follow("忘记密码")
    me.type("账号", who.login_name)
    me.type("账号绑定手机号", mobile)
    me.fetch_code(mobile)
    me.type("新密码", NEW_PASSWORD)
    me.type("确认新密码", NEW_PASSWORD)
    me.press("设置新密码")
    me.reads("新密码已设置")
    me.sign_in(who.number, NEW_PASSWORD)
    me.heading(who.name)

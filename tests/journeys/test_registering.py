"""Registering: what is wrong is told where it is, and nothing typed is lost; what can be done before the identity is
verified, and what cannot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import WAYS, Hand, Way, ways
from tests.journeys.newcomers import Newcomer, complete_profile, new_legal, new_natural, register
from tests.journeys.support import Live, check_page
from web.models import Account

CODE_LABEL = "统一社会信用代码或机构代码"


def begin_registration(hand: Hand, kind: str) -> None:
    """From the first page, as somebody who has never been here."""
    hand.go("/")
    hand.follow("注册")
    hand.follow(f"注册{kind}账号")


def fill_account(hand: Hand, who: Newcomer) -> None:
    hand.type("登录名", who.login_name)
    hand.type("密码", who.password)
    hand.type("确认密码", who.password)
    hand.type("电子邮箱", who.email)
    hand.type("账号绑定手机号", who.mobile)


def type_passwords(hand: Hand, who: Newcomer) -> None:
    hand.type("密码", who.password)
    hand.type("确认密码", who.password)


@pytest.mark.parametrize("way", WAYS)
def test_legal_person_registers(live: Live, hand: Callable[..., Hand], way: Way) -> None:
    me, who = hand(way), new_legal()
    begin_registration(me, "法人")
    me.type("登录名", "abc")
    me.choose("法人类型", "企业法人")
    me.type(CODE_LABEL, who.number[:-1] + ("0" if who.number[-1] != "0" else "1"))
    me.type("企业或机构名称", who.name)
    me.type("密码", "12345")
    me.type("电子邮箱", "nobody")
    me.press("注册")

    me.error_at("登录名", "登录名应为 6–16 个字符，现在有 3 个。")
    me.error_at(CODE_LABEL, "与前 17 位对不上")
    me.error_at("密码", "密码应为 9–16 个字符，现在有 5 个。")
    me.error_at("电子邮箱", "电子邮箱不正确")
    me.error_at("账号绑定手机号", "请填写手机号。")
    me.reads("请阅读注册协议和隐私政策，同意后勾选。")
    me.holds("登录名", "abc")
    me.holds("企业或机构名称", who.name)
    me.holds("密码", "")
    if way == "modules":
        check_page(me.page, "register-legal-wrong")

    fill_account(me, who)
    me.type(CODE_LABEL, who.number)
    me.tick("我已阅读并同意")
    me.fetch_code(who.mobile)
    if way == "plain":  # the page came again, without passwords
        me.holds("账号绑定手机号", who.mobile)
        type_passwords(me, who)
    me.press("注册")

    me.heading("注册成功")
    if way == "modules":
        check_page(me.page, "register-done")
    me.follow("暂不认证")
    me.heading(who.name)
    me.reads("未实名认证", "完成法人实名认证后才能提交申报")
    with live.platform.database.read() as session:
        account = session.query(Account).filter_by(login_name=who.login_name).one()
    complete_profile(live, replace(who, enterprise_id=account.enterprise_id or 0))
    me.follow("首页")
    me.follow("创新型中小企业自评")
    me.reads("未实名认证")
    me.press("开始办理")
    me.page.wait_for_url("**/drafts/*")
    me.go(f"{me.path}/check")
    me.reads("未实名认证", "现在不能提交")
    expect(me.button("提交")).to_have_count(0)


@pytest.mark.parametrize("way", ways("modules", "plain"))
def test_natural_person_is_told_what_it_can_do(hand: Callable[..., Hand], way: Way) -> None:
    me, who = hand(way), new_natural()
    begin_registration(me, "自然人")
    me.type("真实姓名", who.name)
    me.choose("证件类型", "居民身份证")
    me.type("证件号", who.number)
    fill_account(me, who)
    me.tick("我已阅读并同意")
    me.fetch_code(who.mobile)
    if way == "plain":
        me.holds("证件号", who.number)
        type_passwords(me, who)
    me.press("注册")
    me.heading("注册成功")
    me.reads("企业的申报和登记要用法人账号办理")
    me.follow("暂不认证")
    me.heading(f"{who.name}，您好")
    me.reads("这个账号还没有所属的企业", "自然人账号不能变成法人账号")
    if way == "modules":
        check_page(me.page, "home-person")


@pytest.mark.parametrize("way", ways("plain", "modules"))
def test_code_of_an_enterprise_that_is_registered_shows_three_ways(
    live: Live, hand: Callable[..., Hand], way: Way
) -> None:
    there, me, who = register(live, new_legal()), hand(way), new_legal()
    me.go("/register/legal")
    me.choose("法人类型", "企业法人")
    me.type(CODE_LABEL, there.number)
    me.type("企业或机构名称", there.name)
    fill_account(me, who)
    button = me.page.locator("button[name=send_code]")
    if way == "plain":
        me.press_button(button)
    else:
        button.click()
    ways = me.page.locator("[data-told-with=credit_code]")
    expect(ways).to_be_visible()
    expect(ways.get_by_role("listitem")).to_have_count(3)
    if way == "modules":
        check_page(me.page, "register-taken")
    me.follow("经人工核验修改手机号")
    me.heading("手机号修改（人工核验）")

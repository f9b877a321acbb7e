"""Getting back in: a login name, a password, a telephone that were lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.hands import Hand, Way, ways
from tests.journeys.newcomers import Newcomer, last_link, last_text, new_legal, new_natural, register
from tests.journeys.support import Live, check_page
from tests.web.support import Time

NEW_PASSWORD = "Harbour!tin83"
NEW_PASSWORDS = ("新密码", "确认新密码")


def type_new_passwords(hand: Hand) -> None:
    for label in NEW_PASSWORDS:
        hand.type(label, NEW_PASSWORD)


@pytest.fixture
def who(live: Live, time: Time) -> Newcomer:
    """An enterprise that registered and was verified a while ago."""
    made = register(live, new_legal(), verified=True)
    time.move(seconds=61)  # its telephone was sent a code then
    return made


@pytest.mark.parametrize("way", ways("keyboard", "modules", "plain"))
def test_login_name_is_found_and_the_password_set_anew_by_telephone(
    live: Live, hand: Callable[..., Hand], way: Way, who: Newcomer, time: Time
) -> None:
    me = hand(way)
    me.go("/sign-in")
    me.follow("账号找回")
    me.type("企业或机构名称", "示例没有这家有限公司")
    me.type("统一社会信用代码或机构代码", "123")
    me.press("找回")
    me.error_at("统一社会信用代码或机构代码", "应为")
    me.holds("企业或机构名称", "示例没有这家有限公司")
    me.type("企业或机构名称", who.name)
    me.type("统一社会信用代码或机构代码", who.number)
    me.type("绑定的手机号或邮箱", who.mobile)
    me.fetch_code(who.mobile)
    me.press("找回")
    me.reads("查找结果已发送到")
    assert who.login_name in last_text(live, who.mobile)
    if way == "modules":
        check_page(me.page, "sign-in-found")

    time.move(seconds=61)
    me.follow("忘记密码")
    me.type("账号", who.login_name)
    me.type("账号绑定手机号", who.mobile)
    me.fetch_code(who.mobile)
    type_new_passwords(me)
    me.press("设置新密码")
    me.reads("新密码已设置，原来的登录已全部退出")
    me.sign_in(who.login_name, NEW_PASSWORD)
    me.heading(who.name)


@pytest.mark.parametrize("way", ways("plain", "modules"))
def test_password_is_set_anew_by_a_link_that_opens_once(
    live: Live, hand: Callable[..., Hand], way: Way, who: Newcomer
) -> None:
    me = hand(way)
    me.go("/recover/password")
    me.follow("改用绑定的邮箱")
    me.type("账号", who.number)
    me.type("账号绑定邮箱", who.email)
    me.press("发送邮件")
    me.reads("邮件已发送")
    if way == "modules":
        check_page(me.page, "recover-password-mail-sent")
    link = last_link(live, who.email)
    me.go(link)
    me.type("新密码", "short")
    me.press("设置新密码")
    me.error_at("新密码", "密码应为 9–16 个字符")
    type_new_passwords(me)
    me.press("设置新密码")
    me.reads("新密码已设置")
    me.go(link)
    me.heading("链接已失效")
    me.sign_in(who.number, NEW_PASSWORD)
    me.heading(who.name)


@pytest.mark.parametrize(
    ("way", "by"), [("modules", "手机核验"), ("plain", "邮箱核验"), ("keyboard", "邮箱核验")]
)
def test_mobile_is_changed_by_what_one_still_has(
    live: Live, hand: Callable[..., Hand], way: Way, by: str, who: Newcomer
) -> None:
    me, mobile = hand(way), f"1373000{who.account_id:04}"
    me.go("/sign-in")
    me.follow("手机号修改")
    me.press("下一步")
    me.reads("请选择核验方式。")
    me.pick("已实名")
    me.pick("法人")
    me.pick(by)
    me.press("下一步")
    me.type("账号", who.number)
    me.type(
        "原账号绑定手机号" if by == "手机核验" else "账号绑定邮箱",
        who.mobile if by == "手机核验" else who.email,
    )
    me.fetch_code(who.mobile if by == "手机核验" else who.email)
    me.press("下一步")
    me.heading("新手机号")
    me.type("新账号绑定手机号", mobile)
    me.fetch_code(mobile)
    me.press("修改")
    me.reads("手机号已改为", "登录名已用短信发到这个号码")
    assert who.login_name in last_text(live, mobile)
    me.sign_in(who.login_name, who.password)
    me.heading(who.name)


def test_person_finds_a_login_name_by_mailbox(live: Live, hand: Callable[..., Hand]) -> None:
    who, me = register(live, new_natural(), verified=True), hand()
    me.go("/recover/name")
    me.follow("改为自然人")
    me.type("真实姓名", who.name)
    me.type("证件号", who.number)
    me.type("绑定的手机号或邮箱", who.email)
    me.fetch_code(who.email)
    me.press("找回")
    me.reads("查找结果已发送到")
    assert who.login_name in last_text(live, who.email)
    me.sign_in(who.number, who.password)
    me.heading(f"{who.name}，您好")

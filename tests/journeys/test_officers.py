"""Officers: the first administrator made by a command, the second factor, an invitation from officer to officer."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pyotp
import pytest
from click.testing import CliRunner
from playwright.sync_api import expect

from engine.command.cli import make_cli
from tests.journeys.hands import Hand, Way, ways
from tests.journeys.newcomers import NUMBERS, PASSWORD, last_link
from tests.journeys.support import Live, check_page
from tests.web.support import Time

NEW_PASSWORD = "Harbour!tin83"


@pytest.fixture
def strict(live: Live) -> Iterator[Live]:
    """The same platform, on which officers must have a second factor, as it is shipped."""
    strict = replace(live.platform, config=replace(live.platform.config, officer_second_factor=True))
    live.application.extensions["tidu"] = strict
    yield replace(live, platform=strict)
    live.application.extensions["tidu"] = live.platform


@pytest.fixture
def tidu(live: Live, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """`tidu …` on the machine of the platform; what it prints."""
    for name in [name for name in os.environ if name.startswith("TIDU_")]:
        monkeypatch.delenv(name)
    config = live.platform.config
    (key,) = config.sealing_keys
    monkeypatch.setenv("TIDU_DATABASE_URL", config.database_url)
    monkeypatch.setenv("TIDU_VAR_FOLDER", str(config.var_folder))
    monkeypatch.setenv("TIDU_SECRET_KEY", config.secret_key)
    monkeypatch.setenv("TIDU_SEALING_KEYS", f"{key.name}:{'A' * 43}=")

    def run(*arguments: str) -> str:
        result = CliRunner().invoke(make_cli(), arguments)
        assert result.exit_code == 0, result.output
        return result.output

    return run


def code_of(page_secret: str, time: Time, steps: int = 0) -> str:
    """What an authenticator shows now."""
    return pyotp.TOTP(page_secret.replace(" ", "")).at(int(time.moment.timestamp()) + 30 * steps)


def set_up_second_factor(hand: Hand, time: Time, password: str) -> tuple[str, str]:
    """Go through the page; the secret, and one of the codes to recover by."""
    hand.heading("设置双重验证")
    secret = hand.page.locator(".secret-words").inner_text()
    hand.type("验证码", "000000")
    hand.type("当前密码", password)
    hand.press("确认开启")
    hand.error_at("验证码", "验证码不对")
    hand.type("验证码", code_of(secret, time))
    hand.type("当前密码", password)
    hand.press("确认开启")
    hand.heading("恢复码")
    return secret, hand.page.locator(".recovery-codes li").first.inner_text()


@pytest.mark.parametrize("way", ways("keyboard", "modules", "plain"))
def test_first_administrator_sets_up_and_invites_an_officer(
    strict: Live, hand: Callable[..., Hand], way: Way, tidu: Callable[..., str], time: Time
) -> None:
    number = next(NUMBERS)
    login, mailbox = f"first-{number:04}", f"officer{number}@example.com"
    told = tidu(
        "officer",
        "add",
        login,
        "--name",
        "示例管理员",
        "--authority",
        "350200",
        "--administrator",
        "--one-time",
    )
    once = re.findall(r"一次性密码：([\w-]+)", told)[0]
    me, invited = hand(way), hand(way)
    me.sign_in(login, once)
    me.heading("修改密码")
    me.reads("请先修改密码")
    me.type("当前密码", once)
    me.type("新密码", NEW_PASSWORD)
    me.type("确认新密码", NEW_PASSWORD)
    me.press("修改密码")
    secret, spare = set_up_second_factor(me, time, NEW_PASSWORD)
    if way == "modules":
        check_page(me.page, "recovery-codes")
    me.follow("已经保存，继续")
    me.reads("示例管理员", "管辖范围：", "厦门市")
    if way == "modules":
        check_page(me.page, "home-officer")

    me.follow("账号管理")
    me.follow("邀请工作人员")
    me.type("姓名", "示例审核员")
    me.type("邮箱", mailbox)
    me.type("主管部门", "350211")
    me.press("发出邀请")
    me.reads("已发出邀请", "等待接受的邀请", "示例审核员")
    if way == "modules":
        check_page(me.page, "administration-officers")

    invited.go(last_link(strict, mailbox))
    invited.reads("集美区")
    invited.type("登录名", f"officer-{number}")
    invited.type("手机号", f"1374000{number:04}")
    invited.fetch_code(f"1374000{number:04}")
    invited.type("密码", PASSWORD)
    invited.type("确认密码", PASSWORD)
    if way == "modules":
        check_page(invited.page, "invitation-officer")
    invited.press("注册并接受")
    set_up_second_factor(invited, time, PASSWORD)

    me.press("退出登录")
    me.sign_in(login, NEW_PASSWORD)
    me.heading("双重验证")
    me.type("验证码", code_of(secret, time))
    me.press("继续")
    me.error_at("验证码", "验证码不对，或者已经用过")  # this one was used to set it up
    time.move(seconds=30)
    me.type("验证码", code_of(secret, time))
    me.press("继续")
    me.heading("厦门市中小企业主管部门")
    me.press("退出登录")
    me.sign_in(login, NEW_PASSWORD)
    me.type("验证码", spare)  # the telephone is lost
    me.press("继续")
    me.follow("账号设置")
    me.follow(re.compile("管理 *双重验证"))
    me.reads("还有 9 个恢复码没有用过。")
    expect(me.button("更换手机")).to_be_visible()

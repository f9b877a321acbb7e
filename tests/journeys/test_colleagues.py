"""Several people for one enterprise: invited, joined, filling, sending, seen, removed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import Hand, Way, ways
from tests.journeys.newcomers import filled_draft, last_link, new_legal, new_natural, register
from tests.journeys.support import Live, check_page


@pytest.mark.parametrize("way", ways("modules", "plain", "keyboard"))
def test_colleague_is_invited_fills_sends_and_is_removed(
    live: Live, hand: Callable[..., Hand], way: Way
) -> None:
    who, clerk = register(live, new_legal(), verified=True), new_natural()
    draft = f"/drafts/{filled_draft(live, who)}"
    manager, colleague = hand(way), hand(way)
    manager.enter(who.login_name, who.password)
    manager.go("/")
    manager.follow("同事")
    manager.follow("邀请同事")
    manager.type("姓名", clerk.name)
    manager.type("邮箱", "nobody")
    manager.press("发出邀请")
    manager.error_at("邮箱", "邮箱")
    manager.holds("姓名", clerk.name)
    manager.type("邮箱", clerk.email)
    manager.pick("只填写")
    manager.press("发出邀请")
    manager.reads("已发出邀请", "等待接受")
    if way == "modules":
        check_page(manager.page, "colleagues")

    colleague.go(last_link(live, clerk.email))
    colleague.reads(who.name)
    colleague.type("登录名", clerk.login_name)
    colleague.holds("真实姓名", clerk.name)
    colleague.type("手机号", clerk.mobile)
    colleague.fetch_code(clerk.mobile)
    colleague.type("密码", clerk.password)
    colleague.type("确认密码", clerk.password)
    colleague.tick("我已阅读并同意")
    if way == "modules":
        check_page(colleague.page, "invitation")
    colleague.press("注册并接受")
    colleague.heading(who.name)
    colleague.go(f"{draft}/check")
    colleague.reads("您可以填写，不能提交")
    expect(colleague.button("提交")).to_have_count(0)

    manager.go("/colleagues")
    manager.follow(re.compile(f"修改 *{clerk.name}的角色"))
    if way == "modules":
        check_page(manager.page, "colleague")
    manager.pick("可提交")
    manager.press("保存角色")
    manager.reads(f"{clerk.name}的角色已改为“可提交”。")
    colleague.go(f"{draft}/check")
    colleague.press("提交")
    colleague.page.wait_for_url(re.compile("/submissions/"))

    manager.go("/colleagues")
    manager.follow("谁做了什么")
    expect(
        manager.page.get_by_role("listitem").filter(has_text=clerk.name).filter(has_text="提交")
    ).not_to_have_count(0)
    if way == "modules":
        check_page(manager.page, "activity")
    manager.go("/colleagues")
    manager.follow(re.compile(f"修改 *{clerk.name}的角色"))
    manager.follow("移出本企业")
    manager.press("移出本企业")
    manager.reads(f"{clerk.name}已移出本企业")
    colleague.go("/")
    colleague.go("/submissions")
    assert colleague.path == "/sign-in"

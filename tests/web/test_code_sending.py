"""The button 获取验证码 in a browser: nothing typed is lost, the button counts down, what happens is announced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.support import make_config
from web import messages_registration as messages
from web.code_sending import News, news_of, problem_of
from web.config import Config
from web.platform import Platform
from web.services import delivery
from web.services.codes import Checked, Expired, Right, Unavailable, Used, Wrong

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE = "13800001234"


@pytest.fixture
def config(tmp_path: Path, sqlite_url: str) -> Config:
    """A platform that shows what it would send."""
    return replace(make_config(tmp_path, sqlite_url), demonstration=True)


@pytest.fixture
def form(page: Page, address: str) -> Page:
    """The form to register with, a password typed already; the browser's clock moves when it is told to."""
    page.clock.install()
    page.goto(f"{address}/register/natural")
    page.get_by_label("密码", exact=True).fill("kiln-Roof-27")
    return page


@pytest.fixture
def without_javascript(chromium: Browser, address: str) -> Iterator[Page]:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/register/natural")
    yield page
    context.close()


def ask(page: Page, phone: str = PHONE) -> None:
    page.get_by_label("账号绑定手机号").fill(phone)
    page.get_by_role("button", name="获取验证码").click()


def news(page: Page) -> str:
    return page.locator("[data-code-news]").inner_text()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_code_is_sent_without_leaving_the_page(form: Page, platform: Platform) -> None:
    ask(form)
    form.get_by_role("button", name="秒后可重新获取").wait_for()
    assert news(form).startswith("验证码已发送到 138****1234")
    assert focused(form) == "code"
    assert form.get_by_label("密码", exact=True).input_value() == "kiln-Roof-27"
    assert len(delivery.list_outbox(platform)) == 1


def test_button_counts_down_and_does_nothing_until_then(form: Page, platform: Platform) -> None:
    ask(form)
    waiting = form.get_by_role("button", name="秒后可重新获取")
    waiting.wait_for()
    form.clock.run_for(10_000)
    form.get_by_role("button", name="50 秒后可重新获取").wait_for()
    assert waiting.get_attribute("aria-disabled") == "true"
    waiting.click(force=True)
    form.clock.run_for(50_000)
    form.get_by_role("button", name="获取验证码").wait_for()
    assert news(form) == "可以重新获取验证码。"
    assert len(delivery.list_outbox(platform)) == 1


def test_error_is_shown_at_its_field_and_goes_away(form: Page) -> None:
    ask(form, "12345")
    form.get_by_role("alert").get_by_text(messages.MOBILE_WRONG).wait_for()
    assert focused(form) == "mobile"
    mobile = form.get_by_label("账号绑定手机号")
    assert mobile.get_attribute("aria-invalid") == "true"
    assert mobile.get_attribute("aria-describedby") == "mobile-hint mobile-error"
    ask(form)
    form.get_by_role("button", name="秒后可重新获取").wait_for()
    assert form.get_by_text(messages.MOBILE_WRONG).count() == 0
    assert mobile.get_attribute("aria-invalid") is None
    assert mobile.get_attribute("aria-describedby") == "mobile-hint"


def test_code_is_sent_from_a_page_whose_token_is_stale(form: Page) -> None:
    form.context.clear_cookies()
    ask(form)
    form.get_by_role("button", name="秒后可重新获取").wait_for()


def test_broken_network_is_told(form: Page) -> None:
    form.route("**/register/natural", lambda route: route.abort())
    ask(form)
    form.get_by_role("alert").get_by_text("现在连不上网络").wait_for()
    form.get_by_role("button", name="获取验证码").wait_for()


def test_code_is_sent_without_javascript(without_javascript: Page, platform: Platform) -> None:
    page = without_javascript
    page.get_by_label("真实姓名").fill("示例甲")
    ask(page)
    page.get_by_role("link", name="填写验证码").wait_for()
    assert page.get_by_label("真实姓名").input_value() == "示例甲"
    assert len(delivery.list_outbox(platform)) == 1


def test_news_of_what_cannot_be_sent_asks_for_no_wait() -> None:
    told = news_of(Unavailable(), PHONE)
    assert told == News(False, told.message, 0, "unavailable", 503)
    assert "现在不能发送" in told.message


@pytest.mark.parametrize(
    ("checked", "told"),
    [
        (Right("mobile:1"), ""),
        (Wrong(2), "验证码不正确，还可以再试 2 次。"),
        (Wrong(0), "验证码错误次数过多，请重新获取。"),
        (Expired(), "验证码已失效，请重新获取。"),
        (Used(), "验证码已经用过，请重新获取。"),
    ],
)
def test_problem_of_a_code_is_a_sentence(checked: Checked, told: str) -> None:
    assert problem_of(checked) == told

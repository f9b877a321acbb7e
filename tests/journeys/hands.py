"""Somebody at a browser: with the modules of the pages, without them, or with the keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from playwright.sync_api import TimeoutError as Waited
from playwright.sync_api import expect

from tests.journeys.newcomers import last_code
from tests.journeys.support import Live
from tests.web.captchas import right_answer
from tests.web.support import sign_in as send_sign_in
from web.device_cookie import NAME as DEVICE
from web.services.captcha_questions import _WORDS, in_digits

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Locator, Page

Way = Literal["modules", "plain", "keyboard"]
WAYS: tuple[Way, ...] = ("modules", "plain", "keyboard")


def ways(first: Way, *others: Way) -> tuple[Any, ...]:
    """The ways a journey is gone: the first in every run of the tests, the others in the long runs. Of the journeys of
    accounts each way is gone by some in every run."""
    long_runs = (pytest.param(each, id=each, marks=pytest.mark.soak) for each in others)
    return pytest.param(first, id=first), *long_runs


FURTHEST = 120
"""How often Tab is pressed at most before something counts as out of reach."""

REGION = {"350000": "福建省", "350200": "厦门市", "350211": "集美区"}


@dataclass(frozen=True)
class Hand:
    """One person in a browser profile of their own, at a place of their own on the network. Fields and buttons are found
    by what people read."""

    live: Live
    way: Way
    context: BrowserContext
    page: Page
    address: str

    # --- Where one is ----------------------------------------------------------------------------------------

    def enter(self, login_name: str, password: str) -> None:
        """Sign in without the page: the browser gets the session as a cookie."""
        client = self.live.application.test_client()
        client.environ_base["HTTP_X_FORWARDED_FOR"] = self.address
        answer = send_sign_in(client, login_name, password)
        assert answer.status_code == 302, answer.text
        for name in (self.live.application.config["SESSION_COOKIE_NAME"], DEVICE):
            kept = client.get_cookie(name)
            if kept is not None:
                self.context.add_cookies([{"name": name, "value": kept.value, "url": self.live.address}])

    def sign_in(self, typed: str, password: str) -> None:
        """Sign in through the page."""
        self.go("/sign-in")
        self.try_to_sign_in(typed, password)

    def try_to_sign_in(self, typed: str, password: str) -> None:
        self.type("登录名、统一社会信用代码或身份证号", typed)
        self.type("密码", password)
        self.press("登录")

    def go(self, path: str) -> None:
        self.page.goto(f"{self.live.address}{path}" if path.startswith("/") else path)

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def reads(self, *texts: str) -> None:
        """These texts stand on the page."""
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text)

    def heading(self, text: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)

    def error_at(self, label: str, text: str) -> None:
        """The field says what is wrong, and the summary leads to it."""
        field = self.field(label)
        expect(field).to_have_attribute("aria-invalid", "true")
        told = self.page.locator(f"[id='{field.get_attribute('id')}-error']")
        expect(told).to_contain_text(text)
        expect(self.page.locator(".error-summary")).to_contain_text(text)

    def holds(self, label: str, value: str) -> None:
        expect(self.field(label)).to_have_value(value)

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(label, exact=True)

    # --- Filling ---------------------------------------------------------------------------------------------

    def type(self, label: str, text: str) -> None:
        self.type_in(self.field(label), text)

    def type_in(self, place: Locator, text: str) -> None:
        if self.way != "keyboard":
            place.fill(text)
            return
        self.reach(place)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, label: str, option: str) -> None:
        self.select(self.field(label), option)

    def select(self, place: Locator, option: str) -> None:
        if self.way != "keyboard":
            place.select_option(label=option)
            return
        self.reach(place)
        options = place.locator("option").all_inner_texts()
        steps = options.index(option) - place.evaluate("(element) => element.selectedIndex")
        for _ in range(abs(steps)):
            self.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")

    def tick(self, label: str) -> None:
        """Tick a box."""
        place = self.page.get_by_role("checkbox", name=label)
        if self.way != "keyboard":
            place.check()
            return
        self.reach(place)
        self.page.keyboard.press("Space")
        expect(place).to_be_checked()

    def pick(self, label: str) -> None:
        """Choose one of a few."""
        place = self.page.get_by_role("radio", name=re.compile(f"^{re.escape(label)}"))
        if self.way != "keyboard":
            place.check()
            return
        group = self.page.locator(f"[type=radio][name='{place.get_attribute('name')}']")
        self.reach(group)
        self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if place.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        expect(place).to_be_checked()

    def attach(self, label: str, path: Path) -> None:
        place = self.field(label)
        if self.way != "keyboard":
            place.set_input_files(path)
            return
        self.reach(place)
        for button in (
            "Enter",
            "Space",
        ):  # both open it; a key of a busy browser may come while the last one closes
            try:
                with self.page.expect_file_chooser(timeout=3_000) as chooser:
                    self.page.keyboard.press(button)
                chooser.value.set_files(path)
                break
            except Waited:
                continue
        expect(place).to_have_value(re.compile(re.escape(path.name)))

    def place_and_trade(self, industry: str = "3491") -> None:
        """集美区 from the province down, and an industry by its code."""
        for level, (code, name) in enumerate(REGION.items()):
            select = self.page.locator("select[name=region]").nth(level)
            if self.way == "plain" and select.locator(f"option[value='{code}']").count() == 0:
                self.press_button(self.page.locator("button[name=_show][value=region]"))
            expect(select.locator(f"option[value='{code}']")).to_have_count(1)
            self.select(select, name)
        box = self.page.locator(".combobox input:not([type=hidden]):not([type=radio])")
        self.type_in(box, industry)
        if self.way != "plain":
            option = self.page.locator(f".combobox__option[data-code='{industry}']")
            option.wait_for(state="visible")
            if self.way == "keyboard":
                self.page.keyboard.press("ArrowDown")
                self.page.keyboard.press("Enter")
            else:
                option.click()

    # --- Going on --------------------------------------------------------------------------------------------

    def press(self, name: str) -> None:
        """Press a button that leads to another page, or to the same page again."""
        self.press_button(self.button(name))

    def button(self, name: str) -> Locator:
        # the button of a form that the Enter key presses is hidden from everybody
        return self.page.locator("main, dialog, header").get_by_role("button", name=name, exact=True)

    def press_button(self, place: Locator) -> None:
        with self.page.expect_navigation():
            self.touch(place)

    def follow(self, name: str | re.Pattern[str]) -> None:
        exact = isinstance(name, str)
        with self.page.expect_navigation():
            self.touch(self.page.get_by_role("link", name=name, exact=exact).first)

    def touch(self, place: Locator) -> None:
        if self.way != "keyboard":
            place.click()
            return
        self.reach(place)
        self.page.keyboard.press("Enter")

    def reach(self, place: Locator) -> None:
        """Go there with the Tab key, and see where one is."""
        place.first.wait_for()
        is_there = "(elements) => elements.some((each) => each === document.activeElement)"
        for _ in range(FURTHEST):
            if place.evaluate_all(is_there):
                assert self.page.evaluate("document.activeElement.matches(':focus-visible')")
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way to {place} by keyboard")

    # --- Codes and captchas ----------------------------------------------------------------------------------

    def fetch_code(self, address: str) -> None:
        """Ask for a code, read it where it was sent, and type it."""
        button = self.page.locator("button[name=send_code]")
        if self.way == "plain":
            self.press_button(button)
        else:
            self.touch(button)
        expect(self.page.locator("[data-code-news]")).to_contain_text("验证码已发送")
        self.type_in(self.page.locator("[data-code-field] input"), last_code(self.live, address))

    def solve_captcha(self) -> None:
        """Answer the question of the page, as a picture or in words."""
        picture, words = self.page.locator(".captcha__picture"), self.page.locator(".captcha__question")
        expect(words).to_be_visible()
        if picture.count():
            named = re.search(r"/captcha/([0-9a-f-]{36})\.png", picture.get_attribute("src") or "")
            assert named is not None
            answer = right_answer(self.live.platform, UUID(named[1])).text
        else:
            answer = think(words.inner_text())
        self.type_in(self.page.locator("[name=captcha_answer]"), answer)


def think(question: str) -> str:
    """The answer to a question in words."""
    if "哪一个不是" in question:
        listed, kind = re.findall(r"“(.+)”里，哪一个不是(.+)？", question)[0]
        return next(each for each in listed.split("、") if each not in _WORDS[kind])
    numbers = [in_digits(each) or 0 for each in re.findall("[零一二三四五六七八九两十]+", question)]
    for sign, reckon in SIGNS.items():
        if sign in question:
            return str(reckon(*numbers))
    raise AssertionError(question)


SIGNS: dict[str, Callable[..., int]] = {
    "乘以": lambda one, other, more: one * other + more,
    "加": lambda one, other: one + other,
    "减": lambda one, other: one - other,
    "大": lambda one, other: one + other,
    "小": lambda one, other: one - other,
}

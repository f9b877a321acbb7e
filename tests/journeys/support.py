"""What journeys do again and again."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import Flask
from playwright.sync_api import expect

from tests.accessibility import WIDTHS, resize, troubles
from tests.web.support import Time, sign_in
from web.models import Enterprise
from web.platform import Platform
from web.services.drafts import begin_draft

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page

SCREENSHOTS = os.environ.get("SCREENSHOTS")  # a folder to look at the pages by eye


@dataclass(frozen=True)
class Live:
    """A running platform: where it is, and what it stands on."""

    address: str
    application: Flask
    platform: Platform
    time: Time


@dataclass
class Visitor:
    """A person with an enterprise of their own, in a browser profile of their own."""

    live: Live
    login_name: str
    password: str
    enterprise_id: int
    account_id: int
    context: BrowserContext
    page: Page
    troubles: list[str] = field(default_factory=list)

    def enter(self) -> None:
        """Sign in without the page: the browser gets the session as a cookie."""
        client = self.live.application.test_client()
        sign_in(client, self.login_name, self.password)
        name = self.live.application.config["SESSION_COOKIE_NAME"]
        session = client.get_cookie(name)
        assert session is not None
        self.context.add_cookies([{"name": name, "value": session.value, "url": self.live.address}])

    def sign_in(self, page: Page | None = None) -> None:
        page = page or self.page
        page.goto(f"{self.live.address}/sign-in")
        page.get_by_label("登录名").fill(self.login_name)
        page.get_by_label("密码").fill(self.password)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(f"{self.live.address}/")

    def know(self, facts: Mapping[str, object]) -> None:
        """Let the platform know this of the enterprise, and nothing else."""
        with self.live.platform.database.write() as session:
            session.get_one(Enterprise, self.enterprise_id).facts = dict(facts)

    def begin(self, title: str = "创新型中小企业自评") -> str:
        """Begin a form from the home page; the address of its draft."""
        card = self.page.locator(".card").filter(has=self.page.get_by_role("heading", name=title, exact=True))
        card.get_by_role("button", name="开始办理").click()
        self.page.wait_for_url("**/drafts/*")
        return self.page.url

    def draft(self, form: str = "every_kind") -> str:
        """A draft begun for this enterprise, without the page; its address."""
        made = begin_draft(self.live.platform, form, self.enterprise_id, self.account_id)
        assert isinstance(made, UUID)
        return f"{self.live.address}/drafts/{made}"

    def open(self, draft: str, section: str, page: Page | None = None) -> Page:
        page = page or self.page
        page.goto(f"{draft}/sections/{section}")
        return page


def ready(page: Page) -> None:
    """Wait until the modules of the page are at work."""
    page.locator("#section-form[data-ready=yes]").wait_for(state="attached")


def state_of(page: Page) -> Locator:
    return page.locator("#save-state")


def saved(page: Page) -> None:
    """Wait until everything typed is on the server."""
    expect(state_of(page)).to_have_attribute("data-state", "saved")
    expect(state_of(page)).to_have_text(re.compile(r"^已保存 \d\d:\d\d:\d\d$"))


def answers(page: Page) -> dict[str, Any]:
    """What the server has of the draft of this page."""
    found: dict[str, Any] = page.evaluate(
        """async () => {
            const response = await fetch(document.getElementById("section-form").dataset.stateUrl);
            return (await response.json()).answers;
        }"""
    )
    return found


def cell(page: Page, name: str) -> Locator:
    """The input with this name."""
    return page.locator(f'[name="{name}"]:not([type=hidden])')


def paste(page: Page, text: str) -> None:
    """Paste text where the focus is, as from a spreadsheet."""
    page.evaluate(
        """(text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
            const target = document.activeElement;
            if (target.dispatchEvent(event)) document.execCommand("insertText", false, text.replace(/\\n$/, ""));
        }""",
        text,
    )


def check_page(page: Page, name: str) -> None:
    """Nothing serious for axe, no scrolling sideways, targets of 44 px; at both widths."""
    for width in WIDTHS if SCREENSHOTS else ():
        resize(page, width)
        page.wait_for_timeout(150)  # colours change over 120 ms
        page.screenshot(path=Path(SCREENSHOTS) / f"{name}-{width}.png", full_page=True)
    assert troubles(page) == [], name

"""What tests of the web application do again and again."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import select

from web.clock import Clock
from web.config import PROJECT, Config
from web.models import Draft, Enterprise
from web.models_review import Window
from web.platform import Platform
from web.sealing import read_keys
from web.services.accounts import create_account

if TYPE_CHECKING:
    from playwright.sync_api import Page

PASSWORD = "a-long-enough-passphrase"
POLLED_EVERY = 0.01
"""Seconds until a server that is told to stop has noticed it; Python's own half second is paid by every test."""
MINISTRY, EVERYWHERE = "000000", "全国开放（测试）"
SESSION_MINUTES = 10 * 365 * 24 * 60
"""Tests that move the clock by months stay signed in; how sessions end is tested with the usual settings."""
FACTS: dict[str, Any] = {
    "profile.complete": True,
    "identity.name": "示例测试（厦门）有限公司",
    "identity.credit_code": "91350211MADEM00113",
    "identity.legal_representative": "示例甲",
    "enterprise.name": "示例测试（厦门）有限公司",
    "enterprise.credit_code": "91350211MADEM00113",
    "enterprise.region": "350211",
    "enterprise.industry": "3491",
    "enterprise.registration_date": "2016-05-18",
    "enterprise.revenue": "12500.5",
    "enterprise.size_class": "small",
    "enterprise.size_reference": False,
    "enterprise.contact": "示例乙",
    "enterprise.contact_phone": "0592-0000001",
    "enterprise.legal_person": True,
    "enterprise.listed_abnormal": False,
    "enterprise.restricted_products": False,
    "enterprise.major_incident": False,
}


@dataclass
class Time:
    """The clock of a test: it stands still until it is moved."""

    moment: datetime = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
    clock: Clock = field(init=False)

    def __post_init__(self) -> None:
        self.clock = Clock(lambda: self.moment)

    def move(self, **distance: float) -> None:
        """Let time pass: `time.move(minutes=5)`."""
        self.moment += timedelta(**distance)


@dataclass(frozen=True)
class Firm:
    """An enterprise with one account, made for a test."""

    enterprise_id: int
    account_id: int
    login_name: str
    password: str = PASSWORD


def make_config(folder: Path, url: str) -> Config:
    return Config(
        database_url=url,
        secret_key="for tests only, " * 3,
        var_folder=folder,
        storage_folder=folder / "uploads",
        forms_folder=PROJECT / "forms",
        sealing_keys=read_keys(f"tests:{'A' * 43}="),
        session_minutes=SESSION_MINUTES,
        session_hours=SESSION_MINUTES // 60,
        officer_second_factor=False,
        testing=True,
    )


def open_windows(platform: Platform) -> None:
    """Let the ministry open every procedure that waits for a window, for many years; once."""
    with platform.database.write() as session:
        known = set(session.scalars(select(Window.procedure).where(Window.title == EVERYWHERE)))
        for each in platform.catalogue.procedures():
            if each.windows is not None and each.id not in known:
                session.add(
                    Window(
                        procedure=each.id,
                        authority=MINISTRY,
                        title=EVERYWHERE,
                        opens=date(2020, 1, 1),
                        closes=date(2035, 12, 31),
                        made_at=platform.clock.now(),
                    )
                )


def make_firm(
    platform: Platform, login_name: str = "tester", credit_code: str = "91350211MADEM00113"
) -> Firm:
    """An enterprise and its account; what it declares can be sent."""
    open_windows(platform)
    now = platform.clock.now()
    with platform.database.write() as session:
        facts = FACTS | {"enterprise.credit_code": credit_code}
        enterprise = Enterprise(
            name=facts["enterprise.name"],
            credit_code=credit_code,
            facts=facts,
            verified_at=now,
            created_at=now,
            updated_at=now,
        )
        session.add(enterprise)
        session.flush()
        number = enterprise.id
    account = create_account(platform, login_name, PASSWORD, "测试用户", number)
    return Firm(number, account, login_name)


def make_draft(platform: Platform, enterprise_id: int, state: str = "draft") -> UUID:
    """A draft of some form."""
    now = platform.clock.now()
    with platform.database.write() as session:
        draft = Draft(
            enterprise_id=enterprise_id,
            form="beehive",
            edition="2026-01-01",
            digest="0" * 64,
            reporting_year=2025,
            created_at=now,
            updated_at=now,
            state=state,
        )
        session.add(draft)
        session.flush()
        return draft.id


def token_of(client: FlaskClient) -> str:
    """A CSRF token that fits the client's session."""
    answer = client.get("/session").get_json()
    return str(answer["csrf_token"])


def sign_in(client: FlaskClient, login_name: str, password: str = PASSWORD, **more: str) -> Any:
    """Send the sign-in form as a browser would."""
    data = {"csrf_token": token_of(client), "login_name": login_name, "password": password, **more}
    return client.post("/sign-in", data=data, headers={"Sec-Fetch-Site": "same-origin"})


def hidden_fields(page: str) -> dict[str, str]:
    """The hidden textareas of a page, by name."""
    found = re.findall(r'<textarea hidden name="([^"]+)">\n(.*?)</textarea>', page, re.DOTALL)
    return {html.unescape(name): html.unescape(value) for name, value in found}


def sign_in_on(page: Page, address: str, firm: Firm) -> None:
    """Sign in through the page, as a person does."""
    page.goto(f"{address}/sign-in")
    page.get_by_label("登录名").fill(firm.login_name)
    page.get_by_label("密码").fill(firm.password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{address}/")

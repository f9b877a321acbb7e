"""The pages of declaring, withdrawing and correcting in a real browser: for everybody, fitting, at 360 and 1440 px."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sqlalchemy import select

from tests.accessibility import troubles
from tests.web.cases import CASE_A, make_filled_draft
from tests.web.support import Firm, sign_in_on
from tests.web.test_declaring import certify, report
from tests.web.test_filling_pages import look_at
from tests.web.test_withdrawing import case_of, give_back, send
from web.models_review import Window
from web.platform import Platform
from web.services.answers import Change, Saved, save_change
from web.services.drafts import begin_draft

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATHS = (
    "/",
    "/declare",
    "/declare/declare_specialized",
    "/declare/declare_innovative",
    "/procedures/declare_specialized",
    "/submissions",
    "/submissions?procedure=report_change",
    "/submissions/{sent}",
    "/drafts/{draft}",
    "/drafts/{draft}/sections/finance",
    "/drafts/{draft}/check",
    "/certifications",
    "/changes",
    "/changes?kind=renaming",
)


@pytest.fixture
def records(platform: Platform, firm: Firm) -> dict[str, UUID]:
    """Something returned and changed since, a title with its end ahead, a change that is late."""
    sent = send(platform, firm)
    give_back(platform, sent)
    draft = case_of(platform, sent).draft_id
    changed = {"revenue": {**CASE_A["revenue"], "2025": "11600"}, "products": [{"name": "另一个"}]}
    saved = save_change(platform, draft, firm.enterprise_id, firm.account_id, Change(99, changed))
    if not isinstance(saved, Saved):
        saved = save_change(platform, draft, firm.enterprise_id, firm.account_id, Change(0, changed))
    report(platform, firm, "2025-10-01", "merger", "relocation")
    begin_draft(platform, "maintain_profile", firm.enterprise_id, firm.account_id)
    certify(platform, firm, date(2023, 4, 1), date(2026, 3, 31), batch="2023年第一批", number="示例-1")
    with platform.database.write() as session:
        for each in session.scalars(select(Window).where(Window.procedure == "declare_innovative")):
            each.closes = date(2026, 2, 28)
    return {"sent": sent, "draft": draft}


def test_pages_are_accessible_fit_and_have_large_targets(
    page: Page, address: str, firm: Firm, records: dict[str, UUID]
) -> None:
    sign_in_on(page, address, firm)
    assert look_at(page, address, PATHS, records) == {}


def test_pages_of_taking_back_are_for_everybody(
    page: Page, address: str, platform: Platform, firm: Firm
) -> None:
    sent = send(platform, firm, make_filled_draft(platform, firm))
    sign_in_on(page, address, firm)
    page.goto(f"{address}/submissions/{sent}/withdraw")
    assert troubles(page) == []
    with platform.database.write() as session:
        for each in session.scalars(select(Window)):
            each.closes = date(2026, 2, 28)
    page.reload()
    assert troubles(page) == []
    page.get_by_role("button", name="撤回", exact=True).click()
    page.locator(".error-summary").wait_for()
    assert troubles(page) == []


def test_refused_city_is_for_everybody(page: Page, address: str, firm: Firm) -> None:
    sign_in_on(page, address, firm)
    page.goto(f"{address}/declare/declare_specialized")
    page.get_by_label("深圳市中小企业主管部门").check()
    page.get_by_role("button", name="开始填写").click()
    page.locator(".error-summary").wait_for()
    assert troubles(page) == []

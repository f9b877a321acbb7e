"""The pages of filling and of results in a real browser: accessible, fitting, with large targets, in every state."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from tests.accessibility import WIDTHS, misfits, troubles
from tests.web.cases import CASE_A, make_draft_of_case, make_filled_draft, refuse, revision_of
from tests.web.support import Firm, Time, sign_in_on
from web.platform import Platform
from web.services.answers import Change, save_change
from web.services.submissions import submit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WRONG = CASE_A | {
    "ip_own": "三",
    "staff": {"2025": "1", "2024": "２"},
    "liabilities": {"2025": "99999"},
    "products": [{"name": "甲"}, {"name": "乙", "years": "x"}],
    "direct_conditions": ["research_body", "none"],
    "honours": ["other"],
    "product_field": "somewhere",
}
PAGES = (
    "/drafts/{new}",
    "/drafts/{new}/check",
    "/drafts/{full}/check",
    "/drafts/{wrong}",
    "/drafts/{wrong}/check",
    "/drafts/{wrong}/discard",
    *(
        f"/drafts/{{{draft}}}/sections/{section}"
        for draft in ("new", "wrong")
        for section in (
            "basics",
            "main_products",
            "finance",
            "capability",
            "direct_route",
            "product_area",
            "truth",
            "documents",
        )
    ),
    "/submissions",
    "/submissions/{sent}",
    "/submissions/{sent}/answers",
    "/",
)


@pytest.fixture
def records(platform: Platform, firm: Firm) -> dict[str, UUID]:
    """A new draft, a full one, one with mistakes, and a submission."""
    sent = submit(platform, make_filled_draft(platform, firm), firm.enterprise_id, firm.account_id, "key")
    assert isinstance(sent, UUID)
    drafts = {}
    for name, answers, documents in (
        ("full", CASE_A, None),
        ("wrong", WRONG, ("signed_form", "audit_report")),
        ("new", {}, ()),
    ):
        if documents is None:
            drafts[name] = make_filled_draft(platform, firm, answers)
        else:
            drafts[name] = make_draft_apart(platform, firm, answers, documents)
    return {**drafts, "sent": sent}


def make_draft_apart(
    platform: Platform, firm: Firm, answers: dict[str, object], documents: tuple[str, ...]
) -> UUID:
    """A draft beside the open one, which beginning again would only continue."""
    from sqlalchemy import update

    from web.models import Draft

    with platform.database.write() as session:
        session.execute(update(Draft).where(Draft.state == "draft").values(form="innovative-apart"))
    made = make_filled_draft(platform, firm, answers, documents)
    with platform.database.write() as session:
        session.execute(update(Draft).where(Draft.form == "innovative-apart").values(form="innovative"))
    return made


def look_at(
    page: Page, address: str, paths: tuple[str, ...], records: dict[str, UUID]
) -> dict[str, list[object]]:
    """What is wrong with pages, all looked at in one visit: beginning each time anew would cost minutes."""
    found = {}
    for path in paths:
        page.goto(address + path.format(**records))
        page.locator("h1").first.wait_for()
        found[path] = troubles(page)
    return {path: each for path, each in found.items() if each}


def test_pages_are_accessible_fit_and_have_large_targets(
    page: Page, address: str, firm: Firm, records: dict[str, UUID]
) -> None:
    sign_in_on(page, address, firm)
    assert look_at(page, address, PAGES, records) == {}


OTHERS = (
    "/drafts/{digital}/sections/operation",
    "/drafts/{specialized}",
    "/drafts/{specialized}/check",
    *(
        f"/drafts/{{specialized}}/sections/{section}"
        for section in ("finance", "specialisation", "documents")
    ),
    *(
        f"/drafts/{{little_giant}}/sections/{section}"
        for section in ("specialisation", "distinction", "capability", "documents")
    ),
    "/drafts/{little_giant}/check",
    "/submissions/{digital_sent}",
    "/submissions/{specialized_sent}",
    "/submissions/{little_giant_sent}",
    "/submissions/{undecided_sent}",
    "/submissions/{overlaid_sent}",
)


def _sent(platform: Platform, firm: Firm, draft: UUID) -> UUID:
    found = submit(platform, draft, firm.enterprise_id, firm.account_id, str(draft))
    assert isinstance(found, UUID), [(each.field, each.code) for each in found.blocking] if found else None
    refuse(platform, found)  # so that another one of the procedure can be sent
    return found


@pytest.fixture
def others(platform: Platform, firm: Firm, time: Time) -> dict[str, UUID]:
    """Drafts and submissions of other forms: scored with levels, without a score, with and without an overlay."""

    def draft(procedure: str, case: str, **but: object) -> UUID:
        return make_draft_of_case(platform, firm, procedure, case, but)

    made = {
        name: _sent(platform, firm, draft("declare_specialized", case, **{"enterprise.region": region}))
        for name, case, region in (
            ("undecided_sent", "各项最高，地方特色待定", "350102"),
            ("overlaid_sent", "广东：各项最高", "440106"),
        )
    }
    time.moment = datetime(2026, 5, 10, 4, tzinfo=UTC)
    scenes = {
        name: {"reached": "3"} for name in ("product_design", "marketing", "planning", "quality", "finance")
    }
    few_sold = {
        "revenue": {"2025": "900", "2024": "950", "2023": "900"},
        "main_revenue": {"2025": "800", "2024": "900", "2023": "850"},
        "development.score": None,
    }
    made["specialized_sent"] = _sent(
        platform, firm, draft("declare_specialized", "六个条件都满足", **few_sold)
    )
    made["digital_sent"] = _sent(platform, firm, draft("assess_digital", "各项最高"))
    made["digital"] = draft("assess_digital", "各项最高", scenes=scenes)
    awaiting = {"development.score": None, "development.previous_score": None}
    made["little_giant_sent"] = _sent(
        platform, firm, draft("declare_little_giant", "七个条件都满足", **awaiting)
    )
    few = {"ip_applied": "3", "research_bodies": None, "rd_staff": {"2025": "9", "2024": "1", "2023": "1"}}
    made["specialized"] = draft("declare_specialized", "六个条件都满足", **few_sold)
    made["little_giant"] = draft("declare_little_giant", "七个条件都满足", **awaiting, **few)
    return made


def test_pages_of_other_forms_are_accessible_fit_and_have_large_targets(
    page: Page, address: str, firm: Firm, others: dict[str, UUID]
) -> None:
    sign_in_on(page, address, firm)
    assert look_at(page, address, OTHERS, others) == {}


def test_labels_of_the_radar_are_not_cut(
    page: Page, address: str, firm: Firm, others: dict[str, UUID]
) -> None:
    sign_in_on(page, address, firm)
    page.set_viewport_size({"width": 360, "height": 900})
    page.goto(f"{address}/submissions/{others['digital_sent']}")
    cut = """() => {
        const box = document.querySelector(".radar").getBoundingClientRect();
        return [...document.querySelectorAll(".radar tspan")].filter((each) => {
            const place = each.getBoundingClientRect();
            return place.left < box.left || place.right > box.right || place.top < box.top || place.bottom > box.bottom;
        }).map((each) => each.textContent);
    }"""
    assert page.evaluate(cut) == []


def test_table_of_products_needs_no_scrolling_where_there_is_room(
    page: Page, address: str, firm: Firm, others: dict[str, UUID]
) -> None:
    sign_in_on(page, address, firm)
    page.goto(f"{address}/drafts/{others['little_giant']}/sections/specialisation")
    page.wait_for_load_state("networkidle")
    fits = "(grids) => grids.every((grid) => grid.scrollWidth <= grid.clientWidth)"
    assert page.locator(".grid__scroll").evaluate_all(fits)


@pytest.mark.parametrize("width", WIDTHS)
def test_page_with_conflicts_and_mistakes_is_accessible(
    chromium: Browser, address: str, firm: Firm, platform: Platform, records: dict[str, UUID], width: int
) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/sign-in?next=/drafts/{records['full']}/sections/finance")
    page.get_by_label("登录名").fill(firm.login_name)
    page.get_by_label("密码").fill(firm.password)
    page.get_by_role("button", name="登录").click()
    change = Change(revision_of(platform, records["full"]), {"revenue": {"2025": "1"}})
    save_change(platform, records["full"], firm.enterprise_id, firm.account_id, change)
    page.locator("[name='revenue.2025']").fill("2")
    page.locator("[name='staff.2025']").fill("x")
    page.get_by_role("button", name="保存并继续").click()
    assert page.get_by_role("alert").get_by_role("link", name="在另一处也改过").is_visible()
    assert page.get_by_text("另一处刚刚填的是").is_visible()
    assert misfits(page) == []
    page.get_by_role("button", name="改用那一处的").click()
    assert page.locator("[name='revenue.2025']").input_value() == "1"
    context.close()


def test_result_prints_without_menu_and_buttons(
    page: Page, address: str, firm: Firm, records: dict[str, UUID]
) -> None:
    sign_in_on(page, address, firm)
    page.goto(f"{address}/submissions/{records['sent']}")
    page.emulate_media(media="print")
    assert not page.get_by_role("link", name="查看提交的内容").is_visible()
    assert page.get_by_text("附件1 二（一）2").is_visible()
    assert page.get_by_text("达到 ≥5% 一档").is_visible()

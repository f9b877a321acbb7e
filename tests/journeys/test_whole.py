"""From signing in to the explained result: with the modules of the pages, without them, and by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.journeys.support import Visitor, answers, cell, check_page, paste, ready, saved
from tests.web import files
from tests.web.support import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

FIGURES = """120\t110\t100
30\t28\t25
10,000\t9,000\t8,000
9,200\t8,000\t7,500
500\t400\t300
900\t800\t700
10,000\t9,500\t9,000
5,500\t5,000\t4,800
"""
YEARLY = ("staff", "rd_staff", "revenue", "main_revenue", "rd_expense", "net_profit", "assets", "liabilities")
PROOFS = (
    "自评表扫描件",
    "营业执照",
    "上年度12月社会保险缴费人数证明",
    "上年度审计报告",
    "上上年度审计报告",
    "知识产权证明",
)
NEXT = "保存并继续"
SUBMITTED = re.compile(r"/submissions/[0-9a-f-]{36}$")


def go_on(page: Page, button: str = NEXT) -> None:
    here = page.url
    page.get_by_role("button", name=button).click()
    page.wait_for_url(lambda address: address != here)


def fill_products(page: Page) -> None:
    cell(page, "products.0.name").fill("精密减速器")
    cell(page, "products.0.years").fill("8")
    cell(page, "products.0.category").fill("机械基础件")


def fill_capability(page: Page) -> None:
    for name, value in {"ip_class1": "3", "ip_own": "2", "ip_high_value": "1", "ip_class2": "6"}.items():
        cell(page, name).fill(value)
    page.locator("[name=honours][value=none]").check()


def check_result(page: Page) -> None:
    """The result of the best case, explained."""
    expect(page.locator(".result-score__total")).to_contain_text("100")
    line = page.locator("[data-line=rd_intensity]")
    expect(line).to_contain_text("20 / 20")
    expect(line.locator(".score__because")).to_contain_text("研发费用总额（2025年）")
    expect(line.locator(".score__because")).to_contain_text("5%")
    expect(line.locator(".score__clause")).to_contain_text("附件1 二（一）2")
    conclusion = page.locator(".conclusion").filter(has_text="符合创新型中小企业公告条件")
    expect(conclusion).to_have_attribute("data-holds", "true")


def test_form_is_filled_left_resumed_submitted_and_explained(
    visitor: Visitor, new_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    page = visitor.page
    visitor.context.clear_cookies()
    visitor.sign_in()
    draft = visitor.begin()
    page.get_by_role("link", name=re.compile("^继续填写")).click()
    page.wait_for_url("**/sections/*")
    visitor.open(draft, "main_products")
    ready(page)
    fill_products(page)
    saved(page)

    visitor.open(draft, "finance")
    ready(page)
    page.locator("#score-panel details").first.locator("summary").click()
    cell(page, "staff.2025").focus()
    paste(page, FIGURES)
    expect(page.locator("[data-field=rd_ratio] output").first).to_contain_text("5%")
    expect(page.locator("#score-panel details[open]")).to_have_count(1)  # what was opened stays open
    expect(page.locator("#score-panel .score__total")).to_contain_text("75")
    expect(page.locator("[data-section-link=finance] .section-state")).to_have_text("已完成")
    cell(page, "revenue.2024").press("End")
    cell(page, "revenue.2024").press_sequentially(
        "0", delay=30
    )  # 90,000: typed a moment before the browser is closed
    visitor.context.close()

    context = new_context()
    page = visitor.page = context.new_page()
    visitor.sign_in()
    page.get_by_role("link", name="继续填写").first.click()
    page.get_by_role("link", name="经济效益和经营情况").first.click()
    ready(page)
    assert cell(page, "staff.2025").input_value() == "120"
    cell(page, "revenue.2024").fill("9000")
    saved(page)
    go_on(page)

    ready(page)
    fill_capability(page)
    go_on(page)
    page.locator("[name=direct_conditions][value=none]").check()
    go_on(page)
    page.locator("[name=product_field][value=strategic]").check()
    page.locator("select[name='product_field.strategic.area']").select_option("equipment")
    page.get_by_label("所属领域说明").fill("减速器属于智能制造装备的关键基础零部件。")
    go_on(page)
    ready(page)
    path = tmp_path / "proof.pdf"
    path.write_bytes(files.PDF)
    for label in PROOFS:
        page.get_by_label(label, exact=False).and_(page.locator("input[type=file]")).first.set_input_files(
            path
        )
        expect(page.locator(".field").filter(has_text=label).locator(".files__file").first).to_be_visible()
    go_on(page)
    page.get_by_role("checkbox", name=re.compile("承诺")).check()
    go_on(page, "保存并检查")
    expect(page.get_by_text("可以提交", exact=True)).to_be_visible()
    page.get_by_role("button", name="提交", exact=True).dblclick()
    page.wait_for_url(SUBMITTED)
    check_result(page)
    page.get_by_role("link", name="返回我的申报").click()
    assert page.get_by_role("link", name=re.compile("^详情")).count() == 1


def test_form_is_filled_and_submitted_without_javascript(
    visitor: Visitor, new_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    visitor.page = page
    visitor.sign_in()
    draft = visitor.begin()
    visitor.open(draft, "main_products")
    fill_products(page)
    page.get_by_role("button", name="增加一行").click()
    assert cell(page, "products.0.name").input_value() == "精密减速器"
    cell(page, "products.1.name").fill("多余")
    page.get_by_role("button", name="删除第2行").click()
    go_on(page)
    for name, line in zip(YEARLY, FIGURES.splitlines(), strict=True):
        for year, value in zip((2025, 2024, 2023), line.split("\t"), strict=True):
            cell(page, f"{name}.{year}").fill(value)
    go_on(page)
    fill_capability(page)
    go_on(page)
    page.locator("[name=direct_conditions][value=none]").check()
    go_on(page)
    page.locator("[name=product_field][value=strategic]").check()
    page.get_by_role("button", name="暂存").last.click()
    page.locator("select[name='product_field.strategic.area']").select_option("equipment")
    page.get_by_label("所属领域说明").fill("减速器属于智能制造装备的关键基础零部件。")
    go_on(page)
    path = tmp_path / "proof.pdf"
    path.write_bytes(files.PDF)
    for label in PROOFS:
        page.get_by_label(label, exact=False).and_(page.locator("input[type=file]")).first.set_input_files(
            path
        )
    go_on(page)
    page.get_by_role("checkbox", name=re.compile("承诺")).check()
    go_on(page, "保存并检查")
    page.get_by_role("button", name="提交", exact=True).click()
    check_result(page)


def test_check_leads_to_what_is_missing(visitor: Visitor) -> None:
    page = visitor.page
    draft = visitor.draft("declare_innovative")
    page.goto(f"{draft}/check")
    page.get_by_role("link", name=re.compile("营业收入总额（2024年")).click()
    page.wait_for_url("**/sections/finance#*")
    ready(page)
    expect(cell(page, "revenue.2024")).to_be_in_viewport()
    assert page.get_by_role("button", name="提交", exact=True).count() == 0


# --- By keyboard alone -------------------------------------------------------------------------------------------------


def tab_to(page: Page, matches: str, most: int = 200) -> None:
    """Press Tab until the focused element matches."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", matches):
            return
    raise AssertionError(f"no way to {matches} by keyboard")


def test_section_is_filled_by_keyboard_alone(
    visitor: Visitor, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    visitor.page = page
    page.goto(f"{visitor.live.address}/sign-in")
    tab_to(page, "[name=login_name]")
    page.keyboard.type(visitor.login_name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{visitor.live.address}/")
    tab_to(page, "form[action*='innovative'] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/drafts/*")
    tab_to(page, "a[href$='/sections/finance']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sections/finance")
    ready(page)
    tab_to(page, "[name='staff.2025']")
    for line in FIGURES.splitlines():
        for number, value in enumerate(line.replace(",", "").split("\t")):
            page.keyboard.type(value)
            page.keyboard.press("ArrowRight" if number < 2 else "Enter")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowLeft")
    saved(page)
    assert answers(page)["liabilities"] == {"2025": "5500", "2024": "5000", "2023": "4800"}
    tab_to(page, "button.button[name=_next][value=next]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sections/capability")
    ready(page)
    tab_to(page, "[name=honours][value=none]")
    page.keyboard.press("Space")
    saved(page)
    assert answers(page)["honours"] == ["none"]


# --- For everybody -----------------------------------------------------------------------------------------------------


def test_pages_of_a_draft_are_accessible(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(visitor.live.address)
    check_page(page, "home")
    draft = visitor.begin()
    check_page(page, "draft")
    page.goto(f"{draft}/check")
    check_page(page, "check-missing")
    for section in (
        "basics",
        "main_products",
        "finance",
        "capability",
        "direct_route",
        "product_area",
        "truth",
        "documents",
    ):
        visitor.open(draft, section)
        ready(page)
        check_page(page, section)


def test_every_kind_of_field_is_accessible_in_use(visitor: Visitor) -> None:
    page = visitor.page
    draft = visitor.draft()
    visitor.open(draft, "single")
    ready(page)
    page.get_by_label("人数").fill("很多")
    page.get_by_label("企业简介").fill("长" * 40)
    page.get_by_label("注册资本").fill("5000")
    page.locator("[name=grade][value=b]").check()
    page.get_by_label("其他网络").check()
    page.get_by_label("成立日期").fill("2016-05-18")
    saved(page)
    expect(page.locator("[data-field=heads] .field__error")).to_be_visible()
    check_page(page, "kinds-errors")
    page.get_by_role("combobox", name="所属行业").focus()
    page.keyboard.type("机器人")
    expect(page.get_by_role("listbox", name="行业")).to_be_visible()
    page.keyboard.press("ArrowDown")
    check_page(page, "kinds-industries-found")
    page.keyboard.press("Escape")
    page.get_by_role("combobox", name="所属行业").fill("")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("tree", name="行业")).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(200)
    check_page(page, "kinds-industries-tree")


def test_tables_are_accessible_in_use(visitor: Visitor) -> None:
    page = visitor.page
    draft = visitor.draft()
    visitor.open(draft, "tables")
    ready(page)
    cell(page, "revenue.2025").fill("很多")
    cell(page, "products.0.name").focus()
    paste(page, "甲\t1,000\t自有\n乙\t错\t没有的\n")
    saved(page)
    page.get_by_role("button", name="删除第1行").first.click()
    cell(page, "profit.2025").fill("5000")
    check_page(page, "tables")


def test_states_of_saving_are_accessible(
    visitor: Visitor, new_context: Callable[..., BrowserContext]
) -> None:
    page = visitor.page
    draft = visitor.draft()
    visitor.open(draft, "single")
    ready(page)
    other = new_context().new_page()
    visitor.sign_in(other)
    visitor.open(draft, "single", other)
    ready(other)
    page.get_by_label("简称").fill("这里的")
    saved(page)
    other.get_by_label("简称").fill("那里的")
    expect(other.locator(".field__conflict")).to_be_visible()
    check_page(other, "state-conflict")
    visitor.context.set_offline(True)
    page.get_by_label("简称").fill("离线")
    expect(page.locator("#save-state")).to_have_attribute("data-state", "offline")
    check_page(page, "state-offline")
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    check_page(page, "state-signing-out")
    page.get_by_role("button", name="先不退出").click()
    visitor.context.set_offline(False)
    saved(page)
    visitor.context.clear_cookies()
    page.get_by_label("起始年份").fill("2016")
    expect(page.get_by_role("dialog", name="登录已过期")).to_be_visible()
    check_page(page, "state-signed-out")
    page.get_by_role("button", name="稍后再说").click()
    check_page(page, "state-expired")

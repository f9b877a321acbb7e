"""What makes single fields quicker: regions, industries, options, amounts in words, lengths, files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from engine.fields.reading import people_count
from tests.journeys.support import Visitor, answers, cell, ready, saved
from tests.web import files

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


@pytest.fixture
def draft(visitor: Visitor) -> str:
    return visitor.draft()


@pytest.fixture
def page(visitor: Visitor, draft: str) -> Page:
    page = visitor.open(draft, "single")
    ready(page)
    return page


# --- Regions ---------------------------------------------------------------------------------------------------------


def test_region_is_chosen_from_the_province_down(page: Page) -> None:
    group = page.get_by_role("group", name="所在地区")
    province, city, county = (group.locator("select").nth(place) for place in range(3))
    expect(city).to_be_hidden()
    province.select_option(label="福建省")
    city.select_option(label="厦门市")
    county.select_option(label="集美区")
    saved(page)
    assert answers(page)["place"] == "350211"
    city.select_option(label="福州市")
    assert county.input_value() == ""
    saved(page)
    assert answers(page)["place"] == "350100"
    province.select_option(value="")
    expect(city).to_be_hidden()
    saved(page)
    assert answers(page)["place"] == ""


def test_level_with_one_choice_is_chosen_by_itself(page: Page) -> None:
    group = page.get_by_role("group", name="所在地区")
    group.locator("select").nth(0).select_option(label="北京市")
    group.locator("select").nth(2).select_option(label="海淀区")
    saved(page)
    assert answers(page)["place"] == "110108"


def test_region_that_was_saved_can_be_changed_after_loading(page: Page) -> None:
    group = page.get_by_role("group", name="所在地区")
    for place, label in enumerate(("福建省", "厦门市", "集美区")):
        group.locator("select").nth(place).select_option(label=label)
    saved(page)
    page.reload()
    ready(page)
    assert [group.locator("select").nth(place).input_value() for place in range(3)] == [
        "350000",
        "350200",
        "350211",
    ]
    group.locator("select").nth(2).select_option(label="湖里区")
    saved(page)
    assert answers(page)["place"] == "350206"


# --- Industries ------------------------------------------------------------------------------------------------------


def industry(page: Page) -> Locator:
    return page.get_by_role("combobox", name="所属行业")


def active(page: Page) -> str:
    """The option the keyboard is at."""
    text: str = page.evaluate(
        "document.getElementById(document.activeElement.getAttribute('aria-activedescendant') ?? '')?.textContent ?? ''"
    )
    return text


def test_industry_is_found_by_part_of_its_name_with_the_keyboard(page: Page) -> None:
    industry(page).focus()
    page.keyboard.type("工业机器人")
    expect(page.get_by_role("listbox", name="行业")).to_be_visible()
    expect(industry(page)).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#announcements")).to_contain_text("找到")
    page.keyboard.press("ArrowDown")
    assert "3491 工业机器人制造" in active(page)
    assert "通用设备制造业" in active(page)
    page.keyboard.press("Enter")
    expect(industry(page)).to_have_value("3491 工业机器人制造")
    expect(industry(page)).to_have_attribute("aria-expanded", "false")
    expect(industry(page)).to_be_focused()
    saved(page)
    assert answers(page)["industry"] == "3491"
    page.reload()
    ready(page)
    expect(industry(page)).to_have_value("3491 工业机器人制造")


def test_industry_is_found_by_its_code_and_clicked(page: Page) -> None:
    industry(page).click()
    page.keyboard.type("651")
    page.get_by_role("option", name="6513").click()
    saved(page)
    assert answers(page)["industry"] == "6513"


def test_industry_is_browsed_from_the_top(page: Page) -> None:
    industry(page).focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("tree", name="行业")).to_be_visible()
    assert active(page) == "A 农、林、牧、渔业"
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(200)
        page.keyboard.press("ArrowRight")
    assert active(page) == "0111 稻谷种植"
    page.keyboard.press("ArrowLeft")
    assert active(page) == "011 谷物种植"
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("treeitem", name="011 谷物种植")).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(200)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    saved(page)
    assert answers(page)["industry"] == "0111"


def test_escape_closes_the_list_and_keeps_the_choice(page: Page) -> None:
    industry(page).click()
    expect(page.get_by_role("tree", name="行业")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("tree", name="行业")).to_be_hidden()
    expect(industry(page)).to_be_focused()


def test_exact_code_is_chosen_on_leaving(page: Page) -> None:
    industry(page).focus()
    page.keyboard.type("3491")
    page.keyboard.press("Tab")
    expect(industry(page)).to_have_value("3491 工业机器人制造")
    saved(page)
    assert answers(page)["industry"] == "3491"


def test_words_that_mean_no_industry_are_kept_and_told(page: Page) -> None:
    industry(page).focus()
    page.keyboard.type("养龙")
    expect(page.get_by_text("没有找到，换个说法试试")).to_be_visible()
    page.keyboard.press("Tab")
    saved(page)
    assert answers(page)["industry"] == "养龙"
    expect(page.locator("[data-field=industry] .field__error")).to_be_visible()
    expect(industry(page)).to_have_value("养龙")


def test_more_is_shown_below_what_was_found(page: Page) -> None:
    industry(page).focus()
    page.keyboard.type("349")
    page.get_by_role("option", name="349 其他通用设备制造业").click()
    page.get_by_role("option", name="3492").click()
    saved(page)
    assert answers(page)["industry"] == "3492"


# --- Options ---------------------------------------------------------------------------------------------------------


def test_exclusive_option_clears_the_others(page: Page) -> None:
    group = page.get_by_role("group", name="网络建设")
    group.get_by_label("工控网络").check()
    group.get_by_label("无线网络").check()
    group.get_by_label("无", exact=True).check()
    expect(group.get_by_label("工控网络")).not_to_be_checked()
    saved(page)
    assert answers(page)["network"] == ["none"]
    group.get_by_label("工控网络").check()
    expect(group.get_by_label("无", exact=True)).not_to_be_checked()
    saved(page)
    assert answers(page)["network"] == ["shop_floor"]


def test_option_shows_what_it_asks_at_once(page: Page) -> None:
    page.route("**/answers", lambda route: route.abort())  # without waiting for the server
    asked = page.get_by_label("网络名称")
    expect(asked).to_be_hidden()
    page.get_by_label("其他网络").check()
    expect(asked).to_be_visible(timeout=500)
    page.get_by_label("其他网络").uncheck()
    expect(asked).to_be_hidden(timeout=500)


def test_what_an_option_asks_is_saved_with_it(page: Page) -> None:
    page.get_by_label("其他网络").check()
    page.get_by_label("网络名称").press_sequentially("专网")
    saved(page)
    found = answers(page)
    assert (found["network"], found["network.other.name"]) == (["other"], "专网")
    page.reload()
    expect(page.get_by_label("网络名称")).to_have_value("专网")


# --- Amounts and lengths -----------------------------------------------------------------------------------------------


AMOUNTS = (
    ("amount", "5000", "5,000 万元 = 0.5 亿元"),
    ("amount", "12,500.5", "12,500.5 万元 = 1.25005 亿元"),
    ("amount", "５００", "500 万元 = 5,000,000 元"),
    ("amount", "-0.5", "-0.5 万元 = -5,000 元"),
    ("cash", "50000000", "50,000,000 元 = 0.5 亿元"),
    ("cash", "1234567", "1,234,567 元 = 123.4567 万元"),
    ("cash", "500", "500 元"),
    ("cash", "很多", ""),
)


def test_amount_is_told_in_words(page: Page) -> None:
    for name, typed, words in AMOUNTS:
        cell(page, name).fill(typed)
        line = page.locator(f"[data-field={name}] .money-words")
        expect(line).to_have_text(words)
        assert line.get_attribute("aria-live") == "polite"


def test_amount_in_a_grid_is_told_below_it_with_its_year(visitor: Visitor, draft: str, page: Page) -> None:
    visitor.open(draft, "tables", page)
    ready(page)
    cell(page, "revenue.2024").fill("5000")
    line = page.locator(".grid--yearly").locator("xpath=../following-sibling::*[1]")
    expect(line).to_have_text("营业收入 2024年（上上年度）：5,000 万元 = 0.5 亿元")


def test_length_is_counted_as_the_server_counts(page: Page) -> None:
    for text in ("一二三", "👨‍👩‍👧 e\u0301 🇨🇳", "a" * 31, "  两端  "):
        page.get_by_label("企业简介").fill(text)
        count = people_count(text.strip())
        over = f"，超出 {count - 30} 字" if count > 30 else ""
        expect(page.locator("[data-field=story] .field__count")).to_have_text(f"{count} / 30 字{over}")


# --- Files -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def documents(visitor: Visitor, draft: str) -> Page:
    page = visitor.open(draft, "documents")
    ready(page)
    return page


def test_file_is_sent_when_chosen_and_taken_back(documents: Page, tmp_path: Path) -> None:
    page = documents
    path = tmp_path / "营业执照.pdf"
    path.write_bytes(files.PDF)
    page.get_by_label("营业执照").set_input_files(path)
    expect(page.get_by_role("listitem").filter(has_text="营业执照.pdf")).to_be_visible()
    expect(page.locator("#announcements")).to_contain_text("已上传")
    assert [each["name"] for each in answers(page)["licence"]] == ["营业执照.pdf"]
    page.get_by_role("button", name="保存并检查").click()
    page.wait_for_url("**/check")
    page.go_back()
    ready(page)
    page.get_by_role("button", name="删除文件 营业执照.pdf").click()
    expect(page.get_by_text("营业执照.pdf")).to_have_count(0)
    assert not answers(page).get("licence")


REFUSED = (
    ("empty.pdf", b"", "空文件"),
    ("large.pdf", files.PDF + b" " * 2 * 1024 * 1024, "不能超过 2 MB"),
    ("program.exe", b"MZ", "不是可以上传的类型"),
    ("renamed.pdf", b"MZ and so on, no document at all", ""),  # which the server finds out
)


def test_file_that_cannot_be_taken_is_told(documents: Page, tmp_path: Path) -> None:
    for name, content, words in REFUSED:
        path = tmp_path / name
        path.write_bytes(content)
        documents.get_by_label("营业执照").set_input_files(path)
        error = documents.locator("[data-field=licence] .field__error")
        expect(error).to_contain_text(name)
        expect(error).to_contain_text(words)
    assert not answers(documents).get("licence")


def test_progress_is_shown_while_a_file_is_sent(documents: Page, tmp_path: Path) -> None:
    path = tmp_path / "licence.pdf"
    path.write_bytes(files.PDF)
    waiting: list[object] = []
    documents.route("**/documents/licence", lambda route: waiting.append(route))
    documents.get_by_label("营业执照").set_input_files(path)
    expect(documents.get_by_role("progressbar", name="正在上传 licence.pdf")).to_be_visible()
    waiting[0].abort()  # type: ignore[attr-defined]
    expect(documents.locator("[data-field=licence] .field__error")).to_contain_text("没有传完")
    expect(documents.get_by_role("progressbar")).to_have_count(0)

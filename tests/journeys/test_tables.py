"""Yearly columns and tables: pasting from a spreadsheet, keys between cells, rows added, removed and brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys.support import Visitor, answers, cell, paste, ready, saved

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def page(visitor: Visitor) -> Page:
    draft = visitor.draft()
    page = visitor.open(draft, "tables")
    ready(page)
    return page


def focused(page: Page) -> str:
    name: str = page.evaluate("document.activeElement.name ?? document.activeElement.textContent")
    return name


def shown(page: Page, *names: str) -> list[str]:
    return [cell(page, each).input_value() for each in names]


# --- Pasting ---------------------------------------------------------------------------------------------------------


def test_block_from_a_spreadsheet_goes_over_the_years(page: Page) -> None:
    cell(page, "revenue.2025").focus()
    paste(page, "5,000.50\t4,000\t3,500\r\n(120)\t¥80\t-\r\n12\t11\r\n")
    assert shown(page, "revenue.2025", "revenue.2024", "revenue.2023") == ["5000.50", "4000", "3500"]
    assert shown(page, "profit.2025", "profit.2024", "profit.2023") == ["-120", "80", ""]
    assert shown(page, "staff.2025", "staff.2024") == [
        "12",
        "11",
    ]  # the reckoned row between them takes nothing
    saved(page)
    found = answers(page)
    assert found["revenue"] == {"2025": "5000.50", "2024": "4000", "2023": "3500"}
    assert found["profit"] == {"2025": "-120", "2024": "80"}
    expect(page.locator("tr[data-field=margin] output").nth(1)).to_contain_text("2")


def test_block_begins_where_the_focus_is(page: Page) -> None:
    cell(page, "revenue.2024").focus()
    paste(page, "1\t2\n3\t4\n")
    assert shown(page, "revenue.2025", "revenue.2024", "revenue.2023") == ["", "1", "2"]
    assert shown(page, "profit.2025", "profit.2024", "profit.2023") == ["", "3", "4"]


def test_what_does_not_fit_is_told(page: Page) -> None:
    cell(page, "revenue.2023").focus()
    paste(page, "1\t2\n3\t4\n")
    expect(page.locator("#paste-notice")).to_contain_text("多出的 1 列放不下")


def test_column_of_figures_with_separators_is_no_table(page: Page) -> None:
    cell(page, "revenue.2025").focus()
    paste(page, "1,234\n5,678\n")
    assert shown(page, "revenue.2025", "profit.2025", "revenue.2024") == ["1234", "5678", ""]


def test_text_with_commas_is_parted(page: Page) -> None:
    cell(page, "revenue.2025").focus()
    paste(page, '"1,234",5\n6,"7,890"\n')
    assert shown(page, "revenue.2025", "revenue.2024", "profit.2025", "profit.2024") == [
        "1234",
        "5",
        "6",
        "7890",
    ]


def test_single_figure_goes_where_the_caret_is(page: Page) -> None:
    cell(page, "revenue.2025").fill("9")
    page.keyboard.press("End")
    paste(page, "1,000")
    assert shown(page, "revenue.2025") == ["91000"]


def test_copied_cell_takes_the_place_of_what_the_cell_held(page: Page) -> None:
    cell(page, "revenue.2025").fill("9")
    page.keyboard.press("End")
    paste(page, "1,000\r\n")
    assert shown(page, "revenue.2025") == ["1000"]


def test_single_words_are_pasted_as_the_browser_does(page: Page) -> None:
    cell(page, "products.0.name").focus()
    paste(page, "甲，乙")
    assert shown(page, "products.0.name") == ["甲，乙"]


def test_pasting_adds_the_rows_it_needs(page: Page) -> None:
    cell(page, "products.0.name").focus()
    paste(page, '甲\t1,000\t自有\r\n"乙\n二"\t2,000\tother\r\n丙\t3,000\t没有的\r\n')
    assert shown(page, "products.0.name", "products.1.name", "products.2.name") == ["甲", "乙 二", "丙"]
    assert shown(page, "products.0.kind", "products.1.kind", "products.2.kind") == ["own", "other", ""]
    expect(page.locator("#paste-notice")).to_contain_text("有 1 格不是可选的内容")
    saved(page)
    assert answers(page)["products"] == [
        {"name": "甲", "sales": "1000", "kind": "own"},
        {"name": "乙 二", "sales": "2000", "kind": "other"},
        {"name": "丙", "sales": "3000"},
    ]
    expect(page.locator("[data-field=products] [data-total=sales]")).to_contain_text("6,000")


def test_pasting_stops_at_the_most_rows(page: Page) -> None:
    cell(page, "products.0.name").focus()
    paste(page, "".join(f"产品{number}\t1\n" for number in range(9)))
    assert page.locator("[data-field=products] tbody tr").count() == 6
    expect(page.locator("#paste-notice")).to_contain_text("多出的 3 行放不下")
    expect(page.locator("[data-field=products] button[name=_add]")).to_be_hidden()


def test_dates_are_understood_as_spreadsheets_write_them(page: Page) -> None:
    cell(page, "products.0.begun").focus()
    paste(page, "2020/1/5\n2021年3月4日\n2022-12-31\n")
    assert shown(page, "products.0.begun", "products.1.begun", "products.2.begun") == [
        "2020-01-05",
        "2021-03-04",
        "2022-12-31",
    ]


# --- Keys ------------------------------------------------------------------------------------------------------------


def test_keys_lead_between_the_cells(page: Page) -> None:
    cell(page, "revenue.2025").focus()
    for key, name in [
        ("ArrowRight", "revenue.2024"),
        ("ArrowDown", "profit.2024"),
        ("Enter", "staff.2024"),
        ("Shift+Enter", "profit.2024"),
        ("ArrowLeft", "profit.2025"),
        ("ArrowUp", "revenue.2025"),
        ("ArrowUp", "revenue.2025"),
        ("Tab", "revenue.2024"),
    ]:
        page.keyboard.press(key)
        assert focused(page) == name, key


def test_arrows_move_the_caret_in_an_edited_cell_until_its_edge(page: Page) -> None:
    cell(page, "revenue.2025").focus()
    page.keyboard.type("12")
    page.keyboard.press("ArrowLeft")
    assert focused(page) == "revenue.2025"
    page.keyboard.press("ArrowRight")
    assert focused(page) == "revenue.2025"
    page.keyboard.press("ArrowRight")
    assert focused(page) == "revenue.2024"


def test_arriving_by_key_selects_so_that_typing_replaces(page: Page) -> None:
    cell(page, "revenue.2024").fill("99")
    cell(page, "revenue.2025").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.type("7")
    assert shown(page, "revenue.2024") == ["7"]


def test_keys_leave_choices_and_long_texts_alone(page: Page) -> None:
    cell(page, "products.0.kind").focus()
    page.keyboard.press("ArrowDown")
    assert focused(page) == "products.0.kind"
    cell(page, "sites.0.words").focus()
    page.keyboard.type("一")
    page.keyboard.press("Enter")
    page.keyboard.type("二")
    page.keyboard.press("ArrowUp")
    assert focused(page) == "sites.0.words"
    assert cell(page, "sites.0.words").input_value() == "一\n二"


# --- Rows ------------------------------------------------------------------------------------------------------------


def fill_products(page: Page) -> None:
    cell(page, "products.0.name").focus()
    paste(page, "甲\t1\n乙\t2\n丙\t3\n")
    page.locator("[name='products.1.marks'][value=iso]").check()
    saved(page)


def names_of(page: Page) -> list[str]:
    names: list[str] = page.eval_on_selector_all(
        "[data-field=products] tbody tr",
        "(rows) => rows.map((row) => `${row.querySelector('th').textContent.trim()} "
        "${row.querySelector('[name$=\".name\"]').name} ${row.querySelector('[name$=\".name\"]').value}`)",
    )
    return names


def dangling(page: Page) -> list[str]:
    """Ids that stand twice, and references that lead nowhere."""
    found: list[str] = page.evaluate(
        """() => {
            const ids = [...document.querySelectorAll("[id]")].map((each) => each.id);
            const twice = ids.filter((each, index) => ids.indexOf(each) !== index);
            const named = [...document.querySelectorAll("#section-form [aria-labelledby], #section-form [for]")]
                .flatMap((each) => (each.getAttribute("aria-labelledby") ?? each.getAttribute("for")).split(" "));
            return [...twice, ...named.filter((each) => !document.getElementById(each))];
        }"""
    )
    return found


def test_row_is_added_without_loading_the_page(page: Page) -> None:
    page.evaluate("window.here = true")
    page.locator("[data-field=products] button[name=_add]").click()
    assert focused(page) == "products.1.name"
    assert names_of(page) == ["第1行 products.0.name ", "第2行 products.1.name "]
    assert dangling(page) == []
    page.keyboard.type("乙")
    saved(page)
    assert page.evaluate("window.here")
    assert answers(page)["products"] == [{}, {"name": "乙"}]


def test_row_is_removed_and_the_others_are_numbered_anew(page: Page) -> None:
    fill_products(page)
    page.get_by_role("button", name="删除第1行").first.click()
    assert names_of(page) == ["第1行 products.0.name 乙", "第2行 products.1.name 丙"]
    expect(page.locator("[name='products.0.marks'][value=iso]")).to_be_checked()
    assert dangling(page) == []
    expect(page.locator("#announcements")).to_contain_text("已删除第1行")
    saved(page)
    assert [each["name"] for each in answers(page)["products"]] == ["乙", "丙"]
    expect(page.locator("[data-field=products] [data-total=sales]")).to_contain_text("5")


def test_removed_row_is_brought_back(page: Page) -> None:
    fill_products(page)
    page.get_by_role("button", name="删除第2行").first.click()
    expect(page.get_by_role("button", name="撤销")).to_be_focused()
    saved(page)
    page.keyboard.press("Enter")
    assert names_of(page) == [
        "第1行 products.0.name 甲",
        "第2行 products.1.name 乙",
        "第3行 products.2.name 丙",
    ]
    expect(page.locator("[name='products.1.marks'][value=iso]")).to_be_checked()
    assert dangling(page) == []
    saved(page)
    assert answers(page)["products"][1] == {"name": "乙", "sales": "2", "marks": ["iso"]}


def test_last_row_is_emptied_and_brought_back(page: Page) -> None:
    cell(page, "products.0.name").fill("甲")
    saved(page)
    page.get_by_role("button", name="删除第1行").first.click()
    assert shown(page, "products.0.name") == [""]
    saved(page)
    assert answers(page).get("products") in (None, [])
    page.get_by_role("button", name="撤销").click()
    saved(page)
    assert answers(page)["products"] == [{"name": "甲"}]


def test_rows_added_here_are_those_the_server_shows(page: Page) -> None:
    fill_products(page)
    before = page.locator("[data-field=products] tbody").inner_text()
    page.reload()
    ready(page)
    assert page.locator("[data-field=products] tbody").inner_text() == before


def test_message_of_a_cell_comes_and_goes(page: Page) -> None:
    cell(page, "products.0.name").fill("甲")
    sales = cell(page, "products.0.sales")
    sales.fill("很多")
    expect(sales).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[data-field=products] > .field__error")).to_contain_text("销售额")
    expect(sales).to_be_focused()
    sales.fill("5")
    expect(page.locator("[data-field=products] > .field__error")).to_have_count(0)
    expect(sales).not_to_have_attribute("aria-invalid", "true")

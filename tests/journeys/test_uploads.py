"""A file on its way: nobody leaves it behind without being told, and a page that stood open for long still sends it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys.support import Visitor, answers, ready
from tests.web import files

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route


@pytest.fixture
def documents(visitor: Visitor) -> Page:
    page = visitor.open(visitor.draft(), "documents")
    ready(page)
    return page


@pytest.fixture
def licence(tmp_path: Path) -> Path:
    path = tmp_path / "licence.pdf"
    path.write_bytes(files.PDF)
    return path


def test_page_is_not_left_while_a_file_is_on_its_way(documents: Page, licence: Path) -> None:
    waiting: list[Route] = []
    documents.route("**/documents/licence", lambda route: waiting.append(route))
    documents.get_by_label("营业执照").set_input_files(licence)
    expect(documents.get_by_role("progressbar")).to_be_visible()
    documents.get_by_role("button", name="保存并检查").click()
    expect(documents.locator("#form-notice")).to_contain_text("正在上传")
    expect(documents.get_by_role("progressbar")).to_be_visible()
    waiting[0].continue_()
    expect(documents.get_by_role("listitem").filter(has_text="licence.pdf")).to_be_visible()
    documents.get_by_role("button", name="保存并检查").click()
    documents.wait_for_url("**/check")


def test_file_of_a_page_with_an_old_token_is_sent_and_taken_back(documents: Page, licence: Path) -> None:
    def grow_old() -> None:
        documents.evaluate("document.querySelector('meta[name=csrf-token]').content = 'old'")

    grow_old()
    documents.get_by_label("营业执照").set_input_files(licence)
    expect(documents.get_by_role("listitem").filter(has_text="licence.pdf")).to_be_visible()
    grow_old()
    documents.get_by_role("button", name="删除文件 licence.pdf").click()
    expect(documents.get_by_role("listitem").filter(has_text="licence.pdf")).to_have_count(0)
    assert not answers(documents).get("licence")

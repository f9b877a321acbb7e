"""Fill each form with its case and keep a picture of it: `python -m tests.journeys.screenshots` writes docs/images."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from tests.conftest import CHROMIUM_ARGUMENTS, chromium_path
from tests.journeys.conftest import make_enterprise, run_live
from tests.journeys.sheets import SHEETS, Sheet
from tests.journeys.support import Live, Visitor
from tests.journeys.test_every_form import begin, form_of
from tests.journeys.typist import Typist
from tests.web import files
from tests.web.support import PASSWORD
from web.config import PROJECT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = PROJECT / "docs" / "images" / "forms"
SHOWN = {
    "enterprise": "business",
    "digital_manufacturing": 1,
    "digital_services": 2,
    "digital_other": 3,
    "major_change": 1,
}
"""The section to show of a form: its id, or its place; the one with the yearly figures where none is named."""
FRONT = ("innovative", PROJECT / "docs" / "images" / "filling.png", 1360)
"""The form on the README's picture, its file and its width; it shows more of the page than the others."""
NARROW = {"innovative", "digital_manufacturing"}
HIGHEST = {1440: 690, 360: 1200, 1360: 1180}
"""How much of the page is shown: enough to see what it is like, in a file that stays small."""


def take_all() -> None:
    logging.disable(logging.CRITICAL)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        run_live(Path(folder)) as live,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        proof = Path(folder) / "佐证材料.pdf"
        proof.write_bytes(files.PDF)
        for sheet in SHEETS:
            take(sheet, live, browser, proof)
        browser.close()


def take(sheet: Sheet, live: Live, browser: Browser, proof: Path) -> None:
    case = sheet.read(live.platform)
    live.time.moment = sheet.moment(case)
    enterprise_id, account_id, login_name = make_enterprise(live.platform)
    context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    visitor = Visitor(live, login_name, PASSWORD, enterprise_id, account_id, context, context.new_page())
    visitor.know(case.facts)
    visitor.enter()
    draft = begin(visitor, sheet.procedure)
    form = form_of(visitor, draft)
    sections = [each.id for each in form.sections if each.filled_by == "enterprise"]
    yearly = [
        id_
        for id_ in sections
        if sum(each.section == id_ and each.type.kind == "yearly" for each in form.fields.values()) > 2
    ]
    shown = SHOWN.get(sheet.name, yearly[0] if yearly else 1)
    section = sections[shown] if isinstance(shown, int) else shown
    typist = Typist(visitor.page, case.answers, form.fields, proof)
    before = sections[: sections.index(section)]
    for each in (*before, section):  # what stands before may decide what is asked here
        visitor.open(draft, each)
        if visitor.page.locator("#section-form").count():
            typist.fill_section()
    picture(visitor.page, FOLDER / f"{sheet.name}.png", 1440)
    if sheet.name in NARROW:
        picture(visitor.page, FOLDER / f"{sheet.name}-360.png", 360)
    if sheet.name == FRONT[0]:
        picture(visitor.page, *FRONT[1:])
    context.close()


def picture(page: Page, path: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(page.url)
    page.locator("[data-ready=yes]").first.wait_for(state="attached")
    page.evaluate("window.scrollTo(0, 0)")
    height = min(page.evaluate("document.documentElement.scrollHeight"), HIGHEST[width])
    page.screenshot(path=path, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})


if __name__ == "__main__":
    take_all()

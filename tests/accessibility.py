"""What axe, the browser and a finger find wrong with a page, as it stands in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from axe_playwright_python.base import AXE_FILE_PATH

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDTHS = (360, 1440)
GRAVE = ("serious", "critical", "moderate")

_AXE = AXE_FILE_PATH.read_text(encoding="utf-8")
_RUN = """async (rules) => {
  for (const each of document.getAnimations()) {
    if (each.effect?.getComputedTiming().endTime !== Infinity) each.finish();
  }
  const { violations } = await axe.run(document, { resultTypes: ["violations"], rules });
  return violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map((node) => node.html.slice(0, 160)) }));
}"""
_IS_WIDE = "document.documentElement.scrollWidth > innerWidth"
_SMALL_TARGETS = """() => [...document.querySelectorAll(
    "button, .button, .menu__link, .masthead__link, .option > label, select, " +
    "input:not([type=hidden], [type=checkbox], [type=radio])")]
  .filter((element) => element.checkVisibility() && !element.classList.contains("visually-hidden")
    && element.getAttribute("aria-hidden") !== "true" && element.getBoundingClientRect().height < 44)
  .map((element) => element.outerHTML.slice(0, 120))"""


def violations(page: Page, *, colours: bool = True) -> list[dict[str, Any]]:
    """What axe finds once all movement has ended; it is put into a document once, however often it is asked there."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_AXE)
    found: list[dict[str, Any]] = page.evaluate(
        _RUN, {} if colours else {"color-contrast": {"enabled": False}}
    )
    return found


def misfits(page: Page) -> list[str]:
    """What does not fit the width of the window or a finger: the page itself, targets lower than 44 px."""
    wide = ["scrolls sideways"] if page.evaluate(_IS_WIDE) else []
    return wide + page.evaluate(_SMALL_TARGETS)


def resize(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})


def troubles(page: Page) -> list[object]:
    """Everything at both widths. Colours, by far the longest to reckon, are the same at each and looked at once."""
    found: list[object] = []
    for width in WIDTHS:
        resize(page, width)
        found += [(width, each) for each in misfits(page)]
        for each in violations(page, colours=width == WIDTHS[-1]):
            if each["impact"] in GRAVE:
                found.append((width, each["id"], each["nodes"]))
    return found

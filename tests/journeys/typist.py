"""Answers, as a case states them, typed into the pages of a draft by the kind of each input."""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from engine.fields.base import FieldType
from engine.fields.fixed_table import FixedTable
from engine.fields.table import Table
from engine.form import Field
from tests.journeys.support import ready, saved

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

# Every input people can use now, in the order of the page. Radio buttons and boxes are listed once by their name.
INPUTS = """() => {
  const form = document.getElementById("section-form") ?? document.getElementById("trial-form");
  const seen = new Set();
  return [...form.querySelectorAll("input, select, textarea")].flatMap((each) => {
    const hidden = each.closest(".combobox")?.querySelector("input[type=hidden][name]");
    const name = each.name || each.dataset.name || hidden?.name;
    if (each.type === "hidden" || !name || !each.checkVisibility() || each.disabled || each.readOnly) return [];
    if (each.closest(".combobox__found")) return [];
    const cascade = each.closest(".cascade");
    const kind = each.type === "file" ? "file" : cascade ? "cascade" : hidden || each.closest(".combobox") ? "combobox"
      : each.tagName === "SELECT" ? "select" : each.type;
    if (seen.has(name)) return [];
    seen.add(name);
    const same = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
    const options = kind === "select" ? [...each.options].map((option) => option.value)
      : ["radio", "checkbox"].includes(kind) ? same.filter((one) => one.type === kind).map((one) => one.value) : [];
    const holder = each.closest("[data-field]");
    const filled = kind === "file" ? holder.querySelectorAll(".files__file").length > 0
      : ["radio", "checkbox"].includes(kind) ? same.some((one) => one.checked)
      : kind === "combobox" ? (hidden ?? each).value !== "" : each.value !== "";
    return [{ name, kind, options, filled, exclusive: same.find((one) => "exclusive" in one.dataset)?.value ?? "",
      label: (holder.querySelector(".field__label")?.textContent ?? "").trim() }];
  });
}"""
ROWS = """(field) => document.querySelectorAll(
    `[data-field="${CSS.escape(field)}"] table.grid > tbody > tr[data-row]`).length"""


@dataclass(frozen=True)
class Input:
    """An input as the page shows it; `options` are the values to choose from."""

    name: str
    kind: str
    options: tuple[str, ...]
    filled: bool
    exclusive: str
    label: str

    def locate(self, page: Page) -> Locator:
        if self.kind == "combobox":
            holder = page.locator(".combobox").filter(has=page.locator(f'[name="{self.name}"]'))
            return holder.locator("input:not([type=hidden]):not([type=radio])")
        if self.kind == "file":
            return page.locator(
                f'input[type=file][name="{self.name}"], input[type=file][data-name="{self.name}"]'
            )
        return page.locator(f'[name="{self.name}"]:not([type=hidden])')


def inputs(page: Page) -> list[Input]:
    page.locator("#section-form, #trial-form").wait_for(state="attached")
    return [Input(**{**each, "options": tuple(each["options"])}) for each in page.evaluate(INPUTS)]


def field_of(name: str, fields: Collection[str]) -> str:
    """The id of the field an input belongs to."""
    while name and name not in fields:
        name = name.rpartition(".")[0]
    return name


def places(name: str, own: str, kind: FieldType) -> tuple[str | int, ...]:
    """Where in its field an input stands: a year; a row and a column; the place in a cell that holds several."""
    parts: list[str | int] = [each for each in name[len(own) :].split(".") if each]
    if isinstance(kind, Table):
        parts[0] = int(parts[0])
    if isinstance(kind, Table | FixedTable) and len(parts) == 3:
        parts[2] = int(parts[2]) - 1  # people count from 1
    return tuple(parts)


def answer_to(name: str, answers: Mapping[str, Any], fields: Mapping[str, Field]) -> Any:
    """What goes into the input of this name; None where the answers say nothing of it."""
    own = field_of(name, fields)
    found = answers.get(own)
    for part in places(name, own, fields[own].type):
        if isinstance(part, int):
            several = found if isinstance(found, list) else [found]
            found = several[part] if part < len(several) else None
        else:
            found = found.get(part) if isinstance(found, Mapping) else None
    return found


def laid(before: Any, where: tuple[str | int, ...], value: Any) -> Any:
    """An answer with a value put where an input stands."""
    if not where:
        return value
    at, *rest = where
    if isinstance(at, str):
        known = before if isinstance(before, Mapping) else {}
        return {**known, at: laid(known.get(at), tuple(rest), value)}
    several = before if isinstance(before, list) else [] if before is None else [before]
    longer = [*several, *[None] * (at + 1 - len(several))]
    return [*longer[:at], laid(longer[at], tuple(rest), value), *longer[at + 1 :]]


def as_typed(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


@dataclass
class Typist:
    """Somebody who fills a draft with known answers. What they say nothing of is made up, so that nothing stays empty."""

    page: Page
    answers: Mapping[str, Any]
    fields: Mapping[str, Field]
    proof: Path
    scripted: bool = True
    made_up: dict[str, Any] = field(default_factory=dict)

    @property
    def all_answers(self) -> dict[str, Any]:
        """The answers with what was made up."""
        whole = copy.deepcopy(dict(self.answers))
        for name, value in self.made_up.items():
            own = field_of(name, self.fields)
            whole[own] = laid(whole.get(own), places(name, own, self.fields[own].type), value)
        return whole

    def fill_section(self) -> None:
        """Fill everything the section shows, and what comes to light on the way."""
        if self.scripted:
            self.wait()
        done: set[str] = set()
        while fresh := [each for each in inputs(self.page) if each.name not in done]:
            for each in fresh:
                done.add(each.name)
                self.fill(each)
            self.grow()
            self.save()
        empty = [each for each in inputs(self.page) if not each.filled]
        assert empty == [], f"left empty: {empty}"

    def wait(self) -> None:
        ready(self.page)

    def save(self) -> None:
        """Leave the last input, upon which the page saves at once; or press the button."""
        if self.scripted:
            self.page.evaluate("document.activeElement?.blur()")
            saved(self.page)
        else:
            with self.page.expect_navigation():
                self.page.get_by_role("button", name="暂存").last.click()

    def add(self, button: Locator) -> None:
        if self.scripted:
            button.click()
            return
        with self.page.expect_navigation():
            button.click()

    def press(self, place: Locator) -> None:
        """Press a button, or follow a link."""
        place.click()

    def grow(self) -> None:
        """Add the rows that tables still want."""
        for name, rows in self.answers.items():
            if not (isinstance(rows, list) and rows and isinstance(rows[0], Mapping)):
                continue
            add = self.page.locator(f'button[name=_add][value="{name}"]')
            while add.is_visible() and self.page.evaluate(ROWS, name) < len(rows):
                self.add(add)

    def fill(self, what: Input) -> None:
        value = answer_to(what.name, self.answers, self.fields)
        if value is None and what.kind != "file":
            if what.filled:
                return
            value = self.make_up(what)
        ways: Mapping[str, Callable[[Input, Any], None]] = {
            "file": self.hand_in,
            "radio": self.choose,
            "checkbox": self.tick,
            "select": self.select,
            "cascade": self.cascade,
            "combobox": self.search,
        }
        ways.get(what.kind, self.type)(what, value)

    def make_up(self, what: Input) -> Any:
        self.made_up[what.name] = made = self.something(what)
        return made

    def something(self, what: Input) -> Any:
        if what.kind == "checkbox":
            return [what.exclusive or what.options[-1]]
        if what.kind in {"radio", "select"}:
            options = [each for each in what.options if each]
            return next((each for each in ("no", "none") if each in options), options[-1])
        numeric = what.locate(self.page).get_attribute("inputmode") in {"numeric", "decimal"}
        if what.kind == "date":
            return "2026-01-05"
        return "0" if numeric else "无"

    def type(self, what: Input, value: Any) -> None:
        what.locate(self.page).fill(as_typed(value))

    def choose(self, what: Input, value: Any) -> None:
        self.page.locator(f'[name="{what.name}"][value="{as_typed(value)}"]').check()

    def tick(self, what: Input, value: Any) -> None:
        several = value if isinstance(value, list) else [as_typed(value)]
        for each in several:
            self.page.locator(f'[name="{what.name}"][value="{each}"]').check()

    def select(self, what: Input, value: Any) -> None:
        what.locate(self.page).select_option(as_typed(value))

    def cascade(self, what: Input, value: Any) -> None:
        """A region, from the province down."""
        code = as_typed(value)
        for level, select in enumerate(what.locate(self.page).all(), 1):
            part = code[: 2 * level].ljust(6, "0")
            if level > 1 and part == code[: 2 * (level - 1)].ljust(6, "0"):
                return
            if not self.scripted and select.locator(f'option[value="{part}"]').count() == 0:
                self.page.locator(f'button[name=_show][value="{what.name}"]').click()
                select = what.locate(self.page).nth(level - 1)
            expect(select.locator(f'option[value="{part}"]')).to_have_count(1)
            select.select_option(part)

    def search(self, what: Input, value: Any) -> None:
        """An industry, by its code."""
        box = what.locate(self.page)
        box.fill(as_typed(value))
        if self.scripted:
            option = self.page.locator(f'.combobox__option[data-code="{value}"]')
            option.wait_for(state="visible")
            option.click()

    def hand_in(self, what: Input, value: Any) -> None:
        if what.filled:
            return
        what.locate(self.page).set_input_files(self.proof)
        if self.scripted:
            holder = self.page.locator(f'[data-field="{what.name}"]')
            expect(holder.locator(".files__file").first).to_be_visible()


class KeyboardTypist(Typist):
    """The same with the keyboard alone: Tab to each input, type, arrows and Space to choose."""

    def press(self, place: Locator) -> None:
        self.reach(place)
        self.page.keyboard.press("Enter")

    def reach(self, place: Locator) -> None:
        for _ in range(400):
            if place.evaluate("(element) => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way to {place} by keyboard")

    def type(self, what: Input, value: Any) -> None:
        self.reach(what.locate(self.page))
        self.page.keyboard.type(as_typed(value).replace("-", "") if what.kind == "date" else as_typed(value))

    def choose(self, what: Input, value: Any) -> None:
        options = self.page.locator(f'[name="{what.name}"][type=radio]')
        wanted = what.options.index(as_typed(value))
        self.reach(options.first)
        self.page.keyboard.press("Space")
        for _ in range(wanted):
            self.page.keyboard.press("ArrowDown")

    def tick(self, what: Input, value: Any) -> None:
        for each in value if isinstance(value, list) else [as_typed(value)]:
            self.reach(self.page.locator(f'[name="{what.name}"][value="{each}"]'))
            self.page.keyboard.press("Space")

    def select(self, what: Input, value: Any) -> None:
        self.reach(what.locate(self.page))
        for _ in range(what.options.index(as_typed(value))):
            self.page.keyboard.press("ArrowDown")

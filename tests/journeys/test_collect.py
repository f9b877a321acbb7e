"""What a browser collects of a field is what the server collects of the same page when it is posted.

The page holds every kind of field; the browser first says what its module makes of it, then posts it as it would without
any module, and the server says what it makes of that.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask, Response, jsonify, request
from werkzeug.serving import make_server

from engine.binding import bind
from engine.compiler import compile_form
from engine.fields.base import ABSENT, Posted
from engine.folder import read_folder
from engine.form import Form
from engine.library import build_library
from engine.presentation import present
from engine.rendering import render_field, render_yearly_group
from engine.validation import validate
from tests.web.support import POLLED_EVERY
from web.assets import FOLDER
from web.config import PROJECT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FORMS = Path(__file__).parent / "forms"
PAGE = """<!doctype html><meta charset="utf-8"><title>Fields</title>
<form id="section-form" method="post" action="/collect">{fields}</form>"""

COLLECT = """async () => {
  const { collect } = await import("/static/js/collect.js");
  const fields = [...document.querySelectorAll("[data-field]")].map((each) => [each.dataset.field, collect(each)]);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}"""
COLLECT_AS_LOADED = COLLECT.replace("collect(each)", "collect(each, { initial: true })")

ORDINARY: dict[str, Any] = {
    "word": "示例",
    "story": "第一行\n第二行",
    "heads": "12",
    "share": "5%",
    "weight": "0.5",
    "amount": "１，２３４",
    "cash": 5000000,
    "day": "2016-05-18",
    "since": "2016",
    "maker": True,
    "code": "91350211MADEM00113",
    "telephone": "0592-0000001",
    "mail": "a@b.example",
    "grade": "other",
    "grade.other.text": "特级",
    "colour": "蓝",
    "network": ["wireless", "other"],
    "network.other.name": "专网",
    "network.other.cost": "3",
    "place": "350211",
    "industry": "3491",
    "promise": True,
    "revenue": {"2025": "5000", "2024": "4000", "2023": ""},
    "profit": {"2025": -3, "2019": "7"},
    "output": {"2025": "1", "2024": "  "},
    "products": [
        {
            "name": "甲",
            "sales": "1,000",
            "kind": "own",
            "marks": ["iso", "ccc"],
            "exported": False,
            "begun": "2020-01-02",
            "rivals": ["一", "二"],
        },
        {},
        {"name": "乙", "rivals": ["", "三"]},
    ],
    "sites": [{"place": "350211", "trade": "3491", "words": "说\n明"}],
    "scenes": {"design": {"reached": "1", "tools": ["甲", "乙"]}, "making": {"tools": ["", "丙"]}},
    "levels": {"plan": {"level": "1", "means": ["y"]}, "money": {"means": ["x", "y"]}},
}
WRONG: dict[str, Any] = {
    "heads": "十二",
    "day": "去年",
    "maker": "也许",
    "grade": "丁",
    "colour": "黑",
    "network": ["none", "wireless", "不存在"],
    "place": "月球",
    "industry": "机器人",
    "promise": "no",
    "revenue": {"2025": "很多", "2019": "1", "1": "2"},
    "products": [{"kind": "丙", "marks": ["不存在"], "begun": "去年", "exported": "也许"}],
    "sites": [{"place": "350000", "trade": "稻"}],
    "scenes": {"design": {"reached": "9"}},
    "levels": {"plan": {"level": "9", "means": ["z"]}},
}
STATES = {
    "empty": {},
    "ordinary": ORDINARY,
    "wrong": WRONG,
    "city": {"place": "350200"},
    "no": {"maker": False},
}


@pytest.fixture(scope="module")
def form() -> Form:
    files = {**read_folder(PROJECT / "forms"), **read_folder(FORMS)}
    compiled = compile_form("every_kind", build_library(files))
    assert compiled.form is not None, compiled.report
    return compiled.form


@pytest.fixture(scope="module")
def pages(form: Form) -> Iterator[str]:
    """Where the pages are served: /ordinary and so on."""
    application = Flask(__name__, static_folder=str(FOLDER), static_url_path="/static")
    application.add_url_rule(
        "/<state>", view_func=lambda state: page_of(form, STATES[state]), endpoint="page"
    )
    application.add_url_rule(
        "/collect", view_func=lambda: collected(form), methods=["POST"], endpoint="collect"
    )
    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(POLLED_EVERY,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def page_of(form: Form, answers: Mapping[str, Any]) -> str:
    bound = bind(form, answers, {}, date(2026, 3, 1))
    view = present(bound, validate(bound), show_missing=False)
    fields = [each for section in view.sections for each in section.fields]
    grouped = {"revenue", "profit", "margin", "staff"}
    html = [render_yearly_group([each for each in fields if each.id in grouped])]
    html += [render_field(each) for each in fields if each.id not in grouped]
    return PAGE.format(fields="\n".join(html))


def collected(form: Form) -> Response:
    posted = Posted(request.form.to_dict(flat=False))
    answers = {each.id: each.type.collect(posted, each.id) for each in form.fields.values()}
    return jsonify({name: each for name, each in answers.items() if each is not ABSENT})


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    page = context.new_page()
    yield page
    context.close()


def posted(page: Page) -> dict[str, Any]:
    """What the server makes of the page. Forms are sent with CR LF; the server reads both alike."""
    page.evaluate("document.getElementById('section-form').submit()")
    page.wait_for_url("**/collect")
    answers: dict[str, Any] = json.loads(page.locator("body").inner_text().replace("\\r\\n", "\\n"))
    return answers


def compare(page: Page) -> dict[str, Any]:
    here: dict[str, Any] = page.evaluate(COLLECT)
    assert here == posted(page)
    return here


@pytest.mark.parametrize("state", STATES)
def test_browser_collects_what_the_server_collects(page: Page, pages: str, state: str) -> None:
    page.goto(f"{pages}/{state}")
    assert page.evaluate(COLLECT_AS_LOADED) == page.evaluate(COLLECT)
    compare(page)


def test_every_kind_has_an_answer_to_compare(page: Page, pages: str, form: Form) -> None:
    """The comparison would say nothing of a field that is not on the page."""
    page.goto(f"{pages}/ordinary")
    silent = {each.id for each in form.fields.values() if each.type.kind in {"note", "attachment"}}
    asked = {each.id for each in form.fields.values() if each.computed is None} - silent
    here = compare(page)
    assert set(here) == asked
    assert {name for name, each in here.items() if each in ("", [], {})} == {"staff", "detail"}


def test_browser_collects_what_people_do(page: Page, pages: str) -> None:
    page.goto(f"{pages}/ordinary")
    page.get_by_label("简称").fill("  改过  ")
    page.get_by_label("颜色").select_option("红")
    page.get_by_label("无", exact=True).check()
    page.locator("[name=network][value=wireless]").uncheck()
    page.locator("[name='grade'][value=b]").check()
    page.locator("[name='maker'][value=no]").check()
    page.locator("[name='products.0.marks'][value=iso]").uncheck()
    page.locator("[name='products.2.name']").fill("")
    page.locator("[name='products.2.rivals.2']").fill("\u3000\u200b")
    page.locator("[name='promise'][type=checkbox]").uncheck()
    page.locator("[name='profit.2024']").fill("(1,234)")
    here = compare(page)
    assert here["word"] == "  改过  "
    assert here["network"] == ["other", "none"]
    assert here["maker"] == "no"
    assert len(here["products"]) == 1
    assert here["profit"] == {"2025": "-3", "2024": "(1,234)", "2019": "7"}

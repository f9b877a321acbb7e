"""Markdown of announcements: what is written is shown, nothing that was written runs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from web.markdown import render

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](\tjavascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x](//evil.example.cn)",
    "[x](/\\evil.example.cn)",
    "[x](file:///etc/passwd)",
    "<javascript:alert(1)>",
    "[x]\n\n[x]: javascript:alert(1)",
    "![x](https://example.cn/x.png)",
    '[x](https://example.cn "a\\" onmouseover=\\"alert(1)")',
    "| a |\n|---|\n| <script>alert(1)</script> |",
    "# <iframe src=//x>",
    "```html\n<script>alert(1)</script>\n```",
    '```" onclick=alert(1)\nx\n```',
    "<!-- --><style>body{display:none}</style>",
    "<svg/onload=alert(1)>",
)
TAGS = re.compile(r"<(/?)([a-z0-9]+)((?:\s[^<>]*)?)>", re.IGNORECASE)
ALLOWED = {
    "p", "h2", "h3", "h4", "h5", "h6", "strong", "em", "a", "br", "hr", "ul", "ol", "li", "blockquote", "code", "pre",
    "div", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"href", "title", "rel", "class", "role", "tabindex", "aria-label", "scope", "start"}


def wrong(page: str) -> list[str]:
    """Tags and attributes that no announcement may have."""
    found = []
    for _, tag, rest in TAGS.findall(page):
        names = re.findall(r'([\w-]+)="[^"]*"', rest)
        found += [] if tag in ALLOWED else [tag]
        found += [each for each in names if each not in ATTRIBUTES]
        left = re.sub(r'[\w-]+="[^"]*"', "", rest).strip(" /")
        found += [left] if left else []
    for address in re.findall(r'href="([^"]*)"', page):
        if not re.match(r"https?://|mailto:|tel:|#|/(?![/\\])", address):
            found.append(address)
    return found + re.findall(r"<(?![/a-z])", page)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(text: str) -> None:
    page = str(render(text))
    assert wrong(page) == []
    assert "<script" not in page
    assert "<img" not in page


@settings(max_examples=150)
@given(st.text(alphabet=st.sampled_from("<>\"'&/\\:()[]!|-*_`#=\n\t xsjavcript1%;"), max_size=80))
def test_no_text_makes_a_tag_of_its_own(text: str) -> None:
    assert wrong(str(render(text))) == []


def test_headings_stand_below_that_of_the_page() -> None:
    assert str(render("# 一\n\n###### 六")) == "<h2>一</h2>\n<h6>六</h6>\n"


def test_links_lead_out_without_a_handle_back() -> None:
    assert 'href="https://example.cn" rel="noopener noreferrer"' in str(render("[x](https://example.cn)"))


def test_tables_scroll_and_align_without_styles() -> None:
    page = str(render("| 地区 | 家数 |\n|---|--:|\n| 厦门 | 3 |"))
    assert '<div class="table-scroll" role="region" tabindex="0" aria-label="表格">' in page
    assert '<th scope="col" class="aligned-right">家数</th>' in page
    assert "style=" not in page


def test_lines_end_where_they_were_ended() -> None:
    assert "一<br />\n二" in str(render("一\n二"))

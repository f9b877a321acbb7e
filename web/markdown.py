"""Announcements are written in Markdown: paragraphs, headings, lists, tables, links. No HTML passes, no script, no picture
from elsewhere."""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup

_ALLOWED = re.compile(r"(?:https?://|mailto:|tel:|#|/(?![/\\]))", re.IGNORECASE)
_ALIGNED = re.compile(r"text-align:(left|center|right)")
_DEEPEST = 6
_TABLE = '<div class="table-scroll" role="region" tabindex="0" aria-label="表格">\n<table class="table">\n'


class _Renderer(RendererHTML):
    """Headings stand one level below that of the page, tables scroll, links lead out without a handle back."""

    def heading_open(self, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
        return f"<{_below(tokens[place].tag)}>"

    def heading_close(self, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
        return f"</{_below(tokens[place].tag)}>\n"

    def table_open(self, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
        return _TABLE

    def table_close(self, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
        return "</table>\n</div>\n"

    def th_open(self, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
        return f'<th scope="col"{_alignment(tokens[place])}>'

    def td_open(self, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
        return f"<td{_alignment(tokens[place])}>"

    def link_open(
        self, tokens: Sequence[Token], place: int, options: Any, env: MutableMapping[str, Any]
    ) -> str:
        tokens[place].attrSet("rel", "noopener noreferrer")
        return str(self.renderToken(tokens, place, options, env))


def _below(tag: str) -> str:
    return f"h{min(int(tag[1:]) + 1, _DEEPEST)}"


def _alignment(token: Token) -> str:
    """The alignment of a column as a class: the policy of our pages allows no styles in them."""
    found = _ALIGNED.fullmatch(str(token.attrGet("style") or ""))
    return f' class="aligned-{found[1]}"' if found else ""


def _is_allowed(url: str) -> bool:
    return _ALLOWED.match(url.strip()) is not None


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}, renderer_cls=_Renderer)
    parser.enable("table").disable(["image", "html_inline", "html_block"])
    parser.validateLink = _is_allowed  # type: ignore[method-assign]
    return parser


_PARSER = _parser()


def render(text: str) -> Markup:
    """A text in Markdown as it stands on a page."""
    return Markup(_PARSER.render(text))  # nothing that was written is markup: html is off

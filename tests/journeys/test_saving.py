"""Saving while somebody types: nothing is lost, nothing is disturbed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.support import Visitor, answers, cell, ready, saved, state_of


@pytest.fixture
def draft(visitor: Visitor) -> str:
    return visitor.begin("各种栏目")


def test_typing_is_saved_a_second_after_the_last_key(visitor: Visitor, draft: str) -> None:
    page = visitor.open(draft, "single")
    ready(page)
    posts: list[str] = []
    page.on("request", lambda each: posts.append(each.url) if each.method == "POST" else None)
    page.get_by_label("简称").press_sequentially("abcdef", delay=100)
    assert posts == []
    saved(page)
    assert answers(page)["word"] == "abcdef"
    assert len(posts) == 1

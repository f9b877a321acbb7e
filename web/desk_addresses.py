"""What is asked of the desk as addresses carry it: read from one, and written into one. What cannot be read asks nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from engine.authorities import Authority
from web.platform import Platform
from web.services.desk_questions import FLAGS, INDUSTRIES, MINE, ORDERS, TABS, Question
from web.services.scopes import right_below

LONGEST_WORDS = 100
LONGEST_MARK = 400
MOST_POINTS = 10_000


def read_question(platform: Platform, authority: Authority | None, given: Mapping[str, str]) -> Question:
    """What an address asks."""

    def one_of(name: str, known: Any) -> str:
        value = given.get(name, "")
        return value if value in known else ""

    tab = one_of("tab", TABS) or MINE
    words = given.get("words", "").strip()[:LONGEST_WORDS]
    return Question(
        tab=tab,
        words=words,
        procedure=one_of("procedure", {each.id for each in platform.catalogue.procedures()}),
        state=one_of("state", set(TABS[tab])),
        below=one_of("below", {each.code for each in right_below(platform, authority)}),
        section=one_of("section", {each.code for each in platform.catalogue.tables[INDUSTRIES].children[""]}),
        low=_points(given.get("low", "")),
        high=_points(given.get("high", "")),
        overdue=given.get("overdue") == "1",
        flag=one_of("flag", FLAGS),
        sort=one_of("sort", {*ORDERS, *(f"-{each}" for each in ORDERS)}),
        after=given.get("after", "")[:LONGEST_MARK],
        before=given.get("before", "")[:LONGEST_MARK],
    )


def read_query(platform: Platform, authority: Authority | None, query: str) -> Question:
    """The same from the query of an address."""
    return read_question(platform, authority, dict(parse_qsl(query[:2000])))


def query_of(question: Question, **changed: Any) -> str:
    """The query of an address that asks this, with something changed; a change leads to the first page."""
    if changed and not {"after", "before"} & changed.keys():
        changed |= {"after": "", "before": ""}
    asked = {name: _text(value) for name, value in asdict(replace(question, **changed)).items()}
    if asked["tab"] == MINE:
        del asked["tab"]
    return urlencode({name: text for name, text in asked.items() if text})


def turned(question: Question, sort: str) -> str:
    """The order that a heading leads to: the other way round where it is sorted by that already."""
    first = f"-{sort}" if sort in {"score"} else sort
    if question.order.removeprefix("-") != sort:
        return first
    return question.order.removeprefix("-") if question.order.startswith("-") else f"-{sort}"


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    return "" if value is None else str(value)


def _points(text: str) -> int | None:
    found = text.strip()
    return int(found) if found.isascii() and found.isdigit() and int(found) <= MOST_POINTS else None

"""What a procedure gave an enterprise the last time, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from engine.fields.base import Years
from engine.procedures import Gift, Offer
from engine.values import is_missing
from web import messages

if TYPE_CHECKING:
    from web.platform import Platform

LEVEL = "level"


@dataclass(frozen=True)
class Given:
    """One fact that a procedure gave: what it is called, its value in words, and its name."""

    label: str
    text: str
    fact: str = ""


def given_facts(platform: Platform, offered: Offer, facts: Mapping[str, Any]) -> tuple[Given, ...]:
    """The facts a procedure gave, as far as they are known: what it reckons, not what is so after every time."""
    return tuple(_given(platform, offered, facts))


def _given(platform: Platform, offered: Offer, facts: Mapping[str, Any]) -> Iterator[Given]:
    known, today = platform.catalogue.library.facts, platform.clock.today()
    for each in offered.procedure.gives:
        if each.name and facts.get(each.fact) is not None:
            text = _text(each, offered, facts[each.fact], today)
            yield Given(known[each.fact].label, text, each.fact)


def _text(gift: Gift, offered: Offer, raw: Any, today: date) -> str:
    value = gift.type.read(raw, Years(today.year)).value
    form = offered.use.form if offered.use is not None else None
    if gift.name == LEVEL and form is not None:
        return next((each.title for each in form.levels if each.level == value), messages.NO_LEVEL)
    return "" if is_missing(value) else gift.type.show(value)

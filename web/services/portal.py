"""The first page of those who are not signed in: what was announced, what is open where today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from engine.authorities import Authority
from engine.procedures import Procedure
from web.messages_portal import place_of
from web.models_review import Window
from web.platform import Platform
from web.services.announcements import (
    PROVINCES,
    Line,
    latest,
    ministry_code,
    provincial_authorities,
)

DECLARE, RENEW, ASSESS, REGISTER = "declare", "renew", "assess", "register"
LINKED = (ASSESS, REGISTER, "update", "change", "profile")
"""The kinds of which there is one procedure each, to which pages of help lead."""


@dataclass(frozen=True)
class Place:
    """A province, or a city that acts as one, in which something is open: until when, or from when on."""

    name: str
    day: date


@dataclass(frozen=True)
class Tier:
    """What can be declared: where it is open today, until when everywhere (where the ministry opened it), and where it
    opens next."""

    id: str
    title: str
    summary: str
    open: tuple[Place, ...]
    everywhere: date | None
    next: Place | None


@dataclass(frozen=True)
class Front:
    """What the page shows; `province` is the one whose announcements were asked for ('' for all of them)."""

    ministry: tuple[Line, ...]
    provincial: tuple[Line, ...]
    province: str
    provinces: tuple[Authority, ...]
    tiers: tuple[Tier, ...]
    assess: str
    register: str
    renewals: tuple[Procedure, ...]


def show_front(platform: Platform, province: str = "") -> Front:
    """Everything the page shows, in one look."""
    provinces, procedures = provincial_authorities(platform), platform.catalogue.procedures()
    chosen = province if province in {each.code for each in provinces} else ""
    declared = [each for each in procedures if each.kind == DECLARE]
    order = {each.code: number for number, each in enumerate(provinces)}
    with platform.database.read() as session:
        windows = session.execute(
            select(Window.procedure, Window.authority, Window.opens, Window.closes)
            .where(
                Window.procedure.in_([each.id for each in declared]),
                Window.closes >= platform.clock.today(),
                Window.closed_at.is_(None),
            )
            .order_by(Window.opens, Window.id)
        ).all()
        ministry = latest(platform, session, ministry_code(platform))
        provincial = latest(platform, session, chosen or PROVINCES)
    return Front(
        ministry,
        provincial,
        chosen,
        provinces,
        tuple(
            _tier(platform, each, [one for one in windows if one.procedure == each.id], order)
            for each in declared
        ),
        first_of(procedures, ASSESS),
        first_of(procedures, REGISTER),
        tuple(each for each in procedures if each.kind == RENEW),
    )


def _tier(platform: Platform, procedure: Procedure, windows: Sequence[Any], order: Mapping[str, int]) -> Tier:
    today, highest = platform.clock.today(), ministry_code(platform)
    closes: defaultdict[str, date] = defaultdict(lambda: date.min)
    for each in windows:
        if each.opens <= today:
            closes[each.authority] = max(closes[each.authority], each.closes)
    everywhere = closes.pop(highest, None)
    later = next((each for each in windows if each.opens > today and each.authority not in closes), None)
    return Tier(
        procedure.id,
        procedure.title,
        procedure.summary,
        tuple(_places(platform, closes.items(), order)),
        everywhere,
        Place(_name(platform, later.authority), later.opens) if later is not None else None,
    )


def _places(
    platform: Platform, open_ones: Iterable[tuple[str, date]], order: Mapping[str, int]
) -> list[Place]:
    known = sorted(open_ones, key=lambda each: (order.get(each[0], len(order)), each[0]))
    return [Place(_name(platform, code), day) for code, day in known]


def _name(platform: Platform, code: str) -> str:
    """Where an authority is, '' for the whole country."""
    if code == ministry_code(platform):
        return ""
    found = platform.catalogue.authorities.get(code)
    return place_of(found.name) if found is not None else code


def first_of(procedures: Sequence[Procedure], kind: str) -> str:
    """The first procedure of a kind, '' where there is none."""
    return next((each.id for each in procedures if each.kind == kind), "")

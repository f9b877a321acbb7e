"""Where a procedure is open today, and whether it is for one enterprise: what its pages say of windows before anything is
filled. The list of open places is nobody's own and may be shown to everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.authorities import Authority
from engine.procedures import Procedure
from engine.reference import VIRTUAL
from web import messages_declaring as messages
from web.models_review import Window
from web.platform import Platform
from web.services.following import REGION, chain_of_facts
from web.services.windows import find_opening


@dataclass(frozen=True)
class OpenState:
    """Whether a procedure is open for an enterprise, in words: `authority` is the one its registered region leads to
    ('' while that is not known), `by` the one whose window it is."""

    code: str
    authority: str
    is_open: bool
    by: str
    closes: date | None
    opens: date | None

    @property
    def text(self) -> str:
        return messages.open_state(self.is_open, self.authority, self.by, self.closes, self.opens)


@dataclass(frozen=True)
class Place:
    """A province, or a city that acts as one, in which a procedure is open today."""

    code: str
    name: str
    region: str
    closes: date
    own: bool = False


def open_state(
    platform: Platform, session: Session, procedure: Procedure, facts: Mapping[str, Any]
) -> OpenState | None:
    """Whether a procedure is open for whom these facts are known of; None for one that nobody opens."""
    if procedure.windows is None:
        return None
    found = find_opening(platform, session, procedure, facts, platform.clock.today())
    authority, window = found.authority, found.window or found.next
    by = platform.catalogue.authorities.get(window.authority) if window is not None else authority
    return OpenState(
        code=authority.code if authority else "",
        authority=authority.name if authority else "",
        is_open=found.is_open and authority is not None,
        by=by.name if by else "",
        closes=found.window.closes if found.window else None,
        opens=found.next.opens if found.next else None,
    )


def list_open_places(
    platform: Platform, session: Session, procedure: Procedure, own: str = ""
) -> tuple[Place, ...]:
    """Every place in which a procedure is open today, in the order of their codes; `own` is the code of one's own. Where
    the ministry opens it, that is everywhere."""
    today, authorities = platform.clock.today(), platform.catalogue.authorities
    windows = session.scalars(
        select(Window)
        .where(
            Window.procedure == procedure.id,
            Window.opens <= today,
            Window.closes >= today,
            Window.closed_at.is_(None),
        )
        .order_by(Window.closes)
    )
    closes = {each.authority: each.closes for each in windows}  # of several, the one that lasts longest
    highest = authorities.by_region.get("")
    everywhere = closes.get(highest.code) if highest is not None else None
    several = (each for each in authorities.named.values() if each.level == procedure.windows)
    found = ((each, closes.get(each.code) or everywhere) for each in several)
    places = (_place(platform, each, last, own) for each, last in found if last is not None)
    return tuple(sorted(places, key=lambda each: (not each.own, each.code)))


def registered_in(platform: Platform, facts: Mapping[str, Any]) -> str:
    """The registered region from the top down, in words; '' while it is not known."""
    entries = platform.catalogue.authorities.regions.path(str(facts.get(REGION) or ""))
    return "".join(each.name for each in entries if each.kind != VIRTUAL)


def own_authority(platform: Platform, procedure: Procedure, facts: Mapping[str, Any]) -> Authority | None:
    """The authority that opens a procedure for whom these facts are known of."""
    chain = chain_of_facts(platform, facts)
    return next((each for each in chain if each.level == procedure.windows), None)


def _place(platform: Platform, authority: Authority, last: date, own: str) -> Place:
    entry = platform.catalogue.authorities.regions.get(authority.region)
    return Place(authority.code, authority.name, entry.name if entry else "", last, authority.code == own)

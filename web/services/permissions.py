"""Who may do what: the one place that decides it. Views ask through `web.access`, services ask again where it matters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from engine.authorities import Authorities, Authority, chain_of
from web import messages_permissions as messages
from web.models import ADMINISTRATOR, LEGAL, NATURAL, OFFICER, SUBMIT
from web.services.people import SignedIn
from web.workflow import RULES, Deed, Party

PROFILE = "profile"
"""The kind of procedure by which an enterprise keeps what is known of it: nobody reviews it, it needs no verified identity."""


class Action(StrEnum):
    """What somebody who is signed in may or may not do."""

    READ = "read"  # look at what belongs to the enterprise
    FILL = "fill"  # begin and fill drafts, hand in files
    SEND = "send"  # send what was filled; withdraw it
    MANAGE_PEOPLE = "manage_people"  # invite colleagues, say what they may do
    PROVE_IDENTITY = "prove_identity"  # hand in what proves who the enterprise or the person is
    REVIEW = "review"  # look at what was sent to the authority, and act on it
    DECIDE_IDENTITY = "decide_identity"  # decide on what was handed in to prove it
    MANAGE_OFFICERS = (
        "manage_officers"  # invite, disable and reset officers of the authority and those below it
    )
    MANAGE_ACCOUNTS = "manage_accounts"  # look after the accounts of enterprises and people in the region


OF_ENTERPRISE = frozenset({Action.READ, Action.FILL, Action.SEND, Action.MANAGE_PEOPLE})
OF_OFFICERS = frozenset(
    {Action.REVIEW, Action.DECIDE_IDENTITY, Action.MANAGE_OFFICERS, Action.MANAGE_ACCOUNTS}
)
OF_MANAGERS = frozenset({Action.MANAGE_OFFICERS, Action.MANAGE_ACCOUNTS})


class Stands(Protocol):
    """What is asked of a case before anybody may look at it or act on it."""

    enterprise_id: Any
    county: Any
    city: Any
    province: Any
    authority: Any
    stages: Any


@dataclass(frozen=True)
class Refused:
    """Why somebody may not: a sentence with what to do instead. `reason` is one word for programs."""

    reason: str
    text: str


def why_not(person: SignedIn, action: Action) -> Refused | None:
    """Why this person may not do that at all; None where they may. Whose records they are is asked besides: an
    enterprise's by its number, a region's by `covers`."""
    if action in OF_OFFICERS:
        return _why_not_officer(person, action)
    if action is Action.PROVE_IDENTITY:
        return _why_not_prove(person)
    return _why_not_enterprise(person, action)


def may(person: SignedIn, action: Action) -> bool:
    """Whether this person may do that at all."""
    return why_not(person, action) is None


def why_not_send_yet(is_verified: bool, kind_of_procedure: str) -> Refused | None:
    """Why an enterprise may not send yet: its identity is not verified. Its profile it may always keep."""
    if is_verified or kind_of_procedure == PROFILE:
        return None
    return Refused("not_verified", messages.NOT_VERIFIED)


def why_not_act(person: SignedIn, case: Stands, deed: Deed) -> Refused | None:
    """Why this person may not do that to this case, whatever its state: an enterprise's own people do what is the
    enterprise's, officers of the authority whose turn it is do the rest."""
    if RULES[deed].party is Party.ENTERPRISE:
        if person.enterprise_id is None or person.enterprise_id != case.enterprise_id:
            return Refused("not_yours", messages.NOT_YOURS)
        return why_not(person, Action.SEND)
    refused = why_not(person, Action.REVIEW)
    if refused is not None:
        return refused
    if not case.authority or person.authority != case.authority:
        return Refused("not_your_turn", messages.NOT_YOUR_TURN)
    return None


def may_look(person: SignedIn, case: Stands, is_ministry: bool = False) -> bool:
    """Whether this person may read a case: the enterprise's people, the authorities of its chain, and the ministry."""
    if person.is_officer:
        return is_ministry or person.authority in {case.county, case.city, case.province, *_codes(case)}
    return person.enterprise_id is not None and person.enterprise_id == case.enterprise_id


def _codes(case: Stands) -> set[str]:
    return {each["code"] for each in case.stages}


def covers(authorities: Authorities, authority: Authority | None, region: str) -> bool:
    """Whether records of a region are an authority's: it stands in the chain of the region. A province has no part in its
    cities that act as provinces; one that is chosen and not derived from a region (a development zone) has none by region
    alone; the ministry has all, also those whose region is not known."""
    if authority is None or authority.asked:
        return False
    if not authority.region:
        return True
    return any(each.code == authority.code for each in chain_of(authorities, region))


def regions_of(authorities: Authorities, authority: Authority) -> Iterator[str]:
    """Every region that an authority covers: its own and those below it, without cities that act as what it is itself."""
    return _regions_from(authorities, authority, authority.region)


def _regions_from(authorities: Authorities, authority: Authority, code: str) -> Iterator[str]:
    named = authorities.by_region.get(code)
    if named is not None and named.code != authority.code and named.rank <= authority.rank:
        return
    if code:
        yield code
    for each in authorities.regions.children.get(code, ()):
        yield from _regions_from(authorities, authority, each.code)


def is_below(authorities: Authorities, authority: Authority | None, other: Authority | None) -> bool:
    """Whether `other` is this authority itself or one below it, whose officers it may look after."""
    if authority is None or other is None:
        return False
    if authority.code == other.code:
        return True
    return other.rank > authority.rank and covers(authorities, authority, other.region)


def _why_not_officer(person: SignedIn, action: Action) -> Refused | None:
    if person.kind != OFFICER or not person.authority:
        return Refused("not_an_officer", messages.ONLY_OFFICERS)
    if action in OF_MANAGERS and not person.manages:
        return Refused("not_a_manager", messages.ONLY_MANAGERS)
    return None


def _why_not_prove(person: SignedIn) -> Refused | None:
    if person.kind == OFFICER:
        return Refused("officer", messages.NOT_FOR_OFFICERS)
    works_for_others = person.kind == LEGAL or person.enterprise_id is not None
    if works_for_others and (person.kind != LEGAL or person.role != ADMINISTRATOR):
        return Refused("role", messages.ONLY_ADMINISTRATOR)  # the enterprise's own account proves who it is
    return None


def _why_not_enterprise(person: SignedIn, action: Action) -> Refused | None:
    if person.kind == OFFICER:
        return Refused("officer", messages.NOT_FOR_OFFICERS)
    if person.enterprise_id is None:
        return Refused(
            "no_enterprise", messages.ONLY_LEGAL if person.kind == NATURAL else messages.NO_ENTERPRISE
        )
    if action is Action.MANAGE_PEOPLE and person.role != ADMINISTRATOR:
        return Refused("role", messages.ONLY_ADMINISTRATOR)
    if action is Action.SEND and person.role not in {ADMINISTRATOR, SUBMIT}:
        return Refused("role", messages.ONLY_SENDERS)
    return None

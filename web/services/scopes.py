"""Which cases an authority may look at, said as conditions of queries, and the authorities right below it, as lists and
tables name them. Says the same as `permissions.may_look`."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, case, false, literal, true
from sqlalchemy.orm import InstrumentedAttribute

from engine.authorities import Authorities, Authority, chain_of
from engine.reference import VIRTUAL
from web.models_review import Case
from web.platform import Platform
from web.services.authorities import is_highest

MINISTRY, PROVINCE, CITY, COUNTY = "ministry", "province", "city", "county"

OF_ENTERPRISES = frozenset({"profile", "assess"})
"""The kinds of procedures that enterprises do for themselves."""

COLUMNS: dict[str, InstrumentedAttribute[str]] = {
    PROVINCE: Case.province,
    CITY: Case.city,
    COUNTY: Case.county,
}
"""Where a case keeps the authority of a level."""


def within(authority: Authority | None) -> ColumnElement[bool]:
    """The cases in whose chain an authority stands; all of them for the ministry, none for nobody."""
    if authority is None:
        return false()
    if is_highest(authority):
        return true()
    column = COLUMNS.get(authority.level)
    return column == authority.code if column is not None else false()


def is_reviewed(platform: Platform) -> ColumnElement[bool]:
    """Cases that somebody looks at: what enterprises keep for themselves (their profile, their digital level) is no
    business of a desk."""
    own = [each.id for each in platform.catalogue.procedures() if each.kind in OF_ENTERPRISES]
    return Case.procedure.not_in(own) if own else true()


def authority_below(authority: Authority) -> ColumnElement[str]:
    """The code of the authority right below this one in the chain of a case; '' where there is none."""
    match authority.level:
        case "ministry":
            return Case.province.expression
        case "province":
            return case((Case.city != "", Case.city), else_=Case.county)
        case "city":
            return Case.county.expression
    return literal("")


def right_below(platform: Platform, authority: Authority | None) -> tuple[Authority, ...]:
    """The authorities right below one, in the order of the tables."""
    if authority is None:
        return ()
    authorities = platform.catalogue.authorities
    if is_highest(authority):
        return tuple(each for each in authorities.named.values() if each.level == PROVINCE)
    roots = authority.over if authority.asked else (authority.region,)
    derived = (found for root in roots for found in _children(authorities, root))
    several = [each for each in derived if each.rank > authority.rank]
    chosen = [
        each for each in authorities.named.values() if each.asked and _follows(authorities, each, authority)
    ]
    return tuple({each.code: each for each in (*several, *chosen)}.values())


def _children(authorities: Authorities, region: str) -> Iterator[Authority]:
    """The authorities of the regions below one; those that only hold others together are looked through."""
    for entry in authorities.regions.children.get(region, ()):
        found = authorities.get(entry.code)
        if entry.kind == VIRTUAL:
            yield from _children(authorities, entry.code)
        elif found is not None:
            yield found


def _follows(authorities: Authorities, asked: Authority, authority: Authority) -> bool:
    """Whether one that is chosen stands right below an authority."""
    chain = chain_of(authorities, asked.region, asked.code)
    above = [each for each in chain if each.rank < asked.rank]
    return bool(above) and above[0].code == authority.code

"""Whose accounts somebody may look after, said as conditions of queries.

An account administrator reaches the officers of the own authority and of those below it, and the accounts of the
enterprises and people of the region. The highest authority and the operator of the machine reach all.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Text, and_, exists, false, or_, select, true, type_coerce
from sqlalchemy.orm import Session, aliased

from engine.authorities import Authority
from web.models import OFFICER, Account, Enterprise, SignInAttempt
from web.models_accounts import IdentityRequest
from web.platform import Platform
from web.services.authorities import authority_of, is_highest, may_look_after
from web.services.following import REGION, REVIEWED_BY
from web.services.people import SignedIn

_Firm = aliased(Enterprise)


def officers_within(platform: Platform, session: Session, by: SignedIn | None) -> ColumnElement[bool]:
    """The officers somebody may look after."""
    if by is None or is_highest(authority_of(platform, by)):
        return Account.kind == OFFICER
    there = session.scalars(select(Account.authority).where(Account.kind == OFFICER).distinct())
    codes = sorted(each for each in there if each and may_look_after(platform, by, each))
    return and_(Account.kind == OFFICER, Account.authority.in_(codes))


def accounts_within(platform: Platform, by: SignedIn | None) -> ColumnElement[bool]:
    """The accounts of enterprises and people somebody may look after: by the region of the enterprise, or, while that
    is not known, by the region in which they asked to be verified."""
    authority = authority_of(platform, by)
    ours = Account.kind != OFFICER
    if is_highest(authority):
        return ours
    if authority is None:
        return false()
    if authority.asked:
        return and_(ours, _has_enterprise(_fact_begins(REVIEWED_BY, f'{authority.code}"')))
    prefix, others = region_prefix(platform, authority), prefixes_beside(platform, authority)
    requested = IdentityRequest.region
    asked = exists().where(
        IdentityRequest.account_id == Account.id,
        requested.startswith(prefix, autoescape=True),
        *(~requested.startswith(each, autoescape=True) for each in others),
    )
    placed = _has_enterprise(_fact_begins(REGION, ""))
    within = and_(_fact_begins(REGION, prefix), *(~_fact_begins(REGION, each) for each in others))
    return and_(ours, or_(_has_enterprise(within), and_(~placed, asked)))


def attempts_within(platform: Platform, session: Session, by: SignedIn | None) -> ColumnElement[bool]:
    """The attempts to sign in somebody may look at: those for accounts they look after; names that nobody has are for
    the highest authority."""
    if is_highest(authority_of(platform, by)):
        return true()
    mine = or_(officers_within(platform, session, by), accounts_within(platform, by))
    by_number = exists().where(Account.id == SignInAttempt.account_id, mine)
    by_name = exists().where(Account.login_name == SignInAttempt.login_name, mine)
    return or_(by_number, and_(SignInAttempt.account_id.is_(None), by_name))


def region_prefix(platform: Platform, authority: Authority) -> str:
    """How the codes of all regions of an authority begin: two digits a level (GB/T 2260)."""
    entry = platform.catalogue.authorities.regions.get(authority.region)
    return authority.region[: 2 * entry.level] if entry is not None else authority.region


def prefixes_beside(platform: Platform, authority: Authority) -> tuple[str, ...]:
    """How the codes of regions begin that lie within an authority's but have one of its own rank: cities that act as a
    province do."""
    named = platform.catalogue.authorities.by_region.values()
    own = region_prefix(platform, authority)
    inside = (
        each
        for each in named
        if each.code != authority.code and each.rank <= authority.rank and each.region.startswith(own)
    )
    return tuple(region_prefix(platform, each) for each in inside)


def _has_enterprise(which: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(_Firm.id == Account.enterprise_id, which)


def _fact_begins(name: str, beginning: str) -> ColumnElement[bool]:
    """Whether a fact that is a text begins so. Facts are kept as canonical JSON, in which a quotation mark inside of a
    text never stands without a backslash: this can only be the fact itself."""
    return type_coerce(_Firm.facts, Text).contains(f'"{name}":"{beginning}', autoescape=True)

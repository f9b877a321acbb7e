"""Officers for tests: accounts of authorities, without pages."""

from __future__ import annotations

from web.models import OFFICER, Account
from web.platform import Platform
from web.services.people import SignedIn, person_of


def make_officer(
    platform: Platform, authority: str, login_name: str = "", *, manages: bool = False
) -> SignedIn:
    """An officer of an authority, as somebody who is signed in."""
    with platform.database.write() as session:
        account = Account(
            login_name=login_name or f"officer-{authority}",
            password_hash="",
            display_name=f"示例审核员{authority}",
            kind=OFFICER,
            authority=authority,
            manages=manages,
            created_at=platform.clock.now(),
        )
        session.add(account)
        session.flush()
        return person_of(account)


def person(platform: Platform, account_id: int) -> SignedIn:
    """Somebody as if they had just signed in."""
    with platform.database.read() as session:
        return person_of(session.get_one(Account, account_id))

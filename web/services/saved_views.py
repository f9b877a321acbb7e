"""Ways of looking at the desk that an officer keeps under a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from web.models_review import SavedView
from web.platform import Platform
from web.services.people import SignedIn

MOST_KEPT = 30
LONGEST_NAME, LONGEST_QUERY = 60, 1000


@dataclass(frozen=True)
class KeptView:
    """One of them: its name, and the query of the address it stands for."""

    id: int
    name: str
    query: str


def list_views(platform: Platform, person: SignedIn) -> Sequence[KeptView]:
    """Those of this officer, by name."""
    mine = select(SavedView).where(SavedView.account_id == person.account_id).order_by(SavedView.name)
    with platform.database.read() as session:
        return tuple(KeptView(each.id, each.name, each.query) for each in session.scalars(mine))


def keep_view(platform: Platform, person: SignedIn, name: str, query: str) -> bool:
    """Keep one under a name, in place of what stood there; False where there are too many already."""
    with platform.database.write() as session:
        platform.database.lock(session, f"saved views:{person.account_id}")
        mine = SavedView.account_id == person.account_id
        found = session.scalars(select(SavedView).where(mine, SavedView.name == name)).one_or_none()
        if found is not None:
            found.query = query
            return True
        if (session.scalar(select(func.count()).select_from(SavedView).where(mine)) or 0) >= MOST_KEPT:
            return False
        session.add(SavedView(account_id=person.account_id, name=name, query=query))
        return True


def remove_view(platform: Platform, person: SignedIn, view_id: int) -> bool:
    """Forget one; False for what is not this officer's."""
    with platform.database.write() as session:
        found = session.get(SavedView, view_id)
        if found is None or found.account_id != person.account_id:
            return False
        session.delete(found)
        return True

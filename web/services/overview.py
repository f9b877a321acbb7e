"""The first page of an enterprise: what it was told, how far it is, what waits for it, what it can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from web.models import Draft
from web.platform import Platform
from web.services.deadlines import Deadline, deadlines
from web.services.fillings import read_filling
from web.services.identity_standing import Standing, look_at_standing
from web.services.inbox import Received, list_latest
from web.services.levels import ASSESS, Level, read_levels
from web.services.people import SignedIn
from web.services.procedures import (
    Group,
    ProcedureEntry,
    group_procedures,
    list_procedures,
    profile_comes_first,
)
from web.services.titles import Title, read_titles


@dataclass(frozen=True)
class Unfinished:
    """A draft to go on with: of the answers it needs, how many there are (`asked` is 0 where that is not known)."""

    draft_id: UUID
    procedure: str
    title: str
    saved_at: datetime
    answered: int = 0
    asked: int = 0


@dataclass(frozen=True)
class Overview:
    """Everything the first page shows of one enterprise. `identity` is how its verification stands where it is not
    verified; `others` are not for it; `not_complete` says that its profile is to be filled before anything else."""

    identity: Standing | None
    titles: tuple[Title, ...]
    messages: tuple[Received, ...]
    levels: tuple[Level, ...]
    drafts: tuple[Unfinished, ...]
    deadlines: tuple[Deadline, ...]
    groups: tuple[Group, ...]
    others: tuple[ProcedureEntry, ...]
    not_complete: bool


def overview(platform: Platform, person: SignedIn, enterprise_id: int) -> Overview:
    """The first page of an enterprise, for one of its people."""
    entries = list_procedures(platform, enterprise_id)
    titles = read_titles(platform, enterprise_id)
    return Overview(
        identity=None if person.is_verified else look_at_standing(platform, person),
        titles=titles,
        messages=list_latest(platform, person),
        levels=read_levels(platform, enterprise_id, entries),
        drafts=_unfinished(platform, entries),
        deadlines=deadlines(platform, entries, titles),
        groups=tuple(each for each in group_procedures(entries) if each.kind != ASSESS),
        others=tuple(each for each in entries if each.aside),
        not_complete=profile_comes_first(entries),
    )


def _unfinished(platform: Platform, entries: Sequence[ProcedureEntry]) -> tuple[Unfinished, ...]:
    """The drafts under way, the one that was saved last first."""
    found = []
    with platform.database.read() as session:
        for each in entries:
            draft = session.get(Draft, each.draft_id) if each.draft_id is not None else None
            if draft is None:
                continue
            filling = read_filling(platform, session, draft)
            far = (filling.answered, filling.asked) if filling is not None else (0, 0)
            found.append(Unfinished(draft.id, each.id, each.title, draft.updated_at, *far))
    return tuple(sorted(found, key=lambda each: each.saved_at, reverse=True))

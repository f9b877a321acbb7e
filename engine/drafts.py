"""Drafts: partial changes merged field by field. Two people who change different fields both win; the same field changed
twice is a conflict that keeps both values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.json_value import encode


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer as it is stored: its value, and the revision of the draft at which it was last changed."""

    value: Any
    revision: int


@dataclass(frozen=True, slots=True)
class Draft:
    """The answers of a draft by field, and the draft's revision: the number of changes it has seen."""

    answers: Mapping[str, StoredAnswer] = field(default_factory=dict, hash=False)
    revision: int = 0

    @property
    def values(self) -> dict[str, Any]:
        return {name: stored.value for name, stored in self.answers.items()}


@dataclass(frozen=True, slots=True)
class Conflict:
    """The same field changed by two: what is stored, since which revision, and what was sent."""

    field: str
    stored: Any
    revision: int
    sent: Any


@dataclass(frozen=True, slots=True)
class Merge:
    """What became of a change: the new draft, the fields that were taken over, and the conflicts."""

    draft: Draft
    applied: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    from_the_future: bool = False


def merge(draft: Draft, changes: Mapping[str, Any], based_on: int) -> Merge:
    """Merge `changes`, made on revision `based_on`, into `draft`.

    A field that was changed after `based_on` is a conflict unless both sides say the same. A change based on a revision
    the draft has not reached is refused whole: whoever sent it saw another draft.
    """
    if based_on > draft.revision or based_on < 0:
        return Merge(draft, from_the_future=True)
    conflicts: list[Conflict] = []
    applied: dict[str, StoredAnswer] = {}
    for name, sent in changes.items():
        stored = draft.answers.get(name)
        if stored is not None and same(stored.value, sent):
            continue
        if stored is not None and stored.revision > based_on:
            conflicts.append(Conflict(name, stored.value, stored.revision, sent))
            continue
        applied[name] = StoredAnswer(sent, draft.revision + 1)
    if not applied:
        return Merge(draft, (), tuple(conflicts))
    merged = Draft({**draft.answers, **applied}, draft.revision + 1)
    return Merge(merged, tuple(applied), tuple(conflicts))


def same(left: Any, right: Any) -> bool:
    """Whether two answers are the same JSON."""
    return encode(left) == encode(right)

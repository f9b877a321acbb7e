"""Why a condition does not hold, in a few sentences."""

from __future__ import annotations

from collections.abc import Iterator

from engine.routing import Outcome
from engine.rules.base import Finding


def reasons(outcome: Outcome) -> tuple[str, ...]:
    """What stands in the way: the conditions that do not hold, else those that are not known yet."""
    for truth in (False, None):
        found = tuple(dict.fromkeys(_leaves(outcome.finding, truth)))
        if found:
            return found
    return (outcome.title,)


def _leaves(finding: Finding, truth: bool | None) -> Iterator[str]:
    if finding.truth is not truth:
        return
    if not finding.children:
        yield finding.title or finding.text
    for child in finding.children:
        yield from _leaves(child, truth)

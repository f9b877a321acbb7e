"""Which forms an enterprise can fill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from web.platform import Platform


@dataclass(frozen=True)
class FormEntry:
    """A form as the home page offers it, and where this enterprise stands with it."""

    form: str
    title: str
    summary: str
    state: str
    address: str


def list_forms(platform: Platform, enterprise_id: int) -> Sequence[FormEntry]:
    """The forms this enterprise can fill, in the order of the tiers."""
    return ()

"""What was handed in, line by line, as an officer reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from engine.fields.industry import Industry
from engine.fields.region import Region
from engine.values import UNANSWERED, Value
from web import messages_identities as messages
from web.masking import mask_number
from web.platform import Platform
from web.services.identity_queue import Looked

PERSONAL = frozenset({"id_number", "new_mobile", "phone"})
_NAMED: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "user": messages.USERS,
        "legal_kind": messages.LEGAL_KINDS,
        "id_kind": messages.ID_KINDS,
        "scale": messages.SCALES,
        "control": messages.CONTROLS,
    }
)


def lines_of(platform: Platform, found: Looked, *, whole: bool) -> list[tuple[str, str | None]]:
    """The fields with their labels, in the order of the form; personal numbers masked unless asked for `whole`."""
    return [*_lines(platform, found, whole)]


def _lines(platform: Platform, found: Looked, whole: bool) -> Iterator[tuple[str, str | None]]:
    of_person = found.entry.kind == "natural" or found.details.get("user") == "natural"
    labels = {**messages.LABELS, **(messages.LABELS_OF_PEOPLE if of_person else {})}
    for name, label in labels.items():
        text = found.details.get(name)
        if text is None:
            continue
        yield label, _shown(platform, name, text, whole) or None


def _shown(platform: Platform, name: str, text: str, whole: bool) -> str:
    if name in _NAMED:
        return _NAMED[name].get(text, text)
    if name in PERSONAL:
        return text if whole else mask_number(text)
    coded = _coded(platform).get(name)
    return coded(text or UNANSWERED) or text if coded else text


def _coded(platform: Platform) -> Mapping[str, Callable[[Value], str]]:
    tables = platform.catalogue.tables
    return {"region": Region(tables["regions"], 3).show, "industry": Industry(tables["industries"], 4).show}

"""Whom to ask: telephone numbers by region or authority. Landlines only, and no names of people."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from engine.authorities import Authorities
from engine.diagnostics import Collector
from engine.tabbed import Row, read_rows

_HEADINGS = ("code", "name", "purpose", "phone", "source")
_LANDLINE = re.compile(r"0\d{2,3}-\d{7,8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Contact:
    """One number: whose it is, what it is for ('' for everything), and how sure it is."""

    code: str
    name: str
    purpose: str
    phone: str
    source: str


def read_contacts(
    text: str, file: str, authorities: Authorities, collector: Collector
) -> Mapping[str, tuple[Contact, ...]]:
    """The numbers by the code of the region or authority they belong to; mistakes go to `collector`."""
    found: dict[str, tuple[Contact, ...]] = {}
    for row in read_rows(text, file, _HEADINGS, collector):
        if _is_right(row, authorities, collector):
            contact = Contact(row["code"], row["name"], row["purpose"], row["phone"], row["source"])
            found[contact.code] = (*found.get(contact.code, ()), contact)
    return found


def _is_right(row: Row, authorities: Authorities, collector: Collector) -> bool:
    if authorities.get(row["code"]) is None:
        collector.add("F166", row.span("code"), found=row["code"])
        return False
    if not _LANDLINE.fullmatch(row["phone"]):
        collector.add("F179", row.span("phone"), found=row["phone"])
        return False
    return True

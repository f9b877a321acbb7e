"""The tables a form draws on, read together: each over those it speaks of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from engine.authorities import Authorities, prove_chains, read_authorities
from engine.contacts import Contact, read_contacts
from engine.diagnostics import Collector, Diagnostic
from engine.products import read_products
from engine.reference import (
    CodeEntry,
    CodeTable,
    code_table,
    read_code_table,
    with_former,
    with_unserved,
)

TABLES = {
    "regions": "reference/regions.tsv",
    "regions_retired": "reference/regions_retired.tsv",
    "regions_unserved": "reference/regions_unserved.tsv",
    "industries": "reference/industries.tsv",
    "industries_retired": "reference/industries_retired.tsv",
    "authorities": "reference/authorities.tsv",
    "products": "reference/products.tsv",
    "contacts": "reference/contacts.tsv",
}
"""The files of the tables, by what they hold."""

RULED_BY = {
    "regions": ("regions",),
    "industries": ("industries",),
    "authorities": ("authorities", "regions"),
}
"""The tables behind each system of codes that rules may speak of: another table makes another form."""

CODES = ("regions", "industries")
"""The tables that are codes in a tree; beside each may stand one of what was (`_retired`) and of what is not served."""

_BESIDE: tuple[tuple[str, Callable[[CodeTable, str, str, Collector], CodeTable]], ...] = (
    ("retired", with_former),
    ("unserved", with_unserved),
)


@dataclass(frozen=True, slots=True)
class References:
    """The tables of codes by system, the authorities, the numbers to call by code, and what is wrong with the files."""

    tables: Mapping[str, CodeTable] = field(default_factory=dict, hash=False)
    authorities: Authorities = field(default_factory=Authorities)
    contacts: Mapping[str, tuple[Contact, ...]] = field(default_factory=dict, hash=False)
    diagnostics: tuple[Diagnostic, ...] = ()


def read_references(texts: Mapping[str, str | None]) -> References:
    """What the texts of `TABLES` hold; those that are not there (None) hold nothing."""
    return _read(tuple((name, text) for name, text in texts.items() if text is not None))


@lru_cache(maxsize=8)
def _read(texts: tuple[tuple[str, str], ...]) -> References:
    collector = Collector()
    given = dict(texts)
    tables = {system: _codes(system, given, collector) for system in CODES if system in given}
    authorities = Authorities()
    if "authorities" in given and "regions" in tables and not collector.has_errors:
        path = TABLES["authorities"]
        authorities = read_authorities(given["authorities"], path, tables["regions"], collector)
        if not collector.has_errors:
            prove_chains(authorities, path, collector)
        tables["authorities"] = _asked(authorities)
    if "products" in given and "industries" in tables and not collector.has_errors:
        industries = tables["industries"]
        tables["products"] = read_products(given["products"], TABLES["products"], industries, collector)
    contacts: Mapping[str, tuple[Contact, ...]] = {}
    if "contacts" in given and authorities.named and not collector.has_errors:
        contacts = read_contacts(given["contacts"], TABLES["contacts"], authorities, collector)
    return References(tables, authorities, contacts, collector.report().diagnostics)


def _asked(authorities: Authorities) -> CodeTable:
    """The authorities that are asked for, as codes below the regions where they may be."""
    asked = (each for each in authorities.named.values() if each.asked)
    entries = (CodeEntry(each.code, each.name, each.region, 1, each.kind) for each in asked)
    return code_table("authorities", entries, of="regions")


def _codes(system: str, given: Mapping[str, str], collector: Collector) -> CodeTable:
    """A table of codes with those beside it, which are read where the table itself is right."""
    table = read_code_table(system, given[system], TABLES[system], collector)
    for kind, read in _BESIDE:
        name = f"{system}_{kind}"
        if name in given and not collector.has_errors:
            table = read(table, given[name], TABLES[name], collector)
    return table

"""Everything a form may draw on: the files of a forms folder, units, facts and tables of codes.

A library is made of texts by name, so that the engine opens no file itself; the same texts kept by digest compile an old
form again, bit for bit.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from engine.authorities import Authorities
from engine.contacts import Contact
from engine.diagnostics import Collector, Position, Report, Span
from engine.facts import Fact, read_facts
from engine.fields.base import Building
from engine.reference import CodeTable
from engine.references import RULED_BY, read_references
from engine.references import TABLES as TABLES
from engine.shapes import Block, Identifier, Key, PairsOf, WholeNumber, Words
from engine.source import Node, read
from engine.units import Unit, Units

UNITS_FILE = "units.yaml"


@dataclass(frozen=True, slots=True)
class Library:
    """The files by name (relative, with forward slashes), and what was read of those that serve all forms. `fact_forms`
    are the forms whose fields are facts of the others."""

    files: Mapping[str, str | bytes] = field(hash=False)
    units: Units = field(hash=False)
    facts: Mapping[str, Fact] = field(hash=False)
    fact_forms: tuple[str, ...]
    tables: Mapping[str, CodeTable] = field(hash=False)
    authorities: Authorities
    contacts: Mapping[str, tuple[Contact, ...]] = field(hash=False)
    report: Report

    def path_of(self, form: str) -> str | None:
        """The file that holds a form, by the form's id or the file's own name."""
        return next((path for path in (form, f"{form}.yaml") if path in self.files), None)

    def tables_of(self, systems: Iterable[str]) -> dict[str, str]:
        """The texts of the tables behind systems of codes, by file."""
        paths = sorted({TABLES[name] for system in systems for name in RULED_BY.get(system, ())})
        texts = {path: self.files[path] for path in paths if path in self.files}
        return {path: text if isinstance(text, str) else text.decode() for path, text in texts.items()}


def build_library(files: Mapping[str, str | bytes]) -> Library:
    """The library of `files`; mistakes in units and facts are in its report."""
    collector = Collector()
    units = _read_units(files, collector)
    texts = {system: _text_of(files, path, collector) for system, path in TABLES.items()}
    found = read_references(texts)
    collector.extend(found.diagnostics)
    facts = read_facts(files, Building(collector, units, found.tables))
    return Library(
        files,
        units,
        facts.by_name,
        facts.forms,
        found.tables,
        found.authorities,
        found.contacts,
        collector.report(),
    )


def _text_of(files: Mapping[str, str | bytes], path: str, collector: Collector) -> str | None:
    text = files.get(path)
    try:
        return text.decode("utf-8") if isinstance(text, bytes) else text
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        collector.add("F102", Span(path, Position(line, 1), Position(line, 1)))
        return None


UNITS = Block(
    {
        "quantities": Key(
            PairsOf(
                Identifier(),
                Block(
                    {"base": Key(Words(), True), "units": Key(PairsOf(Words(), WholeNumber(1)), True)},
                    "quantity",
                ),
            ),
            required=True,
        )
    },
    "units",
)


def _read_units(files: Mapping[str, str | bytes], collector: Collector) -> Units:
    found: dict[str, Unit] = {}
    root = _root(files, UNITS_FILE, collector)
    entries = UNITS.read(root, collector) if root is not None else None
    for quantity, block, _ in entries.get("quantities", ()) if entries else ():
        for label, factor, _ in block.get("units", ()):
            found[label] = Unit(((quantity, 1),), Fraction(factor), label)
    return Units(found)


def _root(files: Mapping[str, str | bytes], path: str, collector: Collector) -> Node | None:
    text = files.get(path)
    return None if text is None else read(text, path, collector)


def digest_of(texts: Mapping[str, str]) -> str:
    """The SHA-256 of texts by name, the same whatever order they come in."""
    total = hashlib.sha256()
    for name in sorted(texts):
        body = texts[name].encode("utf-8")
        total.update(f"{name}\0{len(body)}\0".encode())
        total.update(body)
    return total.hexdigest()


def digest_of_table(text: str) -> str:
    """The SHA-256 of the text of one table."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()

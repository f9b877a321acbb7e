"""Checks files for what they are: forms are compiled, shared parts through the forms that include them, the rest is read."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from engine.cases import check_cases
from engine.compiler import Compiled, compile_form
from engine.compiler.vocabulary import PART
from engine.diagnostics import Collector, Diagnostic, Report
from engine.editions import check_editions
from engine.facts import FACTS_FILE
from engine.folder import Folder, open_folder
from engine.library import TABLES, UNITS_FILE, Library, build_library
from engine.overlays import check_overlay, check_overlays, laid_over, overlays
from engine.procedures import FILE as PROCEDURES_FILE
from engine.procedures import compile_procedures
from engine.source import read

_FORM = re.compile(r"^(form|sections|like|edition)\s*[:：]", re.MULTILINE)
_PART = re.compile(r"^part\s*[:：]", re.MULTILINE)
_OVERLAY = re.compile(r"^overlay\s*[:：]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Inspected:
    """What was found in some files, and their texts by the paths the findings name."""

    report: Report
    sources: Mapping[str, bytes]
    checked: int


def inspect_paths(paths: Iterable[Path], given: Path | None = None) -> Inspected:
    """Check files and folders; each mistake is told once, in the order of files and lines."""
    found: dict[Diagnostic, None] = {}
    sources: dict[str, bytes] = {}
    checked = 0
    for path in paths:
        folder, name = open_folder(path, given)
        inspector = Inspector(folder)
        names = [name] if path.is_file() else inspector.names_below(name)
        report = folder.with_own_paths(inspector.inspect(names))
        found.update(dict.fromkeys(report.diagnostics))
        sources.update(folder.sources)
        checked += len(names)
    return Inspected(Report(_once(found)), sources, checked)


def _once(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """A mistake inside a shared part is told once, however many forms include the part."""
    kept: dict[Diagnostic, Diagnostic] = {}
    for each in found:
        kept.setdefault(replace(each, via=()), each)
    return tuple(sorted(kept.values(), key=lambda each: (each.span, each.code, each.arguments)))


def kind_of(name: str, text: bytes) -> str:
    """What a file is: ``form``, ``part``, ``overlay``, ``library``, ``case`` or ``other``."""
    if name in (UNITS_FILE, FACTS_FILE, PROCEDURES_FILE, *TABLES.values()):
        return "library"
    if "cases" in PurePath(name).parts[:-1]:
        return "case"
    words = text.decode("utf-8", "replace")
    if _PART.search(words) or "parts" in PurePath(name).parts[:-1]:
        return "part"
    if _OVERLAY.search(words) or "overlays" in PurePath(name).parts[:-1]:
        return "overlay"
    return "form" if _FORM.search(words) else "other"


class Inspector:
    """Checks files of one folder; every form is compiled once."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self.library: Library = build_library(folder.files)
        self._compiled: dict[tuple[str, str], Compiled] = {}

    def names_below(self, name: str) -> list[str]:
        """The files of a folder, or of all folders for an empty name."""
        everything = [*self._folder.files, *self._folder.cases]
        start = f"{name}/" if name else ""
        own = [each for each in everything if each.startswith(start) and each in self._folder.paths]
        return [each for each in own if not each.endswith(".tsv")]

    def inspect(self, names: Iterable[str]) -> Report:
        collector = Collector()
        collector.extend(self.library.report.diagnostics)
        wanted = dict.fromkeys(names)
        for name in wanted:
            collector.extend(self._inspect(name).diagnostics)
        for between in self._between(wanted):
            collector.extend(each for each in between.diagnostics if each.span.file in wanted)
        return collector.report()

    def _between(self, wanted: Collection[str]) -> Iterator[Report]:
        """What can only be seen by looking at several files together."""
        cases = frozenset(self._folder.cases).intersection(wanted)
        if cases:
            yield check_cases(self.library, self._folder.cases, cases, self.compile)
        yield check_editions(self.library)
        yield check_overlays(self.library)
        if PROCEDURES_FILE in wanted:
            yield compile_procedures(self.library, self.compile).report

    def _inspect(self, name: str) -> Report:
        if name in self._folder.cases:
            return Report()
        kind = kind_of(name, self._folder.files[name])
        if kind == "form":
            return self.compile(name).report
        if kind == "part":
            return self._part(name)
        if kind == "overlay":
            return check_overlay(self.library, name, self.compile)
        return Report() if kind == "library" else self._other(name)

    def compile(self, name: str, overlay: str = "") -> Compiled:
        """A form of the folder, compiled, with what the file `overlay` adds to it."""
        key = (name, overlay)
        if key not in self._compiled:
            self._compiled[key] = compile_form(name, self.library, overlay or None)
        return self._compiled[key]

    def forms(self) -> list[str]:
        """The names of all forms of the folder."""
        return [
            name
            for name, text in self._folder.files.items()
            if name in self._folder.paths and not name.endswith(".tsv") and kind_of(name, text) == "form"
        ]

    def _part(self, name: str) -> Report:
        """The mistakes of a part, from the forms and overlays that include it; a part nobody includes is read by itself."""
        alone = ((each, "") for each in self.forms())
        laid = (
            (form, each.path) for each in overlays(self.library) for form in laid_over(each, self.library)
        )
        including = [found for each in (*alone, *laid) if name in (found := self.compile(*each)).texts]
        if including:
            mine = [
                each for found in including for each in found.report.diagnostics if each.span.file == name
            ]
            return Report(tuple(dict.fromkeys(mine)))
        collector = Collector()
        root = read(self._folder.files[name], name, collector)
        if root is not None:
            PART.read(root, collector)
        return collector.report()

    def _other(self, name: str) -> Report:
        collector = Collector()
        read(self._folder.files[name], name, collector)
        return collector.report()

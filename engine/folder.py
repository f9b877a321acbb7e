"""A folder of forms on disk becomes texts by name; the engine itself opens no file.

A folder of forms is known by its `units.yaml` or `facts.yaml`. A form that stands outside any such folder is read with the
one in the working directory, or else with the common units that come with the engine.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path, PurePath

from engine.diagnostics import Diagnostic, Report, Span

MARKS = ("units.yaml", "facts.yaml")
CASES = "cases"
WORKING = "forms"


@dataclass(frozen=True, slots=True)
class Folder:
    """The texts of a folder by name (relative, with forward slashes), and how each file is called in messages."""

    files: Mapping[str, bytes] = field(hash=False)
    cases: Mapping[str, bytes] = field(hash=False)
    paths: Mapping[str, str] = field(hash=False)

    def with_own_paths(self, report: Report) -> Report:
        """`report` with its files called as people would open them from where they stand."""
        return Report(tuple(self._told(each) for each in report.diagnostics))

    def _told(self, each: Diagnostic) -> Diagnostic:
        return replace(each, span=self._span(each.span), via=tuple(self._span(via) for via in each.via))

    def _span(self, span: Span) -> Span:
        return replace(span, file=self.paths.get(span.file, span.file))

    @property
    def sources(self) -> Mapping[str, bytes]:
        """The texts by the path people know."""
        everything = {**self.files, **self.cases}
        return {self.paths.get(name, name): text for name, text in everything.items()}


def read_folder(path: Path) -> Mapping[str, bytes]:
    """The files a library is made of: every YAML file below `path` but the cases, and the tables of codes."""
    return {name: each.read_bytes() for name, each in _walk(path) if not _is_case(name)}


def read_cases(path: Path) -> Mapping[str, bytes]:
    """The files of cases below `path`."""
    return {name: each.read_bytes() for name, each in _walk(path) if _is_case(name)}


def open_folder(path: Path, given: Path | None = None) -> tuple[Folder, str]:
    """The folder of forms that `path` (a file or a folder) belongs to, and the name `path` has in it.

    `given` is the folder to use whatever stands around `path`.
    """
    root = given or _root_of(path)
    found = root or (path if path.is_dir() else _working_folder())
    texts = dict(read_folder(found)) if found is not None else {}
    cases = dict(read_cases(found)) if found is not None else {}
    paths = {name: shown(found / name) for name in (*texts, *cases)} if found is not None else {}
    for name in MARKS[:1]:
        texts.setdefault(name, (files("engine") / "standard" / name).read_bytes())
    inside = found is not None and path.resolve().is_relative_to(found.resolve())
    name = (
        path.resolve().relative_to(found.resolve()).as_posix() if inside and found is not None else path.name
    )
    if not inside and path.is_file():
        (cases if path.parent.name == CASES else texts)[name] = path.read_bytes()
        paths[name] = shown(path)
    return Folder(texts, cases, paths), "" if name == "." else name


def shown(path: Path) -> str:
    """A path as people would write it from the working directory."""
    absolute, here = path.resolve(), Path.cwd().resolve()
    return absolute.relative_to(here).as_posix() if absolute.is_relative_to(here) else path.as_posix()


def _walk(path: Path) -> Iterator[tuple[str, Path]]:
    for each in sorted(path.rglob("*")):
        name = each.relative_to(path).as_posix()
        wanted = name.endswith((".yaml", ".yml")) or (name.startswith("reference/") and name.endswith(".tsv"))
        hidden = any(part.startswith((".", "node_modules")) for part in PurePath(name).parts)
        if wanted and not hidden and each.is_file():
            yield name, each


def _is_case(name: str) -> bool:
    return CASES in PurePath(name).parts[:-1]


def _root_of(path: Path) -> Path | None:
    """The nearest folder at or above `path` that holds units or facts."""
    start = path.resolve()
    for folder in (start, *start.parents):
        if folder.is_dir() and any((folder / mark).is_file() for mark in MARKS):
            return folder
    return None


def _working_folder() -> Path | None:
    folder = Path.cwd() / WORKING
    return folder if any((folder / mark).is_file() for mark in MARKS) else None

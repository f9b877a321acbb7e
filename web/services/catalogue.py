"""The forms there are: compiled once, taken up again when their files change, given back by digest for ever."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from engine.compiler import Compiled, compile_form
from engine.diagnostics import Report
from engine.diagnostics.renderers import render
from engine.facts import FACTS_FILE
from engine.folder import read_folder
from engine.form import Form
from engine.library import TABLES, UNITS_FILE, Library, build_library
from engine.reference import CodeTable
from web.clock import Clock
from web.database import insert_if_missing
from web.models import FormSource

logger = logging.getLogger(__name__)

LOOKED_AT_EVERY = 1.0
"""Seconds between two looks at the files."""

_OLD_EDITIONS = 32
_FOUNDATIONS = (UNITS_FILE, FACTS_FILE, *TABLES.values())


@dataclass(frozen=True)
class Edition:
    """A compiled form with the name of its file and the texts it was made of."""

    form: Form
    name: str
    texts: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class _Loaded:
    """The folder as it was read: what its files looked like, its library, its forms by id."""

    stamp: object
    library: Library
    editions: Mapping[str, Edition]


class Catalogue:
    """The forms of one folder. A form that does not compile never replaces the one that is running."""

    def __init__(self, folder: Path, looked_at_every: float = LOOKED_AT_EVERY) -> None:
        self._folder = folder
        self._every = looked_at_every
        self._lock = threading.Lock()
        self._loaded: _Loaded | None = None
        self._looked_at = 0.0
        self._old: OrderedDict[str, Edition] = OrderedDict()

    def forms(self) -> tuple[Form, ...]:
        """The newest edition of every form that is filled for its own sake, in the order of their files."""
        loaded = self._current()
        found = (each.form for each in loaded.editions.values())
        return tuple(each for each in found if each.id not in loaded.library.fact_forms)

    def fact_forms(self) -> tuple[Form, ...]:
        """The forms whose fields are facts of the others: what the platform asks of an enterprise once for all."""
        loaded = self._current()
        found = (loaded.editions.get(each) for each in loaded.library.fact_forms)
        return tuple(each.form for each in found if each is not None)

    def form(self, form_id: str) -> Form | None:
        """The newest edition of a form."""
        found = self._current().editions.get(form_id)
        return found.form if found else None

    @property
    def tables(self) -> Mapping[str, CodeTable]:
        """The tables of codes, by system."""
        return self._current().library.tables

    def by_digest(self, session: Session, digest: str) -> Form | None:
        """The very edition a record was made with, compiled again from its kept texts where it is not running."""
        loaded = self._current()
        for each in loaded.editions.values():
            if each.form.digest == digest:
                return each.form
        with self._lock:
            if digest in self._old:
                self._old.move_to_end(digest)
                return self._old[digest].form
        source = session.get(FormSource, digest)
        edition = _compile_kept(source, loaded.library) if source else None
        if edition is None:
            return None
        with self._lock:
            self._remember(digest, edition)
        return edition.form

    def keep(self, session: Session, form: Form, clock: Clock) -> None:
        """Keep the texts of a form for ever, in the transaction that is under way: of one that is running, or that was
        replaced since it was asked for."""
        running = {each.form.digest: each for each in self._current().editions.values()}
        edition = running.get(form.digest) or self._old.get(form.digest)
        if edition is None:  # compiled from its kept texts: they are there already
            return
        insert_if_missing(
            session,
            FormSource,
            digest=form.digest,
            form=form.id,
            edition=form.edition.isoformat(),
            bundle={"name": edition.name, "texts": dict(edition.texts)},
            kept_at=clock.now(),
        )

    # --- The folder ------------------------------------------------------------------------------------------

    def _current(self) -> _Loaded:
        loaded = self._loaded
        if loaded is not None and time.monotonic() - self._looked_at < self._every:
            return loaded
        with self._lock:
            if self._loaded is None or time.monotonic() - self._looked_at >= self._every:
                self._loaded = self._look_again(self._loaded)
                self._looked_at = time.monotonic()
            return self._loaded

    def _look_again(self, loaded: _Loaded | None) -> _Loaded:
        """Look at the files; what cannot be read for a moment leaves everything as it was."""
        try:
            return self._look(loaded)
        except (OSError, ValueError):
            if loaded is None:
                raise
            logger.exception("the folder of forms cannot be read; the running editions stay")
            return loaded

    def _look(self, loaded: _Loaded | None) -> _Loaded:
        stamp = _stamp(self._folder)
        if loaded is not None and loaded.stamp == stamp:
            return loaded
        files = read_folder(self._folder)
        library = build_library(files)
        if library.report.errors:
            _tell("units.yaml, facts.yaml", library.report)
            if loaded is not None:
                return _Loaded(stamp, loaded.library, loaded.editions)
        if loaded is not None and (missing := _missing(files, loaded.library)):
            logger.error("%s: gone from the folder of forms; the running editions stay", ", ".join(missing))
            return _Loaded(stamp, loaded.library, loaded.editions)
        running = loaded.editions if loaded else {}
        editions = dict(_editions(library, running))
        for form_id, each in running.items():
            if editions.get(form_id) is not each:
                self._remember(each.form.digest, each)
        return _Loaded(stamp, library, editions)

    def _remember(self, digest: str, edition: Edition) -> None:
        """Hold on to an edition that does not run any more; the lock is held by the caller."""
        self._old[digest] = edition
        self._old.move_to_end(digest)
        while len(self._old) > _OLD_EDITIONS:
            self._old.popitem(last=False)


def _missing(files: Mapping[str, bytes], library: Library) -> list[str]:
    """What every form stands on and is not there any more: the folder is being replaced, or was taken away."""
    return [name for name in _FOUNDATIONS if name in library.files and name not in files]


def _editions(library: Library, running: Mapping[str, Edition]) -> list[tuple[str, Edition]]:
    """The forms of a library by id; where one does not compile, the one that is running."""
    found = []
    for name in _form_files(library):
        compiled = compile_form(name, library)
        if compiled.form is not None:
            found.append((compiled.form.id, Edition(compiled.form, name, compiled.texts)))
            continue
        _tell(name, compiled.report)
        found += [(form_id, each) for form_id, each in running.items() if each.name == name]
    return found


def _form_files(library: Library) -> list[str]:
    """The files at the top of the folder that hold a form."""
    texts = ((name, text) for name, text in library.files.items() if "/" not in name)
    return sorted(name for name, text in texts if name.endswith(".yaml") and _begins_form(text))


def _begins_form(text: str | bytes) -> bool:
    lines = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return any(line.startswith("form:") for line in lines.splitlines())


def _compile_kept(source: FormSource, library: Library) -> Edition | None:
    bundle: dict[str, Any] = source.bundle
    tables = {path: library.files[path] for path in TABLES.values() if path in library.files}
    compiled: Compiled = compile_form(bundle["name"], build_library({**tables, **bundle["texts"]}))
    if compiled.form is None:
        _tell(f"{bundle['name']} ({source.digest})", compiled.report)
        return None
    if compiled.form.digest != source.digest:
        logger.error("the kept form %s compiles to another digest, %s", source.digest, compiled.form.digest)
    return Edition(compiled.form, bundle["name"], bundle["texts"])


def _stamp(folder: Path) -> object:
    """What the files look like from outside: any change of one changes it."""
    stats = ((path, path.stat()) for path in sorted(folder.rglob("*")) if path.suffix in {".yaml", ".tsv"})
    return tuple((str(path), stat.st_mtime_ns, stat.st_size, stat.st_ino) for path, stat in stats)


def _tell(what: str, report: Report) -> None:
    logger.error("%s does not compile; the running edition stays\n%s", what, render(report))

"""The forms and procedures there are: compiled once, taken up again when their files change, given back by digest for
ever."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from engine.authorities import Authorities, Authority, chain_of, recommending_authority
from engine.compiler import Compiled, compile_form
from engine.facts import FACTS_FILE
from engine.folder import read_folder
from engine.form import Form
from engine.library import TABLES, UNITS_FILE, Library, build_library, digest_of_table
from engine.overlays import overlay_for
from engine.procedures import Procedure
from engine.reference import CodeTable
from engine.references import CODES
from web.clock import Clock
from web.database import insert_if_missing
from web.models import FormSource, KeptTable
from web.services.loading import Edition, Loaded, compilations, loads, tell

logger = logging.getLogger(__name__)

LOOKED_AT_EVERY = 1.0
"""Seconds between two looks at the files."""

_OLD_EDITIONS = 64
_PLAIN_TABLES = tuple(TABLES[each] for each in CODES)
_FOUNDATIONS = (UNITS_FILE, FACTS_FILE, *TABLES.values())


class Catalogue:
    """The forms of one folder. A form that does not compile never replaces the one that is running."""

    def __init__(self, folder: Path, looked_at_every: float = LOOKED_AT_EVERY) -> None:
        self._folder = folder
        self._every = looked_at_every
        self._lock = threading.Lock()
        self._loaded: Loaded | None = None
        self._looked_at = 0.0
        self._old: OrderedDict[str, Edition] = OrderedDict()

    def forms(self) -> tuple[Form, ...]:
        """The newest edition of every form that is filled for its own sake, in the order of their files."""
        loaded = self._current()
        return tuple(each for each in _newest(loaded) if each.id not in loaded.library.fact_forms)

    def fact_forms(self) -> tuple[Form, ...]:
        """The forms whose fields are facts of the others: what the platform asks of an enterprise once for all."""
        loaded = self._current()
        return tuple(each for each in _newest(loaded) if each.id in loaded.library.fact_forms)

    def form(self, form_id: str) -> Form | None:
        """The newest edition of a form."""
        return next((each for each in _newest(self._current()) if each.id == form_id), None)

    def procedures(self) -> tuple[Procedure, ...]:
        """Every procedure, in the order of their file."""
        return tuple(self._current().procedures.values())

    def procedure(self, procedure_id: str) -> Procedure | None:
        return self._current().procedures.get(procedure_id)

    def form_of(
        self, procedure: Procedure, form_id: str, on: date, region: str = "", asked: str | None = None
    ) -> Form | None:
        """The form with which a procedure is begun on a day: the edition of that day, or the one that is pinned, with
        what the recommending authority of the region adds to it."""
        found = procedure.edition_on(on, form_id)
        loaded = self._current()
        edition = loaded.editions.get(found.path) if found is not None else None
        if found is None or edition is None:
            return None
        authority = recommending_authority(loaded.library.authorities, region, asked) if region else None
        overlay = overlay_for(loaded.library, form_id, found.since, authority.code) if authority else None
        overlaid = self._overlaid(loaded, found.path, overlay) if overlay else None
        return (overlaid or edition).form

    def chain(self, region: str, asked: str | None = None) -> tuple[Authority, ...]:
        """The authorities of a region, from the lowest up."""
        return chain_of(self.authorities, region, asked)

    @property
    def authorities(self) -> Authorities:
        return self._current().library.authorities

    @property
    def library(self) -> Library:
        """What the forms draw on: facts, units, tables of codes."""
        return self._current().library

    @property
    def tables(self) -> Mapping[str, CodeTable]:
        """The tables of codes, by system."""
        return self._current().library.tables

    def by_digest(self, session: Session, digest: str) -> Form | None:
        """The very edition a record was made with, compiled again from its kept texts where it is not running."""
        loaded = self._current()
        for each in _running(loaded):
            if each.form.digest == digest:
                return each.form
        with self._lock:
            if digest in self._old:
                self._old.move_to_end(digest)
                return self._old[digest].form
        source = session.get(FormSource, digest)
        edition = _compile_kept(session, source, loaded.library) if source else None
        if edition is None:
            return None
        with self._lock:
            self._remember(digest, edition)
        return edition.form

    def keep(self, session: Session, form: Form, clock: Clock) -> None:
        """Keep the texts of a form for ever, in the transaction that is under way: of one that is running, or that was
        replaced since it was asked for."""
        running = {each.form.digest: each for each in _running(self._current())}
        edition = running.get(form.digest) or self._old.get(form.digest)
        if edition is None:  # compiled from its kept texts: they are there already
            return
        tables = {path: digest_of_table(text) for path, text in edition.tables.items()}
        for path, text in edition.tables.items():
            insert_if_missing(session, KeptTable, digest=tables[path], text=text, kept_at=clock.now())
        insert_if_missing(
            session,
            FormSource,
            digest=form.digest,
            form=form.id,
            edition=form.edition.isoformat(),
            bundle={
                "name": edition.name,
                "texts": dict(edition.texts),
                "overlay": edition.overlay,
                "tables": tables,
            },
            kept_at=clock.now(),
        )

    # --- The folder ------------------------------------------------------------------------------------------

    def _current(self) -> Loaded:
        loaded = self._loaded
        if loaded is not None and time.monotonic() - self._looked_at < self._every:
            return loaded
        with self._lock:
            if self._loaded is None or time.monotonic() - self._looked_at >= self._every:
                self._loaded = self._look_again(self._loaded)
                self._looked_at = time.monotonic()
            return self._loaded

    def _look_again(self, loaded: Loaded | None) -> Loaded:
        """Look at the files; what cannot be read for a moment leaves everything as it was."""
        try:
            return self._look(loaded)
        except (OSError, ValueError):
            if loaded is None:
                raise
            logger.exception("the folder of forms cannot be read; the running editions stay")
            return loaded

    def _look(self, loaded: Loaded | None) -> Loaded:
        stamp = _stamp(self._folder)
        if loaded is not None and loaded.stamp == stamp:
            return loaded
        files = read_folder(self._folder)
        library = build_library(files)
        if library.report.errors:
            tell("units.yaml, facts.yaml", library.report)
            if loaded is not None:
                return _as_it_was(loaded, stamp)
        if loaded is not None and (missing := _missing(files, loaded.library)):
            logger.error("%s: gone from the folder of forms; the running editions stay", ", ".join(missing))
            return _as_it_was(loaded, stamp)
        fresh = loads.load(stamp, library, loaded)
        for each in _running(loaded) if loaded else ():
            self._remember(each.form.digest, each)
        return fresh

    def _overlaid(self, loaded: Loaded, path: str, overlay: str) -> Edition | None:
        """An edition with what an authority adds; None where that does not compile."""
        key = (path, overlay)
        if key not in loaded.overlaid:
            compiled = compilations.compile(path, loaded.library, overlay)
            if compiled.form is None:
                tell(overlay, compiled.report)
                return None
            loaded.overlaid[key] = Edition(compiled.form, path, compiled.texts, compiled.tables, overlay)
        return loaded.overlaid[key]

    def _remember(self, digest: str, edition: Edition) -> None:
        """Hold on to an edition that may not run any more; the lock is held by the caller."""
        self._old[digest] = edition
        self._old.move_to_end(digest)
        while len(self._old) > _OLD_EDITIONS:
            self._old.popitem(last=False)


def _newest(loaded: Loaded) -> Iterator[Form]:
    return (loaded.editions[path].form for path in loaded.newest)


def _running(loaded: Loaded) -> Iterator[Edition]:
    yield from loaded.editions.values()
    yield from tuple(loaded.overlaid.values())


def _as_it_was(loaded: Loaded, stamp: object) -> Loaded:
    return Loaded(stamp, loaded.library, loaded.editions, loaded.newest, loaded.procedures, loaded.overlaid)


def _missing(files: Mapping[str, bytes], library: Library) -> list[str]:
    """What every form stands on and is not there any more: the folder is being replaced, or was taken away."""
    return [name for name in _FOUNDATIONS if name in library.files and name not in files]


def _compile_kept(session: Session, source: FormSource, library: Library) -> Edition | None:
    """A form compiled from its kept texts and the tables its rules spoke of; what its fields only show and offer comes
    from the tables of today, where the two agree."""
    bundle: dict[str, Any] = source.bundle
    kept = _kept_tables(session, bundle.get("tables", {}))
    today = {path: library.files[path] for path in TABLES.values() if path in library.files}
    found = build_library({**today, **kept, **bundle["texts"]})
    if found.report.errors:
        plain = {path: today[path] for path in _PLAIN_TABLES if path in today}
        found = build_library({**plain, **kept, **bundle["texts"]})
    overlay = bundle.get("overlay", "")
    compiled: Compiled = compile_form(bundle["name"], found, overlay or None)
    if compiled.form is None:
        tell(f"{bundle['name']} ({source.digest})", compiled.report)
        return None
    if compiled.form.digest != source.digest:
        logger.error("the kept form %s compiles to another digest, %s", source.digest, compiled.form.digest)
    return Edition(compiled.form, bundle["name"], bundle["texts"], compiled.tables, overlay)


def _kept_tables(session: Session, wanted: Mapping[str, str]) -> dict[str, str]:
    """The texts of tables by file, as they were kept by digest."""
    found = {path: session.get(KeptTable, digest) for path, digest in wanted.items()}
    return {path: each.text for path, each in found.items() if each is not None}


def _stamp(folder: Path) -> object:
    """What the files look like from outside: any change of one changes it."""
    stats = ((path, path.stat()) for path in sorted(folder.rglob("*")) if path.suffix in {".yaml", ".tsv"})
    return tuple((str(path), stat.st_mtime_ns, stat.st_size, stat.st_ino) for path, stat in stats)

"""What a folder of forms comes to: its forms compiled, edition by edition, and its procedures; the same texts only once in a
process."""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from engine.compiler import Compiled, compile_form
from engine.diagnostics import Report
from engine.diagnostics.renderers import render
from engine.editions import editions, forms_of
from engine.form import Form
from engine.library import Library
from engine.procedures import FILE as PROCEDURES_FILE
from engine.procedures import Procedure, compile_procedures
from engine.reference import CodeTable

logger = logging.getLogger("web.services.catalogue")


@dataclass(frozen=True)
class Edition:
    """A compiled form with the name of its file, that of what an authority adds to it, the texts it was made of, and the
    tables of codes its rules speak of."""

    form: Form
    name: str
    texts: Mapping[str, str] = field(repr=False)
    tables: Mapping[str, str] = field(repr=False)
    overlay: str = ""


@dataclass(frozen=True)
class Loaded:
    """The folder as it was read: what its files looked like, its library, every edition of its forms by file, its
    procedures by id. `overlaid` is filled as what authorities add is asked for."""

    stamp: object
    library: Library
    editions: Mapping[str, Edition]
    newest: tuple[str, ...]
    procedures: Mapping[str, Procedure]
    overlaid: dict[tuple[str, str], Edition] = field(default_factory=dict)


def tell(what: str, report: Report) -> None:
    logger.error("%s does not compile; the running edition stays\n%s", what, render(report))


class _Compilations:
    """The latest compilations of this process: a form is compiled again only when one of the texts it was made of, or a
    table of codes, is another."""

    def __init__(self, most: int = 256) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[object, tuple[Compiled, Mapping[str, CodeTable]]] = OrderedDict()

    def compile(self, path: str, library: Library, overlay: str = "") -> Compiled:
        """What becomes of the form in a file, with what an authority adds."""
        key = (path, overlay, hash(library.files[path]))
        with self._lock:
            known = self._kept.get(key)
        if known is not None and _is_still_so(*known, library):
            return known[0]
        compiled = compile_form(path, library, overlay or None)
        with self._lock:
            self._kept[key] = (compiled, library.tables)
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return compiled


def _is_still_so(compiled: Compiled, tables: Mapping[str, CodeTable], library: Library) -> bool:
    if compiled.form is None or any(library.tables.get(each) is not table for each, table in tables.items()):
        return False
    return all(_text(library.files.get(name)) == text for name, text in compiled.texts.items())


def _text(content: str | bytes | None) -> str | None:
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else content


compilations = _Compilations()


class _Loads:
    """The latest folders of this process that compiled whole, by what is in them: the same texts are read once."""

    def __init__(self, most: int = 8) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Loaded] = OrderedDict()

    def load(self, stamp: object, library: Library, before: Loaded | None) -> Loaded:
        """Every form and procedure of a library; where one does not compile, the one that is running."""
        key = _content(library.files)
        with self._lock:
            known = self._kept.get(key)
        if known is not None:
            return replace(known, stamp=stamp, overlaid=dict(known.overlaid))
        loaded, is_whole = _load(stamp, library, before)
        if is_whole:
            with self._lock:
                self._kept[key] = loaded
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return loaded


def _content(files: Mapping[str, str | bytes]) -> str:
    total = hashlib.sha256()
    for name in sorted(files):
        text = files[name]
        body = text.encode() if isinstance(text, str) else text
        total.update(f"{name}\0{len(body)}\0".encode())
        total.update(body)
    return total.hexdigest()


loads = _Loads()


def _load(stamp: object, library: Library, before: Loaded | None) -> tuple[Loaded, bool]:
    """Every form and procedure, and whether all of them compiled."""
    running = before.editions if before else {}
    found: dict[str, Edition] = {}
    newest: list[str] = []
    compiled: dict[str, Compiled] = {}
    for name in forms_of(library):
        for each in editions(library, name):
            compiled[each.path] = compilations.compile(each.path, library)
            form = compiled[each.path].form
            if form is not None:
                texts, tables = compiled[each.path].texts, compiled[each.path].tables
                found[each.path] = Edition(form, each.path, texts, tables)
            else:
                tell(each.path, compiled[each.path].report)
                if each.path in running:
                    found[each.path] = running[each.path]
            if each.is_newest and each.path in found:
                newest.append(each.path)
    procedures, are_whole = _procedures(library, compiled, found, before)
    is_whole = are_whole and all(each.form is not None for each in compiled.values())
    return Loaded(stamp, library, found, tuple(sorted(newest)), procedures), is_whole


def _procedures(
    library: Library, compiled: Mapping[str, Compiled], found: Mapping[str, Edition], before: Loaded | None
) -> tuple[Mapping[str, Procedure], bool]:
    """The procedures by id, and whether they compiled. A form that none of them names has one of its own, which anybody
    may begin."""

    def known(path: str) -> Compiled:
        return compiled.get(path) or compile_form(path, library)

    result = compile_procedures(library, known)
    if result.report.errors:
        tell(PROCEDURES_FILE, result.report)
        if before is not None:
            return before.procedures, False
    procedures = {each.id: each for each in result.procedures}
    named = {form for each in result.procedures for form in each.forms}
    unnamed = {each.form.id: each.form for each in found.values() if each.form.id not in named}
    if unnamed:
        plain = replace(
            library, files={**library.files, PROCEDURES_FILE: _plain_procedures(unnamed.values())}
        )
        procedures |= {each.id: each for each in compile_procedures(plain, known).procedures}
    return procedures, not result.report.errors


def _plain_procedures(forms: Iterable[Form]) -> str:
    lines = (
        f"  - {{procedure: {each.id}, title: {json.dumps(each.title, ensure_ascii=False)}, kind: declare, form: {each.id}}}\n"
        for each in forms
    )
    return "procedures:\n" + "".join(lines)

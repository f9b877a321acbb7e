"""Overlays: what authorities add to a form, one file an authority, beside the forms.

Only the heads of the files are read to find the one that counts for an authority and an edition; `check_overlay` lays a
file over every edition it is for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from engine.authorities import LEVELS
from engine.compiler import Compiled
from engine.compiler.vocabulary import OVERLAY
from engine.diagnostics import Collector, Diagnostic, Report, Span
from engine.editions import edition_pinned, editions, forms_of
from engine.library import Library
from engine.shapes import nearest
from engine.source import Sequence, read

FOLDER = "overlays/"

Compile = Callable[[str, str], Compiled]
"""Compiles the form of a file with the overlay of another; "" for none."""


@dataclass(frozen=True, slots=True)
class OverlayHead:
    """Which form, editions and authority an overlay is for, and where it says so."""

    path: str
    form: str
    authority: str
    editions: tuple[date, ...]
    title: str
    form_span: Span
    authority_span: Span
    edition_spans: tuple[Span, ...]


def overlays(library: Library) -> tuple[OverlayHead, ...]:
    """The heads of all overlays, by file; one that cannot be read is left out."""
    found = (
        _head(path, library.files[path])
        for path in sorted(library.files)
        if path.startswith(FOLDER) and path.endswith(".yaml")
    )
    return tuple(each for each in found if each is not None)


def laid_over(head: OverlayHead, library: Library) -> tuple[str, ...]:
    """The files of the editions an overlay is for, those that are there."""
    found = (edition_pinned(library, head.form, day) for day in head.editions)
    return tuple(each.path for each in found if each is not None)


def overlay_for(library: Library, form: str, edition: date, authority: str) -> str | None:
    """The file of what `authority` adds to an edition of `form`; None where it adds nothing."""
    return next((each.path for each in overlays(library) if _is_for(each, form, edition, authority)), None)


def _is_for(head: OverlayHead, form: str, edition: date, authority: str) -> bool:
    return head.form == form and edition in head.editions and head.authority == authority


@lru_cache(maxsize=256)
def _head(path: str, text: str | bytes) -> OverlayHead | None:
    silent = Collector()
    root = read(text, path, silent)
    entries = OVERLAY.read(root, silent) if root is not None else None
    if entries is None or None in (entries["overlay"], entries["authority"], entries["editions"]):
        return None
    node = entries.node.get("editions")
    items = node.items if isinstance(node, Sequence) else ()
    return OverlayHead(
        path,
        entries["overlay"],
        entries["authority"],
        entries["editions"],
        entries.get("title", ""),
        entries.span("overlay"),
        entries.span("authority"),
        tuple(each.span for each in items),
    )


# --- What is wrong with them -----------------------------------------------------------------------------------------


def check_overlay(library: Library, path: str, compile_: Compile) -> Report:
    """The mistakes of one overlay: in its head, and laid over each edition it is for, beside those of the form itself."""
    collector = Collector()
    head = _head(path, library.files[path])
    if head is None:
        root = read(library.files[path], path, collector)
        if root is not None:
            OVERLAY.read(root, collector)
        return collector.report()
    _check_authority(head, library, collector)
    for edition in _editions(head, library, collector):
        alone = {(each.code, each.span) for each in compile_(edition, "").report.diagnostics}
        laid = compile_(edition, path).report.diagnostics
        collector.extend(each for each in laid if not _is_told(each, alone))
    return collector.report()


def _is_told(found: Diagnostic, alone: set[tuple[str, Span]]) -> bool:
    """Whether a mistake is the form's own, with or without the overlay."""
    return (found.code, found.span) in alone


def _check_authority(head: OverlayHead, library: Library, collector: Collector) -> None:
    """The authority is one that recommends to the ministry: only for those is an overlay ever looked for."""
    named = library.authorities.named
    if not named:
        return
    found = library.authorities.get(head.authority)
    known = [code for code, each in named.items() if each.level == LEVELS[1]]
    if found is None:
        near = nearest(head.authority, known)
        collector.add("F353", head.authority_span, suggestion=near, authority=head.authority)
    elif found.level != LEVELS[1]:
        collector.add("F354", head.authority_span, authority=head.authority, name=found.name)


def _editions(head: OverlayHead, library: Library, collector: Collector) -> list[str]:
    """The files of the editions an overlay is for; those that are not there are reported."""
    several = editions(library, head.form)
    if not several:
        near = nearest(head.form, forms_of(library))
        collector.add("F351", head.form_span, suggestion=near, name=head.form)
        return []
    known = ", ".join(each.since.isoformat() for each in several)
    found = []
    for day, span in zip(head.editions, head.edition_spans, strict=False):
        edition = edition_pinned(library, head.form, day)
        if edition is None:
            collector.add("F352", span, form=head.form, edition=day, known=known)
        else:
            found.append(edition.path)
    return found


def check_overlays(library: Library) -> Report:
    """Overlays that are for the same authority and the same edition of a form."""
    collector = Collector()
    first: dict[tuple[str, str, date], str] = {}
    for head in overlays(library):
        for day, span in zip(head.editions, head.edition_spans, strict=False):
            other = first.setdefault((head.form, head.authority, day), head.path)
            if other != head.path:
                collector.add(
                    "F373", span, form=head.form, edition=day, authority=head.authority, other=other
                )
    return collector.report()

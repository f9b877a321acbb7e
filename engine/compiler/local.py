"""What a form says that regions may add, and what the overlay laid over it says of itself."""

from collections.abc import Collection

from engine.compiler.head import read_basis
from engine.compiler.vocabulary import OVERLAY
from engine.compiler.workshop import Workshop
from engine.diagnostics import Collector, Span
from engine.form import Local, Overlay
from engine.shapes import Entries, nearest
from engine.source import Mapping, Node, Sequence


def read_local(head: Entries, workshop: Workshop, sections: Collection[str]) -> Local | None:
    """Where the form may be added to; names it has not are reported. `sections` are the form's own."""
    local: Entries | None = head["local"]
    if local is None:
        return None
    indicators, placed = local["indicators"], local["sections"]
    if indicators is not None:
        name = indicators["in_place_of"]
        known = _named(workshop, "indicator")
        if name is not None:
            _tell_unknown(workshop, name, "indicator", known, indicators.span("in_place_of"))
        least, most = indicators.get("at_least", 1), indicators["at_most"]
        if most is not None and most < least:
            workshop.collector.add("F375", indicators.span("at_most"), least=least, most=most)
    if placed is not None:
        _check_names(workshop, placed, "in_place_of", "section", sections)
    for key, kind in (("raises", "parameter"), ("conditions", "conclusion")):
        _check_names(workshop, local, key, kind, _named(workshop, kind))
    return Local(
        indicators["in_place_of"] or "" if indicators is not None else "",
        indicators.get("at_least", 1) if indicators is not None else 1,
        indicators["at_most"] if indicators is not None else None,
        tuple(placed.get("in_place_of", ())) if placed is not None else (),
        local["documents"] is True,
        tuple(local.get("raises", ())),
        tuple(local.get("conditions", ())),
    )


def _named(workshop: Workshop, kind: str) -> tuple[str, ...]:
    return tuple(name for name, each in workshop.declared.items() if each.symbol.kind == kind)


def _check_names(workshop: Workshop, block: Entries, key: str, kind: str, known: Collection[str]) -> None:
    node = block.node.get(key)
    for each in node.items if isinstance(node, Sequence) else ():
        _tell_unknown(workshop, getattr(each, "text", ""), kind, known, each.span)


def _tell_unknown(workshop: Workshop, name: str, kind: str, known: Collection[str], span: Span) -> None:
    if name not in known:
        workshop.collector.add(
            "F374",
            span,
            suggestion=nearest(name, tuple(known)),
            name=name,
            block=kind,
            known=", ".join(known),
        )


def read_overlay(node: Node | None) -> Overlay | None:
    """What the overlay that was laid over the form says of itself; its mistakes are told where it was laid."""
    if not isinstance(node, Mapping):
        return None
    entries = OVERLAY.read(node, silent := Collector())
    if entries is None:
        return None
    return Overlay(
        entries["authority"] or "",
        entries.get("title", ""),
        entries.get("source", "verified"),
        read_basis(entries, silent),
        node.span.file,
        *(_names(entries.node.get(key)) for key in ("parameters", "conditions")),
    )


def _names(node: Node | None) -> tuple[str, ...]:
    items = node.items if isinstance(node, Sequence) else ()
    return tuple(getattr(each, "text", "") for each in items)

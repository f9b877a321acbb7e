"""An overlay laid over a form: what a region adds, put where the form says that it may.

The form's ``local`` names the indicator and the section that give way to the region's own, the parameters it may raise
and the conclusions it may add conditions to. What an overlay may not do is told at its own line and left out.
"""

from collections.abc import Iterator

from engine.compiler.editing import replaced
from engine.compiler.raising import edition_of, new_key, raised, text_of, with_value
from engine.compiler.vocabulary import CONDITION_KEYS, LOCAL, OVERLAY
from engine.diagnostics import Collector, Span
from engine.parts import identity
from engine.shapes import Entries, Quantity, describe, nearest
from engine.source import Entry, Mapping, Node, Sequence

ADDITIONS = ("sections", "indicators", "documents", "parameters", "conditions")
"""What an overlay can hold beside its head."""


def lay_over(form: Mapping, root: Mapping, collector: Collector) -> Mapping:
    """`form` with all that the overlay `root` adds, and under ``overlay`` what it says of itself."""
    overlay = OVERLAY.read(root, collector)
    if overlay is None:
        return form
    node = form.get("local")
    local = LOCAL.read(node, Collector()) if node is not None else None
    if local is None:
        blanks = {name: text_of(form.get(name)) for name in ("form", "edition")}
        collector.add("F355", overlay.span("overlay"), **blanks)
        return form
    return _Laying(form, overlay, local, collector).laid()


class _Laying:
    """One overlay being laid over one form; `_form` is how far it has come."""

    def __init__(self, form: Mapping, overlay: Entries, local: Entries, collector: Collector) -> None:
        self._form = form
        self._overlay = overlay
        self._local = local
        self._collector = collector
        self._source = overlay.node.entry("source")

    def laid(self) -> Mapping:
        self._lay_sections(self._lay_indicators())
        self._lay_documents()
        parameters = [each for each in self._entries("parameters") if self._raise(each)]
        conditions = [each for each in self._entries("conditions") if self._add_conditions(each)]
        own = [each for each in self._overlay.node if each.key.text not in (*ADDITIONS, "editions")]
        said = Mapping(
            (*own, *_under("parameters", parameters), *_under("conditions", conditions)), _span(own)
        )
        kept = [each for each in self._form.entries if each.key.text != "local"]
        return Mapping((Entry(new_key("overlay", said.span), said), *kept), self._form.span)

    # -- Indicators, sections and documents ---------------------------------------------------------------------------

    def _lay_indicators(self) -> bool:
        """Put the region's indicators in place of the form's own; whether there are any."""
        nodes = self._open_to("indicators")
        place = self._local["indicators"]
        block = _find(self._form, "indicators", place["in_place_of"]) if nodes is not None else None
        if nodes is None or block is None:
            return False
        self._check_count(len(nodes), place)
        self._check_points(nodes, block)
        self._form = replaced(self._form, block, nodes or (block,))
        return bool(nodes)

    def _check_count(self, count: int, place: Entries) -> None:
        least, most = place.get("at_least", 1), place["at_most"]
        if count < least or (most is not None and count > most):
            wanted = f"{least}" if most == least else f"{least}–{most}" if most is not None else f"{least}+"
            self._collector.add("F357", self._key_of("indicators"), count=count, wanted=wanted)

    def _check_points(self, nodes: tuple[Node, ...], block: Mapping) -> None:
        """The region's indicators come to exactly as many points as the one whose place they take."""
        silent = Collector()
        points = [
            Quantity().read(out_of, silent)
            for each in nodes
            if isinstance(each, Mapping) and (out_of := each.get("out_of")) is not None
        ]
        wanted = Quantity().read(block.get("out_of") or new_key("", block.span), silent)
        if wanted is None or None in points or len(points) < len(nodes) or not points:
            return  # told where they stand
        total = sum(each for each in points if each is not None)
        if total != wanted:
            title = text_of(block.get("title"))
            self._collector.add("F358", self._key_of("indicators"), total=total, wanted=wanted, title=title)

    def _lay_sections(self, with_indicators: bool) -> None:
        """The region's sections stand where the form says; the form's own give way together with its indicator."""
        nodes = self._open_to("sections") or ()
        place = self._local["sections"]
        names = place.get("in_place_of", ()) if place is not None else ()
        for name in reversed(names):
            block = _find(self._form, "sections", name)
            if block is not None:
                kept = () if with_indicators else (block,)
                self._form = replaced(self._form, block, (*kept, *nodes))
                nodes = ()

    def _lay_documents(self) -> None:
        nodes = self._open_to("documents")
        if not nodes:
            return
        own = self._form.get("documents")
        items = own.items if isinstance(own, Sequence) else ()
        self._form = with_value(self._form, "documents", Sequence((*items, *nodes), nodes[0].span))

    def _open_to(self, key: str) -> tuple[Node, ...] | None:
        """What the overlay adds under a key; None where it adds nothing or the form does not say where (reported)."""
        if self._overlay[key] is None:
            return None
        if self._local[key] is None or self._local[key] is False:
            known = ", ".join(each for each in ("indicators", "sections", "documents") if self._local[each])
            self._collector.add("F356", self._key_of(key), key=key, known=known or "-")
            return None
        return tuple(self._sourced(each) for each in self._overlay[key])

    def _key_of(self, key: str) -> Span:
        """Where the overlay says `key`."""
        return next(each.key.span for each in self._overlay.node if each.key.text == key)

    def _sourced(self, node: Node) -> Node:
        """A block with the overlay's own certainty, where it has none."""
        if self._source is None or not isinstance(node, Mapping) or node.get("source") is not None:
            return node
        return Mapping((*node.entries, self._source), node.span, node.flow)

    # -- Parameters and conclusions -----------------------------------------------------------------------------------

    def _entries(self, key: str) -> tuple[Entry, ...]:
        node = self._overlay[key]
        if node is not None and not isinstance(node, Mapping):
            self._collector.add("F205", node.span, wanted="mapping", found=describe(node))
            return ()
        return () if node is None else node.entries

    def _raise(self, entry: Entry) -> bool:
        """Give a parameter the region's value; True when it may be raised and is."""
        name, known = entry.key.text, self._local.get("raises", ())
        parameters = self._form.get("parameters")
        own = parameters.entry(name) if isinstance(parameters, Mapping) else None
        if name not in known or own is None or not isinstance(parameters, Mapping):
            near, listed = nearest(name, known), ", ".join(known) or "-"
            self._collector.add("F370", entry.key.span, suggestion=near, name=name, known=listed)
            return False
        block = raised(own, entry, edition_of(self._form), self._collector)
        if block is None:
            return False
        self._form = with_value(self._form, "parameters", with_value(parameters, name, self._sourced(block)))
        return True

    def _add_conditions(self, entry: Entry) -> bool:
        """Add conditions to a conclusion; True when it may be added to."""
        name, known = entry.key.text, self._local.get("conditions", ())
        block = _find(self._form, "conclusions", name) if name in known else None
        if block is None:
            near, listed = nearest(name, known), ", ".join(known) or "-"
            self._collector.add("F371", entry.key.span, suggestion=near, name=name, known=listed)
            return False
        extra = entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)
        self._form = replaced(
            self._form, block, (_with_all(block, tuple(self._sourced(each) for each in extra)),)
        )
        return True


# --- Finding and changing blocks -------------------------------------------------------------------------------------


def _find(form: Mapping, key: str, name: str | None) -> Mapping | None:
    """The section, indicator or conclusion of a name."""
    return next((each for each in _listed(form, key) if identity(each) == name), None)


def _listed(form: Mapping, key: str) -> Iterator[Mapping]:
    score = form.get("score")
    holders = _groups(score) if key == "indicators" and isinstance(score, Mapping) else iter((form,))
    for each in holders:
        yield from _mappings(each.get(key))


def _groups(holder: Mapping) -> Iterator[Mapping]:
    """The groups of a score, and the groups in them."""
    for each in _mappings(holder.get("groups")):
        yield each
        yield from _groups(each)


def _mappings(node: Node | None) -> Iterator[Mapping]:
    for each in node.items if isinstance(node, Sequence) else ():
        if isinstance(each, Mapping):
            yield each


def _with_all(block: Mapping, extra: tuple[Node, ...]) -> Mapping:
    """The conclusion that holds when it did and every one of `extra` holds too."""
    own = next((each for each in block.entries if each.key.text in CONDITION_KEYS), None)
    if own is not None and own.key.text == "all" and isinstance(own.value, Sequence):
        return with_value(block, "all", Sequence((*own.value.items, *extra), own.value.span))
    before = (Mapping((own,), own.value.span),) if own is not None else ()
    kept = tuple(each for each in block.entries if each is not own)
    together = Entry(new_key("all", block.span), Sequence((*before, *extra), block.span))
    return Mapping((*kept, together), block.span, block.flow)


def _under(key: str, entries: list[Entry]) -> tuple[Entry, ...]:
    if not entries:
        return ()
    span = entries[0].key.span
    names = tuple(new_key(each.key.text, each.key.span) for each in entries)
    return (Entry(new_key(key, span), Sequence(names, span)),)


def _span(entries: list[Entry]) -> Span:
    return entries[0].key.span

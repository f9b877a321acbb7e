"""Parts: what several forms share, put in place of every ``include``.

A part holds lists under the same keys as a form. An ``include`` that stands in a list takes the part's list of that name,
whole or only the blocks it names, in the order it names them; what it says ``with`` stands in each of them.
"""

from collections.abc import Callable

from engine.diagnostics import Collector, Span
from engine.shapes import AnyNode, Block, Code, Identifier, Key, ListOf, PairsOf, Words, nearest
from engine.source import Entry, Mapping, Node, Scalar, Sequence

INCLUDE = Block(
    {
        "include": Key(Words(), True),
        "only": Key(ListOf(Code(), 1)),
        "with": Key(PairsOf(Identifier(), AnyNode())),
    },
    "include",
)
PART_LISTS = (
    "sections",
    "fields",
    "options",
    "columns",
    "rows",
    "checks",
    "documents",
    "indicators",
    "conclusions",
)
"""The lists a part may hold, for the lists of the same name in a form."""

Load = Callable[[Node], Mapping | None]
"""The part an ``include`` names, with its own parts in place; None when there is none (reported)."""


Placed = dict[Span, list[Span]]
"""The places that put a block in, under where its name stands in its part."""


def put_parts_in_place(node: Node, load: Load, collector: Collector, placed: Placed | None = None) -> Node:
    """`node` with the blocks of parts in place of every ``include`` in its lists; itself where there is none.

    Where each block was put in is added to `placed`.
    """
    return _Inclusion(load, collector, {} if placed is None else placed).within(node)


class _Inclusion:
    def __init__(self, load: Load, collector: Collector, placed: Placed) -> None:
        self._load = load
        self._collector = collector
        self._placed = placed

    def within(self, node: Node) -> Node:
        if not isinstance(node, Mapping):
            return node
        entries = tuple(self._entry(each) for each in node.entries)
        unchanged = all(new is old for new, old in zip(entries, node.entries, strict=True))
        return node if unchanged else Mapping(entries, node.span, node.flow)

    def _entry(self, entry: Entry) -> Entry:
        value = entry.value
        placed = self._list(entry.key.text, value) if isinstance(value, Sequence) else self.within(value)
        return entry if placed is value else Entry(entry.key, placed)

    def _list(self, key: str, found: Sequence) -> Sequence:
        items: list[Node] = []
        for item in found.items:
            if isinstance(item, Mapping) and item.get("include") is not None:
                items.extend(self._part(key, item))
            else:
                items.append(self._list(key, item) if isinstance(item, Sequence) else self.within(item))
        unchanged = len(items) == len(found.items) and all(
            new is old for new, old in zip(items, found.items, strict=True)
        )
        return found if unchanged else Sequence(tuple(items), found.span, found.flow, wanting=not items)

    def _part(self, key: str, item: Mapping) -> tuple[Node, ...]:
        INCLUDE.read(item, self._collector)
        include, only, own = item.get("include"), item.get("only"), item.get("with")
        part = self._load(include) if include is not None else None
        if part is None or include is None:
            return ()
        blocks = part.get(key)
        if not isinstance(blocks, Sequence):
            held = ", ".join(each for each in PART_LISTS if part.get(each) is not None) or "-"
            name = getattr(include, "text", "")
            self._collector.add("F320", include.span, name=name, key=key, held=held)
            return ()
        taken = blocks.items if only is None else self._only(blocks, only, include)
        chosen = only.items if isinstance(only, Sequence) and len(only.items) == len(taken) else ()
        for place, each in enumerate(taken):
            if (name := _name_of(each)) is not None:
                self._placed.setdefault(name.span, []).append((chosen[place] if chosen else include).span)
        if not isinstance(own, Mapping):
            return taken
        return tuple(overlaid(each, own) if isinstance(each, Mapping) else each for each in taken)

    def _only(self, blocks: Sequence, only: Node, include: Node) -> tuple[Node, ...]:
        named = {name: each for each in blocks.items if (name := identity(each)) is not None}
        found: list[Node] = []
        for wanted in only.items if isinstance(only, Sequence) else ():
            text = wanted.text if isinstance(wanted, Scalar) else ""
            if text in named:
                found.append(named[text])
            else:
                suggestion = nearest(text, sorted(named))
                part = getattr(include, "text", "")
                self._collector.add("F321", wanted.span, suggestion=suggestion, name=text, part=part)
        return tuple(found)


def identity(node: Node) -> str | None:
    """The id under which a block of the form can be changed: its ``id``, ``section``, ``fact`` or ``level``."""
    name = _name_of(node)
    return None if name is None else name.text


def _name_of(node: Node) -> Scalar | None:
    found = (node.get(key) for key in ("id", "section", "fact", "level")) if isinstance(node, Mapping) else ()
    return next((each for each in found if isinstance(each, Scalar)), None)


def overlaid(block: Mapping, change: Mapping) -> Mapping:
    """The block with the keys of `change` in place of its own; an empty value takes the key away."""
    kept = {each.key.text: each for each in block.entries}
    for each in change.entries:
        if isinstance(each.value, Scalar) and each.value.style == "plain" and not each.value.text:
            kept.pop(each.key.text, None)
        else:
            kept[each.key.text] = each
    return Mapping(tuple(kept.values()), block.span, block.flow)

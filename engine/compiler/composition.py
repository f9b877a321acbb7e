"""One form out of several files: included parts, and forms like another with a few changes.

Nodes keep the spans of their own file, so that a mistake inside a part is told at the part's line; the places that include
it are added to the diagnostic.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from engine.compiler.vocabulary import FORM, INCLUDE, LIKE_KEYS, NODES, PART
from engine.diagnostics import Collector, Span
from engine.library import Library
from engine.shapes import Block, Identifier, Key, nearest
from engine.source import Entry, Mapping, Node, Scalar, Sequence, read

_DEEPEST_CHAIN = 8


@dataclass(slots=True)
class Composition:
    """What was read to make one form: its root node, the texts it came from, and which file is included where."""

    library: Library
    collector: Collector
    texts: dict[str, str] = field(default_factory=dict)
    included_at: dict[str, Span] = field(default_factory=dict)

    def compose(self, path: str) -> Mapping | None:
        """The root node of the form in `path` with everything it includes and resembles put in place."""
        return self._form(path, ())

    def _load(self, path: str) -> Node | None:
        text = self.library.files[path]
        node = read(text, path, self.collector)
        self.texts[path] = text if isinstance(text, str) else text.decode("utf-8", "replace")
        return node

    def _form(self, path: str, chain: tuple[str, ...]) -> Mapping | None:
        root = self._load(path)
        if root is None:
            return None
        if not isinstance(root, Mapping):
            self.collector.add("F205", root.span, wanted="mapping", found="…")
            return None
        root = self._with_parts(root, (*chain, path))
        like = root.get("like")
        return root if like is None else self._like(root, like, (*chain, path))

    def _like(self, root: Mapping, like: Node, chain: tuple[str, ...]) -> Mapping | None:
        entries = Block(
            {**{name: key for name, key in FORM.keys.items() if name != "sections"}, **LIKE_KEYS}, "form"
        ).read(root, self.collector)
        name = like.text if isinstance(like, Scalar) else ""
        path = self._find(name, like, ("", "editions/"), chain)
        if path is None or entries is None:
            return None
        self.included_at.setdefault(path, like.span)
        base = self._form(path, chain)
        if base is None:
            return None
        kept = {each.key.text: each for each in base.entries}
        for each in root.entries:
            if each.key.text not in LIKE_KEYS:
                kept[each.key.text] = each
        merged = Mapping(tuple(kept.values()), root.span)
        return _Editor(self.collector).edit(merged, root)

    def _find(self, name: str, node: Node, folders: tuple[str, ...], chain: tuple[str, ...]) -> str | None:
        for folder in folders:
            path = self.library.path_of(folder + name)
            if path is not None:
                if path in chain or len(chain) > _DEEPEST_CHAIN:
                    self.collector.add("F312", node.span, chain=" → ".join((*chain, path)))
                    return None
                return path
        known = [each.removesuffix(".yaml") for each in self.library.files if each.endswith(".yaml")]
        self.collector.add("F311", node.span, suggestion=nearest(name, known), name=name)
        return None

    def _with_parts(self, root: Mapping, chain: tuple[str, ...]) -> Mapping:
        sections = root.get("sections")
        if not isinstance(sections, Sequence):
            return root
        items: list[Node] = []
        for item in sections.items:
            include = item.get("include") if isinstance(item, Mapping) else None
            if include is None:
                items.append(item)
                continue
            INCLUDE.read(item, self.collector)
            items.extend(self._part(include, chain))
        return _replace(root, "sections", Sequence(tuple(items), sections.span))

    def _part(self, include: Node, chain: tuple[str, ...]) -> tuple[Node, ...]:
        name = include.text if isinstance(include, Scalar) else ""
        path = self._find(name, include, ("", "parts/"), chain)
        if path is None:
            return ()
        self.included_at.setdefault(path, include.span)
        root = self._load(path)
        if not isinstance(root, Mapping) or PART.read(root, self.collector) is None:
            return ()
        root = self._with_parts(root, (*chain, path))
        sections = root.get("sections")
        return sections.items if isinstance(sections, Sequence) else ()

    def via(self, span: Span) -> tuple[Span, ...]:
        """The places through which the file of `span` came into the form, innermost first."""
        found: list[Span] = []
        place = self.included_at.get(span.file)
        while place is not None and len(found) <= _DEEPEST_CHAIN:
            found.append(place)
            place = self.included_at.get(place.file)
        return tuple(found)


def _replace(mapping: Mapping, key: str, value: Node) -> Mapping:
    return Mapping(
        tuple(Entry(each.key, value) if each.key.text == key else each for each in mapping.entries),
        mapping.span,
        mapping.flow,
    )


def identity(node: Node) -> str | None:
    """The id under which a block of the form can be changed: its ``id``, ``section``, ``fact`` or ``level``."""
    if isinstance(node, Mapping):
        for key in ("id", "section", "fact", "level"):
            value = node.get(key)
            if isinstance(value, Scalar):
                return value.text
    return None


class _Editor:
    """Applies ``change``, ``remove`` and ``add`` of a form that is like another."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector

    def edit(self, form: Mapping, root: Mapping) -> Mapping:
        known = set(_identities(form))
        edited: Node = form
        change = root.get("change")
        for entry in change.entries if isinstance(change, Mapping) else ():
            if self._known(entry.key, known):
                edited = _map(edited, entry.key.text, partial(_changed, change=entry.value))
        remove = root.get("remove")
        for item in remove.items if isinstance(remove, Sequence) else ():
            if isinstance(item, Scalar) and self._known(item, known):
                edited = _map(edited, item.text, lambda block: ())
        add = root.get("add")
        for item in add.items if isinstance(add, Sequence) else ():
            edited = self._add(edited, item, known)
        return edited if isinstance(edited, Mapping) else form

    def _add(self, form: Node, item: Node, known: set[str]) -> Node:
        entries = _ADDITION.read(item, self._collector)
        after = entries.node.get("after") if entries else None
        if entries is None or not isinstance(after, Scalar) or not self._known(after, known):
            return form
        blocks = entries.node.get("blocks")
        added = blocks.items if isinstance(blocks, Sequence) else ()
        return _map(form, after.text, lambda block: (block, *added))

    def _known(self, name: Scalar, known: set[str]) -> bool:
        if name.text in known:
            return True
        self._collector.add("F313", name.span, suggestion=nearest(name.text, sorted(known)), name=name.text)
        return False


_ADDITION = Block({"after": Key(Identifier(), True), "blocks": Key(NODES, True)}, "addition")


def _identities(node: Node) -> list[str]:
    found = [name] if (name := identity(node)) else []
    children = (
        [each.value for each in node.entries]
        if isinstance(node, Mapping)
        else node.items
        if isinstance(node, Sequence)
        else ()
    )
    for child in children:
        found.extend(_identities(child))
    return found


def _map(node: Node, name: str, change: Callable[[Mapping], tuple[Node, ...]]) -> Node:
    """The tree with every listed block called `name` replaced by what `change` makes of it."""
    if isinstance(node, Mapping):
        return Mapping(
            tuple(Entry(each.key, _map(each.value, name, change)) for each in node.entries),
            node.span,
            node.flow,
        )
    if isinstance(node, Sequence):
        items: list[Node] = []
        for item in node.items:
            if isinstance(item, Mapping) and identity(item) == name:
                items.extend(change(item))
            else:
                items.append(_map(item, name, change))
        return Sequence(tuple(items), node.span, node.flow)
    return node


def _changed(block: Mapping, change: Node) -> tuple[Node, ...]:
    return (_overlay(block, change),)


def _overlay(block: Mapping, change: Node) -> Mapping:
    """The block with the keys of `change` in place of its own; an empty value takes the key away."""
    if not isinstance(change, Mapping):
        return block
    kept = {each.key.text: each for each in block.entries}
    for each in change.entries:
        if isinstance(each.value, Scalar) and each.value.style == "plain" and not each.value.text:
            kept.pop(each.key.text, None)
        else:
            kept[each.key.text] = each
    return Mapping(tuple(kept.values()), block.span, block.flow)

"""One form out of several files: included parts, forms like another with a few changes, and what a region adds.

Nodes keep the spans of their own file, so that a mistake inside a part is told at the part's line; the places that include
it are added to the diagnostic.
"""

from dataclasses import dataclass, field
from functools import lru_cache

from engine.compiler.editing import Editor
from engine.compiler.overlaying import lay_over
from engine.compiler.vocabulary import FORM, LIKE_KEYS, OVERLAY, PART
from engine.diagnostics import Collector, Diagnostic, Span
from engine.library import Library
from engine.parts import Placed, put_parts_in_place
from engine.shapes import Block, nearest
from engine.source import Mapping, Node, Scalar, read

_DEEPEST_CHAIN = 8
_OWN_KEYS = ("until",)
"""What a form says of itself alone, and no form that is like it takes over."""


@dataclass(slots=True)
class Composition:
    """What was read to make one form: its root node, the texts it came from, and which file is included where."""

    library: Library
    collector: Collector
    texts: dict[str, str] = field(default_factory=dict)
    included_at: dict[str, Span] = field(default_factory=dict)
    overlaid_at: Span | None = None
    placed: Placed = field(default_factory=dict)
    _parts: dict[str, Mapping | None] = field(default_factory=dict)

    def compose(self, path: str, overlay: str | None = None) -> Mapping | None:
        """The root node of the form in `path` with everything it includes and resembles put in place, and what the file
        `overlay` adds to it."""
        form = self._form(path, ())
        return form if form is None or overlay is None else self._overlaid(form, overlay)

    def _overlaid(self, form: Mapping, path: str) -> Mapping | None:
        root = self._load(path)
        if not isinstance(root, Mapping):
            if root is not None:
                OVERLAY.read(root, self.collector)
            return None
        self.overlaid_at = (root.get("overlay") or root).span
        return lay_over(form, self._with_parts(root, (path,)), self.collector)

    @property
    def guests(self) -> frozenset[str]:
        """The files that came with the overlay: itself and the parts only it includes."""
        own = self.overlaid_at.file if self.overlaid_at is not None else ""
        return frozenset(
            name for name in self.texts if name == own or own in (via.file for via in self._within(name))
        )

    def _load(self, path: str, shared: bool = False) -> Node | None:
        """The root node of a file; of one that several forms share, read once for all of them."""
        text = self.library.files[path]
        if shared:
            node, told = _read_shared(text, path)
            self.collector.extend(told)
        else:
            node = read(text, path, self.collector)
        self.texts[path] = text if isinstance(text, str) else text.decode("utf-8", "replace")
        return node

    def _form(self, path: str, chain: tuple[str, ...]) -> Mapping | None:
        root = self._load(path, shared=bool(chain))
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
        kept = {each.key.text: each for each in base.entries if each.key.text not in _OWN_KEYS}
        for each in root.entries:
            if each.key.text not in LIKE_KEYS:
                kept[each.key.text] = each
        merged = Mapping(tuple(kept.values()), root.span)
        return Editor(self.collector).edit(merged, root)

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
        placed = put_parts_in_place(
            root, lambda include: self._part(include, chain), self.collector, self.placed
        )
        return placed if isinstance(placed, Mapping) else root

    def _part(self, include: Node, chain: tuple[str, ...]) -> Mapping | None:
        name = include.text if isinstance(include, Scalar) else ""
        path = self._find(name, include, ("", "parts/"), chain)
        if path is None:
            return None
        self.included_at.setdefault(path, include.span)
        if path not in self._parts:
            self._parts[path] = self._read_part(path, chain)
        return self._parts[path]

    def _read_part(self, path: str, chain: tuple[str, ...]) -> Mapping | None:
        root = self._load(path, shared=True)
        if root is None or PART.read(root, self.collector) is None or not isinstance(root, Mapping):
            return None
        return self._with_parts(root, (*chain, path))

    def via(self, span: Span) -> tuple[Span, ...]:
        """The places through which the file of `span` came into the form, innermost first; last the overlay in which
        alone the form is so."""
        found = self._within(span.file)
        own = self.overlaid_at
        return found if own is None or span.file in self.guests else (*found, own)

    def _within(self, file: str) -> tuple[Span, ...]:
        """The places that include a file, innermost first."""
        found: list[Span] = []
        place = self.included_at.get(file)
        while place is not None and len(found) <= _DEEPEST_CHAIN:
            found.append(place)
            place = self.included_at.get(place.file)
        return tuple(found)


@lru_cache(maxsize=64)
def _read_shared(text: str | bytes, path: str) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    collector = Collector()
    node = read(text, path, collector)
    return node, collector.report().diagnostics

"""A form that is like another: blocks of the other changed, removed and added by name.

Fields, sections, groups, indicators, conclusions and facts are named as they are; what stands inside a field (options,
columns, rows, fields an option asks for) by the field and its own name: ``network.other``. Where a section bears the name
of another block, the other is meant.
"""

from collections.abc import Iterator

from engine.diagnostics import Collector
from engine.parts import identity, overlaid
from engine.shapes import AnyNode, Block, Code, Key, ListOf, describe, nearest
from engine.source import Entry, Mapping, Node, Scalar, Sequence

_INSIDE = ("options", "columns", "rows", "asks")
_ADDITION = Block({"after": Key(Code(), True), "blocks": Key(ListOf(AnyNode(), 1), True)}, "addition")


class Editor:
    """Applies ``change``, ``remove`` and ``add`` of a form that is like another."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector

    def edit(self, form: Mapping, root: Mapping) -> Mapping:
        """`form` with everything done to it that `root` says."""
        change, remove, add = root.get("change"), root.get("remove"), root.get("add")
        if change is not None and not isinstance(change, Mapping):
            self._wrong(change)
        for entry in change if isinstance(change, Mapping) else ():
            form = self._change(form, entry)
        for item in remove.items if isinstance(remove, Sequence) else ():
            block = self._find(form, item) if isinstance(item, Scalar) else None
            form = form if block is None else replaced(form, block, ())
        for item in add.items if isinstance(add, Sequence) else ():
            form = self._add(form, item)
        return form

    def _change(self, form: Mapping, entry: Entry) -> Mapping:
        block = self._find(form, entry.key)
        if not isinstance(entry.value, Mapping):
            self._wrong(entry.value)
            return form
        return form if block is None else replaced(form, block, (overlaid(block, entry.value),))

    def _add(self, form: Mapping, item: Node) -> Mapping:
        entries = _ADDITION.read(item, self._collector)
        after = entries.node.get("after") if entries else None
        block = self._find(form, after) if isinstance(after, Scalar) else None
        if entries is None or block is None:
            return form
        return replaced(form, block, (block, *entries.get("blocks", ())))

    def _find(self, form: Mapping, name: Scalar) -> Mapping | None:
        """The block of a name as the form stands now; none is reported."""
        found = _blocks(form)
        block = found.get(name.text)
        if block is None:
            whole = next((each for each in found if each.endswith(f".{name.text}")), None)
            suggestion = nearest(name.text, sorted(found)) or whole
            self._collector.add("F313", name.span, suggestion=suggestion, name=name.text)
        return block

    def _wrong(self, node: Node) -> None:
        self._collector.add("F205", node.span, wanted="mapping", found=describe(node))


def _blocks(form: Mapping) -> dict[str, Mapping]:
    found: dict[str, Mapping] = {}
    named = list(_named(form, ""))
    for are_sections in (False, True):
        for name, block in named:
            if (block.get("section") is not None) is are_sections:
                found.setdefault(name, block)
    return found


def _named(node: Node, inside: str) -> Iterator[tuple[str, Mapping]]:
    """Every listed block with its name; `inside` is the name of the field it stands in."""
    for entry in node.entries if isinstance(node, Mapping) else ():
        if not isinstance(entry.value, Scalar):
            yield from _named(entry.value, inside)
    for item in node.items if isinstance(node, Sequence) else ():
        name = identity(item)
        if name is None or not isinstance(item, Mapping):
            yield from _named(item, inside)
            continue
        whole = f"{inside}.{name}" if inside else name
        yield whole, item
        for entry in item.entries:
            if not isinstance(entry.value, Scalar):
                yield from _named(entry.value, whole if entry.key.text in _INSIDE else inside)


def replaced(form: Mapping, block: Mapping, others: tuple[Node, ...]) -> Mapping:
    """The form with `others` in the place of a listed block."""
    found = _map(form, block, others)
    return found if isinstance(found, Mapping) else form


def _map(node: Node, block: Mapping, others: tuple[Node, ...]) -> Node:
    """`node` with the change; whatever holds nothing of it stays the very same."""
    if isinstance(node, Mapping):
        entries = tuple(_map_entry(each, block, others) for each in node.entries)
        same = all(new is old for new, old in zip(entries, node.entries, strict=True))
        return node if same else Mapping(entries, node.span, node.flow)
    if isinstance(node, Sequence):
        if any(item is block for item in node.items):
            place = next(i for i, item in enumerate(node.items) if item is block)
            return Sequence((*node.items[:place], *others, *node.items[place + 1 :]), node.span, node.flow)
        items = tuple(_map(item, block, others) for item in node.items)
        same = all(new is old for new, old in zip(items, node.items, strict=True))
        return node if same else Sequence(items, node.span, node.flow)
    return node


def _map_entry(entry: Entry, block: Mapping, others: tuple[Node, ...]) -> Entry:
    value = entry.value if isinstance(entry.value, Scalar) else _map(entry.value, block, others)
    return entry if value is entry.value else Entry(entry.key, value)

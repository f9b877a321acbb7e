"""Shapes made of others: lists, pairs, and blocks with known keys."""

from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, field
from typing import Any

from engine.diagnostics import Collector, Span
from engine.shapes.base import Schema, Shape, nearest, tell_wrong
from engine.source import Mapping, Node, Scalar, Sequence


@dataclass(frozen=True, slots=True)
class AnyNode:
    """A node the compiler reads itself; `like` describes it for editors."""

    like: ReadOnly[str, Any] = field(default_factory=dict, hash=False)

    def read(self, node: Node, collector: Collector) -> Node:
        return node

    def schema(self) -> Schema:
        return dict(self.like)


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of one shape, of at least `least` items."""

    shape: Shape
    least: int = 0

    def read(self, node: Node, collector: Collector) -> tuple[Any, ...] | None:
        if not isinstance(node, Sequence):
            tell_wrong(node, "list", collector)
            return None
        if len(node.items) < self.least and not node.wanting:
            collector.add("F211", node.span, least=self.least)
        return tuple(value for item in node.items if (value := self.shape.read(item, collector)) is not None)

    def schema(self) -> Schema:
        return {"type": "array", "items": self.shape.schema(), "minItems": self.least}


@dataclass(frozen=True, slots=True)
class PairsOf:
    """A mapping whose keys and values each have one shape; read as pairs in the order they were written."""

    keys: Shape
    values: Shape

    def read(self, node: Node, collector: Collector) -> tuple[tuple[Any, Any, Span], ...] | None:
        if not isinstance(node, Mapping):
            tell_wrong(node, "mapping", collector)
            return None
        pairs = []
        for entry in node:
            key = self.keys.read(entry.key, collector)
            value = self.values.read(entry.value, collector)
            if key is not None and value is not None:
                pairs.append((key, value, entry.key.span))
        return tuple(pairs)

    def schema(self) -> Schema:
        return {"type": "object", "additionalProperties": self.values.schema()}


@dataclass(frozen=True, slots=True)
class Key:
    """What a key of a block takes. `help` names its description in the catalogue of shapes."""

    shape: Shape
    required: bool = False


@dataclass(frozen=True, slots=True)
class Entries:
    """A block that was read: its values by key, and where each stands. What was wrong or absent is None.

    `mistyped` are the keys its unknown keys were probably meant to be, so that one slip is not told twice.
    """

    values: ReadOnly[str, Any]
    node: Mapping
    mistyped: frozenset[str] = frozenset()

    def __getitem__(self, key: str) -> Any:
        return self.values.get(key)

    def get(self, key: str, default: Any = None) -> Any:
        value = self.values.get(key)
        return default if value is None else value

    def has(self, key: str) -> bool:
        """Whether the author wrote `key`, rightly or wrongly."""
        return self.node.get(key) is not None

    def span(self, key: str) -> Span:
        """Where the value of `key` stands, or the block when the key is absent."""
        node = self.node.get(key)
        return self.span_of_block if node is None else node.span

    @property
    def span_of_block(self) -> Span:
        return self.node.entries[0].key.span if self.node.entries else self.node.span


@dataclass(frozen=True, slots=True)
class Block:
    """A mapping with known keys: an unknown key is reported with the nearest known one, a missing one by name."""

    keys: ReadOnly[str, Key] = field(hash=False)
    name: str = ""

    def read(self, node: Node, collector: Collector) -> Entries | None:
        if not isinstance(node, Mapping):
            tell_wrong(node, "mapping", collector)
            return None
        values: dict[str, Any] = {}
        mistyped: set[str] = set()
        for entry in node:
            key = self.keys.get(entry.key.text)
            if key is None:
                mistyped.add(self._report_unknown(entry.key, node, collector))
                continue
            values[entry.key.text] = key.shape.read(entry.value, collector)
        entries = Entries(values, node, frozenset(mistyped))
        for name, key in self.keys.items():
            if key.required and node.get(name) is None and name not in mistyped:
                collector.add("F204", entries.span_of_block, block=self.name, key=name)
        return entries

    def _report_unknown(self, key: Scalar, node: Mapping, collector: Collector) -> str:
        known = tuple(self.keys)
        suggestion = nearest(key.text, tuple(name for name in known if node.get(name) is None))
        collector.add(
            "F203",
            key.span,
            suggestion=suggestion,
            block=self.name,
            key=key.text,
            known=", ".join(known),
        )
        return suggestion or ""

    def schema(self) -> Schema:
        return {
            "type": "object",
            "properties": {name: key.shape.schema() for name, key in self.keys.items()},
            "required": [name for name, key in self.keys.items() if key.required],
            "additionalProperties": False,
        }

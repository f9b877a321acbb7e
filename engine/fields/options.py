"""The options of a choice: how an author writes them, and what can be wrong about the list."""

import re
from collections.abc import Sequence as Many
from dataclasses import dataclass, replace
from typing import Any

from engine.diagnostics import Collector, Span
from engine.fields.base import Building
from engine.fields.words import word
from engine.shapes import AnyNode, Block, Entries, Key, ListOf, Quantity, Schema, Words, YesNo
from engine.source import Mapping, Node, Scalar
from engine.values import Number

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]{0,59}\Z")


@dataclass(frozen=True, slots=True)
class Option:
    """One option. `asks` is the list of fields it asks for, as written; the compiler reads it."""

    id: str
    label: str
    points: Number | None = None
    exclusive: bool = False
    help: str = ""
    asks: Node | None = None
    span: Span | None = None
    words: str = ""
    """What one row of a table says of it in its own words, beside the label."""

    def told(self, language: str = "zh") -> str:
        """The label, with the row's own words where there are some."""
        return word("labelled", language, label=self.label, value=self.words) if self.words else self.label

    def in_words(self, words: str) -> "Option":
        """The option in the words of a row: beside its label, or instead of one that only repeats its id."""
        return replace(self, label=words) if self.label == self.id else replace(self, words=words)


@dataclass(frozen=True, slots=True)
class _OptionId:
    """A word by which rules name an option: letters, digits and underscores."""

    def read(self, node: Node, collector: Collector) -> str | None:
        if isinstance(node, Scalar) and _ID.match(node.text):
            return node.text
        if isinstance(node, Scalar):
            mended = re.sub(r"[^A-Za-z0-9]+", "_", node.text).strip("_")
            collector.add("F228", node.span, suggestion=mended or None, found=node.text)
            return None
        return Words().read(node, collector)

    def schema(self) -> Schema:
        return {"type": ["string", "integer", "boolean"]}


@dataclass(frozen=True, slots=True)
class _OptionShape:
    """A block of an option, or the bare word that is both its id and its label."""

    block: Block

    def read(self, node: Node, collector: Collector) -> Option | None:
        if isinstance(node, Scalar):
            text = Words().read(node, collector)
            return None if text is None else Option(text, text, span=node.span)
        entries = self.block.read(node, collector)
        if entries is None or entries["id"] is None:
            return None
        label: str = entries.get("label", entries["id"])
        exclusive, help_ = entries["exclusive"] is True, entries.get("help", "")
        return Option(
            entries["id"], label, entries["points"], exclusive, help_, entries["asks"], entries.span("id")
        )

    def schema(self) -> Schema:
        return {"anyOf": [{"type": ["string", "number", "boolean"]}, self.block.schema()]}


_OPTION = Block(
    {
        "id": Key(_OptionId(), required=True),
        "label": Key(Words()),
        "points": Key(Quantity()),
        "exclusive": Key(YesNo()),
        "asks": Key(AnyNode({"type": "array", "items": {"type": "object"}})),
        "help": Key(Words()),
    },
    "option",
)

OPTIONS = Key(ListOf(_OptionShape(_OPTION)), required=True)


def read_options(entries: Entries, building: Building, *, several: bool) -> tuple[Option, ...]:
    """The options an author wrote, each once; `several` may be chosen together."""
    options: Many[Option] = entries.get("options", ())
    if (
        entries["options"] is not None
        and not options
        and not getattr(entries.node.get("options"), "items", ())
    ):
        building.collector.add("F225", entries.span("options"))
    kept: dict[str, Option] = {}
    labels: dict[str, Option] = {}
    for each in options:
        if each.id.lower() in kept:
            building.collector.add("F226", each.span or entries.span("options"), found=each.id)
            continue
        if each.label in labels:
            building.collector.add("F227", each.span or entries.span("options"), found=each.label)
        if each.exclusive and not several:
            building.collector.add("F231", _exclusive_span(entries, each), found=each.id)
        kept[each.id.lower()] = labels[each.label] = each
    return tuple(kept.values())


def _exclusive_span(entries: Entries, option: Option) -> Span:
    node: Any = entries.node.get("options")
    for item in getattr(node, "items", ()):
        if isinstance(item, Mapping) and item.get("id") is not None and item.get("id").span == option.span:  # type: ignore[union-attr]
            return item.get("exclusive").span  # type: ignore[union-attr]
    return option.span or entries.span("options")

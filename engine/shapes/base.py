"""What every shape is, and the words in which a mistake is told."""

from collections.abc import Sequence as Many
from difflib import get_close_matches
from typing import Any, Protocol

from engine.diagnostics import Collector
from engine.source import Node, Scalar, Sequence

Schema = dict[str, Any]


class Shape(Protocol):
    """How one value of a form file is written."""

    def read(self, node: Node, collector: Collector) -> Any:
        """The value, or None when it does not fit (reported)."""
        ...

    def schema(self) -> Schema: ...


def nearest(word: str, words: Many[str]) -> str | None:
    """The one of `words` that `word` was probably meant to be."""
    found = get_close_matches(word.lower(), [each.lower() for each in words], 1)
    return next((each for each in words if found and each.lower() == found[0]), None)


def describe(node: Node) -> str:
    """The author's own words for a node, short enough for a sentence."""
    if isinstance(node, Scalar):
        return node.text if len(node.text) <= 40 else node.text[:39] + "…"
    return "[…]" if isinstance(node, Sequence) else "{…}"


def scalar_of(node: Node, wanted: str, collector: Collector) -> Scalar | None:
    if isinstance(node, Scalar):
        return node
    collector.add("F205", node.span, wanted=wanted, found=describe(node))
    return None


def tell_wrong(node: Node, wanted: str, collector: Collector) -> None:
    collector.add("F205", node.span, wanted=wanted, found=describe(node))

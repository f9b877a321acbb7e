"""YAML text becomes nodes that remember where every key and value stands.

Scalars keep their source text: PyYAML would turn ``NO`` into false, ``012`` into ten and ``2026-01-01`` into a date, so
each key reads its own text (`engine.shapes`). Anchors, aliases, merge keys and tags are refused; what YAML silently
changes is reported with the repaired line.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.diagnostics import Span


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value as it was written. `style` is ``plain``, ``single``, ``double``, ``literal`` or ``folded``."""

    text: str
    style: str
    span: Span


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes; `flow` when written in brackets."""

    items: tuple["Node", ...]
    span: Span
    flow: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a mapping with its value."""

    key: Scalar
    value: "Node"


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order they were written; a repeated key is reported and its first value kept."""

    entries: tuple[Entry, ...]
    span: Span
    flow: bool = False

    def get(self, key: str) -> "Node | None":
        """The value of `key`, None when it is not there."""
        return next((entry.value for entry in self.entries if entry.key.text == key), None)

    def entry(self, key: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.key.text == key), None)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)


Node = Scalar | Sequence | Mapping

"""The shapes a form file is made of: how a key's value is read, what is said when it does not fit, and its JSON Schema.

Each shape is one small frozen value. `read` gives the value, or None after reporting the mistake; `schema` gives the JSON
Schema that editors complete from. The compiler and `tidu schema` use the same shapes, so they cannot disagree.
"""

import re
from collections.abc import Mapping as ReadOnly
from collections.abc import Sequence as Many
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from typing import Any, Protocol

from engine.diagnostics import Collector, Span
from engine.source import Mapping, Node, Scalar, Sequence
from engine.values import Number, exact

Schema = dict[str, Any]

IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*\Z")
_NUMBER = re.compile(r"[+-]?(0|[1-9]\d*)(\.\d+)?\Z")
_WOULD_CHANGE = re.compile(
    r"(y|n|yes|no|on|off|true|false|null|~|0\d+|0[xo][0-9a-f]+|[\d_]+_[\d_]*|\d+(:\d+)+)\Z", re.IGNORECASE
)


class Shape(Protocol):
    """How one value of a form file is written."""

    def read(self, node: Node, collector: Collector) -> Any:
        """The value, or None when it does not fit (reported)."""
        ...

    def schema(self) -> Schema: ...


def nearest(word: str, words: Many[str]) -> str | None:
    """The one of `words` that `word` was probably meant to be."""
    found = get_close_matches(word.lower(), [each.lower() for each in words], 1, 0.6)
    return next((each for each in words if found and each.lower() == found[0]), None)


def describe(node: Node) -> str:
    """The author's own words for a node, short enough for a sentence."""
    if isinstance(node, Scalar):
        return node.text if len(node.text) <= 40 else node.text[:39] + "…"
    return "[…]" if isinstance(node, Sequence) else "{…}"


def _scalar(node: Node, wanted: str, collector: Collector) -> Scalar | None:
    if isinstance(node, Scalar):
        return node
    collector.add("F205", node.span, wanted=wanted, found=describe(node))
    return None


def _wrong(node: Node, wanted: str, collector: Collector) -> None:
    collector.add("F205", node.span, wanted=wanted, found=describe(node))


@dataclass(frozen=True, slots=True)
class Words:
    """Text for people, or any text kept as it is written."""

    longest: int | None = None

    def read(self, node: Node, collector: Collector) -> str | None:
        scalar = _scalar(node, "words", collector)
        if scalar is None:
            return None
        if not scalar.text.strip():
            collector.add("F207", scalar.span)
            return None
        _warn_if_yaml_would_change(scalar, collector)
        if scalar.text != scalar.text.strip() and scalar.style not in ("literal", "folded"):
            collector.add("F801", scalar.span, found=scalar.text.strip())
        if self.longest is not None and len(scalar.text) > self.longest:
            collector.add("F802", scalar.span, longest=self.longest, length=len(scalar.text))
        return scalar.text.strip()

    def schema(self) -> Schema:
        return {"type": ["string", "number", "boolean"]}


def _warn_if_yaml_would_change(scalar: Scalar, collector: Collector) -> None:
    if scalar.style == "plain" and _WOULD_CHANGE.match(scalar.text):
        collector.add("F109", scalar.span, found=scalar.text)


@dataclass(frozen=True, slots=True)
class Identifier:
    """A name of the form: a small letter, then small letters, digits and underscores."""

    def read(self, node: Node, collector: Collector) -> str | None:
        scalar = _scalar(node, "identifier", collector)
        if scalar is None:
            return None
        if not IDENTIFIER.match(scalar.text):
            mended = re.sub(r"[^a-z0-9_]+", "_", scalar.text.strip().lower()).strip("_")
            usable = mended if IDENTIFIER.match(mended) else None
            collector.add("F206", scalar.span, suggestion=usable, found=scalar.text)
            return None
        _warn_if_yaml_would_change(scalar, collector)
        return scalar.text

    def schema(self) -> Schema:
        return {"type": ["string", "boolean"], "pattern": "^[a-z][a-z0-9_]*$"}


@dataclass(frozen=True, slots=True)
class Code:
    """A code: text whose zeros and letters are kept, whether quoted or not."""

    def read(self, node: Node, collector: Collector) -> str | None:
        scalar = _scalar(node, "code", collector)
        return scalar.text if scalar else None

    def schema(self) -> Schema:
        return {"type": ["string", "integer"]}


@dataclass(frozen=True, slots=True)
class Quantity:
    """An exact number; with `percent`, also ``3%``."""

    percent: bool = False

    def read(self, node: Node, collector: Collector) -> Number | None:
        wanted = "number_or_percent" if self.percent else "number"
        scalar = _scalar(node, wanted, collector)
        if scalar is None:
            return None
        text = scalar.text.strip()
        divisor = 1
        if self.percent and text.endswith("%"):
            text, divisor = text[:-1].strip(), 100
        if not _NUMBER.match(text):
            mended = text.lstrip("0") or "0"
            usable = mended if _NUMBER.match(mended) else None
            collector.add("F205", scalar.span, suggestion=usable, wanted=wanted, found=scalar.text)
            return None
        return exact(Fraction(text) / divisor)

    def schema(self) -> Schema:
        return {"type": ["number", "string"]} if self.percent else {"type": "number"}


@dataclass(frozen=True, slots=True)
class WholeNumber:
    """A whole number of at least `least` and at most `most`."""

    least: int = 0
    most: int | None = None

    def read(self, node: Node, collector: Collector) -> int | None:
        scalar = _scalar(node, "whole_number", collector)
        if scalar is None:
            return None
        if not re.fullmatch(r"-?(0|[1-9]\d{0,17})", scalar.text):
            collector.add("F205", scalar.span, wanted="whole_number", found=scalar.text)
            return None
        number = int(scalar.text)
        if number < self.least or (self.most is not None and number > self.most):
            most = "∞" if self.most is None else self.most
            collector.add("F208", scalar.span, found=number, least=self.least, most=most)
            return None
        return number

    def schema(self) -> Schema:
        limits: Schema = {"type": "integer", "minimum": self.least}
        return limits if self.most is None else {**limits, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class YesNo:
    """``true`` or ``false``, nothing else."""

    def read(self, node: Node, collector: Collector) -> bool | None:
        scalar = _scalar(node, "true_or_false", collector)
        if scalar is None:
            return None
        if scalar.text in ("true", "false"):
            return scalar.text == "true"
        meant = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
        suggestion = meant.get(
            scalar.text.lower(), scalar.text.lower() if scalar.text.lower() in ("true", "false") else None
        )
        collector.add("F205", scalar.span, suggestion=suggestion, wanted="true_or_false", found=scalar.text)
        return None

    def schema(self) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Day:
    """A date: year-month-day."""

    def read(self, node: Node, collector: Collector) -> date | None:
        scalar = _scalar(node, "date", collector)
        if scalar is None:
            return None
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", scalar.text):
            try:
                return date.fromisoformat(scalar.text)
            except ValueError:
                pass
        collector.add("F209", scalar.span, found=scalar.text)
        return None

    def schema(self) -> Schema:
        return {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few fixed words."""

    words: tuple[str, ...]

    def read(self, node: Node, collector: Collector) -> str | None:
        scalar = _scalar(node, "one_of", collector)
        if scalar is None:
            return None
        if scalar.text in self.words:
            return scalar.text
        collector.add(
            "F210",
            scalar.span,
            suggestion=nearest(scalar.text, self.words),
            found=scalar.text,
            words=", ".join(self.words),
        )
        return None

    def schema(self) -> Schema:
        return {"enum": list(self.words)}


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression; its text is kept with its place and parsed by the compiler."""

    def read(self, node: Node, collector: Collector) -> Scalar | None:
        return _scalar(node, "expression", collector)

    def schema(self) -> Schema:
        return {"type": ["string", "number", "boolean"]}


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
            _wrong(node, "list", collector)
            return None
        if len(node.items) < self.least:
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
            _wrong(node, "mapping", collector)
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
            _wrong(node, "mapping", collector)
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

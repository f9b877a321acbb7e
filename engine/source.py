"""YAML text becomes nodes that remember where every key and value stands.

Scalars keep their source text: PyYAML would turn ``NO`` into false, ``012`` into ten and ``2026-01-01`` into a date, so
each key reads its own text (`engine.shapes`). Anchors, aliases, merge keys and tags are refused; what YAML silently
changes is reported with the repaired line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from engine.diagnostics import Collector, Position, Span
from engine.source_text import blame, find_cut_title, find_wide_punctuation, quote_calls


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value as it was written. `style` is ``plain``, ``single``, ``double``, ``literal`` or ``folded``."""

    text: str
    style: str
    span: Span


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes; `flow` when written in brackets. `wanting` tells that something belongs in it that could not be
    found, which has been reported."""

    items: tuple["Node", ...]
    span: Span
    flow: bool = False
    wanting: bool = False


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

LONGEST_TEXT = 2_000_000
"""The longest form file that is read, in characters: about forty times the longest form of the platform."""

DEEPEST = 60
"""How deep blocks may stand in one another."""

_PARSER: Any = getattr(yaml, "CLoader", yaml.Loader)
_STYLES = {None: "plain", "": "plain", "'": "single", '"': "double", "|": "literal", ">": "folded"}


def read(text: str | bytes, file: str, collector: Collector) -> Node | None:
    """The root node of a YAML text, or None when it cannot be read; every mistake goes to `collector`."""
    decoded = _decode(text, file, collector)
    if decoded is None:
        return None
    lines = decoded.split("\n")
    wide = find_wide_punctuation(lines)
    for line, column, found, mended in wide:
        collector.add("F104", _place(file, line, column, len(found)), found=found, mended=mended.strip())
        lines[line - 1] = mended
    try:
        return _Composer(file, collector, lines).compose()
    except _TooDeep:
        return None
    except yaml.YAMLError as error:
        _report_syntax(error, file, lines, collector)
        return None


def _decode(text: str | bytes, file: str, collector: Collector) -> str | None:
    start = _place(file, 1, 1, 1)
    if len(text) > LONGEST_TEXT:
        collector.add("F110", start, length=len(text), longest=LONGEST_TEXT)
        return None
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = bytes(error.object[: error.start])
            collector.add("F102", _place(file, before.count(b"\n") + 1, 1, 1))
            return None
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    for number, line_text in enumerate(text.split("\n"), 1):
        for column, character in enumerate(line_text, 1):
            if (character < " " and character != "\t") or character in "\x7f\u2028\u2029\x85":
                collector.add("F111", _place(file, number, column, 1), found=f"U+{ord(character):04X}")
                return None
    return text


def _report_syntax(error: yaml.YAMLError, file: str, lines: list[str], collector: Collector) -> None:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    code, line, column, length, mended = blame(lines, line, column, str(getattr(error, "problem", "") or ""))
    collector.add(code, _place(file, line, column, length), mended=mended)


def _place(file: str, line: int, column: int, length: int) -> Span:
    return Span(file, Position(line, column), Position(line, column + length))


class _TooDeep(Exception):
    """Blocks stand too deep in one another; the reading stops, the mistake is reported already."""


class _Composer:
    """Builds nodes from PyYAML's events, so that nothing is expanded, resolved or merged on the way."""

    def __init__(self, file: str, collector: Collector, lines: list[str]) -> None:
        self._file = file
        self._collector = collector
        self._lines = lines
        self._parser = _PARSER("\n".join(lines))
        self._incomplete = False

    def compose(self) -> Node | None:
        try:
            self._parser.get_event()
            if self._parser.check_event(yaml.StreamEndEvent):
                self._collector.add("F113", _place(self._file, 1, 1, 1))
                return None
            self._parser.get_event()
            root = self._node(0)
            self._parser.get_event()
            if not self._parser.check_event(yaml.StreamEndEvent):
                self._collector.add("F114", self._span(self._parser.peek_event()))
            return None if self._incomplete else root
        finally:
            self._parser.dispose()

    def _span(self, event: Any, end: Any = None) -> Span:
        first, last = event.start_mark, (end or event).end_mark
        return Span(
            self._file, Position(first.line + 1, first.column + 1), Position(last.line + 1, last.column + 1)
        )

    def _node(self, depth: int) -> Node:
        event = self._parser.get_event()
        if depth > DEEPEST:
            self._collector.add("F112", self._span(event), deepest=DEEPEST)
            raise _TooDeep
        if isinstance(event, yaml.AliasEvent):
            self._collector.add("F105", self._span(event), found=f"*{event.anchor}")
            self._incomplete = True
            return Scalar("", "plain", self._span(event))
        self._refuse_anchor_and_tag(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(event, depth)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(event, depth)
        return self._scalar(event)

    def _refuse_anchor_and_tag(self, event: Any) -> None:
        if event.anchor:
            self._collector.add("F105", self._span(event).part(0, 1), found=f"&{event.anchor}")
        if event.tag and event.tag != "!":
            written = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._collector.add("F105", self._span(event).part(0, 1), found=written)

    def _scalar(self, event: Any) -> Scalar:
        span = self._span(event)
        style = _STYLES[event.style]
        if style == "plain":
            cut = find_cut_title(self._lines, span.end.line, span.end.column)
            if cut is not None:
                self._collector.add(
                    "F108", _place(self._file, span.end.line, cut, 1), mended=self._whole(span)
                )
        return Scalar(event.value, style, span)

    def _whole(self, span: Span) -> str:
        line = self._lines[span.start.line - 1]
        return line[: span.start.column - 1].strip() + ' "' + line[span.start.column - 1 :].strip() + '"'

    def _sequence(self, start: Any, depth: int) -> Sequence:
        items: list[Node] = []
        while not self._parser.check_event(yaml.SequenceEndEvent):
            items.append(self._node(depth + 1))
        return Sequence(tuple(items), self._span(start, self._parser.get_event()), bool(start.flow_style))

    def _mapping(self, start: Any, depth: int) -> Mapping:
        entries: dict[str, Entry] = {}
        while not self._parser.check_event(yaml.MappingEndEvent):
            key = self._node(depth + 1)
            value = self._node(depth + 1)
            if not isinstance(key, Scalar):
                self._collector.add("F115", key.span)
                continue
            if self._is_cut_apart(start, key, value):
                mended = quote_calls(self._lines[key.span.start.line - 1]).strip()
                self._collector.add("F106", _rejoined(entries, key), mended=mended)
                continue
            if (whole := self._cut_number(start, entries, key, value)) is not None:
                self._collector.add("F118", whole.span, mended=whole.text)
                continue
            if key.text == "<<" and key.style == "plain":
                self._collector.add("F105", key.span, found="<<")
                self._incomplete = True
                continue
            if key.text in entries:
                first = entries[key.text].key.span.start.line
                self._collector.add("F103", key.span, key=key.text, first=first)
                continue
            entries[key.text] = Entry(key, value)
        return Mapping(
            tuple(entries.values()), self._span(start, self._parser.get_event()), bool(start.flow_style)
        )

    def _is_cut_apart(self, start: Any, key: Scalar, value: Node) -> bool:
        """``{of: max(a, b)}`` reads as two keys, the second without a value: the comma belongs to a function."""
        empty = isinstance(value, Scalar) and value.style == "plain" and not value.text
        return bool(start.flow_style) and empty and (")" in key.text or "]" in key.text)

    def _cut_number(self, start: Any, entries: dict[str, Entry], key: Scalar, value: Node) -> Scalar | None:
        """``{of: 2,000}`` and ``{2,000: 5}``: a comma between digits parts entries; the number as one, put in their place."""
        before = self._lines[key.span.start.line - 1][: key.span.start.column - 1]
        last = next(reversed(entries.values()), None)
        digits = re.search(r"(\d{1,3}),$", before)
        if not start.flow_style or digits is None or last is None or not re.fullmatch(r"\d{3}", key.text):
            return None
        empty, blank = (isinstance(each, Scalar) and not each.text for each in (value, last.value))
        if blank and last.key.text == digits[1]:
            whole = Scalar(
                last.key.text + key.text, "plain", Span(self._file, last.key.span.start, key.span.end)
            )
            entries.pop(last.key.text)
            entries[whole.text] = Entry(whole, value)
            return whole
        if not empty or not isinstance(last.value, Scalar) or not last.value.text.endswith(digits[1]):
            return None
        span = Span(self._file, last.value.span.start, key.span.end)
        whole = Scalar(last.value.text + key.text, "plain", span)
        entries[last.key.text] = Entry(last.key, whole)
        return whole


def _rejoined(entries: dict[str, Entry], rest: Scalar) -> Span:
    """Where a call stands that a comma cut apart; the entry it began in gets the whole of it as its value."""
    last = next(reversed(entries.values()), None)
    if last is None or not isinstance(last.value, Scalar):
        return rest.span
    span = Span(rest.span.file, last.value.span.start, rest.span.end)
    entries[last.key.text] = Entry(last.key, Scalar(f"{last.value.text}, {rest.text}", "plain", span))
    return span

"""Shapes of single values: words, names, codes, numbers, days."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from unicodedata import normalize

from engine.diagnostics import Collector
from engine.messages import LANGUAGES, word
from engine.shapes.base import Schema, nearest, scalar_of
from engine.source import Node, Scalar
from engine.values import Number, exact

IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*\Z")


_NUMBER = re.compile(r"[+-]?(0|[1-9]\d*)(\.\d+)?\Z")


_WOULD_CHANGE = re.compile(
    r"(y|n|yes|no|on|off|true|false|null|~|0\d+|0[xo][0-9a-f]+|[\d_]+_[\d_]*|\d+(:\d+)+)\Z", re.IGNORECASE
)


_WIDE = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"
_FOLD = re.compile(rf"(?<={_WIDE}) (?={_WIDE})")


def _unfolded(scalar: Scalar) -> str:
    """The text of a scalar. YAML folds a line break into a blank, which Chinese does not have between its words."""
    text = scalar.text.strip()
    several_lines = scalar.span.end.line > scalar.span.start.line and scalar.style != "literal"
    return _FOLD.sub("", text) if several_lines else text


@dataclass(frozen=True, slots=True)
class Words:
    """Text for people, or any text kept as it is written."""

    longest: int | None = None

    def read(self, node: Node, collector: Collector) -> str | None:
        scalar = scalar_of(node, "words", collector)
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
        return _unfolded(scalar)

    def schema(self) -> Schema:
        return {"type": ["string", "number", "boolean"]}


def _warn_if_yaml_would_change(scalar: Scalar, collector: Collector) -> None:
    if scalar.style == "plain" and _WOULD_CHANGE.match(scalar.text):
        collector.add("F109", scalar.span, found=scalar.text)


@dataclass(frozen=True, slots=True)
class Identifier:
    """A name of the form: a small letter, then small letters, digits and underscores."""

    def read(self, node: Node, collector: Collector) -> str | None:
        scalar = scalar_of(node, "identifier", collector)
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
        scalar = scalar_of(node, "code", collector)
        return scalar.text if scalar else None

    def schema(self) -> Schema:
        return {"type": ["string", "number"]}


@dataclass(frozen=True, slots=True)
class Quantity:
    """An exact number; with `percent`, also ``3%``."""

    percent: bool = False

    def read(self, node: Node, collector: Collector) -> Number | None:
        wanted = "number_or_percent" if self.percent else "number"
        scalar = scalar_of(node, wanted, collector)
        if scalar is None:
            return None
        number = self._number(scalar.text.strip())
        if number is None:
            narrow = normalize("NFKC", scalar.text.strip())  # full-width digits and signs
            mended = narrow.lstrip("0") or "0"
            usable = mended if self._number(mended) is not None else None
            collector.add("F205", scalar.span, suggestion=usable, wanted=wanted, found=scalar.text)
            return self._number(mended) if mended == narrow else None
        return number

    def _number(self, text: str) -> Number | None:
        is_percent = self.percent and text.endswith("%")
        digits = text[:-1].strip() if is_percent else text
        return exact(Fraction(digits) / (100 if is_percent else 1)) if _NUMBER.match(digits) else None

    def schema(self) -> Schema:
        return {"type": ["number", "string"]} if self.percent else {"type": "number"}


@dataclass(frozen=True, slots=True)
class WholeNumber:
    """A whole number of at least `least` and at most `most`."""

    least: int = 0
    most: int | None = None

    def read(self, node: Node, collector: Collector) -> int | None:
        scalar = scalar_of(node, "whole_number", collector)
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


@cache
def _truths() -> Mapping[str, str]:
    """What people write for true and false."""
    english = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
    said = {word(name, each): english[name] for name in ("yes", "no") for each in LANGUAGES}
    return {**said, **english, "true": "true", "false": "false"}


def is_meant_as_truth(text: str) -> bool:
    """Whether a word most probably stands for true or false."""
    return text.lower() in _truths()


def tell_no_truth(scalar: Scalar, collector: Collector) -> None:
    """Report what is neither ``true`` nor ``false``."""
    near = _truths().get(scalar.text.lower())
    collector.add("F205", scalar.span, suggestion=near, wanted="true_or_false", found=scalar.text)


@dataclass(frozen=True, slots=True)
class YesNo:
    """``true`` or ``false``, nothing else."""

    def read(self, node: Node, collector: Collector) -> bool | None:
        scalar = scalar_of(node, "true_or_false", collector)
        if scalar is None:
            return None
        if scalar.text in ("true", "false"):
            return scalar.text == "true"
        tell_no_truth(scalar, collector)
        return None

    def schema(self) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Day:
    """A date: year-month-day."""

    def read(self, node: Node, collector: Collector) -> date | None:
        scalar = scalar_of(node, "date", collector)
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
        scalar = scalar_of(node, "one_of", collector)
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
        return scalar_of(node, "expression", collector)

    def schema(self) -> Schema:
        return {"type": ["string", "number", "boolean"]}

"""Where the characters of an expression stand in its file, as far as the way YAML quoted it lets us tell."""

from dataclasses import dataclass

from engine.diagnostics import Position, Span
from engine.source import Scalar


@dataclass(frozen=True, slots=True)
class Places:
    """The way from an offset in an expression's text to its place in the file.

    `origins` gives each character's offset in the scalar where the text was mended before it was read.
    """

    scalar: Scalar
    origins: tuple[int, ...] = ()

    def span(self, start: int, end: int) -> Span:
        """The place of the characters from `start` to just before `end`."""
        if self.origins:
            start, end = self._origin(start), self._origin(max(end - 1, start)) + 1
        scalar = self.scalar
        if scalar.style == "literal":
            return self._in_literal(start, end)
        if scalar.span.start.line != scalar.span.end.line or scalar.style == "folded":
            return scalar.span
        quotes = 0 if scalar.style == "plain" else 1
        if scalar.span.end.column - scalar.span.start.column != len(scalar.text) + 2 * quotes + self._doubled(
            len(scalar.text)
        ):
            return scalar.span
        start, end = start + self._doubled(start), end + self._doubled(end)
        return scalar.span.part(quotes + start, end - start)

    def _origin(self, offset: int) -> int:
        return self.origins[offset] if offset < len(self.origins) else len(self.scalar.text)

    def _doubled(self, offset: int) -> int:
        """How many characters YAML's doubled quotes add before `offset`."""
        return self.scalar.text.count("'", 0, offset) if self.scalar.style == "single" else 0

    def _in_literal(self, start: int, end: int) -> Span:
        """Each line of a literal block is a line of the file, but how far it is indented is not known."""
        text = self.scalar.text
        line = self.scalar.span.start.line + 1 + text.count("\n", 0, start)
        begin = text.rfind("\n", 0, start) + 1
        stop = text.find("\n", begin)
        width = (stop if stop >= 0 else len(text)) - begin
        return Span(self.scalar.span.file, Position(line, 1), Position(line, max(width, 1) + 1))

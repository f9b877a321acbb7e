"""Positions, spans, diagnostics and the report that collects them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from engine.messages import author_entry


class Severity(StrEnum):
    """How much a diagnostic weighs: an error stops the form, a warning counts under ``--strict``, a note is listed."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a text: line and column, both counted in characters from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one file, from its first character to just behind its last."""

    file: str
    start: Position
    end: Position

    def part(self, offset: int, length: int) -> "Span":
        """The stretch of `length` characters that begins `offset` characters into this one, on its first line."""
        column = self.start.column + offset
        return Span(
            self.file, Position(self.start.line, column), Position(self.start.line, column + max(length, 1))
        )


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One mistake of a form's author: a code of the catalogue, a place, and what the message names.

    `arguments` fill the message's blanks; `suggestion` is the author's word mended, where one is near; `via` are the
    places that include the part in which the mistake stands, innermost first.
    """

    code: str
    span: Span
    arguments: tuple[tuple[str, str], ...] = ()
    suggestion: str | None = None
    via: tuple[Span, ...] = ()

    @property
    def severity(self) -> Severity:
        return Severity(author_entry(self.code)["severity"])


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found in one run, in the order of files and lines, each finding once."""

    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        return self._of(Severity.ERROR)

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        return self._of(Severity.WARNING)

    @property
    def notes(self) -> tuple[Diagnostic, ...]:
        return self._of(Severity.NOTE)

    def _of(self, severity: Severity) -> tuple[Diagnostic, ...]:
        return tuple(each for each in self.diagnostics if each.severity is severity)


@dataclass(slots=True)
class Collector:
    """Gathers diagnostics while a form is read; nothing a person wrote ever raises."""

    _found: dict[Diagnostic, None] = field(default_factory=dict)

    def add(self, code: str, span: Span, *, suggestion: str | None = None, **arguments: object) -> None:
        """Report `code` at `span`; the keyword arguments fill the blanks of its message."""
        filled = tuple((name, str(value)) for name, value in arguments.items())
        self._found[Diagnostic(code, span, filled, suggestion)] = None

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        for each in diagnostics:
            self._found[each] = None

    def withdraw(self, diagnostic: Diagnostic) -> None:
        """Take back a finding that another one tells better."""
        self._found.pop(diagnostic, None)

    @property
    def has_errors(self) -> bool:
        return any(each.severity is Severity.ERROR for each in self._found)

    def has_errors_within(self, span: Span) -> bool:
        """Whether there is an error in a stretch of a file."""
        found = (each.span for each in self._found if each.severity is Severity.ERROR)
        return any(each.file == span.file and span.start <= each.start <= span.end for each in found)

    def report(self) -> Report:
        return Report(tuple(sorted(self._found, key=lambda each: (each.span, each.code, each.arguments))))

"""A report as text: ``short`` and ``full`` for people, ``json``, ``github`` and ``sarif`` for machines."""

from collections.abc import Mapping

from engine.diagnostics.columns import printable, width
from engine.diagnostics.machines import render_github, render_json, render_sarif
from engine.diagnostics.report import Diagnostic, Report, Severity, Span
from engine.diagnostics.wording import message, repair
from engine.messages import word

STYLES = ("short", "full", "json", "github", "sarif")

Sources = Mapping[str, str | bytes]

_LONGEST_LINE = 160
_BEFORE_CARET = 60


def render(
    report: Report,
    style: str = "short",
    language: str = "zh",
    sources: Sources | None = None,
    include_notes: bool = False,
) -> str:
    """`report` in one of `STYLES`; `sources` are the texts of the files, for the styles that show lines."""
    shown = tuple(each for each in report.diagnostics if include_notes or each.severity is not Severity.NOTE)
    if style == "json":
        return render_json(report, shown, language)
    if style == "sarif":
        return render_sarif(shown, language)
    if style == "github":
        return "\n".join(render_github(each, language) for each in shown)
    if style == "full":
        parts = ["\n".join(_full(each, language, sources or {})) + "\n" for each in shown]
    else:
        parts = [_short(each, language) for each in shown]
    return "\n".join([*parts, closing(report, language)])


def closing(report: Report, language: str = "zh") -> str:
    """The last line: how many of each kind."""
    return word(
        "counts", language, errors=len(report.errors), warnings=len(report.warnings), notes=len(report.notes)
    )


def place(span: Span) -> str:
    """``file:line:column``."""
    return f"{span.file}:{span.start.line}:{span.start.column}"


def _heading(diagnostic: Diagnostic, language: str) -> str:
    return f"{word(f'severity_{diagnostic.severity}', language)} {diagnostic.code}"


def _short(diagnostic: Diagnostic, language: str) -> str:
    return f"{place(diagnostic.span)}: {_heading(diagnostic, language)} {message(diagnostic, language)}"


def _full(diagnostic: Diagnostic, language: str, sources: Sources) -> list[str]:
    span = diagnostic.span
    number = str(span.start.line)
    margin = " " * len(number)
    lines = [
        f"{_heading(diagnostic, language)}: {message(diagnostic, language)}",
        f"{margin}--> {place(span)}",
    ]
    text = line_of(sources.get(span.file), span.start.line)
    if text is not None:
        shown, underline = _underlined(text, span)
        lines += [f"{margin} |", f"{number} | {shown}", f"{margin} | {underline}"]
    mended = repair(diagnostic)
    if mended is not None:
        lines.append(f"{margin} = {word('mend_to', language, mended=mended)}")
    lines += [f"{margin} = {word('included_from', language, place=place(each))}" for each in diagnostic.via]
    return lines


def line_of(source: str | bytes | None, number: int) -> str | None:
    """One line of a text, without its end; None when there is no such line."""
    if source is None:
        return None
    text = source.decode("utf-8", "replace") if isinstance(source, bytes) else source
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    return lines[number - 1] if 0 < number <= len(lines) else None


def _underlined(text: str, span: Span) -> tuple[str, str]:
    """The line as it can be shown, and carets below the stretch, each by display width."""
    start = span.start.column - 1
    end = span.end.column - 1 if span.end.line == span.start.line else len(text.rstrip())
    end = max(end, start + 1)
    shown = printable(text).rstrip()
    if len(shown) > _LONGEST_LINE:
        cut = max(0, start - _BEFORE_CARET)
        head = "…" if cut else ""
        tail = "…" if cut + _LONGEST_LINE < len(shown) else ""
        shown = head + shown[cut : cut + _LONGEST_LINE] + tail
        start, end = start - cut + len(head), min(end - cut + len(head), len(shown))
    before, below = shown[:start], shown[start:end]
    blanks = width(before) + max(0, start - len(shown))
    return shown, " " * blanks + "^" * max(1, width(below))

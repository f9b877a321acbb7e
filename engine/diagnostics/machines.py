"""A report for machines: JSON, GitHub's workflow commands, and SARIF 2.1.0."""

import json
from typing import Any
from urllib.parse import quote

from engine.diagnostics.report import Diagnostic, Report, Severity, Span
from engine.diagnostics.wording import message, repair
from engine.messages import author_entry

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render_json(report: Report, shown: tuple[Diagnostic, ...], language: str) -> str:
    """All findings as one JSON object with their counts."""
    content = {
        "diagnostics": [_as_json(each, language) for each in shown],
        "counts": {
            "errors": len(report.errors),
            "warnings": len(report.warnings),
            "notes": len(report.notes),
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def _as_json(diagnostic: Diagnostic, language: str) -> dict[str, Any]:
    span = diagnostic.span
    return {
        "code": diagnostic.code,
        "severity": str(diagnostic.severity),
        "message": message(diagnostic, language),
        "file": span.file,
        "line": span.start.line,
        "column": span.start.column,
        "end_line": span.end.line,
        "end_column": span.end.column,
        "suggestion": diagnostic.suggestion,
        "repair": repair(diagnostic),
        "arguments": dict(diagnostic.arguments),
        "via": [
            {"file": each.file, "line": each.start.line, "column": each.start.column}
            for each in diagnostic.via
        ],
    }


def render_github(diagnostic: Diagnostic, language: str) -> str:
    """One workflow command: GitHub shows it beside the line of the change."""
    span = diagnostic.span
    properties = {
        "file": span.file,
        "line": span.start.line,
        "endLine": span.end.line,
        "col": span.start.column,
        "endColumn": span.end.column,
        "title": diagnostic.code,
    }
    if span.end.line != span.start.line:
        del properties["endColumn"]
    said = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{_GITHUB[diagnostic.severity]} {said}::{_escaped(message(diagnostic, language))}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def render_sarif(shown: tuple[Diagnostic, ...], language: str) -> str:
    """A SARIF 2.1.0 log with one run."""
    codes = sorted({each.code for each in shown})
    driver = {
        "name": "tidu",
        "rules": [_rule(code, language) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, codes.index(each.code), language) for each in shown],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _rule(code: str, language: str) -> dict[str, Any]:
    entry = author_entry(code)
    return {
        "id": code,
        "fullDescription": {"text": entry[language]["meaning"]},
        "defaultConfiguration": {"level": str(entry["severity"])},
    }


def _result(diagnostic: Diagnostic, place: int, language: str) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": place,
        "level": str(diagnostic.severity),
        "message": {"text": message(diagnostic, language)},
        "locations": [{"physicalLocation": _location(diagnostic.span)}],
    }
    if diagnostic.via:
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": _location(each)}
            for number, each in enumerate(diagnostic.via, 1)
        ]
    return result


def _location(span: Span) -> dict[str, Any]:
    return {
        "artifactLocation": {"uri": quote(span.file)},
        "region": {
            "startLine": span.start.line,
            "startColumn": span.start.column,
            "endLine": span.end.line,
            "endColumn": span.end.column,
        },
    }

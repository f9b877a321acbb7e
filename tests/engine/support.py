"""What tests of the engine share: tiny forms from a few lines, compiled with the units of all forms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

from engine.assessment import Assessment, assess
from engine.binding import Bound, bind
from engine.compiler import Compiled, compile_form
from engine.diagnostics.renderers import render
from engine.form import Form
from engine.library import Library, build_library
from engine.scoring import Line

ROOT = Path(__file__).parents[2]
ON = date(2026, 3, 1)
HEAD = "form: tiny\ntitle: 示例\nedition: 2026-01-01\n"

FACTS = """
facts:
  firm.name: {type: text, label: 企业名称}
  firm.founded: {type: date, label: 成立日期}
  firm.region: {type: text, label: 所在地}
"""


@cache
def units() -> bytes:
    return (ROOT / "forms" / "units.yaml").read_bytes()


def library(files: Mapping[str, str]) -> Library:
    return build_library({"units.yaml": units(), "facts.yaml": FACTS, **files})


def fields(*several: str) -> str:
    """One section with the given fields, each in flow style without its braces."""
    return "sections:\n  - section: main\n    title: 内容\n    fields:\n" + "".join(
        f"      - {{{each}}}\n" for each in several
    )


def scored(*rules: str) -> str:
    """A score of one group with an indicator for each rule: i1, i2, …, out of 10 where the rule says nothing else."""
    blocks = [dedent(rule).strip() for rule in rules]
    most = [int(found[1]) if (found := re.search(r"^out_of: (\d+)$", each, re.M)) else 10 for each in blocks]
    head = f"score:\n  out_of: {sum(most)}\n  groups:\n    - id: group\n      title: 组\n      out_of: {sum(most)}\n      indicators:\n"
    lines = (
        f"        - id: i{place}\n          title: 指标{place}\n          clause: 一\n{indent(_with_most(each), ' ' * 10)}\n"
        for place, each in enumerate(blocks, 1)
    )
    return head + "".join(lines)


def _with_most(rule: str) -> str:
    return rule if re.search(r"^out_of:", rule, re.M) else f"{rule}\nout_of: 10"


@cache
def _compiled(text: str, files: tuple[tuple[str, str], ...]) -> Compiled:
    return compile_form("tiny", library({"tiny.yaml": text, **dict(files)}))


def compiled(*parts: str, files: Mapping[str, str] | None = None) -> Compiled:
    """The form of `parts` put together; `files` are others that it includes or resembles."""
    text = "".join(parts)
    text = text if "form:" in text else HEAD + text
    return _compiled(text, tuple((files or {}).items()))


def form(*parts: str, files: Mapping[str, str] | None = None) -> Form:
    found = compiled(*parts, files=files)
    assert found.form is not None, render(found.report)
    return found.form


def told(*parts: str, files: Mapping[str, str] | None = None) -> list[str]:
    """The codes of the errors and warnings of a form, in order."""
    report = compiled(*parts, files=files).report
    return [each.code for each in (*report.errors, *report.warnings)]


def places(code: str, *parts: str, files: Mapping[str, str] | None = None) -> list[tuple[str, int, str]]:
    """Where `code` is told: the file, the line, and the author's own words there."""
    found = compiled(*parts, files=files)
    spans = [each.span for each in found.report.diagnostics if each.code == code]
    return [
        (
            each.file,
            each.start.line,
            found.texts[each.file].splitlines()[each.start.line - 1][
                each.start.column - 1 : each.end.column - 1
            ],
        )
        for each in spans
    ]


def bound(
    made: Form, answers: Mapping[str, Any], facts: Mapping[str, Any] | None = None, year: int | None = None
) -> Bound:
    return bind(made, answers, facts or {}, ON, year)


def assessed(made: Form, answers: Mapping[str, Any], facts: Mapping[str, Any] | None = None) -> Assessment:
    return assess(made, answers, facts or {}, ON)


def line(made: Form, answers: Mapping[str, Any], name: str = "i1") -> Line:
    """One line of the scoresheet."""
    sheet = assessed(made, answers).score
    assert sheet is not None
    return next(each for each in sheet.lines if each.id == name)


def points(made: Form, answers: Mapping[str, Any], name: str = "i1") -> Any:
    """The points of an indicator; while they are pending the pair they lie between."""
    found = line(made, answers, name)
    return (found.low, found.high) if found.points is None else found.points

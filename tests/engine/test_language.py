"""Every sentence of the language: one tiny form a feature in `tests/forms/language`, its cases beside it, reckoned by hand."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path

import pytest

from engine.cases import CasesReport, run_cases
from engine.compiler import Compiled, compile_form
from engine.diagnostics.renderers import render
from engine.folder import read_cases, read_folder
from engine.form import Form
from engine.library import Library, build_library

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "forms" / "language"
FORMS = sorted(path.stem for path in FOLDER.glob("*.yaml") if path.stem != "facts")


def library_of(files: dict[str, str | bytes]) -> Library:
    """A library of `files` with the units that all forms share."""
    return build_library({"units.yaml": (ROOT / "forms" / "units.yaml").read_bytes(), **files})


@cache
def library() -> Library:
    return library_of(dict(read_folder(FOLDER)))


@cache
def compiled(name: str) -> Compiled:
    return compile_form(name, library())


def form(name: str) -> Form:
    found = compiled(name).form
    assert found is not None, render(compiled(name).report)
    return found


@cache
def outcome(name: str) -> CasesReport:
    """What came of the cases of one form."""
    return run_cases(library(), read_cases(FOLDER), compiled, form=f"{name}.yaml")


# --- The forms and their cases -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMS)
def test_form_compiles_without_a_word(name: str) -> None:
    report = compiled(name).report
    assert not report.errors, render(report)
    assert not report.warnings, render(report)


@pytest.mark.parametrize("name", FORMS)
def test_cases_come_out_as_reckoned_by_hand(name: str) -> None:
    found = outcome(name)
    assert found.count, "no case exercises this form"
    assert not found.report.diagnostics, render(found.report)
    told = [f"{each.case}: {each.name} 应为 {each.expected}，得到 {each.found}" for each in found.mismatches]
    assert not told, "\n".join(told)

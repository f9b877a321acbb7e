"""All forms of the platform together: no mistake, no warning, every rule exercised by a case."""

from functools import cache
from pathlib import Path

from engine.cases import run_cases
from engine.command.inspection import inspect_paths
from engine.compiler import compile_form
from engine.diagnostics.renderers import render
from engine.folder import read_cases, read_folder
from engine.library import build_library

FORMS = Path(__file__).parents[2] / "forms"


def test_everything_in_the_folder_is_clean() -> None:
    """What `tidu check --strict forms/` says, for pytest."""
    report = inspect_paths((FORMS,), None).report
    assert (*report.errors, *report.warnings) == (), render(report)


def test_the_cases_hold_and_leave_nothing_out() -> None:
    """What `tidu test --coverage forms/` says, for pytest."""
    library = build_library(read_folder(FORMS))
    compile_ = cache(lambda name, overlay=None: compile_form(name, library, overlay))
    report = run_cases(library, read_cases(FORMS), compile_)
    assert report.count > 0
    assert report.mismatches == ()
    assert report.report.errors == ()
    assert dict(report.missed) == dict.fromkeys(report.missed, ())
    assert report.covers_all

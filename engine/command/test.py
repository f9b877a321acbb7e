"""``tidu test``: the cases beside the forms, and what no case exercises."""

from collections.abc import Collection, Iterable, Iterator
from functools import partial
from pathlib import Path

import click

from engine.cases import SHARES, CasesReport, Mismatch, Place, run_cases
from engine.command.check import default_path, forms_option
from engine.command.inspection import Inspector
from engine.command.terminal import Command, ExistingPath, leave
from engine.diagnostics.renderers import render
from engine.folder import Folder, open_folder
from engine.messages import command_text
from engine.overlays import overlays


def test_command(language: str) -> click.Command:
    def test(paths: tuple[Path, ...], coverage: bool, forms: Path | None) -> None:
        ran = 0
        passed = True
        for path in paths or (default_path(),):
            folder, report, untested = _run(path, forms)
            ran += report.count
            passed = passed and report.passed
            if report.count or report.report.diagnostics:
                click.echo("\n".join(told(report, folder, language)))
            if coverage:
                passed = passed and report.covers_all and not untested
                click.echo("\n".join((*covered(report, language), *_without_cases(untested, language))))
        if not ran and passed:
            raise click.UsageError(command_text("no_cases", language))
        leave(0 if passed else 1)

    params: list[click.Parameter] = [
        click.Argument(["paths"], type=ExistingPath(language), nargs=-1, metavar="[PATH]..."),
        click.Option(["--coverage"], is_flag=True, help=command_text("coverage_help", language)),
        forms_option(language),
    ]
    return Command(language, "test", command_text("test_help", language), params, test)


def _run(path: Path, given: Path | None) -> tuple[Folder, CasesReport, list[str]]:
    """The cases of a file or folder (of a form when a form is named), and the forms of it that have none."""
    folder, name = open_folder(path, given)
    inspector = Inspector(folder)
    run = partial(run_cases, inspector.library, folder.cases, inspector.compile)
    if path.is_file():
        report = run(only=frozenset((name,))) if name in folder.cases else run(form=name)
        return folder, report, []
    start = f"{name}/" if name else ""
    report = run(only=frozenset(each for each in folder.cases if each.startswith(start)))
    every = () if name else (*inspector.forms(), *(each.path for each in overlays(inspector.library)))
    return folder, report, [each for each in every if each not in report.missed]


def told(report: CasesReport, folder: Folder, language: str) -> Iterator[str]:
    """The outcome of a run in words."""
    if report.report.diagnostics:
        yield render(folder.with_own_paths(report.report), "short", language, folder.sources)
    for each in report.mismatches:
        yield _mismatch(each, folder, language)
    failed = len({(each.span.file, each.case) for each in report.mismatches})
    if report.mismatches:
        yield command_text(
            "cases_failed", language, count=report.count, failed=failed, mismatches=len(report.mismatches)
        )
    elif report.count and not report.report.errors:
        yield command_text("cases_passed", language, count=report.count)


def covered(report: CasesReport, language: str) -> Iterator[str]:
    """What the cases exercise of each form and each overlay, and what they leave out."""
    for name, places in report.places.items():
        missed = report.missed[name]
        met = len(places) - len(missed)
        yield command_text(
            "coverage",
            language,
            form=name,
            percent=100 * met // len(places) if places else 100,
            met=met,
            total=len(places),
            shares="".join(_shares(places, missed, language)),
        )
        yield from (f"  {place_text(each, language)}" for each in missed)


def _shares(places: Collection[Place], missed: Collection[Place], language: str) -> Iterator[str]:
    for share in SHARES:
        total = sum(each.share == share for each in places)
        if total:
            met = total - sum(each.share == share for each in missed)
            yield command_text(f"coverage_{share}", language, met=met, total=total)


def _without_cases(forms: Iterable[str], language: str) -> Iterator[str]:
    return (command_text("form_without_cases", language, form=each) for each in forms)


def _mismatch(each: Mismatch, folder: Folder, language: str) -> str:
    file = folder.paths.get(each.span.file, each.span.file)
    place = f"{file}:{each.span.start.line}:{each.span.start.column}"
    return command_text(
        "mismatch",
        language,
        place=place,
        case=each.case,
        name=each.name,
        expected=each.expected,
        found=each.found,
    )


def place_text(place: Place, language: str) -> str:
    """What no case exercises, in words."""
    return command_text(f"place_{place.kind}", language, owner=place.owner, detail=place.detail)

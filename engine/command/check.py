"""``tidu check``: all mistakes of forms at once."""

from pathlib import Path

import click

from engine.command.inspection import inspect_paths
from engine.command.terminal import Command, ExistingPath, leave
from engine.diagnostics.renderers import STYLES, render
from engine.messages import command_text


def check_command(language: str) -> click.Command:
    def check(paths: tuple[Path, ...], style: str, strict: bool, notes: bool, forms: Path | None) -> None:
        inspected = inspect_paths(paths or (default_path(),), forms)
        if not inspected.checked:
            raise click.UsageError(command_text("nothing_to_check", language))
        report = inspected.report
        text = render(report, style, language, inspected.sources, notes)
        if text:
            click.echo(text)
        leave(1 if report.errors or (strict and report.warnings) else 0)

    params: list[click.Parameter] = [
        click.Argument(["paths"], type=ExistingPath(language), nargs=-1, metavar="[PATH]..."),
        click.Option(
            ["--format", "style"],
            type=click.Choice(STYLES),
            default="short",
            show_default=True,
            help=command_text("format_help", language),
        ),
        click.Option(["--strict"], is_flag=True, help=command_text("strict_help", language)),
        click.Option(["--notes"], is_flag=True, help=command_text("notes_help", language)),
        forms_option(language),
    ]
    return Command(language, "check", command_text("check_help", language), params, check)


def forms_option(language: str) -> click.Option:
    """The folder of forms to use whatever stands around a file."""
    return click.Option(
        ["--forms"], type=ExistingPath(language), metavar="DIR", help=command_text("forms_help", language)
    )


def default_path() -> Path:
    """What is looked at when nothing is named: the folder of forms in the working directory, or the directory."""
    forms = Path("forms")
    return forms if forms.is_dir() else Path()

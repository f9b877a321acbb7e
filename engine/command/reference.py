"""``tidu reference import``: a table of products in another's layout becomes ours."""

from pathlib import Path

import click

from engine.command.terminal import Command, ExistingPath, Group, leave
from engine.diagnostics import Collector
from engine.diagnostics.renderers import render
from engine.folder import WORKING, shown
from engine.messages import command_text
from engine.products import import_products, written
from engine.reference import CodeTable
from engine.references import TABLES, read_references


def reference_command(language: str) -> click.Command:
    def no_others() -> tuple[click.Command, ...]:
        return ()

    group = Group(language, "reference", command_text("reference_help", language), [], no_others)
    group.add_command(_import_command(language))
    return group


def _import_command(language: str) -> click.Command:
    def take(file: Path, forms: Path | None) -> None:
        folder = forms or Path(WORKING)
        collector = Collector()
        products = import_products(file.read_bytes(), shown(file), _industries(folder, language), collector)
        report = collector.report()
        if report.diagnostics:
            click.echo(render(report, "short", language, {shown(file): file.read_bytes()}))
        target = folder / TABLES["products"]
        if report.errors or not products.entries:
            click.echo(command_text("import_refused", language, path=shown(target)), err=True)
            leave(1)
        _write(target, written(products), language)
        said = {"products": len(products.entries), "classes": len(products.children), "path": shown(target)}
        click.echo(command_text("import_done", language, **said))

    params: list[click.Parameter] = [
        click.Argument(["file"], type=ExistingPath(language), metavar="FILE"),
        click.Option(
            ["--forms"],
            type=ExistingPath(language),
            metavar="DIR",
            help=command_text("import_forms_help", language),
        ),
    ]
    return Command(language, "import", command_text("import_help", language), params, take)


def _industries(folder: Path, language: str) -> CodeTable:
    path = folder / TABLES["industries"]
    if not path.is_file():
        raise click.UsageError(command_text("no_path", language, path=shown(path)))
    found = read_references({"industries": path.read_text(encoding="utf-8")})
    if found.diagnostics:
        raise click.UsageError(command_text("import_industries", language, path=shown(path)))
    return found.tables["industries"]


def _write(path: Path, text: str, language: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as reason:
        said = command_text("unwritable", language, path=shown(path), reason=reason.strerror)
        raise click.UsageError(said) from None

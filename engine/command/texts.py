"""Reads what a command is given: forms by path or name, answers as JSON or YAML."""

import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from engine import json_value
from engine.cases.reading import as_json
from engine.command.inspection import Inspector
from engine.command.terminal import Day, leave
from engine.diagnostics import Collector
from engine.diagnostics.renderers import render
from engine.editions import edition_on, edition_pinned, editions, form_in
from engine.folder import WORKING, open_folder, shown
from engine.form import Form
from engine.messages import command_text
from engine.overlays import overlay_for, overlays
from engine.source import read


def load_form(
    name: str,
    given: Path | None,
    language: str,
    on: date | None = None,
    edition: date | None = None,
    overlay: str | None = None,
) -> Form:
    """The compiled form in a file, or called `name` in the folder of forms: its newest edition, the one in effect `on` a
    day, or the `edition` of that day; with what the authority of the code `overlay` adds. One with errors ends the
    command."""
    path = _path_of(name, given)
    if path is None:
        raise click.UsageError(command_text("no_form", language, name=name))
    folder, inner = open_folder(path, given)
    inspector = Inspector(folder)
    if edition is not None or (on is not None and not Path(name).is_file()):
        inner = _edition_of(inner, inspector, language, on, edition)
    compiled = inspector.compile(inner)
    if overlay is not None and compiled.form is not None:
        compiled = inspector.compile(inner, _overlay_of(compiled.form, overlay, inspector, language))
    if compiled.form is None:
        report = folder.with_own_paths(compiled.report)
        click.echo(render(report, "short", language, folder.sources), err=True)
        click.echo(command_text("form_has_errors", language), err=True)
        leave(1)
    assert compiled.form is not None
    return compiled.form


def _edition_of(file: str, inspector: Inspector, language: str, on: date | None, edition: date | None) -> str:
    """The file that holds the wanted edition of the form in `file`."""
    form = form_in(inspector.library, file)
    if edition is not None:
        found = edition_pinned(inspector.library, form, edition)
    else:
        found = edition_on(inspector.library, form, on) if on is not None else None
    if found is not None:
        return found.path
    known = ", ".join(each.since.isoformat() for each in editions(inspector.library, form)) or "-"
    key = "no_edition" if edition is not None else "no_edition_on"
    raise click.UsageError(command_text(key, language, form=form, day=edition or on, known=known))


def _overlay_of(form: Form, authority: str, inspector: Inspector, language: str) -> str:
    """The file of what an authority adds to a form."""
    found = overlay_for(inspector.library, form.id, form.edition, authority)
    if found is not None:
        return found
    heads = overlays(inspector.library)
    known = [each.authority for each in heads if each.form == form.id and form.edition in each.editions]
    blanks = {"form": form.id, "edition": form.edition, "authority": authority}
    raise click.UsageError(command_text("no_overlay", language, **blanks, known=", ".join(known) or "-"))


def overlay_option(language: str) -> click.Option:
    """Whose additions to a form count."""
    return click.Option(["--overlay"], metavar="CODE", help=command_text("overlay_help", language))


def edition_option(language: str) -> click.Option:
    """Which edition of a form is meant, whatever day it is."""
    return click.Option(
        ["--edition"], type=Day(language), metavar="DATE", help=command_text("edition_help", language)
    )


def _path_of(name: str, given: Path | None) -> Path | None:
    root = given or Path(WORKING)
    return next((each for each in (Path(name), root / name, root / f"{name}.yaml") if each.is_file()), None)


def load_answers(path: str, language: str) -> dict[str, Any]:
    """Fields with their answers, from a JSON or YAML file or from standard input (``-``)."""
    if path == "-":
        text, name = sys.stdin.buffer.read(), "-"
    else:
        file = Path(path)
        if not file.is_file():
            raise click.UsageError(command_text("no_path", language, path=path))
        text, name = file.read_bytes(), shown(file)
    found = _yaml(text, name, language) if path.endswith((".yaml", ".yml")) else _json(text, name, language)
    if not isinstance(found, Mapping):
        raise click.UsageError(command_text("not_answers", language, path=name))
    return dict(found)


def _json(text: bytes, name: str, language: str) -> Any:
    try:
        return json_value.decode(text.removeprefix(b"\xef\xbb\xbf"))
    except json_value.NotJson as reason:
        raise click.UsageError(command_text("not_json", language, path=name, reason=reason)) from None


def _yaml(text: bytes, name: str, language: str) -> Any:
    collector = Collector()
    root = read(text, name, collector)
    report = collector.report()
    if report.errors:
        click.echo(render(report, "short", language, {name: text}), err=True)
        leave(2)
    return None if root is None else as_json(root)

"""Reads what a command is given: forms by path or name, answers as JSON or YAML."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from engine import json_value
from engine.cases.reading import as_json
from engine.command.inspection import Inspector
from engine.command.terminal import leave
from engine.diagnostics import Collector
from engine.diagnostics.renderers import render
from engine.folder import WORKING, open_folder, shown
from engine.form import Form
from engine.messages import command_text
from engine.source import read


def load_form(name: str, given: Path | None, language: str) -> Form:
    """The compiled form in a file, or called `name` in the folder of forms. One with errors ends the command."""
    path = _path_of(name, given)
    if path is None:
        raise click.UsageError(command_text("no_form", language, name=name))
    folder, inner = open_folder(path, given)
    inspector = Inspector(folder)
    compiled = inspector.compile(inner)
    if compiled.form is None:
        report = folder.with_own_paths(compiled.report)
        click.echo(render(report, "short", language, folder.sources), err=True)
        click.echo(command_text("form_has_errors", language), err=True)
        leave(1)
    assert compiled.form is not None
    return compiled.form


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

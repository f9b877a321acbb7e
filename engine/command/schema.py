"""``tidu schema``: the JSON Schemas of the files in a folder of forms."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from engine.cases.reading import CASE, REPEATED
from engine.command.terminal import Command
from engine.messages import command_text
from engine.shapes import Schema
from engine.structure import (
    facts_schema,
    form_schema,
    list_schema,
    overlay_schema,
    part_schema,
    procedures_schema,
    units_schema,
)


def cases_schema(language: str = "zh") -> Schema:
    """The JSON Schema of a file of cases."""
    return list_schema({"case": CASE, "cases": REPEATED}, language)


SCHEMAS: Mapping[str, Callable[[str], Schema]] = {
    "form": form_schema,
    "part": part_schema,
    "overlay": overlay_schema,
    "procedures": procedures_schema,
    "cases": cases_schema,
    "facts": facts_schema,
    "units": units_schema,
}
"""The schemas by the kind of file."""


def schema_command(language: str) -> click.Command:
    def schema(kind: str, output: str | None) -> None:
        if output is None:
            click.echo(_text(kind, language), nl=False)
        elif Path(output).is_dir():
            for each in SCHEMAS:
                _write(Path(output) / f"{each}.schema.json", _text(each, language), language)
        else:
            _write(Path(output), _text(kind, language), language)

    params: list[click.Parameter] = [
        click.Option(
            ["--of", "kind"],
            type=click.Choice(tuple(SCHEMAS)),
            default="form",
            show_default=True,
            help=command_text("schema_of_help", language),
        ),
        click.Option(["-o", "--output"], metavar="PATH", help=command_text("schema_output_help", language)),
    ]
    return Command(language, "schema", command_text("schema_help", language), params, schema)


def _text(kind: str, language: str) -> str:
    return json.dumps(SCHEMAS[kind](language), ensure_ascii=False, indent=2) + "\n"


def _write(path: Path, text: str, language: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as reason:
        said = command_text("unwritable", language, path=path.as_posix(), reason=reason.strerror)
        raise click.UsageError(said) from None
    click.echo(command_text("written", language, path=path.as_posix()))

"""``tidu schema``: the JSON Schema of a form file."""

import json
from pathlib import Path

import click

from engine.command.terminal import Command
from engine.messages import command_text
from engine.structure import form_schema


def schema_command(language: str) -> click.Command:
    def schema(output: str | None) -> None:
        text = json.dumps(form_schema(language), ensure_ascii=False, indent=2) + "\n"
        if output is None:
            click.echo(text, nl=False)
            return
        try:
            Path(output).write_text(text, encoding="utf-8")
        except OSError as reason:
            said = command_text("unwritable", language, path=output, reason=reason.strerror)
            raise click.UsageError(said) from None
        click.echo(command_text("written", language, path=output))

    params: list[click.Parameter] = [
        click.Option(["-o", "--output"], metavar="FILE", help=command_text("output_help", language))
    ]
    return Command(language, "schema", command_text("schema_help", language), params, schema)

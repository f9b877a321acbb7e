"""``tidu explain``: what a code means, with a bad and a good example."""

import re

import click

from engine.command.terminal import Command
from engine.diagnostics.columns import printable, width
from engine.messages import author_entries, command_text, word
from engine.shapes import nearest


def explain_command(language: str) -> click.Command:
    def explain(code: str | None, everything: bool) -> None:
        if everything == (code is not None):
            raise click.UsageError(command_text("explain_what", language))
        entries = author_entries()
        chosen = list(entries) if code is None else [code.upper()]
        for each in chosen:
            if each not in entries:
                near = nearest(each, tuple(entries))
                tail = command_text("meant", language, suggestion=near) if near else ""
                raise click.UsageError(command_text("no_code", language, code=each) + tail)
        click.echo("\n\n".join(explanation(each, language) for each in chosen))

    params: list[click.Parameter] = [
        click.Argument(["code"], required=False, metavar="[CODE]"),
        click.Option(["--all", "everything"], is_flag=True, help=command_text("explain_all_help", language)),
    ]
    return Command(language, "explain", command_text("explain_help", language), params, explain)


def explanation(code: str, language: str) -> str:
    """All that the catalogue says of a code."""
    entry = author_entries()[code]
    severity = word(f"severity_{entry['severity']}", language)
    heading = f"{code}  {severity}"
    parts = [
        heading,
        "=" * width(heading),
        str(entry[language]["meaning"]),
        "",
        command_text("message_heading", language),
        _indented(re.sub(r"\{[a-z_]+\}", "…", str(entry[language]["message"]))),
    ]
    for key in ("bad", "good"):
        parts += ["", command_text(f"{key}_heading", language), _indented(str(entry[key]))]
    return "\n".join(parts)


def _indented(text: str) -> str:
    return "\n".join(f"    {printable(line)}".rstrip() for line in text.rstrip("\n").split("\n"))

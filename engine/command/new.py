"""``tidu new``: a commented starting point that compiles."""

from importlib.resources import files
from pathlib import Path

import click

from engine.command.terminal import Command
from engine.folder import WORKING
from engine.messages import command_text
from engine.shapes import IDENTIFIER

SCHEMA = "form.schema.json"


def new_command(language: str) -> click.Command:
    def new(form: str) -> None:
        path = _path_for(form)
        if not IDENTIFIER.match(path.stem):
            raise click.UsageError(command_text("new_bad_name", language, name=path.stem))
        if path.exists():
            raise click.UsageError(command_text("new_exists", language, path=path.as_posix()))
        text = (files("engine") / "standard" / "new_form.yaml").read_text(encoding="utf-8")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(
                _modeline(path) + text.replace("form: new_form", f"form: {path.stem}"), encoding="utf-8"
            )
        except OSError as reason:
            said = command_text("unwritable", language, path=path.as_posix(), reason=reason.strerror)
            raise click.UsageError(said) from None
        click.echo(command_text("new_done", language, path=path.as_posix()))

    params: list[click.Parameter] = [click.Argument(["form"], metavar="FORM")]
    return Command(language, "new", command_text("new_help", language), params, new)


def _path_for(form: str) -> Path:
    """Where the new form goes: the path given, or a bare name in the folder of forms where there is one."""
    path = Path(form)
    if path.suffix in (".yaml", ".yml"):
        return path
    here = path if len(path.parts) > 1 or not Path(WORKING).is_dir() else Path(WORKING) / path
    return here.with_name(f"{here.name}.yaml")


def _modeline(path: Path) -> str:
    """The line by which editors find the schema, where it stands beside the form."""
    schema = path.with_name(SCHEMA)
    return f"# yaml-language-server: $schema=./{SCHEMA}\n#\n" if schema.is_file() else ""

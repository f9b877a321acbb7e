"""Commands whose help and errors are in the language of the person who calls them."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from engine.messages import command_text
from engine.shapes import nearest


class Command(click.Command):
    """A command with its help in one language."""

    def __init__(
        self,
        language: str,
        name: str,
        help_text: str,
        params: list[click.Parameter],
        callback: Callable[..., Any] | None = None,
        **more: Any,
    ) -> None:
        self.language = language
        super().__init__(
            name,
            params=params,
            callback=callback,
            help=help_text,
            options_metavar=command_text("options_metavar", language),
            **more,
        )

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=command_text("usage", self.language))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        records = [found for each in options if (found := each.get_help_record(ctx)) is not None]
        with formatter.section(command_text("options", self.language)):
            formatter.write_dl(records)

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first sentence of the help."""
        return re.split(r"(?<=。)|(?<=\.) ", self.help or "", maxsplit=1)[0]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = command_text("help_help", self.language)
        return option


class Group(Command, click.Group):
    """The command `tidu`; `others` gives the commands of other packages, looked up only when they are needed."""

    def __init__(
        self,
        language: str,
        name: str,
        help_text: str,
        params: list[click.Parameter],
        others: Callable[[], Sequence[click.Command]],
    ) -> None:
        super().__init__(
            language,
            name,
            help_text,
            params,
            subcommand_metavar=command_text("subcommand_metavar", language),
            no_args_is_help=True,
        )
        self._others = others

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        own = self.commands.get(cmd_name)
        return own or next((each for each in self._others() if each.name == cmd_name), None)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*self.commands, *sorted(each.name for each in self._others() if each.name)]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        Command.format_options(self, ctx, formatter)
        rows = []
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                rows.append((name, command.get_short_help_str(80)))
        with formatter.section(command_text("commands", self.language)):
            formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None:
            near = nearest(args[0], self.list_commands(ctx))
            said = command_text("no_command", self.language, name=args[0])
            ctx.fail(said + (command_text("meant", self.language, suggestion=near) if near else ""))
        return super().resolve_command(ctx, args)


class ExistingPath(click.ParamType):  # type: ignore[type-arg]
    """A file or folder that is there."""

    name = "path"

    def __init__(self, language: str) -> None:
        self._language = language

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(value)
        if not path.exists():
            self.fail(command_text("no_path", self._language, path=value), param, ctx)
        return path


class Day(click.ParamType):  # type: ignore[type-arg]
    """A date: year-month-day."""

    name = "date"

    def __init__(self, language: str) -> None:
        self._language = language

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(command_text("no_day", self._language, value=value), param, ctx)


def today() -> date:
    """The day where the command is run; the engine itself is always told the day."""
    return datetime.now().astimezone().date()


def leave(code: int) -> None:
    """End the running command with an exit code."""
    click.get_current_context().exit(code)


def usage_message(error: click.UsageError, language: str) -> str:
    """What was wrongly called, and where help is."""
    said = command_text("error", language) + _sentence(error, language)
    path = error.ctx.command_path if error.ctx is not None else "tidu"
    return f"{said}\n{command_text('see_help', language, path=path)}"


def _sentence(error: click.UsageError, language: str) -> str:
    if isinstance(error, click.NoSuchOption):
        near = nearest(error.option_name, tuple(error.possibilities or ()))
        tail = command_text("meant", language, suggestion=near) if near else ""
        return command_text("no_option", language, name=error.option_name) + tail
    if isinstance(error, click.MissingParameter):
        name = (
            error.param.make_metavar(error.ctx) if error.param is not None and error.ctx is not None else ""
        )
        return command_text("missing_parameter", language, name=_name_of(error.param) or name)
    if isinstance(error, click.BadOptionUsage):
        return command_text("option_needs_value", language, name=error.option_name)
    if isinstance(error, click.BadParameter):
        if error.param is not None and isinstance(error.param.type, click.Choice):
            known = ", ".join(str(each) for each in error.param.type.choices)
            return command_text("not_a_choice", language, name=_name_of(error.param), known=known)
        return error.message
    extra = re.match(r"Got unexpected extra arguments? \((.*)\)", error.message)
    return command_text("extra", language, found=extra[1]) if extra else error.message


def _name_of(param: click.Parameter | None) -> str:
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return (getattr(param, "metavar", None) or "") if param is not None else ""

"""Puts the commands together and turns whatever goes wrong into one plain sentence and an exit code."""

import contextlib
import os
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.metadata import entry_points

import click

from engine.command.check import check_command
from engine.command.explain import explain_command
from engine.command.new import new_command
from engine.command.reference import reference_command
from engine.command.route import route_command
from engine.command.schema import schema_command
from engine.command.score import score_command
from engine.command.show import show_command
from engine.command.terminal import Group, usage_message
from engine.command.test import test_command
from engine.messages import LANGUAGES, command_text

_PLUGINS = "tidu.commands"


def run(arguments: Sequence[str]) -> int:
    """Run the command line; the exit code."""
    _speak_utf8()
    language = chosen_language(arguments)
    try:
        outcome = make_cli(language).main(list(arguments), prog_name="tidu", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except click.UsageError as error:
        click.echo(usage_message(error, language), err=True)
        return 2
    except click.ClickException as error:
        click.echo(f"{command_text('error', language)}{error.format_message()}", err=True)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        _close_quietly()
        return 1
    return outcome if isinstance(outcome, int) else 0


def chosen_language(arguments: Sequence[str]) -> str:
    """The language asked for before anything else is read, so that help and errors speak it too."""
    for place, each in enumerate(arguments):
        name, _, value = each.partition("=")
        if name == "--lang":
            value = value or next(iter(arguments[place + 1 : place + 2]), "")
            return value if value in LANGUAGES else LANGUAGES[0]
        if not each.startswith("-"):
            break
    given = os.environ.get("TIDU_LANG", "")
    return given if given in LANGUAGES else LANGUAGES[0]


def make_cli(language: str = "zh") -> click.Group:
    """The command `tidu` in one language."""
    option = click.Option(
        ["--lang"],
        type=click.Choice(LANGUAGES),
        default=language,
        expose_value=False,
        help=command_text("lang_help", language),
    )
    group = Group(language, "tidu", command_text("tidu_help", language), [option], others=_registered)
    for make in (
        check_command,
        explain_command,
        show_command,
        score_command,
        test_command,
        route_command,
        schema_command,
        new_command,
        reference_command,
    ):
        group.add_command(make(language))
    return group


@cache
def _registered() -> tuple[click.Command, ...]:
    """The commands of other packages; those whose own libraries are not installed are left out."""
    found: list[click.Command] = []
    for entry in entry_points(group=_PLUGINS):
        try:
            loaded: Iterable[object] = entry.load()
        except ImportError:
            continue
        found.extend(each for each in loaded if isinstance(each, click.Command))
    return tuple(found)


def _speak_utf8() -> None:
    """Chinese is printed as UTF-8 whatever the terminal's settings say."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _close_quietly() -> None:
    """The reader of our output has gone: nothing more is to be said, and Python shall not complain at its end."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

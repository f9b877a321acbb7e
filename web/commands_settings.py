"""The command `tidu settings`: what is set, where it comes from, what production would refuse."""

from __future__ import annotations

import os

import click

from web import messages_administration as messages
from web import production
from web.config import ConfigError
from web.settings import looked_at, shown, unknown


@click.command()
def settings() -> None:
    """列出每个设置、它从哪里来、现在的值（密钥不显示），以及正式环境会拒绝什么。"""
    try:
        config, rows = looked_at(os.environ), tuple(shown(os.environ))
    except ConfigError as error:
        raise click.ClickException(str(error)) from error
    for each in rows:
        source = messages.SETTING_GIVEN if each.given else messages.SETTING_DEFAULT
        click.echo(f"{each.name:<28} {each.value}  〔{source}〕{each.means}")
    for name, meant in unknown(os.environ):
        click.echo(messages.unknown_setting(name, meant), err=True)
    found = production.examine(os.environ, config)
    refused = (*found.unsafe, *found.broken)
    click.echo("")
    click.echo(messages.listed(messages.WOULD_REFUSE, refused) if refused else messages.WOULD_START)
    for sentence in found.missed:
        click.echo(sentence)

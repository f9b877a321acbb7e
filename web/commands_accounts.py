"""Commands about accounts."""

from __future__ import annotations

import click

account_commands: tuple[click.Command, ...] = ()

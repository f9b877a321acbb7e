"""What the commands about accounts have in common."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from difflib import get_close_matches
from typing import Any, TypeVar

import click
from sqlalchemy import select

from engine.command.terminal import Group
from web import messages_administration as messages
from web.clock import local
from web.config import Config, ConfigError
from web.migrations import is_current
from web.models import OFFICER, Account
from web.platform import Platform
from web.services.accounts import normal_login_name
from web.services.closing import Done, Why
from web.services.permissions import Refused

WHY = Why()
AT_ONCE = 200
Result = TypeVar("Result")


@contextmanager
def open_platform() -> Iterator[Platform]:
    try:
        platform = Platform.from_config(Config.from_environment())
    except ConfigError as error:
        raise click.ClickException(str(error)) from error
    try:
        with platform.database.read() as session:
            if not is_current(session.connection()):
                raise click.ClickException(messages.DATABASE_OUTDATED)
        yield platform
    finally:
        platform.database.dispose()


def or_refuse(result: Result | Refused) -> Result:
    if isinstance(result, Refused):
        raise click.ClickException(result.text)
    return result


def account_id(platform: Platform, login_name: str, *, officer: bool) -> int:
    """The account with this login name; another that was probably meant is named."""
    name = normal_login_name(login_name)
    with platform.database.read() as session:
        found = session.execute(select(Account.id, Account.kind).where(Account.login_name == name)).first()
        mine = Account.kind == OFFICER if officer else Account.kind != OFFICER
        names = [] if found else session.scalars(select(Account.login_name).where(mine).limit(10_000)).all()
    if found is None:
        raise click.ClickException(messages.unknown_login(login_name, get_close_matches(name, names, 3)))
    if officer != (found.kind == OFFICER):
        raise click.ClickException(messages.NO_OFFICER if officer else messages.OFFICER_ACCOUNT)
    return int(found.id)


def moment(at: datetime | None) -> str:
    return local(at).strftime("%Y-%m-%d %H:%M") if at is not None else "—"


def as_json_text(rows: Sequence[Any]) -> str:
    return json.dumps(
        [asdict(each) for each in rows],
        ensure_ascii=False,
        indent=1,
        default=lambda each: local(each).isoformat() if isinstance(each, datetime) else str(each),
    )


def tell(what: str, done: Done) -> None:
    click.echo(messages.done(what, done.login_name))
    if done.password:
        click.echo(messages.one_time(done.password))


def group_of(name: str, help_text: str, commands: Sequence[click.Command]) -> click.Group:
    return Group("zh", name, help_text, [], others=lambda: commands)


login_argument = click.argument("login", metavar="登录名")
json_option = click.option("--json", "as_json", is_flag=True, help="以 JSON 列出。")


def all_pages(page_of: Callable[[int], Sequence[Result]]) -> list[Result]:
    found: list[Result] = []
    while True:
        more = page_of(len(found) // AT_ONCE + 1)
        found.extend(more)
        if len(more) < AT_ONCE:
            return found


def state(active: bool) -> str:
    return "使用中" if active else "已停用"

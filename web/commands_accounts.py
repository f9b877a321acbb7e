"""The commands `tidu user …`, and with them all that are about accounts: for the operator of the machine.

They do what the pages do, by the same services; what they do is recorded as done by the operator.
"""

from __future__ import annotations

import click
from sqlalchemy import select

from web import messages_administration as messages
from web.command_parts import (
    AT_ONCE,
    WHY,
    account_id,
    all_pages,
    as_json_text,
    group_of,
    json_option,
    login_argument,
    moment,
    open_platform,
    or_refuse,
    state,
    tell,
)
from web.commands_officers import officer
from web.models import OFFICER, Account
from web.platform import Platform
from web.services import administration
from web.services.accounts import normal_login_name
from web.services.sign_ins import list_sign_ins


@click.command("list")
@click.option(
    "--words", default="", metavar="文字", help="登录名、企业名称中有这些文字，或统一社会信用代码是它的。"
)
@json_option
def list_users(words: str, as_json: bool) -> None:
    """列出企业和个人的账号。"""
    with open_platform() as platform:
        rows = all_pages(
            lambda page: (
                administration.list_accounts(
                    platform, None, words=words, page=page, per_page=AT_ONCE
                ).accounts
            )
        )
    lines = (
        f"{each.login_name:<17} {each.kind}  {state(each.active)}  {each.enterprise or each.display_name}"
        for each in rows
    )
    click.echo(as_json_text(rows) if as_json else "\n".join(lines) or "还没有。")


@click.command("show")
@login_argument
@json_option
def show_user(login: str, as_json: bool) -> None:
    """看一个账号：号码隐去一部分，不显示填报的内容。"""
    with open_platform() as platform:
        found = administration.read_account(platform, None, account_id(platform, login, officer=False))
    if found is None:
        raise click.ClickException(messages.NOT_FOUND)
    if as_json:
        click.echo(as_json_text([found]))
        return
    for label, value in messages.account_lines(found, moment):
        click.echo(f"{label}：{value or '—'}")


@click.command("disable")
@login_argument
def disable_user(login: str) -> None:
    """停用账号，结束它的所有登录。"""
    with open_platform() as platform:
        account = account_id(platform, login, officer=False)
        tell("disable", or_refuse(administration.disable_account(platform, None, account, WHY)))


@click.command("enable")
@login_argument
def enable_user(login: str) -> None:
    """重新启用账号。"""
    with open_platform() as platform:
        account = account_id(platform, login, officer=False)
        tell("enable", or_refuse(administration.enable_account(platform, None, account, WHY)))


@click.command("reset")
@login_argument
def reset_user(login: str) -> None:
    """重置密码：随机生成一次性密码，印一次，下次登录时须修改。"""
    with open_platform() as platform:
        account = account_id(platform, login, officer=False)
        tell("password", or_refuse(administration.reset_password(platform, None, account, WHY)))


@click.command("sign-ins")
@login_argument
@json_option
def sign_ins(login: str, as_json: bool) -> None:
    """列出一个账号最近 50 次登录和尝试登录。"""
    with open_platform() as platform:
        account = _account_id_of_any(platform, login)
        rows = list_sign_ins(platform, None, account_id=account).attempts
    lines = (
        f"{moment(each.at)}  {messages.OUTCOMES.get(each.outcome, each.outcome)}  {each.address}"
        for each in rows
    )
    click.echo(as_json_text(rows) if as_json else "\n".join(lines) or "还没有。")


def _account_id_of_any(platform: Platform, login: str) -> int:
    with platform.database.read() as session:
        name = normal_login_name(login)
        kind = session.scalar(select(Account.kind).where(Account.login_name == name))
    return account_id(platform, login, officer=kind == OFFICER)


user = group_of(
    "user",
    "企业和个人的账号。",
    (list_users, show_user, disable_user, enable_user, reset_user, sign_ins),
)
account_commands: tuple[click.Command, ...] = (officer, user)

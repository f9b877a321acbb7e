"""The commands `tidu officer …`, by which also the first administrator is made.

A password is never an argument: it is asked for, read from standard input, or made up and printed once.
"""

from __future__ import annotations

import sys

import click

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
from web.platform import Platform
from web.services import officers
from web.services.accounts import normal_login_name
from web.services.authorities import find_authorities, near_codes
from web.services.closing import Done
from web.services.credentials import login_name_problems, normal_email, normal_mobile, password_problems
from web.services.officers import NewOfficer, Officer
from web.services.passwords import generate_password


@click.command("add")
@login_argument
@click.option("--name", required=True, help="姓名。")
@click.option(
    "--authority", required=True, metavar="代码", help="主管部门的代码；tidu officer authorities 可查。"
)
@click.option("--administrator", is_flag=True, help="可以管理本部门和下级部门的账号。")
@click.option("--mobile", help="手机号。")
@click.option("--email", help="邮箱。")
@click.option("--password-stdin", is_flag=True, help="从标准输入读密码（一行）。")
@click.option("--one-time", is_flag=True, help="随机生成一次性密码，印出来，首次登录时须修改。")
def add_officer(
    login: str,
    name: str,
    authority: str,
    administrator: bool,
    mobile: str | None,
    email: str | None,
    password_stdin: bool,
    one_time: bool,
) -> None:
    """添加主管部门的账号；第一位管理员也这样添加。密码不写在命令行上：会询问，或用 --password-stdin、--one-time。"""
    if password_stdin and one_time:
        raise click.UsageError("--password-stdin 和 --one-time 只能用一个。")
    with open_platform() as platform:
        code = _authority(platform, authority)
        if problems := login_name_problems(login):
            raise click.ClickException(" ".join(problems))
        new = NewOfficer(login, name.strip(), code, administrator, _mobile(mobile), _email(email))
        password = generate_password() if one_time else _password(login, from_input=password_stdin)
        or_refuse(officers.add_officer(platform, None, new, password, must_change=one_time, why=WHY))
        tell("add", Done(normal_login_name(login), password if one_time else ""))


@click.command("list")
@click.option("--authority", default="", metavar="代码", help="只列这个主管部门的。")
@click.option("--words", default="", metavar="文字", help="登录名、姓名或代码中有这些文字的。")
@json_option
def list_officers(authority: str, words: str, as_json: bool) -> None:
    """列出主管部门的账号。"""
    with open_platform() as platform:
        code = _authority(platform, authority) if authority else ""
        rows = all_pages(
            lambda page: (
                officers.list_officers(
                    platform, None, words=words, authority=code, page=page, per_page=AT_ONCE
                ).officers
            )
        )
    click.echo(
        as_json_text(rows) if as_json else "\n".join(_officer_line(each) for each in rows) or "还没有。"
    )


@click.command("change")
@login_argument
@click.option("--name", help="新的姓名。")
@click.option("--authority", metavar="代码", help="调到这个主管部门。")
@click.option("--administrator/--no-administrator", default=None, help="可以、不可以管理账号。")
def change_officer(login: str, name: str | None, authority: str | None, administrator: bool | None) -> None:
    """修改姓名、主管部门，或能否管理账号。"""
    if name is None and authority is None and administrator is None:
        raise click.UsageError("请写要改什么：--name、--authority、--administrator 或 --no-administrator。")
    with open_platform() as platform:
        account = account_id(platform, login, officer=True)
        code = _authority(platform, authority) if authority else None
        done = officers.change_officer(
            platform, None, account, WHY, authority=code, manages=administrator, display_name=name
        )
        tell("change", or_refuse(done))


@click.command("disable")
@login_argument
def disable_officer(login: str) -> None:
    """停用账号，结束它的所有登录。"""
    with open_platform() as platform:
        account = account_id(platform, login, officer=True)
        tell("disable", or_refuse(officers.disable_officer(platform, None, account, WHY)))


@click.command("enable")
@login_argument
def enable_officer(login: str) -> None:
    """重新启用账号。"""
    with open_platform() as platform:
        account = account_id(platform, login, officer=True)
        tell("enable", or_refuse(officers.enable_officer(platform, None, account, WHY)))


@click.command("reset")
@login_argument
@click.option("--second-factor", is_flag=True, help="不改密码，取消双重验证（手机丢了时用）。")
def reset_officer(login: str, second_factor: bool) -> None:
    """重置密码：随机生成一次性密码，印一次，下次登录时须修改。"""
    with open_platform() as platform:
        account = account_id(platform, login, officer=True)
        if second_factor:
            tell("second_factor", or_refuse(officers.reset_second_factor(platform, None, account, WHY)))
        else:
            tell("password", or_refuse(officers.reset_password(platform, None, account, WHY)))


@click.command("authorities")
@click.argument("words", nargs=-1, required=True, metavar="名称")
def find(words: tuple[str, ...]) -> None:
    """按名称或代码查主管部门，如 tidu officer authorities 厦门。"""
    with open_platform() as platform:
        found = find_authorities(platform, " ".join(words))
    if not found:
        raise click.ClickException(f"没有名称含“{' '.join(words)}”的主管部门。")
    for each in found:
        click.echo(f"{each.code}  {messages.LEVELS[each.level]}  {each.name}")


# --- Parts ---------------------------------------------------------------------------------------------------


def _authority(platform: Platform, code: str) -> str:
    if platform.catalogue.authorities.get(code) is None:
        raise click.ClickException(messages.unknown_authority(code, near_codes(platform, code)))
    return code


def _officer_line(each: Officer) -> str:
    manages = "管理员" if each.manages else "　　　"
    return (
        f"{each.login_name:<17} {each.authority:<7} {state(each.active)}  {manages}  "
        f"{moment(each.last_signed_in):<16}  {each.display_name}（{each.authority_name}）"
    )


def _mobile(text: str | None) -> str | None:
    if text is None:
        return None
    if (found := normal_mobile(text)) is None:
        raise click.ClickException(messages.MOBILE_WRONG)
    return found


def _email(text: str | None) -> str | None:
    if text is None:
        return None
    if (found := normal_email(text)) is None:
        raise click.ClickException(messages.EMAIL_WRONG)
    return found


def _password(login: str, *, from_input: bool) -> str:
    if from_input:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = click.prompt("密码", hide_input=True, confirmation_prompt="再输入一次密码")
    if problems := password_problems(password, login):
        raise click.ClickException(" ".join(problems))
    return str(password)


officer = group_of(
    "officer",
    "主管部门的账号。",
    (add_officer, list_officers, change_officer, disable_officer, enable_officer, reset_officer, find),
)

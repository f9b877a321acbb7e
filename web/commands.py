"""What the web application adds to the command `tidu`."""

from __future__ import annotations

import os
import socket
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import click
from werkzeug.serving import run_simple

from engine.json_value import decode
from web import messages_administration as messages
from web import messages_demonstration, production
from web.commands_accounts import account_commands
from web.commands_settings import settings
from web.commands_workflow import workflow_commands
from web.config import DEVELOPMENT, PRODUCTION, Config, ConfigError, environment
from web.migrations import upgrade
from web.platform import Platform
from web.sealing import Unsealable, new_key
from web.services import sealing
from web.services.delivery import has_outbox
from web.services.demonstration import (
    ENTERPRISES,
    NEWCOMERS,
    OFFICERS,
    DemonstrationAccount,
    load_demonstration,
)
from web.services.demonstration_season import load_season
from web.settings import looked_at

GROUPS = {
    ENTERPRISES: "演示企业全部虚构。登录名、密码、企业：",
    OFFICERS: "主管部门（演示时不用双重验证）。登录名、密码、主管部门：",
    NEWCOMERS: "刚注册、还没有实名认证的。登录名、密码、姓名或企业：",
}


def _config() -> Config:
    try:
        return Config.from_environment()
    except ConfigError as error:
        raise click.ClickException(str(error)) from error


def _config_with_forms() -> Config:
    config = _config()
    if missing := production.fault_of_forms(config):
        raise click.ClickException(missing)
    return config


_host = click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址。")
_port = click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="监听的端口。"
)


@click.command()
def migrate() -> None:
    """建立或更新数据库。"""
    config = _config()
    upgrade(config.database_url)
    click.echo("数据库已是最新。")


@click.command()
@_host
@_port
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="进程数；多于一个时请使用 PostgreSQL。",
)
@click.option("--development", is_flag=True, help="开发方式：正式环境会拒绝的，只提醒。")
def serve(host: str, port: int, workers: int, development: bool) -> None:
    """启动平台。正式环境缺什么，就列出来，不启动。"""
    config = _examined(development=development, workers=workers)
    click.echo(f"平台已启动：{_address(host, port)}（按 Ctrl+C 停止）")
    _run(config, host, port, workers)


def _examined(*, development: bool, workers: int) -> Config:
    """The settings to start with; everything that stands against starting is told at once."""
    try:
        in_production = not development and environment(os.environ) == PRODUCTION
        # Where production refuses anyway, no secret is made and kept.
        config = looked_at(os.environ) if in_production else Config.from_environment()
    except ConfigError as error:
        raise click.ClickException(str(error)) from error
    found = production.examine(os.environ, config, workers)
    if in_production and (found.unsafe or found.broken):
        told = messages.listed(
            messages.REFUSED_TO_START, (*found.unsafe, *found.broken), messages.HOW_TO_START
        )
        raise click.ClickException(told)
    if found.broken:
        raise click.ClickException(messages.listed(messages.CANNOT_START, found.broken))
    if found.unsafe:
        click.echo(messages.listed(messages.DEVELOPMENT_STARTED, found.unsafe), err=True)
    for sentence in found.missed:
        click.echo(sentence, err=True)
    return config if in_production else replace(config, environment=DEVELOPMENT)


@click.command()
@_host
@_port
@click.option("--small", is_flag=True, help="只载入有账号的几家演示企业，不载入一季的申报和审核。")
def demo(host: str, port: int, small: bool) -> None:
    """启动演示：建立数据库，载入演示企业、一季的申报和审核，列出账号。"""
    if os.environ.get("TIDU_ENVIRONMENT", "").strip().lower() == PRODUCTION:
        raise click.ClickException(messages.DEMO_IN_PRODUCTION)
    config = replace(_config_with_forms(), demonstration=True, officer_second_factor=False)
    upgrade(config.database_url)
    platform = Platform.from_config(config)
    accounts = load_demonstration(platform)
    if not small:
        _load_season(platform)
    platform.database.dispose()
    click.echo(_announcement(accounts, _address(host, port), outbox=has_outbox(platform)))
    _run(config, host, port, 1)


def _load_season(platform: Platform) -> None:
    begun = time.monotonic()
    loaded = load_season(platform, tell=lambda: click.echo(messages_demonstration.LOADING))
    if loaded is not None:
        seconds = time.monotonic() - begun
        click.echo(messages_demonstration.loaded(loaded.enterprises, loaded.cases, seconds))


@click.command()
@click.argument("form")
@_host
@click.option("--port", default=8001, show_default=True, type=click.IntRange(1, 65535), help="监听的端口。")
@click.option(
    "--facts",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="用这份 JSON 资料代替演示企业。",
)
def preview(form: str, host: str, port: int, facts: Path | None) -> None:
    """预览一张表单：保存 YAML，页面自动刷新；有错误时显示错误所在的行。

    FORM 是表单文件，或 forms/ 里的表单名称。
    """
    from web.preview import Previewed, create_preview, first_facts

    path = next((each for each in (Path(form), Path("forms") / f"{form}.yaml") if each.is_file()), None)
    if path is None:
        raise click.UsageError(f"没有名为 {form} 的表单；请写文件路径，或 forms/ 里的表单名称。")
    _refuse_taken(host, port)
    known = decode(facts.read_text(encoding="utf-8")) if facts else first_facts(path)
    with tempfile.TemporaryDirectory(prefix="tidu-preview-") as var:
        application = create_preview(Previewed(path, known, Path(var)))
        click.echo(f"预览：{_address(host, port)}（按 Ctrl+C 停止）")
        run_simple(host, port, application, threaded=True)


@click.command()
def sealkey() -> None:
    """生成一个加密个人信息的新密钥，印出来。"""
    click.echo(new_key())


@click.command()
def reseal() -> None:
    """用最新的密钥重新加密个人信息（更换密钥时用）。"""
    platform = Platform.from_config(_config())
    try:
        renewed = sealing.reseal(platform.database)
    except Unsealable as error:
        raise click.ClickException(
            f"有内容不能用现有的密钥打开（{error}）；请把原来的密钥也写进去，再运行一次。"
        ) from error
    finally:
        platform.database.dispose()
    click.echo(f"重新加密了 {renewed} 项。")


def _refuse_taken(host: str, port: int) -> None:
    """Say so when somebody else listens already, before anything else is printed."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as error:
            raise click.ClickException(f"端口 {port} 被占用；换一个：--port {port + 1}") from error


def _announcement(accounts: tuple[DemonstrationAccount, ...], address: str, *, outbox: bool = False) -> str:
    lines = []
    for group, heading in GROUPS.items():
        lines += ["", heading, ""]
        for entry in accounts:
            if entry.group == group:
                lines.append(f"  {entry.login_name:<16}{entry.password:<18}{entry.enterprise}")
                lines += [f"{'':<18}{entry.tries}"] if entry.tries else []
    return "\n".join(
        (
            *lines[1:],
            "",
            *([f"短信和邮件不会真的发出，都在 {address}/outbox"] if outbox else []),
            f"打开 {address} 登录（按 Ctrl+C 停止）",
        )
    )


def _address(host: str, port: int) -> str:
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def _run(config: Config, host: str, port: int, workers: int) -> None:
    from web.server import Server

    Server(config, host, port, workers).run()


commands: tuple[click.Command, ...] = (
    migrate,
    serve,
    demo,
    preview,
    sealkey,
    reseal,
    settings,
    *account_commands,
    *workflow_commands,
)

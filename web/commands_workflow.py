"""The commands `tidu tick` and `tidu audit …`: what time brings about, and whether the trail of events is whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

import click

from web.command_parts import group_of, json_option, open_platform
from web.services import audit, clockwork
from web.services.audit import Verdict

KINDS = {
    "reminders": "到期提醒",
    "expired": "到期通知",
    "updates": "信息更新通知",
    "windows": "新开的申报时间",
    "seals": "封存的事件",
}
MOST_NAMED = 20
"""Numbers of events named in one line; `--json` names all."""


@click.command()
def tick() -> None:
    """做到时间该做的事：到期提醒、信息更新通知、下一年的申报时间、封存事件。可以随时重复运行，供 cron 使用。"""
    with open_platform() as platform:
        done = clockwork.tick(platform)
    for name in clockwork.TASKS:
        click.echo(f"{KINDS.get(name, name)}：{done.get(name, '没有做成，原因见日志')}")
    if len(done) < len(clockwork.TASKS):
        raise SystemExit(1)


@click.command()
@json_option
def verify(as_json: bool) -> None:
    """核对全部事件：有改动、缺失的，列出编号，退出码为 1。"""
    with open_platform() as platform:
        found = audit.verify(platform)
    if as_json:
        click.echo(json.dumps({"is_whole": found.is_whole, **asdict(found)}, ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_told(found)))
    if not found.is_whole:
        raise SystemExit(1)


@click.command()
def seal() -> None:
    """封存还没有封存的事件（平台自己每分钟做一次）。"""
    with open_platform() as platform:
        click.echo(f"封存了 {clockwork.seal(platform)} 个事件。")


def _told(found: Verdict) -> Iterator[str]:
    held = found.sealed - len(found.changed) - len(found.missing)
    yield f"封存 {found.sealed} 个事件，核对无误 {held} 个，还没有封存 {found.unsealed} 个。"
    yield f"最后的散列：{found.last_hash}"
    if found.changed:
        yield f"被改动的事件：{_numbers(found.changed)}"
    if found.missing:
        yield f"缺失的事件：{_numbers(found.missing)}"
    if found.broken_at is not None:
        yield f"封存记录本身从第 {found.broken_at} 条起不完整。"
    if found.is_whole:
        yield "完整。"


def _numbers(several: tuple[int, ...]) -> str:
    more = f" 等 {len(several)} 个" if len(several) > MOST_NAMED else ""
    return "、".join(map(str, several[:MOST_NAMED])) + more


audit_group = group_of("audit", "事件记录的封存和核对。", (verify, seal))
workflow_commands: tuple[click.Command, ...] = (tick, audit_group)

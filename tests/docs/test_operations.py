"""The page for those who run the platform names every setting and every command there is, and none that is not."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import click
import pytest

from web.commands import commands
from web.commands_accounts import account_commands
from web.production import examine
from web.services import attempts, codes, devices, identity_files, sessions
from web.services.health import check_health
from web.settings import SETTINGS, Setting, looked_at

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def test_every_setting_is_told() -> None:
    """The settings are those `tidu settings` lists, which are those that are read: tests of production see to that."""
    settings = {each.name for each in SETTINGS}
    assert set(re.findall(r"^\| `(TIDU_[A-Z_]+)`", PAGE, re.MULTILINE)) == settings
    assert set(re.findall(r"TIDU_[A-Z_]+", PAGE)) == settings


def test_what_production_needs_is_told() -> None:
    needed = set(re.findall(r"^\| `(TIDU_[A-Z_]+)` .*\*\*必须", PAGE, re.MULTILINE))
    told = "".join(examine({}, looked_at({})).unsafe)
    assert needed == set(re.findall(r"没有设置 (TIDU_[A-Z_]+)", told))


@pytest.mark.parametrize(
    "setting", [each for each in SETTINGS if each.show is not None], ids=lambda one: one.name
)
def test_default_that_is_told_is_the_default(setting: Setting) -> None:
    told = re.search(rf"^\| `{setting.name}` \|.*\| ([^|]+) \| [^|]*\|$", PAGE, re.MULTILINE)
    assert told is not None
    default = setting.show(looked_at({})) if setting.show is not None else ""
    if default and "/" not in default:
        assert told[1].strip("` ") == default


def test_only_commands_that_exist_are_told() -> None:
    known = {each.name for each in commands} | {"check", "test"}
    assert set(re.findall(r"tidu ([a-z]+)", PAGE)) <= known


@pytest.mark.parametrize("group", account_commands, ids=lambda group: str(group.name))
def test_every_command_about_accounts_is_told_and_no_other(group: click.Group) -> None:
    told = set(re.findall(rf"tidu {group.name} ([a-z-]+)", PAGE))
    for row in re.findall(rf"^\| `tidu {group.name} .*?\|", PAGE, re.MULTILINE):
        told |= set(re.findall(r"`([a-z-]+)`", row))
    assert told == set(group.list_commands(click.Context(group)))


@pytest.mark.parametrize(
    ("what", "kept"),
    [
        ("登录和尝试登录的记录", attempts._KEPT),
        ("登录的会话", sessions._KEPT),
        ("记住的浏览器", devices.LASTS),
        ("验证码和链接的散列", codes._KEPT),
        ("实名认证、人工核验交的扫描件", identity_files.KEPT),
    ],
)
def test_how_long_things_are_kept_is_told(what: str, kept: timedelta) -> None:
    row = re.search(rf"^\| {what} \| (.*) \|$", PAGE, re.MULTILINE)
    assert row is not None
    assert f"{kept.days} 天" in row[1]


def test_every_state_of_health_is_told() -> None:
    assert set(re.findall(r'"status": "(\w+)"', PAGE)) == set(
        re.findall(r"`(\w+)`", check_health.__doc__ or "")
    ) | {"unavailable"}

"""The page for those who run the platform names every setting and every command there is, and none that is not."""

from __future__ import annotations

import re
from pathlib import Path

from web.commands import commands
from web.services.health import check_health

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def test_every_setting_is_told() -> None:
    settings = set(re.findall(r'"(TIDU_[A-Z_]+)"', (ROOT / "web" / "config.py").read_text(encoding="utf-8")))
    assert set(re.findall(r"^\| `(TIDU_[A-Z_]+)`", PAGE, re.MULTILINE)) == settings
    assert set(re.findall(r"TIDU_[A-Z_]+", PAGE)) == settings


def test_only_commands_that_exist_are_told() -> None:
    known = {each.name for each in commands} | {"check", "test"}
    assert set(re.findall(r"tidu ([a-z]+)", PAGE)) <= known | {"db"}


def test_every_state_of_health_is_told() -> None:
    assert set(re.findall(r'"status": "(\w+)"', PAGE)) == set(
        re.findall(r"`(\w+)`", check_health.__doc__ or "")
    ) | {"unavailable"}

"""Settings."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from web.config import Config, ConfigError, kept_secret


def test_secret_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    kept_secret(tmp_path / "var" / "secret_key")
    assert stat.S_IMODE((tmp_path / "var" / "secret_key").stat().st_mode) == 0o600


def test_secret_stays_the_same_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"
    assert kept_secret(path) == kept_secret(path)


def test_secret_is_different_on_every_machine(tmp_path: Path) -> None:
    assert kept_secret(tmp_path / "a") != kept_secret(tmp_path / "b")


def test_secret_of_two_first_starts_is_one(tmp_path: Path) -> None:
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(kept_secret(tmp_path / "secret_key"))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_secret_cut_short_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("abc")
    with pytest.raises(ConfigError):
        kept_secret(tmp_path / "secret_key")


def test_config_keeps_everything_under_var_by_default(tmp_path: Path) -> None:
    config = Config.from_environment({"TIDU_VAR_FOLDER": str(tmp_path)})
    assert config.database_url == f"sqlite:///{tmp_path / 'tidu.sqlite'}"
    assert config.storage_folder == tmp_path / "uploads"


def test_config_makes_no_secret_file_when_one_is_given(tmp_path: Path) -> None:
    Config.from_environment({"TIDU_VAR_FOLDER": str(tmp_path), "TIDU_SECRET_KEY": "x" * 40})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["TIDU_SESSION_MINUTES", "TIDU_PROXY_HOPS", "TIDU_THREADS"])
@pytest.mark.parametrize("text", ["-1", "1.5", "many", "１"])
def test_config_names_the_setting_that_is_no_number(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(ConfigError, match=name):
        Config.from_environment({"TIDU_VAR_FOLDER": str(tmp_path), name: text})


@pytest.mark.parametrize(("text", "expected"), [("1", True), ("TRUE", True), ("0", False), ("", False)])
def test_config_reads_truth(tmp_path: Path, text: str, expected: bool) -> None:
    values = {"TIDU_VAR_FOLDER": str(tmp_path), "TIDU_COOKIE_SECURE": text}
    assert Config.from_environment(values).cookie_secure is expected


def test_config_refuses_a_truth_it_does_not_know(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="TIDU_COOKIE_SECURE"):
        Config.from_environment({"TIDU_VAR_FOLDER": str(tmp_path), "TIDU_COOKIE_SECURE": "maybe"})

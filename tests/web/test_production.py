"""Starting in production: refused with one sentence per fault, all at once; development is warned."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from web import commands as web_commands
from web import messages_administration as messages
from web.commands import demo, migrate, serve
from web.commands_settings import settings as settings_command
from web.config import DEVELOPMENT, PRODUCTION, PROJECT, Config, ConfigError
from web.platform import Platform
from web.sealing import new_key
from web.services.demonstration import load_demonstration
from web.settings import SETTINGS, shown, unknown

SAFE = {
    "TIDU_SECRET_KEY": "s" * 32,
    "TIDU_SEALING_KEYS": new_key(),
    "TIDU_COOKIE_SECURE": "1",
    "TIDU_PROXY_HOPS": "0",
    "TIDU_PUBLIC_URL": "https://tidu.example.cn",
}


class Started(Exception):
    """What the tests of `serve` see instead of a server."""

    def __init__(self, config: Config) -> None:
        self.config = config


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No settings but a folder, and a database that is up to date; nothing is really served."""
    for name in [name for name in os.environ if name.startswith("TIDU_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TIDU_VAR_FOLDER", str(tmp_path / "var"))

    def start(config: Config, *_rest: object) -> None:
        raise Started(config)

    monkeypatch.setattr(web_commands, "_run", start)
    assert CliRunner().invoke(migrate).exit_code == 0
    for name in ("secret_key", "sealing_keys"):
        (tmp_path / "var" / name).unlink()
    return tmp_path / "var"


def start(*arguments: str, **changes: str | None) -> Result:
    env: dict[str, str | None] = {**SAFE, **changes}
    return CliRunner().invoke(serve, [*arguments], env=env)


def config_of(result: Result) -> Config:
    assert isinstance(result.exception, Started), result.output
    return result.exception.config


def test_production_starts_when_everything_is_set() -> None:
    assert config_of(start()).environment == PRODUCTION


@pytest.mark.parametrize("name", SAFE)
def test_production_refuses_without_a_setting_and_names_it(name: str) -> None:
    result = start(**{name: None})
    assert result.exit_code == 1
    assert name in result.output
    assert "  1. " in result.output
    assert "  2. " not in result.output


@pytest.mark.parametrize(
    ("name", "text"), [("TIDU_SECRET_KEY", "s" * 31), ("TIDU_COOKIE_SECURE", "0"), ("TIDU_PROXY_HOPS", " ")]
)
def test_production_refuses_a_setting_that_is_not_enough(name: str, text: str) -> None:
    result = start(**{name: text})
    assert result.exit_code == 1
    assert name in result.output


def test_production_refuses_with_everything_at_once(place: Path) -> None:
    result = start(*("--workers", "3"), **dict.fromkeys(SAFE))
    assert [name for name in SAFE if name not in result.output] == []
    assert "SQLite" in result.output
    assert "  6. " in result.output


def test_production_that_is_refused_makes_no_secret(place: Path) -> None:
    start(TIDU_SECRET_KEY=None, TIDU_SEALING_KEYS=None)
    assert [each.name for each in place.iterdir() if "key" in each.name] == []


def test_production_refuses_demonstration_data() -> None:
    platform = Platform.from_config(Config.from_environment())
    load_demonstration(platform)
    platform.database.dispose()
    result = start()
    assert result.exit_code == 1
    assert messages.DEMONSTRATION_DATA in result.output


def test_production_refuses_several_processes_on_sqlite() -> None:
    result = start("--workers", "2")
    assert messages.sqlite_with_workers(2) in result.output
    assert result.exit_code == 1


def test_production_refuses_a_file_where_a_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    result = start(TIDU_STORAGE_FOLDER=str(tmp_path / "file"))
    assert "TIDU_STORAGE_FOLDER" in result.output


@pytest.mark.parametrize(
    "url", ["sqlite:///{folder}/other.sqlite", "mysql://here", "postgresql+psycopg://127.0.0.1:1/x"]
)
@pytest.mark.parametrize("arguments", [(), ("--development",)])
def test_nothing_starts_with_a_database_that_is_none(
    tmp_path: Path, url: str, arguments: tuple[str, ...]
) -> None:
    result = start(*arguments, TIDU_DATABASE_URL=url.format(folder=tmp_path))
    assert result.exit_code == 1
    assert "数据库" in result.output


def test_production_is_told_of_what_it_will_miss() -> None:
    result = start()
    assert messages.NO_MAIL in result.output
    assert messages.NO_SMS in result.output
    more = {"TIDU_SMTP_URL": "smtp://mail.example.cn", "TIDU_MAIL_FROM": "a@example.cn"}
    assert messages.NO_MAIL not in start(**more).output


@pytest.mark.parametrize(
    ("arguments", "env"), [(("--development",), {}), ((), {"TIDU_ENVIRONMENT": "development"})]
)
def test_development_starts_with_warnings(arguments: tuple[str, ...], env: dict[str, str]) -> None:
    result = start(*arguments, **{**dict.fromkeys(SAFE), **env})
    assert config_of(result).environment == DEVELOPMENT
    assert messages.DEVELOPMENT_STARTED in result.output
    assert "TIDU_COOKIE_SECURE" in result.output


def test_environment_is_one_of_two(place: Path) -> None:
    with pytest.raises(ConfigError, match="TIDU_ENVIRONMENT"):
        Config.from_environment({"TIDU_VAR_FOLDER": str(place), "TIDU_ENVIRONMENT": "prod"})


def test_demonstration_is_refused_where_production_is_said() -> None:
    result = CliRunner().invoke(demo, env={"TIDU_ENVIRONMENT": "production"})
    assert result.exit_code == 1
    assert messages.DEMO_IN_PRODUCTION in result.output


def test_demonstration_asks_officers_for_no_second_factor() -> None:
    config = config_of(CliRunner().invoke(demo, ["--small"]))
    assert config.demonstration
    assert not config.officer_second_factor


# --- The settings --------------------------------------------------------------------------------------------


class _Asked(dict[str, str]):
    """Settings that remember which of them were asked for."""

    def __init__(self, values: dict[str, str]) -> None:
        super().__init__(values)
        self.asked: set[str] = set()

    def get(self, name: str, default: object = None) -> object:  # type: ignore[override]
        self.asked.add(name)
        return super().get(name, default)  # type: ignore[arg-type]


def test_every_setting_that_is_read_is_listed_and_no_other(place: Path) -> None:
    login = {"TIDU_OIDC_ISSUER": "https://login.example.cn", "TIDU_OIDC_CLIENT_ID": "tidu"}
    values = _Asked({**SAFE, "TIDU_VAR_FOLDER": str(place), **login})
    Config.from_environment(values)
    named = {
        name
        for path in (PROJECT / "web").rglob("*.py")
        for name in re.findall(r'"(TIDU_[A-Z_]+)"', path.read_text("utf-8"))
    }
    assert {each.name for each in SETTINGS} == (values.asked | named) - {
        "TIDU_",
        "TIDU_LANG",
        "TIDU_REFERENCE",
    }


def test_settings_are_shown_without_their_secrets(place: Path) -> None:
    secrets = {
        "TIDU_SECRET_KEY": "hush1" * 8,
        "TIDU_SEALING_KEYS": f"k:{'hush' * 10}AAA=",
        "TIDU_DATABASE_URL": "postgresql+psycopg://me:hush2@db/tidu",
        "TIDU_SMTP_URL": "smtp://me:hush3@mail.example.cn",
        "TIDU_MAIL_FROM": "a@example.cn",
        "TIDU_SMS_URL": "https://example.cn/hush4",
        "TIDU_SMS_TOKEN": "hush5",
        "TIDU_OIDC_ISSUER": "https://login.example.cn",
        "TIDU_OIDC_CLIENT_ID": "tidu",
        "TIDU_OIDC_CLIENT_SECRET": "hush6",
    }
    rows = {each.name: each for each in shown({**secrets, "TIDU_VAR_FOLDER": str(place)})}
    assert "hush" not in str(rows)
    assert all(rows[name].given for name in secrets)
    assert rows["TIDU_DATABASE_URL"].value == "postgresql+psycopg://me:***@db/tidu"
    assert rows["TIDU_THREADS"].value == "16"
    assert not rows["TIDU_THREADS"].given


def test_settings_command_tells_what_production_refuses(place: Path) -> None:
    result = CliRunner().invoke(settings_command, env={"TIDU_THREADS": "8", "TIDU_COOKIE_SECUR": "1"})
    assert result.exit_code == 0
    assert messages.COOKIE_SECURE_NEEDED in result.output
    assert "是否想写 TIDU_COOKIE_SECURE" in result.output
    assert re.search(r"TIDU_THREADS +8 .*环境变量", result.output)
    assert [each.name for each in place.iterdir() if "key" in each.name] == []
    fine = CliRunner().invoke(settings_command, env=SAFE)
    assert messages.WOULD_START in fine.output


def test_unknown_settings_are_named_with_what_was_meant() -> None:
    assert dict(unknown({"TIDU_THREAD": "1", "TIDU_LANG": "zh", "TIDU_XYZZY": "1", "PATH": ""})) == {
        "TIDU_THREAD": "TIDU_THREADS",
        "TIDU_XYZZY": "",
    }

"""Settings."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from web.config import Config, ConfigError, kept_secret
from web.sealing import new_key


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
    keys = {"TIDU_SECRET_KEY": "x" * 40, "TIDU_SEALING_KEYS": new_key()}
    Config.from_environment({"TIDU_VAR_FOLDER": str(tmp_path), **keys})
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


def read(tmp_path: Path, **values: str) -> Config:
    return Config.from_environment({"TIDU_VAR_FOLDER": str(tmp_path), **values})


def test_sealing_keys_stay_the_same_after_a_restart(tmp_path: Path) -> None:
    assert read(tmp_path).sealing_keys == read(tmp_path).sealing_keys != ()
    assert stat.S_IMODE((tmp_path / "sealing_keys").stat().st_mode) == 0o600


def test_first_of_the_sealing_keys_stays_first(tmp_path: Path) -> None:
    first, second = new_key(), new_key()
    keys = read(tmp_path, TIDU_SEALING_KEYS=f"{first}, {second}").sealing_keys
    assert [each.name for each in keys] == [first.partition(":")[0], second.partition(":")[0]]


@pytest.mark.parametrize("text", ["short", "a:AAAA", "a b:c", f"{'x' * 17}:{'A' * 43}=", ":", "a:é"])
def test_sealing_keys_that_cannot_be_read_are_refused_without_repeating_them(
    tmp_path: Path, text: str
) -> None:
    with pytest.raises(ConfigError, match="TIDU_SEALING_KEYS") as refused:
        read(tmp_path, TIDU_SEALING_KEYS=text)
    assert "AAAA" not in str(refused.value)


def test_two_sealing_keys_of_one_name_are_refused(tmp_path: Path) -> None:
    key = new_key()
    with pytest.raises(ConfigError, match="名称相同"):
        read(tmp_path, TIDU_SEALING_KEYS=f"{key},{key}")


@pytest.mark.parametrize(
    "url", ["mail.example.cn", "http://mail.example.cn", "smtp://", "smtp://a:99999", "smtps://h:x"]
)
def test_mail_server_that_is_none_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigError, match="TIDU_SMTP_URL"):
        read(tmp_path, TIDU_SMTP_URL=url, TIDU_MAIL_FROM="a@example.cn")


@pytest.mark.parametrize("sender", ["", "平台", "a@", "<>"])
def test_mail_server_needs_a_sender(tmp_path: Path, sender: str) -> None:
    with pytest.raises(ConfigError, match="TIDU_MAIL_FROM"):
        read(tmp_path, TIDU_SMTP_URL="smtp://mail.example.cn", TIDU_MAIL_FROM=sender)


def test_mail_sender_may_have_a_name(tmp_path: Path) -> None:
    sender = "示例平台 <noreply@example.cn>"
    assert read(tmp_path, TIDU_SMTP_URL="smtp://mail.example.cn", TIDU_MAIL_FROM=sender).mail_from == sender


@pytest.mark.parametrize("url", ["gateway", "ftp://gateway", "https://", "https://网关.cn/"])
def test_gateway_that_is_none_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigError, match="TIDU_SMS_URL"):
        read(tmp_path, TIDU_SMS_URL=url)


def test_token_of_the_gateway_is_ascii(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="TIDU_SMS_TOKEN"):
        read(tmp_path, TIDU_SMS_URL="https://gateway.example.cn", TIDU_SMS_TOKEN="令牌")


def test_settings_shown_tell_no_secret_of_delivery(tmp_path: Path) -> None:
    shown = repr(
        read(
            tmp_path,
            TIDU_SMTP_URL="smtp://me:hush1@mail.example.cn",
            TIDU_MAIL_FROM="a@example.cn",
            TIDU_SMS_URL="https://example.cn/hush2",
            TIDU_SMS_TOKEN="hush3",
            TIDU_SEALING_KEYS=f"k:{'hush' * 10}AAA=",
        )
    )
    assert "hush" not in shown


@pytest.mark.parametrize("url", ["https://tidu.example.cn", "https://tidu.example.cn/"])
def test_public_address_ends_without_a_slash(tmp_path: Path, url: str) -> None:
    assert read(tmp_path, TIDU_PUBLIC_URL=url).public_url == "https://tidu.example.cn"
    assert read(tmp_path).public_url == ""


@pytest.mark.parametrize("url", ["tidu.example.cn", "ftp://tidu.example.cn", "https://"])
def test_public_address_that_is_none_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigError, match="TIDU_PUBLIC_URL"):
        read(tmp_path, TIDU_PUBLIC_URL=url)

"""The commands about accounts: what the operator of the machine does, in Chinese, with exit codes."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from engine.command.cli import make_cli
from tests.web.administrators import MINISTRY, TONGAN, XIAMEN, make_account, make_officer
from web import messages_administration as messages
from web.commands import migrate
from web.config import Config
from web.models import Account, Event, SignInAttempt
from web.platform import Platform
from web.services.passwords import verify_password

Run = Callable[..., Result]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    """The platform the commands find, with a database that is up to date."""
    for name in [name for name in os.environ if name.startswith("TIDU_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TIDU_VAR_FOLDER", str(tmp_path))
    assert CliRunner().invoke(migrate).exit_code == 0
    platform = Platform.from_config(Config.from_environment())
    yield platform
    platform.database.dispose()


@pytest.fixture
def run(here: Platform) -> Run:
    """`tidu …` as the command line calls it."""
    return lambda *arguments, **more: CliRunner().invoke(make_cli(), arguments, **more)


def account(platform: Platform, login_name: str) -> Account:
    with platform.database.read() as session:
        return session.scalars(select(Account).where(Account.login_name == login_name)).one()


def add(run: Run, *more: str, **options: str) -> Result:
    arguments = ("officer", "add", "first-one", "--name", "示例甲", "--authority", MINISTRY)
    return run(*arguments, *more, **options)


# --- Officers ------------------------------------------------------------------------------------------------


def test_first_administrator_is_made_with_a_password_that_is_asked_for(run: Run, here: Platform) -> None:
    result = add(run, "--administrator", input="Good-pass1\nGood-pass1\n")
    assert result.exit_code == 0, result.output
    assert "Good-pass1" not in result.output
    kept = account(here, "first-one")
    assert verify_password(kept.password_hash, "Good-pass1")
    assert (kept.kind, kept.authority, kept.manages, kept.must_change_password) == (
        "officer",
        MINISTRY,
        True,
        False,
    )
    with here.database.read() as session:
        event = session.scalars(select(Event).where(Event.what == "officer_added")).one()
    assert (event.account_id, event.note) == (None, messages.OPERATOR)


def test_password_is_read_from_standard_input(run: Run, here: Platform) -> None:
    assert add(run, "--password-stdin", input="Good-pass1\n").exit_code == 0
    assert verify_password(account(here, "first-one").password_hash, "Good-pass1")


def test_one_time_password_is_printed_once_and_must_be_changed(run: Run, here: Platform) -> None:
    result = add(run, "--one-time")
    found = re.search(r"一次性密码：(\S+?)（", result.output)
    assert found is not None
    kept = account(here, "first-one")
    assert verify_password(kept.password_hash, found.group(1))
    assert kept.must_change_password


def test_no_password_is_ever_an_argument_or_a_default(run: Run) -> None:
    assert add(run, "--password", "Good-pass1").exit_code == 2
    assert add(run, input="").exit_code not in {0, None}


@pytest.mark.parametrize("password", ["short1!", "onlyletters", "first-one1", ""])
def test_weak_password_is_refused_in_words(run: Run, here: Platform, password: str) -> None:
    result = add(run, "--password-stdin", input=f"{password}\n")
    assert result.exit_code == 1
    assert "密码" in result.output
    with here.database.read() as session:
        assert session.scalars(select(Account)).all() == []


def test_contacts_are_kept_sealed_and_checked(run: Run, here: Platform) -> None:
    good = ("--one-time", "--mobile", "13800000000", "--email", "A@Example.cn")
    assert add(run, *good).exit_code == 0
    kept = account(here, "first-one")
    assert kept.mobile == "13800000000"
    assert kept.email is not None
    assert kept.email_key is not None
    assert add(run, "--one-time", "--mobile", "138").exit_code == 1
    assert add(run, "--one-time", "--email", "nobody").exit_code == 1


@pytest.mark.parametrize(("code", "meant"), [("35021", "350211"), ("00000", MINISTRY), ("3502z1", "3502Z1")])
def test_wrong_authority_is_told_with_the_one_that_was_meant(run: Run, code: str, meant: str) -> None:
    result = run("officer", "add", "first-one", "--name", "示例", "--authority", code, "--one-time")
    assert result.exit_code == 1
    assert meant in result.output
    assert "tidu officer authorities" in result.output


def test_wrong_login_name_is_told(run: Run) -> None:
    result = run("officer", "add", "ab", "--name", "示例", "--authority", MINISTRY, "--one-time")
    assert result.exit_code == 1
    assert "6–16" in result.output


def test_login_name_is_taken_once(run: Run) -> None:
    add(run, "--one-time")
    result = add(run, "--one-time")
    assert result.exit_code == 1
    assert messages.NAME_TAKEN in result.output


@pytest.mark.parametrize(
    ("words", "expected"),
    [(("厦门",), "350200"), (("厦门", "同安"), "350212"), (("火炬",), "3502Z1"), (("000000",), "000000")],
)
def test_authorities_are_found_by_name(run: Run, words: tuple[str, ...], expected: str) -> None:
    result = run("officer", "authorities", *words)
    assert result.exit_code == 0
    assert expected in [line.split()[0] for line in result.output.splitlines()]


def test_authority_that_is_none_is_told(run: Run) -> None:
    assert run("officer", "authorities", "没有这里").exit_code == 1


def test_officers_are_listed_also_as_json(run: Run, here: Platform) -> None:
    assert "还没有" in run("officer", "list").output
    make_officer(here, "xiamen", XIAMEN)
    make_officer(here, "tongan", TONGAN, manages=False)
    plain = run("officer", "list").output
    assert "示例xiamen（厦门市中小企业主管部门）" in plain
    rows = json.loads(run("officer", "list", "--authority", TONGAN, "--json").output)
    assert [(each["login_name"], each["manages"]) for each in rows] == [("tongan", False)]


def test_officer_is_changed(run: Run, here: Platform) -> None:
    make_officer(here, "tongan", TONGAN)
    result = run(
        "officer", "change", "tongan", "--authority", XIAMEN, "--no-administrator", "--name", "示例新"
    )
    assert result.exit_code == 0
    kept = account(here, "tongan")
    assert (kept.authority, kept.manages, kept.display_name) == (XIAMEN, False, "示例新")
    assert run("officer", "change", "tongan").exit_code == 2
    again = run("officer", "change", "tongan", "--no-administrator")
    assert again.exit_code == 1
    assert messages.NO_CHANGE in again.output


def test_officer_is_disabled_and_enabled(run: Run, here: Platform) -> None:
    make_officer(here, "tongan", TONGAN)
    assert run("officer", "disable", "tongan").exit_code == 0
    assert not account(here, "tongan").active
    assert "已停用" in run("officer", "list").output
    assert run("officer", "disable", "tongan").exit_code == 1
    assert run("officer", "enable", "tongan").exit_code == 0
    assert account(here, "tongan").active


def test_last_administrator_of_the_ministry_is_kept(run: Run, here: Platform) -> None:
    make_officer(here, "ministry", MINISTRY)
    result = run("officer", "disable", "ministry")
    assert result.exit_code == 1
    assert messages.LAST_ADMINISTRATOR in result.output


def test_officer_gets_a_new_password_or_loses_the_second_factor(run: Run, here: Platform) -> None:
    make_officer(here, "tongan", TONGAN, totp_secret="x", totp_since=here.clock.now())
    assert "一次性密码" in run("officer", "reset", "tongan").output
    assert account(here, "tongan").must_change_password
    assert account(here, "tongan").totp_since is not None
    result = run("officer", "reset", "tongan", "--second-factor")
    assert result.exit_code == 0
    assert "一次性密码" not in result.output
    assert account(here, "tongan").totp_since is None


def test_wrong_login_is_told_with_the_one_that_was_meant(run: Run, here: Platform) -> None:
    make_officer(here, "tongan", TONGAN)
    result = run("officer", "disable", "tongam")
    assert result.exit_code == 1
    assert "是否想写 tongan" in result.output


# --- Enterprises and people ----------------------------------------------------------------------------------


def test_users_are_listed_and_shown_masked(run: Run, here: Platform) -> None:
    make_account(here, "firm-one", "350212", name="示例同安有限公司")
    assert "示例同安有限公司" in run("user", "list").output
    assert "firm-one" in run("user", "list", "--words", "同安").output
    assert json.loads(run("user", "list", "--words", "nothing", "--json").output) == []
    shown = run("user", "show", "firm-one").output
    assert "统一社会信用代码：91350211MADEM00113" in shown
    assert "12500" not in shown
    assert json.loads(run("user", "show", "firm-one", "--json").output)[0]["login_name"] == "firm-one"


def test_user_is_disabled_enabled_and_reset(run: Run, here: Platform) -> None:
    make_account(here, "firm-one", "350212")
    assert run("user", "disable", "firm-one").exit_code == 0
    assert not account(here, "firm-one").active
    assert run("user", "enable", "firm-one").exit_code == 0
    assert "一次性密码" in run("user", "reset", "firm-one").output
    assert account(here, "firm-one").must_change_password


def test_officers_and_users_are_not_mixed_up(run: Run, here: Platform) -> None:
    make_account(here, "firm-one", "350212")
    make_officer(here, "tongan", TONGAN)
    assert messages.OFFICER_ACCOUNT in run("user", "disable", "tongan").output
    assert messages.NO_OFFICER in run("officer", "disable", "firm-one").output


def test_sign_ins_of_anybody_are_listed(run: Run, here: Platform) -> None:
    make_account(here, "firm-one", "350212")
    with here.database.write() as session:
        session.add(SignInAttempt(login_name="firm-one", address="192.0.2.7", at=here.clock.now()))
    result = run("user", "sign-ins", "firm-one")
    assert "192.0.2.7" in result.output
    assert messages.OUTCOMES["wrong"] in result.output
    assert run("user", "sign-ins", "nobody-here").exit_code == 1


# --- All of them ---------------------------------------------------------------------------------------------

COMMANDS = (
    ("officer", "list"),
    ("officer", "disable", "somebody"),
    ("user", "list"),
    ("user", "show", "somebody"),
)


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_ask_for_the_newest_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("TIDU_VAR_FOLDER", str(tmp_path / "empty"))
    monkeypatch.delenv("TIDU_DATABASE_URL", raising=False)
    result = CliRunner().invoke(make_cli(), command)
    assert result.exit_code == 1
    assert "tidu migrate" in result.output


@pytest.mark.parametrize("group", ["officer", "user"])
def test_help_is_in_chinese(run: Run, group: str) -> None:
    page = run(group, "--help").output
    assert "用法" in page
    assert "Usage" not in page
    assert "Options" not in page

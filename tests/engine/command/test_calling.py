"""How the command line is called: languages, help, exit codes, and nothing but plain sentences when it is called wrongly."""

from pathlib import Path

import pytest

from engine.command.cli import chosen_language
from tests.engine.command.support import FORM, Terminal, in_process

COMMANDS = ("check", "explain", "show", "score", "test", "schema", "new")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("language", "heading"), [("zh", "用法："), ("en", "Usage: ")])
def test_every_command_has_help_in_both_languages(
    tidu: Terminal, command: str, language: str, heading: str
) -> None:
    outcome = tidu("--lang", language, command, "--help")
    assert outcome.code == 0
    assert outcome.out.startswith(heading)


def test_all_commands_are_listed(tidu: Terminal) -> None:
    out = tidu("--help").out
    assert all(f"  {command}  " in out for command in COMMANDS)
    assert "检查表单" in out


def test_no_command_is_a_wrong_call(tidu: Terminal) -> None:
    assert tidu().code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("chek",), "是否想写 check？"),
        (("check", "--fromat", "json"), "是否想写 --format？"),
        (("check", "nowhere.yaml"), "没有 nowhere.yaml 这个文件或文件夹"),
        (("check", "--format", "xml"), "short, full, json, github, sarif"),
        (("check", "--format"), "后面要写一个值"),
        (("explain", "F999"), "没有 F999 这个代码"),
        (("explain",), "--all"),
        (("explain", "F301", "F302"), "多了参数"),
        (("score", "small"), "--answers"),
        (("show",), "缺少 FORM"),
        (("show", "nothing"), "没有名为 nothing 的表单"),
        (("new", "Größe"), "小写字母"),
    ],
)
def test_a_wrong_call_is_told_in_a_sentence(tidu: Terminal, arguments: tuple[str, ...], said: str) -> None:
    outcome = tidu(*arguments)
    assert outcome.code == 2
    assert said in outcome.err
    assert "Traceback" not in outcome.err


def test_wrong_calls_are_told_in_english_too(tidu: Terminal) -> None:
    assert "there is no command called chek; did you mean check?" in tidu("--lang", "en", "chek").err


def test_the_language_can_be_set_for_good(tidu: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDU_LANG", "en")
    assert tidu("check", "--help").out.startswith("Usage: ")
    assert chosen_language(["--lang", "zh", "check"]) == "zh"
    assert chosen_language(["--lang=zh", "check"]) == "zh"
    assert chosen_language(["check", "--lang", "zh"]) == "en"


def test_output_is_utf8_whatever_the_terminal_says(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(FORM.replace("min: 0", "mni: 0"), encoding="utf-8")
    done = in_process("check", "a.yaml", cwd=tmp_path)
    assert done.returncode == 1
    assert "a.yaml:8:58: 错误 F203" in done.stdout.decode("utf-8")
    assert done.stderr == b""

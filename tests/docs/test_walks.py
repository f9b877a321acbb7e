"""Pages of the handbook that walk through a change of the forms: done on a copy, step by step, they print what they say.

In such a page a block of

* ``yaml forms/x.yaml`` is the whole file, with ``+`` behind it more lines at its end;
* ``diff forms/x.yaml`` changes lines of it;
* ``console`` holds commands behind ``$`` with what they print; ``……`` stands for lines left out.
"""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.command import run

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs" / "handbook").glob("*.md"))
LEFT_OUT = "……"

_FENCE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"^```(?:yaml|diff) forms/", re.MULTILINE)

WALKS = [each for each in PAGES if _FILE.search(each.read_text(encoding="utf-8"))]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the forms, kept by git, with the walker standing in it."""
    shutil.copytree(ROOT / "forms", tmp_path / "forms")
    monkeypatch.chdir(tmp_path)
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        monkeypatch.delenv(name, raising=False)
    _git("init", "-q")
    _git("add", ".")
    _git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "Begin")
    return tmp_path


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], check=True, capture_output=True, text=True)
    return done.stdout


@pytest.mark.parametrize("page", WALKS, ids=lambda each: each.stem)
def test_a_walk_prints_what_the_page_says(
    page: Path, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for fence in _FENCE.finditer(page.read_text(encoding="utf-8")):
        kind, _, target = fence["info"].strip().partition(" ")
        if kind == "console":
            for command, expected in _commands(fence["body"]):
                capsys.readouterr()
                assert _alike(_printed(command, capsys), expected), command
        elif target:
            _change(place, kind, target, fence["body"])


@pytest.mark.parametrize("page", WALKS, ids=lambda each: each.stem)
def test_a_walk_touches_nothing_but_yaml(page: Path, place: Path) -> None:
    for fence in _FENCE.finditer(page.read_text(encoding="utf-8")):
        kind, _, target = fence["info"].strip().partition(" ")
        if target:
            _change(place, kind, target, fence["body"])
    changed = [line[3:] for line in _git("status", "--short", "--untracked-files=all").splitlines()]
    assert changed
    assert {Path(each).suffix for each in changed} == {".yaml"}


def test_there_is_a_walk() -> None:
    assert WALKS


def _change(place: Path, kind: str, target: str, body: str) -> None:
    name, _, more = target.partition(" ")
    path = place / name
    if kind == "diff":
        lines = body.splitlines(keepends=True)
        before = "".join(each[1:] for each in lines if each[0] != "+")
        after = "".join(each[1:] for each in lines if each[0] != "-")
        text = path.read_text(encoding="utf-8")
        assert text.count(before) == 1, f"{name}: {before!r} must stand there once"
        path.write_text(text.replace(before, after), encoding="utf-8")
    elif more == "+":
        path.write_text(path.read_text(encoding="utf-8") + body, encoding="utf-8")
    else:
        path.write_text(body, encoding="utf-8")


def _commands(body: str) -> Iterator[tuple[str, list[str]]]:
    for block in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, *expected = block.splitlines()
        yield command, expected


def _printed(command: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    program, *arguments = shlex.split(command)
    if program == "git":
        return _git(*arguments).splitlines()
    assert program == "tidu", command
    run(arguments)
    said = capsys.readouterr()
    return (said.out + said.err).splitlines()


def _alike(printed: list[str], expected: list[str]) -> bool:
    """Whether what was printed is what is expected, where LEFT_OUT stands for any lines."""
    runs = "\n".join(expected).split(LEFT_OUT)
    pattern = ".*".join(re.escape(each) for each in runs)
    return re.fullmatch(pattern, "\n".join(printed), re.DOTALL) is not None

"""What the README shows is what happens."""

import re
from pathlib import Path

from click.testing import CliRunner

from engine.command.cli import make_cli

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def _blocks(language: str) -> list[str]:
    """The fenced blocks marked with `language`, in order."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return [body for marked, body in found if marked == language]


def _example() -> str:
    return next(block for block in _blocks("yaml") if block.startswith("form: "))


def _check(folder: Path, text: str, monkeypatch: object) -> str:
    (folder / "forms").mkdir()
    (folder / "forms" / "gazelle.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(folder)  # type: ignore[attr-defined]
    return CliRunner().invoke(make_cli(), ["check", "forms/"]).output


def test_readme_form_passes_the_check(tmp_path: Path, monkeypatch: object) -> None:
    assert _check(tmp_path, _example(), monkeypatch).strip() == "错误 0，警告 0，注 0"


def test_readme_mistake_is_told_as_shown(tmp_path: Path, monkeypatch: object) -> None:
    shown = next(block for block in _blocks("") if block.startswith("$ tidu check"))
    mistaken = _example().replace("of: growth_rate", "of: growth_rat")
    assert _check(tmp_path, mistaken, monkeypatch).strip() == shown.split("\n", 1)[1].strip()


def test_readme_names_only_commands_that_exist() -> None:
    known = set(make_cli().list_commands(None))  # type: ignore[arg-type]
    named = set(re.findall(r"\btidu (?:--lang \w+ )?([a-z]+)\b", README))
    assert named <= known


def test_readme_names_only_make_targets_that_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)\b", README)) <= targets


def test_readme_links_lead_somewhere() -> None:
    links = [each for each in re.findall(r"\]\(([^)#]+)", README) if "://" not in each]
    assert [each for each in links if not (ROOT / each).exists()] == []


def test_readme_shows_a_threshold_that_is_in_the_form() -> None:
    assert "at_least: {5%: 20, 3%: 15" in README
    assert "at_least: {5%: 20, 3%: 15" in (ROOT / "forms" / "innovative.yaml").read_text(encoding="utf-8")

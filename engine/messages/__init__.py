"""What people read, by code: those who write forms and those who fill them, in Chinese and English.

The catalogues are YAML files in this folder. `authors/*.yaml` hold one entry a diagnostic code: severity, message and
meaning in both languages, a bad and a good example. `problems.yaml` holds the messages for those who fill forms,
`words.yaml` the words a reckoning, a page or a command prints.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

LANGUAGES = ("zh", "en")


def _load(path: Any) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return dict(yaml.load(path.read_text(encoding="utf-8"), Loader=loader) or {})


@cache
def author_entries() -> Mapping[str, Mapping[str, Any]]:
    """Every diagnostic code with its entry, in the order of the codes."""
    folder = files(__package__) / "authors"
    merged: dict[str, Any] = {}
    for path in sorted(folder.iterdir(), key=lambda each: each.name):
        if path.name.endswith(".yaml"):
            merged.update(_load(path))
    return dict(sorted(merged.items()))


def author_entry(code: str) -> Mapping[str, Any]:
    """The entry of one diagnostic code: ``severity``, ``zh`` and ``en`` (each ``message``, ``meaning``), ``bad``, ``good``."""
    return author_entries()[code]


@cache
def _catalogue(name: str) -> Mapping[str, Mapping[str, str]]:
    return _load(files(__package__) / f"{name}.yaml")


def problem_text(code: str, language: str = "zh") -> str:
    """The message template of a filler's problem."""
    return _catalogue("problems")[code][language]


def word(key: str, language: str = "zh", /, **blanks: object) -> str:
    """A word or phrase the engine prints, its blanks filled."""
    text = _catalogue("words")[key][language]
    return text.format(**blanks) if blanks else text


def field_word(key: str, language: str = "zh") -> str | None:
    """What a field or its widget prints (``fields.yaml``), None where there is no such word."""
    entry = _catalogue("fields").get(key)
    return None if entry is None else entry[language]


def has_word(key: str) -> bool:
    """Whether there is a word for `key`."""
    return key in _catalogue("words")


def saying(key: str, language: str = "zh", /, **blanks: object) -> str:
    """A turn of phrase for expressions (``phrases.yaml``), its blanks filled."""
    text = _catalogue("phrases")[key][language]
    return text.format(**blanks) if blanks else text


def argument_text(argument: str, language: str = "zh") -> str:
    """A diagnostic's argument as people read it: the author's own words, or the phrase that ``@key`` names."""
    return (
        saying(argument[1:], language)
        if argument[1:] in _catalogue("phrases") and argument[0] == "@"
        else argument
    )


def command_text(key: str, language: str = "zh", /, **blanks: object) -> str:
    """What the command line says (``commands.yaml``), its blanks filled."""
    text = _catalogue("commands")[key][language]
    return text.format(**blanks) if blanks else text


def shape_text(key: str, language: str = "zh") -> str | None:
    """What a key of a form file means (``shapes.yaml``), where it is described."""
    entry = _catalogue("shapes").get(key)
    return None if entry is None else entry[language]

"""The words that fields and their widgets print, from their own catalogue (``words.yaml`` beside this file)."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml


@cache
def _catalogue() -> Mapping[str, Mapping[str, str]]:
    text = (files(__package__) / "words.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def word(key: str, language: str = "zh", /, **blanks: object) -> str:
    """A word or phrase, its blanks filled."""
    text = _catalogue()[key][language]
    return text.format(**blanks) if blanks else text


def word_or(key: str, otherwise: str, language: str = "zh", /) -> str:
    """A word that not everything has, such as the name of a code table's level."""
    entry = _catalogue().get(key)
    return entry[language] if entry else otherwise

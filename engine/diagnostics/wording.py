"""A diagnostic in words: the message of its code with the blanks filled, and the mended word."""

from engine.diagnostics.report import Diagnostic
from engine.messages import argument_text, author_entry, has_word, word

_KEYS = ("wanted", "block", "order")
_MOST_KNOWN = 30


def message(diagnostic: Diagnostic, language: str = "zh") -> str:
    """What is wrong and what repairs it, in one sentence."""
    entry = author_entry(diagnostic.code)[language]
    blanks = {name: spoken(name, value, language) for name, value in diagnostic.arguments}
    text = str(entry["message"]).format(**blanks)
    if diagnostic.suggestion is not None:
        return text + word("did_you_mean", language, suggestion=diagnostic.suggestion)
    if any(value for name, value in diagnostic.arguments if name == "known"):
        return text + str(entry.get("choices", "")).format(**blanks)
    return text


def spoken(name: str, value: str, language: str) -> str:
    """An argument as people say it: the author's own word, or the word a key stands for."""
    if name == "known":
        words = value.split(", ")
        return value if len(words) <= _MOST_KNOWN else ", ".join(words[:_MOST_KNOWN]) + " …"
    key = f"{name}_{value}"
    if name in _KEYS and has_word(key):
        return word(key, language)
    return argument_text(value, language) if value else value


def repair(diagnostic: Diagnostic) -> str | None:
    """The author's words mended, where they can be."""
    if diagnostic.suggestion is not None:
        return diagnostic.suggestion
    return dict(diagnostic.arguments).get("mended") or None

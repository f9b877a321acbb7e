"""The words that fields and their widgets print."""

from engine.messages import field_word


def word(key: str, language: str = "zh", /, **blanks: object) -> str:
    """A word or phrase, its blanks filled."""
    text = field_word(key, language)
    assert text is not None, key
    return text.format(**blanks) if blanks else text

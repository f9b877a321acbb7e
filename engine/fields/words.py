"""The words that fields and their widgets print."""

from engine.messages import field_word


def word(key: str, language: str = "zh", /, **blanks: object) -> str:
    """A word or phrase, its blanks filled."""
    text = field_word(key, language)
    assert text is not None, key
    return text.format(**blanks) if blanks else text


def word_or(key: str, otherwise: str, language: str = "zh", /) -> str:
    """A word that not everything has, such as the name of a code table's level."""
    return field_word(key, language) or otherwise

"""How wide text is on a screen, where a Chinese character takes two columns."""

import unicodedata


def width(text: str) -> int:
    """The columns `text` takes in a terminal."""
    return sum(_width(each) for each in text)


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def pad(text: str, columns: int) -> str:
    """`text` with blanks behind it until it takes `columns` columns."""
    return text + " " * max(0, columns - width(text))


def shorten(text: str, columns: int) -> str:
    """`text`, or its beginning with … where it would take more than `columns` columns."""
    if width(text) <= columns:
        return text
    kept, used = "", 1
    for each in text:
        used += _width(each)
        if used > columns:
            break
        kept += each
    return kept + "…"


def printable(text: str) -> str:
    """One line of a file as it can be shown: tabs as a blank, what cannot be seen as a dot."""
    return "".join(_shown(each) for each in text)


def _shown(character: str) -> str:
    if character == "\t":
        return " "
    return "·" if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") else character

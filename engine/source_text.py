"""Looks at the raw lines of a form file for what YAML itself reports badly or not at all."""

import re
from collections.abc import Iterator, Sequence

_NARROW = {
    "：": ": ", "，": ", ", "；": "; ", "（": "(", "）": ")", "［": "[", "］": "]", "｛": "{", "｝": "}",
    "“": '"', "”": '"', "‘": "'", "’": "'", "－": "- ", "　": " ", "＃": "#",
}  # fmt: skip
_WIDE_COLON = re.compile(r"(?:^\s*(?:-\s+)*|[{,]\s*)[A-Za-z_][A-Za-z0-9_.]*\s*(：)")
_WIDE_COMMA = re.compile(r"(，)\s*[A-Za-z_][A-Za-z0-9_]*\s*[:：]")
_WIDE_BRACKET = re.compile(r":\s+([［｛])|(?<=[\w\s%])([］｝])\s*$")
_WIDE_DASH = re.compile(r"^\s*(－)\s*[A-Za-z_{]")
_WIDE_INDENT = re.compile(r"^\s*(　)")
_BLOCK = re.compile(r":\s*[|>][+-]?\d*\s*(#.*)?$")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'")
_OPENING_QUOTE = re.compile(r"(?:^\s*(?:-\s+)*|:\s+|[\[{,]\s*)(?=[\"'])")

_INDEX_IN_FLOW = re.compile(
    r"(?P<key>[A-Za-z_]+):\s*(?P<value>[^\s\"'{}\[\],][^\"'{}\[\],]*\[[^\]]*\][^,}]*)"
)
_LEADING_SIGN = re.compile(r"(?P<key>[A-Za-z_]+):\s+(?P<value>[>|%@`!&*][^\n]*)$")


def find_wide_punctuation(lines: Sequence[str]) -> list[tuple[int, int, str, str]]:
    """Full-width punctuation where YAML needs the plain kind: line, column, the character, the line mended.

    Words for people (labels, titles, messages, help) keep theirs.
    """
    found = []
    for number, line in _outside_blocks(lines):
        bare = _QUOTED.sub(lambda match: " " * len(match.group()), line)
        if bare.lstrip().startswith("#"):
            continue
        spots = sorted(
            {match.start(group) for pattern in (_WIDE_COLON, _WIDE_COMMA, _WIDE_BRACKET, _WIDE_DASH, _WIDE_INDENT)
             for match in pattern.finditer(bare)
             for group in range(1, match.re.groups + 1) if match.group(group)}
        )  # fmt: skip
        if spots:
            mended = "".join(
                _NARROW[character] if place in spots else character for place, character in enumerate(line)
            )
            found.append((number, spots[0] + 1, line[spots[0]], re.sub(r"(?<=[:,])  +", " ", mended)))
    return found


def _outside_blocks(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The numbered lines that are not the body of a block text (``help: |``)."""
    inside: int | None = None
    for number, line in enumerate(lines, 1):
        indent = len(line) - len(line.lstrip(" "))
        if inside is not None:
            if not line.strip() or indent > inside:
                continue
            inside = None
        yield number, line
        if _BLOCK.search(line):
            inside = indent


def quote_calls(line: str) -> str:
    """The line with every function call behind a key in braces quoted: ``{of: "max(a, b)"}``."""
    return re.sub(r"([A-Za-z_]+): ([A-Za-z_][^\"'{}:]*\([^\"'{}]*\)[^\"'{},]*)(?=[,}])", r'\1: "\2"', line)


def find_cut_title(lines: Sequence[str], line: int, column: int) -> int | None:
    """The column of a ``#`` that YAML took for a comment although it belongs to the words before it."""
    text = lines[line - 1] if line <= len(lines) else ""
    rest = text[column - 1 :]
    stripped = rest.lstrip(" ")
    if not stripped.startswith("#") or len(stripped) < 2 or stripped[1] in " #!":
        return None
    return column + len(rest) - len(stripped)


def blame(lines: Sequence[str], line: int, column: int, problem: str) -> tuple[str, int, int, int, str]:
    """What a YAML syntax error most likely is: code, line, column, length, and the line mended ("" when unknown)."""
    for number in dict.fromkeys((line, line - 1)):
        text = lines[number - 1] if 0 < number <= len(lines) else ""
        tab = re.match(r" *\t", text)
        if tab:
            return "F107", number, tab.end(), 1, text.strip().replace("\t", "  ")
        match = _INDEX_IN_FLOW.search(text) if "{" in text else None
        if match:
            mended = f'{match["key"]}: "{match["value"].strip()}"'
            return "F116", number, match.start("value") + 1, len(match["value"]), mended
        match = _LEADING_SIGN.search(text)
        if match and not _BLOCK.search(text):
            mended = f'{match["key"]}: "{match["value"].strip()}"'
            return "F117", number, match.start("value") + 1, 1, mended
    if "\t" in problem and line <= len(lines) and "\t" in lines[line - 1]:
        return "F107", line, lines[line - 1].index("\t") + 1, 1, lines[line - 1].strip().replace("\t", "  ")
    number, found = _open_quote(lines[:line]) or (min(line, len(lines)), column)
    return "F101", number, found, 1, ""


def _open_quote(lines: Sequence[str]) -> tuple[int, int] | None:
    """The line and column of the first quotation mark at the beginning of a value that its own line does not close."""
    for number, text in _outside_blocks(lines):
        place = 0
        while (opening := _OPENING_QUOTE.search(text, place)) is not None and not text.lstrip().startswith(
            "#"
        ):
            quoted = _QUOTED.match(text, opening.end())
            if quoted is None:
                return number, opening.end() + 1
            place = quoted.end()
    return None

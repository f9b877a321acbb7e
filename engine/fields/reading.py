"""What people type, made readable: full-width characters, invisible marks, control characters, line ends.

Full-width forms are translated one by one and not by NFKC, which would also read 10² as 102.
"""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine.fields.base import Read
from engine.json_value import Json
from engine.problems import problem
from engine.values import UNREADABLE, Value

LONGEST_TEXT = 20_000
"""No answer in words is longer than this, whatever the form says; longer input is refused before any other work."""

LONGEST_CODE = 200
"""No number, code, date or address is longer than this as it is typed."""

GREATEST = 10**30
"""Numbers have at most 30 digits before the point."""

_INVISIBLE = (
    *(0x00AD, 0x061C, 0x180E, 0xFEFF),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2065),
    *range(0x2066, 0x206A),
)
_BLANK = (
    0x09,
    0x0A,
    0x0D,
    0x85,
    0xA0,
    0x1680,
    *range(0x2000, 0x200B),
    0x2028,
    0x2029,
    0x202F,
    0x205F,
    0x3000,
)
_MINUS = (0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212, 0xFE63)

_PLAIN: dict[int, str | int | None] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(_BLANK, " "),
    **dict.fromkeys(_MINUS, "-"),
    **dict.fromkeys(_INVISIBLE),
}
_EDGES = "".join(map(chr, (*_INVISIBLE, *_BLANK, *range(0x21), *range(0x7F, 0xA0))))
_LINE_END = re.compile("\r\n|[\r\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_HIDDEN = re.compile(f"[{re.escape(''.join(map(chr, _INVISIBLE)))}]")
_RUN_OF_BLANKS = re.compile(r"\s+")
_JOINED = re.compile(
    "\u200d.|[\ufe00-\ufe0f\u200c\u200d\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\U000e0100-\U000e01ef]", re.S
)
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")


def plain(text: str) -> str:
    """`text` in half-width characters, without invisible marks and blanks at its ends: for numbers, codes and dates."""
    return text.strip() if text.isascii() else text.translate(_PLAIN).strip()


def is_blank(text: str) -> bool:
    """Whether nothing can be seen in `text`."""
    return not text or not text.strip(_EDGES)


def is_blank_json(raw: Any) -> bool:
    """Whether nothing was typed: no value, blanks, or only such in a list or a row."""
    if raw is None:
        return True
    if isinstance(raw, str):
        return is_blank(raw)
    if isinstance(raw, Mapping):
        return all(_is_blank_part(each) for each in raw.values())
    return isinstance(raw, list | tuple) and all(_is_blank_part(each) for each in raw)


def _is_blank_part(raw: Any) -> bool:
    """`is_blank_json` of a cell; a row is no deeper than a list of texts."""
    if isinstance(raw, list | tuple):
        return all(each is None or (isinstance(each, str) and is_blank(each)) for each in raw)
    return raw is None or (isinstance(raw, str) and is_blank(raw))


def prose(text: str) -> str:
    """Words as they were typed, without control characters, with plain line ends and nothing invisible at the ends."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return _CONTROL.sub("", _LINE_END.sub("\n", text)).strip(_EDGES)


def one_line(text: str) -> str:
    """`prose` on a single line."""
    words = prose(text)
    return words if words.isprintable() and "\u3000" not in words else re.sub(r"[\n\t]+", " ", words)


def people_count(text: str) -> int:
    """How many characters people see: a letter with its accents, a flag and a family emoji are one each."""
    if text.isascii():
        return len(text)
    composed = _FLAG.sub("x", _JOINED.sub("", unicodedata.normalize("NFC", text)))
    return len(composed) - sum(1 for each in composed if each > "\u02ff" and unicodedata.combining(each))


def typed(raw: Json) -> str | None:
    """The text of an answer given as text or as a whole number; None for any other JSON."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, int) and not isinstance(raw, bool) and -GREATEST < raw < GREATEST:
        return str(raw)
    return None


def printable(text: str) -> str:
    """`text` without what could not be stored or sent: stray surrogates and control characters."""
    return text if text.isprintable() else _CONTROL.sub("", _LINE_END.sub("\n", text))


def quoted(raw: Any) -> str:
    """What came, short enough to be told in a sentence and with nothing invisible in it."""
    if isinstance(raw, str):
        text = _RUN_OF_BLANKS.sub(" ", _HIDDEN.sub("", _CONTROL.sub("", raw[:200]))).strip()
        return text if len(text) <= 40 and len(raw) <= 200 else text[:39] + "…"
    if raw is None or isinstance(raw, bool):
        return {None: "null", True: "true", False: "false"}[raw]
    if isinstance(raw, int):
        return str(raw) if -GREATEST < raw < GREATEST else "…"
    if isinstance(raw, Decimal | float):
        return str(raw)[:40]
    return "{…}" if hasattr(raw, "keys") else "[…]"


def unreadable(code: str, raw: Any, value: Value = UNREADABLE, **blanks: object) -> Read:
    """An answer that cannot be used, and why."""
    return Read(value, (problem(code, found=quoted(raw), **blanks),))

"""Signs that people type and the language does not know: full-width punctuation, mathematical signs, other languages'."""

import re
from dataclasses import dataclass

_DOUBLE = '"\u201c\u201d\u201e\uff02'
_SINGLE = "'\u2018\u2019\uff07"
_SIGNS = {
    "\u3000": " ",
    "\u2265": ">=",
    "\u2264": "<=",
    "\u2267": ">=",
    "\u2266": "<=",
    "\u2260": "!=",
    "\u00d7": "*",
    "\u2715": "*",
    "\u00f7": "/",
    "\u2212": "-",
    "\u2013": "-",
    "\u2014": "-",
    "\u3001": ",",
    "\u3002": ".",
    "\u3010": "[",
    "\u3011": "]",
    "\u2026": "..",
}
_WORDS = "and|or|not|if|then|else|in|is|has|where|except|prior|true|false"
_CHINESE = {
    "\u4e14": "and",
    "\u5e76\u4e14": "and",
    "\u800c\u4e14": "and",
    "\u6216": "or",
    "\u6216\u8005": "or",
    "\u4e0d": "not",
    "\u975e": "not",
    "\u4e0d\u662f": "not",
    "\u5927\u4e8e": ">",
    "\u5c0f\u4e8e": "<",
    "\u7b49\u4e8e": "==",
    "\u4e0d\u7b49\u4e8e": "!=",
    "\u5927\u4e8e\u7b49\u4e8e": ">=",
    "\u4e0d\u5c0f\u4e8e": ">=",
    "\u4e0d\u4f4e\u4e8e": ">=",
    "\u5c0f\u4e8e\u7b49\u4e8e": "<=",
    "\u4e0d\u5927\u4e8e": "<=",
    "\u4e0d\u9ad8\u4e8e": "<=",
}
"""Operators in Chinese words, standing by themselves."""

_FOREIGN = re.compile(
    r"(?P<quoted>'[^']*'|\"[^\"]*\")|&&?|\|\|?|<>|=<|=>|!==|===|(?<![<>=!])=(?!=)|!(?!=)|\*\*"
    rf"|(?<![\w.])(?P<word>(?i:{_WORDS}))(?![\w.])"
    rf"|(?<![\w.])(?:{'|'.join(_CHINESE)})(?![\w.])"
)
_MEANT = {
    "&": "and",
    "&&": "and",
    "|": "or",
    "||": "or",
    "<>": "!=",
    "=<": "<=",
    "=>": ">=",
    "===": "==",
    "!==": "!=",
    "=": "==",
    "!": "not",
    **_CHINESE,
}


@dataclass(frozen=True, slots=True)
class Mended:
    """A text with its foreign signs replaced: what was `met` and `meant`, where first, and each character's origin."""

    text: str
    origins: tuple[int, ...]
    met: str
    meant: str
    first: int


class _Draft:
    """The mended text as it grows."""

    def __init__(self) -> None:
        self.characters: list[str] = []
        self.origins: list[int] = []
        self.met: dict[str, tuple[int, str]] = {}

    def keep(self, text: str, origin: int) -> None:
        self.characters.extend(text)
        self.origins.extend(range(origin, origin + len(text)))

    def replace(self, met: str, meant: str, origin: int, last: int) -> None:
        """What is meant stands for what was met, from `origin` to `last`."""
        self.characters.extend(meant)
        self.origins.extend([origin] * (len(meant) - 1) + [last])
        self.met.setdefault(met.strip() or met, (origin, meant.strip() or " "))


def mend(text: str) -> Mended | None:
    """`text` as it was probably meant, or None when it holds nothing foreign."""
    signs = _mend_signs(text)
    mended = _mend_operators("".join(signs.characters), signs)
    if not mended.met:
        return None
    met = sorted(mended.met.items(), key=lambda each: each[1][0])
    return Mended(
        "".join(mended.characters),
        tuple(mended.origins),
        " ".join(sign for sign, _ in met),
        " ".join(meant for _, (_, meant) in met),
        met[0][1][0],
    )


def _mend_signs(text: str) -> _Draft:
    """One character at a time, quoted text untouched."""
    draft = _Draft()
    closing = ""
    for origin, sign in enumerate(text):
        if closing and sign not in closing:
            draft.keep(sign, origin)
            continue
        family = next((each for each in (_DOUBLE, _SINGLE) if sign in each), "")
        meant = family[0] if family else _plain(sign)
        closing = "" if closing else family
        if meant == sign:
            draft.keep(sign, origin)
        else:
            draft.replace(sign, meant, origin, origin)
    return draft


def _plain(sign: str) -> str:
    if "\uff01" <= sign <= "\uff5e":
        return chr(ord(sign) - 0xFEE0)
    return _SIGNS.get(sign, sign)


def _mend_operators(text: str, signs: _Draft) -> _Draft:
    draft = _Draft()
    draft.met = dict(signs.met)
    at = 0

    def keep_to(end: int) -> None:
        draft.characters.extend(text[at:end])
        draft.origins.extend(signs.origins[at:end])

    for found in _FOREIGN.finditer(text):
        met = found[0]
        meant = met if found["quoted"] else met.lower() if found["word"] else _MEANT.get(met, met)
        if meant == met:
            continue
        keep_to(found.start())
        first, last = signs.origins[found.start()], signs.origins[found.end() - 1]
        draft.replace(met, _spaced(meant, text, found.start(), found.end()), first, last)
        at = found.end()
    keep_to(len(text))
    return draft


def _spaced(meant: str, text: str, start: int, end: int) -> str:
    """A word that replaces a sign must not run into its neighbours."""
    if not meant.strip().isalpha():
        return meant
    before = " " if start and not text[start - 1].isspace() else ""
    after = "" if end == len(text) or text[end].isspace() else " "
    return before + meant.strip() + after

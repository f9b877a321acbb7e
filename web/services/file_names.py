"""Names of files as they came and as they go out: readable, harmless, true to the content."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

from web.services.file_kinds import FileKind

_LONGEST = 120
_FORBIDDEN = frozenset('<>:"/\\|?*')
_DEFAULT = "文件"


def safe_name(name: str, kind: FileKind) -> str:
    """The last part of a name without control or direction characters, with the extension its content has."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(letter for letter in last if _is_harmless(letter))
    stem, dot, extension = kept.rpartition(".")
    if not dot:
        stem, extension = kept, ""
    stem = stem.strip(" .")[:_LONGEST] or _DEFAULT
    chosen = extension.lower() if extension.lower() in kind.extensions else kind.extensions[0]
    return f"{stem}.{chosen}"


def content_disposition(name: str) -> str:
    """The header that offers a download under this name (RFC 6266), with a plain name for old browsers."""
    plain = "".join(letter if _is_plain(letter) else "_" for letter in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _is_harmless(letter: str) -> bool:
    return unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} and (
        letter not in _FORBIDDEN
    )


def _is_plain(letter: str) -> bool:
    return letter.isascii() and (letter.isalnum() or letter in " -_.")

"""Whether a page posted what it had shown: an answer typed again the same way is no change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.widgets.controls import as_text


def same_as_posted(shown: Any, posted: Any) -> bool:
    """Whether a page that showed the answer `shown` posts `posted` when nobody touches it."""
    return _as_posted(shown) == _as_posted(posted)


def _as_posted(answer: Any) -> Any:
    """An answer as a browser would send it: every value as text, what is blank left out; None when all is blank."""
    if isinstance(answer, Mapping):
        parts = {str(name): _as_posted(part) for name, part in answer.items()}
        return {name: part for name, part in parts.items() if part is not None} or None
    if isinstance(answer, list | tuple):
        several = [_as_posted(part) for part in answer]
        while several and several[-1] is None:
            several.pop()
        return several or None
    text = answer if isinstance(answer, str) else as_text(answer)
    return text.replace("\r\n", "\n").replace("\r", "\n") or None

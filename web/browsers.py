"""Browsers in a few words, so that people recognise their own sessions."""

from __future__ import annotations

from ua_parser import parse

from web import messages_sessions as messages

LONGEST = 500


def browser_in_words(user_agent: str) -> str:
    """`Chrome（Windows）`, or that the browser is not known."""
    found = parse(user_agent[:LONGEST])
    names = [each.family for each in (found.user_agent, found.os) if each is not None and each.family]
    if not names:
        return messages.UNKNOWN_BROWSER
    return names[0] if len(names) == 1 else messages.browser_on(names[0], names[1])

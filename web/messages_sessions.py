"""What people read about signing in, sessions and second factors."""

from __future__ import annotations

UNKNOWN_BROWSER = "未知的浏览器"


def browser_on(browser: str, system: str) -> str:
    """A browser and the system it runs on."""
    return f"{browser}（{system}）"

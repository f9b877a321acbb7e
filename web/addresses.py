"""Addresses that stand outside of our pages: in mails."""

from __future__ import annotations

from typing import Any

from flask import url_for

from web.requests import platform


def full_address(endpoint: str, **values: Any) -> str:
    """The address of a page with the site before it: the one that is set, else the one this request came to."""
    site = platform().config.public_url
    return f"{site}{url_for(endpoint, **values)}" if site else url_for(endpoint, _external=True, **values)

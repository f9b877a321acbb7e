"""The menu of those who are signed in: the pages of this list, and the procedures that have a place in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import request, url_for

from web.requests import platform


@dataclass(frozen=True)
class MenuEntry:
    """One entry: the view it leads to, its name, and what its address is made of."""

    endpoint: str
    title: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return url_for(self.endpoint, **self.values)

    @property
    def is_current(self) -> bool:
        """Whether the page being shown is this one."""
        return request.endpoint == self.endpoint and (request.view_args or {}) == self.values


ENTERPRISE_MENU = (
    MenuEntry("home.show", "首页"),
    MenuEntry("submissions.index", "我的申报"),
    MenuEntry("enterprise.show", "企业信息"),
    MenuEntry("trials.index", "自测"),
)


def menu() -> tuple[MenuEntry, ...]:
    """The entries for this request."""
    procedures = (each for each in platform().catalogue.procedures() if each.menu)
    named = (MenuEntry("procedures.show", each.menu, {"procedure": each.id}) for each in procedures)
    return (*ENTERPRISE_MENU, *named)

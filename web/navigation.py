"""The menu of those who are signed in; a page is added by adding its line."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request


@dataclass(frozen=True)
class MenuEntry:
    """One entry: the view it leads to, and its name."""

    endpoint: str
    title: str

    @property
    def is_current(self) -> bool:
        """Whether the page being shown is this one."""
        return request.endpoint == self.endpoint


ENTERPRISE_MENU = (
    MenuEntry("home.show", "首页"),
    MenuEntry("submissions.index", "我的申报"),
    MenuEntry("enterprise.show", "企业信息"),
    MenuEntry("trials.index", "自测"),
)


def menu() -> tuple[MenuEntry, ...]:
    """The entries for this request."""
    return ENTERPRISE_MENU

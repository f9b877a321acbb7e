"""The menu of those who are signed in: the pages that are theirs, and the procedures that have a place in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, request, url_for

from web.messages_colleagues import SHORT_ROLES
from web.messages_home import MANAGER, UNDECIDED, UNREAD
from web.requests import platform, signed_in_or_none
from web.services.announcing import why_not_write
from web.services.desk import count_turns
from web.services.identity_queue import count_waiting
from web.services.inbox import count_unread
from web.services.people import SignedIn
from web.services.permissions import Action, may
from web.services.window_settings import why_not_open


@dataclass(frozen=True)
class MenuEntry:
    """One entry: the view it leads to, its name, what its address is made of, and how much waits there, of what."""

    endpoint: str
    title: str
    values: Mapping[str, Any] = field(default_factory=dict)
    waiting: int = 0
    unit: str = UNREAD

    @property
    def address(self) -> str:
        return url_for(self.endpoint, **self.values)

    @property
    def is_current(self) -> bool:
        """Whether the page being shown is this one."""
        return request.endpoint == self.endpoint and (request.view_args or {}) == self.values


HOME = MenuEntry("home.show", "首页")
TRIALS = MenuEntry("trials.index", "自测")
ACCOUNT = MenuEntry("account.show", "账号设置")


def menu() -> tuple[MenuEntry, ...]:
    """The entries for this request, without the pages that this platform does not have."""
    person = signed_in_or_none()
    if person is None:
        return ()
    if person.is_officer:
        entries = _for_officer(person)
    elif person.enterprise_id is None:
        entries = iter((HOME, TRIALS, ACCOUNT))
    else:
        entries = _for_enterprise(person)
    return tuple(each for each in entries if is_there(each.endpoint))


def is_there(endpoint: str) -> bool:
    """Whether this platform has such a page."""
    return endpoint in current_app.view_functions


def address_of(endpoint: str, **values: Any) -> str:
    """Where a page is, '' where there is none."""
    return url_for(endpoint, **values) if is_there(endpoint) else ""


def belongs_to(person: SignedIn) -> str:
    """For whom somebody acts: an enterprise, an authority, or nobody ('')."""
    if not person.is_officer:
        return person.enterprise_name
    authority = platform().catalogue.authorities.get(person.authority) if person.authority else None
    return authority.name if authority is not None else ""


def role_of(person: SignedIn) -> str:
    """What somebody may do there, in a word."""
    if person.is_officer:
        return MANAGER if person.manages else ""
    return SHORT_ROLES.get(person.role or "", "") if person.enterprise_id is not None else ""


def _for_enterprise(person: SignedIn) -> Iterator[MenuEntry]:
    yield HOME
    yield MenuEntry("declaring.index", "企业申报")
    yield MenuEntry("submissions.index", "我的申报")
    yield MenuEntry("enterprise.show", "企业信息")
    yield MenuEntry("messages.index", "我的消息", waiting=count_unread(platform(), person))
    yield TRIALS
    yield MenuEntry("titles.index", "认证到期管理")
    yield MenuEntry("changes.index", "重大变更")
    for each in platform().catalogue.procedures():
        if each.menu:
            yield MenuEntry("procedures.show", each.menu, {"procedure": each.id})
    yield MenuEntry("colleagues.index", "同事")
    yield ACCOUNT


def _for_officer(person: SignedIn) -> Iterator[MenuEntry]:
    yield HOME
    if may(person, Action.REVIEW):
        yield MenuEntry("desk.index", "审核", {}, count_turns(platform(), person), UNDECIDED)
        yield MenuEntry("overview.show", "概览")
    if may(person, Action.REVIEW) and why_not_open(platform(), person) is None:
        yield MenuEntry("windows.index", "申报时间")
    if may(person, Action.DECIDE_IDENTITY):
        yield MenuEntry("desk_identities.index", "身份审核", {}, count_waiting(platform(), person), UNDECIDED)
    if why_not_write(platform(), person) is None:
        yield MenuEntry("desk_announcements.index", "公告")
    if may(person, Action.REVIEW):
        yield MenuEntry("authority_facts.index", "录入资料")
    if may(person, Action.MANAGE_OFFICERS):
        yield MenuEntry("administration.officers", "账号管理")
    yield ACCOUNT

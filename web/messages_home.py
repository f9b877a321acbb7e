"""What the first page and the menus say that is not part of their templates."""

from __future__ import annotations

from types import MappingProxyType

TASKS = MappingProxyType(
    {
        "desk.index": ("审核", "审核企业的申报：开始审核、退回修改、推荐上报、审定。"),
        "overview.show": ("概览", "辖区内申报的进展、地区、行业、得分和等待时间。"),
        "windows.index": ("申报时间", "设置各事项的申报时间和各级审核的截止日期。"),
        "desk_identities.index": ("身份审核", "核对企业和个人提交的实名认证、人工核验材料。"),
        "desk_announcements.index": ("公告管理", "写公告，定日期发布，修改和撤下本部门的公告。"),
        "administration.officers": ("主管部门账号", "邀请、停用、重置本部门和下级主管部门的账号。"),
        "administration.accounts": ("企业和个人账号", "照看辖区内企业和个人的账号。"),
    }
)
"""What officers find on their first page, by the view it leads to: its name, and what it is for."""

MANAGER = "账号管理员"
UNREAD, UNDECIDED = "条未读", "件待审核"


def ends(title: str) -> str:
    """A season that is on."""
    return f"{title}截止"


def begins(title: str) -> str:
    """A season that is to come."""
    return f"{title}开始"


def expires(title: str) -> str:
    """The last day of a title."""
    return f"{title}有效期届满"


def days_left(days: int) -> str:
    """How long something is still possible."""
    return "今天截止" if days == 0 else f"还剩 {days} 天"


def days_to_come(days: int) -> str:
    """How long it is to the beginning of something."""
    return f"{days} 天后"

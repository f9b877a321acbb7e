"""What the platform tells an enterprise (我的消息), and the mail that carries a copy of it."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

KINDS = MappingProxyType(
    {
        "expiry": "认定到期",
        "update": "信息更新",
        "certified": "认定通知",
        "cancelled": "取消认定",
        "reminder": "申报提醒",
    }
)
"""The kinds of messages, in the order of the manuals."""

ALL_READ = "已全部标为已读。"
DONE_AT_ONCE = "这一事项提交即办结，不需要审核。"
SENT_ON = "下一步由主管部门审核。"


def submitted_title(procedure: str) -> str:
    """A declaration was sent."""
    return f"已提交：{procedure}"


def submitted_text(procedure: str, reporting_year: int, at: str) -> str:
    """What was sent, and when."""
    return f"您提交的“{procedure}”（{reporting_year}年度）已收到，提交时间 {at}。内容已经固定，可以随时查看结果和填写的内容。"


def profile_text(at: str) -> str:
    """The profile was sent."""
    return f"您提交的企业信息已经生效，提交时间 {at}。以后办理的事项都用新的信息。"


def sent_on(authorities: Sequence[str]) -> str:
    """Who looks at it, one after another."""
    return f"依次由{' → '.join(authorities)}审核。" if authorities else SENT_ON


def mail_text(enterprise: str, text: str, address: str) -> str:
    """The mail that carries a copy of a message; `address` is where to read on, as far as that is known."""
    where = f"查看：{address}" if address else "请登录优质中小企业梯度培育平台，在【我的消息】里查看。"
    return (
        f"{enterprise}：\n\n{text}\n\n{where}\n\n"
        "这是平台消息的邮件副本，请勿直接回复。不想再收到副本，可以登录后在【账号设置】里关闭。\n"
    )

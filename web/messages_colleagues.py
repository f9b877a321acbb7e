"""What people read about those who work for one enterprise."""

from __future__ import annotations

from types import MappingProxyType

from web.messages_invitations import PLATFORM

SHORT_ROLES = MappingProxyType({"administrator": "管理员", "submit": "可提交", "fill": "只填写"})
"""What a colleague may do, in a word."""

CHOICES = MappingProxyType(
    {
        "administrator": ("管理员", "管理同事、填写和提交"),
        "submit": ("可提交", "填写和提交"),
        "fill": ("只填写", "填写，由可以提交的同事提交"),
    }
)
"""The roles to choose from, each with what it means."""

ME = "您"
NOT_FOUND = "没有找到这位同事，可能已被移出。"
LAST_ADMINISTRATOR = "本企业至少要有一位管理员。请先让另一位同事成为管理员。"
LEGAL_STAYS = "这是本企业的法人账号，不能移出。"
LEGAL_DECIDES = "这是本企业的法人账号，只有它自己可以移交管理。"
NOT_YOURSELF = "不能移出自己。请先移交管理，再请新的管理员办理。"
ALREADY_ADMINISTRATOR = "这位同事已经是管理员。"
CLOSED_ACCOUNT = "这位同事的账号已停用，不能成为管理员。"

INVITED = "已发出邀请。对方收到邮件后，按其中的链接接受邀请，7 天内有效。"
SENT_AGAIN = "邀请已重新发送，7 天内有效。"
WITHDRAWN = "邀请已撤回，原来的链接不能再用。"
REMOVED_SUBJECT = "您已被移出企业"


def role_changed(name: str, role: str) -> str:
    """Somebody may do something else from now on."""
    return f"{name}的角色已改为“{SHORT_ROLES[role]}”。"


def handed_over(name: str) -> str:
    """Somebody else is the administrator now."""
    return f"管理已移交给{name}，您的角色现在是“{SHORT_ROLES['submit']}”。"


def removed(name: str) -> str:
    """Somebody works here no longer."""
    return f"{name}已移出本企业，其所有登录已结束。"


def removed_text(name: str, enterprise: str) -> str:
    """The mail to somebody who was removed."""
    return (
        f"{name}，您好！\n\n“{enterprise}”的管理员已把您移出该企业：您的账号仍在，但不能再查看和办理这家企业的事项。"
        "您填写过的内容仍记在您的名下。\n\n如有疑问，请与该企业的管理员联系。这封邮件由系统发出，请不要回复。\n\n"
        f"{PLATFORM}\n"
    )

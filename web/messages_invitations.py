"""What people read about invitations: in the mail, on the page of the link, and where they are made."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType

from web.messages_accounts import lasting

SUBJECT = "邀请您加入优质中小企业梯度培育平台"
PLATFORM = "优质中小企业梯度培育平台"

ROLES = MappingProxyType(
    {
        "administrator": "管理员：管理同事、填写和提交",
        "submit": "可提交：填写和提交",
        "fill": "只填写：填写，由同事提交",
    }
)
"""What a colleague may do, in the order of how much."""

OFFICER = "工作人员"
MANAGING_OFFICER = "账号管理员：管理本部门和下级部门的账号"

ALREADY_INVITED = "已经邀请过这个邮箱，对方还没有接受。可以重新发送，或先撤回再邀请。"
ALREADY_COLLEAGUE = "这个邮箱的账号已经是本企业的同事。"
ALREADY_OFFICER = "这个邮箱的账号已经属于这个部门。"
TOO_MANY = "今天发出的邀请太多，请明天再邀请。"
NOT_OPEN = "没有找到这份邀请，可能已被接受或撤回。"
CANNOT_SEND = "现在不能发送邮件，请稍后再试，或联系平台管理员。"

CLOSED = MappingProxyType(
    {
        "expired": (
            "邀请已过期，或链接不完整",
            "邀请在 7 天内有效。请核对邮件中的链接，或请邀请您的人重新发送。",
        ),
        "used": (
            "邀请已经接受过",
            "这份邀请只能接受一次。如果是您接受的，请直接登录；如果不是，请联系邀请您的人。",
        ),
        "withdrawn": ("邀请已撤回", "邀请您的人撤回了这份邀请。如有疑问，请与对方联系。"),
    }
)
"""Why an invitation cannot be accepted any more: title, and what to do."""

LEGAL_CANNOT_JOIN = "您登录的是法人账号，它代表一家企业，不能再加入别的企业。请退出登录，用自然人账号接受邀请，或在这里新注册一个。"
OFFICER_CANNOT_JOIN = "您登录的是主管部门的账号，不能加入企业。请退出登录，用自然人账号接受邀请。"
OTHER_ENTERPRISE = (
    "您的账号已经属于另一家企业。请先请那家企业的管理员把您移出，再接受邀请；或退出登录，新注册一个账号。"
)
SAME_ENTERPRISE = "您已经是这家企业的同事，不需要再接受。"
OFFICERS_REGISTER = "主管部门的账号须单独设立。请先退出登录，再打开邮件中的链接注册。"

NAME_NEEDED = "请填写姓名。"
NAME_TOO_LONG = "姓名最多 50 字。"
EMAIL_WRONG = "邮箱应像 name@example.cn 这样。"
ROLE_NEEDED = "请选择角色。"
ACCEPTED = "已接受邀请。"


def joined(whom: str) -> str:
    """Somebody accepted and works there now."""
    return f"{ACCEPTED}您现在可以为{whom}办理事项。" if whom else ACCEPTED


def offered_to_officer(manages: bool) -> str:
    """What an officer is invited to be."""
    return MANAGING_OFFICER if manages else OFFICER


def not_found_code(code: str) -> str:
    """An authority that is there no longer."""
    return f"（{code}）"


def mail_text(name: str, inviter: str, whom: str, role: str, address: str, lasts: timedelta) -> str:
    """The mail that invites: who asks whom to work where, as what."""
    who = f"{inviter}邀请您" if inviter not in {"", whom} else "现邀请您"
    return (
        f"{name}，您好！\n\n{who}在{PLATFORM}为“{whom}”办理事项，角色是“{role}”。\n\n"
        f"请在{lasting(lasts)}内打开下面的链接，接受邀请（只能使用一次）：\n\n{address}\n\n"
        "如果您不认识邀请人，请忽略这封邮件。这封邮件由系统发出，请不要回复。\n\n"
        f"{PLATFORM}\n"
    )
